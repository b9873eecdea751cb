#include "server/domain/tables/status_table.h"

#include <functional>
#include <utility>

#include "factcheck/v1/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/statuses/answer.h"

namespace factcheck::domain {

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

size_t StatusTable::ShardOf(std::string_view claim_id) {
  return std::hash<std::string_view>()(claim_id) % kShards;
}

std::optional<StatusTable::Row> StatusTable::ParseRow(std::string_view claim_id,
                                                      std::string_view stored) {
  absl::StatusOr<Record> record = ParseRecord(stored);
  v1::ClaimStatus status;
  if (!record.ok() || !status.ParseFromArray(record->public_bytes.data(),
                                             static_cast<int>(record->public_bytes.size()))) {
    return std::nullopt;  // The read path reports the damaged record.
  }
  Row row;
  const std::string_view name = status.claim();
  const std::string_view target = name.substr(name.rfind('/') + 1);
  if (target != claim_id) {
    row.redirect = std::string(target);
  } else if (status.state() != v1::ClaimStatus::STATE_UNKNOWN) {
    AppendExactAnswer(status.claim(), record->public_bytes, row.answer);
    row.has_equivalents = status.equivalent_claims_size() > 0 && status.verdicts_size() == 0;
  }
  return row;
}

void StatusTable::Set(std::string_view claim_id, std::string_view stored, bool replace) {
  std::optional<Row> row = ParseRow(claim_id, stored);
  if (!row) return;
  Shard& shard = shards_[ShardOf(claim_id)];
  absl::MutexLock lock(&shard.mutex);
  if (replace) {
    shard.rows.insert_or_assign(std::string(claim_id), *std::move(row));
  } else {
    shard.rows.try_emplace(std::string(claim_id), *std::move(row));
  }
}

StatusTable::Found StatusTable::AppendAnswer(std::string_view claim_id, std::string& out) const {
  std::string redirect;
  // A merge re-points what was merged before, so one step is the rule; the
  // bound only stops a damaged store from looping here.
  for (int hop = 0; hop < 4; ++hop) {
    const Shard& shard = shards_[ShardOf(claim_id)];
    absl::ReaderMutexLock lock(&shard.mutex);
    auto row = shard.rows.find(ToAbsl(claim_id));
    if (row == shard.rows.end()) return {};
    if (row->second.redirect.empty()) {
      out.append(row->second.answer);
      return {!row->second.answer.empty(), row->second.has_equivalents};
    }
    redirect = row->second.redirect;
    claim_id = redirect;
  }
  return {};
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
    n += shard.rows.capacity() * (sizeof(Row) + sizeof(std::string) + 1);
    for (const auto& [id, row] : shard.rows) {
      n += id.capacity() + row.answer.capacity() + row.redirect.capacity();
    }
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
