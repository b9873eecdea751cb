#include "server/domain/values/diff.h"

#include <algorithm>

#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/relationship.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "path: before -> after" of each change.
std::vector<std::string> Changes(const google::protobuf::Message& before,
                                 const google::protobuf::Message& after) {
  std::vector<std::string> all;
  for (const v1::FieldChange& change : Diff(before, after)) {
    all.push_back(change.path() + ": " + change.before() + " -> " + change.after());
  }
  return all;
}

v1::Claim SomeClaim() {
  v1::Claim claim;
  claim.set_statement("There was no apology.");
  claim.set_state(v1::Claim::STATE_RECEIVED);
  claim.add_claimants()->set_name("Antony Blinken");
  claim.mutable_claim_date()->set_year(2023);
  claim.add_topics("china");
  claim.set_etag("before");
  return claim;
}

TEST(DiffTest, OfEqualsIsEmpty) { EXPECT_THAT(Diff(SomeClaim(), SomeClaim()), IsEmpty()); }

TEST(DiffTest, LeavesTheStampedFieldsOut) {
  v1::Claim after = SomeClaim();
  after.set_etag("after");
  after.set_consistency_token("after");
  after.mutable_update_time()->set_seconds(1);
  EXPECT_THAT(Diff(SomeClaim(), after), IsEmpty());
}

TEST(DiffTest, GoesIntoMessagesAndLists) {
  v1::Claim after = SomeClaim();
  after.set_state(v1::Claim::STATE_ACCEPTED);
  after.mutable_claimants(0)->set_kind(v1::Claimant::KIND_PERSON);
  after.add_claimants()->set_name("Wang Yi");
  after.mutable_claim_date()->set_month(2);
  after.set_topics(0, "balloon");
  after.add_topics("china");
  EXPECT_THAT(Changes(SomeClaim(), after),
              ElementsAre("claimants[0].kind:  -> KIND_PERSON", "claimants[1].name:  -> Wang Yi",
                          "claim_date.month:  -> 2", "topics[0]: china -> balloon",
                          "topics[1]:  -> china", "state: STATE_RECEIVED -> STATE_ACCEPTED"));
}

TEST(DiffTest, TheWayBackIsTheMirrorImage) {
  v1::Claim after = SomeClaim();
  after.clear_claimants();
  after.clear_claim_date();
  after.clear_statement();
  EXPECT_THAT(Changes(SomeClaim(), after),
              ElementsAre("statement: There was no apology. -> ",
                          "claimants[0].name: Antony Blinken -> ", "claim_date.year: 2023 -> "));
}

TEST(DiffTest, TimesAreOneValue) {
  v1::Claim after = SomeClaim();
  after.mutable_delete_time()->set_seconds(1'676'808'000);
  EXPECT_THAT(Changes(SomeClaim(), after), ElementsAre("delete_time:  -> 2023-02-19T12:00:00Z"));
}

TEST(DiffTest, EmptyMessagesComeAndGoVisibly) {
  v1::Claim after = SomeClaim();
  after.add_claimants();
  EXPECT_THAT(Changes(SomeClaim(), after), ElementsAre("claimants[1]:  -> {}"));
}

TEST(DiffTest, AnOptionalZeroIsNotNothing) {
  v1::Relationship before;
  v1::Relationship after;
  after.set_score(0);
  EXPECT_THAT(Changes(before, after), ElementsAre("score:  -> 0"));
  before.set_score(0.25);
  EXPECT_THAT(Changes(before, after), ElementsAre("score: 0.25 -> 0"));
}

TEST(DiffTest, AnUnknownEnumNumberShowsAsItsNumber) {
  v1::Claim after = SomeClaim();
  after.set_state(static_cast<v1::Claim::State>(77));
  EXPECT_THAT(Changes(SomeClaim(), after), ElementsAre("state: STATE_RECEIVED -> 77"));
}

TEST(DiffTest, CutsLongTextBetweenCharacters) {
  v1::Claim after = SomeClaim();
  std::string context = "x";
  while (context.size() < 2 * kMaxDiffTextBytes) context += "\u00E9";
  after.set_context(context);
  const std::vector<v1::FieldChange> changes = Diff(SomeClaim(), after);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].after(), context.substr(0, kMaxDiffTextBytes - 1));
}

TEST(SameMessageTest, SeesEveryDifference) {
  EXPECT_TRUE(SameMessage(SomeClaim(), SomeClaim()));
  EXPECT_TRUE(SameMessage(v1::Claim(), v1::Claim()));
  v1::Claim other = SomeClaim();
  other.set_statement("There was no apologY.");  // As many bytes.
  EXPECT_FALSE(SameMessage(SomeClaim(), other));
  other = SomeClaim();
  other.mutable_claimants(0)->set_name("A");
  EXPECT_FALSE(SameMessage(SomeClaim(), other));
  other = SomeClaim();
  other.clear_claim_date();
  EXPECT_FALSE(SameMessage(SomeClaim(), other));
  other = SomeClaim();
  other.mutable_claim_date()->set_month(0);
  EXPECT_TRUE(SameMessage(SomeClaim(), other)) << "what is not set has no bytes";
}

TEST(DiffTest, StopsAtItsBound) {
  v1::Claim after = SomeClaim();
  for (int i = 0; i < 10'000; ++i) after.add_topics("topic");
  EXPECT_EQ(Diff(SomeClaim(), after).size(), kMaxFieldChanges);
}

}  // namespace
}  // namespace factcheck::domain
