#include "client/cli/time_text.h"

#include <gtest/gtest.h>

namespace factcheck::cli {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'676'800'000);  // 2023-02-19 09:46:40 UTC

TEST(TimeTextTest, ReadsHowPeopleWriteTimes) {
  struct Case {
    const char* text;
    const char* time;
  };
  const Case cases[] = {
      {"2023-02-19T14:05:00Z", "2023-02-19 14:05:00Z"},
      {"2023-02-19T14:05:00+02:00", "2023-02-19 12:05:00Z"},
      {"2023-02-19T14:05:00", "2023-02-19 14:05:00Z"},
      {"2023-02-19 14:05", "2023-02-19 14:05:00Z"},
      {"2023-02-19 14:05:07Z", "2023-02-19 14:05:07Z"},
      {"2023-02-19", "2023-02-19 00:00:00Z"},
      {"now", "2023-02-19 09:46:40Z"},
      {"+90m", "2023-02-19 11:16:40Z"},
      {"-2h", "2023-02-19 07:46:40Z"},
      {"+30d", "2023-03-21 09:46:40Z"},
      {"+6w", "2023-04-02 09:46:40Z"},
  };
  for (const Case& c : cases) {
    const auto time = ParseTime(c.text, kNow);
    ASSERT_TRUE(time.ok()) << c.text;
    EXPECT_EQ(TimeText(ToTimestamp(*time)), c.time) << c.text;
  }
}

TEST(TimeTextTest, RefusesWhatIsNoTime) {
  for (const char* text : {"", "soon", "+3", "+x3d", "3d", "2023-02-30", "19.02.2023", "+-3d"}) {
    EXPECT_FALSE(ParseTime(text, kNow).ok()) << text;
  }
}

TEST(TimeTextTest, DatesKeepTheirPrecision) {
  for (const char* text : {"2023", "2023-02", "2023-02-18"}) {
    const auto date = ParsePartialDate(text);
    ASSERT_TRUE(date.ok()) << text;
    EXPECT_EQ(DateText(*date), text);
  }
  const auto exact = ParsePartialDate("2023-02-18T23:30:00-05:00");
  ASSERT_TRUE(exact.ok());
  EXPECT_EQ(exact->day(), 18);
  EXPECT_EQ(DateText(*exact), "2023-02-19 04:30:00Z");
  for (const char* text : {"", "23", "2023-2", "2023/02/18", "2023-02-18x", "abcd"}) {
    EXPECT_FALSE(ParsePartialDate(text).ok()) << text;
  }
}

TEST(TimeTextTest, TimestampsGoThereAndBack) {
  const absl::Time time = absl::FromUnixNanos(-1'500'000'001);
  EXPECT_EQ(FromTimestamp(ToTimestamp(time)), time);
  EXPECT_GE(ToTimestamp(time).nanos(), 0);
}

}  // namespace
}  // namespace factcheck::cli
