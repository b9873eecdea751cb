// Outcomes of writes are kept under their request ids so that a retry happens
// once; here they are forgotten when no retry can come any more.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_OUTCOMES_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_OUTCOMES_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/domain/core/book.h"

namespace factcheck::domain {

// The API promises 24 hours; twice that spares whoever counted them from a slow clock.
inline constexpr absl::Duration kOutcomesKept = absl::Hours(48);

// Forgets every outcome older than kOutcomesKept, some hundreds in a commit, and
// answers how many. Reads all that are kept: for once an hour, not for once a second.
absl::StatusOr<size_t> ForgetOutcomes(ClaimBook& book);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_OUTCOMES_H_
