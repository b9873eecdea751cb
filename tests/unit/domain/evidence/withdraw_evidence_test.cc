#include "tests/unit/domain/evidence/evidence_fixture.h"

namespace factcheck::testing {
namespace {

using storage::v1::Change;
using ::testing::ElementsAre;
using WithdrawEvidenceTest = EvidenceTest;
using CaptureEvidenceTest = EvidenceTest;
using GetEvidenceTest = EvidenceTest;

constexpr std::string_view kName = "claims/c/evidence/e";

TEST_F(WithdrawEvidenceTest, StaysReadableWithItsReason) {
  Add(contributor_, GoodEvidence(), "e");
  const auto withdrawn = Withdraw(daily_, kName, "a forgery");
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_TRUE(withdrawn->withdrawn());
  EXPECT_EQ(Get(consumer_, kName)->withdraw_reason(), "a forgery");
  EXPECT_EQ(ListAll(consumer_), "e ");
  const auto log = Log();
  EXPECT_EQ(log.back().changes(0).kind(), Change::KIND_EVIDENCE_WITHDRAWN);
  EXPECT_EQ(log.back().meta().reason(), "a forgery");
}

TEST_F(WithdrawEvidenceTest, HappensOnce) {
  Add(contributor_, GoodEvidence(), "e");
  ASSERT_TRUE(Withdraw(daily_, kName).ok());
  const auto again = Withdraw(daily_, kName);
  EXPECT_EQ(ReasonName(again.status()), "ILLEGAL_TRANSITION");
  EXPECT_THAT(UnmetTypes(again.status()), ElementsAre("STATE"));
}

TEST_F(WithdrawEvidenceTest, NeedsAReasonAndAGoodEtag) {
  Add(contributor_, GoodEvidence(), "e");
  EXPECT_THAT(ViolatedFields(Withdraw(daily_, kName, " ", "bad").status()),
              ElementsAre("reason", "etag"));
  EXPECT_THAT(ViolatedFields(Withdraw(daily_, "claims/c", std::string(2001, 'r')).status()),
              ElementsAre("name", "reason"));
}

TEST_F(WithdrawEvidenceTest, NeedsTheCurrentEtagWhereOneIsGiven) {
  const std::string old = Add(contributor_, GoodEvidence(), "e").etag();
  const std::string current = Capture(daily_, kName)->etag();
  EXPECT_EQ(ReasonName(Withdraw(daily_, kName, "x", old).status()), "ETAG_MISMATCH");
  EXPECT_TRUE(Withdraw(daily_, kName, "x", current).ok());
}

TEST_F(WithdrawEvidenceTest, IsNotForAssistants) {
  Add(contributor_, GoodEvidence(), "e");
  const auto assistant = MemberOf("daily", "bot", {v1::ROLE_FACT_CHECKER}, v1::ACTOR_KIND_AI);
  EXPECT_EQ(ReasonName(Withdraw(assistant, kName).status()), "AI_NOT_ALLOWED");
  EXPECT_EQ(Withdraw(assistant, "claims/c/evidence/x").status(),
            domain::NotFound("claims/c/evidence/x"));
  EXPECT_FALSE(Get(consumer_, kName)->withdrawn());
}

TEST_F(CaptureEvidenceTest, AreAddedBehindTheOthers) {
  Add(contributor_, GoodEvidence(), "e");
  ASSERT_TRUE(Capture(contributor_, kName, "https://archive.org/1").ok());
  const auto captured = Capture(contributor_, kName, "https://archive.org/2");
  ASSERT_TRUE(captured.ok()) << captured.status();
  ASSERT_EQ(captured->captures_size(), 2);
  EXPECT_EQ(captured->captures(1).archive_url(), "https://archive.org/2");
  EXPECT_EQ(Log().back().changes(0).kind(), Change::KIND_EVIDENCE_UPDATED);
}

TEST_F(CaptureEvidenceTest, AreAtMostFifty) {
  v1::Evidence evidence = GoodEvidence();
  for (int i = 0; i < 49; ++i) evidence.add_captures()->set_archive_url("https://archive.org/");
  Add(contributor_, evidence, "e");
  EXPECT_TRUE(Capture(contributor_, kName).ok());
  EXPECT_EQ(ReasonName(Capture(contributor_, kName).status()), "LIMIT_REACHED");
}

TEST_F(CaptureEvidenceTest, NamesWhatIsWrong) {
  EXPECT_THAT(ViolatedFields(Capture(contributor_, "e", "nonsense", "x").status()),
              ElementsAre("name", "capture.archive_url", "etag"));
}

TEST_F(CaptureEvidenceTest, AMergedClaimsEvidenceIsStillKept) {
  Add(contributor_, GoodEvidence(), "e");
  PutClaim("c", v1::Claim::STATE_MERGED, "claims/other");
  EXPECT_TRUE(Capture(contributor_, kName).ok());
  EXPECT_TRUE(Withdraw(daily_, kName).ok());
}

TEST_F(CaptureEvidenceTest, ADeletedClaimsEvidenceIsNot) {
  Add(contributor_, GoodEvidence(), "e");
  PutClaim("c", v1::Claim::STATE_DELETED);
  EXPECT_EQ(ReasonName(Capture(contributor_, kName).status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(Capture(consumer_, kName).status(), domain::NotFound(kName));
}

TEST_F(GetEvidenceTest, AsItWas) {
  const v1::Evidence added = Add(contributor_, GoodEvidence(), "e");
  clock().Advance(absl::Minutes(1));
  ASSERT_TRUE(Withdraw(daily_, kName).ok());
  v1::ReadOptions then;
  then.set_token(added.consistency_token());
  EXPECT_EQ(Get(consumer_, kName, then)->SerializeAsString(), added.SerializeAsString());
  then.clear_token();
  *then.mutable_time() = added.create_time();
  EXPECT_FALSE(Get(consumer_, kName, then)->withdrawn());
  then.mutable_time()->set_seconds(added.create_time().seconds() - 1);
  EXPECT_EQ(Get(consumer_, kName, then).status(), domain::NotFound(kName));
}

TEST_F(GetEvidenceTest, OfADeletedClaimIsForColleagues) {
  Add(contributor_, GoodEvidence(), "e");
  PutClaim("c", v1::Claim::STATE_DELETED);
  EXPECT_EQ(Get(consumer_, kName).status(), domain::NotFound(kName));
  EXPECT_TRUE(Get(daily_, kName).ok());
}

TEST_F(GetEvidenceTest, RefusesBadNames) {
  EXPECT_THAT(ViolatedFields(Get(consumer_, "claims/c/evidence/").status()), ElementsAre("name"));
}

}  // namespace
}  // namespace factcheck::testing
