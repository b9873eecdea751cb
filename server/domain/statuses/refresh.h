// The status of a claim: computed from the claim, the public verdicts on it and
// on what was merged into it, and its confirmed equivalents, in the same commit
// as whatever changes one of these.
#ifndef FACTCHECK_SERVER_DOMAIN_STATUSES_REFRESH_H_
#define FACTCHECK_SERVER_DOMAIN_STATUSES_REFRESH_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/status.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

inline constexpr size_t kMaxEquivalents = 20;
inline constexpr size_t kMaxStatusVerdicts = 1000;

// A public verdict with the display name of its publisher.
struct PublicVerdict {
  v1::Verdict verdict;
  std::string publisher_display_name;
};
struct StatusInputs {
  const v1::Claim& claim;                // Not MERGED.
  std::vector<PublicVerdict> verdicts;   // Ordered by publisher.
  std::vector<std::string> equivalents;  // Claim names, ordered, at most kMaxEquivalents.
};

// Pure. The stamped fields are not set.
v1::ClaimStatus ComputeStatus(const StatusInputs& inputs);

// Gathers the inputs through `txn` and stores the status of `claim` where it
// differs from the stored one; logs KIND_STATUS_CHANGED then. `claim` is as it
// will be after the commit. For a MERGED claim: stores a redirect (a status
// whose `claim` is the target) and refreshes the target, too.
absl::Status RefreshStatus(Txn& txn, const v1::Claim& claim);

// For a MERGED claim: stores the redirect and leaves the target's status alone.
absl::Status PutRedirect(Txn& txn, const v1::Claim& merged);

// Refreshes the statuses that name `claim` as an equivalent: where it is deleted or
// comes back. Its own record must have been put before. At most as many as a
// claim has relationships.
absl::Status RefreshEquivalents(Txn& txn, const v1::Claim& claim);

// The same for callers that hold all inputs (imports): no scans.
absl::Status PutStatus(Txn& txn, const StatusInputs& inputs);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_STATUSES_REFRESH_H_
