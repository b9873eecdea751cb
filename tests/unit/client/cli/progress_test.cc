#include "client/cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/text_width.h"

namespace factcheck::cli {
namespace {

using ::testing::HasSubstr;

TEST(ProgressTest, TheLineFitsAndSaysHowFar) {
  const std::string line = Progress::Line(100, 0.5, 25'000, "records", absl::Seconds(10));
  EXPECT_THAT(line, HasSubstr(" 50%  25,000 records  2,500/s  10 s left"));
  EXPECT_THAT(line, HasSubstr("████"));
  for (const int width : {20, 40, 60, 80, 200}) {
    EXPECT_LE(DisplayWidth(Progress::Line(width, 0.5, 25'000, "records", absl::Seconds(10))),
              width);
  }
  EXPECT_THAT(Progress::Line(80, -1, 7, "records", absl::Seconds(1)), HasSubstr("7 records"));
}

TEST(ProgressTest, IsDrawnOnlyOnATerminalAndNotTooOften) {
  absl::Time now = absl::UnixEpoch();
  const auto clock = [&now] { return now; };
  std::ostringstream pipe;
  {
    Progress progress(&pipe, {.interactive = false}, "records", clock);
    progress.Update(1, 2, 3);
  }
  EXPECT_EQ(pipe.str(), "");
  std::ostringstream terminal;
  {
    Progress progress(&terminal, {.interactive = true, .width = 80}, "records", clock);
    progress.Update(1, 4, 1);
    progress.Update(2, 4, 2);
    now += absl::Seconds(1);
    progress.Update(3, 4, 3);
  }
  const std::string drawn = terminal.str();
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), '\r'), 3);  // Two lines, and taken away.
  EXPECT_TRUE(drawn.ends_with("\r\x1b[K"));
}

TEST(ThousandsTest, Groups) {
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(1000), "1,000");
  EXPECT_EQ(Thousands(50790), "50,790");
  EXPECT_EQ(Thousands(1234567), "1,234,567");
  EXPECT_EQ(Thousands(-1000), "-1,000");
  EXPECT_EQ(Thousands(-100), "-100");
}

TEST(DurationTextTest, ReadsWell) {
  EXPECT_EQ(DurationText(absl::Milliseconds(4200)), "4.2 s");
  EXPECT_EQ(DurationText(absl::Seconds(42)), "42 s");
  EXPECT_EQ(DurationText(absl::Seconds(200)), "3 min 20 s");
}

}  // namespace
}  // namespace factcheck::cli
