// A claim as writers read and store it: with its look-up index, history and log.
#ifndef FACTCHECK_SERVER_DOMAIN_CLAIMS_STORED_CLAIM_H_
#define FACTCHECK_SERVER_DOMAIN_CLAIMS_STORED_CLAIM_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/claim.pb.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

// The claim with this id. NOT_FOUND where there is none, or a deleted one and the caller is
// no colleague.
absl::StatusOr<Loaded<v1::Claim>> LoadClaim(Txn& txn, std::string_view id);

// ETAG_MISMATCH unless `etag` is empty or the claim's.
absl::Status CheckClaimEtag(const Loaded<v1::Claim>& claim, std::string_view etag);

// What the caller is answered where nothing changes.
absl::StatusOr<std::string> UnchangedAnswer(Txn& txn, std::string_view id);

// Stores `claim`, whose key was read through `txn` as `before` (null: there was none); logs
// `kind`; returns what the caller is answered. Not its status: RefreshStatus, where the state
// changed.
//
// The look-up index (u/, t/) gets an entry for its statement and each canonical address. An
// entry says that the claim has the text or address or once had it; none is taken out. So
// look-ups as of the past find what held then, and look-ups check what they find:
//   merged claims lead to their target (the status is a redirect): the address of a
//   duplicate answers for the claim that it was merged into;
//   deleted claims have the status UNKNOWN and answer nothing until they are undeleted.
std::string StoreClaim(Txn& txn, const v1::Claim* before, v1::Claim* claim,
                       storage::v1::Change::Kind kind);

// LIMIT_REACHED: the claim would grow over a bound; `description` says which ("has ...").
absl::Status ClaimLimitReached(const v1::Claim& claim, std::string_view description);

// Whether a verdict on it, or on what was merged into it, became public once. Guarded by the
// claim's status: the commit must read it, as RefreshStatus does.
absl::StatusOr<bool> EverPublished(Txn& txn, const v1::Claim& claim);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CLAIMS_STORED_CLAIM_H_
