#include <thread>

#include "tests/unit/domain/relationships/relationships_fixture.h"

namespace factcheck::testing {
namespace {

using storage::v1::Change;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Relationship;
using DecideTest = RelationshipsTest;

TEST_F(DecideTest, ConfirmingTellsWhoAndWhy) {
  const std::string name = Suggest("a", "b", Relationship::TYPE_BACKGROUND);
  const auto confirmed = Confirm(checker_, name);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->state(), Relationship::STATE_CONFIRMED);
  EXPECT_EQ(confirmed->decider(), "actors/jane");
  EXPECT_EQ(confirmed->suggester(), "actors/tipster");
  const auto log = Log();
  ASSERT_EQ(log.back().changes_size(), 1);
  EXPECT_EQ(log.back().changes(0).kind(), Change::KIND_RELATIONSHIP_CONFIRMED);
  EXPECT_EQ(log.back().meta().reason(), "the same words");
}

TEST_F(DecideTest, OnlyTheTransitionsThatThereAre) {
  const std::string name = Suggest("a", "b", Relationship::TYPE_BACKGROUND);
  EXPECT_TRUE(Confirm(checker_, name).ok());
  EXPECT_EQ(ReasonName(Confirm(checker_, name).status()), "ILLEGAL_TRANSITION");
  const auto rejected = Reject(checker_, name);
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_EQ(rejected->state(), Relationship::STATE_REJECTED);
  EXPECT_EQ(Log().back().changes(0).kind(), Change::KIND_RELATIONSHIP_REJECTED);
  EXPECT_EQ(ReasonName(Reject(checker_, name).status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(Confirm(checker_, name).status()), "ILLEGAL_TRANSITION");
  EXPECT_THAT(UnmetTypes(Confirm(checker_, name).status()), ElementsAre("STATE"));
}

TEST_F(DecideTest, ConfirmingTheSameStatementShowsInBothStatuses) {
  for (const auto type : {Relationship::TYPE_DUPLICATE_OF, Relationship::TYPE_PARAPHRASE_OF,
                          Relationship::TYPE_TRANSLATION_OF}) {
    const std::string name = Suggest("a", "b", type);
    EXPECT_THAT(EquivalentsOf("a"), IsEmpty()) << "a suggestion says nothing";
    ASSERT_TRUE(Confirm(checker_, name).ok());
    EXPECT_THAT(EquivalentsOf("a"), ElementsAre("claims/b"));
    EXPECT_THAT(EquivalentsOf("b"), ElementsAre("claims/a"));
    ASSERT_TRUE(Reject(checker_, name).ok());
    EXPECT_THAT(EquivalentsOf("a"), IsEmpty());
    EXPECT_THAT(EquivalentsOf("b"), IsEmpty());
  }
}

TEST_F(DecideTest, OtherTypesShowInNoStatus) {
  for (const auto type : {Relationship::TYPE_NARROWER_THAN, Relationship::TYPE_CONTRADICTS,
                          Relationship::TYPE_BACKGROUND}) {
    ASSERT_TRUE(Confirm(checker_, Suggest("a", "b", type)).ok());
  }
  EXPECT_THAT(EquivalentsOf("a"), IsEmpty());
  EXPECT_THAT(EquivalentsOf("b"), IsEmpty());
}

TEST_F(DecideTest, TheStatusChangesInTheSameCommit) {
  const std::string name = Suggest("a", "b");
  ASSERT_TRUE(Confirm(checker_, name).ok());
  std::vector<Change::Kind> kinds;
  const auto log = Log();
  for (const Change& change : log.back().changes()) kinds.push_back(change.kind());
  EXPECT_THAT(kinds, ElementsAre(Change::KIND_RELATIONSHIP_CONFIRMED, Change::KIND_STATUS_CHANGED,
                                 Change::KIND_STATUS_CHANGED));
}

TEST_F(DecideTest, TwentyEquivalentsShow) {
  for (int i = 0; i < 25; ++i) {
    const std::string id = StrCat("e", i / 10, i % 10);
    PutClaim(id);
    ASSERT_TRUE(Confirm(checker_, Suggest(id, "a")).ok());
  }
  const std::vector<std::string> names = EquivalentsOf("a");
  ASSERT_EQ(names.size(), domain::kMaxEquivalents);
  EXPECT_EQ(names.front(), "claims/e00");
  EXPECT_EQ(names.back(), "claims/e19");
}

TEST_F(DecideTest, RacingConfirmationsLoseNothing) {
  std::vector<std::string> names;
  for (int i = 0; i < 16; ++i) {
    PutClaim(StrCat("e", i));
    names.push_back(Suggest(StrCat("e", i), "a"));
  }
  std::vector<std::thread> threads;
  for (const std::string& name : names) {
    threads.emplace_back([this, &name] { EXPECT_TRUE(Confirm(checker_, name).ok()); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(EquivalentsOf("a").size(), 16u);
}

TEST_F(DecideTest, AssistantsNeverDecide) {
  const std::string name = Suggest("a", "b");
  EXPECT_EQ(ReasonName(Confirm(assistant_, name).status()), "AI_NOT_ALLOWED");
  EXPECT_EQ(ReasonName(Reject(assistant_, name).status()), "AI_NOT_ALLOWED");
  EXPECT_THAT(EquivalentsOf("a"), IsEmpty());
}

TEST_F(DecideTest, TheEtagMustBeCurrentWhereOneIsGiven) {
  const auto suggested = TrySuggest(contributor_, "a", "b", Relationship::TYPE_PARAPHRASE_OF);
  const auto confirmed = Confirm(checker_, suggested->name(), suggested->etag());
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(ReasonName(Reject(checker_, suggested->name(), suggested->etag()).status()),
            "ETAG_MISMATCH");
  EXPECT_TRUE(Reject(checker_, suggested->name(), confirmed->etag()).ok());
}

TEST_F(DecideTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(Confirm(checker_, "claims/a/relationships/r").status(),
            domain::NotFound("claims/a/relationships/r"));
  EXPECT_THAT(ViolatedFields(Confirm(checker_, "claims/a", "bad").status()),
              ElementsAre("name", "etag"));
}

TEST_F(DecideTest, OnAMergedClaimOnlyRejectingIsLeft) {
  PutClaim("e");
  const std::string suggested = Suggest("e", "b", Relationship::TYPE_BACKGROUND);
  const std::string confirmed = Suggest("e", "b");
  ASSERT_TRUE(Confirm(checker_, confirmed).ok());
  PutClaim("e", v1::Claim::STATE_MERGED, "claims/a");
  EXPECT_EQ(ReasonName(Confirm(checker_, suggested).status()), "CLAIM_MERGED");
  ASSERT_TRUE(Reject(checker_, confirmed).ok());
  EXPECT_THAT(EquivalentsOf("b"), IsEmpty());
}

TEST_F(DecideTest, OnADeletedClaimNothingIs) {
  const std::string name = Suggest("a", "b");
  PutClaim("b", v1::Claim::STATE_DELETED);
  EXPECT_EQ(ReasonName(Confirm(checker_, name).status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(Reject(checker_, name).status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(Reject(consumer_, name).status(), domain::NotFound(name));
}

}  // namespace
}  // namespace factcheck::testing
