// Suggestions.
#include <optional>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/core/keys.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/relationships/stored_suggestion.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxModelBytes = 200;
constexpr size_t kMaxNoteBytes = 2000;

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

// LIMIT_REACHED where the claim can't be in one more.
absl::Status CheckRoom(Txn& txn, std::string_view claim_id) {
  absl::StatusOr<uint32_t> count = CountRelationships(txn, claim_id);
  if (!count.ok()) return count.status();
  if (*count < kMaxRelationships) return absl::OkStatus();
  const std::string name = MakeName(kClaimPattern, {claim_id});
  const std::string description = StrCat("has ", kMaxRelationships, " relationships, the most");
  const UnmetPrecondition unmet[] = {{"LIMIT", name, description}};
  return PreconditionFailed(v1::ERROR_REASON_LIMIT_REACHED, StrCat(name, " ", description), unmet);
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

absl::StatusOr<std::string> Suggest(Txn& txn, const Suggestion& suggestion) {
  absl::Status status = CheckClaims(txn, suggestion);
  if (status.ok()) status = CheckNew(txn, suggestion);
  if (status.ok()) status = CheckRoom(txn, suggestion.claim_id);
  if (status.ok()) status = CheckRoom(txn, suggestion.target_id);
  if (!status.ok()) return status;
  return StoreSuggestion(txn, suggestion);
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
    return Suggest(txn, suggestion);
  };
  book_->Write(call, request, decide, std::move(done));
}

}  // namespace factcheck::domain
