#include "server/domain/evidence/store.h"

#include <algorithm>
#include <optional>

#include "absl/strings/numbers.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

bool IsRestricted(const v1::Evidence& evidence) {
  return evidence.visibility() == v1::Evidence::VISIBILITY_RESTRICTED;
}

// Two addresses of one site are one source until somebody says otherwise.
std::string OriginOf(const v1::Evidence& evidence) {
  if (absl::StatusOr<Url> url = ParseUrl(evidence.url()); url.ok()) return SiteOf(*url);
  return evidence.name();
}

// The number of the claim's next piece of evidence.
absl::StatusOr<uint32_t> TakeNumber(Txn& txn, std::string_view claim_id) {
  const std::string key = keys::EvidenceCount(claim_id);
  absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(key);
  if (!entry.ok()) return entry.status();
  uint32_t count = 0;
  if (*entry && !absl::SimpleAtoi((*entry)->value, &count)) {
    return absl::DataLossError("a stored count can't be parsed");
  }
  if (count >= kMaxEvidence) {
    const std::string name = MakeName(kClaimPattern, {claim_id});
    const std::string description = StrCat("has ", kMaxEvidence, " pieces of evidence, the most");
    const UnmetPrecondition unmet[] = {{"LIMIT", name, description}};
    return PreconditionFailed(v1::ERROR_REASON_LIMIT_REACHED, StrCat(name, " ", description),
                              unmet);
  }
  txn.Put(key, std::to_string(count + 1));
  return count + 1;
}

}  // namespace

bool MaySeeEvidence(const Principal& who, const v1::Evidence& evidence) {
  if (!IsRestricted(evidence) || who.SeesEverything()) return true;
  return std::any_of(evidence.restricted_to().begin(), evidence.restricted_to().end(),
                     [&](const std::string& publisher) {
                       const auto ids = MatchName(kPublisherPattern, publisher);
                       return ids && who.SeesWorkOf(ids->front());
                     });
}

absl::StatusOr<std::string> AddEvidence(Txn& txn, std::string_view claim_id,
                                        std::string_view evidence_id, v1::Evidence* evidence) {
  evidence->set_name(MakeName(kEvidencePattern, {claim_id, evidence_id}));
  absl::StatusOr<std::optional<storage::Entry>> taken =
      txn.Get(keys::Evidence(claim_id, evidence_id));
  if (!taken.ok()) return taken.status();
  if (*taken) return AlreadyExists(evidence->name());
  absl::StatusOr<uint32_t> number = TakeNumber(txn, claim_id);
  if (!number.ok()) return number.status();
  txn.Put(keys::EvidenceInOrder(claim_id, *number), std::string(evidence_id));
  if (evidence->origin_group().empty()) evidence->set_origin_group(OriginOf(*evidence));
  return PutEvidence(txn, claim_id, evidence_id, storage::v1::Change::KIND_EVIDENCE_ADDED,
                     evidence);
}

std::string PutEvidence(Txn& txn, std::string_view claim_id, std::string_view evidence_id,
                        storage::v1::Change::Kind kind, v1::Evidence* evidence) {
  storage::v1::Change change;
  change.set_kind(kind);
  change.set_name(evidence->name());
  change.set_claim(std::string(claim_id));
  if (IsRestricted(*evidence)) {
    change.set_restricted(true);
    for (const std::string& publisher : evidence->restricted_to()) {
      if (const auto ids = MatchName(kPublisherPattern, publisher)) {
        change.add_visible_to(std::string(ids->front()));
      }
    }
  }
  txn.Log(std::move(change));
  return txn.PutResource(keys::Evidence(claim_id, evidence_id), evidence,
                         IsRestricted(*evidence) ? kRecordRestricted : 0);
}

}  // namespace factcheck::domain
