// Who may do what to a verdict.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_ACCESS_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_ACCESS_H_

#include <string_view>

#include "absl/status/status.h"
#include "server/domain/core/principal.h"

namespace factcheck::domain {

//               roles in the publisher            AI
//   kDraft      FACT_CHECKER, AI_ASSISTANT        yes: begin and edit a draft
//   kSubmit     FACT_CHECKER                      no
//   kReview     REVIEWER, STANDARDS_EDITOR        no
//   kPublish    PUBLISHER                         no
//   kOverride   STANDARDS_EDITOR                  no
//   kTakeBack   FACT_CHECKER, STANDARDS_EDITOR    no: retract, discard
//
// An actor's ADMIN may do all of it. A role that an actor holds everywhere counts only
// where the actor sees the work at all (Principal::SeesWorkOf): drafts are for members
// of the publisher, auditors and admins.
enum class VerdictWork { kDraft, kSubmit, kReview, kPublish, kOverride, kTakeBack };

// OK, AI_NOT_ALLOWED or MISSING_ROLE. Visibility was checked before.
absl::Status CheckMayWork(const Principal& who, std::string_view publisher, VerdictWork work);

absl::Status AiNotAllowed(std::string_view message);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_ACCESS_H_
