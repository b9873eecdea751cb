// The first start of a store, cut off anywhere.
#include "server/domain/admin/bootstrap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "server/auth/access_table.h"
#include "server/domain/admin/key.h"
#include "server/domain/admin/key_file.h"
#include "server/domain/core/keys.h"
#include "server/storage/memory/memory_engine.h"
#include "tests/support/domain_fixture.h"
#include "tests/support/forwarding_engine.h"

namespace factcheck::domain {
namespace {

using ::testing::HasSubstr;

class BootstrapTest : public ::testing::Test {
 protected:
  BootstrapTest() {
    std::string pattern = ::testing::TempDir() + "/bootstrap.XXXXXX";
    directory_ = mkdtemp(pattern.data());
    path_ = directory_ + "/admin.key";
    NewStore();
  }
  ~BootstrapTest() override { std::filesystem::remove_all(directory_); }

  void NewStore() {
    book_.reset();
    engine_ = storage::NewMemoryEngine(clock_.AsFunction());
    book_ = std::make_unique<ClaimBook>(engine_.get(), clock_.AsFunction());
  }
  std::string File() const {
    std::ifstream in(path_);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void WriteFile(const std::string& content, mode_t mode = 0600) {
    std::ofstream(path_) << content;
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }
  bool HasActors() {
    auto view = book_->ReadNewest();
    return !view->Scan(storage::PrefixRange(keys::kActors), {})->entries.empty();
  }
  // The key in the file opens the store, as an admin.
  void CheckEntrance() {
    auth::AccessTable table;
    ASSERT_TRUE(table.Attach(engine_.get()).ok());
    std::string key = File();
    ASSERT_FALSE(key.empty());
    key.pop_back();
    auto who = table.Authenticate("Bearer " + key, clock_.Now());
    ASSERT_TRUE(who.ok()) << who.status();
    EXPECT_EQ((*who)->actor, "admin");
    EXPECT_TRUE((*who)->IsAdmin());
    EXPECT_EQ(table.size(), 1u);
  }

  testing::ManualClock clock_;
  std::string directory_;
  std::string path_;
  std::unique_ptr<storage::Engine> engine_;
  std::unique_ptr<ClaimBook> book_;
};

TEST_F(BootstrapTest, MakesAFirstAdminWhoseKeyIsInAFileForTheOwner) {
  ASSERT_TRUE(Bootstrap(*book_, path_).ok());
  struct stat facts;
  ASSERT_EQ(stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600u);
  CheckEntrance();
}

TEST_F(BootstrapTest, TheModeDoesNotDependOnTheUmask) {
  for (mode_t mask : {0000, 0777}) {
    NewStore();
    std::filesystem::remove(path_);
    const mode_t before = umask(mask);
    EXPECT_TRUE(Bootstrap(*book_, path_).ok());
    umask(before);
    struct stat facts;
    ASSERT_EQ(stat(path_.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777, 0600u);
  }
}

TEST_F(BootstrapTest, AStoreWithAnActorIsLeftAlone) {
  ASSERT_TRUE(Bootstrap(*book_, path_).ok());
  const std::string key = File();
  const storage::Version version = engine_->LatestVersion();
  ASSERT_TRUE(Bootstrap(*book_, path_).ok());
  EXPECT_EQ(File(), key);
  EXPECT_EQ(engine_->LatestVersion(), version);
  // The operator may have put the file away.
  std::filesystem::remove(path_);
  ASSERT_TRUE(Bootstrap(*book_, path_).ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(BootstrapTest, ACrashBetweenFileAndCommitGoesOnWithTheKeyInTheFile) {
  ASSERT_TRUE(WriteKeyFile(path_, NewKey(clock_.Now())).ok());
  const std::string key = File();
  ASSERT_TRUE(Bootstrap(*book_, path_).ok());
  EXPECT_EQ(File(), key);
  CheckEntrance();
}

TEST_F(BootstrapTest, ACrashAnywhereInTheFileIsMended) {
  const std::string whole = NewKey(clock_.Now()) + "\n";
  for (size_t size = 0; size < whole.size(); ++size) {
    SCOPED_TRACE(size);
    NewStore();
    WriteFile(whole.substr(0, size));
    absl::Status status = Bootstrap(*book_, path_);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(File().size(), whole.size());
    CheckEntrance();
  }
}

TEST_F(BootstrapTest, ACommitThatFailsLeavesAStoreThatTheNextStartOpens) {
  class Refusing : public testing::ForwardingEngine {
   public:
    using ForwardingEngine::ForwardingEngine;
    void CommitAsync(storage::CommitRequest, storage::CommitDone done) override {
      done(absl::ResourceExhaustedError("no space left on device"));
    }
  };
  Refusing refusing(engine_.get());
  ClaimBook full(&refusing, clock_.AsFunction());
  EXPECT_EQ(Bootstrap(full, path_).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(HasActors());
  const std::string key = File();
  ASSERT_TRUE(Bootstrap(*book_, path_).ok());
  EXPECT_EQ(File(), key);
  CheckEntrance();
}

TEST_F(BootstrapTest, NothingElseIsOverwritten) {
  const std::string key = NewKey(clock_.Now());
  for (const std::string& content :
       {std::string("my shopping list\n"), std::string("\n"), key + "\n\n", key + "\n" + key + "\n",
        key + "x", std::string(5000, 'f')}) {
    SCOPED_TRACE(content);
    WriteFile(content);
    absl::Status status = Bootstrap(*book_, path_);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
    EXPECT_EQ(File(), content);
    EXPECT_FALSE(HasActors());
  }
}

TEST_F(BootstrapTest, AKeyThatOthersCouldKnowIsNotTaken) {
  const std::string key = NewKey(clock_.Now()) + "\n";
  for (mode_t mode : {0640, 0604, 0660, 0666}) {
    WriteFile(key, mode);
    EXPECT_EQ(Bootstrap(*book_, path_).code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_FALSE(HasActors());
  }
}

TEST_F(BootstrapTest, WhatIsNoFileIsRefused) {
  std::filesystem::create_symlink(directory_ + "/elsewhere", path_);
  EXPECT_EQ(Bootstrap(*book_, path_).code(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(Bootstrap(*book_, path_).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Bootstrap(*book_, directory_ + "/no/such/admin.key").code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(HasActors());
}

TEST_F(BootstrapTest, ASecretIsMadeOnceAndStays) {
  absl::StatusOr<std::string> first = ServerSecret(*book_, "page-tokens");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->size(), 32u);
  EXPECT_EQ(*ServerSecret(*book_, "page-tokens"), *first);
  EXPECT_NE(*ServerSecret(*book_, "other"), *first);
  ClaimBook reopened(engine_.get(), clock_.AsFunction());
  EXPECT_EQ(*ServerSecret(reopened, "page-tokens"), *first);
}

}  // namespace
}  // namespace factcheck::domain
