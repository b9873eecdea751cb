#include "client/cli/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/text_width.h"

namespace factcheck::cli {
namespace {

constexpr Terminal kPipe{};
constexpr Terminal kNarrow{.interactive = true, .width = 30};

Table Sample() {
  Table table(
      {{.header = "ID"}, {.header = "N", .right = true}, {.header = "TEXT", .shrinks = true}});
  table.AddRow({{"日本"}, {"7"}, {"first"}});
  table.AddRow({{"a"}, {"12"}, {"second\nline"}});
  return table;
}

TEST(TableTest, AlignsByDisplayWidth) {
  EXPECT_EQ(Sample().Render(kPipe),
            "ID     N  TEXT\n"
            "日本   7  first\n"
            "a     12  second line\n");
}

TEST(TableTest, LeavesEmptyColumnsOut) {
  Table table({{.header = "A"}, {.header = "B"}, {.header = "C"}});
  table.AddRow({{"1"}, {""}, {"3"}});
  table.AddRow({{"4"}});
  EXPECT_EQ(table.Render(kPipe), "A  C\n1  3\n4\n");
}

TEST(TableTest, NothingIsNothing) {
  Table table({{.header = "A"}});
  EXPECT_EQ(table.Render(kPipe), "");
  table.AddRow({{""}});
  EXPECT_EQ(table.Render(kPipe), "");
}

TEST(TableTest, CutsWhatMayShrinkOnATerminal) {
  Table table({{.header = "ID"}, {.header = "TEXT", .shrinks = true}});
  table.AddRow({{"an-id-that-is-copied"}, {"a sentence that is too long"}});
  const std::string out = table.Render(kNarrow);
  EXPECT_EQ(out,
            "ID                    TEXT\n"
            "an-id-that-is-copied  a sente…\n");
}

TEST(TableTest, ShrinksTheWidestFirst) {
  Table table({{.header = "A", .shrinks = true}, {.header = "B", .shrinks = true}});
  table.AddRow({{"0123456789"}, {std::string(100, 'x')}});
  for (const char* line : {"0123456789"}) {
    EXPECT_THAT(table.Render(kNarrow), ::testing::HasSubstr(line));
  }
}

TEST(TableTest, CutsNothingThatGoesIntoAPipe) {
  Table table({{.header = "TEXT", .shrinks = true}});
  table.AddRow({{std::string(500, 'x')}});
  EXPECT_THAT(table.Render(kPipe), ::testing::HasSubstr(std::string(500, 'x')));
}

TEST(TableTest, ColoursOnlyWhereTheTerminalHasColour) {
  Table table({{.header = "STATE"}});
  table.AddRow({{"PUBLISHED", Style::kGood}});
  EXPECT_THAT(table.Render(kPipe), ::testing::Not(::testing::HasSubstr("\x1b")));
  EXPECT_THAT(table.Render({.color = true}), ::testing::HasSubstr("\x1b[32mPUBLISHED\x1b[0m"));
}

}  // namespace
}  // namespace factcheck::cli
