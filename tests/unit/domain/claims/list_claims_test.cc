#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "factcheck/v1/actor.pb.h"
#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ListClaimsTest : public ClaimsTest {
 protected:
  // Ids that the filter selects, in the default order.
  std::vector<std::string> Select(const std::string& filter) {
    return Select(contributor_, filter);
  }
  std::vector<std::string> Select(const domain::Principal& who, const std::string& filter,
                                  const std::string& order = "", bool show_deleted = false) {
    v1::ListClaimsRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    request.set_show_deleted(show_deleted);
    absl::StatusOr<v1::ListClaimsResponse> listed = List(who, request);
    EXPECT_TRUE(listed.ok()) << filter << ": " << listed.status();
    std::vector<std::string> ids;
    if (!listed.ok()) return ids;
    for (const v1::Claim& claim : listed->claims()) ids.push_back(IdOf(claim.name()));
    EXPECT_EQ(listed->total_size(), listed->claims_size()) << filter;
    return ids;
  }
  // All pages, each with at most `page_size`.
  std::vector<std::string> Walk(
      v1::ListClaimsRequest request, int page_size, const std::function<void()>& between = [] {}) {
    std::vector<std::string> ids;
    request.set_page_size(page_size);
    do {
      absl::StatusOr<v1::ListClaimsResponse> page = List(consumer_, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return ids;
      EXPECT_LE(page->claims_size(), page_size);
      for (const v1::Claim& claim : page->claims()) ids.push_back(IdOf(claim.name()));
      request.set_page_token(page->next_page_token());
      between();
    } while (!request.page_token().empty());
    return ids;
  }
};

