#include "server/domain/ledger/keys_of_store.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"

namespace factcheck::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class KeysOfStoreTest : public ::testing::Test {
 protected:
  absl::StatusOr<ledger::KeyRing> Open(std::string_view origin = "") {
    return domain::OpenLedgerKeys(file_, origin, "factcheckd/00ff");
  }
  static std::string NewestOf(const ledger::KeyRing& keys) {
    return keys.public_keys().front().verifier.ToString();
  }
  void CheckUnfit(std::string_view why) {
    const absl::Status status = Open().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(why)));
    EXPECT_THAT(std::string(status.message()), HasSubstr(file_));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("PRIVATE")));
  }

  const TemporaryDirectory directory_;
  const std::string file_ = (directory_.path() / "ledger.key").string();
};

TEST_F(KeysOfStoreTest, TheFirstStartMakesAKeyThatOnlyItsOwnerCanRead) {
  const absl::StatusOr<ledger::KeyRing> keys = Open();
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->origin(), "factcheckd/00ff");
  struct stat facts;
  ASSERT_EQ(stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07777, 0600u);
  const absl::StatusOr<ledger::KeyRing> again = Open();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(NewestOf(*again), NewestOf(*keys));
}

TEST_F(KeysOfStoreTest, TheOriginIsThatOfTheFirstStart) {
  ASSERT_TRUE(Open("ledger.example/facts").ok());
  EXPECT_EQ(Open()->origin(), "ledger.example/facts");
  EXPECT_EQ(Open("ledger.example/facts")->origin(), "ledger.example/facts");
  EXPECT_EQ(Open("other.example").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Open("other example").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(KeysOfStoreTest, ARotatedKeyIsTakenAtTheNextStart) {
  const std::string old_key = NewestOf(*Open());
  const absl::StatusOr<std::string> rotated = domain::RotateLedgerKey(file_, /*retire=*/false);
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  absl::StatusOr<ledger::KeyRing> keys = Open();
  EXPECT_EQ(NewestOf(*keys), *rotated);
  ASSERT_EQ(keys->public_keys().size(), 2u);
  EXPECT_TRUE(keys->public_keys()[1].signs);
  ASSERT_TRUE(domain::RotateLedgerKey(file_, /*retire=*/true).ok());
  keys = Open();
  ASSERT_EQ(keys->public_keys().size(), 3u);
  EXPECT_FALSE(keys->public_keys()[1].signs);
  EXPECT_EQ(keys->public_keys()[2].verifier.ToString(), old_key);
}

TEST_F(KeysOfStoreTest, NothingIsRotatedBeforeTheFirstStart) {
  EXPECT_EQ(domain::RotateLedgerKey(file_, false).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(KeysOfStoreTest, AFileThatIsNotToBeTrustedIsRefusedAndStays) {
  ASSERT_TRUE(Open().ok());
  std::filesystem::permissions(file_, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  CheckUnfit("others than its owner");
  std::filesystem::permissions(file_, std::filesystem::perms::group_read,
                               std::filesystem::perm_options::remove);
  std::filesystem::rename(file_, file_ + ".elsewhere");
  std::filesystem::create_symlink(file_ + ".elsewhere", file_);
  CheckUnfit("symbolic link");
  std::filesystem::remove(file_);
  std::filesystem::rename(file_ + ".elsewhere", file_);
  std::ofstream(file_, std::ios::app) << "PRIVATE+KEY+x\n";
  CheckUnfit("line 2");
}

TEST_F(KeysOfStoreTest, AStoreThatIsNotKeptHasAKeyThatIsNotKept) {
  const absl::StatusOr<ledger::KeyRing> keys = domain::OpenLedgerKeys("", "", "factcheckd/00ff");
  ASSERT_TRUE(keys.ok());
  EXPECT_NE(NewestOf(*domain::OpenLedgerKeys("", "", "factcheckd/00ff")), NewestOf(*keys));
}

}  // namespace
}  // namespace factcheck::testing
