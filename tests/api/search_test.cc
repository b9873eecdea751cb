// Search over the wire: each role asks for everything; what was written is found with its token.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "factcheck/v1/changes_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/search_service.pb.h"
#include "server/api/server.h"
#include "server/base/absl_strings.h"
#include "server/search/service/intake.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

v1::Claim Create(const Caller& caller, const std::string& statement) {
  v1::CreateClaimRequest request;
  request.mutable_claim()->set_statement(statement);
  request.mutable_claim()->set_language("en");
  const auto claim = caller.Call<v1::Claim>("Claims/CreateClaim", request);
  EXPECT_TRUE(claim.ok()) << claim.status();
  return claim.value_or(v1::Claim());
}

int64_t Count(const Caller& caller, const std::string& query, const std::string& token = "") {
  v1::SearchClaimsRequest request;
  request.set_query(query);
  request.mutable_read_options()->set_at_least_as_fresh(token);
  const auto found = caller.Call<v1::SearchClaimsResponse>("Search/SearchClaims", request);
  EXPECT_TRUE(found.ok()) << found.status();
  return found.ok() ? found->total_size() : -1;
}

TEST(SearchTest, AClaimIsFoundAtOnceByEveryRoleAndADeletedOneByNone) {
  TestServer server;
  const Caller desk = server.NewActor("desk", {v1::ROLE_FACT_CHECKER});
  for (int i = 0; i < 50; ++i) {
    const std::string word = StrCat("bridge", i);
    const v1::Claim claim = Create(desk, StrCat("They closed the ", word));
    EXPECT_EQ(Count(desk, word, i % 2 == 0 ? claim.consistency_token() : ""), 1) << word;
  }
  const v1::Claim gone = Create(desk, "The unspeakable closed");
  v1::DeleteClaimRequest remove;
  remove.set_name(gone.name());
  remove.set_reason("test");
  ASSERT_TRUE(desk.Try("Claims/DeleteClaim", remove).ok());
  for (const v1::Role role :
       {v1::ROLE_CONSUMER, v1::ROLE_CONTRIBUTOR, v1::ROLE_FACT_CHECKER, v1::ROLE_REVIEWER,
        v1::ROLE_PUBLISHER, v1::ROLE_STANDARDS_EDITOR, v1::ROLE_AUDITOR, v1::ROLE_ADMIN}) {
    const Caller caller = server.NewActor(StrCat("r", role), {role});
    EXPECT_EQ(Count(caller, ""), 50) << role;
    EXPECT_EQ(Count(caller, "unspeakable"), 0) << role;
    EXPECT_EQ(Count(caller, "closed"), 50) << role;
    v1::MatchClaimsRequest match;
    match.add_queries()->set_text("The unspeakable closed");
    match.set_max_matches(50);
    const auto matches = caller.Call<v1::MatchClaimsResponse>("Search/MatchClaims", match);
    ASSERT_TRUE(matches.ok()) << matches.status();
    for (const v1::ClaimMatch& found : matches->answers(0).passages(0).matches()) {
      EXPECT_NE(found.claim(), gone.name());
    }
  }
}

TEST(SearchTest, TheIndexIsDescribedToColleaguesAndRebuiltByAdmins) {
  TestServer server;
  const Caller desk = server.NewActor("desk", {v1::ROLE_FACT_CHECKER});
  Create(desk, "They closed the bridge");
  ASSERT_EQ(Count(desk, "bridge"), 1);
  const auto rebuilt = server.admin().Call<v1::SearchIndex>("Search/RebuildSearchIndex",
                                                            v1::RebuildSearchIndexRequest());
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(rebuilt->claims(), 1);
  EXPECT_EQ(Count(desk, "bridge"), 1);
  const auto index =
      desk.Call<v1::SearchIndex>("Search/GetSearchIndex", v1::GetSearchIndexRequest());
  ASSERT_TRUE(index.ok()) << index.status();
  EXPECT_TRUE(index->ready());
  EXPECT_GT(index->memory_bytes(), 0);
  EXPECT_EQ(ReasonName(desk.Try("Search/RebuildSearchIndex", v1::RebuildSearchIndexRequest())),
            "MISSING_ROLE");
}

std::vector<v1::Relationship> Relationships(const Caller& caller, const v1::Claim& claim) {
  v1::ListRelationshipsRequest request;
  request.set_parent(claim.name());
  const auto list = caller.Call<v1::ListRelationshipsResponse>("Claims/ListRelationships", request);
  EXPECT_TRUE(list.ok()) << list.status();
  if (!list.ok()) return {};
  return {list->relationships().begin(), list->relationships().end()};
}

// The names in changes of the feed that suggest something.
std::vector<std::string> SuggestedInFeed(const Caller& caller) {
  v1::ListChangesRequest request;
  request.mutable_start()->set_edge(v1::ChangeStart::EDGE_BEGINNING);
  request.mutable_filter()->add_kinds(v1::Change::KIND_RELATIONSHIP_SUGGESTED);
  const auto list = caller.Call<v1::ListChangesResponse>("Changes/ListChanges", request);
  EXPECT_TRUE(list.ok()) << list.status();
  std::vector<std::string> names;
  if (!list.ok()) return names;
  for (const v1::Commit& commit : list->commits()) {
    for (const v1::Change& change : commit.changes()) names.push_back(change.name());
  }
  return names;
}

TEST(SearchTest, ADuplicateIsSuggestedToEveryRoleAndADeletedOneToColleaguesAlone) {
  TestServer server([](api::ServerOptions& options) { options.backend.suggest_duplicates = true; });
  const Caller desk = server.NewActor("desk", {v1::ROLE_FACT_CHECKER});
  const v1::Claim first = Create(desk, "The old bridge over the river was closed for a year");
  const v1::Claim same = Create(desk, "the old bridge over the river was closed for a year!");
  const search::Intake& intake = server.server().backend().intake();
  const auto settled = [&] {
    return intake.Await(server.engine().LatestVersion(), absl::Now() + absl::Seconds(30));
  };
  ASSERT_TRUE(settled());
  const auto roles = {v1::ROLE_CONSUMER, v1::ROLE_CONTRIBUTOR, v1::ROLE_REVIEWER, v1::ROLE_AUDITOR,
                      v1::ROLE_ADMIN};
  std::vector<Caller> callers;
  for (const v1::Role role : roles) callers.push_back(server.NewActor(StrCat("r", role), {role}));
  for (const Caller& caller : callers) {
    const std::vector<v1::Relationship> found = Relationships(caller, same);
    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(found[0].target(), first.name());
    EXPECT_EQ(found[0].state(), v1::Relationship::STATE_SUGGESTED);
    EXPECT_THAT(SuggestedInFeed(caller), ::testing::ElementsAre(found[0].name()));
  }
  v1::DeleteClaimRequest remove;
  remove.set_name(same.name());
  ASSERT_TRUE(desk.Try("Claims/DeleteClaim", remove).ok());
  ASSERT_TRUE(settled());
  EXPECT_THAT(Relationships(callers.front(), first), ::testing::IsEmpty());
  EXPECT_EQ(Relationships(desk, first).size(), 1);
  EXPECT_THAT(SuggestedInFeed(callers.front()), ::testing::IsEmpty());
}

}  // namespace
}  // namespace factcheck::testing
