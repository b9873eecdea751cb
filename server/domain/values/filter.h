// Filters and orders of lists: a subset of AIP-160 and AIP-132.
//
//   filter     = [ expression ]
//   expression = sequence *( "AND" sequence )
//   sequence   = factor *( factor )              ; side by side is AND, too
//   factor     = term *( "OR" term )             ; OR binds tighter than AND (AIP-160)
//   term       = [ "NOT" / "-" ] ( restriction / "(" expression ")" )
//   restriction = field ( "=" / "!=" / "<" / "<=" / ">" / ">=" / ":" ) value
//   value      = word / DQUOTE text DQUOTE       ; \" and \\ in quoted text
//
// `:` is "has": a list has the value, a text contains it (ignoring case).
// Enum values are written without their prefix (RECEIVED), times in RFC 3339,
// also as a plain date. At most 2,000 bytes, 100 restrictions, 20 levels.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_FILTER_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_FILTER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

inline constexpr size_t kMaxFilterBytes = 2000;

struct FilterField {
  // kName: resource names; the row gives every way in which those it has are written.
  enum class Type { kText, kTexts, kName, kEnum, kBool, kNumber, kTime };
  std::string_view name;
  Type type;
  // For kEnum, and for kTexts whose values are those of an enum (then the row
  // gives the names without their prefix).
  const google::protobuf::EnumDescriptor* values = nullptr;
};

// What one row has in a field: text (kText), texts (kTexts, kName), number (kEnum, kBool
// as 0 and 1, kNumber), time (kTime). monostate: not set; then only != and NOT hold. A span is
// of texts that the row keeps, so that a million rows need no memory of their own.
using FilterValue = std::variant<std::monostate, std::string_view, std::vector<std::string_view>,
                                 std::span<const std::string_view>, int64_t, absl::Time>;
// Gives the value of fields[index] of the row at hand.
using FilterRow = std::function<FilterValue(size_t index)>;

// A parsed filter. Thread-safe.
class Filter {
 public:
  // Adds a violation under `field` that says where and what. The empty filter matches all.
  static Filter Parse(std::string_view field, std::string_view text,
                      std::span<const FilterField> fields, Violations& violations);
  bool Matches(const FilterRow& row) const;
  bool MatchesAll() const { return root_ == nullptr; }
  // Whether any restriction names fields[index].
  bool Uses(size_t index) const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
};

// "create_time desc": one of `allowed`, perhaps with "asc" or "desc" (AIP-132:
// ascending without). Adds a violation under `field` otherwise. Empty: the first
// of `allowed`, descending.
struct Order {
  std::string field;
  bool descending = true;
};
Order ParseOrder(std::string_view field, std::string_view text,
                 std::span<const std::string_view> allowed, Violations& violations);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_FILTER_H_
