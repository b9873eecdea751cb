#include "server/domain/tables/claim_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "server/base/absl_strings.h"
#include "server/domain/core/stamp.h"

namespace factcheck::domain {
namespace {

using Claim = v1::Claim;
using Status = v1::ClaimStatus;

// A claim as the test knows it.
struct Known {
  Claim claim;
  Status status;
  bool deleted = false;
};

const ReadStoredTexts kNoTexts = [](std::span<const uint32_t>, std::vector<StoredTexts>&) {
  return absl::InternalError("no text was to be read");
};

class ClaimQueryTest : public ::testing::Test {
 protected:
  // One commit that writes these claims.
  void Commit(std::span<Known> claims) {
    ++now_;
    std::vector<ClaimChange> changes;
    for (Known& known : claims) {
      if (!known.claim.has_create_time()) {
        *known.claim.mutable_create_time() = ToTimestamp(absl::FromUnixMicros(now_));
      }
      *known.claim.mutable_update_time() = ToTimestamp(absl::FromUnixMicros(now_));
      known.status.set_claim(known.claim.name());
      const std::string id = known.claim.name().substr(7);
      ClaimChange& change = changes.emplace_back();
      known_[id] = known;
      change.id = known_.find(id)->first;
      change.claim = std::make_unique<Claim>(known.claim);
      change.status = std::make_unique<Status>(known.status);
      change.deleted = known.deleted;
    }
    rows_->Apply(std::move(changes));
    if (rows_->WantsRebuild()) rows_ = rows_->Rebuilt();
  }
  void Commit(Known known) { Commit(std::span(&known, 1)); }

  Known AnyClaim(std::mt19937& random, std::string_view id) {
    static const char* const kTopics[] = {"balloon", "china", "nato", "weather"};
    static const char* const kClaimants[] = {"Blinken", "Wang", "A senior official"};
    Known known;
    Claim& claim = known.claim;
    claim.set_name(StrCat("claims/", id));
    claim.set_state(static_cast<Claim::State>(1 + random() % 3));
    if (claim.state() == Claim::STATE_DECLINED) {
      claim.set_decline_reason(static_cast<Claim::DeclineReason>(1 + random() % 4));
    }
    claim.set_language(random() % 3 == 0 ? "de" : "en");
    for (const char* topic : kTopics) {
      if (random() % 2 == 0) claim.add_topics(topic);
    }
    for (const char* name : kClaimants) {
      if (random() % 3 == 0) claim.add_claimants()->set_name(name);
    }
    if (random() % 2 == 0) claim.mutable_claim_date()->set_year(2020 + random() % 4);
    if (random() % 4 == 0) claim.set_assignee("actors/anna");
    claim.set_statement(random() % 2 == 0 ? "It floated." : "It sank.");
    known.status.set_state(static_cast<Status::State>(2 + random() % 5));
    known.status.set_disputed(random() % 5 == 0);
    for (int i = random() % 4; i > 0; --i) {
      v1::VerdictSummary& verdict = *known.status.add_verdicts();
      verdict.set_publisher(StrCat("publishers/p", i));
      verdict.set_normal(static_cast<v1::NormalRating>(random() % 5));
      verdict.set_retracted(random() % 4 == 0);
    }
    known.deleted = random() % 10 == 0;
    return known;
  }

  ClaimQuery Query(std::string_view filter, std::string_view order = "", size_t page_size = 1000) {
    Violations violations;
    ClaimQuery query;
    query.filter = Filter::Parse("filter", filter, ClaimFilterFields(true), violations);
    query.order = ParseOrder("order_by", order, ClaimOrders(), violations);
    query.page_size = page_size;
    EXPECT_TRUE(violations.empty()) << filter << ": " << violations.ToStatus();
    return query;
  }
  std::vector<std::string> IdsOf(const ClaimRowsView& rows, const ClaimPage& page) {
    std::vector<std::string> ids;
    for (uint32_t slot : page.slots) ids.emplace_back(rows.id(slot));
    return ids;
  }
  // What a query must answer, by looking at every claim.
  std::vector<std::string> Expected(const std::function<bool(const Known&)>& matches,
                                    const ClaimQuery& query) {
    std::vector<std::tuple<absl::Time, std::string>> found;
    for (const auto& [id, known] : known_) {
      if ((known.deleted && !query.show_deleted) || !matches(known)) continue;
      found.emplace_back(
          FromTimestamp(query.order.field == "update_time" ? known.claim.update_time()
                                                           : known.claim.create_time()),
          id);
    }
    std::sort(found.begin(), found.end());
    if (query.order.descending) std::reverse(found.begin(), found.end());
    std::vector<std::string> ids;
    ids.reserve(found.size());
    for (auto& [time, id] : found) ids.push_back(id);
    return ids;
  }
  ReadStoredTexts Texts(const ClaimRowsView& rows) {
    return [this, &rows](std::span<const uint32_t> slots, std::vector<StoredTexts>& texts) {
      EXPECT_LE(slots.size(), 256u);
      for (uint32_t slot : slots) {
        texts.push_back({known_.at(std::string(rows.id(slot))).claim.statement(), ""});
      }
      return absl::OkStatus();
    };
  }

