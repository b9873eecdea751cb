#include "server/domain/verdicts/life_cycle.h"

#include <map>
#include <string>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/domain/core/stamp.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {
namespace {

using Revision = v1::VerdictRevision;
using testing::ReasonName;

const std::vector<VerdictCommand> kCommands = {
    VerdictCommand::kBegin,   VerdictCommand::kCorrect, VerdictCommand::kRetract,
    VerdictCommand::kEdit,    VerdictCommand::kSubmit,  VerdictCommand::kRequestChanges,
    VerdictCommand::kApprove, VerdictCommand::kEmbargo, VerdictCommand::kPublish,
    VerdictCommand::kHold,    VerdictCommand::kDiscard};

v1::Verdict InState(v1::Verdict::State state, Revision::State working) {
  v1::Verdict verdict;
  verdict.set_name("claims/c/verdicts/p");
  verdict.set_state(state);
  if (state != v1::Verdict::STATE_UNPUBLISHED) {
    Revision* published = verdict.mutable_published();
    published->set_number(1);
    published->set_state(Revision::STATE_PUBLISHED);
    published->set_summary("old");
    published->set_language("en");
    verdict.set_published_count(1);
    verdict.set_revision_count(1);
    if (state == v1::Verdict::STATE_RETRACTED) published->set_kind(Revision::KIND_RETRACTION);
  }
  if (working != Revision::STATE_UNSPECIFIED) {
    Revision* revision = verdict.mutable_working();
    verdict.set_revision_count(verdict.revision_count() + 1);
    revision->set_number(verdict.revision_count());
    revision->set_state(working);
    revision->set_kind(verdict.has_published() ? Revision::KIND_UPDATE : Revision::KIND_INITIAL);
    revision->set_summary("new");
    revision->add_editors("actors/author");
    if (working == Revision::STATE_EMBARGOED) {
      *revision->mutable_embargo_time() = ToTimestamp(absl::FromUnixSeconds(100));
      revision->set_releaser("actors/publisher");
      revision->mutable_override()->set_reason("urgent");
    }
  }
  return verdict;
}

absl::StatusOr<v1::Verdict> VerdictOf(absl::StatusOr<Ended> ended) {
  if (!ended.ok()) return ended.status();
  return std::move(ended->verdict);
}

absl::StatusOr<v1::Verdict> Do(VerdictCommand command, const v1::Verdict& verdict) {
  const auto met = [](const Revision&) { return true; };
  Revision content;
  content.set_summary("written");
  switch (command) {
    case VerdictCommand::kBegin:
      return Begin(verdict, content, "author");
    case VerdictCommand::kCorrect:
      return Correct(verdict, Revision::KIND_UPDATE, content, "author");
    case VerdictCommand::kRetract:
      return Retract(verdict, "why", "author");
    case VerdictCommand::kEdit:
      return Edit(verdict, content, "author");
    case VerdictCommand::kSubmit:
      return Submit(verdict);
    case VerdictCommand::kRequestChanges:
      return RequestChanges(verdict, {"reviewer"}, "more");
    case VerdictCommand::kApprove:
      return Approve(verdict, {"reviewer"}, "", met);
    case VerdictCommand::kEmbargo:
      return Embargo(verdict, absl::FromUnixSeconds(200), "publisher", std::nullopt);
    case VerdictCommand::kPublish:
      return VerdictOf(Publish(verdict, "publisher", std::nullopt));
    case VerdictCommand::kHold:
      return Hold(verdict, true);
    case VerdictCommand::kDiscard:
      return VerdictOf(Discard(verdict));
  }
  return absl::InternalError("no such command");
}

// What the command leads to: the state of the working revision, or the reason of the error.
std::string Outcome(VerdictCommand command, const v1::Verdict& verdict) {
  absl::StatusOr<v1::Verdict> after = Do(command, verdict);
  EXPECT_EQ(CheckCommand(verdict, command).ok(), after.ok());
  if (!after.ok()) return ReasonName(after.status());
  if (!after->has_working()) return "nothing";
  return Revision::State_Name(after->working().state()).substr(6);
}

// One line of outcomes a command, for working revisions in no state, DRAFT, IN_REVIEW,
// APPROVED and EMBARGOED.
void CheckTable(v1::Verdict::State state, const std::vector<std::vector<std::string>>& expected) {
  ASSERT_EQ(expected.size(), kCommands.size());
  for (size_t c = 0; c < kCommands.size(); ++c) {
    for (int working = 0; working <= 4; ++working) {
      SCOPED_TRACE(StrCat("command ", c, " in ", Revision::State_Name(working)));
      const v1::Verdict verdict = InState(state, static_cast<Revision::State>(working));
      EXPECT_EQ(Outcome(kCommands[c], verdict), expected[c][static_cast<size_t>(working)]);
    }
  }
}

const std::string kNo = "ILLEGAL_TRANSITION";
const std::string kExists = "ALREADY_EXISTS";
// Edit and all that follows are the same whatever was published.
const std::vector<std::vector<std::string>> kWork = {
    {kNo, "DRAFT", "DRAFT", "DRAFT", "DRAFT"},
    {kNo, "IN_REVIEW", kNo, kNo, kNo},
    {kNo, kNo, "DRAFT", "DRAFT", "DRAFT"},
    {kNo, kNo, "APPROVED", "APPROVED", "EMBARGOED"},
    {kNo, kNo, "EMBARGOED", "EMBARGOED", "EMBARGOED"},
    {kNo, kNo, "nothing", "nothing", "nothing"},
    {kNo, kNo, kNo, kNo, "APPROVED"},
    {kNo, "nothing", "nothing", "nothing", "nothing"}};

std::vector<std::vector<std::string>> WithWork(std::vector<std::vector<std::string>> rows) {
  rows.insert(rows.end(), kWork.begin(), kWork.end());
  return rows;
}

TEST(VerdictLifeCycleTest, EveryCommandInEveryStateOfAnUnpublishedVerdict) {
  CheckTable(v1::Verdict::STATE_UNPUBLISHED,
             WithWork({{"DRAFT", kExists, kExists, kExists, kExists},
                       {kNo, kNo, kNo, kNo, kNo},
                       {kNo, kNo, kNo, kNo, kNo}}));
}

TEST(VerdictLifeCycleTest, EveryCommandInEveryStateOfAPublishedVerdict) {
  CheckTable(v1::Verdict::STATE_PUBLISHED, WithWork({{kExists, kExists, kExists, kExists, kExists},
                                                     {"DRAFT", kNo, kNo, kNo, kNo},
                                                     {"IN_REVIEW", kNo, kNo, kNo, kNo}}));
}

TEST(VerdictLifeCycleTest, EveryCommandInEveryStateOfARetractedVerdict) {
  CheckTable(v1::Verdict::STATE_RETRACTED, WithWork({{kExists, kExists, kExists, kExists, kExists},
                                                     {"DRAFT", kNo, kNo, kNo, kNo},
                                                     {kNo, kNo, kNo, kNo, kNo}}));
}

TEST(VerdictLifeCycleTest, BeginningNumbersTheRevisionAndNamesItsEditor) {
  Revision content;
  content.set_summary("s");
  content.set_number(77);
  content.set_imported(true);
  content.add_editors("actors/forged");
  v1::Verdict verdict;
  verdict.set_name("claims/c/verdicts/p");
  verdict.set_revision_count(2);
  auto begun = Begin(verdict, content, "author");
  ASSERT_TRUE(begun.ok());
  const Revision& working = begun->working();
  EXPECT_EQ(working.name(), "claims/c/verdicts/p/revisions/3");
  EXPECT_EQ(working.number(), 3);
  EXPECT_EQ(begun->revision_count(), 3);
  EXPECT_EQ(working.kind(), Revision::KIND_INITIAL);
  EXPECT_FALSE(working.imported());
  EXPECT_THAT(working.editors(), ::testing::ElementsAre("actors/author"));
  EXPECT_TRUE(Stamps::IsCommitTime(working.begin_time()));
}

TEST(VerdictLifeCycleTest, AnEditVoidsApprovalsAndTakesTheReleaseBack) {
  v1::Verdict verdict = InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_EMBARGOED);
  verdict.mutable_working()->add_reviews()->set_decision(v1::Review::DECISION_APPROVED);
  auto edited = Do(VerdictCommand::kEdit, verdict);
  ASSERT_TRUE(edited.ok());
  EXPECT_TRUE(edited->working().reviews(0).voided());
  EXPECT_FALSE(edited->working().has_embargo_time());
  EXPECT_FALSE(edited->working().has_override());
  EXPECT_EQ(edited->working().releaser(), "");
}

