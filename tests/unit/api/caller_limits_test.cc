#include "server/api/caller_limits.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/domain_fixture.h"

namespace factcheck::api {
namespace {

TEST(CallerLimitsTest, EachCallerHasItsOwnPlaces) {
  CallerLimits limits(2);
  std::vector<CallerLimits::Place> places;
  for (int i = 0; i < 2; ++i) {
    absl::StatusOr<CallerLimits::Place> place = limits.Take("actors/a/apiKeys/1", "calls");
    ASSERT_TRUE(place.ok());
    places.push_back(*std::move(place));
  }
  EXPECT_EQ(testing::ReasonName(limits.Take("actors/a/apiKeys/1", "calls").status()),
            "RATE_LIMITED");
  EXPECT_TRUE(limits.Take("actors/a/apiKeys/2", "calls").ok());
}

TEST(CallerLimitsTest, PlacesAreGivenBackOnce) {
  CallerLimits limits(1);
  {
    absl::StatusOr<CallerLimits::Place> place = limits.Take("k", "calls");
    ASSERT_TRUE(place.ok());
    CallerLimits::Place moved = *std::move(place);
    CallerLimits::Place again;
    again = std::move(moved);
    EXPECT_FALSE(limits.Take("k", "calls").ok());
  }
  EXPECT_TRUE(limits.Take("k", "calls").ok());
  EXPECT_TRUE(limits.Take("k", "calls").ok());
}

}  // namespace
}  // namespace factcheck::api
