#include "server/domain/verdicts/citations.h"

#include <algorithm>
#include <utility>

#include "server/domain/core/keys.h"
#include "server/domain/core/stamp.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

absl::StatusOr<std::optional<v1::Evidence>> LoadEvidence(Txn& txn, std::string_view name) {
  const auto ids = MatchName(kEvidencePattern, name);
  if (!ids) return std::optional<v1::Evidence>();
  absl::StatusOr<std::optional<Loaded<v1::Evidence>>> evidence =
      txn.Load<v1::Evidence>(keys::Evidence((*ids)[0], (*ids)[1]));
  if (!evidence.ok()) return evidence.status();
  if (!*evidence) return std::optional<v1::Evidence>();
  return std::optional<v1::Evidence>(std::move((*evidence)->message));
}

// Whether evidence of this claim counts for `claim`: its own, and that of claims merged with it.
bool IsOfFamily(const v1::Claim& claim, std::string_view evidence_name) {
  const std::string_view owner = evidence_name.substr(0, evidence_name.find("/evidence/"));
  return owner == claim.name() || owner == claim.merged_into() ||
         std::find(claim.merged_from().begin(), claim.merged_from().end(), owner) !=
             claim.merged_from().end();
}

bool MaySee(std::string_view publisher, const v1::Evidence& evidence) {
  if (evidence.visibility() != v1::Evidence::VISIBILITY_RESTRICTED) return true;
  const std::string name = MakeName(kPublisherPattern, {publisher});
  return std::find(evidence.restricted_to().begin(), evidence.restricted_to().end(), name) !=
         evidence.restricted_to().end();
}

}  // namespace

absl::StatusOr<CitedEvidence> LoadCited(Txn& txn, const v1::Claim& claim,
                                        std::string_view publisher,
                                        const v1::VerdictRevision& revision) {
  CitedEvidence cited;
  for (const v1::EvidenceCitation& citation : revision.citations()) {
    std::optional<v1::Evidence>& entry = cited.emplace_back();
    if (!IsOfFamily(claim, citation.evidence())) continue;
    absl::StatusOr<std::optional<v1::Evidence>> evidence = LoadEvidence(txn, citation.evidence());
    if (!evidence.ok()) return evidence.status();
    if (*evidence && MaySee(publisher, **evidence)) entry = *std::move(*evidence);
  }
  return cited;
}

int CountOrigins(const CitedEvidence& cited) {
  absl::flat_hash_set<std::string_view> origins;
  for (const std::optional<v1::Evidence>& evidence : cited) {
    if (evidence && !evidence->withdrawn()) origins.insert(evidence->origin_group());
  }
  return static_cast<int>(origins.size());
}

std::string NewestCapture(const v1::Evidence& evidence) {
  const v1::Capture* newest = nullptr;
  for (const v1::Capture& capture : evidence.captures()) {
    if (capture.sha256().empty()) continue;
    // Of captures of one time, and of those without one, the last that was added.
    if (newest == nullptr ||
        FromTimestamp(capture.capture_time()) >= FromTimestamp(newest->capture_time())) {
      newest = &capture;
    }
  }
  return newest == nullptr ? "" : newest->sha256();
}

absl::StatusOr<EvidenceNames> RestrictedAmong(Txn& txn, const v1::VerdictRevision& revision) {
  EvidenceNames names;
  for (const v1::EvidenceCitation& citation : revision.citations()) {
    absl::StatusOr<std::optional<v1::Evidence>> evidence = LoadEvidence(txn, citation.evidence());
    if (!evidence.ok()) return evidence.status();
    if (!*evidence || (*evidence)->visibility() == v1::Evidence::VISIBILITY_RESTRICTED) {
      names.insert(citation.evidence());
    }
  }
  return names;
}

}  // namespace factcheck::domain
