#include "client/cli/fields.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "client/cli/names.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"

namespace factcheck::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <typename Request>
void Check(const char* path, const char* text, const char* expected,
           const FieldContext& context = {}) {
  Request request;
  const absl::Status status = SetField(request, path, text, context);
  ASSERT_TRUE(status.ok()) << path << " = " << text << ": " << status;
  Request wanted;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(expected, &wanted)) << expected;
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(request, wanted))
      << path << " = " << text << "\n"
      << request.DebugString();
}

template <typename Request>
void CheckRefused(const char* path, const char* text, const char* says) {
  Request request;
  const absl::Status status = SetField(request, path, text, {});
  EXPECT_FALSE(status.ok()) << path << " = " << text;
  EXPECT_THAT(std::string(status.message()), HasSubstr(says));
}

TEST(FieldsTest, ScalarsByTheirType) {
  Check<v1::CreateClaimRequest>("claim.statement", "There was no apology.",
                                "claim { statement: 'There was no apology.' }");
  Check<v1::CreateClaimRequest>("claim.topics", "balloon", "claim { topics: 'balloon' }");
  Check<v1::ListClaimsRequest>("show_deleted", "true", "show_deleted: true");
  Check<v1::ListClaimsRequest>("page_size", "7", "page_size: 7");
  Check<v1::SuggestRelationshipRequest>("relationship.score", "0.87",
                                        "relationship { score: 0.87 }");
  Check<v1::AddAppearanceRequest>("appearance.media_start_ms", "0",
                                  "appearance { media_start_ms: 0 }");
  CheckRefused<v1::ListClaimsRequest>("page_size", "many", "not a whole number");
}

TEST(FieldsTest, EnumsByTheirShortName) {
  Check<v1::DeclineClaimRequest>("decline_reason", "not-checkable",
                                 "decline_reason: DECLINE_REASON_NOT_CHECKABLE");
  Check<v1::DeclineClaimRequest>("decline_reason", "SPAM", "decline_reason: DECLINE_REASON_SPAM");
  Check<v1::DeclineClaimRequest>("decline_reason", "DECLINE_REASON_SPAM",
                                 "decline_reason: DECLINE_REASON_SPAM");
  Check<v1::SetMemberRequest>("member.roles", "fact-checker",
                              "member { roles: ROLE_FACT_CHECKER }");
  CheckRefused<v1::DeclineClaimRequest>("decline_reason", "boring", "not-checkable");
  EXPECT_THAT(EnumChoices(*v1::Claim::DeclineReason_descriptor()),
              ElementsAre("duplicate", "not-checkable", "out-of-scope", "spam"));
}

TEST(FieldsTest, NamesInTheirShortForm) {
  Check<v1::AcceptClaimRequest>("name", "balloon", "name: 'claims/balloon'",
                                {.pattern = "claims/*"});
}

TEST(FieldsTest, TimesAndDates) {
  Check<v1::PublishVerdictRequest>("embargo_time", "+1h", "embargo_time { seconds: 4600 }",
                                   {.now = absl::FromUnixSeconds(1000)});
  Check<v1::CreateClaimRequest>("claim.claim_date", "2023-02",
                                "claim { claim_date { year: 2023 month: 2 } }");
  CheckRefused<v1::PublishVerdictRequest>("embargo_time", "soon", "is no time");
}

TEST(FieldsTest, MessagesByTheirMainFieldAndKeys) {
  Check<v1::CreateClaimRequest>("claim.claimants",
                                "Antony Blinken; kind=person; role=U.S. Secretary of State",
                                "claim { claimants { name: 'Antony Blinken' kind: KIND_PERSON "
                                "role: 'U.S. Secretary of State' } }");
  Check<v1::CreateClaimRequest>("claim.claimants", "A \\; B; same-as=https://x.example/?a=b",
                                "claim { claimants { name: 'A ; B' "
                                "same_as: 'https://x.example/?a=b' } }");
  Check<v1::CreateClaimRequest>(
      "claim.appearances",
      "https://x.example/?a=1; publish-date=2023-02-19; archive-url=https://a.example",
      "claim { appearances { url: 'https://x.example/?a=1' publish_date { year: 2023 month: 2 day: "
      "19 } archive_urls: 'https://a.example' } }");
  CheckRefused<v1::CreateClaimRequest>("claim.claimants", "A; colour=red", "keys: name, kind");
}

