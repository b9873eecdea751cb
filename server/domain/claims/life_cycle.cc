#include "server/domain/claims/life_cycle.h"

#include <array>
#include <string>

#include "server/base/absl_strings.h"
#include "server/domain/core/stamp.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

std::string_view StateName(const v1::Claim& claim) {
  constexpr std::string_view kPrefix = "STATE_";
  const std::string_view name = v1::Claim::State_Name(claim.state());
  return name.substr(kPrefix.size());
}

absl::Status Merged(const v1::Claim& claim) {
  const std::array<UnmetPrecondition, 1> unmet = {
      {{"STATE", claim.name(),
        StrCat("is merged into ", claim.merged_into(), "; use that one, or reopen this")}}};
  return PreconditionFailed(v1::ERROR_REASON_CLAIM_MERGED,
                            StrCat(claim.name(), " is merged into ", claim.merged_into()), unmet,
                            {{"merged_into", claim.merged_into()}});
}

// What stops `claim`, whose state does not allow it, from being `done` ("accepted").
absl::Status NotAllowed(const v1::Claim& claim, std::string_view done, std::string_view needed) {
  if (claim.state() == v1::Claim::STATE_MERGED) return Merged(claim);
  return IllegalTransition(claim.name(), StrCat("is ", StateName(claim), "; only a claim that is ",
                                                needed, " can be ", done));
}

absl::Status Published(const v1::Claim& claim, std::string_view done) {
  return IllegalTransition(claim.name(),
                           StrCat("has a published verdict, so it can't be ", done,
                                  "; a verdict is retracted, never taken out of sight"));
}

bool IsOneOf(const v1::Claim& claim, std::initializer_list<v1::Claim::State> states) {
  for (v1::Claim::State state : states) {
    if (claim.state() == state) return true;
  }
  return false;
}

void LeaveState(v1::Claim& claim, v1::Claim::State next) {
  claim.set_state_before(claim.state());
  claim.set_decline_reason_before(claim.decline_reason());
  claim.clear_decline_reason();
  claim.set_state(next);
}

void GoBack(v1::Claim& claim) {
  claim.set_state(claim.state_before());
  claim.set_decline_reason(claim.decline_reason_before());
  claim.clear_state_before();
  claim.clear_decline_reason_before();
}

}  // namespace

absl::StatusOr<v1::Claim> Accept(v1::Claim claim, std::string_view note) {
  if (!IsOneOf(claim, {v1::Claim::STATE_RECEIVED}))
    return NotAllowed(claim, "accepted", "RECEIVED");
  claim.set_state(v1::Claim::STATE_ACCEPTED);
  claim.set_triage_note(std::string(note));
  return claim;
}

absl::StatusOr<v1::Claim> Decline(v1::Claim claim, v1::Claim::DeclineReason reason,
                                  std::string_view note, bool ever_published) {
  if (!IsOneOf(claim, {v1::Claim::STATE_RECEIVED, v1::Claim::STATE_ACCEPTED})) {
    return NotAllowed(claim, "declined", "RECEIVED or ACCEPTED");
  }
  if (ever_published) return Published(claim, "declined");
  claim.set_state(v1::Claim::STATE_DECLINED);
  claim.set_decline_reason(reason);
  claim.set_triage_note(std::string(note));
  return claim;
}

absl::StatusOr<v1::Claim> Reopen(v1::Claim claim, std::string_view reason) {
  if (IsOneOf(claim, {v1::Claim::STATE_DECLINED})) {
    claim.set_state(v1::Claim::STATE_RECEIVED);
    claim.clear_decline_reason();
  } else if (IsOneOf(claim, {v1::Claim::STATE_MERGED})) {
    GoBack(claim);
    claim.clear_merged_into();
  } else {
    return NotAllowed(claim, "reopened", "DECLINED or MERGED");
  }
  claim.set_triage_note(std::string(reason));
  return claim;
}

absl::StatusOr<v1::Claim> Assign(v1::Claim claim, std::string_view assignee) {
  absl::Status editable = CheckEditable(claim);
  if (!editable.ok()) return editable;
  claim.set_assignee(std::string(assignee));
  return claim;
}

absl::StatusOr<v1::Claim> MergeInto(const v1::Claim& target, v1::Claim claim,
                                    std::string_view reason) {
  absl::Status editable = CheckEditable(claim);
  if (!editable.ok()) return editable;
  if (!IsOneOf(target, {v1::Claim::STATE_RECEIVED, v1::Claim::STATE_ACCEPTED})) {
    return NotAllowed(target, "merged into", "RECEIVED or ACCEPTED");
  }
  LeaveState(claim, v1::Claim::STATE_MERGED);
  claim.set_merged_into(target.name());
  claim.set_triage_note(std::string(reason));
  return claim;
}

absl::StatusOr<v1::Claim> Delete(v1::Claim claim, std::string_view reason, bool ever_published) {
  absl::Status editable = CheckEditable(claim);
  if (!editable.ok()) return editable;
  if (ever_published) return Published(claim, "deleted");
  LeaveState(claim, v1::Claim::STATE_DELETED);
  Stamps::CommitTime(claim.mutable_delete_time());
  claim.set_triage_note(std::string(reason));
  return claim;
}

absl::StatusOr<v1::Claim> Undelete(v1::Claim claim) {
  if (!IsOneOf(claim, {v1::Claim::STATE_DELETED})) {
    return IllegalTransition(claim.name(), "is not deleted");
  }
  GoBack(claim);
  claim.clear_delete_time();
  return claim;
}

absl::Status CheckEditable(const v1::Claim& claim) {
  if (IsOneOf(claim,
              {v1::Claim::STATE_RECEIVED, v1::Claim::STATE_ACCEPTED, v1::Claim::STATE_DECLINED})) {
    return absl::OkStatus();
  }
  return NotAllowed(claim, "changed", "RECEIVED, ACCEPTED or DECLINED");
}

}  // namespace factcheck::domain
