// Results of searches, kept for a while so that their pages stay those of one moment.
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_RESULTS_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_RESULTS_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "factcheck/v1/claims_service.pb.h"

namespace factcheck::search {

// Pages reach no further.
inline constexpr size_t kMaxResults = 10'000;

struct Result {
  std::vector<std::string> ids;  // At most kMaxResults.
  std::vector<double> scores;    // Of each.
  int64_t total = 0;
  std::vector<v1::Facet> facets;
};

// Keeps the newest results that have a second page. Thread-safe.
class Results {
 public:
  static constexpr size_t kKept = 64;

  // The number under which it is found while it is kept.
  uint64_t Keep(std::shared_ptr<const Result> result);
  // Null: it isn't kept any more.
  std::shared_ptr<const Result> Find(uint64_t number) const;
  void Clear();

 private:
  mutable absl::Mutex mutex_;
  uint64_t last_ ABSL_GUARDED_BY(mutex_) = 0;
  std::list<std::pair<uint64_t, std::shared_ptr<const Result>>> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_RESULTS_H_
