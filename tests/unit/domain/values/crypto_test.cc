#include "server/domain/values/crypto.h"

#include <set>

#include "gtest/gtest.h"

namespace factcheck::domain {
namespace {

const std::string kKey(kSealKeyBytes, 'k');

TEST(Sha256Test, MatchesPublishedDigests) {
  // FIPS 180-2, appendix B.1, and the digest of nothing.
  EXPECT_EQ(HexEncode(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexEncode(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(RandomBytesTest, AreAsManyAsAskedAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string bytes = RandomBytes(16);
    EXPECT_EQ(bytes.size(), 16u);
    EXPECT_TRUE(seen.insert(bytes).second);
  }
}

TEST(Base64UrlTest, RoundTripsEveryLength) {
  std::string bytes;
  for (int i = 0; i < 70; ++i) {
    const std::string text = Base64UrlEncode(bytes);
    EXPECT_EQ(text.find_first_of("+/="), std::string::npos) << text;
    EXPECT_EQ(Base64UrlDecode(text), bytes) << text;
    bytes += static_cast<char>(i * 37 + 250);
  }
}

void CheckRefused(std::string_view text) { EXPECT_EQ(Base64UrlDecode(text), std::nullopt) << text; }

TEST(Base64UrlTest, RefusesEverySecondSpelling) {
  CheckRefused("Zg==");    // Padding.
  CheckRefused("Zh");      // Spare bits.
  CheckRefused("Zm 9v");   // White space.
  CheckRefused("Zm9v\n");  // And at the end.
  CheckRefused("ab+/");    // The other alphabet.
  CheckRefused("Z");       // A length that nothing encodes to.
  CheckRefused("Zg\xC3\xA9");
}

TEST(ConstantTimeEqualTest, ComparesSizeAndBytes) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEqual("abc", "ab"));
}

TEST(SealTest, OpensWithTheSameKeyAndContext) {
  for (size_t size : {0u, 1u, 16u, 1000u}) {
    const std::string plain(size, 'p');
    EXPECT_EQ(Open(kKey, "context", Seal(kKey, "context", plain)), plain) << size;
  }
}

TEST(SealTest, TwoSealsOfOneTextDiffer) {
  EXPECT_NE(Seal(kKey, "context", "plain"), Seal(kKey, "context", "plain"));
}

TEST(SealTest, StaysShutForAnotherKeyOrContext) {
  const std::string sealed = Seal(kKey, "context", "plain");
  EXPECT_EQ(Open(std::string(kSealKeyBytes, 'K'), "context", sealed), std::nullopt);
  EXPECT_EQ(Open(kKey, "contexT", sealed), std::nullopt);
  EXPECT_EQ(Open(kKey, "", sealed), std::nullopt);
}

TEST(SealTest, StaysShutWhereAnyBitWasFlipped) {
  const std::string sealed = Seal(kKey, "context", "plain");
  for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string tampered = sealed;
    tampered[bit / 8] = static_cast<char>(tampered[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(Open(kKey, "context", tampered), std::nullopt) << bit;
  }
}

TEST(SealTest, StaysShutWhereAnythingIsMissing) {
  const std::string sealed = Seal(kKey, "context", "plain");
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(Open(kKey, "context", sealed.substr(0, size)), std::nullopt) << size;
  }
}

}  // namespace
}  // namespace factcheck::domain
