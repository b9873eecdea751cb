// What becomes of a claim: the methods of Claims that change its state or who works on it.
#include <optional>
#include <utility>

#include "factcheck/v1/actor.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/domain/claims/claims.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/merge.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/claims/validate.h"
#include "server/domain/core/keys.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using storage::v1::Change;

// Stores a claim in its new state, and the statuses that go with it: its own, and of
// those that name it where it vanishes or comes back.
absl::StatusOr<std::string> PutState(Txn& txn, const v1::Claim& before,
                                     absl::StatusOr<v1::Claim> after) {
  if (!after.ok()) return after.status();
  std::string answer = StoreClaim(txn, &before, &*after, Change::KIND_CLAIM_STATE_CHANGED);
  absl::Status status = RefreshStatus(txn, *after);
  const bool was_deleted = before.state() == v1::Claim::STATE_DELETED;
  const bool is_deleted = after->state() == v1::Claim::STATE_DELETED;
  if (status.ok() && was_deleted != is_deleted) status = RefreshEquivalents(txn, *after);
  if (!status.ok()) return status;
  return answer;
}

// Reads the fields that every request here has: `name` and `etag`.
template <typename Request>
std::string CheckNameAndEtag(const Request& request, Violations& violations) {
  CheckEtag("etag", request.etag(), violations);
  return ReadName("name", kClaimPattern, request.name(), violations).front();
}

std::string CheckReason(std::string_view field, const std::string& given, bool required,
                        Violations& violations) {
  std::string reason = given;
  CheckText(field, {.max_bytes = kMaxReasonBytes, .required = required}, &reason, violations);
  return reason;
}

// Whether `name` is an actor who can work: there, and not disabled.
absl::StatusOr<bool> CanWork(Txn& txn, std::string_view actor_id) {
  absl::StatusOr<std::optional<Loaded<v1::Actor>>> actor =
      txn.Load<v1::Actor>(keys::Actor(actor_id));
  if (!actor.ok()) return actor.status();
  return *actor && !(*actor)->message.disabled();
}

}  // namespace

void Claims::AcceptClaim(const Call& call, const v1::AcceptClaimRequest& request, Done done) {
  Violations violations(request);
  const std::string id = CheckNameAndEtag(request, violations);
  const std::string note = CheckReason("note", request.note(), /*required=*/false, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [note](Txn& txn, const v1::Claim& before) {
    return PutState(txn, before, Accept(before, note));
  };
  Run(call, request, {id, request.etag(), note, /*decides=*/true, apply}, std::move(done));
}

void Claims::DeclineClaim(const Call& call, const v1::DeclineClaimRequest& request, Done done) {
  Violations violations(request);
  const std::string id = CheckNameAndEtag(request, violations);
  CheckSet("decline_reason", request.decline_reason(), violations);
  const std::string note = CheckReason("note", request.note(), /*required=*/false, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [note, reason = request.decline_reason()](
                         Txn& txn, const v1::Claim& before) -> absl::StatusOr<std::string> {
    absl::StatusOr<bool> published = EverPublished(txn, before);
    if (!published.ok()) return published.status();
    return PutState(txn, before, Decline(before, reason, note, *published));
  };
  Run(call, request, {id, request.etag(), note, /*decides=*/true, apply}, std::move(done));
}

void Claims::ReopenClaim(const Call& call, const v1::ReopenClaimRequest& request, Done done) {
  Violations violations(request);
  const std::string id = CheckNameAndEtag(request, violations);
  const std::string reason = CheckReason("reason", request.reason(), /*required=*/true, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [reason](Txn& txn, const v1::Claim& before) {
    if (before.state() == v1::Claim::STATE_MERGED) return UnmergeClaim(txn, before, reason);
    return PutState(txn, before, Reopen(before, reason));
  };
  Run(call, request, {id, request.etag(), reason, /*decides=*/true, apply}, std::move(done));
}

void Claims::AssignClaim(const Call& call, const v1::AssignClaimRequest& request, Done done) {
  Violations violations(request);
  const std::string id = CheckNameAndEtag(request, violations);
  std::string actor;
  if (!request.assignee().empty()) {
    actor = ReadName("assignee", kActorPattern, request.assignee(), violations).front();
  }
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [id, actor, assignee = request.assignee()](
                         Txn& txn, const v1::Claim& before) -> absl::StatusOr<std::string> {
    absl::StatusOr<v1::Claim> after = Assign(before, assignee);
    if (!after.ok()) return after.status();
    if (after->assignee() == before.assignee()) return UnchangedAnswer(txn, id);
    if (!actor.empty()) {
      absl::StatusOr<bool> can_work = CanWork(txn, actor);
      if (!can_work.ok()) return can_work.status();
      if (!*can_work) {
        return InvalidField("assignee", "must name an actor of this server who is not disabled");
      }
    }
    return StoreClaim(txn, &before, &*after, Change::KIND_CLAIM_UPDATED);
  };
  Run(call, request, {id, request.etag(), "", /*decides=*/true, apply}, std::move(done));
}

void Claims::MergeClaim(const Call& call, const v1::MergeClaimRequest& request, Done done) {
  Violations violations(request);
  const std::string id = CheckNameAndEtag(request, violations);
  const std::string target =
      ReadName("target", kClaimPattern, request.target(), violations).front();
  if (!id.empty() && target == id) violations.Add("target", "must be another claim");
  const std::string reason =
      CheckReason("reason", request.reason(), /*required=*/false, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [target, reason](Txn& txn, const v1::Claim& before) {
    return MergeClaims(txn, before, target, reason);
  };
  Run(call, request, {id, request.etag(), reason, /*decides=*/true, apply}, std::move(done));
}

void Claims::DeleteClaim(const Call& call, const v1::DeleteClaimRequest& request, Done done) {
  Violations violations(request);
  const std::string id = CheckNameAndEtag(request, violations);
  const std::string reason =
      CheckReason("reason", request.reason(), /*required=*/false, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  // Drafts of verdicts don't stand in the way: a refusal would tell that they exist. They are
  // there again when the deletion is taken back.
  const auto apply = [reason](Txn& txn, const v1::Claim& before) -> absl::StatusOr<std::string> {
    absl::StatusOr<bool> published = EverPublished(txn, before);
    if (!published.ok()) return published.status();
    return PutState(txn, before, Delete(before, reason, *published));
  };
  Run(call, request, {id, request.etag(), reason, /*decides=*/true, apply}, std::move(done));
}

void Claims::UndeleteClaim(const Call& call, const v1::UndeleteClaimRequest& request, Done done) {
  Violations violations(request);
  const std::string id = CheckNameAndEtag(request, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [](Txn& txn, const v1::Claim& before) {
    return PutState(txn, before, Undelete(before));
  };
  Run(call, request, {id, request.etag(), "", /*decides=*/true, apply}, std::move(done));
}

}  // namespace factcheck::domain
