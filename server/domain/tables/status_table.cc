#include "server/domain/tables/status_table.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "factcheck/v1/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/statuses/answer.h"
#include "server/storage/log_position.h"

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
// Rows in a file:
//
// rows := count:u32 row^count
// row  := id kind:u8 bytes    `id` and `bytes` with their size before
constexpr TableFormat kFormat = {"FCSTATUS", 1};
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

absl::Status StatusTable::Attach(storage::Engine* engine, const TableFile& file) {
  Detach();
  for (Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    shard.rows.clear();
  }
  saved_ = {};
  applied_ = 0;
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> view = engine->AddObserver(this);
  if (!view.ok()) return view.status();
  engine_ = engine;
  // Unless a commit was observed already.
  uint64_t none = 0;
  applied_.compare_exchange_strong(none, (*view)->version().value);
  if (file.path.empty()) {
    absl::Status loaded = Load(**view);
    if (!loaded.ok()) Detach();
    return loaded;
  }
  const absl::StatusOr<storage::Version> position = LoadTableFile(
      file.path, kFormat, *engine_, [&](storage::Version position, ChunkReader& reader) {
        return ReadRows(position, **view, reader);
      });
  if (!position.ok()) {
    if (file.on_note) file.on_note(ToStd(position.status().message()));
    return Attach(engine);
  }
  saved_ = *position;
  return absl::OkStatus();
}

// Commits that are observed while the view is loaded are newer than it: what they set must stay.
absl::Status StatusTable::Load(storage::Snapshot& from) {
  storage::KeyRange range = storage::PrefixRange(keys::kStatuses);
  for (;;) {
    absl::StatusOr<storage::ScanResult> page = from.Scan(range, {});
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) {
      Set(std::string_view{entry.key}.substr(keys::kStatuses.size()), entry.value,
          /*replace=*/false);
    }
    if (!page->more || page->entries.empty()) return absl::OkStatus();
    range.start = page->entries.back().key + '\0';
  }
}

// As Load, in which the newest comes first.
absl::Status StatusTable::ReadRows(storage::Version position, storage::Snapshot& from,
                                   ChunkReader& reader) {
  uint32_t rows = 0;
  absl::Status read = reader.NextRecord();
  if (read.ok()) read = reader.Fixed32(rows);
  if (!read.ok()) return read;
  const absl::StatusOr<std::vector<std::string>> claims =
      ClaimsWritten(*engine_, position, from.version(), MostLookedUp(rows));
  if (!claims.ok()) return claims.status();
  const auto range_of = [](std::string_view claim) {
    return std::vector<storage::KeyRange>{storage::OneKey(keys::Status(claim))};
  };
  read = ReadClaims(from, *claims, range_of, [this](std::span<const storage::Entry> entries) {
    for (const storage::Entry& entry : entries) {
      Set(std::string_view{entry.key}.substr(keys::kStatuses.size()), entry.value,
          /*replace=*/false);
    }
  });
  if (!read.ok()) return read;
  for (Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    shard.rows.reserve(rows / kShards);
  }
  std::array<std::vector<std::pair<uint64_t, Row>>, kShards> waiting;
  // Also where its record is damaged: then there is no row.
  const absl::flat_hash_set<std::string_view> written(claims->begin(), claims->end());
  for (uint32_t i = 0; i < rows; ++i) {
    std::string_view id, bytes;
    uint8_t kind = 0;
    read = reader.NextRecord();
    if (read.ok()) read = reader.Bytes(id);
    if (read.ok()) read = reader.Fixed8(kind);
    if (read.ok()) read = reader.Bytes(bytes);
    if (!read.ok()) return read;
    if (id.size() > kMaxIdBytes || kind > static_cast<uint8_t>(Row::Kind::kUnknown)) {
      return reader.Damaged("a row is none");
    }
    if (written.contains(id)) continue;
    const uint64_t hash = hash_(id);
    auto& some = waiting[ShardOf(hash)];
    some.emplace_back(hash, Row(id, Row::Kind{kind}, bytes));
    if (some.size() == kAtATime) PutAll(shards_[ShardOf(hash)], some);
  }
  for (size_t i = 0; i < kShards; ++i) PutAll(shards_[i], waiting[i]);
  return absl::OkStatus();
}

void StatusTable::PutAll(Shard& shard, std::vector<std::pair<uint64_t, Row>>& rows) {
  absl::MutexLock lock(&shard.mutex);
  for (auto& [hash, row] : rows) shard.Put(hash, std::move(row), /*replace=*/false);
  rows.clear();
}

absl::Status StatusTable::Save(const std::string& path) {
  if (path.empty() || engine_ == nullptr) return absl::OkStatus();
  // Before the rows are looked at.
  const absl::StatusOr<storage::Version> position = storage::LastLogged(*engine_, {applied_});
  if (!position.ok()) return position.status();
  if (*position == saved_) return absl::OkStatus();
  const absl::Status saved =
      SaveTableFile(path, kFormat, *engine_, *position,
                    [this](ChunkWriter& writer) { return WriteRows(writer); });
  if (saved.ok()) saved_ = *position;
  return saved;
}

// A commit waits for it.
void StatusTable::AppendRows(const Shard& shard, std::span<const uint64_t> hashes,
                             std::vector<uint8_t>& to) {
  absl::ReaderMutexLock lock(&shard.mutex);
  for (const uint64_t hash : hashes) {
    const Row& row = shard.rows.find(hash)->second;
    AppendBytes(row.id(), to);
    AppendFixed8(static_cast<uint8_t>(row.kind()), to);
    AppendBytes(row.bytes(), to);
  }
}

absl::Status StatusTable::WriteRows(ChunkWriter& writer) const {
  std::array<std::vector<uint64_t>, kShards> hashes;
  size_t rows = 0;
  for (size_t i = 0; i < kShards; ++i) {
    absl::ReaderMutexLock lock(&shards_[i].mutex);
    hashes[i].reserve(shards_[i].rows.size());
    for (const auto& [hash, row] : shards_[i].rows) hashes[i].push_back(hash);
    rows += hashes[i].size();
  }
  AppendFixed32(static_cast<uint32_t>(rows), writer.buffer());
  absl::Status wrote = writer.EndRecord();
  for (size_t i = 0; i < kShards; ++i) {
    std::span<const uint64_t> left = hashes[i];
    while (!left.empty() && wrote.ok()) {
      const auto some = left.first(std::min(left.size(), kAtATime));
      left = left.subspan(some.size());
      AppendRows(shards_[i], some, writer.buffer());
      wrote = writer.EndRecord();
    }
  }
  return wrote;
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
  const uint64_t hash = hash_(claim_id);
  Shard& shard = shards_[ShardOf(hash)];
  absl::MutexLock lock(&shard.mutex);
  shard.Put(hash, *std::move(row), replace);
}

void StatusTable::Shard::Put(uint64_t hash, Row row, bool replace) {
  auto at = rows.find(hash);
  while (at != rows.end() && at->second.id() != row.id()) at = rows.find(++hash);
  if (at == rows.end()) {
    rows.emplace(hash, std::move(row));
  } else if (replace) {
    at->second = std::move(row);
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

void StatusTable::OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                           std::string_view) {
  for (const storage::Mutation& mutation : mutations) {
    if (!mutation.key.starts_with(keys::kStatuses) || !mutation.value) continue;
    Set(std::string_view{mutation.key}.substr(keys::kStatuses.size()), *mutation.value,
        /*replace=*/true);
  }
  applied_ = version.value;
}

}  // namespace factcheck::domain
