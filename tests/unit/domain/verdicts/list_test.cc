// ListVerdicts and the table behind it.
#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <tuple>

#include "server/domain/tables/verdict_query.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using Revision = v1::VerdictRevision;

class ListTest : public VerdictsTest {
 protected:
  std::string NameOf(std::string_view claim, std::string_view publisher = "wire") {
    return StrCat("claims/", claim, "/verdicts/", publisher);
  }
  void DraftOn(std::string_view claim, const domain::Principal& who, std::string_view publisher) {
    PutClaim(claim, v1::Claim::STATE_ACCEPTED);
    clock().Advance(absl::Seconds(1));
    Must(Draft(who, Text(claim), claim, publisher));
  }
  void PublishOn(std::string_view claim, std::string_view rating = "") {
    PutClaim(claim, v1::Claim::STATE_ACCEPTED);
    Revision revision = Text(claim);
    if (!rating.empty()) revision.mutable_rating()->set_code(std::string(rating));
    clock().Advance(absl::Seconds(1));
    Must(Draft(author_, revision, claim));
    Must(Submit(author_, NameOf(claim)));
    Must(Approve(reviewer_, NameOf(claim)));
    Must(Publish(publisher_, std::nullopt, "", NameOf(claim)));
  }
  std::vector<std::string> Names(const domain::Principal& who, std::string_view filter = "",
                                 std::string_view parent = "claims/-",
                                 std::string_view order = "") {
    auto response = List(who, filter, parent, order);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    if (!response.ok()) return names;
    for (const v1::Verdict& verdict : response->verdicts()) names.push_back(verdict.name());
    EXPECT_EQ(response->total_size(), response->verdicts_size());
    return names;
  }
};

TEST_F(ListTest, MembersSeeTheirWorkOthersWhatIsPublished) {
  PublishOn("p1");
  DraftOn("d1", author_, "wire");
  DraftOn("d2", rival_, "desk");
  EXPECT_THAT(Names(author_), ElementsAre(NameOf("d1"), NameOf("p1")));
  EXPECT_THAT(Names(rival_), ElementsAre(NameOf("d2", "desk"), NameOf("p1")));
  EXPECT_THAT(Names(consumer_), ElementsAre(NameOf("p1")));
  EXPECT_THAT(Names(auditor_), ElementsAre(NameOf("d2", "desk"), NameOf("d1"), NameOf("p1")));
  EXPECT_EQ(List(author_)->verdicts(0).SerializeAsString(),
            Must(Get(author_, NameOf("d1"))).SerializeAsString());
  EXPECT_EQ(List(consumer_)->verdicts(0).SerializeAsString(),
            Must(Get(consumer_, NameOf("p1"))).SerializeAsString());
}

TEST_F(ListTest, AClaimsVerdictsAreListedBelowIt) {
  PublishOn("p1");
  DraftOn("p2", author_, "wire");
  EXPECT_THAT(Names(author_, "", "claims/p1"), ElementsAre(NameOf("p1")));
  EXPECT_THAT(Names(consumer_, "", "claims/p1"), ElementsAre(NameOf("p1")));
  EXPECT_THAT(Names(consumer_, "", "claims/p2"), ElementsAre());
  EXPECT_THAT(Names(author_, "working_state = IN_REVIEW", "claims/p2"), ElementsAre());
  EXPECT_EQ(ReasonName(List(author_, "", "claims/absent").status()), "RESOURCE_NOT_FOUND");
  PutClaim("p2", v1::Claim::STATE_DELETED);
  EXPECT_EQ(ReasonName(List(consumer_, "", "claims/p2").status()), "RESOURCE_NOT_FOUND");
  EXPECT_THAT(Names(author_, "", "claims/p2"), ElementsAre(NameOf("p2")));
}

