// When an attempt that failed is made again. Pure.
#ifndef FACTCHECK_SERVER_WEBHOOKS_RETRY_H_
#define FACTCHECK_SERVER_WEBHOOKS_RETRY_H_

#include <optional>

#include "absl/time/time.h"

namespace factcheck::webhooks {

struct RetryRules {
  absl::Duration first = absl::Seconds(1);   // After the first failure; doubled after each.
  absl::Duration longest = absl::Hours(1);   // Also of what a receiver asks for.
  absl::Duration give_up = absl::Hours(72);  // Of failing without a break: then it is dead.
};

// The wait after the `failures`th failure in a row (1 is the first): half to all of the
// doubled wait, by `random` in [0, 1), so that many receivers that came down together don't
// come back together. Not less than `retry_after`, as far as that is within the longest.
absl::Duration WaitAfter(const RetryRules& rules, int failures,
                         std::optional<absl::Duration> retry_after, double random);

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_RETRY_H_
