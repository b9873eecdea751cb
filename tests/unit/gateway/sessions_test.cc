#include "server/gateway/sessions.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace factcheck::gateway {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

TEST(SessionsTest, ATokenStandsForItsKeyUntilTheEnd) {
  Sessions sessions({});
  const std::string token = sessions.Begin("key", kNow);
  EXPECT_EQ(token.size(), 43u);
  EXPECT_NE(sessions.Begin("key", kNow), token);
  EXPECT_EQ(sessions.KeyOf(token, kNow), "key");
  EXPECT_EQ(sessions.KeyOf(token.substr(1), kNow), std::nullopt);
  sessions.End(token);
  EXPECT_EQ(sessions.KeyOf(token, kNow), std::nullopt);
  sessions.End(token);
  EXPECT_EQ(sessions.size(), 1u);
}

TEST(SessionsTest, UseKeepsASessionButNotForEver) {
  Sessions sessions({.idle = absl::Hours(1), .longest = absl::Hours(3)});
  const std::string used = sessions.Begin("key", kNow);
  const std::string idle = sessions.Begin("key", kNow);
  for (int i = 1; i <= 6; ++i) {
    EXPECT_EQ(sessions.KeyOf(used, kNow + i * absl::Minutes(30)), "key") << i;
  }
  EXPECT_EQ(sessions.KeyOf(idle, kNow + absl::Minutes(61)), std::nullopt);
  EXPECT_EQ(sessions.KeyOf(used, kNow + absl::Minutes(181)), std::nullopt);
  EXPECT_EQ(sessions.size(), 0u);
}

TEST(SessionsTest, BeyondTheBoundsTheOneIdleLongestEnds) {
  Sessions sessions({.sessions = 4, .per_key = 2});
  const std::string first = sessions.Begin("a", kNow);
  const std::string second = sessions.Begin("a", kNow + absl::Seconds(1));
  EXPECT_TRUE(sessions.KeyOf(first, kNow + absl::Seconds(2)));
  const std::string third = sessions.Begin("a", kNow + absl::Seconds(3));
  EXPECT_FALSE(sessions.KeyOf(second, kNow + absl::Seconds(4)));
  EXPECT_TRUE(sessions.KeyOf(first, kNow + absl::Seconds(5)));
  EXPECT_TRUE(sessions.KeyOf(third, kNow + absl::Seconds(6)));
  for (const char* key : {"b", "c", "d"}) sessions.Begin(key, kNow + absl::Seconds(7));
  EXPECT_EQ(sessions.size(), 4u);
  EXPECT_FALSE(sessions.KeyOf(first, kNow + absl::Seconds(8)));
}

TEST(SessionsTest, OneCookieOfTheNameCounts) {
  EXPECT_EQ(SessionToken({{"cookie", "a=b; factcheck_session=t ;c=d"}}), "t");
  EXPECT_EQ(SessionToken({{"cookie", "factcheck_session=t; factcheck_session=u"}}), "");
  EXPECT_EQ(SessionToken({{"cookie", "factcheck_session=t"}, {"cookie", "factcheck_session=u"}}),
            "");
  EXPECT_EQ(SessionToken({{"cookie", "xfactcheck_session=t"}}), "");
  EXPECT_EQ(SessionToken({}), "");
}

TEST(SessionsTest, AStateChangesOnlyFromAPageOfThisSite) {
  const auto own = [](std::vector<std::pair<std::string, std::string>> fields) {
    Headers headers = {{"host", "desk.example:8444"}};
    for (auto& [name, value] : fields) headers.Add(name, value);
    return IsFromOwnPage(headers);
  };
  const std::pair<std::string, std::string> csrf = {"x-factcheck-csrf", "1"};
  EXPECT_TRUE(own({{"origin", "https://desk.example:8444"}, csrf}));
  EXPECT_TRUE(own({{"origin", "https://DESK.example:8444"}, {"connect-protocol-version", "1"}}));
  EXPECT_TRUE(own({{"sec-fetch-site", "same-origin"}, csrf}));
  EXPECT_FALSE(own({csrf}));
  EXPECT_FALSE(own({{"origin", "https://desk.example:8444"}}));
  EXPECT_FALSE(own({{"origin", "https://desk.example"}, csrf}));
  EXPECT_FALSE(own({{"origin", "null"}, csrf}));
  EXPECT_FALSE(
      own({{"origin", "https://desk.example:8444"}, {"sec-fetch-site", "cross-site"}, csrf}));
  EXPECT_FALSE(own({{"sec-fetch-site", "same-site"}, csrf}));
}

}  // namespace
}  // namespace factcheck::gateway