TEST_F(ListTest, FiltersSelect) {
  PublishOn("p1", "false");
  PublishOn("p2", "true");
  Must(Correct(author2_, Text("x"), Revision::KIND_UPDATE, NameOf("p2")));
  DraftOn("d1", author_, "wire");
  DraftOn("d2", rival_, "desk");
  EXPECT_THAT(Names(admin_, "publisher = desk"), ElementsAre(NameOf("d2", "desk")));
  EXPECT_THAT(Names(admin_, "publisher = \"publishers/desk\""), ElementsAre(NameOf("d2", "desk")));
  EXPECT_THAT(Names(author_, "state = UNPUBLISHED"), ElementsAre(NameOf("d1")));
  EXPECT_THAT(Names(consumer_, "state = PUBLISHED"),
              UnorderedElementsAre(NameOf("p1"), NameOf("p2")));
  EXPECT_THAT(Names(consumer_, "rating = FALSE"), ElementsAre(NameOf("p1")));
  EXPECT_THAT(Names(consumer_, "stale = true"), ElementsAre());
  EXPECT_THAT(Names(author_, "working_kind = UPDATE"), ElementsAre(NameOf("p2")));
  EXPECT_THAT(Names(author_, "working_editor = author2"), ElementsAre(NameOf("p2")));
  EXPECT_THAT(Names(author_, "working_editor = \"actors/author2\""), ElementsAre(NameOf("p2")));
  EXPECT_THAT(Names(author_, "working_state = DRAFT"), ElementsAre(NameOf("d1"), NameOf("p2")));
  EXPECT_THAT(Names(consumer_, "publish_time >= 2023-02-19T12:00:02Z"), ElementsAre(NameOf("p2")));
  EXPECT_THAT(ViolatedFields(List(author_, "colour = RED", "claims/-", "colour").status()),
              UnorderedElementsAre("filter", "order_by"));
  EXPECT_THAT(ViolatedFields(List(author_, "", "claims/-/x", "", -1).status()),
              UnorderedElementsAre("parent", "page_size"));
}

TEST_F(ListTest, OrdersPutWhatHasNoSuchTimeLast) {
  PublishOn("p1");
  PublishOn("p2");
  DraftOn("d1", author_, "wire");
  for (std::string_view claim : {"e1", "e2"}) {
    DraftOn(claim, author_, "wire");
    Must(Submit(author_, NameOf(claim)));
    Must(Publish(standards_, clock().Now() + absl::Hours(claim == "e1" ? 2 : 1), "urgent",
                 NameOf(claim)));
  }
  EXPECT_THAT(Names(author_, "", "claims/-", "publish_time"),
              ElementsAre(NameOf("p1"), NameOf("p2"), NameOf("d1"), NameOf("e1"), NameOf("e2")));
  EXPECT_THAT(Names(author_, "embargo_time > 2000-01-01", "claims/-", "embargo_time"),
              ElementsAre(NameOf("e2"), NameOf("e1")));
  EXPECT_THAT(Names(author_, "state = UNPUBLISHED", "claims/-", "embargo_time desc"),
              ElementsAre(NameOf("e1"), NameOf("e2"), NameOf("d1")));
  EXPECT_THAT(Names(author_, "state = PUBLISHED", "claims/-", "update_time"),
              ElementsAre(NameOf("p1"), NameOf("p2")));
  EXPECT_THAT(Names(author_, "state = PUBLISHED"), ElementsAre(NameOf("p2"), NameOf("p1")));
}

TEST_F(ListTest, PagesAreStableUnderWrites) {
  std::set<std::string> expected;
  for (int i = 0; i < 23; ++i) {
    DraftOn(StrCat("d", i), author_, "wire");
    expected.insert(NameOf(StrCat("d", i)));
  }
  std::set<std::string> seen;
  std::string token;
  int pages = 0;
  do {
    auto page = List(author_, "", "claims/-", "update_time desc", 5, token);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_GE(page->total_size(), 23);
    for (const v1::Verdict& verdict : page->verdicts()) {
      EXPECT_TRUE(seen.insert(verdict.name()).second) << verdict.name() << " twice";
    }
    token = page->next_page_token();
    DraftOn(StrCat("new", pages), author_, "wire");
    ++pages;
  } while (!token.empty());
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(pages, 5);
}

TEST_F(ListTest, APageTokenIsOfItsRequest) {
  for (int i = 0; i < 3; ++i) DraftOn(StrCat("d", i), author_, "wire");
  const std::string token = List(author_, "", "claims/-", "", 1)->next_page_token();
  EXPECT_EQ(ReasonName(List(author_, "stale = true", "claims/-", "", 1, token).status()),
            "INVALID_PAGE_TOKEN");
  EXPECT_EQ(ReasonName(List(author2_, "", "claims/-", "", 1, token).status()),
            "INVALID_PAGE_TOKEN");
}

