// The rules of what a claim and its appearances say of themselves. Pure.
#ifndef FACTCHECK_SERVER_DOMAIN_CLAIMS_VALIDATE_H_
#define FACTCHECK_SERVER_DOMAIN_CLAIMS_VALIDATE_H_

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "factcheck/v1/claim.pb.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

inline constexpr int kMaxAppearances = 200;
inline constexpr int kMaxMergedFrom = 100;
inline constexpr size_t kMaxReasonBytes = 2000;

// What writers of a claim choose; all else in it is output only, but for its appearances.
inline constexpr std::array<std::string_view, 7> kClaimFields = {
    "statement", "language", "claimants", "claim_date", "claim_place", "context", "topics"};
// What writers of an appearance choose once it is there: not its address.
inline constexpr std::array<std::string_view, 10> kAppearanceFields = {
    "author",       "quote",        "media_start_ms", "media_end_ms", "publish_date",
    "observe_time", "archive_urls", "state",          "platform",     "platform_id"};

// Checks `fields` (of kClaimFields) of `claim` against every bound in claim.proto and brings
// them to their stored form. `path` is the claim's in the request ("claim").
void CheckClaimFields(std::string_view path, std::span<const std::string> fields, absl::Time now,
                      v1::Claim* claim, Violations& violations);

// A claim that comes in: keeps of `claim` what its writer chooses, checks all of it, and
// makes its appearances ready but for their names. Two of one canonical address are refused.
void CheckNewClaim(std::string_view path, absl::Time now, v1::Claim* claim, Violations& violations);

// The same for `fields` (of kAppearanceFields) of an appearance.
void CheckAppearanceFields(std::string_view path, std::span<const std::string> fields,
                           absl::Time now, v1::Appearance* appearance, Violations& violations);

// An appearance that comes in: keeps what its writer chooses, checks it, and works out
// canonical_url and, where they are not given, platform and platform_id.
void CheckNewAppearance(std::string_view path, absl::Time now, v1::Appearance* appearance,
                        Violations& violations);

// media_end_ms is not before media_start_ms. Apart, since an update may bring only one.
void CheckMediaOrder(std::string_view path, const v1::Appearance& appearance,
                     Violations& violations);

// Works out platform and platform_id from the address (valid) where they are empty.
void FillPlatform(v1::Appearance* appearance);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CLAIMS_VALIDATE_H_
