#include "server/domain/transfers/json_text.h"

#include <string>

#include "gtest/gtest.h"

namespace factcheck::domain {
namespace {

// The tree as text, or the reason for there being none.
std::string Parsed(std::string_view text) {
  const absl::StatusOr<ParsedJson> parsed = ParseJsonText(text);
  if (!parsed.ok()) return std::string(parsed.status().message());
  return parsed->value.dump();
}

std::string Mended(std::string_view text) {
  const absl::StatusOr<ParsedJson> parsed = ParseJsonText(text);
  return parsed.ok() ? parsed->mended : "refused";
}

TEST(JsonText, GoodTextIsTakenAsItIs) {
  EXPECT_EQ(Parsed(R"({"a":[1,"\u00e9\ud83d\ude00"]})"), "{\"a\":[1,\"é😀\"]}");
  EXPECT_EQ(Mended(R"({"a":1})"), "");
  EXPECT_EQ(Parsed("\xef\xbb\xbf{}"), "{}");
}

TEST(JsonText, TheLastOfRepeatedKeysCounts) { EXPECT_EQ(Parsed(R"({"a":1,"a":2})"), R"({"a":2})"); }

TEST(JsonText, SmallSinsAreMended) {
  EXPECT_EQ(Parsed("{\"a\":\"x\xff\xfey\"}"), "{\"a\":\"x\ufffd\ufffdy\"}");
  EXPECT_EQ(Parsed(R"({"a":"x\ud800y","b":"\udc00","c":"\ud800\ud800"})"),
            "{\"a\":\"x\ufffdy\",\"b\":\"\ufffd\",\"c\":\"\ufffd\ufffd\"}");
  EXPECT_EQ(Parsed("{\"a\":\"x\ny\tz\"}"), "{\"a\":\"x\\ny z\"}");
  EXPECT_EQ(Parsed(R"({"a":NaN,"b":-Infinity,"c":[Infinity,"NaN"]})"),
            R"({"a":null,"b":null,"c":[null,"NaN"]})");
  EXPECT_EQ(Mended("{\"a\":\"\xff\n\"}"),
            "bytes that are not UTF-8, control characters in a string");
}

TEST(JsonText, WhatIsNoJsonIsRefusedWithItsPlace) {
  EXPECT_EQ(Parsed(""), "is no JSON (at byte 1)");
  for (std::string_view text : {"{", "{\"a\":}", "{'a':1}", "[1,]", "{\"a\":1} x", "\"", "\"\\",
                                "\"\\u12", "{\"a\":1e999}", "\xff", "nul"}) {
    EXPECT_TRUE(Parsed(text).starts_with("is no JSON")) << text << ": " << Parsed(text);
  }
}

TEST(JsonText, DepthAndSizeAreBounded) {
  const auto nested = [](int n) { return std::string(n, '[') + std::string(n, ']'); };
  EXPECT_EQ(Parsed(nested(kMaxJsonDepth)), nested(kMaxJsonDepth));
  EXPECT_EQ(Parsed(nested(kMaxJsonDepth + 1)), "is nested deeper than 64 levels");
  EXPECT_EQ(Parsed(std::string(500'000, '[')), "is nested deeper than 64 levels");
  EXPECT_EQ(Parsed("\"" + std::string(kMaxJsonBytes, 'a') + "\""), "is larger than 1048576 bytes");
  EXPECT_EQ(
      Parsed(R"(["[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\""])")
          .size(),
      76u);
}

}  // namespace
}  // namespace factcheck::domain
