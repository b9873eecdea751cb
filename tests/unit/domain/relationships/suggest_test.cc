#include <limits>

#include "google/rpc/error_details.pb.h"
#include "tests/unit/domain/relationships/relationships_fixture.h"

namespace factcheck::testing {
namespace {

using storage::v1::Change;
using ::testing::ElementsAre;
using v1::Relationship;

class SuggestTest : public RelationshipsTest {
 protected:
  absl::StatusOr<Relationship> Suggested(const v1::SuggestRelationshipRequest& request) {
    return Await<Relationship>(relationships_, &domain::Relationships::SuggestRelationship,
                               contributor_, request);
  }
  v1::SuggestRelationshipRequest Request() {
    v1::SuggestRelationshipRequest request;
    request.set_parent("claims/a");
    request.mutable_relationship()->set_target("claims/b");
    request.mutable_relationship()->set_type(Relationship::TYPE_CONTRADICTS);
    return request;
  }
  void CheckScore(double score, bool good) {
    v1::SuggestRelationshipRequest request = Request();
    request.mutable_relationship()->set_score(score);
    request.set_validate_only(true);
    const auto suggested = Suggested(request);
    EXPECT_EQ(ReasonName(suggested.status()), good ? "OK" : "INVALID_FIELDS") << score;
    if (suggested.ok()) {
      EXPECT_EQ(suggested->score(), score);
    }
  }
};

TEST_F(SuggestTest, IsASuggestionByItsSuggester) {
  v1::SuggestRelationshipRequest request = Request();
  request.mutable_relationship()->set_note(" Same\r\nspeech ");
  request.mutable_relationship()->set_model("embedder-3");
  request.mutable_relationship()->set_score(0.75);
  request.mutable_relationship()->set_state(Relationship::STATE_CONFIRMED);  // Output only.
  request.mutable_relationship()->set_decider("actors/tipster");
  request.set_relationship_id("r");
  const auto suggested = Suggested(request);
  ASSERT_TRUE(suggested.ok()) << suggested.status();
  EXPECT_EQ(suggested->name(), "claims/a/relationships/r");
  EXPECT_EQ(suggested->state(), Relationship::STATE_SUGGESTED);
  EXPECT_EQ(suggested->suggester(), "actors/tipster");
  EXPECT_EQ(suggested->decider(), "");
  EXPECT_EQ(suggested->note(), "Same\nspeech");
  EXPECT_EQ(suggested->score(), 0.75);
  EXPECT_EQ(suggested->etag().size(), 13u);
  EXPECT_EQ(Log().back().changes(0).kind(), Change::KIND_RELATIONSHIP_SUGGESTED);
  EXPECT_EQ(Log().back().changes(0).claim(), "a");
}

TEST_F(SuggestTest, ScoresAreFiniteAndWithinZeroToOne) {
  for (double good : {0.0, 0.5, 1.0}) CheckScore(good, true);
  for (double bad : {-0.1, 1.0000001, std::numeric_limits<double>::quiet_NaN(),
                     std::numeric_limits<double>::infinity()}) {
    CheckScore(bad, false);
  }
}

TEST_F(SuggestTest, NoScoreIsNotAScoreOfNothing) {
  EXPECT_FALSE(Suggested(Request())->has_score());
  v1::SuggestRelationshipRequest request = Request();
  request.mutable_relationship()->set_target("claims/c");
  request.mutable_relationship()->set_score(0);
  EXPECT_TRUE(Suggested(request)->has_score());
}

TEST_F(SuggestTest, NamesEveryBrokenRuleAtOnce) {
  v1::SuggestRelationshipRequest request;
  request.set_parent("claims");
  request.set_relationship_id("A");
  request.mutable_relationship()->set_model(std::string(201, 'm'));
  request.mutable_relationship()->set_note(std::string(2001, 'n'));
  EXPECT_THAT(ViolatedFields(Suggested(request).status()),
              ElementsAre("parent", "relationship.target", "relationship_id", "relationship.type",
                          "relationship.model", "relationship.note"));
  request = Request();
  request.mutable_relationship()->set_target("claims/a");
  EXPECT_THAT(ViolatedFields(Suggested(request).status()), ElementsAre("relationship.target"));
  request = Request();
  request.mutable_relationship()->set_type(static_cast<Relationship::Type>(70));
  EXPECT_THAT(ViolatedFields(Suggested(request).status()), ElementsAre("relationship.type"));
}

TEST_F(SuggestTest, TheSameAgainNamesTheFirst) {
  const std::string first = Suggest("a", "b", Relationship::TYPE_PARAPHRASE_OF, "first");
  const auto again =
      TrySuggest(checker_, "a", "b", Relationship::TYPE_PARAPHRASE_OF, "second").status();
  EXPECT_EQ(again, domain::AlreadyExists(first));
  ASSERT_TRUE(Reject(checker_, first).ok());
  EXPECT_EQ(TrySuggest(checker_, "a", "b", Relationship::TYPE_PARAPHRASE_OF).status(),
            domain::AlreadyExists(first));
}

TEST_F(SuggestTest, AnotherTypeTargetOrDirectionIsAnother) {
  Suggest("a", "b", Relationship::TYPE_PARAPHRASE_OF);
  Suggest("a", "b", Relationship::TYPE_BACKGROUND);
  Suggest("a", "c", Relationship::TYPE_PARAPHRASE_OF);
  Suggest("b", "a", Relationship::TYPE_PARAPHRASE_OF);
}

TEST_F(SuggestTest, IdsAreNeverGivenTwice) {
  Suggest("a", "b", Relationship::TYPE_PARAPHRASE_OF, "r");
  EXPECT_EQ(TrySuggest(checker_, "a", "c", Relationship::TYPE_BACKGROUND, "r").status(),
            domain::AlreadyExists("claims/a/relationships/r"));
}

TEST_F(SuggestTest, BothClaimsMustStand) {
  PutClaim("m", v1::Claim::STATE_MERGED, "claims/a");
  PutClaim("x", v1::Claim::STATE_DELETED);
  const auto reason = [this](const domain::Principal& who, const char* from, const char* to) {
    return ReasonName(TrySuggest(who, from, to, Relationship::TYPE_BACKGROUND).status());
  };
  EXPECT_EQ(reason(contributor_, "nowhere", "a"), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(reason(contributor_, "a", "nowhere"), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(reason(contributor_, "m", "b"), "CLAIM_MERGED");
  EXPECT_EQ(reason(contributor_, "b", "m"), "CLAIM_MERGED");
  EXPECT_EQ(reason(contributor_, "x", "b"), "ILLEGAL_TRANSITION");
  EXPECT_EQ(reason(contributor_, "b", "x"), "ILLEGAL_TRANSITION");
  EXPECT_EQ(reason(consumer_, "b", "x"), "RESOURCE_NOT_FOUND");
}

TEST_F(SuggestTest, AssistantsMaySuggest) {
  const auto suggested = TrySuggest(assistant_, "a", "b", Relationship::TYPE_DUPLICATE_OF);
  ASSERT_TRUE(suggested.ok()) << suggested.status();
  EXPECT_EQ(suggested->suggester(), "actors/bot");
}

TEST_F(SuggestTest, AClaimHasABoundAtEitherEnd) {
  auto put = book().WriteAndWait({admin_, "test"}, v1::GetClaimRequest(),
                                 [](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                   const std::string key = domain::keys::RelationshipCount("a");
                                   auto entry = txn.Get(key);
                                   if (!entry.ok()) return entry.status();
                                   txn.Put(key, std::to_string(domain::kMaxRelationships - 1));
                                   return std::string();
                                 });
  ASSERT_TRUE(put.ok()) << put.status();
  Suggest("b", "a");
  EXPECT_EQ(ReasonName(TrySuggest(checker_, "a", "c", Relationship::TYPE_BACKGROUND).status()),
            "LIMIT_REACHED");
  EXPECT_EQ(ReasonName(TrySuggest(checker_, "c", "a", Relationship::TYPE_BACKGROUND).status()),
            "LIMIT_REACHED");
  Suggest("b", "c");
}

}  // namespace
}  // namespace factcheck::testing
