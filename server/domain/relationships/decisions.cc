// What fact-checkers say to a suggestion.
#include <optional>
#include <utility>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/core/keys.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using storage::v1::Change;

constexpr size_t kMaxReasonBytes = 2000;

struct Decision {
  std::string claim_id;
  std::string id;
  std::string etag;  // Empty: whatever it has.
  std::string reason;
  v1::Relationship::State state = v1::Relationship::STATE_UNSPECIFIED;
};

// A verdict on one holds for the other.
bool SaysTheSame(v1::Relationship::Type type) {
  return type == v1::Relationship::TYPE_DUPLICATE_OF ||
         type == v1::Relationship::TYPE_PARAPHRASE_OF ||
         type == v1::Relationship::TYPE_TRANSLATION_OF;
}

// Pure: whether a relationship in this state may go to the other.
absl::Status CheckTransition(const v1::Relationship& relationship, v1::Relationship::State to) {
  if (relationship.state() == v1::Relationship::STATE_SUGGESTED ||
      (relationship.state() == v1::Relationship::STATE_CONFIRMED &&
       to == v1::Relationship::STATE_REJECTED)) {
    return absl::OkStatus();
  }
  return IllegalTransition(relationship.name(),
                           relationship.state() == v1::Relationship::STATE_CONFIRMED
                               ? "the relationship was confirmed already"
                               : "the relationship was rejected, which is final");
}

// What is confirmed must hold of claims that stand; saying no is always right.
absl::Status CheckClaim(const Loaded<v1::Claim>& claim, v1::Relationship::State to) {
  if (to == v1::Relationship::STATE_REJECTED && !claim.deleted()) return absl::OkStatus();
  return CheckEditable(claim.message);
}

absl::StatusOr<Loaded<v1::Relationship>> LoadRelationship(Txn& txn, const Decision& decision) {
  const std::string name = MakeName(kRelationshipPattern, {decision.claim_id, decision.id});
  absl::StatusOr<std::optional<Loaded<v1::Relationship>>> found =
      txn.Load<v1::Relationship>(keys::Relationship(decision.claim_id, decision.id));
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(name);
  return **std::move(found);
}

// The claim and the target. Where the caller may not see one of them, there is no relationship.
absl::StatusOr<std::vector<Loaded<v1::Claim>>> LoadEnds(Txn& txn, const Decision& decision,
                                                        const v1::Relationship& relationship) {
  std::vector<Loaded<v1::Claim>> ends;
  for (std::string_view id :
       {std::string_view(decision.claim_id), keys::LastId(relationship.target())}) {
    absl::StatusOr<Loaded<v1::Claim>> claim = LoadClaim(txn, id);
    if (absl::IsNotFound(claim.status())) return NotFound(relationship.name());
    if (!claim.ok()) return claim.status();
    ends.push_back(*std::move(claim));
  }
  return ends;
}

std::string Store(Txn& txn, const Decision& decision, v1::Relationship* relationship) {
  relationship->set_state(decision.state);
  relationship->set_decider(MakeName(kActorPattern, {txn.who().actor}));
  std::string answer =
      txn.PutResource(keys::Relationship(decision.claim_id, decision.id), relationship);
  if (!txn.who().IsStaff()) answer = Split(*relationship).public_bytes;
  Change change;
  change.set_kind(decision.state == v1::Relationship::STATE_CONFIRMED
                      ? Change::KIND_RELATIONSHIP_CONFIRMED
                      : Change::KIND_RELATIONSHIP_REJECTED);
  change.set_name(relationship->name());
  change.set_claim(decision.claim_id);
  txn.Log(std::move(change));
  return answer;
}

absl::StatusOr<std::string> Decide(Txn& txn, const Decision& decision) {
  absl::StatusOr<Loaded<v1::Relationship>> loaded = LoadRelationship(txn, decision);
  if (!loaded.ok()) return loaded.status();
  v1::Relationship& relationship = loaded->message;
  absl::StatusOr<std::vector<Loaded<v1::Claim>>> ends = LoadEnds(txn, decision, relationship);
  if (!ends.ok()) return ends.status();
  if (txn.who().IsAi()) {
    return Error(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_AI_NOT_ALLOWED,
                 "an AI assistant does not decide on a relationship; a person must");
  }
  if (!decision.etag.empty() && decision.etag != loaded->etag()) {
    return EtagMismatch(relationship.name(), loaded->etag());
  }
  absl::Status status = CheckTransition(relationship, decision.state);
  for (const Loaded<v1::Claim>& claim : *ends) {
    if (status.ok()) status = CheckClaim(claim, decision.state);
  }
  if (!status.ok()) return status;

  const bool was_confirmed = relationship.state() == v1::Relationship::STATE_CONFIRMED;
  txn.set_reason(decision.reason);
  std::string answer = Store(txn, decision, &relationship);
  const bool changes_status = was_confirmed || decision.state == v1::Relationship::STATE_CONFIRMED;
  if (!changes_status || !SaysTheSame(relationship.type())) return answer;
  for (const Loaded<v1::Claim>& claim : *ends) {
    status = RefreshStatus(txn, claim.message);
    if (!status.ok()) return status;
  }
  return answer;
}

template <typename Request>
void Run(ClaimBook& book, const Call& call, const Request& request, v1::Relationship::State state,
         Done done) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("name", kRelationshipPattern, request.name(), violations);
  Decision decision{ids[0], ids[1], request.etag(), request.reason(), state};
  CheckText("reason", {.max_bytes = kMaxReasonBytes}, &decision.reason, violations);
  CheckEtag("etag", request.etag(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto decide = [decision = std::move(decision)](Txn& txn) { return Decide(txn, decision); };
  book.Write(call, request, decide, std::move(done));
}

}  // namespace

void Relationships::ConfirmRelationship(const Call& call,
                                        const v1::ConfirmRelationshipRequest& request, Done done) {
  Run(*book_, call, request, v1::Relationship::STATE_CONFIRMED, std::move(done));
}

void Relationships::RejectRelationship(const Call& call,
                                       const v1::RejectRelationshipRequest& request, Done done) {
  Run(*book_, call, request, v1::Relationship::STATE_REJECTED, std::move(done));
}

}  // namespace factcheck::domain