TEST(FieldsTest, CitationsOfTheClaimAtHand) {
  Check<v1::CreateDraftRequest>(
      "revision.citations", "transcript; note=line 12",
      "revision { citations { evidence: 'claims/c/evidence/transcript' note: 'line 12' } }",
      {.parent = "claims/c"});
}

TEST(FieldsTest, RatingsWithTheirLabels) {
  Check<v1::CreateRatingScaleRequest>(
      "rating_scale.ratings",
      "half-true; label=en: Half true; label=de: Halb wahr; normal=mixed; ordinal=2",
      "rating_scale { ratings { code: 'half-true' labels { language: 'en' text: 'Half true' } "
      "labels { language: 'de' text: 'Halb wahr' } normal: NORMAL_RATING_MIXED ordinal: 2 } }");
  Check<v1::CreateDraftRequest>("revision.rating", "false",
                                "revision { rating { code: 'false' } }");
  CheckRefused<v1::CreateRatingScaleRequest>("rating_scale.ratings", "x; label=Half true",
                                             "lacks its language");
}

TEST(FieldsTest, WhatComesFirstMayBeLeftOut) {
  Check<v1::CreateClaimRequest>("claim.claimants", "; kind=crowd",
                                "claim { claimants { kind: KIND_CROWD } }");
  CheckRefused<v1::CreateClaimRequest>("claim.claimants", "; kind=dragon", "none of");
}

TEST(FieldsTest, MessagesAsJson) {
  Check<v1::CreateClaimRequest>("claim.claimants", R"({"name": "A", "kind": "KIND_CROWD"})",
                                "claim { claimants { name: 'A' kind: KIND_CROWD } }");
  CheckRefused<v1::CreateClaimRequest>("claim.claimants", R"({"nme": "A"})", "is no Claimant");
}

TEST(NamesTest, ShortFormsAreExpanded) {
  struct Case {
    const char* pattern;
    const char* text;
    const char* parent;
    const char* name;
  };
  const Case cases[] = {
      {"claims/*", "balloon", "", "claims/balloon"},
      {"claims/*", "claims/balloon", "", "claims/balloon"},
      {"claims/*", "claims", "", "claims/claims"},
      {"claims/*/verdicts/*", "balloon/courier", "", "claims/balloon/verdicts/courier"},
      {"claims/*/verdicts/*", "claims/b/verdicts/c", "", "claims/b/verdicts/c"},
      {"claims/*/evidence/*", "e1", "claims/c", "claims/c/evidence/e1"},
      {"claims/*/evidence/*", "d/e1", "claims/c", "claims/d/evidence/e1"},
      {"publishers/*/ratingScales/*/versions/*", "p/s/2", "",
       "publishers/p/ratingScales/s/versions/2"},
      // What fits no form is left to the server.
      {"claims/*", "a/b/c", "", "a/b/c"},
      {"claims/*", "", "", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ExpandName(c.pattern, c.text, c.parent), c.name) << c.pattern << " " << c.text;
  }
}

TEST(NamesTest, ShortNamesAreTakenBack) {
  EXPECT_EQ(ShortName("claims/balloon"), "balloon");
  EXPECT_EQ(ShortName("claims/balloon/verdicts/courier/revisions/2"), "balloon/courier/2");
  EXPECT_EQ(ShortName("plain"), "plain");
}

}  // namespace
}  // namespace factcheck::cli
