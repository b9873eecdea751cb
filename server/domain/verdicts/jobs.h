// What falls due for a verdict: the end of an embargo, and the end of a published
// revision's validity. A job is written in the commit that makes it due and deleted in
// the one that runs it or makes it moot; one that no longer fits its verdict lapses.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_JOBS_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_JOBS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

// The job of the working revision `before` goes, the one of `after` comes. A revision
// without the time in question has none.
void RescheduleRelease(Txn& txn, std::string_view claim, std::string_view publisher,
                       const v1::VerdictRevision& before, const v1::VerdictRevision& after);
// The same for the published revision.
void RescheduleStale(Txn& txn, std::string_view claim, std::string_view publisher,
                     const v1::VerdictRevision& before, const v1::VerdictRevision& after);

// Runs the job at `key`, which is due: deletes it and does what it says, where that still
// fits. Nothing where it is gone.
//
// An embargoed revision whose publication would be wrong by now is held: it goes back to
// APPROVED (to IN_REVIEW, where it lacks approvals by the policy of the moment), with the
// reason in its history. Wrong is what PublishVerdict refuses: evidence withdrawn, policy
// unmet beyond what was waived, a claim that is no longer to be checked, validity that ended.
absl::Status RunJob(Txn& txn, const std::string& key, const storage::v1::ScheduledJob& job);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_JOBS_H_
