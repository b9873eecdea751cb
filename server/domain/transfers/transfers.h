// The Transfers service: ClaimReview in and out. (The whole database: portable.h.)
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_TRANSFERS_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_TRANSFERS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "factcheck/v1/transfers_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/transfers/rating_rules.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

inline constexpr int kMaxImportRecords = 500;
inline constexpr size_t kMaxImportBytes = 8 << 20;
// What one message of an export holds at most, but for one record that is larger.
inline constexpr size_t kExportMessageBytes = 256 << 10;
inline constexpr int kExportMessageRecords = 500;

// Thread-safe.
class Transfers {
 public:
  // `book` must outlive this. `count_verdicts` gives the number of published verdicts,
  // as the tables know it, for the estimate that an export begins with; any thread.
  Transfers(ClaimBook* book, std::function<int64_t()> count_verdicts)
      : book_(book), count_verdicts_(std::move(count_verdicts)) {}

  // Whether the options of an import can be used: what the first message of the
  // stream is answered with where they can't.
  absl::Status CheckImport(const Call& call, const v1::ImportOptions& options);
  // One batch, in one commit. Blocks until it is durable. Records that are no good are
  // refused in the answer; an error means that nothing of the batch was written.
  // Only for an actor's ADMIN: what is imported was reviewed elsewhere.
  absl::StatusOr<v1::ImportClaimReviewsResponse> ImportBatch(const Call& call,
                                                             const v1::ImportOptions& options,
                                                             const v1::ImportBatch& batch);

  // Whether to go on.
  using ExportSink = absl::FunctionRef<bool(const v1::ExportClaimReviewsResponse&)>;
  // Every published verdict by claim and publisher, of one moment, in constant memory.
  // Blocks; ends with OK where the sink does not want more.
  absl::Status ExportClaimReviews(const Call& call, const v1::ExportClaimReviewsRequest& request,
                                  ExportSink sink);

  absl::StatusOr<std::string> GetRatingRules(const Call& call,
                                             const v1::GetRatingRulesRequest& request);

 private:
  // The options' rules; the last ones are kept, since a stream brings the same for
  // each batch.
  std::shared_ptr<const RatingRules> RulesOf(const v1::ImportOptions& options,
                                             Violations& violations);

  ClaimBook* const book_;
  const std::function<int64_t()> count_verdicts_;
  absl::Mutex mutex_;
  std::string rules_text_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const RatingRules> rules_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_TRANSFERS_H_
