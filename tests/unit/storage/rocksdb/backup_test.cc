// Backups: taken while writes go on, verified, restored; damaged ones refused.
#include "server/storage/rocksdb/backup.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/unit/storage/rocksdb/rocks_fixture.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::AllOf;
using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::ValueOf;
using ::factcheck::testing::WholeLog;
using ::factcheck::testing::Write;

namespace fs = std::filesystem;

constexpr uint32_t kKeep = 10;

class BackupTest : public RocksTest {
 protected:
  void SetUp() override { Open(); }
  void CheckRestores(absl::StatusCode code) {
    const absl::Status status = RestoreBackup(backup_, Path("refused"));
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_FALSE(fs::exists(Path("refused")) && !fs::is_empty(Path("refused")));
  }
  const std::string backup_ = Path("backup");
};

TEST_F(BackupTest, ARestoredStoreHoldsWhatWasBackedUpAndKeepsItsIdentity) {
  ASSERT_TRUE(Write(engine(), {PutOf("k", "1"), PutOf("h", "2")}, "record").ok());
  const std::string id = engine().store_id();
  const Version version = engine().LatestVersion();
  ASSERT_TRUE(engine().Backup(backup_, kKeep).ok());
  ASSERT_TRUE(Put(engine(), "k", "later").ok());
  ASSERT_TRUE(VerifyBackup(backup_).ok());
  ASSERT_TRUE(RestoreBackup(backup_, Path("restored")).ok());
  Open(Path("restored"));
  EXPECT_EQ(engine().store_id(), id);
  EXPECT_EQ(engine().LatestVersion(), version);
  EXPECT_EQ(ValueOf(engine(), "k"), "1");
  EXPECT_EQ(ValueOf(engine(), "h"), "2");
  EXPECT_EQ(WholeLog(engine()).size(), 1u);
  ASSERT_TRUE(Put(engine(), "k", "goes on").ok());
}

TEST_F(BackupTest, TakenWhileWritesGoOnItHoldsAPrefixOfThem) {
  std::atomic<bool> stop = false;
  std::atomic<int> commits = 0;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      // Each commit's keys lie in two column families, and in the log.
      const std::string n = std::to_string(i);
      ASSERT_TRUE(Write(engine(),
                        {PutOf("n", n), PutOf("h/n", n), PutOf("k" + n, std::string(3000, 'v'))}, n)
                      .ok());
      ++commits;
    }
  });
  for (int round = 0; round < 4; ++round) {
    for (const int until = commits + 100; commits < until;) {
      ASSERT_TRUE(engine().AwaitCommit(engine().LatestVersion(), absl::InfiniteFuture()).ok());
    }
    const int before = commits;
    ASSERT_TRUE(engine().Backup(backup_, kKeep).ok());
    const std::string target = Path("restored" + std::to_string(round));
    ASSERT_TRUE(RestoreBackup(backup_, target).ok());
    auto restored = OpenRocksEngine({.directory = target, .clock = clock_.AsClock()});
    ASSERT_TRUE(restored.ok()) << restored.status();
    const int n = std::stoi(ValueOf(**restored, "n").value_or("-1"));
    EXPECT_GE(n + 1, before);
    EXPECT_EQ(ValueOf(**restored, "h/n"), std::to_string(n));
    EXPECT_EQ(WholeLog(**restored).size(), static_cast<size_t>(n) + 1);
    EXPECT_EQ(WholeLog(**restored).back().version, (*restored)->LatestVersion());
    EXPECT_EQ(AllOf(**(*restored)->NewSnapshot()).size(), static_cast<size_t>(n) + 3);
  }
  stop = true;
  writer.join();
}

TEST_F(BackupTest, LaterBackupsAddOnlyWhatIsNew) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(Put(engine(), "k" + std::to_string(i), testing::RandomBytes(10'000)).ok());
  }
  ASSERT_TRUE(engine().Compact().ok());
  ASSERT_TRUE(engine().Backup(backup_, kKeep).ok());
  const auto size = [&] {
    size_t bytes = 0;
    for (const auto& [name, content] : Contents(backup_)) bytes += content.size();
    return bytes;
  };
  const size_t first = size();
  EXPECT_GT(first, 900'000u);
  ASSERT_TRUE(Put(engine(), "one more", "v").ok());
  ASSERT_TRUE(engine().Backup(backup_, kKeep).ok());
  EXPECT_LT(size(), first + 100'000);
  ASSERT_TRUE(RestoreBackup(backup_, Path("restored")).ok());
  Open(Path("restored"));
  EXPECT_EQ(AllOf(**engine().NewSnapshot()).size(), 101u);
}

TEST_F(BackupTest, TheOldestBeyondThoseToKeepGo) {
  const auto backups = [&] {
    const fs::directory_iterator meta(Path("backup/meta"));
    return std::distance(begin(meta), end(meta));
  };
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(Put(engine(), "k", testing::RandomBytes(100'000)).ok());
    ASSERT_TRUE(engine().Backup(backup_, 3).ok());
    EXPECT_EQ(backups(), std::min(i + 1, 3));
  }
  ASSERT_TRUE(engine().Backup(backup_, 1).ok());
  EXPECT_EQ(backups(), 1);
  // What only the old ones needed is gone, too.
  const std::string last = ValueOf(engine(), "k").value_or("");
  ASSERT_TRUE(VerifyBackup(backup_).ok());
  ASSERT_TRUE(RestoreBackup(backup_, Path("restored")).ok());
  Open(Path("restored"));
  EXPECT_EQ(ValueOf(engine(), "k"), last);
}

TEST_F(BackupTest, ADamagedBackupIsRefusedAndNothingIsLeftBehind) {
  ASSERT_TRUE(Put(engine(), "k", std::string(5000, 'v')).ok());
  ASSERT_TRUE(engine().Backup(backup_, kKeep).ok());
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(backup_)) {
    if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path());
  }
  ASSERT_GE(files.size(), 4u);
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    const std::string good = ReadFile(file);
    if (file.find("LATEST") != std::string::npos) continue;
    FlipByte(file, good.size() / 2);
    EXPECT_EQ(VerifyBackup(backup_).code(), absl::StatusCode::kDataLoss) << VerifyBackup(backup_);
    CheckRestores(absl::StatusCode::kDataLoss);
    fs::remove(file);
    EXPECT_FALSE(VerifyBackup(backup_).ok());
    WriteFile(file, good);
    EXPECT_TRUE(VerifyBackup(backup_).ok());
  }
}

TEST_F(BackupTest, ATargetThatIsNotEmptyIsRefusedAndLeftAsItIs) {
  ASSERT_TRUE(Put(engine(), "k", "1").ok());
  ASSERT_TRUE(engine().Backup(backup_, kKeep).ok());
  fs::create_directory(Path("used"));
  WriteFile(Path("used/file"), "mine");
  EXPECT_EQ(RestoreBackup(backup_, Path("used")).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReadFile(Path("used/file")), "mine");
  EXPECT_EQ(RestoreBackup(backup_, store()).code(), absl::StatusCode::kFailedPrecondition);
  fs::create_directory(Path("empty"));
  EXPECT_TRUE(RestoreBackup(backup_, Path("empty")).ok());
}

TEST_F(BackupTest, WhereThereIsNoBackupThatIsSaidAndNothingIsMade) {
  EXPECT_EQ(VerifyBackup(Path("none")).code(), absl::StatusCode::kNotFound);
  CheckRestores(absl::StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(Path("none")));
  fs::create_directory(Path("empty"));
  EXPECT_EQ(VerifyBackup(Path("empty")).code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace factcheck::storage
