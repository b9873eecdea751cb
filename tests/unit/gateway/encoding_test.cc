#include "server/gateway/encoding.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>

namespace factcheck::gateway {
namespace {

// RFC 4648 section 10.
TEST(EncodingTest, Base64IsThatOfTheStandard) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(Base64(plain), encoded);
    EXPECT_EQ(FromBase64(encoded), plain);
    const std::string text(encoded);
    EXPECT_EQ(FromBase64(text.substr(0, text.find('='))), plain);
    EXPECT_EQ(Base64(plain, false), text.substr(0, text.find('=')));
  }
}

TEST(EncodingTest, Base64OfAnyBytesComesBack) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (size_t size = 0; size < 200; ++size) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(random()));
    EXPECT_EQ(FromBase64(Base64(bytes)), bytes);
    EXPECT_EQ(FromBase64(Base64(bytes, false)), bytes);
    const size_t cut = size == 0 ? 0 : random() % size;
    EXPECT_EQ(FromBase64(Base64(bytes.substr(0, cut)) + Base64(bytes.substr(cut))), bytes);
  }
}

TEST(EncodingTest, WhatIsNoBase64IsRefused) {
  for (const char* text :
       {"A", "AAAAA", "A===", "====", "=", "AA=A", "AA=", "A A=", "AA!=", "\n"}) {
    EXPECT_EQ(FromBase64(text), std::nullopt) << text;
  }
}

TEST(EncodingTest, PercentEncodingComesBack) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  const std::string encoded = PercentEncode(all);
  for (unsigned char c : encoded) EXPECT_TRUE(c >= 0x20 && c <= 0x7e);
  EXPECT_EQ(PercentDecode(encoded, false), all);
  EXPECT_EQ(PercentEncode("100 %\n"), "100 %25%0A");
  for (const char* text : {"%", "%a", "%zz", "a%2"}) {
    EXPECT_EQ(PercentDecode(text, false), std::nullopt) << text;
  }
}

TEST(EncodingTest, QueriesAreParsed) {
  const auto query = ParseQuery("a=1&b=%26%3D+x&c&&d==");
  ASSERT_TRUE(query.has_value());
  EXPECT_EQ(*query,
            (std::map<std::string, std::string>{{"a", "1"}, {"b", "&= x"}, {"c", ""}, {"d", "="}}));
  EXPECT_EQ(ParseQuery("a=1&a=2"), std::nullopt);
  EXPECT_EQ(ParseQuery("a=%1"), std::nullopt);
}

TEST(EncodingTest, AFrameHoldsOneMessage) {
  EXPECT_EQ(Frame(2, "abc"), std::string("\x02\0\0\0\x03"
                                         "abc",
                                         8));
  const std::string frame = Frame(0, std::string(300, 'x'));
  EXPECT_EQ(Unframe(frame).message, std::string(300, 'x'));
  EXPECT_EQ(Unframe(frame).error, "");
  EXPECT_EQ(Unframe(Frame(0, "")).error, "");
  for (const std::string& wrong :
       {std::string(), std::string(4, '\0'), frame + "y", frame.substr(0, frame.size() - 1),
        Frame(2, "a"), Frame(0x80, "a")}) {
    EXPECT_NE(Unframe(wrong).error, "");
    EXPECT_FALSE(Unframe(wrong).compressed);
  }
  EXPECT_TRUE(Unframe(Frame(kCompressedFlag, "a")).compressed);
}

TEST(EncodingTest, HtmlHasNoMarksOfItsOwnLeft) {
  EXPECT_EQ(EscapeHtml("<a href=\"x\" b='&'>\x01\n"),
            "&lt;a href=&quot;x&quot; b=&#39;&amp;&#39;&gt;\n");
}

}  // namespace
}  // namespace factcheck::gateway
