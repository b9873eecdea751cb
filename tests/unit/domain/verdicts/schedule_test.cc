// What falls due: embargoes end, verdicts grow stale.
#include <memory>

#include "server/domain/values/names.h"
#include "server/domain/verdicts/scheduler.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using Revision = v1::VerdictRevision;
using storage::v1::Change;

class ScheduleTest : public VerdictsTest {
 protected:
  void Ready(const Revision& revision) {
    Must(Draft(author_, revision));
    Must(Submit(author_));
    Must(Approve(reviewer_));
  }
  // A book and a scheduler of their own, as after a restart.
  size_t RunDue() {
    domain::ClaimBook fresh(&engine(), clock().AsFunction());
    domain::Scheduler scheduler(&fresh, clock().AsFunction(), {});
    auto done = scheduler.RunDue();
    EXPECT_TRUE(done.ok()) << done.status();
    return done.value_or(0);
  }
  size_t JobsLeft() {
    auto view = book().ReadNewest();
    return view->snapshot().Scan(storage::PrefixRange(domain::keys::kDue), {})->entries.size();
  }
  storage::v1::LogRecord LastRecord() { return Log().back(); }
  absl::Time Later(absl::Duration by = absl::Hours(1)) { return clock().Now() + by; }
};

TEST_F(ScheduleTest, AnEmbargoedRevisionBecomesPublicAtItsTime) {
  Ready(Text("No."));
  const absl::Time at = Later();
  const v1::Verdict embargoed = Must(Publish(publisher_, at));
  EXPECT_EQ(embargoed.working().state(), Revision::STATE_EMBARGOED);
  EXPECT_EQ(domain::FromTimestamp(embargoed.working().embargo_time()), at);
  EXPECT_EQ(embargoed.working().releaser(), "actors/publisher");
  EXPECT_EQ(JobsLeft(), 1u);
  clock().Set(at - absl::Microseconds(1));
  EXPECT_EQ(RunDue(), 0u);
  EXPECT_EQ(ReasonName(Get(consumer_).status()), "RESOURCE_NOT_FOUND");
  clock().Set(at);
  EXPECT_EQ(RunDue(), 1u);
  const v1::Verdict open = Must(Get(consumer_));
  EXPECT_EQ(open.published().summary(), "No.");
  EXPECT_GE(domain::FromTimestamp(open.published().publish_time()), at);
  EXPECT_FALSE(open.published().has_embargo_time());
  EXPECT_EQ(Must(Get(author_)).published().releaser(), "actors/publisher");
  EXPECT_EQ(StatusOf().state(), v1::ClaimStatus::STATE_CHECKED);
  EXPECT_EQ(LastRecord().meta().actor(), "factcheckd");
  EXPECT_EQ(LastRecord().meta().method(), "scheduler/embargo");
  EXPECT_EQ(LastRecord().changes(0).kind(), Change::KIND_VERDICT_PUBLISHED);
  EXPECT_EQ(JobsLeft(), 0u);
  EXPECT_EQ(RunDue(), 0u);
}

TEST_F(ScheduleTest, AnEmbargoInThePastIsNone) {
  Ready(Text("No."));
  EXPECT_EQ(Must(Publish(publisher_, clock().Now())).state(), v1::Verdict::STATE_PUBLISHED);
  EXPECT_EQ(JobsLeft(), 0u);
}

TEST_F(ScheduleTest, AnEmbargoCanBeMovedAndEnded) {
  Ready(Text("No."));
  Must(Publish(publisher_, Later()));
  const absl::Time earlier = Later(absl::Minutes(5));
  Must(Publish(publisher_, earlier));
  EXPECT_EQ(JobsLeft(), 1u);
  clock().Set(earlier);
  EXPECT_EQ(RunDue(), 1u);
  EXPECT_TRUE(Get(consumer_).ok());

  Must(Correct(author_, Text("Half.")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_, Later()));
  const v1::Verdict now = Must(Publish(publisher_));
  EXPECT_EQ(now.published().summary(), "Half.");
  EXPECT_FALSE(now.published().has_embargo_time());
  EXPECT_EQ(JobsLeft(), 0u);
}

TEST_F(ScheduleTest, WhateverTakesTheRevisionBackEndsItsEmbargo) {
  const absl::Time at = Later();
  Ready(Text("No."));
  Must(Publish(publisher_, at));
  Must(Update(author_, Text("Half.")));
  EXPECT_EQ(JobsLeft(), 0u);
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_, at));
  Must(SendBack(reviewer_));
  EXPECT_EQ(JobsLeft(), 0u);
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_, at));
  Must(Discard(author_));
  EXPECT_EQ(JobsLeft(), 0u);
  clock().Set(at);
  EXPECT_EQ(RunDue(), 0u);
  EXPECT_EQ(ReasonName(Get(consumer_).status()), "RESOURCE_NOT_FOUND");
}

