// The embedded store: an Engine over RocksDB with group commit by one committer.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_ROCKS_ENGINE_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_ROCKS_ENGINE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/storage/engine.h"

namespace factcheck::storage {

// What is about to happen to a file of the store.
struct FileOperation {
  enum class Kind { kCreate, kWrite, kSync };
  Kind kind = Kind::kWrite;
  std::string path;
  uint64_t offset = 0;  // kWrite: where; kSync: up to where.
  uint64_t bytes = 0;   // kWrite: how many.
};

// Lets a test see and fail what the store does to the disk. Called from any thread.
struct RocksTestHooks {
  // kResourceExhausted makes the operation fail as on a full disk (half of a
  // write gets through), any other error as on a broken one.
  std::function<absl::Status(const FileOperation&)> before;
  // Bytes free on the disk.
  std::function<uint64_t()> free_bytes;
  // How long a store that could not be opened afresh after a failed write is
  // left alone before it is tried again.
  absl::Duration reopen_pause = absl::Seconds(1);
};

struct RocksOptions {
  std::string directory;  // Made if absent.
  Clock clock;            // Must outlive the engine.
  // Heap for what is read: the operating system's page cache is not relied on.
  size_t block_cache_bytes = size_t{128} << 20;
  // Heap for what is written and not yet in sorted files.
  size_t write_buffer_bytes = size_t{64} << 20;
  // Commits are refused with kResourceExhausted while less is free on the disk,
  // so that what was accepted can still be put in order.
  uint64_t reserved_bytes = uint64_t{192} << 20;
  RocksTestHooks hooks;
};

// Opens the store in a directory, or makes one there. Errors: kFailedPrecondition
// (locked by another process, of a newer format), kDataLoss (damaged; nothing is
// changed), kResourceExhausted, kUnavailable (the disk or its permissions).
absl::StatusOr<std::unique_ptr<Engine>> OpenRocksEngine(RocksOptions options);

}  // namespace factcheck::storage

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_ROCKS_ENGINE_H_
