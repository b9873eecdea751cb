// The rows that lists select from, as of the past: made for a request by reading every
// record as it was then. That takes seconds for a million claims, so the rows made last are
// kept for the pages that follow; a request that has no time for it ends with its deadline.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_PAST_ROWS_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_PAST_ROWS_H_

#include <memory>
#include <string_view>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/domain/core/book.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// DEADLINE_EXCEEDED.
absl::Status PastTakesTooLong();

// Visits every entry below `prefix` as of the view. PastTakesTooLong.
absl::Status ForEachThen(View& view, std::string_view prefix, absl::Time deadline,
                         absl::FunctionRef<void(const storage::Entry&)> visit);

// Thread-safe. One set of rows is made at a time, so memory holds two at most: the one that is
// made and the one that is kept.
template <typename Rows>
class PastRows {
 public:
  // The rows as of `view`, which is of the past; `make` reads them where they are not kept.
  absl::StatusOr<std::shared_ptr<const Rows>> At(View& view, absl::Time deadline,
                                                 absl::FunctionRef<absl::StatusOr<Rows>()> make) {
    {
      absl::MutexLock lock(&mutex_);
      const auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !making_; };
      if (!mutex_.AwaitWithDeadline(absl::Condition(&idle), deadline)) return PastTakesTooLong();
      if (kept_ != nullptr && version_ == *view.as_of()) return kept_;
      making_ = true;
    }
    absl::StatusOr<Rows> rows = make();
    absl::MutexLock lock(&mutex_);
    making_ = false;
    if (!rows.ok()) return rows.status();
    auto made = std::make_shared<const Rows>(*std::move(rows));
    // Of a time that is not over yet, a commit may still come that belongs to it.
    if (*view.as_of() <= view.snapshot().version()) {
      version_ = *view.as_of();
      kept_ = made;
    }
    return made;
  }
  // Forgets what is kept: the store was replaced.
  void Clear() {
    absl::MutexLock lock(&mutex_);
    kept_ = nullptr;
  }

 private:
  absl::Mutex mutex_;
  bool making_ ABSL_GUARDED_BY(mutex_) = false;
  storage::Version version_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const Rows> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_PAST_ROWS_H_
