#include "server/domain/claims/stored_claim.h"

#include <array>
#include <optional>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

void PutIndex(Txn& txn, std::string_view id, const v1::Claim* before, const v1::Claim& claim) {
  if (before == nullptr || before->statement() != claim.statement()) {
    txn.Put(keys::TextIndex(ExactForm(claim.statement()), id), "");
  }
  // Appearances are only ever added, and keep their address.
  for (int i = before == nullptr ? 0 : before->appearances_size(); i < claim.appearances_size();
       ++i) {
    txn.Put(keys::UrlIndex(claim.appearances(i).canonical_url(), id), "");
  }
}

// Whether what everybody sees differs, apart from the stamps.
bool ChangesPublicPart(const v1::Claim& before, const v1::Claim& after) {
  const auto unstamped = [](v1::Claim claim) {
    claim.clear_create_time();
    claim.clear_update_time();
    claim.clear_etag();
    claim.clear_consistency_token();
    return Split(claim).public_bytes;
  };
  return unstamped(before) != unstamped(after);
}

}  // namespace

absl::StatusOr<Loaded<v1::Claim>> LoadClaim(Txn& txn, std::string_view id) {
  absl::StatusOr<std::optional<Loaded<v1::Claim>>> claim = txn.Load<v1::Claim>(keys::Claim(id));
  if (!claim.ok()) return claim.status();
  if (!*claim || ((*claim)->deleted() && !txn.who().IsStaff())) {
    return NotFound(MakeName(kClaimPattern, {id}));
  }
  return **std::move(claim);
}

absl::Status CheckClaimEtag(const Loaded<v1::Claim>& claim, std::string_view etag) {
  if (etag.empty() || etag == claim.etag()) return absl::OkStatus();
  return EtagMismatch(claim.message.name(), claim.etag());
}

absl::StatusOr<std::string> UnchangedAnswer(Txn& txn, std::string_view id) {
  absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(keys::Claim(id));
  if (!entry.ok()) return entry.status();
  if (!*entry) return NotFound(MakeName(kClaimPattern, {id}));
  absl::StatusOr<Record> record = ParseRecord((*entry)->value);
  if (!record.ok()) return record.status();
  return std::string(record->For(txn.who().IsStaff()));
}

std::string StoreClaim(Txn& txn, const v1::Claim* before, v1::Claim* claim,
                       storage::v1::Change::Kind kind) {
  const std::string_view id = IdOf(claim->name());
  const bool deleted = claim->state() == v1::Claim::STATE_DELETED;
  std::string answer = txn.PutResource(keys::Claim(id), claim, deleted ? kRecordDeleted : 0);
  if (!txn.who().IsStaff()) answer = Split(*claim).public_bytes;
  PutIndex(txn, id, before, *claim);
  storage::v1::Change change;
  change.set_kind(kind);
  change.set_name(claim->name());
  change.set_claim(std::string(id));
  if (before != nullptr && before->state() != claim->state()) {
    change.set_previous_claim_state(before->state());
    change.set_claim_state(claim->state());
  }
  change.set_colleagues_only(before != nullptr && !ChangesPublicPart(*before, *claim));
  txn.Log(std::move(change));
  return answer;
}

absl::Status ClaimLimitReached(const v1::Claim& claim, std::string_view description) {
  const std::array<UnmetPrecondition, 1> unmet = {
      {{"LIMIT", claim.name(), std::string(description)}}};
  return PreconditionFailed(v1::ERROR_REASON_LIMIT_REACHED, StrCat(claim.name(), " ", description),
                            unmet);
}

absl::StatusOr<bool> EverPublished(Txn& txn, const v1::Claim& claim) {
  const auto has_verdict = [&](std::string_view id) -> absl::StatusOr<bool> {
    absl::StatusOr<storage::ScanResult> found =
        txn.Scan(storage::PrefixRange(keys::PublicVerdictPrefix(id)), {.max_entries = 1});
    if (!found.ok()) return found.status();
    return !found->entries.empty();
  };
  absl::StatusOr<bool> found = has_verdict(IdOf(claim.name()));
  for (int i = 0; i < claim.merged_from_size() && found.ok() && !*found; ++i) {
    found = has_verdict(IdOf(claim.merged_from(i)));
  }
  return found;
}

}  // namespace factcheck::domain
