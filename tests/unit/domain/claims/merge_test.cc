#include <gtest/gtest.h>

#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class MergeTest : public ClaimsTest {
 protected:
  MergeTest() {
    for (const char* id : {"a", "b", "c", "d"}) Create(id, GoodClaim(id));
  }
  void MergeOk(std::string_view id, std::string_view target) {
    const absl::StatusOr<v1::Claim> merged = Merge(id, target);
    ASSERT_TRUE(merged.ok()) << merged.status();
  }
  void CheckRedirects(std::string_view id, std::string_view target) {
    EXPECT_EQ(Stored(id).state(), v1::Claim::STATE_MERGED) << id;
    EXPECT_EQ(Stored(id).merged_into(), NameOf(target)) << id;
    EXPECT_EQ(StatusOf(id).claim(), NameOf(target)) << id;
  }
  std::vector<std::string> MergedFrom(std::string_view id) {
    const v1::Claim claim = Stored(id);
    return {claim.merged_from().begin(), claim.merged_from().end()};
  }
};

TEST_F(MergeTest, MergedClaimRedirectsAndIsStillReadable) {
  ASSERT_TRUE(Accept("a").ok());
  const v1::Claim merged = *Merge("a", "b");
  EXPECT_EQ(merged.name(), "claims/a");
  EXPECT_EQ(merged.state(), v1::Claim::STATE_MERGED);
  EXPECT_EQ(merged.merged_into(), "claims/b");
  CheckRedirects("a", "b");
  EXPECT_THAT(MergedFrom("b"), ElementsAre("claims/a"));
  EXPECT_EQ(Get(consumer_, "a")->merged_into(), "claims/b");
  EXPECT_EQ(Get(consumer_, "a")->state_before(), v1::Claim::STATE_UNSPECIFIED);
}

TEST_F(MergeTest, WhatWasMergedBeforeIsRePointed) {
  MergeOk("a", "b");
  MergeOk("b", "c");
  MergeOk("c", "d");
  for (const char* id : {"a", "b", "c"}) CheckRedirects(id, "d");
  EXPECT_THAT(MergedFrom("d"), UnorderedElementsAre("claims/a", "claims/b", "claims/c"));
}

TEST_F(MergeTest, ReopeningTakesTheWholeBranchBack) {
  MergeOk("a", "b");
  MergeOk("b", "c");
  MergeOk("c", "d");
  ASSERT_TRUE(Reopen("b").ok());
  EXPECT_EQ(Stored("b").state(), v1::Claim::STATE_RECEIVED);
  EXPECT_EQ(Stored("b").merged_into(), "");
  CheckRedirects("a", "b");
  CheckRedirects("c", "d");
  EXPECT_THAT(MergedFrom("b"), ElementsAre("claims/a"));
  EXPECT_THAT(MergedFrom("c"), IsEmpty());
  EXPECT_THAT(MergedFrom("d"), ElementsAre("claims/c"));
  EXPECT_EQ(StatusOf("b").state(), v1::ClaimStatus::STATE_RECEIVED);
}

TEST_F(MergeTest, ReopenedLeafIsForgottenByAllBetween) {
  MergeOk("a", "b");
  MergeOk("b", "c");
  ASSERT_TRUE(Reopen("a").ok());
  EXPECT_THAT(MergedFrom("b"), IsEmpty());
  EXPECT_THAT(MergedFrom("c"), ElementsAre("claims/b"));
  // So that it does not come back with b.
  ASSERT_TRUE(Reopen("b").ok());
  EXPECT_EQ(Stored("a").state(), v1::Claim::STATE_RECEIVED);
}

TEST_F(MergeTest, ReopenedClaimHasTheStateItHad) {
  ASSERT_TRUE(Accept("a").ok());
  ASSERT_TRUE(Decline("b", v1::Claim::DECLINE_REASON_DUPLICATE).ok());
  MergeOk("a", "c");
  MergeOk("b", "c");
  EXPECT_EQ(Reopen("a")->state(), v1::Claim::STATE_ACCEPTED);
  const v1::Claim declined = *Reopen("b");
  EXPECT_EQ(declined.state(), v1::Claim::STATE_DECLINED);
  EXPECT_EQ(declined.decline_reason(), v1::Claim::DECLINE_REASON_DUPLICATE);
  EXPECT_EQ(StatusOf("b").state(), v1::ClaimStatus::STATE_DECLINED);
}

