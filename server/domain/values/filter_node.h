// A parsed filter, inside: what the parser makes and the matcher walks.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_FILTER_NODE_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_FILTER_NODE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/values/filter.h"

namespace factcheck::domain {

struct Filter::Node {
  enum class Kind { kAnd, kOr, kNot, kRestriction };
  enum class Operator { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kHas };

  Kind kind = Kind::kAnd;
  std::vector<Node> children;  // Of kAnd, kOr (at least one) and kNot (one).
  // Of kRestriction:
  size_t field = 0;  // Index in the fields that it was parsed with.
  Operator op = Operator::kEqual;
  std::string text;      // For kText, kTexts and kName; folded where op is kHas of a kText.
  int64_t number = 0;    // For kEnum, kBool, kNumber.
  absl::Time time = {};  // For kTime.
};

// Upper and lower case as one (full, locale-free).
std::string FoldCase(std::string_view text);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_FILTER_NODE_H_
