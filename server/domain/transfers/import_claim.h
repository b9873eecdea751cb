// The claim that an imported record is about.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_CLAIM_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_CLAIM_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "factcheck/v1/claim.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/transfers/claim_review_parse.h"

namespace factcheck::domain {

struct ClaimPlace {
  std::string id;                             // "": every id is taken.
  std::optional<Loaded<v1::Claim>> existing;  // nullopt: a new claim.
  // The record names a verdict of ours that is there and was not imported.
  bool taken_by_ours = false;
};
// Where a new record's verdict goes: see import_batch.h. Verdicts are put on ACCEPTED
// claims only; of a claim that was merged, the one that it was merged into counts.
absl::StatusOr<ClaimPlace> FindPlace(Txn& txn, const ParsedReview& review,
                                     std::string_view publisher_id);

// The record's claim as a new one, ACCEPTED: somebody has checked it already.
v1::Claim NewClaim(const ParsedReview& review, std::string_view id);
// Adds those of the record's appearances that the claim has not, as far as there is room.
void AddAppearances(const ParsedReview& review, std::string_view id, v1::Claim* claim);
// Sets each field that differs between `then` and `now`, two versions of one record,
// and that `claim` still has as it was then. Warns of those that were edited meanwhile.
void MergeFields(const v1::Claim& then, const v1::Claim& now, v1::Claim* claim,
                 std::vector<std::string>& warnings);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_CLAIM_H_
