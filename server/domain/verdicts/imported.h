// Verdicts that come in finished, reviewed elsewhere.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_IMPORTED_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_IMPORTED_H_

#include "absl/status/statusor.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

// Publishes `content` as the publisher's verdict on the claim in this commit: as the first
// revision, or as an UPDATE of what is in force, whose public_note then says so unless
// `content` has one. Nothing is written where what is in force says the same already.
// Only the fields that an author writes count (kRevisionFields), as they are: rating
// resolved, captures pinned, texts in their stored form, evidence of the claim.
//
// Answers with what the public sees, whose publish_time may be a placeholder. The caller stores the
// claim's status (RefreshStatus or PutStatus). ILLEGAL_TRANSITION where people here are at
// work on the verdict, or took it back: an import does not overrule them.
absl::StatusOr<v1::Verdict> PutImportedVerdict(Txn& txn, const v1::Claim& claim,
                                               const v1::Publisher& publisher,
                                               const v1::VerdictRevision& content);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_IMPORTED_H_