TEST_F(ListTest, ATableThatIsAttachedLaterKnowsTheSame) {
  PublishOn("p1", "false");
  Must(Correct(author_, Text("x"), Revision::KIND_UPDATE, NameOf("p1")));
  DraftOn("d1", author_, "wire");
  domain::VerdictTable later;
  ASSERT_TRUE(later.Attach(&engine()).ok());
  EXPECT_EQ(later.size(), table_.size());
  domain::Verdicts over_later(&book(), &tokens(), &later);
  v1::ListVerdictsRequest request;
  request.set_parent("claims/-");
  const domain::Call call{author_, "m"};
  auto expected = verdicts_.ListVerdicts(call, request);
  auto actual = over_later.ListVerdicts(call, request);
  ASSERT_TRUE(expected.ok() && actual.ok());
  EXPECT_EQ(*actual, *expected);
}

TEST_F(ListTest, ABigPageEndsEarlyAndGoesOn) {
  Revision big;
  big.set_explanation(std::string(190'000, 'x'));
  for (int i = 0; i < 20; ++i) {
    PutClaim(StrCat("b", i), v1::Claim::STATE_ACCEPTED);
    Must(Draft(author_, big, StrCat("b", i)));
  }
  int seen = 0;
  std::string token;
  do {
    auto page = List(author_, "", "claims/-", "", 100, token);
    ASSERT_TRUE(page.ok());
    EXPECT_LT(page->ByteSizeLong(), 4u << 20);
    EXPECT_EQ(page->total_size(), 20);
    seen += page->verdicts_size();
    token = page->next_page_token();
  } while (!token.empty());
  EXPECT_EQ(seen, 20);
}

// Random rows and queries against a plain sort.
TEST(VerdictQueryTest, AnyQueryIsAFilteredSort) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(StrCat("seed ", seed));
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<uint32_t>(n)); };
  domain::VerdictRows rows;
  const int count = 1 + below(60);
  for (int i = 0; i < count; ++i) {
    v1::Verdict verdict;
    verdict.set_state(static_cast<v1::Verdict::State>(1 + below(3)));
    *verdict.mutable_update_time() = domain::ToTimestamp(absl::FromUnixSeconds(below(5)));
    if (verdict.state() != v1::Verdict::STATE_UNPUBLISHED) {
      *verdict.mutable_published()->mutable_publish_time() =
          domain::ToTimestamp(absl::FromUnixSeconds(below(5)));
    }
    const std::string key =
        domain::keys::WorkVerdict(StrCat("c", below(20)), StrCat("p", below(3)));
    rows.Apply(key, domain::MakeRecord(0, "", verdict.SerializeAsString(), ""));
  }
  const domain::VerdictRowsView view = rows.Freeze({});
  const auto sees = [](std::string_view publisher) { return publisher != "p2"; };
  for (std::string_view order : domain::VerdictOrders()) {
    for (bool descending : {false, true}) {
      std::vector<std::tuple<bool, int64_t, std::string, std::string>> expected;
      for (size_t i = 0; i < view.size(); ++i) {
        const domain::VerdictRow& row = view.row(i);
        if (view.publisher(row) == "p2" || row.state != v1::Verdict::STATE_PUBLISHED) continue;
        const int64_t at = order == "update_time"    ? row.work_update_micros
                           : order == "publish_time" ? row.publish_micros
                                                     : domain::VerdictRow::kNoTime;
        expected.emplace_back(at == domain::VerdictRow::kNoTime, at, view.claim(row),
                              view.publisher(row));
      }
      std::sort(expected.begin(), expected.end(), [&](const auto& a, const auto& b) {
        if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(b);
        return descending ? b < a : a < b;
      });
      domain::VerdictQuery query;
      domain::Violations violations;
      query.filter = domain::Filter::Parse("filter", "state = PUBLISHED",
                                           domain::VerdictFilterFields(), violations);
      query.order = {std::string(order), descending};
      query.page_size = 1 + static_cast<size_t>(below(7));
      std::vector<std::string> walked;
      for (bool more = true; more;) {
        const domain::VerdictPage page = domain::RunVerdictQuery(view, query, sees);
        EXPECT_EQ(page.total, static_cast<int64_t>(expected.size()));
        for (uint32_t slot : page.slots) {
          walked.push_back(StrCat(view.claim(view.row(slot)), "/", view.publisher(view.row(slot))));
        }
        more = page.more;
        if (more) query.after = domain::PositionOf(view, query, sees, page.slots.back());
      }
      std::vector<std::string> names;
      names.reserve(expected.size());
      for (const auto& entry : expected) {
        names.push_back(StrCat(std::get<2>(entry), "/", std::get<3>(entry)));
      }
      EXPECT_EQ(walked, names) << order << (descending ? " desc" : "");
    }
  }
}

}  // namespace
}  // namespace factcheck::testing
