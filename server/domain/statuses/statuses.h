// The Statuses service: what is known of a claim, by name, by an address where it
// appeared, or by its exact words.
#ifndef FACTCHECK_SERVER_DOMAIN_STATUSES_STATUSES_H_
#define FACTCHECK_SERVER_DOMAIN_STATUSES_STATUSES_H_

#include <string>

#include "absl/status/statusor.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/tables/status_table.h"

namespace factcheck::domain {

inline constexpr int kMaxStatusQueries = 1000;
inline constexpr int kMaxStatusMatches = 20;

// Thread-safe. By name and of the newest state: never blocks and never touches
// the disk. By address or text: some reads of the engine.
class Statuses {
 public:
  // All must outlive this.
  Statuses(ClaimBook* book, const StatusTable* table) : book_(book), table_(table) {}

  absl::StatusOr<std::string> GetStatus(const Call& call, const v1::GetStatusRequest& request);
  absl::StatusOr<std::string> BatchGetStatuses(const Call& call,
                                               const v1::BatchGetStatusesRequest& request);

 private:
  // Appends a serialised StatusAnswer. `view` is made when it is first needed.
  absl::Status Answer(const Call& call, const v1::StatusQuery& query,
                      const v1::ReadOptions& options, std::optional<View>& view,
                      std::string& out);
  absl::Status AnswerOfClaim(const std::string& claim_id, View* as_of, std::string& out);
  absl::StatusOr<std::vector<std::string>> ClaimsAt(View& view, const std::string& prefix);

  ClaimBook* const book_;
  const StatusTable* const table_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_STATUSES_STATUSES_H_
