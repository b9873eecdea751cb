// Damaged files: found, named, and not made worse.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/unit/storage/rocksdb/rocks_fixture.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::ValueOf;
using ::factcheck::testing::Write;

class DamageTest : public RocksTest {
 protected:
  // A copy as after a kill, with `commits` in its write-ahead log and none in sorted files.
  std::string StoreWithLog(int commits) {
    Open();
    for (int i = 0; i < commits; ++i) {
      EXPECT_TRUE(
          Write(engine(), {PutOf("k" + std::to_string(i), std::string(2000, 'v'))}, "r").ok());
    }
    const std::string copy = CopyAsAfterKill("killed");
    Close();
    const std::vector<std::string> logs = Files(copy, ".log");
    EXPECT_EQ(logs.size(), 1u);
    log_ = logs.back();
    return copy;
  }
  // The same, with its write-ahead log in several files: the data is put into sorted
  // files early, what little the other families have is not.
  std::string StoreWithSeveralLogs() {
    Open();
    std::string copy;
    for (int i = 0; i < 5000; ++i) {
      EXPECT_TRUE(Put(engine(), "k" + std::to_string(i), testing::RandomBytes(2000)).ok());
      if (i % 20 != 0 || Files(store(), ".log").size() < 3) continue;
      copy = CopyAsAfterKill("killed");
      if (Files(copy, ".log").size() >= 3) break;
    }
    Close();
    return copy;
  }
  void CheckDamagedAndUnchanged(const std::string& directory) {
    const auto before = Contents(directory);
    for (int attempt = 0; attempt < 2; ++attempt) {
      const absl::Status status = TryOpen(directory);
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
      EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr(directory));
    }
    const auto after = Contents(directory);
    for (const auto& [name, content] : before) {
      ASSERT_TRUE(after.contains(name)) << name << " was removed";
      EXPECT_TRUE(after.at(name) == content) << name << " was changed";
    }
  }
  int KeysIn(const std::string& directory) {
    Open(directory);
    return static_cast<int>(testing::AllOf(**engine().NewSnapshot()).size());
  }

  std::string log_;
};

TEST_F(DamageTest, WithoutDamageEverythingIsThereAfterAKill) {
  EXPECT_EQ(KeysIn(StoreWithLog(50)), 50);
}

TEST_F(DamageTest, AStoreThatWasEmptiedAndFilledAgainIsNotTakenForADamagedOne) {
  Open();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Put(engine(), "k", std::to_string(i)).ok());
  ASSERT_TRUE(engine().Clear(engine().LatestVersion()).ok());
  EXPECT_EQ(KeysIn(CopyAsAfterKill("cleared")), 0);
  Open();
  ASSERT_TRUE(Put(engine(), "new", "1").ok());
  ASSERT_TRUE(engine().Clear(engine().LatestVersion()).ok());
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"a", "1", {5}}, {"b", "1", {6}}}, {}).ok());
  ASSERT_TRUE(engine().FinishLoad({}, {}).ok());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Put(engine(), "a", std::to_string(i)).ok());
  EXPECT_EQ(KeysIn(CopyAsAfterKill("loaded")), 2);
  EXPECT_EQ(ValueOf(engine(), "a"), "2");
}

TEST_F(DamageTest, AFlippedByteInTheMiddleOfTheWriteAheadLogIsFound) {
  const std::string copy = StoreWithLog(50);
  FlipByte(log_, ReadFile(log_).size() / 2);
  CheckDamagedAndUnchanged(copy);
}

TEST_F(DamageTest, ALostPageInTheMiddleOfTheWriteAheadLogIsFound) {
  const std::string copy = StoreWithLog(50);
  std::string content = ReadFile(log_);
  ASSERT_GT(content.size(), 3u * 32768);
  // A whole block of RocksDB's, which it would skip without a word.
  content.replace(32768, 32768, 32768, '\0');
  WriteFile(log_, content);
  CheckDamagedAndUnchanged(copy);
}

TEST_F(DamageTest, AHoleBetweenTwoFilesOfTheWriteAheadLogIsFound) {
  options_.write_buffer_bytes = size_t{256} << 10;
  const std::string copy = StoreWithSeveralLogs();
  const std::vector<std::string> logs = Files(copy, ".log");
  ASSERT_GE(logs.size(), 3u);
  const std::string middle = logs[logs.size() / 2];
  const std::string content = ReadFile(middle);
  // Each record that is left is whole, so RocksDB has nothing against it.
  std::filesystem::remove(middle);
  CheckDamagedAndUnchanged(copy);
  WriteFile(middle, content.substr(0, content.size() / 2));
  CheckDamagedAndUnchanged(copy);
  WriteFile(middle, content);
  EXPECT_GT(KeysIn(copy), 0);
}

