// What stands between a working revision and its publication.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_PUBLICATION_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_PUBLICATION_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/values/error.h"
#include "server/domain/verdicts/stored_verdict.h"

namespace factcheck::domain {

struct PublicationFaults {
  absl::Status claim;                      // The claim's state does not allow it.
  std::vector<UnmetPrecondition> missing;  // What the revision lacks.
  std::vector<UnmetPrecondition> policy;   // Rules unmet; these alone can be waived.

  bool None() const { return claim.ok() && missing.empty() && policy.empty(); }
  // Forgets the rules that were waived.
  void Waive(const v1::Override& waiver);
  // The first that stands in the way, as the caller is told. Not where None().
  absl::Status ToStatus() const;
  std::vector<UnmetPrecondition> All() const;
};
// By the policy and the evidence of the moment. `verdict` has a working revision.
absl::StatusOr<PublicationFaults> FindFaults(Txn& txn, const Scene& scene,
                                             const v1::Verdict& verdict, const CitedEvidence& cited,
                                             absl::Time release);

// Citations whose evidence had no capture when it was cited get the newest there is by
// now; pins stay what the reviewers saw.
v1::Verdict PinCaptures(v1::Verdict verdict, const CitedEvidence& cited);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_PUBLICATION_H_
