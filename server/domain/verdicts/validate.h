// The rules of a revision: of what an author may write, and of what may be published.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_VALIDATE_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_VALIDATE_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/values/error.h"
#include "server/domain/verdicts/citations.h"

namespace factcheck::domain {

inline constexpr size_t kMaxPublicNoteBytes = 5000;
inline constexpr size_t kMaxReviewCommentBytes = 10'000;
inline constexpr size_t kMaxVerdictReasonBytes = 2000;
inline constexpr int kMaxCitations = 200;

// Checks these of kRevisionFields as far as they can be without the store, and brings
// them to their stored form; forgets unknown fields. `field` is the revision's path.
void CheckContent(std::string_view field, std::span<const std::string> fields,
                  std::string_view publisher, absl::Time now, v1::VerdictRevision* content,
                  Violations& violations);

// What a revision lacks to be published at `release`, each with a type of its own:
// LANGUAGE, CONTENT, RATING, PUBLIC_NOTE, URL, VALID_UNTIL, RECHECK_TIME,
// EVIDENCE_MISSING, EVIDENCE_WITHDRAWN. Pure.
std::vector<UnmetPrecondition> MissingForPublication(const v1::VerdictRevision& revision,
                                                     const v1::Publisher& publisher,
                                                     const CitedEvidence& cited,
                                                     absl::Time release);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_VALIDATE_H_
