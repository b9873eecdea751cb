#include "tests/unit/domain/relationships/relationships_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using v1::Relationship;

class ListRelationshipsTest : public RelationshipsTest {
 protected:
  void SuggestSix() {
    Suggest("b", "a", Relationship::TYPE_BACKGROUND, "b2");
    Suggest("b", "a", Relationship::TYPE_CONTRADICTS, "b1");
    Suggest("a", "c", Relationship::TYPE_PARAPHRASE_OF, "a2");
    Suggest("a", "b", Relationship::TYPE_PARAPHRASE_OF, "a1");
    Suggest("c", "a", Relationship::TYPE_BACKGROUND, "c1");
    Suggest("b", "c", Relationship::TYPE_BACKGROUND, "other");
  }
};

TEST_F(ListRelationshipsTest, OwnFirstThenThoseOfOthers) {
  SuggestSix();
  EXPECT_EQ(ListAll(consumer_, "a"), "a1 a2 b1 b2 c1 ");
  EXPECT_EQ(ListAll(consumer_, "d"), "");
}

TEST_F(ListRelationshipsTest, PagesHoldAllOfThemOnce) {
  SuggestSix();
  EXPECT_EQ(ListAll(consumer_, "a", 1), "a1 |a2 |b1 |b2 |c1 ");
  EXPECT_EQ(ListAll(consumer_, "a", 2), "a1 a2 |b1 b2 |c1 ");
  EXPECT_EQ(ListAll(consumer_, "a", 3), "a1 a2 b1 |b2 c1 ");
  EXPECT_EQ(ListAll(consumer_, "a", 5), "a1 a2 b1 b2 c1 ");
}

TEST_F(ListRelationshipsTest, NoEmptyPageFollowsWhereThereAreNoOthers) {
  Suggest("a", "b", Relationship::TYPE_BACKGROUND, "only");
  EXPECT_EQ(ListAll(consumer_, "a", 1), "only ");
  EXPECT_EQ(ListAll(consumer_, "b", 1), "only ");
}

TEST_F(ListRelationshipsTest, Filters) {
  SuggestSix();
  ASSERT_TRUE(Confirm(checker_, "claims/a/relationships/a2").ok());
  EXPECT_EQ(ListAll(consumer_, "a", 0, "state = CONFIRMED"), "a2 ");
  EXPECT_EQ(ListAll(consumer_, "a", 0, "type = BACKGROUND"), "b2 c1 ");
  EXPECT_EQ(ListAll(consumer_, "a", 1, "type = BACKGROUND OR state = CONFIRMED"), "a2 |b2 |c1 ");
  EXPECT_THAT(ViolatedFields(List(consumer_, "a", -1, "score > 1").status()),
              ElementsAre("page_size", "filter"));
}

TEST_F(ListRelationshipsTest, WhoSuggestedAndDecidedIsForColleagues) {
  const std::string name = Suggest("a", "b");
  ASSERT_TRUE(Confirm(checker_, name).ok());
  for (const char* claim : {"a", "b"}) {
    EXPECT_EQ(List(consumer_, claim)->relationships(0).suggester(), "");
    EXPECT_EQ(List(consumer_, claim)->relationships(0).decider(), "");
    EXPECT_EQ(List(auditor_, claim)->relationships(0).suggester(), "actors/tipster");
    EXPECT_EQ(List(checker_, claim)->relationships(0).decider(), "actors/jane");
  }
}

TEST_F(ListRelationshipsTest, ADeletedClaimTakesItsRelationshipsOutOfSight) {
  SuggestSix();
  PutClaim("b", v1::Claim::STATE_DELETED);
  EXPECT_EQ(ListAll(consumer_, "a"), "a2 c1 ");
  EXPECT_EQ(ListAll(consumer_, "a", 1), "a2 |c1 ");
  EXPECT_EQ(ListAll(checker_, "a"), "a1 a2 b1 b2 c1 ");
  EXPECT_EQ(List(consumer_, "b").status(), domain::NotFound("claims/b"));
  EXPECT_TRUE(List(checker_, "b").ok());
}

TEST_F(ListRelationshipsTest, TokensAreBoundToTheRequest) {
  SuggestSix();
  const std::string token = List(consumer_, "a", 1)->next_page_token();
  EXPECT_EQ(ReasonName(List(consumer_, "b", 1, "", token).status()), "INVALID_PAGE_TOKEN");
  EXPECT_EQ(ReasonName(List(checker_, "a", 1, "", token).status()), "INVALID_PAGE_TOKEN");
  EXPECT_EQ(ReasonName(List(consumer_, "a", 1, "", "x").status()), "INVALID_PAGE_TOKEN");
}

}  // namespace
}  // namespace factcheck::testing
