// Ratings as they are issued: resolved once against a version of a scale. Pure.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_RATING_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_RATING_H_

#include <optional>
#include <string_view>

#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/verdict.pb.h"

namespace factcheck::domain {

// The rating `code` of `scale`, whose name is that of a version; nullopt where the
// scale has none. The label is the one in `language`, or in what is left of it when
// subtags are dropped from its end (RFC 4647 section 3.4), or else the first.
// Positions are set where the rating itself has one.
std::optional<v1::VerdictRating> ResolveRating(const v1::RatingScale& scale, std::string_view code,
                                               std::string_view language);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_RATING_H_