TEST(VerdictLifeCycleTest, ReviewsOfADraftStayAsTheyAreWhenItIsEdited) {
  v1::Verdict verdict = InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_DRAFT);
  verdict.mutable_working()->add_reviews()->set_decision(v1::Review::DECISION_CHANGES_REQUESTED);
  auto edited = Do(VerdictCommand::kEdit, verdict);
  ASSERT_TRUE(edited.ok());
  EXPECT_FALSE(edited->working().reviews(0).voided());
}

TEST(VerdictLifeCycleTest, NobodyApprovesWhatTheyWroteOn) {
  const v1::Verdict verdict = InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_IN_REVIEW);
  auto approved = Approve(verdict, {"author", true}, "", [](const Revision&) { return true; });
  EXPECT_EQ(ReasonName(approved.status()), "OWN_REVISION");
  EXPECT_EQ(approved.status().code(), absl::StatusCode::kPermissionDenied);
}

TEST(VerdictLifeCycleTest, AnApprovalThatDoesNotMeetThePolicyLeavesItInReview) {
  const v1::Verdict verdict = InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_IN_REVIEW);
  auto approved = Approve(verdict, {"reviewer"}, "", [](const Revision& with) {
    EXPECT_EQ(with.reviews_size(), 1);
    return false;
  });
  ASSERT_TRUE(approved.ok());
  EXPECT_EQ(approved->working().state(), Revision::STATE_IN_REVIEW);
  EXPECT_TRUE(Stamps::IsCommitTime(approved->working().reviews(0).review_time()));
}

