// Filter, order, page and count verdicts over a view of the verdict table. Pure.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_QUERY_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "server/domain/tables/verdict_rows.h"
#include "server/domain/values/filter.h"

namespace factcheck::domain {

// Fields of ListVerdictsRequest.filter. A publisher can be written as a name or as an id, an
// editor too.
std::span<const FilterField> VerdictFilterFields();
// Fields of ListVerdictsRequest.order_by; the first is the default.
std::span<const std::string_view> VerdictOrders();

// Where a verdict stands in an order: by time, then by claim and publisher. What has no such
// time stands behind all that has, in either direction.
struct VerdictPosition {
  int64_t micros = VerdictRow::kNoTime;
  std::string claim;
  std::string publisher;
};

struct VerdictQuery {
  Filter filter;                         // Over VerdictFilterFields.
  Order order;                           // Of VerdictOrders.
  std::optional<VerdictPosition> after;  // The page begins behind it.
  size_t page_size = 0;
};

struct VerdictPage {
  std::vector<uint32_t> slots;
  bool more = false;  // Behind the page.
  int64_t total = 0;  // Of the query without its page.
};

// Whether the caller sees the work of a publisher (an id). What they may not see neither
// counts, nor is filtered or ordered by.
using SeesWork = absl::FunctionRef<bool(std::string_view publisher)>;

VerdictPage RunVerdictQuery(const VerdictRowsView& rows, const VerdictQuery& query, SeesWork sees);
VerdictPosition PositionOf(const VerdictRowsView& rows, const VerdictQuery& query, SeesWork sees,
                           uint32_t slot);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_VERDICT_QUERY_H_
