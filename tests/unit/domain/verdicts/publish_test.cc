// To the public: PublishVerdict, corrections, retractions, overrides.
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using Revision = v1::VerdictRevision;
using storage::v1::Change;

Revision Rated(std::string_view summary, std::string_view code) {
  Revision revision = Text(summary);
  revision.mutable_rating()->set_code(std::string(code));
  return revision;
}

class PublishTest : public VerdictsTest {
 protected:
  // The last change of a kind that the feed tells of as a publication.
  Change LastPublication() {
    Change last;
    for (const auto& record : Log()) {
      for (const Change& change : record.changes()) {
        if (change.kind() >= Change::KIND_VERDICT_PUBLISHED &&
            change.kind() <= Change::KIND_VERDICT_RETRACTED) {
          last = change;
        }
      }
    }
    return last;
  }
  void Ready(const Revision& revision) {
    Must(Draft(author_, revision));
    Must(Submit(author_));
    Must(Approve(reviewer_));
  }
  void Policy(const v1::PublisherPolicy& policy) { PutPublisher("wire", policy); }
};

TEST_F(PublishTest, PublicationIsOneCommitWithStatusAndFeed) {
  const v1::Verdict verdict = PublishFirst(Rated("No.", "false"));
  EXPECT_EQ(verdict.state(), v1::Verdict::STATE_PUBLISHED);
  EXPECT_FALSE(verdict.has_working());
  const Revision& revision = verdict.published();
  EXPECT_EQ(revision.state(), Revision::STATE_PUBLISHED);
  EXPECT_EQ(revision.releaser(), "actors/publisher");
  EXPECT_EQ(domain::FromTimestamp(revision.publish_time()),
            domain::FromTimestamp(verdict.update_time()));
  const v1::ClaimStatus status = StatusOf();
  EXPECT_EQ(status.state(), v1::ClaimStatus::STATE_CHECKED);
  ASSERT_EQ(status.verdicts_size(), 1);
  EXPECT_EQ(status.verdicts(0).rating_label(), "False");
  EXPECT_EQ(domain::FromTimestamp(status.verdicts(0).publish_time()),
            domain::FromTimestamp(verdict.update_time()));
  EXPECT_EQ(status.update_time().SerializeAsString(), verdict.update_time().SerializeAsString());
  const auto record = Log().back();
  ASSERT_EQ(record.changes_size(), 2);
  EXPECT_EQ(record.changes(0).kind(), Change::KIND_VERDICT_PUBLISHED);
  EXPECT_FALSE(record.changes(0).restricted());
  EXPECT_EQ(record.changes(0).revision(), 1);
  EXPECT_EQ(record.changes(0).previous_revision(), 0);
  EXPECT_EQ(record.changes(1).kind(), Change::KIND_STATUS_CHANGED);
}

TEST_F(PublishTest, ThePublicSeesTheRevisionWithoutItsMaking) {
  const v1::Verdict members = PublishFirst(Text("No."));
  const v1::Verdict open = Must(Get(consumer_));
  EXPECT_EQ(open.published().summary(), "No.");
  EXPECT_TRUE(open.published().editors().empty());
  EXPECT_TRUE(open.published().reviews().empty());
  EXPECT_EQ(open.published().releaser(), "");
  EXPECT_FALSE(open.published().has_begin_time() || open.published().has_submit_time());
  EXPECT_EQ(open.revision_count(), 0);
  EXPECT_EQ(members.published().editors_size(), 1);
  // First published then, though it was begun before.
  EXPECT_EQ(domain::FromTimestamp(open.create_time()), domain::FromTimestamp(open.update_time()));
  EXPECT_LT(domain::FromTimestamp(members.create_time()),
            domain::FromTimestamp(members.update_time()));
}