TEST(VerdictLifeCycleTest, OnePersonApprovesOnce) {
  auto approved = Do(VerdictCommand::kApprove,
                     InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_IN_REVIEW));
  ASSERT_TRUE(approved.ok());
  EXPECT_EQ(ReasonName(Do(VerdictCommand::kApprove, *approved).status()), kNo);
}

TEST(VerdictLifeCycleTest, ReviewsAreBounded) {
  v1::Verdict verdict = InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_IN_REVIEW);
  for (int i = 0; i < kMaxReviews; ++i) {
    verdict.mutable_working()->add_reviews()->set_decision(v1::Review::DECISION_CHANGES_REQUESTED);
  }
  EXPECT_EQ(ReasonName(Do(VerdictCommand::kApprove, verdict).status()), "LIMIT_REACHED");
  EXPECT_EQ(ReasonName(Do(VerdictCommand::kRequestChanges, verdict).status()), "LIMIT_REACHED");
}

TEST(VerdictLifeCycleTest, PublishingSupersedesWhatWasInForce) {
  auto ended = Publish(InState(v1::Verdict::STATE_PUBLISHED, Revision::STATE_APPROVED), "publisher",
                       std::nullopt);
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(ended->revision.state(), Revision::STATE_PUBLISHED);
  EXPECT_EQ(ended->revision.base_revision(), 1);
  EXPECT_EQ(ended->revision.releaser(), "actors/publisher");
  ASSERT_TRUE(ended->superseded);
  EXPECT_EQ(ended->superseded->state(), Revision::STATE_SUPERSEDED);
  EXPECT_TRUE(Stamps::IsCommitTime(ended->superseded->supersede_time()));
  EXPECT_EQ(ended->verdict.published_count(), 2);
  EXPECT_EQ(ended->verdict.published().summary(), "new");
  EXPECT_EQ(ended->verdict.state(), v1::Verdict::STATE_PUBLISHED);
}

