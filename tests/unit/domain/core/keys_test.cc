#include "server/domain/core/keys.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace factcheck::domain::keys {
namespace {

using ::testing::ElementsAre;

TEST(KeysTest, HistorySortsByVersionAndKeepsApartKeysThatBeginAlike) {
  EXPECT_LT(History("c/a", storage::Version{255}), History("c/a", storage::Version{256}));
  const storage::KeyRange of_a = storage::PrefixRange(HistoryPrefix("c/a"));
  const std::string of_ab = History("c/ab", storage::Version{1});
  EXPECT_FALSE(of_ab >= of_a.start && of_ab < of_a.limit);
  EXPECT_EQ(HistoryVersion(History("c/a", storage::Version{1'676'808'000'000'000})),
            storage::Version{1'676'808'000'000'000});
}

TEST(KeysTest, ScansOfOneClaimDoNotReachTheNext) {
  const storage::KeyRange range = storage::PrefixRange(EvidencePrefix("a"));
  EXPECT_TRUE(Evidence("a", "e") >= range.start && Evidence("a", "e") < range.limit);
  EXPECT_FALSE(Evidence("a-b", "e") >= range.start && Evidence("a-b", "e") < range.limit);
}

TEST(KeysTest, IdsComeBack) {
  EXPECT_THAT(Ids(Evidence("c1", "e2")), ElementsAre("c1", "e2"));
  EXPECT_EQ(LastId(UrlIndex("https://example.org/", "c1")), "c1");
}

TEST(KeysTest, WhatFallsDueSortsByTime) {
  const absl::Time time = absl::FromUnixSeconds(1'700'000'000);
  const storage::KeyRange due = DueBy(time);
  const auto within = [&](const std::string& key) { return key >= due.start && key < due.limit; };
  EXPECT_TRUE(within(Due(time, "x")));
  EXPECT_FALSE(within(Due(time + absl::Microseconds(1), "x")));
  EXPECT_EQ(DueTime(Due(time, "x")), time);
}

}  // namespace
}  // namespace factcheck::domain::keys
