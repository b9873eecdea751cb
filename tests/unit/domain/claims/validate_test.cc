#include "server/domain/claims/validate.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/domain/core/stamp.h"
#include "tests/support/domain_fixture.h"
#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::domain {
namespace {

using factcheck::testing::AppearanceAt;
using factcheck::testing::GoodClaim;
using factcheck::testing::ViolatedFields;

const absl::Time kNow = absl::FromUnixSeconds(1'676'808'000);  // 2023-02-19T12:00:00Z

// The fields that break a rule once `edit` was done to a good claim.
void CheckClaim(const std::function<void(v1::Claim&)>& edit,
                const std::vector<std::string>& expected) {
  v1::Claim claim = GoodClaim();
  edit(claim);
  SCOPED_TRACE(claim.ShortDebugString().substr(0, 300));
  Violations violations(claim);
  CheckNewClaim("claim", kNow, &claim, violations);
  EXPECT_EQ(violations.empty(), expected.empty());
  EXPECT_EQ(ViolatedFields(violations.ToStatus()), expected);
}

void CheckAppearance(const std::function<void(v1::Appearance&)>& edit,
                     const std::vector<std::string>& expected) {
  v1::Appearance appearance = AppearanceAt("https://example.org/a");
  edit(appearance);
  SCOPED_TRACE(appearance.ShortDebugString().substr(0, 300));
  Violations violations(appearance);
  CheckNewAppearance("appearance", kNow, &appearance, violations);
  EXPECT_EQ(violations.empty(), expected.empty());
  EXPECT_EQ(ViolatedFields(violations.ToStatus()), expected);
}

std::string Bytes(size_t n) { return std::string(n, 'x'); }

TEST(ValidateClaimTest, StatementIsRequiredAndBounded) {
  CheckClaim([](v1::Claim& c) { c.set_statement(Bytes(10'000)); }, {});
  CheckClaim([](v1::Claim& c) { c.set_statement("two\nlines"); }, {});
  for (const std::string& bad : {std::string(), std::string(" \n "), Bytes(10'001),
                                 std::string("bell\a"), std::string("\xff\xfe")}) {
    CheckClaim([&](v1::Claim& c) { c.set_statement(bad); }, {"claim.statement"});
  }
}

TEST(ValidateClaimTest, LanguageIsRequiredAndCanonical) {
  CheckClaim([](v1::Claim& c) { c.set_language("und"); }, {});
  for (const char* bad : {"", "not a language", "e"}) {
    CheckClaim([&](v1::Claim& c) { c.set_language(bad); }, {"claim.language"});
  }
  v1::Claim claim = GoodClaim();
  claim.set_language("EN-us");
  Violations violations;
  CheckNewClaim("claim", kNow, &claim, violations);
  EXPECT_EQ(claim.language(), "en-US");
}

TEST(ValidateClaimTest, ClaimantsAreBoundedAndDistinctByName) {
  CheckClaim([](v1::Claim& c) { c.clear_claimants(); }, {});
  CheckClaim([](v1::Claim& c) { c.mutable_claimants(0)->set_name(""); },
             {"claim.claimants[0].name"});
  CheckClaim([](v1::Claim& c) { c.mutable_claimants(0)->set_name(Bytes(501)); },
             {"claim.claimants[0].name"});
  CheckClaim([](v1::Claim& c) { c.mutable_claimants(0)->set_role(Bytes(501)); },
             {"claim.claimants[0].role"});
  CheckClaim([](v1::Claim& c) { c.mutable_claimants(0)->set_same_as("ftp://example.org/"); },
             {"claim.claimants[0].same_as"});
  CheckClaim([](v1::Claim& c) { c.add_claimants()->set_name(" Antony Blinken "); },
             {"claim.claimants[1].name"});
  CheckClaim(
      [](v1::Claim& c) {
        for (int i = 0; i < 20; ++i) c.add_claimants()->set_name(StrCat("Somebody ", i));
      },
      {"claim.claimants"});
}

TEST(ValidateClaimTest, DatesLieInThePast) {
  CheckClaim([](v1::Claim& c) { c.mutable_claim_date()->set_year(2023); }, {});
  for (int year : {0, -5, 10'000, 2025}) {
    v1::Claim claim = GoodClaim();
    claim.mutable_claim_date()->set_year(year);
    Violations violations;
    CheckNewClaim("claim", kNow, &claim, violations);
    EXPECT_FALSE(violations.empty()) << year;
    EXPECT_TRUE(ViolatedFields(violations.ToStatus()).front().starts_with("claim.claim_date"))
        << year;
  }
}

TEST(ValidateClaimTest, ShortAndLongTextsAreBounded) {
  CheckClaim([](v1::Claim& c) { c.set_claim_place(Bytes(500)); }, {});
  CheckClaim([](v1::Claim& c) { c.set_claim_place(Bytes(501)); }, {"claim.claim_place"});
  CheckClaim([](v1::Claim& c) { c.set_claim_place("two\nlines"); }, {"claim.claim_place"});
  CheckClaim([](v1::Claim& c) { c.set_context(Bytes(10'000)); }, {});
  CheckClaim([](v1::Claim& c) { c.set_context(Bytes(10'001)); }, {"claim.context"});
}

TEST(ValidateClaimTest, TopicsAreLowerCaseDistinctAndBounded) {
  v1::Claim claim = GoodClaim();
  claim.add_topics("  Balloon ");
  claim.add_topics("ÉTATS-UNIS");
  Violations violations;
  CheckNewClaim("claim", kNow, &claim, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(claim.topics(0), "balloon");
  EXPECT_EQ(claim.topics(1), "états-unis");

  CheckClaim([](v1::Claim& c) { c.add_topics(""); }, {"claim.topics[0]"});
  CheckClaim([](v1::Claim& c) { c.add_topics(Bytes(101)); }, {"claim.topics[0]"});
  CheckClaim(
      [](v1::Claim& c) {
        c.add_topics("China");
        c.add_topics("china");
      },
      {"claim.topics[1]"});
  // Lower case of these is longer than they are.
  CheckClaim(
      [](v1::Claim& c) {
        std::string& topic = *c.add_topics();
        for (int i = 0; i < 40; ++i) topic += "İ";
      },
      {"claim.topics[0]"});
  CheckClaim(
      [](v1::Claim& c) {
        for (int i = 0; i < 51; ++i) c.add_topics(StrCat("topic ", i));
      },
      {"claim.topics"});
}

TEST(ValidateClaimTest, AppearancesAreBoundedAndDistinctInCanonicalForm) {
  CheckClaim(
      [](v1::Claim& c) {
        *c.add_appearances() = AppearanceAt("https://example.org/a?utm_source=x");
        *c.add_appearances() = AppearanceAt("http://www.example.org/b");
        *c.add_appearances() = AppearanceAt("http://EXAMPLE.org/a#there");
      },
      {"claim.appearances[2].url"});
  CheckClaim([](v1::Claim& c) { c.add_appearances(); }, {"claim.appearances[0].url"});
  CheckClaim(
      [](v1::Claim& c) {
        for (int i = 0; i < 201; ++i) {
          *c.add_appearances() = AppearanceAt(StrCat("https://example.org/", i));
        }
      },
      {"claim.appearances"});
}

TEST(ValidateClaimTest, EveryBrokenRuleIsNamedAtOnce) {
  CheckClaim(
      [](v1::Claim& c) {
        c.set_statement("");
        c.set_language("");
        c.add_topics("");
        *c.add_appearances() = AppearanceAt("javascript:alert(1)");
      },
      {"claim.statement", "claim.language", "claim.topics[0]", "claim.appearances[0].url"});
}

TEST(ValidateClaimTest, OutputOnlyAndUnknownFieldsAreDropped) {
  v1::Claim claim = GoodClaim();
  *claim.add_appearances() = AppearanceAt("https://example.org/a");
  v1::Claim given = claim;
  given.set_name("claims/other");
  given.set_state(v1::Claim::STATE_ACCEPTED);
  given.set_merged_into("claims/x");
  given.add_merged_from("claims/y");
  given.set_import_source("https://example.org/");
  given.set_assignee("actors/x");
  given.set_state_before(v1::Claim::STATE_ACCEPTED);
  given.mutable_create_time()->set_seconds(1);
  given.set_etag("0000000000000");
  given.mutable_appearances(0)->set_name("claims/other/appearances/x");
  given.mutable_appearances(0)->set_canonical_url("https://lie.example/");
  given.GetReflection()->MutableUnknownFields(&given)->AddVarint(777, 1);
  v1::Claimant* claimant = given.mutable_claimants(0);
  claimant->GetReflection()->MutableUnknownFields(claimant)->AddVarint(777, 1);
  Violations violations;
  CheckNewClaim("claim", kNow, &claim, violations);
  CheckNewClaim("claim", kNow, &given, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(given.SerializeAsString(), claim.SerializeAsString());
}

TEST(ValidateClaimTest, UpdateChecksOnlyTheFieldsItChanges) {
  v1::Claim claim;
  claim.add_topics("Balloon");
  Violations violations;
  CheckClaimFields("claim", std::vector<std::string>{"topics"}, kNow, &claim, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(claim.topics(0), "balloon");
  CheckClaimFields("claim", std::vector<std::string>{"statement"}, kNow, &claim, violations);
  EXPECT_EQ(ViolatedFields(violations.ToStatus()), std::vector<std::string>{"claim.statement"});
}

TEST(ValidateAppearanceTest, EveryFieldIsBounded) {
  using A = v1::Appearance;
  CheckAppearance([](A&) {}, {});
  for (const char* url : {"", "example.org", "ftp://example.org/", "https://u:p@example.org/"}) {
    CheckAppearance([&](A& a) { a.set_url(url); }, {"appearance.url"});
  }
  CheckAppearance([](A& a) { a.set_url("https://example.org/" + Bytes(2048)); },
                  {"appearance.url"});
  CheckAppearance([](A& a) { a.set_platform(Bytes(101)); }, {"appearance.platform"});
  CheckAppearance([](A& a) { a.set_platform_id(Bytes(201)); }, {"appearance.platform_id"});
  CheckAppearance([](A& a) { a.set_author(Bytes(501)); }, {"appearance.author"});
  CheckAppearance([](A& a) { a.set_quote(Bytes(10'001)); }, {"appearance.quote"});
  CheckAppearance([](A& a) { a.set_media_start_ms(-1); }, {"appearance.media_start_ms"});
  CheckAppearance([](A& a) { a.set_media_start_ms(360'000'000); }, {});
  CheckAppearance([](A& a) { a.set_media_start_ms(360'000'001); }, {"appearance.media_start_ms"});
  CheckAppearance([](A& a) { a.set_media_end_ms(360'000'001); }, {"appearance.media_end_ms"});
  CheckAppearance(
      [](A& a) {
        a.set_media_start_ms(5);
        a.set_media_end_ms(4);
      },
      {"appearance.media_end_ms"});
  CheckAppearance([](A& a) { *a.mutable_observe_time() = ToTimestamp(kNow + absl::Hours(25)); },
                  {"appearance.observe_time"});
  CheckAppearance([](A& a) { a.add_archive_urls("gopher://example.org/"); },
                  {"appearance.archive_urls[0]"});
  CheckAppearance(
      [](A& a) {
        for (int i = 0; i < 21; ++i) a.add_archive_urls("https://archive.example/");
      },
      {"appearance.archive_urls"});
}

TEST(ValidateAppearanceTest, PlatformIsWorkedOutWhereItIsNotGiven) {
  const auto ready = [](v1::Appearance appearance) {
    Violations violations;
    CheckNewAppearance("appearance", kNow, &appearance, violations);
    EXPECT_TRUE(violations.empty());
    return appearance;
  };
  v1::Appearance tweet = AppearanceAt("https://twitter.com/SecBlinken/status/1627377893451071489");
  EXPECT_EQ(ready(tweet).platform(), "x.com");
  EXPECT_EQ(ready(tweet).platform_id(), "1627377893451071489");
  tweet.set_platform("nitter");
  EXPECT_EQ(ready(tweet).platform(), "nitter");
  EXPECT_EQ(ready(tweet).platform_id(), "");
  EXPECT_EQ(ready(AppearanceAt("https://example.org/a")).platform(), "");
}

}  // namespace
}  // namespace factcheck::domain
