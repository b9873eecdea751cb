// One piece of evidence, now or as it was.
#include <optional>

#include "server/domain/claims/records.h"
#include "server/domain/core/keys.h"
#include "server/domain/evidence/evidence.h"
#include "server/domain/evidence/store.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {

absl::StatusOr<std::string> EvidenceRecords::GetEvidence(const Call& call,
                                                         const v1::GetEvidenceRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("name", kEvidencePattern, request.name(), violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  const std::string_view claim_ids[] = {ids[0]};
  absl::StatusOr<std::vector<std::string>> claim = ReadClaims(*view, claim_ids, call.who.IsStaff());
  if (!claim.ok()) return claim.status();
  absl::StatusOr<std::optional<storage::Entry>> entry = view->Get(keys::Evidence(ids[0], ids[1]));
  if (!entry.ok()) return entry.status();
  if (!*entry || claim->front().empty()) return NotFound(request.name());
  absl::StatusOr<Record> record = ParseRecord((*entry)->value);
  if (!record.ok()) return record.status();
  if (record->restricted()) {
    absl::StatusOr<std::optional<Loaded<v1::Evidence>>> evidence =
        Txn::LoadFrom<v1::Evidence>(**entry);
    if (!evidence.ok()) return evidence.status();
    if (!MaySeeEvidence(call.who, (*evidence)->message)) return NotFound(request.name());
  }
  return std::string(record->For(call.who.IsStaff()));
}

}  // namespace factcheck::domain
