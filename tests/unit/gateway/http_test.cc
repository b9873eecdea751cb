#include "server/gateway/http.h"

#include <gtest/gtest.h>

namespace factcheck::gateway {
namespace {

TEST(HttpTest, AListHasWhatItNamesUnlessItIsRefused) {
  EXPECT_TRUE(ListHas("gzip, br", "br"));
  EXPECT_TRUE(ListHas("GZIP;q=0.5", "gzip"));
  EXPECT_TRUE(ListHas("text/html;level=1, application/ld+json", "application/ld+json"));
  EXPECT_FALSE(ListHas("gzip;q=0, br;q=0.000", "br"));
  EXPECT_FALSE(ListHas("gzip;q=0", "gzip"));
  EXPECT_FALSE(ListHas("brotli", "br"));
  EXPECT_FALSE(ListHas("", "br"));
}

TEST(HttpTest, MediaTypesLoseParametersAndCase) {
  EXPECT_EQ(MediaType("Application/JSON ; charset=utf-8"), "application/json");
  EXPECT_EQ(MediaType(""), "");
}

TEST(HttpTest, HeadersAreFoundByTheirName) {
  const Headers headers = {{"a", "1"}, {"b", ""}, {"a", "2"}};
  EXPECT_EQ(headers.Get("a"), "1");
  EXPECT_TRUE(headers.Has("b"));
  EXPECT_FALSE(headers.Has("c"));
  EXPECT_EQ(headers.Get("c"), "");
}

}  // namespace
}  // namespace factcheck::gateway
