#include "server/domain/verdicts/access.h"

#include "server/base/absl_strings.h"
#include "server/domain/core/roles.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

RoleSet RolesFor(VerdictWork work) {
  switch (work) {
    case VerdictWork::kDraft:
      return {v1::ROLE_FACT_CHECKER, v1::ROLE_AI_ASSISTANT};
    case VerdictWork::kSubmit:
      return {v1::ROLE_FACT_CHECKER};
    case VerdictWork::kReview:
      return {v1::ROLE_REVIEWER, v1::ROLE_STANDARDS_EDITOR};
    case VerdictWork::kPublish:
      return {v1::ROLE_PUBLISHER};
    case VerdictWork::kOverride:
      return {v1::ROLE_STANDARDS_EDITOR};
    case VerdictWork::kTakeBack:
      return {v1::ROLE_FACT_CHECKER, v1::ROLE_STANDARDS_EDITOR};
  }
  return {};
}

}  // namespace

absl::Status AiNotAllowed(std::string_view message) {
  return Error(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_AI_NOT_ALLOWED, message);
}

absl::Status CheckMayWork(const Principal& who, std::string_view publisher, VerdictWork work) {
  if (who.IsAi() && work != VerdictWork::kDraft) {
    return AiNotAllowed("an AI assistant only drafts verdicts; a person must do this");
  }
  if (who.IsAdmin()) return absl::OkStatus();
  const RoleSet roles = RolesFor(work);
  if (who.SeesWorkOf(publisher) && who.RolesIn(publisher).HasAny(roles)) return absl::OkStatus();
  return MissingRole(StrCat(RoleNames(roles), " in publishers/", publisher));
}

}  // namespace factcheck::domain
