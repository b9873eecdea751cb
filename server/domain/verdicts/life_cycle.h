// The life cycle of a verdict. Pure: a verdict as its publisher's members see it,
// a command and who gives it make a verdict or a Status. Times in what is made are
// placeholders of the commit's time (Stamps::CommitTime).
//
//                    nothing    DRAFT      IN_REVIEW  APPROVED   EMBARGOED
//   Begin            DRAFT (1)  exists     exists     exists     exists
//   Correct          DRAFT (2)  -          -          -          -
//   Retract          IN_REV (3) -          -          -          -
//   Edit             -          DRAFT      DRAFT*     DRAFT*     DRAFT*
//   Submit           -          IN_REVIEW  -          -          -
//   RequestChanges   -          -          DRAFT*     DRAFT*     DRAFT*
//   Approve          -          -          (4)        APPROVED   EMBARGOED
//   Embargo          -          -          EMBARGOED  EMBARGOED  EMBARGOED
//   Publish          -          -          nothing    nothing    nothing
//   Hold             -          -          -          -          (5)
//   Discard          -          nothing    nothing    nothing    nothing
//
// The columns are the state of the working revision; `nothing`: there is none.
// `*`: approvals are void. `exists`: ALREADY_EXISTS. `-`: ILLEGAL_TRANSITION.
//   (1) Only while nothing was published, else ALREADY_EXISTS.
//   (2) Only of what was published. After a retraction, too: so a verdict comes back.
//   (3) Only while a verdict is in force: not of a retraction.
//   (4) APPROVED once the policy is met, until then IN_REVIEW.
//   (5) APPROVED where the policy is met, else IN_REVIEW.
// Embargo and Publish begin in IN_REVIEW where a policy was loosened meanwhile or is
// overridden: that the policy is met or waived the caller has checked (policy.h).
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_LIFE_CYCLE_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_LIFE_CYCLE_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/v1/verdict.pb.h"

namespace factcheck::domain {

inline constexpr int kMaxReviews = 200;

enum class VerdictCommand {
  kBegin,
  kCorrect,
  kRetract,
  kEdit,
  kSubmit,
  kRequestChanges,
  kApprove,
  kEmbargo,
  kPublish,
  kHold,
  kDiscard,
};

// Whether the states of `verdict` and its working revision allow `command`.
absl::Status CheckCommand(const v1::Verdict& verdict, VerdictCommand command);

// What an author writes of a revision: the fields that update masks may name.
inline constexpr std::array<std::string_view, 12> kRevisionFields = {
    "rating",  "title",     "summary",     "explanation", "language",     "url",
    "authors", "citations", "public_note", "valid_until", "recheck_time", "article_date"};
// These fields of `revision` alone.
v1::VerdictRevision ContentOf(const v1::VerdictRevision& revision);

// `actor`: an id. `content`: only kRevisionFields of it count.
absl::StatusOr<v1::Verdict> Begin(v1::Verdict verdict, const v1::VerdictRevision& content,
                                  std::string_view actor);
absl::StatusOr<v1::Verdict> Correct(v1::Verdict verdict, v1::VerdictRevision::Kind kind,
                                    const v1::VerdictRevision& content, std::string_view actor);
// What a correction begins with: the revision in force, without clocks that ran out.
v1::VerdictRevision ContentToCorrect(const v1::Verdict& verdict, absl::Time now);
// The retraction keeps title, language, address, authors and date of the article, so that
// readers find what was taken back, and nothing of what was said.
absl::StatusOr<v1::Verdict> Retract(v1::Verdict verdict, std::string_view public_note,
                                    std::string_view actor);
absl::StatusOr<v1::Verdict> Edit(v1::Verdict verdict, const v1::VerdictRevision& content,
                                 std::string_view actor);
absl::StatusOr<v1::Verdict> Submit(v1::Verdict verdict);

struct Reviewer {
  std::string_view actor;  // Id.
  bool standards_editor = false;
};
absl::StatusOr<v1::Verdict> RequestChanges(v1::Verdict verdict, const Reviewer& reviewer,
                                           std::string_view comment);
// OWN_REVISION where the reviewer is one of its editors, whatever their roles.
// `meets_policy` is asked of the revision with this approval.
absl::StatusOr<v1::Verdict> Approve(
    v1::Verdict verdict, const Reviewer& reviewer, std::string_view comment,
    absl::FunctionRef<bool(const v1::VerdictRevision&)> meets_policy);

// `waived`: what was overridden to release it; its actor is a name.
absl::StatusOr<v1::Verdict> Embargo(v1::Verdict verdict, absl::Time until, std::string_view actor,
                                    std::optional<v1::Override> waived);
// The end of a revision's writing: the verdict without it, and the records to keep.
struct Ended {
  v1::Verdict verdict;
  v1::VerdictRevision revision;
  std::optional<v1::VerdictRevision> superseded;
};
absl::StatusOr<Ended> Publish(v1::Verdict verdict, std::string_view actor,
                              std::optional<v1::Override> waived);
// Not before its time: who released it and what they waived stays.
absl::StatusOr<Ended> Release(v1::Verdict verdict);
absl::StatusOr<v1::Verdict> Hold(v1::Verdict verdict, bool meets_policy);
absl::StatusOr<Ended> Discard(v1::Verdict verdict);

// When the first of its clocks (valid_until, recheck_time) runs out.
std::optional<absl::Time> StaleAt(const v1::VerdictRevision& revision);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_LIFE_CYCLE_H_
