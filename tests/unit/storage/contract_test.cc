#include "server/storage/contract.h"

#include <string>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/storage_fixture.h"

namespace factcheck::storage {
namespace {

using namespace std::string_literals;

TEST(PrefixRangeTest, EndsWhereNothingWithThePrefixCanFollow) {
  const auto check = [](std::string_view prefix, const std::string& limit) {
    const KeyRange range = PrefixRange(prefix);
    EXPECT_EQ(range.start, prefix);
    EXPECT_EQ(range.limit, limit);
  };
  check("a", "b");
  check("c/", "c0");
  check("a\0"s, "a\x01"s);
  check("a\xff", "b");
  check("a\xff\xff", "b");
  check("a\x7f", "a\x80");
  check("", "");
  check("\xff\xff", "");
}

TEST(VersionTest, EncodedVersionsSortAsTheirNumbers) {
  std::string before;
  for (uint64_t value : {uint64_t{0}, uint64_t{1}, uint64_t{255}, uint64_t{256},
                         uint64_t{1'676'808'000'000'000}, ~uint64_t{0}}) {
    const std::string encoded = EncodeVersion({value});
    EXPECT_EQ(encoded.size(), 8u);
    EXPECT_EQ(DecodeVersion(encoded), Version{value});
    EXPECT_EQ(DecodeVersion(encoded + "more"), Version{value});
    EXPECT_LT(before, encoded);
    before = encoded;
  }
}

TEST(VersionTest, FollowsTheClockButNeverGoesBack) {
  const auto check = [](uint64_t last, int64_t now, uint64_t next) {
    EXPECT_EQ(NextVersion({last}, absl::FromUnixMicros(now)), Version{next});
  };
  check(0, 100, 100);
  check(99, 100, 100);
  check(100, 100, 101);
  check(200, 100, 201);
  check(0, -5, 1);  // Before the epoch.
}

TEST(StoreIdTest, IsSixteenBytesAndNoTwoAreTheSame) {
  EXPECT_EQ(NewStoreId().size(), 16u);
  EXPECT_NE(NewStoreId(), NewStoreId());
}

}  // namespace
}  // namespace factcheck::storage
