// What the store has of one published verdict, gathered for its ClaimReview.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_REVIEW_STORE_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_REVIEW_STORE_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "server/domain/transfers/claim_review_write.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// The record at a key: of a View, or of a Txn.
using ReadEntry =
    absl::FunctionRef<absl::StatusOr<std::optional<storage::Entry>>(const std::string& key)>;

// `verdict` is the entry at keys::PublicVerdict. Only what everybody may see comes
// along: evidence that is restricted or withdrawn is left out. nullopt where nothing
// is published.
absl::StatusOr<std::optional<ReviewToWrite>> GatherReview(const storage::Entry& verdict,
                                                          ReadEntry read);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_REVIEW_STORE_H_