TEST_F(MergeTest, VerdictsCountForTheStandingClaim) {
  Publish("a", "reuters", v1::NORMAL_RATING_FALSE);
  Publish("b", "afp", v1::NORMAL_RATING_TRUE);
  MergeOk("a", "b");
  EXPECT_EQ(StatusOf("b").verdicts_size(), 2);
  EXPECT_TRUE(StatusOf("b").disputed());
  ASSERT_TRUE(Reopen("a").ok());
  EXPECT_EQ(StatusOf("b").verdicts_size(), 1);
  EXPECT_FALSE(StatusOf("b").disputed());
  EXPECT_EQ(StatusOf("a").verdicts(0).publisher(), "publishers/reuters");
}

TEST_F(MergeTest, TargetMustStand) {
  MergeOk("a", "b");
  const absl::Status merged = Merge("c", "a").status();
  EXPECT_EQ(ReasonName(merged), "CLAIM_MERGED");
  ASSERT_TRUE(Decline("d").ok());
  EXPECT_EQ(ReasonName(Merge("c", "d").status()), "ILLEGAL_TRANSITION");
  ASSERT_TRUE(Delete("d").ok());
  EXPECT_EQ(ReasonName(Merge("c", "d").status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(Merge("c", "absent").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ViolatedFields(Merge("c", "c").status()), std::vector<std::string>{"target"});
  EXPECT_EQ(ReasonName(Merge("b", "a").status()), "CLAIM_MERGED");
}

TEST_F(MergeTest, MergedClaimTakesNoChange) {
  MergeOk("a", "b");
  EXPECT_EQ(ReasonName(Accept("a").status()), "CLAIM_MERGED");
  EXPECT_EQ(ReasonName(Delete("a").status()), "CLAIM_MERGED");
  EXPECT_EQ(ReasonName(AddAppearance("a", "https://example.org/").status()), "CLAIM_MERGED");
  v1::Claim claim = GoodClaim();
  claim.set_name("claims/a");
  EXPECT_EQ(ReasonName(Update(claim, {"statement"}).status()), "CLAIM_MERGED");
}

TEST_F(MergeTest, AtMostAHundredAreMergedIntoOne) {
  for (int i = 0; i < 100; ++i) {
    Create(StrCat("n", i));
    MergeOk(StrCat("n", i), i < 50 ? "a" : "b");
  }
  EXPECT_EQ(ReasonName(Merge("a", "b").status()), "LIMIT_REACHED");
  ASSERT_TRUE(Reopen("n99").ok());
  MergeOk("a", "b");
  EXPECT_EQ(Stored("b").merged_from_size(), 100);
  CheckRedirects("n0", "b");
  EXPECT_EQ(ReasonName(Merge("c", "b").status()), "LIMIT_REACHED");
  ASSERT_TRUE(Reopen("a").ok());
  CheckRedirects("n0", "a");
  EXPECT_EQ(Stored("b").merged_from_size(), 49);
}

TEST_F(MergeTest, ReopeningFromADeletedTargetLeavesItDeleted) {
  MergeOk("a", "b");
  ASSERT_TRUE(Delete("b").ok());
  ASSERT_TRUE(Reopen("a").ok());
  EXPECT_EQ(Stored("b").state(), v1::Claim::STATE_DELETED);
  EXPECT_EQ(ReasonName(Get(consumer_, "b").status()), "RESOURCE_NOT_FOUND");
  EXPECT_THAT(MergedFrom("b"), IsEmpty());
  EXPECT_EQ(StatusOf("a").state(), v1::ClaimStatus::STATE_RECEIVED);
}

}  // namespace
}  // namespace factcheck::testing
