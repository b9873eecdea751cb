// Resource names (AIP-122) and ids.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_NAMES_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_NAMES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

// 1 to 63 characters of [a-z0-9-], beginning and ending with a letter or digit.
bool IsId(std::string_view text);
// 26 characters that sort by `now` (a ULID in lower-case Crockford base 32);
// 80 random bits, so that two never meet.
std::string NewId(absl::Time now);

// Patterns, `*` standing for one id (for versions and revisions: a number from 1
// to 2^31-1 without leading zeros).
inline constexpr std::string_view kClaimPattern = "claims/*";
inline constexpr std::string_view kAppearancePattern = "claims/*/appearances/*";
inline constexpr std::string_view kEvidencePattern = "claims/*/evidence/*";
inline constexpr std::string_view kRelationshipPattern = "claims/*/relationships/*";
inline constexpr std::string_view kVerdictPattern = "claims/*/verdicts/*";
inline constexpr std::string_view kRevisionPattern = "claims/*/verdicts/*/revisions/*";
inline constexpr std::string_view kPublisherPattern = "publishers/*";
inline constexpr std::string_view kMemberPattern = "publishers/*/members/*";
inline constexpr std::string_view kScalePattern = "publishers/*/ratingScales/*";
inline constexpr std::string_view kScaleVersionPattern = "publishers/*/ratingScales/*/versions/*";
inline constexpr std::string_view kActorPattern = "actors/*";
inline constexpr std::string_view kConsumerPattern = "actors/*/consumers/*";
inline constexpr std::string_view kApiKeyPattern = "actors/*/apiKeys/*";
inline constexpr std::string_view kWebhookPattern = "webhooks/*";

// The ids in `name`; nullopt where it does not follow `pattern`. The views are into `name`.
std::optional<std::vector<std::string_view>> MatchName(std::string_view pattern,
                                                       std::string_view name);
// The same for a field of a request: adds a violation that shows the pattern and
// returns as many empty ids as the pattern has stars. Copies.
std::vector<std::string> ReadName(std::string_view field, std::string_view pattern,
                                  std::string_view name, Violations& violations);
// "claims/*/evidence/*" with {"c", "e"} is "claims/c/evidence/e".
std::string MakeName(std::string_view pattern, std::initializer_list<std::string_view> ids);
// An id that the client may choose; `required`: must be there.
void CheckId(std::string_view field, std::string_view id, bool required, Violations& violations);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_NAMES_H_
