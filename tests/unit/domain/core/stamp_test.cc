#include "server/domain/core/stamp.h"

#include <string>

#include "factcheck/v1/claim.pb.h"
#include "gtest/gtest.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {
namespace {

using ::factcheck::testing::ReasonName;

constexpr storage::Version kVersion{1'676'808'123'456'789};

TEST(StampsTest, PlaceholdersBecomeTheCommitsTimeEtagAndToken) {
  const Stamps stamps(std::string(16, 's'));
  v1::Claim claim;
  claim.set_statement("There was no apology.");
  stamps.Mark(&claim);
  std::string bytes = claim.SerializeAsString();
  const size_t size = bytes.size();
  stamps.Apply(kVersion, bytes);
  EXPECT_EQ(bytes.size(), size);
  v1::Claim stamped;
  ASSERT_TRUE(stamped.ParseFromString(bytes));
  EXPECT_EQ(FromTimestamp(stamped.create_time()), storage::CommitTime(kVersion));
  EXPECT_EQ(FromTimestamp(stamped.update_time()), storage::CommitTime(kVersion));
  EXPECT_EQ(stamped.etag(), EtagOf(kVersion));
  EXPECT_EQ(*stamps.VersionOf(stamped.consistency_token()), kVersion);
  EXPECT_EQ(stamped.statement(), claim.statement());
}

TEST(StampsTest, TheTimeOfCreationStays) {
  const Stamps stamps(std::string(16, 's'));
  v1::Claim claim;
  claim.mutable_create_time()->set_seconds(1000);
  stamps.Mark(&claim);
  std::string bytes = claim.SerializeAsString();
  stamps.Apply(kVersion, bytes);
  v1::Claim stamped;
  ASSERT_TRUE(stamped.ParseFromString(bytes));
  EXPECT_EQ(stamped.create_time().seconds(), 1000);
}

TEST(StampsTest, AFunctionForTheCommitDoesTheSame) {
  const Stamps stamps(std::string(16, 's'));
  v1::Claim claim;
  stamps.Mark(&claim);
  std::string a = claim.SerializeAsString();
  std::string b = a;
  stamps.Apply(kVersion, a);
  stamps.StampFor(b)(kVersion, b);
  EXPECT_EQ(a, b);
  EXPECT_FALSE(stamps.StampFor("nothing to stamp"));
}

TEST(StampsTest, TokensOfAnotherStoreAndDamagedOnesAreRefused) {
  const Stamps stamps(std::string(16, 's'));
  const std::string token = stamps.TokenOf(kVersion);
  EXPECT_EQ(ReasonName(Stamps(std::string(16, 't')).VersionOf(token).status()),
            "INVALID_CONSISTENCY_TOKEN");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(ReasonName(stamps.VersionOf(damaged).status()), "INVALID_CONSISTENCY_TOKEN") << i;
  }
  EXPECT_EQ(ReasonName(stamps.VersionOf("").status()), "INVALID_CONSISTENCY_TOKEN");
}

TEST(StampsTest, EtagsDifferWithTheVersionAndSortWithIt) {
  EXPECT_LT(EtagOf(storage::Version{31}), EtagOf(storage::Version{32}));
  EXPECT_EQ(EtagOf(kVersion).size(), 13u);
}

}  // namespace
}  // namespace factcheck::domain