TEST(VerdictLifeCycleTest, ARetractionKeepsWhereItWasAndNothingOfWhatWasSaid) {
  v1::Verdict verdict = InState(v1::Verdict::STATE_PUBLISHED, Revision::STATE_UNSPECIFIED);
  Revision* published = verdict.mutable_published();
  published->set_title("t");
  published->set_url("https://p.example/1");
  published->set_explanation("long");
  published->mutable_rating()->set_code("false");
  published->add_citations()->set_evidence("claims/c/evidence/e");
  *published->mutable_valid_until() = ToTimestamp(absl::FromUnixSeconds(9));
  auto retraction = Retract(verdict, "We were misled.", "author");
  ASSERT_TRUE(retraction.ok());
  Revision content = ContentOf(retraction->working());
  EXPECT_EQ(content.title(), "t");
  EXPECT_EQ(content.url(), "https://p.example/1");
  EXPECT_EQ(content.language(), "en");
  EXPECT_EQ(content.public_note(), "We were misled.");
  content.clear_title();
  content.clear_url();
  content.clear_language();
  content.clear_public_note();
  EXPECT_EQ(content.ByteSizeLong(), 0u);
  auto ended = Publish(*retraction, "publisher", std::nullopt);
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(ended->verdict.state(), v1::Verdict::STATE_RETRACTED);
}

TEST(VerdictLifeCycleTest, ACorrectionBeginsWithoutClocksThatRanOut) {
  v1::Verdict verdict = InState(v1::Verdict::STATE_PUBLISHED, Revision::STATE_UNSPECIFIED);
  *verdict.mutable_published()->mutable_valid_until() = ToTimestamp(absl::FromUnixSeconds(10));
  *verdict.mutable_published()->mutable_recheck_time() = ToTimestamp(absl::FromUnixSeconds(20));
  verdict.mutable_published()->set_public_note("of before");
  const Revision content = ContentToCorrect(verdict, absl::FromUnixSeconds(10));
  EXPECT_FALSE(content.has_valid_until());
  EXPECT_TRUE(content.has_recheck_time());
  EXPECT_EQ(content.summary(), "old");
  EXPECT_EQ(content.public_note(), "");
}

TEST(VerdictLifeCycleTest, WhatIsHeldGoesWhereItsApprovalsPutIt) {
  const v1::Verdict verdict = InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_EMBARGOED);
  auto held = Hold(verdict, /*meets_policy=*/true);
  auto lacking = Hold(verdict, /*meets_policy=*/false);
  ASSERT_TRUE(held.ok() && lacking.ok());
  EXPECT_EQ(held->working().state(), Revision::STATE_APPROVED);
  EXPECT_EQ(lacking->working().state(), Revision::STATE_IN_REVIEW);
  EXPECT_FALSE(held->working().has_embargo_time());
  EXPECT_FALSE(held->working().has_override());
}

TEST(VerdictLifeCycleTest, ReleaseKeepsWhoReleasedAndWhatWasWaived) {
  auto ended = Release(InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_EMBARGOED));
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(ended->revision.releaser(), "actors/publisher");
  EXPECT_EQ(ended->revision.override().reason(), "urgent");
  EXPECT_EQ(
      ReasonName(
          Release(InState(v1::Verdict::STATE_UNPUBLISHED, Revision::STATE_APPROVED)).status()),
      kNo);
}

TEST(VerdictLifeCycleTest, TheFirstClockToRunOutMakesStale) {
  Revision revision;
  EXPECT_EQ(StaleAt(revision), std::nullopt);
  *revision.mutable_recheck_time() = ToTimestamp(absl::FromUnixSeconds(20));
  EXPECT_EQ(StaleAt(revision), absl::FromUnixSeconds(20));
  *revision.mutable_valid_until() = ToTimestamp(absl::FromUnixSeconds(10));
  EXPECT_EQ(StaleAt(revision), absl::FromUnixSeconds(10));
}

}  // namespace
}  // namespace factcheck::domain
