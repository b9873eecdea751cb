// What look-ups by address and exact words answer as claims go through their life.
#include "server/domain/statuses/look_up.h"

#include <gtest/gtest.h>

#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

class ClaimLookUpTest : public ClaimsTest {
 protected:
  // The claims that answer; as of the commit of `token`, if given.
  std::vector<std::string> At(std::string_view url, const std::string& token = "") {
    v1::StatusQuery query;
    query.set_url(std::string(url));
    return Answer(query, token);
  }
  std::vector<std::string> Saying(std::string_view statement, const std::string& token = "") {
    v1::StatusQuery query;
    query.mutable_text()->set_statement(std::string(statement));
    query.mutable_text()->set_claimant("Antony Blinken");
    return Answer(query, token);
  }

 private:
  std::vector<std::string> Answer(const v1::StatusQuery& query, const std::string& token) {
    v1::ReadOptions options;
    options.set_token(token);
    absl::StatusOr<domain::View> view = book().Read(options, absl::InfiniteFuture());
    EXPECT_TRUE(view.ok()) << view.status();
    absl::StatusOr<v1::StatusAnswer> answer =
        domain::LookUp(&*view, /*colleague=*/false).Answer(query);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> claims;
    for (const v1::StatusMatch& match : answer->matches()) claims.push_back(IdOf(match.claim()));
    return claims;
  }
};

constexpr char kUrl[] = "https://example.org/a";

v1::Claim SeenAt(std::string_view url, std::string_view statement) {
  v1::Claim claim = GoodClaim(statement);
  *claim.add_appearances() = AppearanceAt(url);
  return claim;
}

TEST_F(ClaimLookUpTest, MergedClaimLeadsToItsTarget) {
  Create("a", SeenAt(kUrl, "There was no apology."));
  Create("b", GoodClaim("Nobody apologised."));
  ASSERT_TRUE(Merge("a", "b").ok());
  EXPECT_EQ(At(kUrl), std::vector<std::string>{"b"});
  EXPECT_EQ(Saying("There was no apology"), std::vector<std::string>{"b"});
  ASSERT_TRUE(Reopen("a").ok());
  EXPECT_EQ(At(kUrl), std::vector<std::string>{"a"});
}

TEST_F(ClaimLookUpTest, DeletedClaimAnswersNothingUntilItIsUndeleted) {
  const v1::Claim created = Create("a", SeenAt(kUrl, "There was no apology."));
  ASSERT_TRUE(Delete("a").ok());
  EXPECT_EQ(At(kUrl), std::vector<std::string>{});
  EXPECT_EQ(Saying("There was no apology."), std::vector<std::string>{});
  ASSERT_TRUE(Undelete("a").ok());
  EXPECT_EQ(At(kUrl), std::vector<std::string>{"a"});
}

TEST_F(ClaimLookUpTest, NewWordsAreFoundNowAndTheOldAsOfThen) {
  const v1::Claim created = Create("a", GoodClaim("Old words."));
  v1::Claim patch;
  patch.set_name("claims/a");
  patch.set_statement("New words.");
  ASSERT_TRUE(Update(patch, {}).ok());
  EXPECT_EQ(Saying("NEW words"), std::vector<std::string>{"a"});
  EXPECT_EQ(Saying("Old words."), std::vector<std::string>{});
  EXPECT_EQ(Saying("Old words.", created.consistency_token()), std::vector<std::string>{"a"});
}

TEST_F(ClaimLookUpTest, AddedAppearanceAnswersAtOnce) {
  Create("a");
  EXPECT_EQ(At(kUrl), std::vector<std::string>{});
  ASSERT_TRUE(AddAppearance("a", "http://www.example.org/a/?utm_source=x").ok());
  EXPECT_EQ(At(kUrl), std::vector<std::string>{"a"});
}

}  // namespace
}  // namespace factcheck::testing
