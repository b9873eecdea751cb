// How evidence is stored, by whoever brings it in.
#ifndef FACTCHECK_SERVER_DOMAIN_EVIDENCE_STORE_H_
#define FACTCHECK_SERVER_DOMAIN_EVIDENCE_STORE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "server/domain/core/principal.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

// Of one claim, withdrawn and restricted evidence among them.
inline constexpr uint32_t kMaxEvidence = 10'000;

// Restricted evidence does not exist for those who are neither staff of one of the
// publishers that it is restricted to, nor auditor or admin.
bool MaySeeEvidence(const Principal& who, const v1::Evidence& evidence);

// Adds checked evidence to a claim behind what it has, under a name of this id,
// sets its origin where none was given, and logs it. The bytes that the caller is
// answered with. ALREADY_EXISTS where the id was given before, LIMIT_REACHED at
// kMaxEvidence. The claim must have been read through `txn`.
//
// Commits that add to one claim meet on its count and are decided one after
// another, so the numbers that lists go by have no gap and no rival.
absl::StatusOr<std::string> AddEvidence(Txn& txn, std::string_view claim_id,
                                        std::string_view evidence_id, v1::Evidence* evidence);

// Stores evidence that was there and logs what happened to it.
std::string PutEvidence(Txn& txn, std::string_view claim_id, std::string_view evidence_id,
                        storage::v1::Change::Kind kind, v1::Evidence* evidence);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_EVIDENCE_STORE_H_
