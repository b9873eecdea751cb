#include "server/domain/transfers/rating_rules.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace factcheck::domain {
namespace {

constexpr v1::NormalRating kTrue = v1::NORMAL_RATING_TRUE;
constexpr v1::NormalRating kMixed = v1::NORMAL_RATING_MIXED;
constexpr v1::NormalRating kFalse = v1::NORMAL_RATING_FALSE;
constexpr v1::NormalRating kOther = v1::NORMAL_RATING_OTHER;

void Check(v1::NormalRating expected, std::initializer_list<std::string_view> labels,
           std::string_view language = "en") {
  for (std::string_view label : labels) {
    const auto got = RatingRules::Builtin().Match(label, language).value_or(kOther);
    EXPECT_EQ(v1::NormalRating_Name(got), v1::NormalRating_Name(expected)) << label;
  }
}

RatingRules Parse(std::string_view text) {
  Violations violations;
  RatingRules rules = RatingRules::Parse("rules", text, violations);
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
  return rules;
}

TEST(BuiltinRatingRules, KnowTheShadesOfTrue) {
  Check(kTrue, {"True",
                "TRUE",
                "true.",
                "Mostly True",
                "mostly_true",
                "mostly-correct",
                "Correct",
                "Verdict: True",
                "Verdict:\u00a0True",
                "Determination: Mostly True",
                "Truth!",
                "Authorship Confirmed!",
                "Legit",
                "no baloney",
                "a little baloney",
                "CONCLUSION: True. However, the rate was the lowest in the isles in 2014.",
                "This claim is true.",
                "Geppetto Checkmark",
                "one pinocchio",
                "Likely True",
                "Therefore, on the whole, we rate this claim Mostly TRUE."});
}

TEST(BuiltinRatingRules, KnowTheShadesOfFalse) {
  Check(kFalse, {"False",
                 "FALSE",
                 "FASLE",
                 "Mostly False",
                 "mostly_false",
                 "Mostly Fiction!",
                 "Not true",
                 "This is not true.",
                 "This isn’t correct, the story is satire.",
                 "Pants on Fire!",
                 "Four Pinocchios",
                 "3 pinnochios",
                 "Barely True",
                 "Hoax",
                 "Fake news",
                 "Miscaptioned",
                 "Misattributed",
                 "Incorrect",
                 "Inaccurate",
                 "Untrue",
                 "Bogus Warning",
                 "False: the picture is of 2019",
                 "The claim is false. It was a film.",
                 "We rate his claim FALSE. As our guide explains, this means: inaccurate",
                 "Misleading and false",
                 "The picture in question is morphed.",
                 "a lot of baloney",
                 "The claim that somebody is giving everything away is FALSE.",
                 "Totally Fake"});
}

TEST(BuiltinRatingRules, KnowWhatIsBetween) {
  Check(kMixed, {"Half True", "half-true", "Mixture", "Partly False", "Partially true",
                 "Truth! & Fiction!", "Verdict: True/False", "Misleading", "Exaggerated",
                 "Two Pinocchios", "in-between", "Not the whole story", "Cherry Picks",
                 "not entirely true", "Correct, but in 2011 they allowed it."});
}

TEST(BuiltinRatingRules, LeaveTheRestOutside) {
  Check(kOther, {"Satire", "Unproven", "Missing context", "Needs Context", "No evidence",
                 "There is no evidence of this.", "Promise Kept", "Full Flop", "Outdated",
                 "Opinion!", "Legend", "Unsubstantiated", "Disputed", "Other",
                 "Researchers estimate that up to 22 patients a month are concerned.", "not proven",
                 "Not a hoax!", "", "?!"});
}

TEST(BuiltinRatingRules, SpeakOtherLanguages) {
  Check(kFalse, {"Faux", "C'est faux"}, "fr");
  Check(kMixed, {"Partiellement faux", "Trompeur"}, "fr-CA");
  Check(kTrue, {"Vrai", "Plutôt vrai"}, "fr");
  Check(kFalse, {"Falso", "Bulo", "No es cierto"}, "es");
  Check(kMixed, {"Verdad a medias", "Engañoso"}, "es");
  Check(kFalse, {"Boato", "Falso"}, "pt-BR");
  Check(kFalse, {"Falsch", "Größtenteils falsch"}, "de");
  Check(kMixed, {"Teilweise falsch", "Irreführend"}, "de");
  Check(kOther, {"Unbelegt", "Fehlender Kontext"}, "de");
  Check(kFalse, {"زائف", "غير صحيح", "خطأ"}, "ar");
  Check(kMixed, {"مضلل", "صحيح جزئيا"}, "ar");
  Check(kTrue, {"صحيح"}, "ar");
  Check(kFalse, {"झूठ", "फर्जी"}, "hi");
  Check(kMixed, {"भ्रामक"}, "hi");
  Check(kFalse, {"Yanlış"}, "tr");
  Check(kFalse, {"Hoaks", "Salah"}, "id");
}

TEST(RatingRules, TheFirstMatchCounts) {
  const RatingRules rules = Parse("half false -> MIXED\n* false -> FALSE # all others\n");
  EXPECT_EQ(rules.Match("Half false", "en"), kMixed);
  EXPECT_EQ(rules.Match("very false", "en"), kFalse);
  EXPECT_EQ(rules.Match("false", "en"), kFalse);
  EXPECT_EQ(rules.Match("false indeed", "en"), std::nullopt);
}

TEST(RatingRules, GroupsAndGapsMatch) {
  const RatingRules rules = Parse("(very|) (false|not true) * (indeed|truly) -> FALSE");
  EXPECT_EQ(rules.Match("very false and that indeed", "en"), kFalse);
  EXPECT_EQ(rules.Match("Not true: truly!", "en"), kFalse);
  EXPECT_EQ(rules.Match("very indeed", "en"), std::nullopt);
}

TEST(RatingRules, LeadsAreTakenOffButNeverTheWholeLabel) {
  const RatingRules rules =
      Parse("lead verdict\nlead our (final|)\nfalse -> FALSE\nverdict -> TRUE");
  EXPECT_EQ(rules.Match("Our final verdict: false", "en"), kFalse);
  EXPECT_EQ(rules.Match("Our verdict: false", "en"), kFalse);
  EXPECT_EQ(rules.Match("Our verdict", "en"), kTrue);
}

TEST(RatingRules, CountForTheirLanguagesOnly) {
  const RatingRules rules = Parse("[de, fr] fake -> FALSE\nfake -> OTHER");
  EXPECT_EQ(rules.Match("Fake", "de-AT"), kFalse);
  EXPECT_EQ(rules.Match("Fake", "en"), kOther);
  EXPECT_EQ(rules.Match("Fake", "und"), kFalse);
}

TEST(RatingRules, FractionsAreOneWord) {
  const RatingRules rules = Parse("1/4 -> FALSE\n2.5 -> MIXED");
  EXPECT_EQ(rules.Match("1/4", ""), kFalse);
  EXPECT_EQ(rules.Match("2.5!", ""), kMixed);
  EXPECT_EQ(rules.Match("1 4", ""), std::nullopt);
}

TEST(RatingRules, EveryBrokenLineIsNamed) {
  Violations violations;
  RatingRules::Parse("rules",
                     "false\nfalse -> MAYBE\n-> TRUE\n(a|b -> TRUE\n[de false -> TRUE\nlead a *\n"
                     "[] a -> TRUE\n* -> FALSE\ngood -> TRUE\n",
                     violations);
  EXPECT_EQ(violations.count(), 8u);
}

TEST(RatingRules, TooMuchIsRefused) {
  Violations violations;
  RatingRules::Parse("rules", std::string(kMaxRatingRulesBytes + 1, '#'), violations);
  EXPECT_EQ(violations.count(), 1u);
  std::string many;
  for (size_t i = 0; i <= kMaxRatingRules; ++i) many += "a -> TRUE\n";
  RatingRules::Parse("rules", many, violations);
  EXPECT_EQ(violations.count(), 2u);
}

TEST(RatingRules, ManyGapsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 24; ++i) pattern += "* a ";
  const RatingRules rules = Parse(pattern + "b -> TRUE");
  std::string label;
  for (int i = 0; i < 2000; ++i) label += "a ";
  EXPECT_EQ(rules.Match(label, ""), std::nullopt);
}

TEST(NormalOfNumber, GoesByThirds) {
  EXPECT_EQ(NormalOfNumber({.value = 0, .worst = 0, .best = 10}), kFalse);
  EXPECT_EQ(NormalOfNumber({.value = 3, .worst = 0, .best = 10}), kFalse);
  EXPECT_EQ(NormalOfNumber({.value = 4, .worst = 0, .best = 10}), kMixed);
  EXPECT_EQ(NormalOfNumber({.value = 6, .worst = 0, .best = 10}), kMixed);
  EXPECT_EQ(NormalOfNumber({.value = 7, .worst = 0, .best = 10}), kTrue);
  EXPECT_EQ(NormalOfNumber({.value = 3, .worst = 1, .best = 5}), kMixed);
}

}  // namespace
}  // namespace factcheck::domain
