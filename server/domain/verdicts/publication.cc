#include "server/domain/verdicts/publication.h"

#include <algorithm>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/verdicts/validate.h"

namespace factcheck::domain {

void PublicationFaults::Waive(const v1::Override& waiver) {
  std::erase_if(policy, [&](const UnmetPrecondition& rule) {
    return std::find(waiver.waived().begin(), waiver.waived().end(), rule.type) !=
           waiver.waived().end();
  });
}

absl::Status PublicationFaults::ToStatus() const {
  if (!claim.ok()) return claim;
  if (!missing.empty()) {
    return PreconditionFailed(v1::ERROR_REASON_INCOMPLETE_REVISION, "the revision is not complete",
                              missing);
  }
  return PreconditionFailed(v1::ERROR_REASON_POLICY_UNMET, "the publisher's policy is not met",
                            policy);
}

std::vector<UnmetPrecondition> PublicationFaults::All() const {
  std::vector<UnmetPrecondition> all;
  if (!claim.ok()) all.push_back({"STATE", "claim", std::string(ToStd(claim.message()))});
  all.insert(all.end(), missing.begin(), missing.end());
  all.insert(all.end(), policy.begin(), policy.end());
  return all;
}

absl::StatusOr<PublicationFaults> FindFaults(Txn& txn, const Scene& scene,
                                             const v1::Verdict& verdict, const CitedEvidence& cited,
                                             absl::Time release) {
  PublicationFaults faults;
  faults.claim = CheckMayPublish(txn, scene, verdict);
  if (!faults.claim.ok() && !HasErrorDetails(faults.claim)) return faults.claim;
  const v1::VerdictRevision& working = verdict.working();
  faults.missing = MissingForPublication(working, scene.publisher, cited, release);
  for (UnmetRule& rule : UnmetBy(scene, verdict, working, cited)) {
    faults.policy.push_back(
        {std::string(RuleName(rule.rule)), working.name(), std::move(rule.description)});
  }
  return faults;
}

v1::Verdict PinCaptures(v1::Verdict verdict, const CitedEvidence& cited) {
  v1::VerdictRevision* working = verdict.mutable_working();
  for (size_t i = 0; i < cited.size(); ++i) {
    v1::EvidenceCitation* citation = working->mutable_citations(static_cast<int>(i));
    if (cited[i] && citation->capture_sha256().empty()) {
      citation->set_capture_sha256(NewestCapture(*cited[i]));
    }
  }
  return verdict;
}

}  // namespace factcheck::domain
