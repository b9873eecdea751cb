#include "server/domain/verdicts/rating.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::domain {
namespace {

v1::RatingScale Scale() { return testing::MakeScale("publishers/p/ratingScales/s/versions/4"); }

void CheckLabel(const std::string& language, const std::string& expected) {
  v1::RatingScale scale = Scale();
  v1::LocalizedText* traditional = scale.mutable_ratings(1)->add_labels();
  traditional->set_language("zh-Hant");
  traditional->set_text("半");
  auto rating = ResolveRating(scale, "half", language);
  ASSERT_TRUE(rating);
  EXPECT_EQ(rating->label(), expected) << language;
}

TEST(RatingTest, TheLabelIsInTheLanguageOrWhatIsLeftOfItOrTheFirst) {
  CheckLabel("de", "Halb");
  CheckLabel("de-AT", "Halb");
  CheckLabel("zh-Hant-TW", "半");
  CheckLabel("zh-Hant-x-old", "半");
  CheckLabel("zh-Hans", "Half true");
  CheckLabel("fr", "Half true");
  CheckLabel("und", "Half true");
  CheckLabel("", "Half true");
}

TEST(RatingTest, PositionsAreThoseOfTheScale) {
  auto rating = ResolveRating(Scale(), "half", "en");
  ASSERT_TRUE(rating);
  EXPECT_EQ(rating->scale_version(), "publishers/p/ratingScales/s/versions/4");
  EXPECT_EQ(rating->normal(), v1::NORMAL_RATING_MIXED);
  EXPECT_EQ(rating->ordinal(), 3);
  EXPECT_EQ(rating->worst(), 1);
  EXPECT_EQ(rating->best(), 5);
}

TEST(RatingTest, ARatingOutsideTheOrderHasNoPosition) {
  auto rating = ResolveRating(Scale(), "satire", "en");
  ASSERT_TRUE(rating);
  EXPECT_EQ(rating->label(), "Satire");
  EXPECT_FALSE(rating->has_ordinal() || rating->has_worst() || rating->has_best());
}

TEST(RatingTest, AnUnknownCodeIsNoRating) {
  EXPECT_FALSE(ResolveRating(Scale(), "pants-on-fire", "en"));
}

}  // namespace
}  // namespace factcheck::domain
