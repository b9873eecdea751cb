// The Statuses service: what is known of a claim, by name, by an address where it
// appeared, or by its exact words.
#ifndef FACTCHECK_SERVER_DOMAIN_STATUSES_STATUSES_H_
#define FACTCHECK_SERVER_DOMAIN_STATUSES_STATUSES_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/tables/status_table.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

inline constexpr int kMaxStatusQueries = 1000;
inline constexpr int kMaxStatusMatches = 20;

// Thread-safe.
class Statuses {
 public:
  // All must outlive this.
  Statuses(ClaimBook* book, const StatusTable* table) : book_(book), table_(table) {}

  // Any query; may read the disk and wait for `read_options.at_least_as_fresh`.
  absl::StatusOr<std::string> GetStatus(const Call& call, const v1::GetStatusRequest& request);
  absl::StatusOr<std::string> BatchGetStatuses(const Call& call,
                                               const v1::BatchGetStatusesRequest& request);

  // The same for serialised requests that ask by name alone, of the newest state, and that the
  // table answers: appends the serialised answer, and neither blocks nor touches the disk, so
  // that it may run on a thread that polls. False, with `out` in no certain state, for any other
  // request, be it good or bad: it is for the methods above.
  bool GetStatusFromWire(std::string_view request, std::string& out) const;
  bool BatchGetStatusesFromWire(std::string_view request, std::string& out) const;

 private:
  ClaimBook* const book_;
  const StatusTable* const table_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_STATUSES_STATUSES_H_
