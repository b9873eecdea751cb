// Suggestions for new claims: which, how many, once, and never what a person has spoken on.
#include "server/search/service/intake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
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

constexpr std::string_view kBridge = "The old bridge over the river was closed for a year.";
constexpr std::string_view kAlike = "The old bridge over the river was closed for a whole year";

class IntakeTest : public SearchesTest {
 protected:
  std::unique_ptr<search::Intake> Started() {
    auto intake = std::make_unique<search::Intake>(
        &book(), &projection_,
        search::IntakeOptions{
            .least_score = 0.7,
            .rest = 0,
            .on_error = [this](const auto& error) { errors_.push_back(error.ToString()); },
            .on_damaged = [this](const auto& error) { damaged_.push_back(error.ToString()); }});
    EXPECT_TRUE(intake->Start().ok());
    return intake;
  }
  void Settle(const search::Intake& intake) {
    ASSERT_TRUE(intake.Await(engine().LatestVersion(), absl::Now() + absl::Seconds(60)));
    EXPECT_THAT(errors_, IsEmpty());
  }

  // "target type state" of what the claim is in, also where it is the target: then "from ...".
  std::vector<std::string> Relationships(std::string_view id,
                                         const domain::Principal* who = nullptr) {
    v1::ListRelationshipsRequest request;
    request.set_parent(StrCat("claims/", id));
    request.set_page_size(1000);
    auto list = Read<v1::ListRelationshipsResponse>(relationships_,
                                                    &domain::Relationships::ListRelationships,
                                                    who == nullptr ? chief_ : *who, request);
    EXPECT_TRUE(list.ok()) << list.status();
    std::vector<std::string> all;
    if (!list.ok()) return all;
    for (const v1::Relationship& each : list->relationships()) {
      const std::string own = StrCat("claims/", id, "/");
      const std::string type = v1::Relationship::Type_Name(each.type()).substr(5);
      const std::string state = v1::Relationship::State_Name(each.state()).substr(6);
      all.push_back(each.name().starts_with(own)
                        ? StrCat(each.target().substr(7), " ", type, " ", state)
                        : StrCat("from ", each.name().substr(7, each.name().find('/', 7) - 7), " ",
                                 type, " ", state));
    }
    return all;
  }
  v1::Relationship First(std::string_view id) {
    v1::ListRelationshipsRequest request;
    request.set_parent(StrCat("claims/", id));
    auto list = Read<v1::ListRelationshipsResponse>(
        relationships_, &domain::Relationships::ListRelationships, chief_, request);
    return list.ok() && list->relationships_size() > 0 ? list->relationships(0)
                                                       : v1::Relationship();
  }
  v1::Relationship Suggest(std::string_view id, std::string_view target,
                           v1::Relationship::Type type) {
    v1::SuggestRelationshipRequest request;
    request.set_parent(StrCat("claims/", id));
    request.mutable_relationship()->set_target(StrCat("claims/", target));
    request.mutable_relationship()->set_type(type);
    auto made = Await<v1::Relationship>(relationships_, &domain::Relationships::SuggestRelationship,
                                        chief_, request);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(v1::Relationship());
  }
  void Reject(const v1::Relationship& relationship) {
    v1::RejectRelationshipRequest request;
    request.set_name(relationship.name());
    auto made = Await<v1::Relationship>(relationships_, &domain::Relationships::RejectRelationship,
                                        chief_, request);
    EXPECT_TRUE(made.ok()) << made.status();
  }

  std::vector<std::string> errors_;
  std::vector<std::string> damaged_;
};

TEST_F(IntakeTest, SuggestsTheSameAndTheAlikeButNothingElse) {
  const auto intake = Started();
  Create("first", kBridge);
  Create("other", "The mayor bought forty new buses");
  Create("same", "the old bridge over the river was closed for a year");
  Settle(*intake);
  Create("alike", kAlike);
  Settle(*intake);
  EXPECT_THAT(Relationships("other"), IsEmpty());
  EXPECT_THAT(Relationships("same"),
              ElementsAre("first DUPLICATE_OF SUGGESTED", "from alike PARAPHRASE_OF SUGGESTED"));
  EXPECT_THAT(Relationships("alike"), UnorderedElementsAre("first PARAPHRASE_OF SUGGESTED",
                                                           "same PARAPHRASE_OF SUGGESTED"));
  const v1::Relationship made = First("same");
  EXPECT_EQ(made.suggester(), "actors/factcheckd");
  EXPECT_EQ(made.model(), search::kSuggestModel);
  EXPECT_GE(made.score(), 0.7);
  EXPECT_LE(made.score(), 1);
  EXPECT_EQ(made.decider(), "");
  EXPECT_LT(First("alike").score(), 1);
  EXPECT_EQ(intake->counts().claims, 4);
  EXPECT_EQ(intake->counts().suggestions, 3);
  EXPECT_LT(intake->counts().lag, absl::Seconds(1));
}

