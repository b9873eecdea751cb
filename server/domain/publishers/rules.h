// What a publisher and a rating scale must be like, wherever they come from: a
// request or an import. Pure. Each adds a violation for each broken rule and
// brings good values to their stored form.
#ifndef FACTCHECK_SERVER_DOMAIN_PUBLISHERS_RULES_H_
#define FACTCHECK_SERVER_DOMAIN_PUBLISHERS_RULES_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "factcheck/v1/publisher.pb.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

inline constexpr int kMaxDomains = 100;
inline constexpr int kMaxQuorum = 20;
inline constexpr int kMaxMinimumOrigins = 50;
inline constexpr int kMaxRatings = 5000;
inline constexpr int kMaxLabels = 50;
inline constexpr int32_t kMaxOrdinal = 1000;
inline constexpr size_t kMaxScaleBytes = 2 << 20;

// The fields of a publisher that its editors set.
inline constexpr std::string_view kPublisherFields[] = {
    "display_name",         "home_url",         "domains", "policy",
    "default_rating_scale", "default_language", "logo_url"};

// Of these fields of `publisher`, whose id is (or will be) `id`. Domains become
// lower-case punycode, repetitions go; a quorum of 0 becomes 1. Whether the
// default scale exists is for the caller to see.
void ValidatePublisherFields(std::string_view field, std::string_view id,
                             std::span<const std::string> fields, v1::Publisher* publisher,
                             Violations& violations);
// Of all of them. Gives the publisher its name and clears what only the store sets.
void ValidatePublisher(std::string_view field, std::string_view id, v1::Publisher* publisher,
                       Violations& violations);

// Distinct codes and ordinals, languages distinct within a rating, bounds, and
// the order: every FALSE below every MIXED below every TRUE. A rating of the form
// OTHER stands outside the order, so it has no ordinal. Clears what only the store sets.
void ValidateScale(std::string_view field, v1::RatingScale* scale, Violations& violations);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_PUBLISHERS_RULES_H_