TEST_F(ListClaimsTest, NewestFirstWithTheWholeClaims) {
  const v1::Claim first = Create("a");
  const v1::Claim second = Create("b");
  const v1::ListClaimsResponse listed = *List(contributor_, {});
  ASSERT_EQ(listed.claims_size(), 2);
  EXPECT_EQ(listed.claims(0).SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(listed.claims(1).SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(listed.total_size(), 2);
  EXPECT_EQ(listed.next_page_token(), "");
}

TEST_F(ListClaimsTest, OrdersByCreationAndByUpdate) {
  for (const char* id : {"b", "a", "c"}) Create(id);
  ASSERT_TRUE(Accept("b").ok());
  EXPECT_THAT(Select(consumer_, "", ""), ElementsAre("c", "a", "b"));
  EXPECT_THAT(Select(consumer_, "", "create_time desc"), ElementsAre("c", "a", "b"));
  EXPECT_THAT(Select(consumer_, "", "create_time"), ElementsAre("b", "a", "c"));
  EXPECT_THAT(Select(consumer_, "", "update_time desc"), ElementsAre("b", "c", "a"));
  EXPECT_THAT(Select(consumer_, "", "update_time"), ElementsAre("a", "c", "b"));
  EXPECT_THAT(Select(consumer_, "state = RECEIVED", "update_time"), ElementsAre("a", "c"));
}

TEST_F(ListClaimsTest, EveryFieldSelects) {
  v1::Claim claim = GoodClaim("The balloon floated above the U.S. for eight days.");
  claim.add_topics("balloon");
  claim.add_topics("china");
  claim.mutable_claim_date()->set_year(2023);
  Create("a", claim);
  clock().Advance(absl::Hours(48));
  claim = GoodClaim("Es gab keine Entschuldigung.");
  claim.set_language("de");
  claim.mutable_claimants(0)->set_name("Wang Yi");
  Create("b", claim);
  Create("c");
  ASSERT_TRUE(Decline("c").ok());
  Publish("a", "reuters", v1::NORMAL_RATING_FALSE);
  Publish("a", "afp", v1::NORMAL_RATING_TRUE);

  EXPECT_THAT(Select("state = RECEIVED"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(Select("decline_reason = NOT_CHECKABLE"), ElementsAre("c"));
  EXPECT_THAT(Select("language = de"), ElementsAre("b"));
  EXPECT_THAT(Select("topics:balloon"), ElementsAre("a"));
  EXPECT_THAT(Select("NOT topics:balloon"), UnorderedElementsAre("b", "c"));
  EXPECT_THAT(Select("claimants:\"Wang Yi\""), ElementsAre("b"));
  EXPECT_THAT(Select("statement:\"BALLOON FLOATED\""), ElementsAre("a"));
  EXPECT_THAT(Select("state = RECEIVED AND statement:entschuldigung"), ElementsAre("b"));
  EXPECT_THAT(Select("NOT statement:balloon"), UnorderedElementsAre("b", "c"));
  EXPECT_THAT(Select("status = CHECKED"), ElementsAre("a"));
  EXPECT_THAT(Select("disputed = true"), ElementsAre("a"));
  EXPECT_THAT(Select("stale = true"), IsEmpty());
  EXPECT_THAT(Select("publisher:reuters"), ElementsAre("a"));
  EXPECT_THAT(Select("publisher:\"publishers/afp\""), ElementsAre("a"));
  EXPECT_THAT(Select("rating:FALSE"), ElementsAre("a"));
  EXPECT_THAT(Select("rating:MIXED"), IsEmpty());
  EXPECT_THAT(Select("claim_year >= 2023"), ElementsAre("a"));
  EXPECT_THAT(Select("create_time > \"2023-02-20T00:00:00Z\""), ElementsAre("c", "b"));
  EXPECT_THAT(Select("update_time < \"2023-02-20\""), ElementsAre("a"));
  EXPECT_THAT(Select("import_source:example"), IsEmpty());
}

TEST_F(ListClaimsTest, RetractedVerdictIsNotInForce) {
  Create("a");
  Publish("a", "reuters", v1::NORMAL_RATING_FALSE);
  Publish("a", "reuters", v1::NORMAL_RATING_FALSE, v1::Verdict::STATE_RETRACTED);
  EXPECT_THAT(Select("publisher:reuters OR rating:FALSE"), IsEmpty());
  EXPECT_THAT(Select("status = RETRACTED"), ElementsAre("a"));
}

TEST_F(ListClaimsTest, WhatIsKnownOfAMergedClaimCountsForItsTarget) {
  Create("a");
  Create("b");
  Publish("a", "reuters");
  ASSERT_TRUE(Merge("a", "b").ok());
  EXPECT_THAT(Select("status = CHECKED"), ElementsAre("b"));
  EXPECT_THAT(Select("state = MERGED"), ElementsAre("a"));
  ASSERT_TRUE(Reopen("a").ok());
  EXPECT_THAT(Select("status = CHECKED"), ElementsAre("a"));
}

TEST_F(ListClaimsTest, AssigneeSelectsForColleaguesAlone) {
  v1::Actor actor;
  Put(domain::keys::Actor("anna"), actor);
  Create("a");
  Create("b");
  ASSERT_TRUE(Assign("a", "actors/anna").ok());
  EXPECT_THAT(Select(contributor_, "assignee = \"actors/anna\""), ElementsAre("a"));
  v1::ListClaimsRequest request;
  request.set_filter("assignee = \"actors/anna\"");
  EXPECT_EQ(ViolatedFields(List(consumer_, request).status()), std::vector<std::string>{"filter"});
}

TEST_F(ListClaimsTest, DeletedClaimsAreForColleaguesWhoAsk) {
  Create("a");
  Create("b");
  ASSERT_TRUE(Delete("a").ok());
  EXPECT_THAT(Select(consumer_, ""), ElementsAre("b"));
  EXPECT_THAT(Select(consumer_, "state = DELETED"), IsEmpty());
  EXPECT_THAT(Select(contributor_, ""), ElementsAre("b"));
  EXPECT_THAT(Select(contributor_, "", "", /*show_deleted=*/true), ElementsAre("b", "a"));
  EXPECT_THAT(Select(contributor_, "state = DELETED", "", /*show_deleted=*/true), ElementsAre("a"));
  v1::ListClaimsRequest request;
  request.set_show_deleted(true);
  EXPECT_EQ(ReasonName(List(consumer_, request).status()), "MISSING_ROLE");
}

TEST_F(ListClaimsTest, PagesGoOnBehindTheLastClaim) {
  std::vector<std::string> all;
  for (int i = 0; i < 23; ++i) {
    Create(StrCat("c", i));
    all.insert(all.begin(), StrCat("c", i));
  }
  EXPECT_EQ(Walk({}, 5), all);
  EXPECT_EQ(Walk({}, 23), all);
  EXPECT_EQ(Walk({}, 1000), all);
  v1::ListClaimsRequest filtered;
  filtered.set_filter("language = en");
  EXPECT_EQ(Walk(filtered, 4), all);
  v1::ListClaimsRequest by_update;
  by_update.set_order_by("update_time desc");
  EXPECT_EQ(Walk(by_update, 7), all);
  v1::ListClaimsRequest by_text;
  by_text.set_filter("statement:apology");
  EXPECT_EQ(Walk(by_text, 10), all);
}

TEST_F(ListClaimsTest, PagesAreStableWhileClaimsComeIn) {
  for (int i = 0; i < 20; ++i) Create(StrCat("old", i));
  for (const char* order : {"create_time desc", "create_time"}) {
    v1::ListClaimsRequest request;
    request.set_order_by(order);
    static int next = 0;
    const std::vector<std::string> ids = Walk(request, 6, [&] {
      if (next < 40) Create(StrCat("new", next++));
    });
    std::map<std::string, int> seen;
    for (const std::string& id : ids) ++seen[id];
    for (int i = 0; i < 20; ++i) EXPECT_EQ(seen[StrCat("old", i)], 1) << order;
    for (const auto& [id, times] : seen) EXPECT_EQ(times, 1) << id;
  }
}

TEST_F(ListClaimsTest, TokenIsBoundToItsRequestAndCaller) {
  for (int i = 0; i < 3; ++i) Create(StrCat("c", i));
  v1::ListClaimsRequest request;
  request.set_page_size(1);
  request.set_page_token(List(consumer_, request)->next_page_token());
  EXPECT_TRUE(List(consumer_, request).ok());
  EXPECT_EQ(ReasonName(List(contributor_, request).status()), "INVALID_PAGE_TOKEN");
  request.set_filter("language = en");
  EXPECT_EQ(ReasonName(List(consumer_, request).status()), "INVALID_PAGE_TOKEN");
}

TEST_F(ListClaimsTest, FacetsCountEverythingSelected) {
  const char* const topics[] = {"balloon", "china", "weather"};
  for (int i = 0; i < 12; ++i) {
    v1::Claim claim = GoodClaim();
    claim.add_topics(topics[i % 3]);
    if (i % 2 == 0) claim.add_topics("politics");
    claim.set_language(i < 4 ? "de" : "en");
    claim.mutable_claimants(0)->set_name(i < 6 ? "A" : "B");
    Create(StrCat("c", i), claim);
  }
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Accept(StrCat("c", i)).ok());
  ASSERT_TRUE(Decline("c7").ok());
  Publish("c0", "reuters", v1::NORMAL_RATING_FALSE);
  Publish("c0", "afp", v1::NORMAL_RATING_FALSE);
  Publish("c1", "afp", v1::NORMAL_RATING_MIXED);
  ASSERT_TRUE(Delete("c11").ok());

  v1::ListClaimsRequest request;
  request.set_page_size(1);
  for (const char* field : {"state", "decline_reason", "language", "topics", "claimants", "status",
                            "publisher", "rating"}) {
    request.add_facets(field);
  }
  const v1::ListClaimsResponse listed = *List(consumer_, request);
  EXPECT_EQ(listed.total_size(), 11);
  std::vector<std::string> text;
  for (const v1::Facet& facet : listed.facets()) {
    std::string line = facet.field() + ":";
    for (const v1::FacetCount& count : facet.counts()) {
      StrAppend(&line, " ", count.value(), "=", count.count());
    }
    text.push_back(line);
  }
  EXPECT_THAT(
      text,
      ElementsAre("state: ACCEPTED=5 RECEIVED=5 DECLINED=1", "decline_reason: NOT_CHECKABLE=1",
                  "language: en=7 de=4", "topics: politics=6 balloon=4 china=4 weather=3",
                  "claimants: A=6 B=5", "status: RECEIVED=5 IN_PROGRESS=3 CHECKED=2 DECLINED=1",
                  "publisher: publishers/afp=2 publishers/reuters=1", "rating: FALSE=1 MIXED=1"));
  request.set_filter("topics:weather");
  EXPECT_EQ(List(consumer_, request)->facets(0).counts_size(), 2);
}

TEST_F(ListClaimsTest, MalformedRequestsAreToldOfAllFields) {
  v1::ListClaimsRequest request;
  request.set_filter("colour = red");
  request.set_order_by("statement");
  request.set_page_size(-1);
  request.add_facets("statement");
  request.add_facets("state");
  request.add_facets("state");
  EXPECT_THAT(ViolatedFields(List(consumer_, request).status()),
              UnorderedElementsAre("filter", "order_by", "page_size", "facets[0]", "facets[2]"));
}

TEST_F(ListClaimsTest, LargeClaimsMakeShortPages) {
  v1::Claim large = GoodClaim();
  for (int i = 0; i < 100; ++i) {
    v1::Appearance appearance = AppearanceAt(StrCat("https://example.org/", i));
    appearance.set_quote(std::string(10'000, 'x'));
    *large.add_appearances() = appearance;
  }
  for (int i = 0; i < 7; ++i) Create(StrCat("c", i), large);
  v1::ListClaimsRequest request;
  const v1::ListClaimsResponse page = *List(consumer_, request);
  EXPECT_EQ(page.claims_size(), 3);
  EXPECT_LT(page.ByteSizeLong(), 4u << 20);
  EXPECT_EQ(page.total_size(), 7);
  EXPECT_THAT(Walk(request, 50), ElementsAre("c6", "c5", "c4", "c3", "c2", "c1", "c0"));
}

TEST_F(ListClaimsTest, IsAsFreshAsAsked) {
  const v1::Claim created = Create("a");
  v1::ListClaimsRequest request;
  request.mutable_read_options()->set_at_least_as_fresh(created.consistency_token());
  EXPECT_EQ(List(consumer_, request)->claims_size(), 1);
  request.mutable_read_options()->set_at_least_as_fresh("nonsense");
  EXPECT_EQ(ReasonName(List(consumer_, request).status()), "INVALID_CONSISTENCY_TOKEN");
  request.mutable_read_options()->set_at_least_as_fresh(
      book().stamps().TokenOf(storage::Version{engine().LatestVersion().value + 1}));
  const domain::Call late{consumer_, "m", absl::InfinitePast()};
  EXPECT_EQ(ReasonName(claims_.ListClaims(late, request).status()), "DEADLINE_EXCEEDED");
}

TEST_F(ListClaimsTest, ListIsOfOneVersionWhileClaimsChange) {
  constexpr int kClaims = 30;
  for (int i = 0; i < kClaims; ++i) Create(StrCat("c", i));
  std::atomic<bool> done = false;
  // Every claim is accepted and declined over and over; each answer adds up.
  std::thread writer([&] {
    for (int round = 0; round < 20; ++round) {
      for (int i = 0; i < kClaims; ++i) {
        EXPECT_TRUE(Decline(StrCat("c", i)).ok());
        EXPECT_TRUE(Reopen(StrCat("c", i)).ok());
      }
    }
    done = true;
  });
  v1::ListClaimsRequest request;
  request.set_filter("state = RECEIVED");
  request.add_facets("state");
  request.set_page_size(1000);
  while (!done) {
    const v1::ListClaimsResponse listed = *List(consumer_, request);
    ASSERT_EQ(listed.total_size(), listed.claims_size());
    ASSERT_GE(listed.total_size(), kClaims - 1);
    for (const v1::Claim& claim : listed.claims()) {
      ASSERT_EQ(claim.state(), v1::Claim::STATE_RECEIVED);
    }
    ASSERT_EQ(listed.facets(0).counts(0).count(), listed.total_size());
  }
  writer.join();
}

}  // namespace
}  // namespace factcheck::testing
