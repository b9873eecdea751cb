#include "server/domain/values/error.h"

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/domain/values/violations_of.h"

namespace factcheck::domain {
namespace {

using testing::Described;
using testing::DetailOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void CheckInfo(const absl::Status& status, absl::StatusCode code, const std::string& reason) {
  EXPECT_EQ(status.code(), code);
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  EXPECT_EQ(info.reason(), reason);
  EXPECT_EQ(info.domain(), "factcheck.v1");
  EXPECT_EQ("ERROR_REASON_" + reason, v1::ErrorReason_Name(ReasonOf(status)));
}

TEST(ErrorTest, EveryKindCarriesItsReason) {
  CheckInfo(NotFound("claims/a"), absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND");
  CheckInfo(AlreadyExists("claims/a"), absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS");
  CheckInfo(EtagMismatch("claims/a", "e"), absl::StatusCode::kAborted, "ETAG_MISMATCH");
  CheckInfo(MissingRole("REVIEWER"), absl::StatusCode::kPermissionDenied, "MISSING_ROLE");
  CheckInfo(IllegalTransition("claims/a", "no"), absl::StatusCode::kFailedPrecondition,
            "ILLEGAL_TRANSITION");
  CheckInfo(InvalidField("a", "b"), absl::StatusCode::kInvalidArgument, "INVALID_FIELDS");
}

TEST(ErrorTest, NamesTheResourceThatIsAbsentOrTaken) {
  for (const absl::Status& status : {NotFound("claims/a"), AlreadyExists("claims/a")}) {
    EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(status).resource_name(), "claims/a");
  }
}

TEST(ErrorTest, EtagMismatchTellsTheCurrentEtag) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(EtagMismatch("claims/a", "0123456789abc"));
  EXPECT_EQ(info.metadata().at("etag"), "0123456789abc");
}

TEST(ErrorTest, OnlyWhatMayBeRetriedSaysWhen) {
  const absl::Status busy = Error(absl::StatusCode::kResourceExhausted,
                                  v1::ERROR_REASON_RATE_LIMITED, "busy", {}, absl::Seconds(2.5));
  const auto retry = DetailOf<google::rpc::RetryInfo>(busy);
  EXPECT_EQ(retry.retry_delay().seconds(), 2);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
  EXPECT_FALSE(DetailOf<google::rpc::RetryInfo>(NotFound("claims/a")).has_retry_delay());
}

TEST(ErrorTest, UnmetPreconditionsAreNamedOneByOne) {
  const UnmetPrecondition unmet[] = {{"QUORUM", "claims/a/verdicts/b", "needs one more"},
                                     {"MINIMUM_ORIGINS", "claims/a/verdicts/b", "needs two"}};
  const absl::Status status =
      PreconditionFailed(v1::ERROR_REASON_POLICY_UNMET, "unmet", unmet, {{"key", "value"}});
  CheckInfo(status, absl::StatusCode::kFailedPrecondition, "POLICY_UNMET");
  const auto failure = DetailOf<google::rpc::PreconditionFailure>(status);
  ASSERT_EQ(failure.violations_size(), 2);
  EXPECT_EQ(failure.violations(0).type(), "QUORUM");
  EXPECT_EQ(failure.violations(1).description(), "needs two");
}

TEST(ErrorTest, StatusesOfOthersHaveNoDetails) {
  EXPECT_FALSE(HasErrorDetails(absl::OkStatus()));
  EXPECT_FALSE(HasErrorDetails(absl::InternalError("x")));
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), v1::ERROR_REASON_UNSPECIFIED);
}

TEST(ViolationsTest, NoneIsOk) {
  EXPECT_TRUE(Violations().ToStatus().ok());
  EXPECT_TRUE(Violations(v1::AddEvidenceRequest()).ToStatus().ok());
}

TEST(ViolationsTest, TenThousandAreCountedAndAHundredDescribed) {
  Violations violations;
  for (int i = 0; i < 10'000; ++i) violations.Add("field", "is wrong");
  EXPECT_EQ(violations.count(), 10'000u);
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(DetailOf<google::rpc::BadRequest>(status).field_violations_size(), 100);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("violations"), "10000");
  EXPECT_THAT(std::string(status.message()), HasSubstr("and 9997 more"));
}

TEST(ViolationsTest, FindsUnknownEnumNumbersWhereverTheyAre) {
  v1::CreateClaimRequest request;
  request.mutable_claim()->add_claimants()->set_kind(v1::Claimant::KIND_PERSON);
  request.mutable_claim()->add_claimants()->set_kind(static_cast<v1::Claimant::Kind>(77));
  request.mutable_claim()->add_appearances()->set_state(static_cast<v1::Appearance::State>(-1));
  EXPECT_THAT(Described(Violations(request)),
              ElementsAre("claim.claimants[1].kind: 77 is not a value of "
                          "factcheck.v1.Claimant.Kind",
                          "claim.appearances[0].state: -1 is not a value of "
                          "factcheck.v1.Appearance.State"));
}

TEST(ViolationsTest, FindsUnknownNumbersInListsOfEnums) {
  v1::Member member;
  member.add_roles(v1::ROLE_REVIEWER);
  member.add_roles(static_cast<v1::Role>(99));
  EXPECT_THAT(testing::FieldsOf(Violations(member)), ElementsAre("roles[1]"));
}

TEST(ViolationsTest, KnownNumbersPass) {
  v1::AddEvidenceRequest request;
  request.mutable_evidence()->set_kind(v1::Evidence::KIND_DATASET);
  EXPECT_THAT(Described(Violations(request)), IsEmpty());
}

TEST(ViolationsTest, UnknownNumbersBeyondTheHundredthAreCounted) {
  v1::BatchAddEvidenceRequest request;
  for (int i = 0; i < 10'000; ++i) {
    request.add_requests()->mutable_evidence()->set_stance(static_cast<v1::Evidence::Stance>(50));
  }
  const Violations violations(request);
  EXPECT_EQ(violations.count(), 10'000u);
  EXPECT_EQ(Described(violations).size(), 100u);
}

}  // namespace
}  // namespace factcheck::domain
