#include "server/domain/history/history.h"

#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/actor.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/claims/claims.h"
#include "server/domain/core/keys.h"
#include "server/domain/tables/claim_cache.h"
#include "server/domain/tables/claim_table.h"
#include "server/domain/values/error.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {
namespace {

using ::factcheck::testing::MemberOf;
using ::factcheck::testing::ReasonName;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HistoriesTest : public ::factcheck::testing::DomainTest {
 protected:
  HistoriesTest() { EXPECT_TRUE(table_.Attach(&engine()).ok()); }

  v1::Claim Create() {
    v1::CreateClaimRequest request;
    request.set_claim_id("c1");
    request.mutable_claim()->set_statement("First words");
    request.mutable_claim()->set_language("en");
    auto claim = Await<v1::Claim>(claims_, &Claims::CreateClaim, admin_, request);
    EXPECT_TRUE(claim.ok()) << claim.status();
    return *claim;
  }
  v1::Claim SetStatement(std::string_view statement, std::string_view reason = {}) {
    v1::UpdateClaimRequest request;
    request.mutable_claim()->set_name("claims/c1");
    request.mutable_claim()->set_statement(std::string(statement));
    request.set_reason(std::string(reason));
    auto claim = Await<v1::Claim>(claims_, &Claims::UpdateClaim, admin_, request,
                                  "factcheck.v1.Claims/UpdateClaim");
    EXPECT_TRUE(claim.ok()) << claim.status();
    return *claim;
  }
  void Assign() {
    v1::Actor actor;
    actor.set_name("actors/carla");
    Put(keys::Actor("carla"), actor);
    v1::AssignClaimRequest request;
    request.set_name("claims/c1");
    request.set_assignee("actors/carla");
    auto claim = Await<v1::Claim>(claims_, &Claims::AssignClaim, admin_, request);
    EXPECT_TRUE(claim.ok()) << claim.status();
  }
  absl::StatusOr<v1::ListClaimRevisionsResponse> List(const Principal& who, std::string_view name,
                                                      int page_size = 0,
                                                      std::string_view token = {}) {
    v1::ListClaimRevisionsRequest request;
    request.set_name(std::string(name));
    request.set_page_size(page_size);
    request.set_page_token(std::string(token));
    return Read<v1::ListClaimRevisionsResponse>(histories_, &Histories::ListClaimRevisions, who,
                                                request);
  }
  static std::vector<std::string> Changes(const v1::HistoryEntry& entry) {
    std::vector<std::string> out;
    for (const v1::FieldChange& change : entry.changes()) {
      out.push_back(change.path() + ": " + change.before() + " -> " + change.after());
    }
    return out;
  }

  ClaimTable table_;
  ClaimCache cache_{0};
  Claims claims_{&book(), &tokens(), &table_, &cache_};
  Histories histories_{&book(), &tokens()};
};

TEST_F(HistoriesTest, TellsWhoChangedWhichFieldFromWhatToWhatAndWhy) {
  Create();
  clock().Advance(absl::Minutes(5));
  const v1::Claim changed = SetStatement("Second words", "as he said it");
  const auto history = List(admin_, "claims/c1");
  ASSERT_TRUE(history.ok()) << history.status();
  ASSERT_EQ(history->entries_size(), 2);
  const v1::HistoryEntry& newest = history->entries(0);
  EXPECT_THAT(Changes(newest), ElementsAre("statement: First words -> Second words"));
  EXPECT_EQ(newest.actor(), "actors/admin");
  EXPECT_EQ(newest.method(), "factcheck.v1.Claims/UpdateClaim");
  EXPECT_EQ(newest.reason(), "as he said it");
  EXPECT_EQ(newest.etag(), changed.etag());
  EXPECT_EQ(newest.token(), changed.consistency_token());
  EXPECT_THAT(Changes(history->entries(1)), IsEmpty());
  EXPECT_LT(history->entries(1).commit_time().seconds(), newest.commit_time().seconds());
}

TEST_F(HistoriesTest, PagesMeetWithoutGapOrRepetition) {
  Create();
  for (int i = 0; i < 7; ++i) SetStatement("Words " + std::to_string(i));
  std::vector<std::string> paged;
  std::string token;
  do {
    const auto page = List(admin_, "claims/c1", 3, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::HistoryEntry& entry : page->entries()) paged.push_back(entry.etag());
    token = page->next_page_token();
  } while (!token.empty());
  std::vector<std::string> whole;
  const auto all = List(admin_, "claims/c1");
  for (const v1::HistoryEntry& entry : all->entries()) whole.push_back(entry.etag());
  EXPECT_EQ(whole.size(), 8u);
  EXPECT_EQ(paged, whole);
}

TEST_F(HistoriesTest, ReadersWithoutRightsSeeOnlyWhatChangedInPublic) {
  Create();
  SetStatement("Second words", "a word among colleagues");
  Assign();
  const auto staff = List(admin_, "claims/c1");
  ASSERT_EQ(staff->entries_size(), 3);
  EXPECT_THAT(Changes(staff->entries(0)), ElementsAre("assignee:  -> actors/carla"));
  const auto open = List(consumer_, "claims/c1");
  ASSERT_TRUE(open.ok()) << open.status();
  ASSERT_EQ(open->entries_size(), 2);
  EXPECT_THAT(Changes(open->entries(0)), ElementsAre("statement: First words -> Second words"));
  for (const v1::HistoryEntry& entry : open->entries()) {
    EXPECT_EQ(entry.actor(), "");
    EXPECT_EQ(entry.reason(), "");
  }
}

TEST_F(HistoriesTest, RestrictedEvidenceHasNoHistoryForOthers) {
  Create();
  v1::Evidence evidence;
  evidence.set_name("claims/c1/evidence/e1");
  evidence.set_visibility(v1::Evidence::VISIBILITY_RESTRICTED);
  evidence.add_restricted_to("publishers/p1");
  Put(keys::Evidence("c1", "e1"), evidence, kRecordRestricted);
  const std::string name = "claims/c1/evidence/e1";
  EXPECT_TRUE(List(MemberOf("p1", "a", {v1::ROLE_FACT_CHECKER}), name).ok());
  EXPECT_TRUE(List(auditor_, name).ok());
  for (const Principal& who : {consumer_, MemberOf("p2", "b", {v1::ROLE_ADMIN})}) {
    EXPECT_EQ(List(who, name).status(), NotFound(name));
  }
}

TEST_F(HistoriesTest, DraftingIsForMembersToSee) {
  Create();
  v1::Verdict verdict;
  verdict.set_name("claims/c1/verdicts/p1");
  Put(keys::WorkVerdict("c1", "p1"), verdict);
  v1::ListVerdictHistoryRequest request;
  request.set_name("claims/c1/verdicts/p1");
  const auto reason = [&](const Principal& who) {
    return ReasonName(Read<v1::ListVerdictHistoryResponse>(
                          histories_, &Histories::ListVerdictHistory, who, request)
                          .status());
  };
  EXPECT_EQ(reason(MemberOf("p1", "a", {v1::ROLE_REVIEWER})), "OK");
  EXPECT_EQ(reason(consumer_), "RESOURCE_NOT_FOUND");
  Put(keys::PublicVerdict("c1", "p1"), verdict);
  EXPECT_EQ(reason(consumer_), "MISSING_ROLE");
  EXPECT_EQ(reason(auditor_), "OK");
}

TEST_F(HistoriesTest, MembersOfAPublisherAreNotForStrangers) {
  v1::Member member;
  member.set_name("publishers/p1/members/carla");
  Put(keys::Member("p1", "carla"), member);
  v1::ListPublisherHistoryRequest request;
  request.set_name(member.name());
  const auto reason = [&](const Principal& who) {
    return ReasonName(Read<v1::ListPublisherHistoryResponse>(
                          histories_, &Histories::ListPublisherHistory, who, request)
                          .status());
  };
  EXPECT_EQ(reason(consumer_), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(reason(MemberOf("p1", "a", {v1::ROLE_FACT_CHECKER})), "OK");
}

TEST_F(HistoriesTest, BadRequestsNameTheirFields) {
  v1::ListClaimRevisionsRequest request;
  request.set_name("publishers/p1");
  request.set_page_size(-1);
  const auto answer = Read<v1::ListClaimRevisionsResponse>(
      histories_, &Histories::ListClaimRevisions, admin_, request);
  EXPECT_THAT(::factcheck::testing::ViolatedFields(answer.status()),
              ::testing::UnorderedElementsAre("name", "page_size"));
}

}  // namespace
}  // namespace factcheck::domain
