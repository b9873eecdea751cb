#include "server/domain/tables/status_table.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "factcheck/v1/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/statuses/answer.h"

namespace factcheck::domain {
namespace {

// What the allocator adds to a block.
constexpr size_t kAllocationBytes = 16;
// Ids are shorter (values/names.h); a row counts them in one byte.
constexpr size_t kMaxIdBytes = 255;
// A merge re-points what was merged before, so one step from a merged claim to its target is the
// rule; the bound only stops a damaged store from looping.
constexpr int kMostHops = 4;
// Of many claims, how many are looked up under one hold of the locks.
constexpr size_t kAtATime = 64;
constexpr size_t kCacheLineBytes = 64;
// As long as most rows are.
constexpr size_t kFetchedLines = 6;

}  // namespace

StatusTable::Row::Row(std::string_view id, Kind kind, std::string_view bytes)
    : block_(new char[kHeader + id.size() + bytes.size()]) {
  const auto size = static_cast<uint32_t>(bytes.size());
  block_[0] = static_cast<char>(kind);
  block_[1] = static_cast<char>(id.size());
  std::memcpy(&block_[2], &size, sizeof(size));
  std::copy(id.begin(), id.end(), &block_[kHeader]);
  std::copy(bytes.begin(), bytes.end(), &block_[kHeader + id.size()]);
}

void StatusTable::Row::Fetch() const {
  for (size_t line = 0; line < kFetchedLines; ++line) {
    __builtin_prefetch(block_.get() + line * kCacheLineBytes);
  }
}

std::string_view StatusTable::Row::bytes() const {
  uint32_t size = 0;
  std::memcpy(&size, &block_[2], sizeof(size));
  return {&block_[kHeader + IdSize()], size};
}

StatusTable::~StatusTable() { Detach(); }

absl::Status StatusTable::Attach(storage::Engine* engine) {
  Detach();
  for (Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    shard.rows.clear();
  }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> view = engine->AddObserver(this);
  if (!view.ok()) return view.status();
  engine_ = engine;
  // Commits that are observed while the view is loaded are newer than it: what
  // they set must stay.
  storage::KeyRange range = storage::PrefixRange(keys::kStatuses);
  for (;;) {
    absl::StatusOr<storage::ScanResult> page = (*view)->Scan(range, {});
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) {
      Set(std::string_view{entry.key}.substr(keys::kStatuses.size()), entry.value,
          /*replace=*/false);
    }
    if (!page->more || page->entries.empty()) return absl::OkStatus();
    range.start = page->entries.back().key + '\0';
  }
}

void StatusTable::Detach() {
  if (engine_ != nullptr) std::exchange(engine_, nullptr)->RemoveObserver(this);
}

std::optional<StatusTable::Row> StatusTable::ParseRow(std::string_view claim_id,
                                                      std::string_view stored) {
  absl::StatusOr<Record> record = ParseRecord(stored);
  v1::ClaimStatus status;
  if (claim_id.size() > kMaxIdBytes || !record.ok() ||
      !status.ParseFromArray(record->public_bytes.data(),
                             static_cast<int>(record->public_bytes.size()))) {
    return std::nullopt;  // The read path reports the damaged record.
  }
  const std::string_view name = status.claim();
  const std::string_view target = name.substr(name.rfind('/') + 1);
  if (target != claim_id) return Row(claim_id, Row::Kind::kRedirect, target);
  if (status.state() == v1::ClaimStatus::STATE_UNKNOWN) {
    return Row(claim_id, Row::Kind::kUnknown, {});
  }
  std::string answer;
  AppendExactAnswer(status.claim(), record->public_bytes, answer);
  const bool partial = status.equivalent_claims_size() > 0 && status.verdicts_size() == 0;
  return Row(claim_id, partial ? Row::Kind::kPartial : Row::Kind::kAnswer, answer);
}

void StatusTable::Set(std::string_view claim_id, std::string_view stored, bool replace) {
  std::optional<Row> row = ParseRow(claim_id, stored);
  if (!row) return;
  uint64_t key = hash_(claim_id);
  Shard& shard = shards_[ShardOf(key)];
  absl::MutexLock lock(&shard.mutex);
  auto at = shard.rows.find(key);
  while (at != shard.rows.end() && at->second.id() != claim_id) at = shard.rows.find(++key);
  if (at == shard.rows.end()) {
    shard.rows.emplace(key, *std::move(row));
  } else if (replace) {
    at->second = *std::move(row);
  }
}

