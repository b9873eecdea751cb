#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/search/service/searches_fixture.h"

namespace factcheck::testing {
namespace {

constexpr std::string_view kBalloons =
    "More than forty countries have had these balloons fly over them";

TEST_F(SearchesTest, ASuggestionIsOnlyAReference) {
  Create("balloons", kBalloons, "Antony Blinken");
  Create("other", "Nobody saw the moon");
  const v1::MatchAnswer answer =
      Match("RT @x: 12 countries never had these #Balloons over them! https://t.co/abc");
  ASSERT_EQ(answer.passages_size(), 1);
  EXPECT_EQ(answer.applicability(), v1::APPLICABILITY_SUGGESTED);
  ASSERT_GE(answer.passages(0).matches_size(), 1);
  const v1::ClaimMatch& match = answer.passages(0).matches(0);
  EXPECT_EQ(match.claim(), "claims/balloons");
  EXPECT_EQ(match.applicability(), v1::APPLICABILITY_SUGGESTED);
  EXPECT_FALSE(match.has_status());
  EXPECT_EQ(match.statement(), kBalloons);
  EXPECT_THAT(match.matched_words(), ::testing::ElementsAre("countries", "Balloons"));
  ASSERT_EQ(match.differences_size(), 2);
  EXPECT_EQ(match.differences(0).kind(), v1::MatchDifference::KIND_NUMBER);
  EXPECT_EQ(match.differences(0).in_text(), "12");
  EXPECT_EQ(match.differences(0).in_claim(), "forty");
  EXPECT_EQ(match.differences(1).kind(), v1::MatchDifference::KIND_NEGATION);
  EXPECT_EQ(match.differences(1).in_text(), "never");
}

TEST_F(SearchesTest, TheVeryWordsOfTheClaimantAreExact) {
  Create("balloons", kBalloons, "Antony Blinken");
  const v1::MatchAnswer exact = Match(kBalloons, "Antony Blinken");
  ASSERT_GE(exact.passages(0).matches_size(), 1);
  EXPECT_EQ(exact.applicability(), v1::APPLICABILITY_EXACT);
  EXPECT_EQ(exact.passages(0).matches(0).status().state(), v1::ClaimStatus::STATE_RECEIVED);
  EXPECT_EQ(exact.passages(0).matches(0).score(), 1);
  // The same sentence by somebody else is another claim.
  const v1::MatchAnswer other = Match(kBalloons, "Joe Biden");
  EXPECT_EQ(other.applicability(), v1::APPLICABILITY_SUGGESTED);
  EXPECT_FALSE(other.passages(0).matches(0).has_status());
}

TEST_F(SearchesTest, AConfirmedParaphraseIsConfirmedFromThenOn) {
  Create("c2", "Two score countries saw these balloons", "Antony Blinken");
  const v1::VerdictRevision revision = [] {
    v1::VerdictRevision made = Text("So it is.");
    made.set_title("Title");
    made.set_url("https://wire.example/a");
    made.set_language("en");
    return made;
  }();
  PublishFirst(revision);  // On c1, "There was no apology."
  const auto look = [&] {
    return Match("Two score countries saw these balloons", "Antony Blinken");
  };
  ASSERT_EQ(look().passages(0).matches(0).claim(), "claims/c2");
  v1::SuggestRelationshipRequest suggest;
  suggest.set_parent("claims/c2");
  suggest.mutable_relationship()->set_target("claims/c1");
  suggest.mutable_relationship()->set_type(v1::Relationship::TYPE_PARAPHRASE_OF);
  auto suggested = Await<v1::Relationship>(
      relationships_, &domain::Relationships::SuggestRelationship, author_, suggest);
  ASSERT_TRUE(suggested.ok()) << suggested.status();
  const auto confirmed_to_c1 = [&] {
    const v1::MatchAnswer answer = look();
    for (const v1::ClaimMatch& match : answer.passages(0).matches()) {
      if (match.claim() == "claims/c1") return match;
    }
    return v1::ClaimMatch();
  };
  EXPECT_NE(confirmed_to_c1().applicability(), v1::APPLICABILITY_CONFIRMED);
  v1::ConfirmRelationshipRequest confirm;
  confirm.set_name(suggested->name());
  auto confirmed = Await<v1::Relationship>(
      relationships_, &domain::Relationships::ConfirmRelationship, author_, confirm);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  const v1::ClaimMatch match = confirmed_to_c1();
  EXPECT_EQ(match.applicability(), v1::APPLICABILITY_CONFIRMED);
  EXPECT_EQ(match.via(), "claims/c2");
  EXPECT_EQ(match.status().state(), v1::ClaimStatus::STATE_CHECKED);
}

TEST_F(SearchesTest, AnArticleIsMatchedSentenceBySentence) {
  Create("balloons", kBalloons, "Antony Blinken");
  const std::string article =
      "Good morning, everybody. I think the weather is nice, and I hope that you are well today.\n"
      "Secretary Blinken spoke on Sunday in Munich about what has happened since February. More "
      "than forty countries have had these balloons fly over them, he said at the conference. "
      "What should we make of that? Perhaps nothing at all, because nobody has shown a list. The "
      "conference goes on until Monday, and many other people will speak at it before it ends. "
      "We will report about everything that they say. Thank you for reading what we have written, "
      "and please come back for more of it tomorrow morning.";
  const v1::MatchAnswer answer = Match(article);
  const auto found = std::find_if(
      answer.passages().begin(), answer.passages().end(),
      [](const auto& passage) { return passage.text().starts_with("More than forty"); });
  ASSERT_NE(found, answer.passages().end()) << answer.DebugString();
  EXPECT_EQ(found->matches(0).claim(), "claims/balloons");
  EXPECT_GT(found->matches(0).score(), 0.5);
  EXPECT_EQ(article.substr(static_cast<size_t>(found->span().begin()),
                           static_cast<size_t>(found->span().end() - found->span().begin())),
            found->text());
  for (int i = 1; i < answer.passages_size(); ++i) {
    EXPECT_LE(answer.passages(i).check_worthiness(), answer.passages(i - 1).check_worthiness());
  }
  EXPECT_EQ(answer.language(), "en");
}

TEST_F(SearchesTest, BatchesAreAnsweredInOrder) {
  Create("balloons", kBalloons);
  Create("moon", "Nobody ever saw the moon");
  v1::MatchClaimsRequest request;
  for (const std::string_view text : {"the moon nobody saw", "nothing like it", "these balloons"}) {
    request.add_queries()->set_text(std::string(text));
  }
  request.set_max_matches(1);
  const auto response = Match(consumer_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->answers_size(), 3);
  EXPECT_EQ(response->answers(0).passages(0).matches(0).claim(), "claims/moon");
  EXPECT_EQ(response->answers(1).applicability(), v1::APPLICABILITY_NONE);
  EXPECT_EQ(response->answers(2).passages(0).matches(0).claim(), "claims/balloons");
}

TEST_F(SearchesTest, BadMatchRequestsAreRefused) {
  v1::MatchClaimsRequest request;
  EXPECT_EQ(ViolatedFields(Match(consumer_, request).status()),
            std::vector<std::string>{"queries"});
  request.add_queries();
  request.add_queries()->set_text(std::string(100'001, 'a'));
  request.add_queries()->set_text("a");
  request.mutable_queries(2)->set_language("english");
  request.set_max_matches(51);
  request.set_min_score(1.5);
  EXPECT_EQ(ViolatedFields(Match(consumer_, request).status()),
            (std::vector<std::string>{"queries[0].text", "queries[1].text", "queries[2].language",
                                      "max_matches", "min_score"}));
}

}  // namespace
}  // namespace factcheck::testing