  int64_t now_ = 1'676'808'000'000'000;
  std::unique_ptr<ClaimRows> rows_ = std::make_unique<ClaimRows>();
  std::map<std::string, Known> known_;
};

struct Selection {
  const char* filter;
  std::function<bool(const Known&)> matches;
};

bool HasTopic(const Known& known, std::string_view topic) {
  return std::count(known.claim.topics().begin(), known.claim.topics().end(), topic) > 0;
}
bool HasRating(const Known& known, v1::NormalRating rating) {
  for (const v1::VerdictSummary& verdict : known.status.verdicts()) {
    if (!verdict.retracted() && verdict.normal() == rating) return true;
  }
  return false;
}

const std::vector<Selection>& Selections() {
  static const auto* const selections = new std::vector<Selection>{
      {"", [](const Known&) { return true; }},
      {"state = ACCEPTED", [](const Known& k) { return k.claim.state() == Claim::STATE_ACCEPTED; }},
      {"decline_reason = SPAM OR decline_reason = DUPLICATE",
       [](const Known& k) {
         return k.claim.decline_reason() == Claim::DECLINE_REASON_SPAM ||
                k.claim.decline_reason() == Claim::DECLINE_REASON_DUPLICATE;
       }},
      {"topics:balloon AND NOT topics:china",
       [](const Known& k) { return HasTopic(k, "balloon") && !HasTopic(k, "china"); }},
      {"rating:FALSE", [](const Known& k) { return HasRating(k, v1::NORMAL_RATING_FALSE); }},
      {"status = CHECKED disputed = true",
       [](const Known& k) {
         return k.status.state() == Status::STATE_CHECKED && k.status.disputed();
       }},
      {"assignee = \"actors/anna\"",
       [](const Known& k) { return k.claim.assignee() == "actors/anna"; }},
      {"claim_year > 2021", [](const Known& k) { return k.claim.claim_date().year() > 2021; }},
      {"language = de AND statement:float",
       [](const Known& k) {
         return k.claim.language() == "de" && k.claim.statement() == "It floated.";
       }},
      {"statement:sank OR topics:nato",
       [](const Known& k) { return k.claim.statement() == "It sank." || HasTopic(k, "nato"); }},
  };
  return *selections;
}

TEST_F(ClaimQueryTest, AgreesWithALookAtEveryClaim) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int step = 0; step < 400; ++step) {
    // New claims and changed ones, several in one commit.
    std::vector<Known> commit;
    std::set<std::string> ids;
    for (size_t i = 1 + random() % 4; i > 0; --i) ids.insert(StrCat("c", random() % 700));
    for (const std::string& id : ids) {
      Known known = AnyClaim(random, id);
      if (auto before = known_.find(id); before != known_.end()) {
        *known.claim.mutable_create_time() = before->second.claim.create_time();
      }
      commit.push_back(std::move(known));
    }
    Commit(commit);
    if (step % 20 != 0) continue;
    const ClaimRowsView rows = rows_->Freeze({});
    for (const Selection& selection : Selections()) {
      for (const char* order : {"create_time", "create_time desc", "update_time desc"}) {
        SCOPED_TRACE(StrCat(selection.filter, " / ", order));
        ClaimQuery query = Query(selection.filter, order);
        query.show_deleted = random() % 3 == 0;
        const std::vector<std::string> expected = Expected(selection.matches, query);
        absl::StatusOr<ClaimPage> page = RunClaimQuery(rows, query, Texts(rows));
        ASSERT_TRUE(page.ok()) << page.status();
        EXPECT_EQ(page->total, static_cast<int64_t>(expected.size()));
        EXPECT_FALSE(page->more);
        ASSERT_EQ(IdsOf(rows, *page), expected);

        // The same in pages of seven.
        std::vector<std::string> walked;
        query.page_size = 7;
        for (bool more = true; more;) {
          page = RunClaimQuery(rows, query, Texts(rows));
          ASSERT_TRUE(page.ok());
          EXPECT_EQ(page->total, static_cast<int64_t>(expected.size()));
          for (const std::string& id : IdsOf(rows, *page)) walked.push_back(id);
          more = page->more;
          if (more) query.after = PositionOf(rows, query, page->slots.back());
        }
        ASSERT_EQ(walked, expected);
      }
    }
  }
}

