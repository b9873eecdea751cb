// The Search service: claims by their words, and claims that a text repeats.
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_SEARCHES_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_SEARCHES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "factcheck/v1/search_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/tables/claim_table.h"
#include "server/domain/tables/status_table.h"
#include "server/domain/values/error.h"
#include "server/domain/values/page_token.h"
#include "server/search/service/projection.h"
#include "server/search/service/results.h"

namespace factcheck::search {

inline constexpr int kMaxMatchQueries = 100;
inline constexpr size_t kMaxMatchTextBytes = 100'000;
inline constexpr size_t kMaxMatchBytes = 1'000'000;
inline constexpr int kMaxMatches = 50;
inline constexpr int kDefaultMatches = 5;
inline constexpr double kDefaultMinScore = 0.1;
inline constexpr size_t kMaxPassages = 200;

// Thread-safe. Nothing but claims that the caller may read, with what the public may read of
// verdicts: the index has nothing else, and every answer is read from the store as its caller.
class Searches {
 public:
  // All must outlive this.
  Searches(domain::ClaimBook* book, const domain::PageTokens* tokens,
           const domain::ClaimTable* table, const domain::StatusTable* statuses,
           Projection* projection)
      : book_(*book),
        tokens_(*tokens),
        table_(*table),
        statuses_(*statuses),
        projection_(*projection) {}

  absl::StatusOr<std::string> SearchClaims(const domain::Call& call,
                                           const v1::SearchClaimsRequest& request);
  absl::StatusOr<std::string> MatchClaims(const domain::Call& call,
                                          const v1::MatchClaimsRequest& request);
  absl::StatusOr<std::string> GetSearchIndex(const domain::Call& call,
                                             const v1::GetSearchIndexRequest& request);
  absl::StatusOr<std::string> RebuildSearchIndex(const domain::Call& call,
                                                 const v1::RebuildSearchIndexRequest& request);

  // Another store lies under the book by now.
  void ForgetResults() { results_.Clear(); }

 private:
  // The index with all that was acknowledged, and at least as `options` ask.
  absl::StatusOr<std::shared_ptr<const Index>> Newest(const domain::Call& call,
                                                      const v1::ReadOptions& options);
  v1::SearchIndex Describe() const;

  domain::ClaimBook& book_;
  const domain::PageTokens& tokens_;
  const domain::ClaimTable& table_;
  const domain::StatusTable& statuses_;
  Projection& projection_;
  Results results_;
};

// Adds a violation where `options` ask for the past.
void CheckPresent(const v1::ReadOptions& options, domain::Violations& violations);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_SEARCHES_H_
