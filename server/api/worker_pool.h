// Threads for what may wait: for the disk, for a newer state, for a lock.
#ifndef FACTCHECK_SERVER_API_WORKER_POOL_H_
#define FACTCHECK_SERVER_API_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace factcheck::api {

// Thread-safe.
class WorkerPool {
 public:
  using Task = absl::AnyInvocable<void()>;

  WorkerPool(int threads, size_t max_queued);
  ~WorkerPool() { Stop(); }

  // False where the queue is full or the pool was stopped; then `task` was not taken.
  bool TrySubmit(Task&& task);
  size_t queued() const;
  // Runs what was submitted, then ends the threads.
  void Stop();

 private:
  void Work();
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopped_ || !tasks_.empty(); }

  const size_t max_queued_;
  mutable absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_WORKER_POOL_H_
