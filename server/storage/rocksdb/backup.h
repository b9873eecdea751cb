// Copies of a store on another disk, and the way back.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_BACKUP_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_BACKUP_H_

#include <string>

#include "absl/status/status.h"

namespace factcheck::storage {

// Reads every file of the newest backup in `backup_dir` and compares checksums.
// Errors: kNotFound (no backup there), kDataLoss (damaged), kUnavailable.
absl::Status VerifyBackup(const std::string& backup_dir);

// Verifies the newest backup, puts it into `data_dir`, which must be absent or
// empty (else kFailedPrecondition), opens the result and reads all of it. Where
// that fails, `data_dir` is left empty or absent.
absl::Status RestoreBackup(const std::string& backup_dir, const std::string& data_dir);

}  // namespace factcheck::storage

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_BACKUP_H_
