#include "server/domain/relationships/stored_suggestion.h"

#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/claim.pb.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

absl::Status AddOne(Txn& txn, std::string_view claim_id) {
  absl::StatusOr<uint32_t> count = CountRelationships(txn, claim_id);
  if (!count.ok()) return count.status();
  txn.Put(keys::RelationshipCount(claim_id), std::to_string(*count + 1));
  return absl::OkStatus();
}

// Whether the claim can be suggested, or suggested for, by the server.
absl::StatusOr<bool> IsOpen(Txn& txn, std::string_view claim_id) {
  absl::StatusOr<std::optional<Loaded<v1::Claim>>> claim =
      txn.Load<v1::Claim>(keys::Claim(claim_id));
  if (!claim.ok()) return claim.status();
  if (!*claim || !CheckEditable((*claim)->message).ok()) return false;
  absl::StatusOr<uint32_t> count = CountRelationships(txn, claim_id);
  if (!count.ok()) return count.status();
  return *count < kMaxSuggestedByServer;
}

// The counts, which IsOpen has read, guard both ranges.
absl::StatusOr<bool> AreRelated(Txn& txn, std::string_view a, std::string_view b) {
  for (const auto& [claim, target] : {std::pair(a, b), std::pair(b, a)}) {
    absl::StatusOr<storage::ScanResult> any = txn.Scan(
        storage::PrefixRange(keys::RelationshipOfTypePrefix(claim, target)), {.max_entries = 1});
    if (!any.ok()) return any.status();
    if (!any->entries.empty()) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<uint32_t> CountRelationships(Txn& txn, std::string_view claim_id) {
  absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(keys::RelationshipCount(claim_id));
  if (!entry.ok()) return entry.status();
  uint32_t count = 0;
  if (*entry && !absl::SimpleAtoi((*entry)->value, &count)) {
    return absl::DataLossError("a stored count can't be parsed");
  }
  return count;
}

absl::StatusOr<std::string> StoreSuggestion(Txn& txn, const Suggestion& suggestion) {
  for (const std::string& id : {suggestion.claim_id, suggestion.target_id}) {
    if (absl::Status added = AddOne(txn, id); !added.ok()) return added;
  }
  v1::Relationship relationship = suggestion.relationship;
  relationship.set_suggester(MakeName(kActorPattern, {txn.who().actor}));
  std::string answer =
      txn.PutResource(keys::Relationship(suggestion.claim_id, suggestion.id), &relationship);
  if (!txn.who().IsStaff()) answer = Split(relationship).public_bytes;
  txn.Put(keys::RelationshipByTarget(suggestion.target_id, suggestion.claim_id, suggestion.id), "");
  txn.Put(keys::RelationshipOfType(suggestion.claim_id, suggestion.target_id, relationship.type()),
          suggestion.id);
  storage::v1::Change change;
  change.set_kind(storage::v1::Change::KIND_RELATIONSHIP_SUGGESTED);
  change.set_name(relationship.name());
  change.set_claim(suggestion.claim_id);
  txn.Log(std::move(change));
  return answer;
}

absl::StatusOr<bool> SuggestByServer(Txn& txn, const Suggestion& suggestion) {
  for (const std::string& id : {suggestion.claim_id, suggestion.target_id}) {
    absl::StatusOr<bool> open = IsOpen(txn, id);
    if (!open.ok() || !*open) return open;
  }
  absl::StatusOr<bool> related = AreRelated(txn, suggestion.claim_id, suggestion.target_id);
  if (!related.ok()) return related;
  if (*related) return false;
  // PutResource wants to know what it replaces: nothing, of an id that was just made.
  absl::StatusOr<std::optional<storage::Entry>> taken =
      txn.Get(keys::Relationship(suggestion.claim_id, suggestion.id));
  if (!taken.ok()) return taken.status();
  if (*taken) return false;
  if (absl::Status stored = StoreSuggestion(txn, suggestion).status(); !stored.ok()) return stored;
  return true;
}

}  // namespace factcheck::domain