TEST_F(IntakeTest, IsAChangeOfTheFeedLikeAnyOther) {
  const auto intake = Started();
  Create("first", kBridge);
  Create("same", kBridge);
  Settle(*intake);
  const std::vector<storage::v1::LogRecord> log = Log();
  EXPECT_EQ(log.back().meta().actor(), "factcheckd");
  EXPECT_EQ(log.back().meta().method(), "intake/duplicates");
  ASSERT_EQ(log.back().changes_size(), 1);
  EXPECT_EQ(log.back().changes(0).kind(), storage::v1::Change::KIND_RELATIONSHIP_SUGGESTED);
  EXPECT_EQ(log.back().changes(0).claim(), "same");
}

TEST_F(IntakeTest, WhatFlipsTheTruthIsNotADuplicate) {
  const auto intake = Started();
  Create("first", "The factory on the hill employs 400 people from the valley");
  Create("more", "The factory on the hill employs 900 people from the valley");
  Create("not", "The factory on the hill does not employ 400 people from the valley");
  Settle(*intake);
  EXPECT_THAT(Relationships("first"), IsEmpty());
}

TEST_F(IntakeTest, SuggestsNoMoreThanThreeAndTheOldestOfEquals) {
  const auto intake = Started();
  for (int i = 0; i < 8; ++i) Create(StrCat("c-", i), kBridge);
  Settle(*intake);
  EXPECT_THAT(Relationships("c-7"),
              UnorderedElementsAre("c-0 DUPLICATE_OF SUGGESTED", "c-1 DUPLICATE_OF SUGGESTED",
                                   "c-2 DUPLICATE_OF SUGGESTED"));
  // 0, 1, 2 and then three each.
  EXPECT_EQ(intake->counts().suggestions, 0 + 1 + 2 + 5 * 3);
}

TEST_F(IntakeTest, LeavesRoomForPeople) {
  const auto intake = Started();
  const int claims = static_cast<int>(domain::kMaxSuggestedByServer) + 10;
  for (int i = 0; i < claims; ++i) Create(StrCat("c-", i), kBridge);
  Settle(*intake);
  EXPECT_EQ(Relationships("c-0").size(), domain::kMaxSuggestedByServer);
  Suggest(StrCat("c-", claims - 1), "c-0", v1::Relationship::TYPE_DUPLICATE_OF);
}

TEST_F(IntakeTest, WhatPeopleRelatedOrRejectedIsNotSuggested) {
  Create("first", kBridge);
  auto intake = Started();
  Settle(*intake);
  intake->Stop();
  intake.reset();
  Create("rejected", kBridge);
  Reject(Suggest("first", "rejected", v1::Relationship::TYPE_DUPLICATE_OF));
  Create("background", kBridge);
  Suggest("background", "first", v1::Relationship::TYPE_BACKGROUND);
  intake = Started();
  Settle(*intake);
  EXPECT_THAT(Relationships("rejected"),
              UnorderedElementsAre("from first DUPLICATE_OF REJECTED",
                                   "from background DUPLICATE_OF SUGGESTED"));
  EXPECT_THAT(Relationships("background"), UnorderedElementsAre("first BACKGROUND SUGGESTED",
                                                                "rejected DUPLICATE_OF SUGGESTED"));
}

TEST_F(IntakeTest, DeletedClaimsAreNotSuggestedAndMergedOnesLeadToTheirTarget) {
  auto intake = Started();
  Create("target", "A bridge stood closed throughout the year two thousand");
  Create("merged", kBridge);
  Create("gone", kBridge);
  v1::MergeClaimRequest merge;
  merge.set_name("claims/merged");
  merge.set_target("claims/target");
  Settle(*intake);
  const auto before = Relationships("target");
  Do(&domain::Claims::MergeClaim, merge);
  v1::DeleteClaimRequest remove;
  remove.set_name("claims/gone");
  Do(&domain::Claims::DeleteClaim, remove);
  Create("late", kBridge);
  Settle(*intake);
  EXPECT_THAT(before, IsEmpty());
  EXPECT_THAT(Relationships("late"), ElementsAre("target DUPLICATE_OF SUGGESTED"));
  // Those who may not see the deleted claim see nothing of what was suggested of it before.
  EXPECT_THAT(Relationships("merged", &consumer_), IsEmpty());
}

TEST_F(IntakeTest, AClaimThatIsDeletedBeforeItIsLookedAtGetsNothing) {
  Create("first", kBridge);
  auto intake = Started();
  Settle(*intake);
  intake->Stop();
  Create("gone", kBridge);
  v1::DeleteClaimRequest remove;
  remove.set_name("claims/gone");
  Do(&domain::Claims::DeleteClaim, remove);
  intake = Started();
  Settle(*intake);
  EXPECT_THAT(Relationships("first"), IsEmpty());
}