const StatusTable::Row* StatusTable::Shard::Find(std::string_view claim_id, uint64_t hash) const {
  auto at = rows.find(hash);
  while (at != rows.end() && at->second.id() != claim_id) at = rows.find(++hash);
  return at == rows.end() ? nullptr : &at->second;
}

std::optional<std::pair<StatusTable::Found, std::string_view>> StatusTable::Read(
    const Row* row, std::string& redirect) {
  if (row == nullptr || row->kind() == Row::Kind::kUnknown) {
    return std::pair(Found{}, std::string_view());
  }
  if (row->kind() == Row::Kind::kRedirect) {
    redirect = std::string(row->bytes());
    return std::nullopt;
  }
  const bool partial = row->kind() == Row::Kind::kPartial;
  return std::pair(Found{.exists = true, .has_equivalents = partial},
                   partial ? std::string_view() : row->bytes());
}

StatusTable::Found StatusTable::Find(std::string_view claim_id, Use use) const {
  std::string redirect;
  for (int hop = 0; hop < kMostHops; ++hop) {
    const uint64_t hash = hash_(claim_id);
    const Shard& shard = shards_[ShardOf(hash)];
    absl::ReaderMutexLock lock(&shard.mutex);
    if (const auto read = Read(shard.Find(claim_id, hash), redirect)) {
      if (!read->second.empty()) use(read->second);
      return read->first;
    }
    claim_id = redirect;
  }
  return {};
}

class StatusTable::AllShards {
 public:
  // In order, so that two never wait for each other.
  explicit AllShards(const StatusTable& table) ABSL_NO_THREAD_SAFETY_ANALYSIS : table_(table) {
    for (const Shard& shard : table_.shards_) shard.mutex.ReaderLock();
  }
  ~AllShards() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    for (const Shard& shard : table_.shards_) shard.mutex.ReaderUnlock();
  }
  AllShards(const AllShards&) = delete;
  AllShards& operator=(const AllShards&) = delete;

  // Where the row of this hash begins, if there is one; has it fetched.
  void Fetch(uint64_t hash) const ABSL_NO_THREAD_SAFETY_ANALYSIS {
    const auto& rows = table_.shards_[ShardOf(hash)].rows;
    if (const auto at = rows.find(hash); at != rows.end()) at->second.Fetch();
  }
  const Row* Find(std::string_view claim_id, uint64_t hash) const ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return table_.shards_[ShardOf(hash)].Find(claim_id, hash);
  }

 private:
  const StatusTable& table_;
};

bool StatusTable::FindEach(std::span<const std::string_view> claim_ids, UseEach use) const {
  std::string redirect;
  std::array<uint64_t, kAtATime> hashes;
  while (!claim_ids.empty()) {
    const auto some = claim_ids.first(std::min(claim_ids.size(), kAtATime));
    claim_ids = claim_ids.subspan(some.size());
    const AllShards shards(*this);
    for (size_t i = 0; i < some.size(); ++i) {
      hashes[i] = hash_(some[i]);
      shards.Fetch(hashes[i]);
    }
    for (size_t i = 0; i < some.size(); ++i) {
      auto read = Read(shards.Find(some[i], hashes[i]), redirect);
      for (int hop = 1; !read && hop < kMostHops; ++hop) {
        const std::string target = std::move(redirect);
        read = Read(shards.Find(target, hash_(target)), redirect);
      }
      if (!read) read.emplace();
      if (!use(some[i], read->first, read->second)) return false;
    }
  }
  return true;
}

size_t StatusTable::size() const {
  size_t n = 0;
  for (const Shard& shard : shards_) {
    absl::ReaderMutexLock lock(&shard.mutex);
    n += shard.rows.size();
  }
  return n;
}

size_t StatusTable::memory_bytes() const {
  size_t n = 0;
  for (const Shard& shard : shards_) {
    absl::ReaderMutexLock lock(&shard.mutex);
    n += shard.rows.capacity() * (sizeof(std::pair<uint64_t, Row>) + 1);
    for (const auto& [hash, row] : shard.rows) n += row.memory_bytes() + kAllocationBytes;
  }
  return n;
}

void StatusTable::OnCommit(storage::Version, std::span<const storage::Mutation> mutations,
                           std::string_view) {
  for (const storage::Mutation& mutation : mutations) {
    if (!mutation.key.starts_with(keys::kStatuses) || !mutation.value) continue;
    Set(std::string_view{mutation.key}.substr(keys::kStatuses.size()), *mutation.value,
        /*replace=*/true);
  }
}

}  // namespace factcheck::domain
