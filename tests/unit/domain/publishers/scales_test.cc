#include <string>

#include "tests/unit/domain/publishers/publishers_fixture.h"

namespace factcheck::domain {
namespace {

using testing::ReasonName;

class ScalesTest : public PublishersTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Create("p").ok());
    ASSERT_TRUE(Create("q").ok());
  }
  absl::StatusOr<v1::RatingScale> CreateScale(const Principal& who, const std::string& publisher,
                                              const std::string& id) {
    v1::CreateRatingScaleRequest request;
    request.set_parent("publishers/" + publisher);
    request.set_rating_scale_id(id);
    *request.mutable_rating_scale() = TwoRatings();
    return Await<v1::RatingScale>(publishers_, &Publishers::CreateRatingScale, who, request);
  }
  absl::StatusOr<v1::RatingScale> AddVersion(const Principal& who, const std::string& parent,
                                             const std::string& display_name,
                                             const std::string& etag = "") {
    v1::AddRatingScaleVersionRequest request;
    request.set_parent(parent);
    *request.mutable_rating_scale() = TwoRatings();
    request.mutable_rating_scale()->set_display_name(display_name);
    request.mutable_rating_scale()->set_etag(etag);
    return Await<v1::RatingScale>(publishers_, &Publishers::AddRatingScaleVersion, who, request);
  }
  absl::StatusOr<v1::RatingScale> GetScale(const std::string& name) {
    v1::GetRatingScaleRequest request;
    request.set_name(name);
    return Read<v1::RatingScale>(publishers_, &Publishers::GetRatingScale, consumer_, request);
  }
  static constexpr const char* kScale = "publishers/p/ratingScales/s";
};

TEST_F(ScalesTest, VersionsCountFromOneAndStay) {
  absl::StatusOr<v1::RatingScale> first = CreateScale(house_admin_, "p", "s");
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->name(), std::string(kScale) + "/versions/1");
  clock().Advance(absl::Seconds(5));
  absl::StatusOr<v1::RatingScale> second =
      AddVersion(house_admin_, kScale, "Second", first->etag());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->name(), std::string(kScale) + "/versions/2");
  EXPECT_GT(second->create_time().seconds(), first->create_time().seconds());

  EXPECT_EQ(GetScale(kScale)->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(GetScale(std::string(kScale) + "/versions/1")->SerializeAsString(),
            first->SerializeAsString());
  EXPECT_EQ(GetScale(std::string(kScale) + "/versions/2")->SerializeAsString(),
            second->SerializeAsString());
  EXPECT_EQ(ReasonName(GetScale(std::string(kScale) + "/versions/3").status()),
            "RESOURCE_NOT_FOUND");
}

TEST_F(ScalesTest, TheNewestVersionAsOfATime) {
  ASSERT_TRUE(CreateScale(admin_, "p", "s").ok());
  clock().Advance(absl::Seconds(5));
  const absl::Time then = clock().Now();
  clock().Advance(absl::Seconds(5));
  ASSERT_TRUE(AddVersion(admin_, kScale, "Second").ok());
  v1::GetRatingScaleRequest request;
  request.set_name(kScale);
  *request.mutable_read_options()->mutable_time() = ToTimestamp(then);
  EXPECT_EQ(
      Read<v1::RatingScale>(publishers_, &Publishers::GetRatingScale, consumer_, request)->name(),
      std::string(kScale) + "/versions/1");
}

TEST_F(ScalesTest, AVersionBasedOnAnOlderOneIsRefused) {
  absl::StatusOr<v1::RatingScale> first = CreateScale(admin_, "p", "s");
  ASSERT_TRUE(AddVersion(admin_, kScale, "Second", first->etag()).ok());
  EXPECT_EQ(ReasonName(AddVersion(admin_, kScale, "Other", first->etag()).status()),
            "ETAG_MISMATCH");
  EXPECT_EQ(GetScale(kScale)->display_name(), "Second");
}

