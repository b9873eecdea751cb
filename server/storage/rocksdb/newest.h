// The newest view, and the threads that wait for a newer one.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_NEWEST_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_NEWEST_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/storage/engine.h"
#include "server/storage/rocksdb/view.h"

namespace factcheck::storage::rocks {

// Thread-safe.
class Newest {
 public:
  void Set(std::shared_ptr<const View> view) {
    {
      absl::MutexLock lock(&mutex_);
      latest_.store(view->version().value, std::memory_order_release);
      view_.swap(view);
      unreadable_ = absl::OkStatus();
    }
    // The old view goes outside the lock: it may be the last that holds its snapshot.
    view.reset();
  }
  // Takes the view away; who asks for one waits for the next Set or Fail.
  std::shared_ptr<const View> Take() {
    absl::MutexLock lock(&mutex_);
    return std::exchange(view_, nullptr);
  }
  // Who asks for a view gets `status`, until the next Set.
  void Fail(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    unreadable_ = std::move(status);
  }

  Version version() const { return {latest_.load(std::memory_order_acquire)}; }
  absl::StatusOr<std::shared_ptr<const View>> Get(Version at_least, absl::Time deadline) {
    absl::ReaderMutexLock lock(&mutex_);
    const auto ready = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return !unreadable_.ok() || (view_ != nullptr && view_->version() >= at_least);
    };
    if (!ready() && !mutex_.AwaitWithDeadline(absl::Condition(&ready), deadline)) {
      return absl::DeadlineExceededError("the awaited version was not committed in time");
    }
    if (!unreadable_.ok()) return unreadable_;
    return view_;
  }

 private:
  absl::Mutex mutex_;
  std::shared_ptr<const View> view_ ABSL_GUARDED_BY(mutex_);
  absl::Status unreadable_ ABSL_GUARDED_BY(mutex_);
  std::atomic<uint64_t> latest_ = 0;
};

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_NEWEST_H_
