// Writing: CreateDraft, UpdateDraft, DiscardDraft.
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using Revision = v1::VerdictRevision;

class DraftTest : public VerdictsTest {};

TEST_F(DraftTest, ADraftBeginsInThePublishersLanguage) {
  const v1::Verdict verdict = Must(Draft(author_, Text("No.")));
  EXPECT_EQ(verdict.name(), kVerdict);
  EXPECT_EQ(verdict.state(), v1::Verdict::STATE_UNPUBLISHED);
  EXPECT_EQ(verdict.working().state(), Revision::STATE_DRAFT);
  EXPECT_EQ(verdict.working().language(), "en");
  EXPECT_EQ(verdict.working().summary(), "No.");
  EXPECT_EQ(verdict.working().number(), 1);
  EXPECT_THAT(verdict.working().editors(), ElementsAre("actors/author"));
  EXPECT_EQ(domain::FromTimestamp(verdict.working().begin_time()),
            domain::FromTimestamp(verdict.update_time()));
  EXPECT_EQ(verdict.SerializeAsString(), Must(Get(author_)).SerializeAsString());
}

TEST_F(DraftTest, ARatingIsResolvedAgainstTheDefaultScale) {
  Revision revision = Text("No.");
  revision.set_language("de");
  revision.mutable_rating()->set_code("half");
  revision.mutable_rating()->set_label("forged");
  revision.mutable_rating()->set_normal(v1::NORMAL_RATING_TRUE);
  const v1::VerdictRating rating = Must(Draft(author_, revision)).working().rating();
  EXPECT_EQ(rating.label(), "Halb");
  EXPECT_EQ(rating.normal(), v1::NORMAL_RATING_MIXED);
  EXPECT_EQ(rating.scale_version(), "publishers/wire/ratingScales/main/versions/1");

  Revision english;
  english.set_language("en");
  EXPECT_EQ(Must(Update(author_, english)).working().rating().label(), "Half true");
}

