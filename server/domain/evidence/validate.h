// The rules of evidence as requests bring it.
#ifndef FACTCHECK_SERVER_DOMAIN_EVIDENCE_VALIDATE_H_
#define FACTCHECK_SERVER_DOMAIN_EVIDENCE_VALIDATE_H_

#include <string_view>

#include "absl/time/time.h"
#include "factcheck/v1/evidence.pb.h"
#include "server/domain/core/principal.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

inline constexpr int kMaxCaptures = 50;
inline constexpr int kMaxRestrictedTo = 20;

// Checks every field of new evidence under the path `field` and brings it to its
// stored form: normalised, output-only fields cleared, visibility set and, for
// restricted evidence that names no publisher, those that `who` works for. That
// the publishers exist is for the decision to check.
void CheckNewEvidence(std::string_view field, const Principal& who, absl::Time now,
                      v1::Evidence* evidence, Violations& violations);

void CheckCapture(std::string_view field, absl::Time now, v1::Capture* capture,
                  Violations& violations);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_EVIDENCE_VALIDATE_H_