TEST_F(PublishTest, DraftingDoesNotTouchThePublicRecord) {
  PublishFirst(Text("No."));
  const std::string before = Must(Get(consumer_)).SerializeAsString();
  Must(Correct(author_, Text("Not quite.")));
  Must(Update(author2_, Text("Not really.")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(SendBack(reviewer_));
  Must(Discard(author_));
  EXPECT_EQ(Must(Get(consumer_)).SerializeAsString(), before);
  EXPECT_EQ(Must(Get(author_)).revision_count(), 2);
}

TEST_F(PublishTest, OnlyPublishersPublish) {
  Ready(Text("No."));
  for (const domain::Principal& who : {author_, reviewer_, standards_, auditor_}) {
    EXPECT_EQ(ReasonName(Publish(who).status()), "MISSING_ROLE") << who.actor;
  }
  EXPECT_EQ(ReasonName(Publish(rival_).status()), "RESOURCE_NOT_FOUND");
  EXPECT_TRUE(Publish(admin_).ok());
}

TEST_F(PublishTest, WhatARevisionLacksIsNamedAtOnce) {
  v1::Publisher publisher;
  publisher.set_name("publishers/wire");
  publisher.add_domains("wire.example");
  Put(domain::keys::Publisher("wire"), publisher);
  v1::Evidence evidence = PutEvidence("e1");
  Revision revision;
  revision.set_url("https://elsewhere.example/1");
  *revision.mutable_valid_until() = domain::ToTimestamp(clock().Now());
  *revision.mutable_recheck_time() = domain::ToTimestamp(clock().Now());
  revision.add_citations()->set_evidence(evidence.name());
  Ready(revision);
  Withdraw(evidence);
  const absl::Status status = Publish(publisher_).status();
  EXPECT_EQ(ReasonName(status), "INCOMPLETE_REVISION");
  EXPECT_THAT(UnmetTypes(status), UnorderedElementsAre("LANGUAGE", "CONTENT", "URL", "VALID_UNTIL",
                                                       "RECHECK_TIME", "EVIDENCE_WITHDRAWN"));
}

TEST_F(PublishTest, AnAddressBelowADomainOfThePublisherWillDo) {
  Revision revision = Text("No.");
  revision.set_url("https://www.wire.example/1");
  Ready(revision);
  EXPECT_TRUE(Publish(publisher_).ok());
}

TEST_F(PublishTest, CapturesThatCameAfterTheDraftArePinned) {
  PutEvidence("pinned", "", "aaa");
  PutEvidence("bare");
  Revision revision = Text("No.");
  revision.add_citations()->set_evidence("claims/c1/evidence/pinned");
  revision.add_citations()->set_evidence("claims/c1/evidence/bare");
  Ready(revision);
  PutEvidence("pinned", "", "bbb");
  PutEvidence("bare", "", "ccc");
  const v1::Verdict verdict = Must(Publish(publisher_));
  EXPECT_EQ(verdict.published().citations(0).capture_sha256(), "aaa");
  EXPECT_EQ(verdict.published().citations(1).capture_sha256(), "ccc");
}

TEST_F(PublishTest, CitationsOfRestrictedEvidenceAreForMembers) {
  PutEvidence("open");
  PutRestricted("secret", "wire");
  Revision revision = Text("No.");
  revision.add_citations()->set_evidence("claims/c1/evidence/secret");
  revision.add_citations()->set_evidence("claims/c1/evidence/open");
  PublishFirst(revision);
  EXPECT_EQ(Must(Get(author_)).published().citations_size(), 2);
  const v1::Verdict open = Must(Get(consumer_));
  ASSERT_EQ(open.published().citations_size(), 1);
  EXPECT_EQ(open.published().citations(0).evidence(), "claims/c1/evidence/open");
  auto for_members = GetRevision(author_, 1);
  auto for_all = GetRevision(consumer_, 1);
  ASSERT_TRUE(for_members.ok() && for_all.ok());
  EXPECT_EQ(for_members->SerializeAsString(), Must(Get(author_)).published().SerializeAsString());
  EXPECT_EQ(for_all->SerializeAsString(), open.published().SerializeAsString());
}

TEST_F(PublishTest, TheOldRevisionIsServedUntilTheCorrectionIsPublished) {
  PublishFirst(Rated("No.", "false"));
  clock().Advance(absl::Hours(1));
  const v1::Verdict begun = Must(Correct(author_, Text("Half.")));
  EXPECT_EQ(begun.working().kind(), Revision::KIND_CORRECTION);
  EXPECT_EQ(begun.working().base_revision(), 1);
  // Laid over what is in force; the rating as it was issued.
  EXPECT_EQ(begun.working().rating().label(), "False");
  EXPECT_EQ(begun.working().public_note(), "The number was wrong.");
  Must(Submit(author_));
  Must(Approve(reviewer_));
  EXPECT_EQ(Must(Get(consumer_)).published().summary(), "No.");
  EXPECT_EQ(ReasonName(GetRevision(consumer_, 2).status()), "RESOURCE_NOT_FOUND");
  const v1::Verdict corrected = Must(Publish(publisher_));
  EXPECT_EQ(corrected.published_count(), 2);
  const v1::Verdict open = Must(Get(consumer_));
  EXPECT_EQ(open.published().summary(), "Half.");
  auto old = GetRevision(consumer_, 1);
  ASSERT_TRUE(old.ok());
  EXPECT_EQ(old->summary(), "No.");
  EXPECT_EQ(old->state(), Revision::STATE_SUPERSEDED);
  EXPECT_EQ(domain::FromTimestamp(old->supersede_time()),
            domain::FromTimestamp(open.update_time()));
  EXPECT_EQ(StatusOf().verdicts(0).corrections(), 1);
  EXPECT_EQ(LastPublication().kind(), Change::KIND_VERDICT_CORRECTED);
  EXPECT_EQ(LastPublication().revision(), 2);
  EXPECT_EQ(LastPublication().previous_revision(), 1);
}

TEST_F(PublishTest, ReadsOfThePastAnswerAsThen) {
  PublishFirst(Text("No."));
  const absl::Time then = clock().Now();
  clock().Advance(absl::Hours(1));
  const v1::Verdict begun = Must(Correct(author_, Text("Half.")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  clock().Advance(absl::Hours(1));
  v1::ReadOptions at_then;
  *at_then.mutable_time() = domain::ToTimestamp(then + absl::Minutes(1));
  EXPECT_EQ(Must(Get(consumer_, kVerdict, at_then)).published().summary(), "No.");
  v1::ReadOptions at_draft;
  at_draft.set_token(begun.consistency_token());
  EXPECT_EQ(Must(Get(author_, kVerdict, at_draft)).working().summary(), "Half.");
  EXPECT_EQ(Must(Get(consumer_, kVerdict, at_draft)).published().summary(), "No.");
  v1::ReadOptions before;
  *before.mutable_time() = domain::ToTimestamp(then - absl::Hours(1));
  EXPECT_EQ(ReasonName(Get(consumer_, kVerdict, before).status()), "RESOURCE_NOT_FOUND");
}

TEST_F(PublishTest, ARetractionGoesThroughReviewAndStaysReadable) {
  PublishFirst(Rated("No.", "false"));
  const v1::Verdict begun = Must(Retract(author_));
  EXPECT_EQ(begun.working().state(), Revision::STATE_IN_REVIEW);
  EXPECT_TRUE(begun.working().has_submit_time());
  EXPECT_EQ(ReasonName(Publish(publisher_).status()), "POLICY_UNMET");
  Must(Approve(reviewer_));
  const v1::Verdict retracted = Must(Publish(publisher_));
  EXPECT_EQ(retracted.state(), v1::Verdict::STATE_RETRACTED);
  const v1::Verdict open = Must(Get(consumer_));
  EXPECT_EQ(open.state(), v1::Verdict::STATE_RETRACTED);
  EXPECT_EQ(open.published().public_note(), "We were misled.");
  EXPECT_FALSE(open.published().has_rating());
  const v1::ClaimStatus status = StatusOf();
  EXPECT_EQ(status.state(), v1::ClaimStatus::STATE_RETRACTED);
  EXPECT_TRUE(status.verdicts(0).retracted());
  EXPECT_EQ(LastPublication().kind(), Change::KIND_VERDICT_RETRACTED);
  EXPECT_EQ(ReasonName(Retract(author_).status()), "ILLEGAL_TRANSITION");
}

TEST_F(PublishTest, ARetractionTakesNoRating) {
  PublishFirst(Rated("No.", "false"));
  Must(Retract(author_));
  EXPECT_THAT(ViolatedFields(Update(author_, Rated("", "false")).status()),
              ElementsAre("revision.rating"));
}

TEST_F(PublishTest, AfterARetractionAnUpdateBringsTheVerdictBack) {
  PublishFirst(Rated("No.", "false"));
  Must(Retract(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  EXPECT_EQ(ReasonName(Draft(author_, Text("anew")).status()), "ALREADY_EXISTS");
  Must(Correct(author_, Rated("It was so.", "true"), Revision::KIND_UPDATE));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  const v1::Verdict verdict = Must(Publish(publisher_));
  EXPECT_EQ(verdict.state(), v1::Verdict::STATE_PUBLISHED);
  EXPECT_EQ(verdict.published_count(), 3);
  EXPECT_EQ(StatusOf().state(), v1::ClaimStatus::STATE_CHECKED);
  EXPECT_EQ(LastPublication().kind(), Change::KIND_VERDICT_UPDATED);
}

TEST_F(PublishTest, ARetractionWaitsForWhatIsBeingWorkedOn) {
  PublishFirst(Text("No."));
  Must(Correct(author_, Text("Half.")));
  EXPECT_EQ(ReasonName(Retract(author_).status()), "ILLEGAL_TRANSITION");
  Must(Discard(author_));
  EXPECT_TRUE(Retract(author_).ok());
}

TEST_F(PublishTest, AChangeOfRatingMayNeedAStandardsEditor) {
  v1::PublisherPolicy policy;
  policy.set_quorum(1);
  policy.set_standards_editor_for_rating_change(true);
  Policy(policy);
  PublishFirst(Rated("No.", "false"));
  Must(Correct(author_, Rated("Yes.", "true")));
  Must(Submit(author_));
  EXPECT_EQ(Must(Approve(reviewer_)).working().state(), Revision::STATE_IN_REVIEW);
  EXPECT_THAT(UnmetTypes(Publish(publisher_).status()), ElementsAre("STANDARDS_EDITOR"));
  EXPECT_EQ(Must(Approve(standards_)).working().state(), Revision::STATE_APPROVED);
  EXPECT_TRUE(Publish(publisher_).ok());
}

TEST_F(PublishTest, AnOverrideNeedsAReasonAndShows) {
  v1::PublisherPolicy policy;
  policy.set_quorum(2);
  policy.set_minimum_origins(1);
  Policy(policy);
  Must(Draft(author_, Text("No.")));
  Must(Submit(author_));
  EXPECT_EQ(ReasonName(Publish(publisher_, std::nullopt, "urgent").status()), "MISSING_ROLE");
  EXPECT_THAT(UnmetTypes(Publish(publisher_).status()),
              ElementsAre("QUORUM", "FOUR_EYES", "MINIMUM_ORIGINS"));
  const v1::Verdict verdict = Must(Publish(standards_, std::nullopt, "Election night."));
  EXPECT_EQ(verdict.published().override().actor(), "actors/standards");
  const v1::Override open = Must(Get(consumer_)).published().override();
  EXPECT_EQ(open.actor(), "");
  EXPECT_EQ(open.reason(), "Election night.");
  EXPECT_THAT(open.waived(), ElementsAre("QUORUM", "FOUR_EYES", "MINIMUM_ORIGINS"));
  EXPECT_EQ(GetRevision(author_, 1)->override().actor(), "actors/standards");
  EXPECT_EQ(GetRevision(consumer_, 1)->override().actor(), "");
  EXPECT_TRUE(LastPublication().overridden());
}

TEST_F(PublishTest, AnOverrideWaivesNothingButThePolicy) {
  Must(Draft(author_, {}));
  EXPECT_EQ(ReasonName(Publish(standards_, std::nullopt, "urgent").status()), "ILLEGAL_TRANSITION");
  Must(Submit(author_));
  EXPECT_THAT(UnmetTypes(Publish(standards_, std::nullopt, "urgent").status()),
              ElementsAre("CONTENT"));
}

TEST_F(PublishTest, AnOverrideThatWaivesNothingIsAPublication) {
  Ready(Text("No."));
  // Standards editors override; releasing what needs none is for publishers.
  EXPECT_EQ(ReasonName(Publish(standards_, std::nullopt, "urgent").status()), "MISSING_ROLE");
  EXPECT_FALSE(Must(Publish(chief_, std::nullopt, "urgent")).published().has_override());
}

TEST_F(PublishTest, OverrideReasonsAreText) {
  Ready(Text("No."));
  EXPECT_THAT(ViolatedFields(Publish(standards_, std::nullopt, " ").status()),
              ElementsAre("override_reason"));
  EXPECT_THAT(
      ViolatedFields(Publish(publisher_, clock().Now() + absl::Hours(24 * 366 * 11)).status()),
      ElementsAre("embargo_time"));
}

TEST_F(PublishTest, AVerdictOnAMergedClaimCountsForTheOther) {
  PutEvidence("e1", "", "", "target");
  Must(Draft(author_, Rated("No.", "false")));
  v1::Claim target = PutClaim("target", v1::Claim::STATE_ACCEPTED);
  target.add_merged_from("claims/c1");
  Put(domain::keys::Claim("target"), target);
  PutClaim("c1", v1::Claim::STATE_MERGED, "claims/target");
  // Evidence that came to the standing claim counts, too.
  Revision more;
  more.add_citations()->set_evidence("claims/target/evidence/e1");
  Must(Update(author_, more));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  const v1::Verdict verdict = Must(Publish(publisher_));
  EXPECT_EQ(verdict.name(), kVerdict);
  const v1::ClaimStatus status = StatusOf("target");
  EXPECT_EQ(status.state(), v1::ClaimStatus::STATE_CHECKED);
  ASSERT_EQ(status.verdicts_size(), 1);
  EXPECT_EQ(status.verdicts(0).verdict(), kVerdict);
  EXPECT_EQ(StatusOf("c1").claim(), "claims/target");
  Must(Retract(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  EXPECT_EQ(StatusOf("target").state(), v1::ClaimStatus::STATE_RETRACTED);
}

TEST_F(PublishTest, AFirstPublicationNeedsAClaimThatIsStillToBeChecked) {
  Ready(Text("No."));
  PutClaim("c1", v1::Claim::STATE_DECLINED);
  EXPECT_EQ(ReasonName(Publish(publisher_).status()), "ILLEGAL_TRANSITION");
  PutClaim("c1", v1::Claim::STATE_DELETED);
  EXPECT_EQ(ReasonName(Publish(publisher_).status()), "ILLEGAL_TRANSITION");
  PutClaim("target", v1::Claim::STATE_DECLINED);
  PutClaim("c1", v1::Claim::STATE_MERGED, "claims/target");
  EXPECT_EQ(ReasonName(Publish(publisher_).status()), "ILLEGAL_TRANSITION");
  PutClaim("c1", v1::Claim::STATE_ACCEPTED);
  EXPECT_TRUE(Publish(publisher_).ok());
  // What was published can be taken back whatever became of the claim.
  PutClaim("c1", v1::Claim::STATE_RECEIVED);
  Must(Retract(author_));
  Must(Approve(reviewer_));
  EXPECT_TRUE(Publish(publisher_).ok());
}

TEST_F(PublishTest, RevisionsAreListedNewestFirstPageByPage) {
  PublishFirst(Text("1"));
  Must(Correct(author_, Text("2")));
  Must(Discard(author_));
  Must(Correct(author_, Text("3")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  Must(Correct(author_, Text("4")));
  const auto walk = [&](const domain::Principal& who, int page_size) {
    std::string seen;
    std::string token;
    do {
      auto page = ListRevisions(who, page_size, token);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->revisions_size(), page_size);
      for (const Revision& revision : page->revisions()) seen += revision.summary();
      token = page->next_page_token();
    } while (!token.empty());
    return seen;
  };
  for (int page_size : {1, 2, 3, 4, 100}) {
    EXPECT_EQ(walk(author_, page_size), "4321");
    EXPECT_EQ(walk(auditor_, page_size), "4321");
    EXPECT_EQ(walk(consumer_, page_size), "31");
  }
  EXPECT_EQ(GetRevision(author_, 4)->summary(), "4");
  EXPECT_EQ(ReasonName(GetRevision(author_, 5).status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(GetRevision(consumer_, 2).status()), "RESOURCE_NOT_FOUND");
}

}  // namespace
}  // namespace factcheck::testing
