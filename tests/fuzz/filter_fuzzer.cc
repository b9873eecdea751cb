// Any text either makes a filter that answers every row, or one violation.
#include <cstdint>

#include "factcheck/v1/claim.pb.h"
#include "server/base/check.h"
#include "server/domain/values/filter.h"

namespace factcheck::domain {
namespace {

const FilterField kFields[] = {
    {"a", FilterField::Type::kText},
    {"b", FilterField::Type::kTexts},
    {"c", FilterField::Type::kEnum, v1::Claim::State_descriptor()},
    {"d", FilterField::Type::kBool},
    {"e", FilterField::Type::kNumber},
    {"f", FilterField::Type::kTime},
};
constexpr std::string_view kOrders[] = {"a", "create_time"};

FilterValue Set(size_t index) {
  switch (index) {
    case 0:
      return "Some \u00C9t\u00E9 text";
    case 1:
      return std::vector<std::string_view>{"x", "y"};
    case 5:
      return absl::UnixEpoch();
    default:
      return int64_t{1};
  }
}

void Check(std::string_view text) {
  Violations violations;
  const Filter filter = Filter::Parse("filter", text, kFields, violations);
  FACTCHECK_CHECK(violations.count() <= 1);
  const bool with_set = filter.Matches(Set);
  const bool with_none = filter.Matches([](size_t) { return FilterValue(); });
  if (filter.MatchesAll()) FACTCHECK_CHECK(with_set && with_none);
  if (!violations.empty()) FACTCHECK_CHECK(filter.MatchesAll() && !violations.ToStatus().ok());
  ParseOrder("order_by", text, kOrders, violations);
  FACTCHECK_CHECK(violations.count() <= 2);
}

}  // namespace
}  // namespace factcheck::domain

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  factcheck::domain::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
