#include "server/webhooks/retry.h"

#include <gtest/gtest.h>

namespace factcheck::webhooks {
namespace {

const RetryRules kRules{.first = absl::Seconds(1), .longest = absl::Minutes(10)};

TEST(RetryTest, WaitsTwiceAsLongEachTimeUpToABound) {
  for (int failures = 1; failures < 1000; ++failures) {
    const absl::Duration full =
        failures > 10 ? absl::Minutes(10) : absl::Seconds(1) * (1 << (failures - 1));
    const absl::Duration most = std::min(full, absl::Minutes(10));
    EXPECT_EQ(WaitAfter(kRules, failures, std::nullopt, 0), most / 2) << failures;
    EXPECT_LE(WaitAfter(kRules, failures, std::nullopt, 0.999), most) << failures;
    EXPECT_GT(WaitAfter(kRules, failures, std::nullopt, 0.999), most * 0.99) << failures;
  }
}

TEST(RetryTest, WaitsAtLeastAsLongAsTheReceiverAsks) {
  EXPECT_EQ(WaitAfter(kRules, 1, absl::Seconds(90), 0.5), absl::Seconds(90));
  EXPECT_EQ(WaitAfter(kRules, 1, absl::Milliseconds(1), 0), absl::Milliseconds(500));
}

TEST(RetryTest, AReceiverCantPutItOffForEver) {
  EXPECT_EQ(WaitAfter(kRules, 1, absl::Hours(24 * 365), 0.5), absl::Minutes(10));
}

}  // namespace
}  // namespace factcheck::webhooks
