// Suggestions.
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "factcheck/storage/v1/records.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/core/keys.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxModelBytes = 200;
constexpr size_t kMaxNoteBytes = 2000;

struct Suggestion {
  std::string claim_id;
  std::string id;
  std::string target_id;
  v1::Relationship relationship;
};

// The relationship as it will be stored, but for what only the commit knows.
v1::Relationship CheckRelationship(const v1::SuggestRelationshipRequest& request,
                                   Violations& violations) {
  const v1::Relationship& given = request.relationship();
  v1::Relationship checked;
  checked.set_target(given.target());
  checked.set_type(given.type());
  checked.set_model(given.model());
  checked.set_note(given.note());
  checked.set_state(v1::Relationship::STATE_SUGGESTED);
  CheckSet("relationship.type", given.type(), violations);
  if (given.has_score()) {
    checked.set_score(given.score());
    // Written so that NaN, too, is refused.
    if (!(given.score() >= 0 && given.score() <= 1)) {
      violations.Add("relationship.score", "must be 0 to 1");
    }
    // There is no negative nothing.
    if (given.score() == 0) checked.set_score(0);
  }
  CheckText("relationship.model", {.max_bytes = kMaxModelBytes}, checked.mutable_model(),
            violations);
  CheckText("relationship.note", {.max_bytes = kMaxNoteBytes, .lines = true},
            checked.mutable_note(), violations);
  return checked;
}

// One more for the claim: commits that relate one claim meet here.
absl::Status Count(Txn& txn, std::string_view claim_id) {
  const std::string key = keys::RelationshipCount(claim_id);
  absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(key);
  if (!entry.ok()) return entry.status();
  uint32_t count = 0;
  if (*entry && !absl::SimpleAtoi((*entry)->value, &count)) {
    return absl::DataLossError("a stored count can't be parsed");
  }
  if (count >= kMaxRelationships) {
    const std::string name = MakeName(kClaimPattern, {claim_id});
    const std::string description = StrCat("has ", kMaxRelationships, " relationships, the most");
    const UnmetPrecondition unmet[] = {{"LIMIT", name, description}};
    return PreconditionFailed(v1::ERROR_REASON_LIMIT_REACHED, StrCat(name, " ", description),
                              unmet);
  }
  txn.Put(key, std::to_string(count + 1));
  return absl::OkStatus();
}

// Both claims must be there for the caller, and take additions.
absl::Status CheckClaims(Txn& txn, const Suggestion& suggestion) {
  for (const std::string& id : {suggestion.claim_id, suggestion.target_id}) {
    absl::StatusOr<Loaded<v1::Claim>> claim = LoadClaim(txn, id);
    if (!claim.ok()) return claim.status();
    absl::Status editable = CheckEditable(claim->message);
    if (!editable.ok()) return editable;
  }
  return absl::OkStatus();
}

// ALREADY_EXISTS where the id or the triple was given before.
absl::Status CheckNew(Txn& txn, const Suggestion& suggestion) {
  absl::StatusOr<std::optional<storage::Entry>> same = txn.Get(keys::RelationshipOfType(
      suggestion.claim_id, suggestion.target_id, suggestion.relationship.type()));
  if (!same.ok()) return same.status();
  if (*same) {
    return AlreadyExists(MakeName(kRelationshipPattern, {suggestion.claim_id, (*same)->value}));
  }
  absl::StatusOr<std::optional<storage::Entry>> taken =
      txn.Get(keys::Relationship(suggestion.claim_id, suggestion.id));
  if (!taken.ok()) return taken.status();
  if (*taken) return AlreadyExists(suggestion.relationship.name());
  return absl::OkStatus();
}

absl::StatusOr<std::string> Store(Txn& txn, const Suggestion& suggestion) {
  absl::Status status = CheckClaims(txn, suggestion);
  if (status.ok()) status = CheckNew(txn, suggestion);
  if (status.ok()) status = Count(txn, suggestion.claim_id);
  if (status.ok()) status = Count(txn, suggestion.target_id);
  if (!status.ok()) return status;

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

}  // namespace

void Relationships::SuggestRelationship(const Call& call,
                                        const v1::SuggestRelationshipRequest& request, Done done) {
  Violations violations(request);
  Suggestion suggestion;
  suggestion.claim_id = ReadName("parent", kClaimPattern, request.parent(), violations).front();
  suggestion.target_id =
      ReadName("relationship.target", kClaimPattern, request.relationship().target(), violations)
          .front();
  if (!suggestion.claim_id.empty() && suggestion.claim_id == suggestion.target_id) {
    violations.Add("relationship.target", "must be another claim");
  }
  CheckId("relationship_id", request.relationship_id(), /*required=*/false, violations);
  suggestion.relationship = CheckRelationship(request, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  suggestion.id =
      request.relationship_id().empty() ? NewId(book_->Now()) : request.relationship_id();
  suggestion.relationship.set_name(
      MakeName(kRelationshipPattern, {suggestion.claim_id, suggestion.id}));
  const auto decide = [suggestion = std::move(suggestion)](Txn& txn) {
    return Store(txn, suggestion);
  };
  book_->Write(call, request, decide, std::move(done));
}

}  // namespace factcheck::domain
