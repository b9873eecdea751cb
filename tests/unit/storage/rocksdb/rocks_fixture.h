// A RocksDB store in a directory of its own, on a disk that a test can break.
#ifndef FACTCHECK_TESTS_UNIT_STORAGE_ROCKSDB_ROCKS_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_STORAGE_ROCKSDB_ROCKS_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/storage/engine.h"
#include "server/storage/rocksdb/rocks_engine.h"
#include "tests/support/storage_fixture.h"

namespace factcheck::storage {

// Thread-safe. A rule is called until the store is closed, on threads of its own
// too: let it hold what it needs by value.
class Disk {
 public:
  using Rule = std::function<absl::Status(const FileOperation&)>;
  // From now on `rule` decides what works; empty: everything does.
  void Set(Rule rule) {
    absl::MutexLock lock(&mutex_);
    rule_ = std::move(rule);
  }
  // Operations of this kind on files with this ending fail.
  void Fail(FileOperation::Kind kind, std::string_view ending, absl::Status status);
  void FailAll(absl::Status status) {
    Set([status](const FileOperation&) { return status; });
  }
  void Heal() { Set(nullptr); }
  absl::Status Before(const FileOperation& operation);

 private:
  absl::Mutex mutex_;
  Rule rule_;
};

class RocksTest : public ::testing::Test {
 protected:
  RocksTest();
  // What a test gave to the disk may be called until the store is closed.
  void TearDown() override { Close(); }

  std::string Path(std::string_view name) const {
    return directory_.path() + "/" + std::string(name);
  }
  std::string store() const { return options_.directory; }
  // Closes what is open, and opens the store, or the one in `directory`.
  absl::Status TryOpen(const std::string& directory = "");
  void Open(const std::string& directory = "");
  void Close() { engine_.reset(); }
  Engine& engine() { return *engine_; }
  // Files of a directory that end so, in order of name, with their full paths.
  static std::vector<std::string> Files(const std::string& directory, std::string_view ending);
  // Name and content of every file but the lock and what is only for people to read.
  static std::map<std::string, std::string> Contents(const std::string& directory);
  // As the disk would be after the process was killed now.
  std::string CopyAsAfterKill(std::string_view name);

  testing::StorageClock clock_;
  Disk disk_;
  RocksOptions options_;

 private:
  const testing::TempDirectory directory_;
  std::unique_ptr<Engine> engine_;
};

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, std::string_view content);
// Changes one byte.
void FlipByte(const std::string& path, size_t at);

}  // namespace factcheck::storage

#endif  // FACTCHECK_TESTS_UNIT_STORAGE_ROCKSDB_ROCKS_FIXTURE_H_
