// A verdict as writers read and store it: its records for members and for the public,
// its revisions, the work that falls due for it, history and log.
//
//   w/  the verdict as members of the publisher see it; written with every change
//   v/  as the public sees it; there once something was published, written only when
//       something public changes, so that its etag and times don't tell of drafting
//   r/  each revision whose writing is over; written again when it is superseded
//   y/  what was published, as an entry of the ledger
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_STORED_VERDICT_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_STORED_VERDICT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/verdicts/citations.h"
#include "server/domain/verdicts/life_cycle.h"
#include "server/domain/verdicts/policy.h"

namespace factcheck::domain {

// What a verdict hangs on.
struct Scene {
  std::string claim_id;
  std::string publisher_id;
  v1::Claim claim;  // Perhaps MERGED or DELETED.
  v1::Publisher publisher;

  std::string verdict_name() const;
};
// NOT_FOUND where the claim (or, for others than colleagues, a deleted one) or the
// publisher is not there.
absl::StatusOr<Scene> LoadScene(Txn& txn, std::string_view claim_id, std::string_view publisher_id);

// As members see it. NOT_FOUND where there is none, or nothing of it that the caller
// may see.
absl::StatusOr<Loaded<v1::Verdict>> LoadVerdict(Txn& txn, std::string_view claim_id,
                                                std::string_view publisher_id);

// CLAIM_MERGED or ILLEGAL_TRANSITION unless a verdict may be begun on the claim: it must be
// ACCEPTED.
absl::Status CheckMayBegin(const Scene& scene);
// What was published can be corrected and taken back whatever became of the claim. For a
// first publication the claim must be ACCEPTED; where it was merged since the draft was
// begun, the claim that it counts for now must not be DECLINED or DELETED.
absl::Status CheckMayPublish(Txn& txn, const Scene& scene, const v1::Verdict& verdict);

// The rules of the publisher's policy that the working revision does not meet.
std::vector<UnmetRule> UnmetBy(const Scene& scene, const v1::Verdict& verdict,
                               const v1::VerdictRevision& working, const CitedEvidence& cited);

// Each stores what the life cycle made of `before` and returns what a member is answered.
// The verdict's key must have been read through `txn`.
std::string StoreWork(Txn& txn, const Scene& scene, const v1::Verdict& before, v1::Verdict after);
absl::StatusOr<std::string> StoreDiscarded(Txn& txn, const Scene& scene, const v1::Verdict& before,
                                           Ended ended);
// Also the claim's status, unless the caller does that (imports, which hold all inputs).
enum class StatusOf { kRefreshed, kLeft };
absl::StatusOr<std::string> StorePublished(Txn& txn, const Scene& scene, const v1::Verdict& before,
                                           Ended ended, StatusOf status);
// The clock of the published revision ran out: `verdict` is stale from now on.
absl::Status StoreStale(Txn& txn, const Scene& scene, v1::Verdict verdict);

// What a member is answered where nothing changes.
absl::StatusOr<std::string> UnchangedVerdict(Txn& txn, const Scene& scene);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_STORED_VERDICT_H_
