// Merging one claim into another, and taking that back: what it does to all claims
// concerned, in one commit.
//
// A merged claim keeps its merged_from, so that a merge can be taken back whole. Whatever is
// merged, directly or through others, redirects to the one standing claim:
//
//   merged_into of a merged claim    the standing claim
//   merged_from of any claim         all that were merged into it and would still be, were it
//                                    reopened; of a standing claim: all that redirect to it
//
// Drafts of verdicts don't stand in the way of a merge: a refusal would tell that they exist.
// Their chains go on under the merged claim's name and count for the standing one.
#ifndef FACTCHECK_SERVER_DOMAIN_CLAIMS_MERGE_H_
#define FACTCHECK_SERVER_DOMAIN_CLAIMS_MERGE_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "factcheck/v1/claim.pb.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

// Both return what the caller is answered: the claim that was merged or reopened. The
// claims must not have been written through `txn` before.
absl::StatusOr<std::string> MergeClaims(Txn& txn, const v1::Claim& source,
                                        std::string_view target_id, std::string_view reason);
// `source` is MERGED: it goes back to the state it had, with all that had been merged into it.
absl::StatusOr<std::string> UnmergeClaim(Txn& txn, const v1::Claim& source,
                                         std::string_view reason);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CLAIMS_MERGE_H_