TEST_F(ScheduleTest, AJobThatNoLongerFitsLapses) {
  const absl::Time at = Later();
  Ready(Text("No."));
  Must(Publish(publisher_, at));
  storage::v1::ScheduledJob other;
  other.set_kind(storage::v1::ScheduledJob::KIND_RELEASE_EMBARGO);
  other.set_claim("c1");
  other.set_publisher("wire");
  other.set_revision(1);
  *other.mutable_due_time() = domain::ToTimestamp(at - absl::Minutes(1));
  const domain::Call call{admin_, "test"};
  ASSERT_TRUE(book()
                  .WriteAndWait(call, other,
                                [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                  txn.Put(domain::keys::Due(at - absl::Minutes(1), "stray"),
                                          other.SerializeAsString());
                                  return std::string();
                                })
                  .ok());
  clock().Set(at - absl::Minutes(1));
  EXPECT_EQ(RunDue(), 1u);
  EXPECT_EQ(ReasonName(Get(consumer_).status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(JobsLeft(), 1u);
}

TEST_F(ScheduleTest, EvidenceWithdrawnMeanwhileHoldsTheRevision) {
  const v1::Evidence evidence = PutEvidence("e1");
  Revision revision = Text("No.");
  revision.add_citations()->set_evidence(evidence.name());
  Ready(revision);
  const absl::Time at = Later();
  Must(Publish(publisher_, at));
  Withdraw(evidence);
  clock().Set(at);
  EXPECT_EQ(RunDue(), 1u);
  EXPECT_EQ(ReasonName(Get(consumer_).status()), "RESOURCE_NOT_FOUND");
  const Revision held = Must(Get(author_)).working();
  EXPECT_EQ(held.state(), Revision::STATE_APPROVED);
  EXPECT_FALSE(held.has_embargo_time());
  EXPECT_EQ(LastRecord().changes(0).kind(), Change::KIND_VERDICT_WORKED_ON);
  EXPECT_TRUE(LastRecord().changes(0).restricted());
  EXPECT_THAT(LastRecord().meta().reason(), ::testing::StartsWith("held: EVIDENCE_WITHDRAWN"));
  EXPECT_EQ(JobsLeft(), 0u);
}

TEST_F(ScheduleTest, APolicyTightenedMeanwhileHoldsTheRevisionInReview) {
  Ready(Text("No."));
  const absl::Time at = Later();
  Must(Publish(publisher_, at));
  v1::PublisherPolicy policy;
  policy.set_quorum(2);
  PutPublisher("wire", policy);
  clock().Set(at);
  EXPECT_EQ(RunDue(), 1u);
  EXPECT_EQ(Must(Get(author_)).working().state(), Revision::STATE_IN_REVIEW);
  EXPECT_EQ(ReasonName(Get(consumer_).status()), "RESOURCE_NOT_FOUND");
}

TEST_F(ScheduleTest, WhatWasWaivedForAnEmbargoStaysWaivedAtItsEnd) {
  Must(Draft(author_, Text("No.")));
  Must(Submit(author_));
  const absl::Time at = Later();
  Must(Publish(standards_, at, "Election night."));
  clock().Set(at);
  EXPECT_EQ(RunDue(), 1u);
  const v1::Verdict open = Must(Get(consumer_));
  EXPECT_THAT(open.published().override().waived(), ElementsAre("QUORUM", "FOUR_EYES"));
  EXPECT_TRUE(LastRecord().changes(0).overridden());
}

TEST_F(ScheduleTest, AClaimDeclinedMeanwhileHoldsTheRevision) {
  Ready(Text("No."));
  const absl::Time at = Later();
  Must(Publish(publisher_, at));
  PutClaim("c1", v1::Claim::STATE_DECLINED);
  clock().Set(at);
  EXPECT_EQ(RunDue(), 1u);
  EXPECT_EQ(Must(Get(author_)).working().state(), Revision::STATE_APPROVED);
}

TEST_F(ScheduleTest, TheFirstClockToRunOutMakesTheVerdictStale) {
  Revision revision = Text("No.");
  *revision.mutable_valid_until() = domain::ToTimestamp(Later(absl::Hours(2)));
  *revision.mutable_recheck_time() = domain::ToTimestamp(Later(absl::Hours(1)));
  PublishFirst(revision);
  const std::string etag = Must(Get(consumer_)).etag();
  EXPECT_EQ(JobsLeft(), 1u);
  clock().Advance(absl::Minutes(59));
  EXPECT_EQ(RunDue(), 0u);
  clock().Advance(absl::Minutes(1));
  EXPECT_EQ(RunDue(), 1u);
  const v1::Verdict open = Must(Get(consumer_));
  EXPECT_TRUE(open.stale());
  EXPECT_NE(open.etag(), etag);
  EXPECT_TRUE(Must(Get(author_)).stale());
  EXPECT_TRUE(StatusOf().stale());
  EXPECT_EQ(LastRecord().changes(0).kind(), Change::KIND_VERDICT_STALE);
  EXPECT_EQ(LastRecord().meta().method(), "scheduler/stale");
  EXPECT_EQ(List(consumer_, "stale = true")->total_size(), 1);
  EXPECT_EQ(JobsLeft(), 0u);

  // An update makes it fresh, without the clocks that ran out; its own are kept.
  const v1::Verdict begun = Must(Correct(author_, Text("Still no."), Revision::KIND_UPDATE));
  EXPECT_FALSE(begun.working().has_recheck_time());
  EXPECT_TRUE(begun.working().has_valid_until());
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  EXPECT_FALSE(Must(Get(consumer_)).stale());
  EXPECT_FALSE(StatusOf().stale());
  EXPECT_EQ(JobsLeft(), 1u);
}

TEST_F(ScheduleTest, ASupersededRevisionsClockDoesNotCount) {
  Revision revision = Text("No.");
  *revision.mutable_valid_until() = domain::ToTimestamp(Later());
  PublishFirst(revision);
  Must(Retract(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  EXPECT_EQ(JobsLeft(), 0u);
  clock().Advance(absl::Hours(2));
  EXPECT_EQ(RunDue(), 0u);
  EXPECT_FALSE(Must(Get(consumer_)).stale());
}

TEST_F(ScheduleTest, ManyJobsOfOneTimeAreAllRun) {
  const absl::Time at = Later();
  for (int i = 0; i < 250; ++i) {
    const std::string id = StrCat("many", i);
    const std::string name = StrCat("claims/", id, "/verdicts/wire");
    PutClaim(id, v1::Claim::STATE_ACCEPTED);
    Must(Draft(author_, Text("No."), id));
    Must(Submit(author_, name));
    Must(Publish(standards_, at, "urgent", name));
  }
  clock().Set(at);
  EXPECT_EQ(RunDue(), 250u);
  EXPECT_EQ(List(consumer_)->total_size(), 250);
}

TEST_F(ScheduleTest, ADamagedJobKeepsNoOtherFromBeingRun) {
  const domain::Call call{admin_, "test"};
  const absl::Time at = Later();
  ASSERT_TRUE(book()
                  .WriteAndWait(call, v1::Verdict(),
                                [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                  txn.Put(domain::keys::Due(at, "0"), "\xff");
                                  return std::string();
                                })
                  .ok());
  Ready(Text("No."));
  Must(Publish(publisher_, at));
  clock().Set(at);
  domain::Scheduler scheduler(&book(), clock().AsFunction(), {});
  EXPECT_EQ(scheduler.RunDue().status().code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(Get(consumer_).ok());
}

TEST_F(ScheduleTest, TheThreadWakesForWorkThatIsScheduledEarlier) {
  // The clock stands still and the thread sleeps for an hour of real time unless it is woken:
  // what it does it does for the commits.
  domain::Scheduler scheduler(&book(), clock().AsFunction(), {.longest_sleep = absl::Hours(1)});
  ASSERT_TRUE(scheduler.Start().ok());
  const storage::Version before = engine().LatestVersion();
  storage::v1::ScheduledJob lapsed;
  const domain::Call call{admin_, "test"};
  ASSERT_TRUE(book()
                  .WriteAndWait(call, lapsed,
                                [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                  txn.Put(domain::keys::Due(clock().Now(), "now"),
                                          lapsed.SerializeAsString());
                                  return std::string();
                                })
                  .ok());
  storage::Version put = engine().LatestVersion();
  ASSERT_GT(put, before);
  while (JobsLeft() > 0) {
    ASSERT_TRUE(engine().AwaitCommit(put, absl::InfiniteFuture()).ok());
  }
}

TEST_F(ScheduleTest, TheThreadDoesWhatFellDueWhileNoneRan) {
  Ready(Text("No."));
  Must(Publish(publisher_, Later()));
  clock().Advance(absl::Hours(2));
  const storage::Version before = engine().LatestVersion();
  domain::Scheduler scheduler(&book(), clock().AsFunction(), {.longest_sleep = absl::Hours(1)});
  ASSERT_TRUE(scheduler.Start().ok());
  ASSERT_TRUE(engine().AwaitCommit(before, absl::InfiniteFuture()).ok());
  EXPECT_TRUE(Get(consumer_).ok());
}

}  // namespace
}  // namespace factcheck::testing
