#include "server/base/absl_strings.h"

#include <string>
#include <string_view>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace factcheck {
namespace {

constexpr std::string_view kWithZero("a\0b", 3);

TEST(AbslStringsTest, ToAbslKeepsEveryByte) {
  const absl::string_view view = ToAbsl(kWithZero);
  EXPECT_EQ(view.size(), 3u);
  EXPECT_EQ(view.data(), kWithZero.data());
}

TEST(AbslStringsTest, ToStdKeepsEveryByte) {
  const std::string_view view = ToStd(absl::string_view(kWithZero.data(), kWithZero.size()));
  EXPECT_EQ(view, kWithZero);
  EXPECT_EQ(view.data(), kWithZero.data());
}

TEST(AbslStringsTest, EmptyViewsStayEmpty) {
  EXPECT_TRUE(ToAbsl(std::string_view()).empty());
  EXPECT_TRUE(ToStd(absl::string_view()).empty());
}

TEST(AbslStringsTest, StrCatMixesEveryKindOfText) {
  const std::string owned = "owned";
  EXPECT_EQ(StrCat("literal ", owned, " ", std::string_view("std"), " ", absl::string_view("absl"),
                   " ", 40, " ", absl::Hex(255)),
            "literal owned std absl 40 ff");
}

TEST(AbslStringsTest, StrCatKeepsZeroBytes) {
  EXPECT_EQ(StrCat(kWithZero, "c"), std::string("a\0bc", 4));
}

TEST(AbslStringsTest, StrCatOfNothingIsEmpty) { EXPECT_EQ(StrCat(), ""); }

TEST(AbslStringsTest, StrAppendAppendsInOrder) {
  std::string text = "1";
  StrAppend(&text, std::string_view("2"), 3);
  EXPECT_EQ(text, "123");
}

}  // namespace
}  // namespace factcheck
