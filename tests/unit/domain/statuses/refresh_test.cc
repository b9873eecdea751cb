#include "server/domain/statuses/refresh.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace factcheck::domain {
namespace {

PublicVerdict Of(std::string_view publisher, v1::NormalRating normal, bool retracted = false,
                 bool stale = false) {
  PublicVerdict input;
  input.publisher_display_name = std::string(publisher);
  v1::Verdict& verdict = input.verdict;
  verdict.set_name("claims/c/verdicts/" + std::string(publisher));
  verdict.set_state(retracted ? v1::Verdict::STATE_RETRACTED : v1::Verdict::STATE_PUBLISHED);
  verdict.set_published_count(3);
  verdict.set_stale(stale);
  verdict.mutable_published()->set_number(4);
  if (normal != v1::NORMAL_RATING_UNSPECIFIED) {
    verdict.mutable_published()->mutable_rating()->set_code("code");
    verdict.mutable_published()->mutable_rating()->set_normal(normal);
  }
  return input;
}

v1::Claim ClaimIn(v1::Claim::State state) {
  v1::Claim claim;
  claim.set_name("claims/c");
  claim.set_state(state);
  return claim;
}

TEST(ComputeStatusTest, StateFollowsTheClaimUntilSomethingIsPublished) {
  const auto check = [](v1::Claim::State claim_state, v1::ClaimStatus::State expected) {
    const v1::Claim claim = ClaimIn(claim_state);
    EXPECT_EQ(ComputeStatus({claim, {}, {}}).state(), expected)
        << v1::Claim::State_Name(claim_state);
  };
  check(v1::Claim::STATE_RECEIVED, v1::ClaimStatus::STATE_RECEIVED);
  check(v1::Claim::STATE_ACCEPTED, v1::ClaimStatus::STATE_IN_PROGRESS);
  check(v1::Claim::STATE_DECLINED, v1::ClaimStatus::STATE_DECLINED);
  check(v1::Claim::STATE_DELETED, v1::ClaimStatus::STATE_UNKNOWN);
}

TEST(ComputeStatusTest, VerdictsInForceMakeItCheckedAndRetractedOnesAloneRetracted) {
  const v1::Claim claim = ClaimIn(v1::Claim::STATE_ACCEPTED);
  const auto state = [&](std::vector<PublicVerdict> verdicts) {
    return ComputeStatus({claim, std::move(verdicts), {}}).state();
  };
  EXPECT_EQ(state({Of("a", v1::NORMAL_RATING_TRUE)}), v1::ClaimStatus::STATE_CHECKED);
  EXPECT_EQ(state({Of("a", v1::NORMAL_RATING_TRUE, /*retracted=*/true)}),
            v1::ClaimStatus::STATE_RETRACTED);
  EXPECT_EQ(state({Of("a", v1::NORMAL_RATING_TRUE, true), Of("b", v1::NORMAL_RATING_FALSE)}),
            v1::ClaimStatus::STATE_CHECKED);
}

TEST(ComputeStatusTest, PublishersDifferOnlyInOrderedNormalForms) {
  const v1::Claim claim = ClaimIn(v1::Claim::STATE_ACCEPTED);
  const auto disputed = [&](v1::NormalRating a, v1::NormalRating b, bool b_retracted = false) {
    return ComputeStatus({claim, {Of("a", a), Of("b", b, b_retracted)}, {}}).disputed();
  };
  EXPECT_TRUE(disputed(v1::NORMAL_RATING_TRUE, v1::NORMAL_RATING_FALSE));
  EXPECT_TRUE(disputed(v1::NORMAL_RATING_MIXED, v1::NORMAL_RATING_FALSE));
  EXPECT_FALSE(disputed(v1::NORMAL_RATING_FALSE, v1::NORMAL_RATING_FALSE));
  EXPECT_FALSE(disputed(v1::NORMAL_RATING_FALSE, v1::NORMAL_RATING_OTHER));
  EXPECT_FALSE(disputed(v1::NORMAL_RATING_FALSE, v1::NORMAL_RATING_UNSPECIFIED));
  EXPECT_FALSE(disputed(v1::NORMAL_RATING_TRUE, v1::NORMAL_RATING_FALSE, /*b_retracted=*/true));
}

TEST(ComputeStatusTest, ARetractionCarriesNoRating) {
  const v1::Claim claim = ClaimIn(v1::Claim::STATE_ACCEPTED);
  const v1::ClaimStatus status =
      ComputeStatus({claim, {Of("a", v1::NORMAL_RATING_TRUE, /*retracted=*/true)}, {}});
  ASSERT_EQ(status.verdicts_size(), 1);
  EXPECT_TRUE(status.verdicts(0).retracted());
  EXPECT_EQ(status.verdicts(0).rating_code(), "");
  EXPECT_EQ(status.verdicts(0).normal(), v1::NORMAL_RATING_UNSPECIFIED);
  EXPECT_EQ(status.verdicts(0).corrections(), 2);
}

TEST(ComputeStatusTest, OnlyVerdictsInForceMakeAStatusStale) {
  const v1::Claim claim = ClaimIn(v1::Claim::STATE_ACCEPTED);
  EXPECT_TRUE(
      ComputeStatus({claim, {Of("a", v1::NORMAL_RATING_TRUE, false, /*stale=*/true)}, {}}).stale());
  EXPECT_FALSE(
      ComputeStatus({claim, {Of("a", v1::NORMAL_RATING_TRUE, true, /*stale=*/true)}, {}}).stale());
}

}  // namespace
}  // namespace factcheck::domain
