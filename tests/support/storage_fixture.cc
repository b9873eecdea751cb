#include "tests/support/storage_fixture.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "gtest/gtest.h"

namespace factcheck::testing {

TempDirectory::TempDirectory() {
  std::string pattern = std::filesystem::temp_directory_path() / "factcheck-test-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    std::cerr << "can't make a directory like " << pattern << "\n";
    std::abort();
  }
  path_ = std::move(pattern);
}

TempDirectory::~TempDirectory() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

uint64_t TestSeed() {
  const char* given = std::getenv("FACTCHECK_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "seed: FACTCHECK_SEED=" << seed << std::endl;
  return seed;
}

std::string RandomBytes(size_t size) {
  static std::mt19937_64 random;
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

storage::Mutation PutOf(std::string_view key, std::string_view value) {
  return {.key = std::string(key), .value = std::string(value)};
}

storage::Mutation DeleteOf(std::string_view key) { return {.key = std::string(key)}; }

absl::StatusOr<storage::Version> Write(storage::Engine& engine,
                                       std::vector<storage::Mutation> mutations,
                                       std::string_view log_record) {
  storage::CommitRequest request;
  request.batch.mutations = std::move(mutations);
  request.batch.log_record = std::string(log_record);
  return engine.Commit(std::move(request));
}

absl::StatusOr<storage::Version> Put(storage::Engine& engine, std::string_view key,
                                     std::string_view value) {
  return Write(engine, {PutOf(key, value)});
}

std::optional<storage::Entry> Newest(storage::Engine& engine, std::string_view key) {
  auto snapshot = engine.NewSnapshot();
  EXPECT_TRUE(snapshot.ok()) << snapshot.status();
  if (!snapshot.ok()) return std::nullopt;
  auto entry = (*snapshot)->Get(key);
  EXPECT_TRUE(entry.ok()) << entry.status();
  return entry.ok() ? *std::move(entry) : std::nullopt;
}

std::optional<std::string> ValueOf(storage::Engine& engine, std::string_view key) {
  std::optional<storage::Entry> entry = Newest(engine, key);
  if (!entry) return std::nullopt;
  return std::move(entry->value);
}

std::map<std::string, std::string> AllOf(storage::Snapshot& snapshot) {
  std::map<std::string, std::string> all;
  auto result = snapshot.Scan({}, {.max_entries = 1'000'000, .max_bytes = size_t{1} << 30});
  EXPECT_TRUE(result.ok()) << result.status();
  if (!result.ok()) return all;
  EXPECT_FALSE(result->more);
  for (storage::Entry& entry : result->entries) all[entry.key] = std::move(entry.value);
  return all;
}

std::vector<storage::LogEntry> WholeLog(storage::Engine& engine) {
  auto log = engine.ReadLog({}, {.max_entries = 1'000'000, .max_bytes = size_t{1} << 30});
  EXPECT_TRUE(log.ok()) << log.status();
  return log.ok() ? *std::move(log) : std::vector<storage::LogEntry>();
}

}  // namespace factcheck::testing