TEST_F(DraftTest, ADraftNeedsAnAcceptedClaim) {
  PutClaim("received", v1::Claim::STATE_RECEIVED);
  PutClaim("declined", v1::Claim::STATE_DECLINED);
  PutClaim("deleted", v1::Claim::STATE_DELETED);
  PutClaim("merged", v1::Claim::STATE_MERGED, "claims/c1");
  EXPECT_EQ(ReasonName(Draft(author_, {}, "received").status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(Draft(author_, {}, "declined").status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(Draft(author_, {}, "deleted").status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(Draft(author_, {}, "merged").status()), "CLAIM_MERGED");
  EXPECT_EQ(ReasonName(Draft(author_, {}, "absent").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(Draft(consumer_, {}, "deleted").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(Draft(author_, {}, "c1", "nobody").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(DraftTest, OnlyDraftersOfThePublisherBegin) {
  for (const domain::Principal& who :
       {reviewer_, publisher_, standards_, rival_, consumer_, auditor_}) {
    EXPECT_EQ(ReasonName(Draft(who, {}).status()), "MISSING_ROLE") << who.actor;
  }
  // A role held everywhere does not open a newsroom.
  const domain::Principal roaming = Somebody("roaming", {v1::ROLE_FACT_CHECKER});
  EXPECT_EQ(ReasonName(Draft(roaming, {}).status()), "MISSING_ROLE");
  EXPECT_TRUE(Draft(ai_, {}).ok());
  EXPECT_TRUE(Draft(admin_, {}, "c1", "desk").ok());
}

TEST_F(DraftTest, OneVerdictAPublisher) {
  Must(Draft(author_, {}));
  EXPECT_EQ(ReasonName(Draft(author2_, {}).status()), "ALREADY_EXISTS");
  EXPECT_TRUE(Draft(rival_, {}, "c1", "desk").ok());
}

TEST_F(DraftTest, AfterAllWasDiscardedItMayBeBegunAgain) {
  Must(Draft(author_, Text("first")));
  const v1::Verdict discarded = Must(Discard(author2_));
  EXPECT_FALSE(discarded.has_working());
  EXPECT_EQ(discarded.state(), v1::Verdict::STATE_UNPUBLISHED);
  const v1::Verdict again = Must(Draft(author2_, Text("second")));
  EXPECT_EQ(again.working().number(), 2);
  EXPECT_EQ(again.working().kind(), Revision::KIND_INITIAL);
  EXPECT_THAT(again.working().editors(), ElementsAre("actors/author2"));
  auto first = GetRevision(author_, 1);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->state(), Revision::STATE_DISCARDED);
  EXPECT_EQ(first->summary(), "first");
}

TEST_F(DraftTest, AnUpdateChangesWhatTheMaskNames) {
  Revision revision = Text("one");
  revision.set_title("title");
  Must(Draft(author_, revision));
  Revision change = Text("two");
  change.set_title("other title");
  EXPECT_EQ(Must(Update(author2_, change, {"summary"})).working().title(), "title");
  const v1::Verdict cleared = Must(Update(author2_, change, {"*"}));
  EXPECT_EQ(cleared.working().title(), "other title");
  EXPECT_EQ(Must(Update(author_, {}, {"title"})).working().title(), "");
  EXPECT_THAT(cleared.working().editors(), ElementsAre("actors/author", "actors/author2"));
}

TEST_F(DraftTest, AnUpdateThatChangesNothingWritesNothing) {
  const v1::Verdict before = Must(Draft(author_, Text("one")));
  Must(Submit(author_));
  const v1::Verdict submitted = Must(Get(author_));
  const v1::Verdict after = Must(Update(author2_, Text("one")));
  EXPECT_EQ(after.SerializeAsString(), submitted.SerializeAsString());
  EXPECT_EQ(after.working().state(), Revision::STATE_IN_REVIEW);
}

TEST_F(DraftTest, OutputOnlyFieldsAreNotForAuthors) {
  Revision revision = Text("one");
  revision.set_number(9);
  revision.set_state(Revision::STATE_PUBLISHED);
  revision.set_imported(true);
  revision.mutable_override()->set_reason("because");
  revision.add_editors("actors/nobody");
  revision.set_releaser("actors/nobody");
  const Revision working = Must(Draft(author_, revision)).working();
  EXPECT_EQ(working.number(), 1);
  EXPECT_EQ(working.state(), Revision::STATE_DRAFT);
  EXPECT_FALSE(working.imported() || working.has_override());
  EXPECT_THAT(working.editors(), ElementsAre("actors/author"));
  v1::UpdateDraftRequest request;
  EXPECT_THAT(ViolatedFields(Update(author_, revision, {"state"}).status()),
              ElementsAre("update_mask.paths[0]"));
}

TEST_F(DraftTest, AllBrokenRulesAreNamedAtOnce) {
  Revision revision;
  revision.set_title(std::string(501, 'x'));
  revision.set_summary(std::string("\x01", 1));
  revision.set_language("not a language");
  revision.set_url("ftp://x.example/");
  revision.add_authors("");
  revision.mutable_rating()->set_code("NO");
  revision.mutable_rating()->set_scale_version("publishers/desk/ratingScales/main/versions/1");
  revision.add_citations()->set_evidence("claims/c1");
  revision.mutable_valid_until()->set_seconds(-99'999'999'999'999);
  revision.mutable_article_date()->set_year(20'000);
  const absl::Status status = Draft(author_, revision).status();
  EXPECT_EQ(ReasonName(status), "INVALID_FIELDS");
  EXPECT_THAT(ViolatedFields(status),
              ::testing::IsSupersetOf({"revision.title", "revision.summary", "revision.language",
                                       "revision.url", "revision.rating.code",
                                       "revision.rating.scale_version",
                                       "revision.citations[0].evidence", "revision.valid_until"}));
}

TEST_F(DraftTest, WhatIsNotInTheStoreIsNamedAtOnce) {
  const v1::Evidence withdrawn = PutEvidence("old");
  Withdraw(withdrawn);
  PutEvidence("of-another", "", "", "c2");
  PutRestricted("secret", "desk");
  Revision revision;
  revision.mutable_rating()->set_code("pants-on-fire");
  revision.add_citations()->set_evidence("claims/c1/evidence/old");
  revision.add_citations()->set_evidence("claims/c1/evidence/absent");
  revision.add_citations()->set_evidence("claims/c2/evidence/of-another");
  revision.add_citations()->set_evidence("claims/c1/evidence/secret");
  // Not even an admin cites what members of the publisher may not see.
  for (const domain::Principal& who : {author_, admin_}) {
    const absl::Status status = Draft(who, revision).status();
    EXPECT_THAT(
        ViolatedFields(status),
        UnorderedElementsAre("revision.rating.code", "revision.citations[0].evidence",
                             "revision.citations[1].evidence", "revision.citations[2].evidence",
                             "revision.citations[3].evidence"));
  }
}

TEST_F(DraftTest, ACitationIsPinnedToTheNewestCapture) {
  v1::Evidence evidence = PutEvidence("e1", "", "aaa");
  Revision revision = Text("one");
  revision.add_citations()->set_evidence(evidence.name());
  revision.mutable_citations(0)->set_capture_sha256("forged");
  EXPECT_EQ(Must(Draft(author_, revision)).working().citations(0).capture_sha256(), "aaa");
  evidence.add_captures()->set_sha256("bbb");
  evidence.mutable_captures(1)->mutable_capture_time()->set_seconds(5);
  evidence.add_captures()->set_sha256("ccc");
  evidence.mutable_captures(2)->mutable_capture_time()->set_seconds(3);
  Put(domain::keys::Evidence("c1", "e1"), evidence);
  EXPECT_EQ(Must(Update(author_, revision)).working().citations(0).capture_sha256(), "bbb");
}

TEST_F(DraftTest, AnAiAssistantDraftsAndDoesNothingElse) {
  Must(Draft(ai_, Text("one")));
  Must(Update(ai_, Text("two")));
  EXPECT_EQ(ReasonName(Submit(ai_).status()), "AI_NOT_ALLOWED");
  EXPECT_EQ(ReasonName(Discard(ai_).status()), "AI_NOT_ALLOWED");
  Must(Submit(author_));
  EXPECT_EQ(ReasonName(Update(ai_, Text("three")).status()), "AI_NOT_ALLOWED");
  EXPECT_EQ(ReasonName(Approve(ai_).status()), "AI_NOT_ALLOWED");
  EXPECT_EQ(ReasonName(SendBack(ai_).status()), "AI_NOT_ALLOWED");
  Must(Approve(reviewer_));
  EXPECT_EQ(ReasonName(Publish(ai_).status()), "AI_NOT_ALLOWED");
  EXPECT_EQ(ReasonName(Publish(ai_, std::nullopt, "urgent").status()), "AI_NOT_ALLOWED");
  Must(Publish(publisher_));
  EXPECT_EQ(ReasonName(Retract(ai_).status()), "AI_NOT_ALLOWED");
  EXPECT_TRUE(Correct(ai_, Text("four")).ok());
}

TEST_F(DraftTest, AStaleEtagIsRefused) {
  const v1::Verdict verdict = Must(Draft(author_, Text("one")));
  v1::UpdateDraftRequest request;
  request.set_name(verdict.name());
  *request.mutable_revision() = Text("two");
  request.set_etag(verdict.etag());
  EXPECT_TRUE(Await<v1::Verdict>(verdicts_, &domain::Verdicts::UpdateDraft, author_, request).ok());
  *request.mutable_revision() = Text("three");
  EXPECT_EQ(
      ReasonName(
          Await<v1::Verdict>(verdicts_, &domain::Verdicts::UpdateDraft, author_, request).status()),
      "ETAG_MISMATCH");
}

TEST_F(DraftTest, ValidateOnlyAnswersAndWritesNothing) {
  v1::CreateDraftRequest request;
  request.set_parent("claims/c1");
  request.set_publisher("publishers/wire");
  request.set_validate_only(true);
  auto verdict = Await<v1::Verdict>(verdicts_, &domain::Verdicts::CreateDraft, author_, request);
  ASSERT_TRUE(verdict.ok());
  EXPECT_EQ(verdict->working().number(), 1);
  EXPECT_EQ(ReasonName(Get(author_).status()), "RESOURCE_NOT_FOUND");
}

TEST_F(DraftTest, ARetriedRequestHappensOnce) {
  v1::CreateDraftRequest request;
  request.set_parent("claims/c1");
  request.set_publisher("publishers/wire");
  request.set_request_id("r1");
  auto first = Await<v1::Verdict>(verdicts_, &domain::Verdicts::CreateDraft, author_, request);
  auto second = Await<v1::Verdict>(verdicts_, &domain::Verdicts::CreateDraft, author_, request);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

TEST_F(DraftTest, DraftingIsLoggedForThePublisherAlone) {
  Must(Draft(author_, Text("one")));
  const auto record = Log().back();
  ASSERT_EQ(record.changes_size(), 1);
  const storage::v1::Change& change = record.changes(0);
  EXPECT_EQ(change.kind(), storage::v1::Change::KIND_VERDICT_WORKED_ON);
  EXPECT_TRUE(change.restricted());
  EXPECT_THAT(change.visible_to(), ElementsAre("wire"));
  EXPECT_EQ(change.revision(), 1);
}

TEST_F(DraftTest, WritersWhoMaySeeNothingLearnNothing) {
  Must(Draft(author_, Text("one")));
  const absl::Status hidden = Update(rival_, Text("two")).status();
  const absl::Status absent = Update(rival_, Text("two"), {}, "claims/c2/verdicts/wire").status();
  EXPECT_EQ(ReasonName(hidden), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(absent), "RESOURCE_NOT_FOUND");
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  EXPECT_EQ(ReasonName(Update(rival_, Text("two")).status()), "MISSING_ROLE");
}

}  // namespace
}  // namespace factcheck::testing
