// Filter, order, page and count claims over a view of the claim table.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_QUERY_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_QUERY_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/claims_service.pb.h"
#include "server/domain/tables/claim_rows.h"
#include "server/domain/values/filter.h"

namespace factcheck::domain {

inline constexpr int kMaxFacets = 8;
inline constexpr int kMaxFacetCounts = 100;

// Fields of ListClaimsRequest.filter; those for colleagues only where `staff`. A
// publisher can be written as a name or as an id.
std::span<const FilterField> ClaimFilterFields(bool staff);
// Fields of ListClaimsRequest.order_by.
std::span<const std::string_view> ClaimOrders();
// Whether ListClaimsRequest.facets may have it.
bool IsClaimFacet(std::string_view field);

struct ClaimPosition {
  int64_t micros = 0;  // Of the time that orders.
  std::string id;
};

struct ClaimQuery {
  Filter filter;  // Over ClaimFilterFields.
  Order order;    // Of ClaimOrders.
  bool show_deleted = false;
  absl::flat_hash_set<std::string> hidden;  // Ids that neither show nor count.
  std::optional<ClaimPosition> after;       // The page begins behind it.
  size_t page_size = 0;
  std::vector<std::string> facets;  // Each with IsClaimFacet.
};

struct ClaimPage {
  std::vector<uint32_t> slots;
  bool more = false;  // Behind the page.
  int64_t total = 0;  // Of the query without its page.
  std::vector<v1::Facet> facets;
};

// Texts of a claim that the table does not hold.
struct StoredTexts {
  std::string statement;
  std::string import_source;
};
// Reads the texts of the claims with these slots, in their order.
using ReadStoredTexts =
    std::function<absl::Status(std::span<const uint32_t> slots, std::vector<StoredTexts>& texts)>;

// Pure but for `read`, which is called with some hundred slots at a time, and only where the
// filter comes to look at a text that the table does not hold.
absl::StatusOr<ClaimPage> RunClaimQuery(const ClaimRowsView& rows, const ClaimQuery& query,
                                        const ReadStoredTexts& read);

// The same among the claims with these slots, in their order; `query`'s order and `after` don't
// count.
absl::StatusOr<ClaimPage> RunClaimQueryAmong(const ClaimRowsView& rows,
                                             std::span<const uint32_t> slots,
                                             const ClaimQuery& query, const ReadStoredTexts& read);

// The position of a claim in the query's order.
ClaimPosition PositionOf(const ClaimRowsView& rows, const ClaimQuery& query, uint32_t slot);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_QUERY_H_