TEST_F(ScalesTest, AnInvertedVersionIsRefused) {
  ASSERT_TRUE(CreateScale(admin_, "p", "s").ok());
  v1::AddRatingScaleVersionRequest request;
  request.set_parent(kScale);
  *request.mutable_rating_scale() = TwoRatings();
  request.mutable_rating_scale()->mutable_ratings(0)->set_ordinal(9);
  EXPECT_EQ(
      testing::ViolatedFields(
          Await<v1::RatingScale>(publishers_, &Publishers::AddRatingScaleVersion, admin_, request)
              .status()),
      std::vector<std::string>{"rating_scale.ratings[0].ordinal"});
}

TEST_F(ScalesTest, OnlyAdminsOfTheHouseChangeThem) {
  ASSERT_TRUE(CreateScale(house_admin_, "p", "s").ok());
  for (const Principal& who : {consumer_, auditor_, colleague_, rival_admin_}) {
    SCOPED_TRACE(who.actor);
    EXPECT_EQ(ReasonName(CreateScale(who, "p", "t").status()), "MISSING_ROLE");
    EXPECT_EQ(ReasonName(AddVersion(who, kScale, "x").status()), "MISSING_ROLE");
  }
}

TEST_F(ScalesTest, WhatIsAbsentIsNotFoundAndWhatIsTakenExists) {
  EXPECT_EQ(ReasonName(CreateScale(admin_, "none", "s").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(AddVersion(admin_, kScale, "x").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(GetScale(kScale).status()), "RESOURCE_NOT_FOUND");
  ASSERT_TRUE(CreateScale(admin_, "p", "s").ok());
  EXPECT_EQ(ReasonName(CreateScale(admin_, "p", "s").status()), "ALREADY_EXISTS");
  EXPECT_EQ(ReasonName(GetScale("publishers/p/ratingScales/s/versions/x").status()),
            "INVALID_FIELDS");
}

TEST_F(ScalesTest, TheListHasTheNewestOfEachOfOnePublisher) {
  ASSERT_TRUE(CreateScale(admin_, "p", "t").ok());
  ASSERT_TRUE(CreateScale(admin_, "p", "s").ok());
  ASSERT_TRUE(CreateScale(admin_, "q", "u").ok());
  ASSERT_TRUE(AddVersion(admin_, kScale, "Second").ok());
  v1::ListRatingScalesRequest request;
  request.set_parent("publishers/p");
  absl::StatusOr<v1::ListRatingScalesResponse> page = Read<v1::ListRatingScalesResponse>(
      publishers_, &Publishers::ListRatingScales, consumer_, request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->rating_scales_size(), 2);
  EXPECT_EQ(page->rating_scales(0).name(), std::string(kScale) + "/versions/2");
  EXPECT_EQ(page->rating_scales(1).name(), "publishers/p/ratingScales/t/versions/1");
  request.set_parent("publishers/none");
  EXPECT_EQ(ReasonName(Read<v1::ListRatingScalesResponse>(
                           publishers_, &Publishers::ListRatingScales, consumer_, request)
                           .status()),
            "RESOURCE_NOT_FOUND");
}

TEST_F(ScalesTest, APageOfLargeScalesFitsAMessage) {
  v1::RatingScale large = TwoRatings();
  large.clear_ratings();
  while (large.ByteSizeLong() < 1'900'000) {
    v1::Rating* rating = large.add_ratings();
    rating->set_code("r" + std::to_string(large.ratings_size()));
    rating->set_normal(v1::NORMAL_RATING_OTHER);
    rating->add_labels()->set_language("en");
    rating->mutable_labels(0)->set_text(std::string(1900, 'x'));
  }
  for (const char* id : {"a", "b", "c"}) {
    v1::CreateRatingScaleRequest request;
    request.set_parent("publishers/p");
    request.set_rating_scale_id(id);
    *request.mutable_rating_scale() = large;
    ASSERT_TRUE(
        Await<v1::RatingScale>(publishers_, &Publishers::CreateRatingScale, admin_, request).ok());
  }
  v1::ListRatingScalesRequest request;
  request.set_parent("publishers/p");
  int scales = 0;
  do {
    absl::StatusOr<v1::ListRatingScalesResponse> page = Read<v1::ListRatingScalesResponse>(
        publishers_, &Publishers::ListRatingScales, consumer_, request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LT(page->ByteSizeLong(), size_t{4} << 20);
    scales += page->rating_scales_size();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(scales, 3);
}

}  // namespace
}  // namespace factcheck::domain
