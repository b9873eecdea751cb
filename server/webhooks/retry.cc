#include "server/webhooks/retry.h"

#include <algorithm>
#include <cmath>

namespace factcheck::webhooks {
namespace {

// Past any bound by then; keeps the power finite.
constexpr int kMostDoublings = 40;

}  // namespace

absl::Duration WaitAfter(const RetryRules& rules, int failures,
                         std::optional<absl::Duration> retry_after, double random) {
  const int doublings = std::clamp(failures - 1, 0, kMostDoublings);
  const absl::Duration full = std::min(rules.first * std::exp2(doublings), rules.longest);
  const absl::Duration wait = full * (0.5 + random / 2);
  if (!retry_after) return wait;
  return std::max(wait, std::min(*retry_after, rules.longest));
}

}  // namespace factcheck::webhooks