TEST_F(IntakeTest, BeginsWithWhatComesInAndGoesOnWhereItWas) {
  Create("before", kBridge);
  Create("also-before", kBridge);
  auto intake = Started();
  Settle(*intake);
  EXPECT_EQ(intake->counts().claims, 0);
  Create("one", kBridge);
  Settle(*intake);
  intake->Stop();
  Create("two", kBridge);
  intake = Started();
  Settle(*intake);
  EXPECT_EQ(intake->counts().claims, 1);
  EXPECT_EQ(Relationships("two").size(), 3);
  // Nothing new: nothing is looked at again.
  intake->Stop();
  intake = Started();
  Settle(*intake);
  EXPECT_EQ(intake->counts().claims, 0);
  EXPECT_THAT(Relationships("before"), UnorderedElementsAre("from one DUPLICATE_OF SUGGESTED",
                                                            "from two DUPLICATE_OF SUGGESTED"));
}

TEST_F(IntakeTest, StoppedAtAnyMomentItLooksAtEachClaimOnce) {
  // One after the other is stopped wherever it is.
  Started()->Stop();
  uint64_t looked = 0;
  for (int i = 0; i < 60; ++i) {
    Create(StrCat("c-", i), StrCat(kBridge, i % 3 == 0 ? "" : " Indeed."));
    const auto intake = Started();
    if (i % 2 == 0) intake->Await(engine().LatestVersion(), absl::Now() + absl::Milliseconds(2));
    intake->Stop();
    looked += intake->counts().claims;
  }
  const auto intake = Started();
  Settle(*intake);
  looked += intake->counts().claims;
  EXPECT_EQ(looked, 60);
  for (int i = 3; i < 60; ++i) {
    size_t own = 0;
    for (const std::string& each : Relationships(StrCat("c-", i))) own += !each.starts_with("from");
    EXPECT_LE(own, search::kMaxSuggestions) << i;
    EXPECT_GE(own, 1) << i;
  }
}

TEST_F(IntakeTest, DisabledItDoesNothing) {
  search::Intake intake(&book(), &projection_, {.enabled = false});
  ASSERT_TRUE(intake.Start().ok());
  const storage::Version before = engine().LatestVersion();
  Create("first", kBridge);
  Create("same", kBridge);
  EXPECT_FALSE(intake.Await({before.value + 1}, absl::Now()));
  EXPECT_THAT(Relationships("same"), IsEmpty());
}

TEST_F(IntakeTest, AReplacedStoreHasItsOwnSuggestions) {
  auto intake = Started();
  Create("first", kBridge);
  Settle(*intake);
  // As after Engine::Load: what is there by now is not looked at.
  intake->StoreReplaced();
  Settle(*intake);
  Create("same", kBridge);
  Settle(*intake);
  EXPECT_THAT(Relationships("same"), ElementsAre("first DUPLICATE_OF SUGGESTED"));
  EXPECT_EQ(intake->counts().claims, 2);
}

TEST_F(IntakeTest, ADamagedClaimIsPassedOverOnceAndKeepsNobodyElseBack) {
  Create("first", kBridge);
  auto intake = Started();
  Settle(*intake);
  intake->Stop();
  Create("same", kBridge);
  Create("damaged", kBridge);
  Create("last", kBridge);
  Damage("damaged", /*logged=*/true);
  intake = Started();
  Settle(*intake);
  EXPECT_EQ(intake->counts().claims, 2);
  EXPECT_EQ(intake->counts().damaged, 1);
  EXPECT_THAT(damaged_, ElementsAre(::testing::HasSubstr("damaged")));
  EXPECT_THAT(Relationships("last"),
              UnorderedElementsAre("first DUPLICATE_OF SUGGESTED", "same DUPLICATE_OF SUGGESTED"));
  // Nor is anybody told of it again.
  intake->Stop();
  intake = Started();
  Create("later", kBridge);
  Settle(*intake);
  EXPECT_EQ(intake->counts().claims, 1);
  EXPECT_EQ(damaged_.size(), 1);
}

TEST_F(IntakeTest, ADamagedClaimIsNotSuggested) {
  const auto intake = Started();
  Create("first", kBridge);
  Create("damaged", kBridge);
  Settle(*intake);
  Damage("damaged", /*logged=*/false);
  Create("same", kBridge);
  Settle(*intake);
  EXPECT_THAT(Relationships("same"), ElementsAre("first DUPLICATE_OF SUGGESTED"));
  EXPECT_THAT(damaged_, IsEmpty());
}

TEST_F(IntakeTest, ATrimmedLogIsPassedOver) {
  Create("first", kBridge);
  auto intake = Started();
  Settle(*intake);
  intake->Stop();
  Create("lost", kBridge);
  ASSERT_TRUE(engine().TrimLog(engine().LatestVersion()).ok());
  Create("same", kBridge);
  intake = Started();
  ASSERT_TRUE(intake->Await(engine().LatestVersion(), absl::Now() + absl::Seconds(60)));
  EXPECT_EQ(errors_.size(), 1);
  EXPECT_EQ(intake->counts().claims, 1);
  EXPECT_THAT(Relationships("same"),
              UnorderedElementsAre("first DUPLICATE_OF SUGGESTED", "lost DUPLICATE_OF SUGGESTED"));
}

}  // namespace
}  // namespace factcheck::testing
