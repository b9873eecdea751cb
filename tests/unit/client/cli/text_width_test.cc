#include "client/cli/text_width.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace factcheck::cli {
namespace {

using ::testing::ElementsAre;

TEST(DisplayWidthTest, CountsColumnsNotBytes) {
  struct Case {
    const char* text;
    int width;
  };
  const Case cases[] = {
      {"", 0},         {"plain", 5},  {"Überprüfung", 11},       {"e\u0301te", 3}, {"日本語", 6},
      {"ｆｕｌｌ", 8}, {"한국어", 6}, {"👩‍👩‍👧", 2}, {"🇺🇦", 2},        {"हिन्दी", 5},
      {"a\u200bb", 2}, {"–…", 2},     {"नमस्ते दुनिया", 10},
  };
  for (const Case& c : cases) EXPECT_EQ(DisplayWidth(c.text), c.width) << c.text;
}

TEST(DisplayWidthTest, BytesThatAreNotUtf8TakeARoomEach) {
  EXPECT_GT(DisplayWidth("a\xff\xfe"), 1);
}

TEST(CutToWidthTest, KeepsWhatFits) {
  EXPECT_EQ(CutToWidth("short", 5), "short");
  EXPECT_EQ(CutToWidth("longer", 5), "long…");
  EXPECT_EQ(CutToWidth("two words", 5), "two…");
}

TEST(CutToWidthTest, NeverCutsWithinACharacter) {
  EXPECT_EQ(CutToWidth("日本語", 5), "日本…");
  EXPECT_EQ(CutToWidth("日本語", 4), "日…");
  EXPECT_EQ(CutToWidth("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  EXPECT_EQ(CutToWidth("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…");
}

TEST(PadTest, FillsByColumns) {
  EXPECT_EQ(PadRight("日", 4), "日  ");
  EXPECT_EQ(PadLeft("12", 4), "  12");
  EXPECT_EQ(PadRight("toolong", 4), "toolong");
}

TEST(WrapTest, BreaksAtSpaces) {
  EXPECT_THAT(Wrap("the quick brown fox", 10), ElementsAre("the quick", "brown fox"));
  EXPECT_THAT(Wrap("a\n\nb", 10), ElementsAre("a", "", "b"));
  EXPECT_THAT(Wrap("", 10), ElementsAre(""));
}

TEST(WrapTest, BreaksAWordThatIsLongerThanALine) {
  EXPECT_THAT(Wrap("abcdefgh ij", 4), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(Wrap("日本語", 1), ElementsAre("日", "本", "語"));
}

TEST(OneLineTest, TextCannotPlayWithTheTerminal) {
  EXPECT_EQ(OneLine("a\nb\t c"), "a b c");
  EXPECT_EQ(OneLine("\x1b[2Jgone"), "\\x1b[2Jgone");
  EXPECT_EQ(OneLine("a\u009bb"), "a\\x9bb");
  EXPECT_EQ(OneLine("  both ends  "), "both ends");
  EXPECT_EQ(Printable("a\nb\x07"), "a\nb\\x07");
}

}  // namespace
}  // namespace factcheck::cli
