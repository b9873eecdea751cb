// What tests of the storage layer share: a clock that stands still, directories
// that go away, short ways to write and read, and random numbers that can be had again.
#ifndef FACTCHECK_TESTS_SUPPORT_STORAGE_FIXTURE_H_
#define FACTCHECK_TESTS_SUPPORT_STORAGE_FIXTURE_H_

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/storage/engine.h"

namespace factcheck::testing {

// Thread-safe. Starts at 2023-02-19T12:00:00Z.
class StorageClock {
 public:
  absl::Time Now() const { return absl::FromUnixMicros(micros_.load()); }
  void Advance(absl::Duration by) { micros_ += absl::ToInt64Microseconds(by); }
  storage::Clock AsClock() const {
    return [this] { return Now(); };
  }

 private:
  std::atomic<int64_t> micros_{1'676'808'000'000'000};
};

// A fresh directory, removed with all in it.
class TempDirectory {
 public:
  TempDirectory();
  ~TempDirectory();
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// $FACTCHECK_SEED, or a new seed; prints it, so that a failure can be had again.
uint64_t TestSeed();

// Bytes that can't be compressed. Always the same ones.
std::string RandomBytes(size_t size);

storage::Mutation PutOf(std::string_view key, std::string_view value);
storage::Mutation DeleteOf(std::string_view key);

absl::StatusOr<storage::Version> Write(storage::Engine& engine,
                                       std::vector<storage::Mutation> mutations,
                                       std::string_view log_record = "");
absl::StatusOr<storage::Version> Put(storage::Engine& engine, std::string_view key,
                                     std::string_view value);

// Of the newest state; a failed read fails the test.
std::optional<storage::Entry> Newest(storage::Engine& engine, std::string_view key);
std::optional<std::string> ValueOf(storage::Engine& engine, std::string_view key);
std::map<std::string, std::string> AllOf(storage::Snapshot& snapshot);
std::vector<storage::LogEntry> WholeLog(storage::Engine& engine);

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_SUPPORT_STORAGE_FIXTURE_H_
