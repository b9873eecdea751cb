// A full disk: a clear error, nothing half done, reads go on, and so do writes once
// there is room again.
#include <poll.h>
#include <sys/mount.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/trouble/newsroom.h"

namespace factcheck::testing {
namespace {

// A small file system of its own, where the machine lets us mount one.
class SmallDisk {
 public:
  explicit SmallDisk(const char* options)
      : mounted_(mount("tmpfs", directory_.path().c_str(), "tmpfs", 0, options) == 0) {}
  ~SmallDisk() {
    if (mounted_) umount2(directory_.path().c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  const std::filesystem::path& path() const { return directory_.path(); }

 private:
  TemporaryDirectory directory_;
  const bool mounted_;
};

// Takes all room that is left and a little more, so that nothing fits.
void Fill(const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  const std::string block(1 << 16, 'x');
  while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
  }
}

class FullDiskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!disk.mounted()) GTEST_SKIP() << "this machine lets nobody mount a small file system";
  }
  // The store keeps some 200 MB free for putting in order what it accepted.
  const SmallDisk disk{"size=400m"};
};

TEST_F(FullDiskTest, WritesAreRefusedReadsGoOnAndRoomBringsWritesBack) {
  auto server = ServerProcess::Start(FACTCHECKD, disk.path());
  ASSERT_TRUE(server.ok()) << server.status();
  Stubs stubs((*server)->address());
  const Keys keys = OpenNewsroom(stubs, (*server)->admin_key());
  Story before("before");
  while (!before.finished()) ASSERT_TRUE(before.Step(stubs, keys).ok());

  Fill(disk.path() / "filler");
  Story during("during");
  grpc::Status refused;
  // RocksDB may have room left in what it has allocated; soon there is none.
  for (int i = 0; i < 20'000 && refused.ok(); ++i) {
    if (during.finished()) during = Story("during-" + std::to_string(i));
    refused = during.Step(stubs, keys);
  }
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << refused.error_message();
  EXPECT_EQ(ReasonOf(refused), "STORAGE_FULL");
  EXPECT_EQ(before.Check(stubs, keys), "");

  std::filesystem::remove(disk.path() / "filler");
  grpc::Status again;
  for (int i = 0; i < 200; ++i) {
    again = during.Step(stubs, keys);
    if (again.ok()) break;
    poll(nullptr, 0, 50);
  }
  EXPECT_TRUE(again.ok()) << again.error_message();
  while (!during.finished()) ASSERT_TRUE(during.Step(stubs, keys).ok());
  EXPECT_EQ(during.Check(stubs, keys), "");

  (*server)->Kill();
  server = ServerProcess::Start(FACTCHECKD, disk.path());
  ASSERT_TRUE(server.ok()) << server.status();
  Stubs restarted((*server)->address());
  EXPECT_EQ(before.Check(restarted, keys), "");
  EXPECT_EQ(during.Check(restarted, keys), "");
}

// Files in the server's directory that are saved beside the store, whole or not.
std::vector<std::string> SavedFiles(const std::filesystem::path& data) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(data)) {
    const std::string name = entry.path().filename();
    if (name.find(".table") != std::string::npos || name.find(".index") != std::string::npos) {
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST_F(FullDiskTest, WhatIsSavedBesideTheStoreLeavesItItsRoom) {
  auto server = ServerProcess::Start(FACTCHECKD, disk.path());
  ASSERT_TRUE(server.ok()) << server.status();
  const std::filesystem::path data = (*server)->data();
  Keys keys;
  Story story("story");
  {
    Stubs stubs((*server)->address());
    keys = OpenNewsroom(stubs, (*server)->admin_key());
    while (!story.finished()) ASSERT_TRUE(story.Step(stubs, keys).ok());
  }
  // So that the store goes on, but no more.
  constexpr uint64_t kLeft = uint64_t{230} << 20;
  const std::filesystem::path filler = disk.path() / "filler";
  std::ofstream out(filler, std::ios::binary);
  const std::string block(1 << 16, 'x');
  while (std::filesystem::space(disk.path()).available > kLeft) {
    ASSERT_TRUE(out.write(block.data(), static_cast<std::streamsize>(block.size())).flush());
  }
  EXPECT_EQ((*server)->Stop(), 0);
  EXPECT_THAT(SavedFiles(data), ::testing::IsEmpty());

  server = ServerProcess::Start(FACTCHECKD, disk.path());
  ASSERT_TRUE(server.ok()) << server.status();
  {
    Stubs stubs((*server)->address());
    EXPECT_EQ(story.Check(stubs, keys), "");
  }
  std::filesystem::remove(filler);
  out.close();
  EXPECT_EQ((*server)->Stop(), 0);
  EXPECT_THAT(SavedFiles(data), ::testing::ElementsAre("claims.table", "search.index",
                                                       "statuses.table", "verdicts.table"));
}

}  // namespace
}  // namespace factcheck::testing
