// Nobody learns from the feed what no other read tells them.
#include "server/feed/rights.h"

#include <string>
#include <vector>

#include "factcheck/v1/actor.pb.h"
#include "tests/unit/feed/feed_fixture.h"

namespace factcheck::testing {
namespace {

using v1::Change;

class FeedLeakTest : public FeedTest {
 protected:
  // What `who` gets of everything, as text.
  std::string All(const domain::Principal& who) {
    std::string text;
    for (v1::ChangeView view : {v1::CHANGE_VIEW_FULL, v1::CHANGE_VIEW_BASIC}) {
      for (const v1::Commit& commit : Feed(who, {}, {}, view))
        StrAppend(&text, commit.DebugString());
    }
    return text;
  }
  int Count(const domain::Principal& who, Change::Kind kind) {
    v1::ChangeFilter filter;
    filter.add_kinds(kind);
    return static_cast<int>(Feed(who, {}, filter).size());
  }
  static bool Has(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
  }

  const domain::Principal roaming_ =
      Somebody("roaming", {v1::ROLE_FACT_CHECKER, v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER,
                           v1::ROLE_STANDARDS_EDITOR, v1::ROLE_AI_ASSISTANT});
  const domain::Principal nobody_ = MemberOf("wire", "nobody", {v1::ROLE_CONSUMER});
};

TEST_F(FeedLeakTest, DraftsAndEmbargoesShowOnlyToWhoSeesTheWork) {
  Must(Draft(author_, Text("SECRET draft")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_, clock().Now() + absl::Hours(1)));
  for (const domain::Principal& who : {consumer_, rival_, roaming_, nobody_}) {
    EXPECT_EQ(Count(who, Change::KIND_VERDICT_WORKED_ON), 0) << who.actor;
    EXPECT_FALSE(Has(All(who), "verdicts/wire")) << who.actor;
  }
  for (const domain::Principal& who : {author_, reviewer_, ai_, admin_, auditor_}) {
    EXPECT_EQ(Count(who, Change::KIND_VERDICT_WORKED_ON), 4) << who.actor;
  }
}

TEST_F(FeedLeakTest, RestrictedEvidenceShowsOnlyToItsPublishers) {
  AddEvidence("open");
  const v1::Evidence hidden = AddEvidence("hidden", "wire");
  EXPECT_EQ(hidden.visibility(), v1::Evidence::VISIBILITY_RESTRICTED);
  v1::VerdictRevision cites = Text("No.");
  cites.add_citations()->set_evidence(hidden.name());
  PublishFirst(cites);
  for (const domain::Principal& who : {consumer_, rival_, roaming_, nobody_}) {
    EXPECT_EQ(Count(who, Change::KIND_EVIDENCE_ADDED), 1) << who.actor;
    EXPECT_FALSE(Has(All(who), "evidence/hidden")) << who.actor;
  }
  for (const domain::Principal& who : {author_, admin_, auditor_}) {
    EXPECT_EQ(Count(who, Change::KIND_EVIDENCE_ADDED), 2) << who.actor;
    EXPECT_TRUE(Has(All(who), "evidence/hidden")) << who.actor;
  }
}

TEST_F(FeedLeakTest, WhoAndWhyIsForColleaguesWhoSeeAllOfTheCommit) {
  Create("c2");
  SetContext("c2", "Yesterday.");
  EXPECT_FALSE(Has(All(consumer_), "SECRET reason"));
  EXPECT_FALSE(Has(All(consumer_), "actors/"));
  for (const domain::Principal& who : {rival_, roaming_, author_, auditor_}) {
    EXPECT_TRUE(Has(All(who), "SECRET reason")) << who.actor;
  }
  // Who released a verdict is for its publisher to know.
  PublishFirst(Text("No."));
  EXPECT_FALSE(Has(All(rival_), "actors/publisher"));
  EXPECT_FALSE(Has(All(roaming_), "actors/publisher"));
  EXPECT_TRUE(Has(All(author_), "actors/publisher"));
}

TEST_F(FeedLeakTest, WhatOnlyColleaguesSeeOfAClaimIsNoChangeForOthers) {
  Create("c2");
  v1::Actor anna;
  anna.set_name("actors/anna");
  Put(domain::keys::Actor("anna"), anna);
  v1::AssignClaimRequest assign;
  assign.set_name("claims/c2");
  assign.set_assignee("actors/anna");
  Done(Await<v1::Claim>(claims_, &domain::Claims::AssignClaim, admin_, assign));
  EXPECT_EQ(Count(consumer_, Change::KIND_CLAIM_UPDATED), 0);
  EXPECT_FALSE(Has(All(consumer_), "anna"));
  EXPECT_EQ(Count(rival_, Change::KIND_CLAIM_UPDATED), 1);
}

TEST_F(FeedLeakTest, ChangesOfAccessAndMembersAreNeverPublic) {
  storage::v1::Change access;
  access.set_kind(storage::v1::Change::KIND_ACCESS_CHANGED);
  access.set_name("actors/anna");  // Also where a record forgot to say that it is restricted.
  storage::v1::Change member;
  member.set_kind(storage::v1::Change::KIND_PUBLISHER_CHANGED);
  member.set_name("publishers/wire/members/anna");
  member.set_publisher("wire");
  for (const domain::Principal& who : {consumer_, rival_, roaming_, nobody_}) {
    EXPECT_FALSE(feed::Rights(who).MaySee(access)) << who.actor;
    EXPECT_FALSE(feed::Rights(who).MaySee(member)) << who.actor;
  }
  EXPECT_FALSE(feed::Rights(author_).MaySee(access));
  EXPECT_TRUE(feed::Rights(author_).MaySee(member));
  for (const domain::Principal& who : {admin_, auditor_}) {
    EXPECT_TRUE(feed::Rights(who).MaySee(access)) << who.actor;
    EXPECT_TRUE(feed::Rights(who).MaySee(member)) << who.actor;
  }
}

TEST_F(FeedLeakTest, CallersWhoSeeTheSameHaveOneSignature) {
  EXPECT_EQ(feed::Rights(consumer_).signature(), "");
  EXPECT_EQ(feed::Rights(nobody_).signature(), "");
  EXPECT_EQ(feed::Rights(author_).signature(), feed::Rights(reviewer_).signature());
  EXPECT_EQ(feed::Rights(admin_).signature(), feed::Rights(auditor_).signature());
  EXPECT_NE(feed::Rights(author_).signature(), feed::Rights(rival_).signature());
  EXPECT_NE(feed::Rights(roaming_).signature(), "");
}

TEST_F(FeedLeakTest, KindsThatTheFeedDoesNotKnowDoNotShow) {
  storage::v1::Change change;
  change.set_kind(static_cast<storage::v1::Change::Kind>(99));
  EXPECT_EQ(feed::KindOf(change), Change::KIND_UNSPECIFIED);
  EXPECT_FALSE(feed::Filter().MaySelect(change));
}

}  // namespace
}  // namespace factcheck::testing
