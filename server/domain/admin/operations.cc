#include <mutex>
#include <utility>

#include "server/domain/admin/admin.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/stamp.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

absl::StatusOr<int64_t> CountKeys(View& view, std::string_view prefix) {
  int64_t n = 0;
  storage::KeyRange range = storage::PrefixRange(prefix);
  for (;;) {
    absl::StatusOr<storage::ScanResult> page = view.Scan(range, {});
    if (!page.ok()) return page.status();
    n += static_cast<int64_t>(page->entries.size());
    if (!page->more || page->entries.empty()) return n;
    range.start = page->entries.back().key + '\0';
  }
}

absl::Status FromMaintenance(absl::Status status) {
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      return Error(status.code(), v1::ERROR_REASON_STORAGE_FULL, "the disk is full");
    case absl::StatusCode::kUnimplemented:
      return Error(status.code(), v1::ERROR_REASON_NOT_CONFIGURED,
                   "this storage engine can't do that: it has no disk");
    case absl::StatusCode::kUnavailable:
      return Error(status.code(), v1::ERROR_REASON_UNAVAILABLE, "try again");
    default:
      return status;
  }
}

absl::Status Busy() {
  return Error(absl::StatusCode::kUnavailable, v1::ERROR_REASON_UNAVAILABLE,
               "a backup or a compaction is under way; try again when it is done", {},
               absl::Seconds(30));
}

}  // namespace

absl::StatusOr<std::string> Admin::GetServerInfo(const Call&,
                                                 const v1::GetServerInfoRequest& request) {
  Violations violations(request);
  if (!violations.empty()) return violations.ToStatus();
  const storage::Version latest = book_->engine().LatestVersion();
  v1::ServerInfo info;
  info.set_version(facts_.version);
  info.set_store_id(HexEncode(book_->engine().store_id()));
  info.set_engine(facts_.engine);
  *info.mutable_start_time() = ToTimestamp(facts_.start_time);
  if (latest.value > 0) *info.mutable_latest_commit_time() = ToTimestamp(CommitTime(latest));
  info.set_consistency_token(book_->stamps().TokenOf(latest));
  return info.SerializeAsString();
}

absl::StatusOr<std::string> Admin::GetStatistics(const Call&,
                                                 const v1::GetStatisticsRequest& request) {
  Violations violations(request);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<storage::EngineStatistics> engine = book_->engine().Statistics();
  if (!engine.ok()) return engine.status();
  absl::StatusOr<View> view = book_->ReadNewest();
  if (!view.ok()) return view.status();
  absl::StatusOr<int64_t> publishers = CountKeys(*view, keys::kPublishers);
  if (!publishers.ok()) return publishers.status();
  v1::Statistics statistics;
  statistics.set_publishers(*publishers);
  statistics.set_commits(static_cast<int64_t>(engine->commits));
  statistics.set_synced_writes(static_cast<int64_t>(engine->synced_writes));
  statistics.set_decided_again(static_cast<int64_t>(engine->decided_again));
  statistics.set_disk_bytes(static_cast<int64_t>(engine->disk_bytes));
  statistics.set_memory_bytes(static_cast<int64_t>(engine->memory_bytes));
  statistics.set_estimated_keys(static_cast<int64_t>(engine->estimated_keys));
  if (facts_.add_tables) facts_.add_tables(statistics);
  return statistics.SerializeAsString();
}

absl::StatusOr<std::string> Admin::CreateBackup(const Call& call,
                                                const v1::CreateBackupRequest& request) {
  if (!call.who.IsAdmin()) return MissingRole("ADMIN");
  Violations violations(request);
  if (!violations.empty()) return violations.ToStatus();
  if (facts_.backup_directory.empty()) {
    return Error(absl::StatusCode::kUnimplemented, v1::ERROR_REASON_NOT_CONFIGURED,
                 "the server was started without a backup directory");
  }
  std::unique_lock<std::mutex> lock(maintenance_, std::try_to_lock);
  if (!lock.owns_lock()) return Busy();
  // The newest commit before the backup begins is in it for certain.
  const storage::Version held = book_->engine().LatestVersion();
  absl::Status status = book_->engine().Backup(facts_.backup_directory, facts_.backups_kept);
  if (!status.ok()) return FromMaintenance(std::move(status));
  v1::CreateBackupResponse response;
  response.set_directory(facts_.backup_directory);
  response.set_consistency_token(book_->stamps().TokenOf(held));
  return response.SerializeAsString();
}

absl::StatusOr<std::string> Admin::CompactStore(const Call& call,
                                                const v1::CompactStoreRequest& request) {
  if (!call.who.IsAdmin()) return MissingRole("ADMIN");
  Violations violations(request);
  if (!violations.empty()) return violations.ToStatus();
  std::unique_lock<std::mutex> lock(maintenance_, std::try_to_lock);
  if (!lock.owns_lock()) return Busy();
  absl::Status status = book_->engine().Compact();
  if (!status.ok()) return FromMaintenance(std::move(status));
  return v1::CompactStoreResponse().SerializeAsString();
}

}  // namespace factcheck::domain
