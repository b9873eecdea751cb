#include "server/storage/rocksdb/backup.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "rocksdb/env.h"
#include "rocksdb/utilities/backup_engine.h"
#include "server/base/absl_strings.h"
#include "server/storage/rocksdb/rocks_engine.h"
#include "server/storage/rocksdb/store.h"

namespace factcheck::storage {
namespace {

namespace fs = std::filesystem;

absl::Status DirectoryError(const std::string& directory, const std::error_code& error) {
  return absl::UnavailableError(StrCat("can't use ", directory, ": ", error.message()));
}

// What is wrong with a backup, where RocksDB's message speaks of its files.
absl::Status BackupError(const rocksdb::Status& status, const std::string& backup_dir) {
  return rocks::FromRocks(status, StrCat("the backup in ", backup_dir));
}

absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> OpenBackup(
    const std::string& backup_dir) {
  std::error_code error;
  if (!fs::is_directory(backup_dir + "/meta", error)) {
    return absl::NotFoundError(StrCat("there is no backup in ", backup_dir));
  }
  rocksdb::BackupEngineReadOnly* backups = nullptr;
  const rocksdb::Status opened = rocksdb::BackupEngineReadOnly::Open(
      rocksdb::Env::Default(), rocksdb::BackupEngineOptions(backup_dir), &backups);
  if (!opened.ok()) return BackupError(opened, backup_dir);
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(backups);
}

// The newest backup, of which every file has been read.
absl::StatusOr<rocksdb::BackupID> VerifiedNewest(const rocksdb::BackupEngineReadOnly& backups,
                                                 const std::string& backup_dir) {
  std::vector<rocksdb::BackupInfo> infos;
  backups.GetBackupInfo(&infos);
  std::vector<rocksdb::BackupID> unreadable;
  backups.GetCorruptedBackups(&unreadable);
  const rocksdb::BackupID newest = infos.empty() ? 0 : infos.back().backup_id;
  for (rocksdb::BackupID id : unreadable) {
    if (id > newest) {
      return absl::DataLossError(
          StrCat("the newest backup in ", backup_dir, ", number ", id, ", is damaged"));
    }
  }
  if (infos.empty()) return absl::NotFoundError(StrCat("there is no backup in ", backup_dir));
  const rocksdb::Status verified = backups.VerifyBackup(newest, /*verify_with_checksum=*/true);
  if (!verified.ok()) {
    // A file that is missing or of the wrong size is no better than a wrong checksum.
    return absl::DataLossError(StrCat("the newest backup in ", backup_dir, ", number ", newest,
                                      ", is damaged: ", verified.ToString()));
  }
  return newest;
}

absl::Status CheckEmpty(const std::string& data_dir) {
  std::error_code error;
  if (!fs::exists(data_dir, error)) {
    return error ? DirectoryError(data_dir, error) : absl::OkStatus();
  }
  const bool empty = fs::is_empty(data_dir, error);
  if (error) return DirectoryError(data_dir, error);
  if (empty) return absl::OkStatus();
  return absl::FailedPreconditionError(
      StrCat(data_dir, " is not empty; a backup is only restored into an empty directory"));
}

// Opens what was restored as the engine will, and reads all of it.
absl::Status CheckRestored(const std::string& data_dir) {
  RocksOptions options;
  options.directory = data_dir;
  absl::StatusOr<std::shared_ptr<rocks::Store>> store =
      rocks::Store::Open(options, rocksdb::Env::Default(), rocks::Store::Mode::kWritable);
  if (!store.ok()) return store.status();
  return rocks::FromRocks((*store)->db().VerifyChecksum(), "reading what was restored");
}

}  // namespace

absl::Status VerifyBackup(const std::string& backup_dir) {
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> backups = OpenBackup(backup_dir);
  if (!backups.ok()) return backups.status();
  return VerifiedNewest(**backups, backup_dir).status();
}

absl::Status RestoreBackup(const std::string& backup_dir, const std::string& data_dir) {
  if (absl::Status empty = CheckEmpty(data_dir); !empty.ok()) return empty;
  absl::StatusOr<std::unique_ptr<rocksdb::BackupEngineReadOnly>> backups = OpenBackup(backup_dir);
  if (!backups.ok()) return backups.status();
  absl::StatusOr<rocksdb::BackupID> newest = VerifiedNewest(**backups, backup_dir);
  if (!newest.ok()) return newest.status();

  std::error_code error;
  fs::create_directories(data_dir, error);
  if (!error) fs::permissions(data_dir, fs::perms::owner_all, error);
  if (error) return DirectoryError(data_dir, error);
  absl::Status restored =
      rocks::FromRocks((*backups)->RestoreDBFromBackup(*newest, data_dir, data_dir), "restoring");
  if (restored.ok()) restored = CheckRestored(data_dir);
  if (restored.ok()) return restored;
  // Half a store must not be taken for a whole one.
  for (fs::directory_iterator it(data_dir, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    fs::remove_all(it->path(), ignored);
  }
  return restored;
}

}  // namespace factcheck::storage