TEST_F(DamageTest, ATornTailLosesNoMoreThanTheCommitThatWasTorn) {
  const std::string copy = StoreWithLog(50);
  const std::string content = ReadFile(log_);
  WriteFile(log_, content.substr(0, content.size() - 10));
  EXPECT_EQ(KeysIn(copy), 49);
  EXPECT_EQ(testing::WholeLog(engine()).size(), 49u);
  // And it goes on from there.
  ASSERT_TRUE(Put(engine(), "k49", "again").ok());
  EXPECT_EQ(KeysIn(copy), 50);
}

TEST_F(DamageTest, WhateverTheLengthOfTheTornTailWhatIsLeftIsWhole) {
  const std::string copy = StoreWithLog(3);
  const std::string content = ReadFile(log_);
  int before = 0;
  for (size_t size = content.size() % 97; size <= content.size(); size += 97) {
    const std::string cut = Path("cut" + std::to_string(size));
    std::filesystem::copy(copy, cut);
    WriteFile(cut + "/" + std::filesystem::path(log_).filename().string(), content.substr(0, size));
    const int keys = KeysIn(cut);
    EXPECT_GE(keys, before);
    EXPECT_EQ(testing::WholeLog(engine()).size(), static_cast<size_t>(keys));
    before = keys;
    Close();
    std::filesystem::remove_all(cut);
  }
  EXPECT_EQ(before, 3);
}

TEST_F(DamageTest, AFlippedByteInASortedFileIsFoundByWhoReadsIt) {
  Open();
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(Put(engine(), "k" + std::to_string(1000 + i), testing::RandomBytes(1000)).ok());
  }
  ASSERT_TRUE(engine().Compact().ok());
  Close();
  std::string largest;
  for (const std::string& file : Files(store(), ".sst")) {
    if (largest.empty() || std::filesystem::file_size(file) > std::filesystem::file_size(largest)) {
      largest = file;
    }
  }
  FlipByte(largest, std::filesystem::file_size(largest) / 2);
  Open();
  auto all = (*engine().NewSnapshot())->Scan({}, {});
  EXPECT_EQ(all.status().code(), absl::StatusCode::kDataLoss) << all.status();
  int lost = 0;
  for (int i = 0; i < 200; ++i) {
    auto entry = (*engine().NewSnapshot())->Get("k" + std::to_string(1000 + i));
    if (!entry.ok()) {
      EXPECT_EQ(entry.status().code(), absl::StatusCode::kDataLoss);
      ++lost;
    } else {
      EXPECT_TRUE(entry->has_value());
    }
  }
  EXPECT_GT(lost, 0);
  EXPECT_LT(lost, 20);
}

TEST_F(DamageTest, AMissingSortedFileIsFoundWhenOpening) {
  Open();
  ASSERT_TRUE(Put(engine(), "k", "v").ok());
  ASSERT_TRUE(engine().Compact().ok());
  Close();
  for (const std::string& file : Files(store(), ".sst")) std::filesystem::remove(file);
  CheckDamagedAndUnchanged(store());
}

TEST_F(DamageTest, ADamagedManifestIsFoundWhenOpening) {
  Open();
  ASSERT_TRUE(Put(engine(), "k", "v").ok());
  ASSERT_TRUE(engine().Compact().ok());
  Close();
  for (const auto& entry : std::filesystem::directory_iterator(store())) {
    const std::string path = entry.path();
    if (path.find("MANIFEST-") != std::string::npos) FlipByte(path, entry.file_size() / 2);
  }
  CheckDamagedAndUnchanged(store());
}

// What the manifest no longer says, RocksDB no longer knows: files of data that it
// would throw away, while the log that they were made from is gone already.
TEST_F(DamageTest, AManifestThatLostItsTailIsFoundOrMissesNothing) {
  options_.write_buffer_bytes = size_t{256} << 10;
  Open();
  constexpr int kKeys = 1500;
  for (int i = 0; i < kKeys; ++i) {
    ASSERT_TRUE(Put(engine(), "k" + std::to_string(i), testing::RandomBytes(2000)).ok());
  }
  const std::string copy = CopyAsAfterKill("killed");
  Close();
  std::string name;
  for (const auto& entry : std::filesystem::directory_iterator(copy)) {
    const std::string file = entry.path().filename();
    if (file.starts_with("MANIFEST-")) name = file;
  }
  const std::string content = ReadFile(copy + "/" + name);
  int found = 0;
  const size_t step = std::max<size_t>(content.size() / 200, 1);
  for (size_t size = content.size(); size > step; size -= step) {
    const std::string cut = Path("cut" + std::to_string(size));
    std::filesystem::copy(copy, cut);
    WriteFile(cut + "/" + name, content.substr(0, size));
    const absl::Status status = TryOpen(cut);
    if (status.ok()) {
      EXPECT_EQ(testing::AllOf(**engine().NewSnapshot()).size(), static_cast<size_t>(kKeys))
          << "of " << content.size() << " bytes, " << size << " are left";
    } else {
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
      ++found;
    }
    Close();
    std::filesystem::remove_all(cut);
  }
  EXPECT_GT(found, 0);
}

}  // namespace
}  // namespace factcheck::storage
