// The evidence that a revision cites, as it is stored.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_CITATIONS_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_CITATIONS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

// Entry i is what citation i names; nullopt where a verdict of `publisher` (an id) on
// `claim` can't cite it: it is not there, is of a claim that is not merged with this
// one, or is restricted to others, who must not learn of it from a refusal either.
using CitedEvidence = std::vector<std::optional<v1::Evidence>>;
absl::StatusOr<CitedEvidence> LoadCited(Txn& txn, const v1::Claim& claim,
                                        std::string_view publisher,
                                        const v1::VerdictRevision& revision);

// Distinct origin groups among what is there and not withdrawn.
int CountOrigins(const CitedEvidence& cited);

// SHA-256 of the newest capture; "" without one.
std::string NewestCapture(const v1::Evidence& evidence);

// Names of the evidence among its citations that the public must not see.
using EvidenceNames = absl::flat_hash_set<std::string>;
absl::StatusOr<EvidenceNames> RestrictedAmong(Txn& txn, const v1::VerdictRevision& revision);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_CITATIONS_H_
