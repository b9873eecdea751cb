#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/base/absl_strings.h"
#include "tests/unit/search/service/searches_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_F(SearchesTest, FindsByWordsPhrasesAndExclusions) {
  Create("bridge", "The bridge was closed for a year");
  Create("tunnel", "The tunnel was closed, and a bridge is to be built in a year",
         "Antony Blinken");
  Create("german", "Der Tunnel wurde geflutet");
  EXPECT_THAT(Found("bridges close"), UnorderedElementsAre("bridge", "tunnel"));
  EXPECT_THAT(Found("\"bridge was closed\""), ElementsAre("bridge"));
  EXPECT_THAT(Found("closed -tunnel"), ElementsAre("bridge"));
  EXPECT_THAT(Found("closed -\"bridge closed\""), ElementsAre("tunnel"));
  EXPECT_THAT(Found("blinken"), ElementsAre("tunnel"));
  EXPECT_THAT(Found("tunell"), UnorderedElementsAre("tunnel", "german"));
  EXPECT_THAT(Found("bridge zeppelin"), IsEmpty());
  EXPECT_THAT(Found("- & --"), UnorderedElementsAre("bridge", "tunnel", "german", "c1"));
}

TEST_F(SearchesTest, ConditionsSelectAndFacetsCount) {
  Create("a", "The bridge was closed", "Joe Biden");
  Create("b", "The bridge was open", "The mayor");
  Do(&domain::Claims::AcceptClaim, [] {
    v1::AcceptClaimRequest request;
    request.set_name("claims/a");
    return request;
  }());
  EXPECT_THAT(Found("bridge claimant:\"Joe Biden\""), ElementsAre("a"));
  EXPECT_THAT(Found("bridge -claimant:\"Joe Biden\""), ElementsAre("b"));
  EXPECT_THAT(Found("state:accepted"), UnorderedElementsAre("a", "c1"));
  EXPECT_THAT(Found("bridge state:accepted state:received"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(Found("bridge after:2000-01-01 before:2001-01-01"), IsEmpty());
  EXPECT_THAT(Found("bridge status:in-progress"), ElementsAre("a"));

  v1::SearchClaimsRequest request;
  request.set_query("bridge");
  request.add_facets("claimants");
  const auto response = Search(consumer_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->total_size(), 2);
  ASSERT_EQ(response->facets_size(), 1);
  EXPECT_EQ(response->facets(0).counts_size(), 2);
  EXPECT_EQ(response->facets(0).counts(0).count(), 1);
}

// What selects a value of a facet.
std::string ConditionOf(const std::string& facet, std::string_view value) {
  const std::string name = facet == "claimants" ? "claimant" : facet == "topics" ? "topic" : facet;
  std::string condition = StrCat(name, ":\"");
  for (const char c : value) {
    if (c == '"' || c == '\\') condition += '\\';
    condition += c;
  }
  return condition + '"';
}

TEST_F(SearchesTest, AFacetsValueSelectsWhatItCounts) {
  const auto add = [&](std::string_view id, std::string_view language,
                       const std::vector<std::string>& claimants,
                       const std::vector<std::string>& topics) {
    v1::CreateClaimRequest request;
    request.set_claim_id(std::string(id));
    request.mutable_claim()->set_statement(StrCat("The bridge fell, said number ", id));
    request.mutable_claim()->set_language(std::string(language));
    for (const std::string& name : claimants)
      request.mutable_claim()->add_claimants()->set_name(name);
    for (const std::string& topic : topics) request.mutable_claim()->add_topics(topic);
    auto claim = Await<v1::Claim>(claims_, &domain::Claims::CreateClaim, admin_, request);
    ASSERT_TRUE(claim.ok()) << claim.status();
  };
  // Each value is a part of another, or has what the grammar must escape.
  add("a", "en", {"Biden"}, {"health"});
  add("b", "en-GB", {"Joe Biden", "Joe \"The Boss\" Biden"}, {"public health", "HEALTH"});
  add("c", "en", {"joe biden", "Joe"}, {"the \"great\" reset", "back\\"});
  add("d", "de", {"Joe Biden", "\"Q\""}, {"health care", "great"});
  v1::DeclineClaimRequest decline;
  decline.set_name("claims/d");
  decline.set_decline_reason(v1::Claim::DECLINE_REASON_SPAM);
  Do(&domain::Claims::DeclineClaim, decline);
  v1::VerdictRevision revision = Text("It stands.");
  revision.mutable_rating()->set_code("half");
  revision.set_url("https://wire.example/a");
  revision.set_language("en");
  Must(Draft(author_, revision));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));

  v1::SearchClaimsRequest request;
  for (const std::string_view facet : {"state", "decline_reason", "language", "topics", "claimants",
                                       "status", "publisher", "rating"}) {
    request.add_facets(std::string(facet));
  }
  const auto response = Search(consumer_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->facets_size(), 8);
  for (const v1::Facet& facet : response->facets()) {
    EXPECT_GE(facet.counts_size(), 1) << facet.field();
    for (const v1::FacetCount& count : facet.counts()) {
      const std::string condition = ConditionOf(facet.field(), count.value());
      EXPECT_EQ(Search(condition).total_size(), count.count()) << condition;
      EXPECT_EQ(Search("-" + condition).total_size(), response->total_size() - count.count())
          << condition;
    }
  }
  EXPECT_THAT(Found("topic:Health"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(Found("topic:\"the \\\"great\\\" reset\""), ElementsAre("c"));
  EXPECT_THAT(Found("topic:back\\"), ElementsAre("c"));
  EXPECT_THAT(Found("claimant:\"Q\""), IsEmpty());
  // Parts are found by words.
  EXPECT_THAT(Found("biden"), UnorderedElementsAre("a", "b", "c", "d"));
}

TEST_F(SearchesTest, StopWordsTellNoClaimsApart) {
  Create("bridge", "The bridge was closed for a year");
  Create("nothing-else", "It is what it is");
  Create("tunnel", "Tunnels flood");
  EXPECT_THAT(Found("the bridge"), ElementsAre("bridge"));
  // The fixture has one more.
  EXPECT_EQ(Search("the").total_size(), 4);
  EXPECT_THAT(Found("it is"), ElementsAre("nothing-else", "tunnel", "bridge", "c1"));
  EXPECT_THAT(Found("\"it is\" language:en after:2000-01-01 -bridge"),
              ElementsAre("nothing-else", "tunnel", "c1"));
  EXPECT_THAT(Found("closed -is -the"), ElementsAre("bridge"));
  EXPECT_EQ(Search("-is").total_size(), 4);
}

TEST_F(SearchesTest, ResultsShowWhereTheWordsAre) {
  Create("a", "The bridges were closed", "The mayor", "Old bridges fall");
  const v1::SearchClaimsResponse response = Search("bridge");
  ASSERT_EQ(response.results_size(), 1);
  const v1::SearchResult& result = response.results(0);
  EXPECT_GT(result.score(), 0);
  EXPECT_EQ(result.status().state(), v1::ClaimStatus::STATE_RECEIVED);
  ASSERT_EQ(result.highlights_size(), 2);
  for (const v1::Highlight& highlight : result.highlights()) {
    ASSERT_EQ(highlight.spans_size(), 1) << highlight.field();
    const v1::TextSpan& span = highlight.spans(0);
    EXPECT_EQ(highlight.text().substr(static_cast<size_t>(span.begin()),
                                      static_cast<size_t>(span.end() - span.begin())),
              "bridges");
  }
}

TEST_F(SearchesTest, NumbersAreFoundByTheirWordsOfScale) {
  Create("lost", "Lost: 22 million jobs and 3 million homes");
  Create("spanish", "Más de veintidós millones de empleos");
  Create("digits", "It took 22,000,000 years");
  EXPECT_THAT(Found("million"), ElementsAre("lost"));
  EXPECT_THAT(Found("millones"), ElementsAre("spanish"));
  EXPECT_THAT(Found("million jobs"), ElementsAre("lost"));
  EXPECT_THAT(Found("\"22 million\""), UnorderedElementsAre("lost", "spanish", "digits"));
  // The whole number stands where it stood.
  EXPECT_THAT(Found("\"22 million jobs\""), ElementsAre("lost"));
  EXPECT_THAT(Found("\"22000000 years\""), ElementsAre("digits"));
  const v1::SearchResult result = Search("million").results(0);
  ASSERT_EQ(result.highlights_size(), 1);
  const v1::Highlight& highlight = result.highlights(0);
  std::vector<std::string> shown;
  for (const v1::TextSpan& span : highlight.spans()) {
    shown.push_back(highlight.text().substr(static_cast<size_t>(span.begin()),
                                            static_cast<size_t>(span.end() - span.begin())));
  }
  EXPECT_THAT(shown, ElementsAre("22 million", "3 million"));
}

TEST_F(SearchesTest, FollowsUpdatesMergesAndDeletions) {
  v1::Claim claim = Create("a", "The bridge was closed");
  Create("target", "The crossing is shut");
  v1::UpdateClaimRequest update;
  *update.mutable_claim() = claim;
  update.mutable_claim()->set_statement("The tunnel was closed");
  update.mutable_update_mask()->add_paths("statement");
  Do(&domain::Claims::UpdateClaim, update);
  EXPECT_THAT(Found("bridge"), IsEmpty());
  EXPECT_THAT(Found("tunnel"), ElementsAre("a"));

  v1::DeleteClaimRequest remove;
  remove.set_name("claims/a");
  remove.set_reason("test");
  Do(&domain::Claims::DeleteClaim, remove);
  EXPECT_THAT(Found("tunnel"), IsEmpty());
  v1::UndeleteClaimRequest undelete;
  undelete.set_name("claims/a");
  Do(&domain::Claims::UndeleteClaim, undelete);
  EXPECT_THAT(Found("tunnel"), ElementsAre("a"));

  v1::MergeClaimRequest merge;
  merge.set_name("claims/a");
  merge.set_target("claims/target");
  Do(&domain::Claims::MergeClaim, merge);
  EXPECT_THAT(Found("tunnel"), IsEmpty());
  // Nothing is lost: its words lead to the claim that it went into.
  const v1::MatchAnswer answer = Match("They say the tunnel was closed");
  ASSERT_EQ(answer.passages_size(), 1);
  ASSERT_GE(answer.passages(0).matches_size(), 1);
  EXPECT_EQ(answer.passages(0).matches(0).claim(), "claims/target");
  EXPECT_EQ(answer.passages(0).matches(0).via(), "claims/a");
}

TEST_F(SearchesTest, PublishedTitlesAreFound) {
  Create("c2", "It was said");
  v1::VerdictRevision revision = Text("The road office lists nine weeks.");
  revision.set_title("Zeppelins never came");
  revision.set_url("https://wire.example/a");
  revision.set_language("en");
  Do(&domain::Claims::AcceptClaim, [] {
    v1::AcceptClaimRequest request;
    request.set_name("claims/c2");
    return request;
  }());
  constexpr std::string_view kName = "claims/c2/verdicts/wire";
  Must(Draft(author_, revision, "c2"));
  EXPECT_THAT(Found("zeppelins"), IsEmpty());
  Must(Submit(author_, kName));
  Must(Approve(reviewer_, kName));
  EXPECT_THAT(Found("zeppelins"), IsEmpty());
  Must(Publish(publisher_, std::nullopt, "", kName));
  EXPECT_THAT(Found("zeppelins weeks"), ElementsAre("c2"));
  Must(Retract(author_, kName));
}

// Every word that anybody may not read is asked for by everybody.
TEST_F(SearchesTest, WhatIsNotPublicIsFoundByNobodyAndNotCounted) {
  Create("c2", "Public words");
  v1::AcceptClaimRequest accept;
  accept.set_name("claims/c2");
  accept.set_note("triagesecret");
  Do(&domain::Claims::AcceptClaim, accept);
  Create("gone", "Deletedsecret words");
  v1::DeleteClaimRequest remove;
  remove.set_name("claims/gone");
  remove.set_reason("reasonsecret");
  Do(&domain::Claims::DeleteClaim, remove);
  constexpr std::string_view kName = "claims/c2/verdicts/wire";
  v1::VerdictRevision revision = Text("Draftsecret");
  revision.set_title("Titlesecret");
  revision.set_explanation("Explanationsecret");
  revision.set_url("https://wire.example/a");
  revision.set_language("en");
  Must(Draft(author_, revision, "c2"));
  Must(Submit(author_, kName));
  Must(Approve(reviewer_, kName));
  Must(Publish(publisher_, clock().Now() + absl::Hours(5), "", kName));  // Under an embargo.

  const domain::Principal everybody[] = {admin_,    consumer_, auditor_, author_,
                                         reviewer_, chief_,    ai_,      publisher_};
  for (const domain::Principal& who : everybody) {
    for (const std::string_view secret : {"triagesecret", "deletedsecret", "reasonsecret",
                                          "draftsecret", "titlesecret", "explanationsecret"}) {
      v1::SearchClaimsRequest request;
      request.set_query(std::string(secret));
      for (const std::string_view facet : {"state", "publisher", "status", "rating"}) {
        request.add_facets(std::string(facet));
      }
      const auto response = Search(who, request);
      ASSERT_TRUE(response.ok()) << response.status();
      EXPECT_EQ(response->results_size(), 0) << who.actor << " " << secret;
      EXPECT_EQ(response->total_size(), 0) << who.actor << " " << secret;
      for (const v1::Facet& facet : response->facets()) EXPECT_EQ(facet.counts_size(), 0);
      v1::MatchClaimsRequest match;
      match.add_queries()->set_text(std::string(secret));
      match.set_min_score(1e-9);
      const auto matches = Match(who, match);
      ASSERT_TRUE(matches.ok()) << matches.status();
      EXPECT_EQ(matches->answers(0).passages(0).matches_size(), 0) << who.actor << " " << secret;
    }
    v1::SearchClaimsRequest all;
    const auto response = Search(who, all);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_THAT(Names(*response), UnorderedElementsAre("c1", "c2"));
    EXPECT_EQ(response->total_size(), 2);
    for (const v1::SearchResult& result : response->results()) {
      EXPECT_TRUE(result.status().verdicts().empty());
      // As GetClaim answers the same caller.
      EXPECT_EQ(result.claim().triage_note() == "triagesecret",
                who.IsStaff() && result.claim().name() == "claims/c2")
          << who.actor;
    }
  }
}

TEST_F(SearchesTest, PagesAreThoseOfTheMomentOfTheFirst) {
  for (int i = 0; i < 25; ++i) Create(StrCat("a", 100 + i), StrCat("The bridge number ", i));
  v1::SearchClaimsRequest request;
  request.set_query("bridge");
  request.set_page_size(10);
  std::vector<std::string> seen;
  for (int page = 0; page < 3; ++page) {
    const auto response = Search(consumer_, request);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->total_size(), 25);
    for (const std::string& name : Names(*response)) seen.push_back(name);
    request.set_page_token(response->next_page_token());
    Create(StrCat("new", page), "The bridge, bridge");
  }
  EXPECT_TRUE(request.page_token().empty());
  EXPECT_EQ(seen.size(), 25U);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
}

TEST_F(SearchesTest, BadRequestsAreRefused) {
  const auto check = [&](const v1::SearchClaimsRequest& request, std::vector<std::string> fields) {
    EXPECT_EQ(ViolatedFields(Search(consumer_, request).status()), fields);
  };
  v1::SearchClaimsRequest request;
  request.set_query(std::string(2001, 'a'));
  check(request, {"query"});
  request.set_query("status:sunny");
  check(request, {"query"});
  request.set_query("status:");
  check(request, {"query"});
  request.set_query("");
  for (int i = 0; i < 51; ++i) request.mutable_query()->append("a ");
  check(request, {"query"});
  request.set_query("a");
  request.set_order_by("beauty");
  request.add_facets("beauty");
  request.set_page_size(-1);
  request.mutable_read_options()->mutable_time()->set_seconds(1);
  check(request, {"order_by", "read_options", "page_size", "facets[0]"});
  request.Clear();
  request.mutable_read_options()->set_at_least_as_fresh("nonsense");
  EXPECT_EQ(ReasonName(Search(consumer_, request).status()), "INVALID_CONSISTENCY_TOKEN");
}

}  // namespace
}  // namespace factcheck::testing
