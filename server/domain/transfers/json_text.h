// JSON that strangers wrote, as a tree. Bounded in size and depth; small sins that
// real feeds commit against RFC 8259 are mended rather than refused.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_JSON_TEXT_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_JSON_TEXT_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "nlohmann/json.hpp"

namespace factcheck::domain {

inline constexpr size_t kMaxJsonBytes = 1 << 20;
inline constexpr int kMaxJsonDepth = 64;

struct ParsedJson {
  nlohmann::json value;
  // What was mended, for people; empty where the text was in order.
  std::string mended;
};

// Of a repeated key the last value counts. Mended: bytes that are not UTF-8 and
// escapes of lone surrogates (to U+FFFD), control characters within strings (to
// spaces), NaN and Infinity (to null). InvalidArgument, with a reason for people,
// where that does not help or a bound is broken.
absl::StatusOr<ParsedJson> ParseJsonText(std::string_view text);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_JSON_TEXT_H_