TEST_F(ClaimQueryTest, FacetsAgreeWithACountOverEveryClaim) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 1000; ++i) Commit(AnyClaim(random, StrCat("c", random() % 600)));
  const ClaimRowsView rows = rows_->Freeze({});
  for (const Selection& selection : Selections()) {
    SCOPED_TRACE(selection.filter);
    std::map<std::string, std::map<std::string, int64_t>> expected;
    for (const auto& [id, known] : known_) {
      if (known.deleted || !selection.matches(known)) continue;
      ++expected["state"][Claim::State_Name(known.claim.state()).substr(6)];
      ++expected["language"][known.claim.language()];
      for (const std::string& topic : known.claim.topics()) ++expected["topics"][topic];
      for (const auto& claimant : known.claim.claimants()) {
        ++expected["claimants"][claimant.name()];
      }
      ++expected["status"][Status::State_Name(known.status.state()).substr(6)];
      std::set<std::string> publishers;
      for (const auto& verdict : known.status.verdicts()) {
        if (!verdict.retracted()) publishers.insert(verdict.publisher());
      }
      for (const std::string& publisher : publishers) ++expected["publisher"][publisher];
      for (int rating = 1; rating <= 4; ++rating) {
        const auto normal = static_cast<v1::NormalRating>(rating);
        if (HasRating(known, normal)) {
          ++expected["rating"][v1::NormalRating_Name(normal).substr(14)];
        }
      }
      if (known.claim.decline_reason() != 0) {
        ++expected["decline_reason"]
                  [Claim::DeclineReason_Name(known.claim.decline_reason()).substr(15)];
      }
    }
    ClaimQuery query = Query(selection.filter);
    query.facets = {"state",     "decline_reason", "language",  "topics",
                    "claimants", "status",         "publisher", "rating"};
    absl::StatusOr<ClaimPage> page = RunClaimQuery(rows, query, Texts(rows));
    ASSERT_TRUE(page.ok());
    ASSERT_EQ(page->facets.size(), query.facets.size());
    for (const v1::Facet& facet : page->facets) {
      std::map<std::string, int64_t> counted;
      int64_t before = INT64_MAX;
      for (const v1::FacetCount& count : facet.counts()) {
        EXPECT_LE(count.count(), before);
        before = count.count();
        counted[count.value()] = count.count();
      }
      EXPECT_EQ(counted, expected[facet.field()]) << facet.field();
    }
  }
}

TEST_F(ClaimQueryTest, FacetsKeepTheHundredMostFrequentValues) {
  for (int i = 0; i < 150; ++i) {
    for (int times = i < 10 ? 2 : 1; times > 0; --times) {
      Known known;
      known.claim.set_name(StrCat("claims/c", i, "-", times));
      known.claim.add_topics(StrCat("topic ", 1000 + i));
      Commit(known);
    }
  }
  ClaimQuery query = Query("");
  query.facets = {"topics"};
  const ClaimRowsView rows = rows_->Freeze({});
  const ClaimPage page = *RunClaimQuery(rows, query, kNoTexts);
  ASSERT_EQ(page.facets[0].counts_size(), kMaxFacetCounts);
  EXPECT_EQ(page.facets[0].counts(0).value(), "topic 1000");
  EXPECT_EQ(page.facets[0].counts(0).count(), 2);
  EXPECT_EQ(page.facets[0].counts(10).value(), "topic 1010");
  EXPECT_EQ(page.facets[0].counts(99).value(), "topic 1099");
}

TEST_F(ClaimQueryTest, TextsAreReadOnlyWhereTheFilterLooksAtThem) {
  std::mt19937 random(1);
  for (int i = 0; i < 50; ++i) Commit(AnyClaim(random, StrCat("c", i)));
  const ClaimRowsView rows = rows_->Freeze({});
  EXPECT_TRUE(RunClaimQuery(rows, Query("topics:balloon"), kNoTexts).ok());
  EXPECT_EQ(RunClaimQuery(rows, Query("statement:x"), kNoTexts).status().code(),
            absl::StatusCode::kInternal);
}

TEST_F(ClaimQueryTest, PageGoesOnBehindAClaimThatWasUpdatedMeanwhile) {
  for (const char* id : {"a", "b", "c", "d"}) {
    Known known;
    known.claim.set_name(StrCat("claims/", id));
    Commit(known);
  }
  ClaimQuery query = Query("", "update_time", 2);
  ClaimRowsView rows = rows_->Freeze({});
  ClaimPage page = *RunClaimQuery(rows, query, kNoTexts);
  EXPECT_EQ(IdsOf(rows, page), (std::vector<std::string>{"a", "b"}));
  query.after = PositionOf(rows, query, page.slots.back());
  Commit(known_.at("b"));
  rows = rows_->Freeze({});
  page = *RunClaimQuery(rows, query, kNoTexts);
  EXPECT_EQ(IdsOf(rows, page), (std::vector<std::string>{"c", "d"}));
  EXPECT_TRUE(page.more);
}

}  // namespace
}  // namespace factcheck::domain
