// Runs what falls due: ends embargoes, marks verdicts stale, each in a commit of its own
// as actors/factcheckd; and once an hour forgets the outcomes of old requests.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_SCHEDULER_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_SCHEDULER_H_

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/domain/core/book.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// Thread-safe. The jobs are in the store, so nothing is lost with the process: what fell
// due while none ran is done at Start. Several may run over one store: a job that another
// has done is gone.
class Scheduler : public storage::CommitObserver {
 public:
  struct Options {
    // The clock is looked at at least as often, as it may be set.
    absl::Duration longest_sleep = absl::Seconds(10);
    // Told of jobs that failed; they are tried again. May be empty.
    std::function<void(const absl::Status&)> on_error;
  };
  // `book` must outlive this. `clock` is the book's.
  Scheduler(ClaimBook* book, Clock clock, Options options);
  ~Scheduler() override;

  // Starts the thread. At most once.
  absl::Status Start();
  void Stop();

  // Runs all that is due now and returns how many jobs that were. A job that fails keeps
  // no other from being run; the first error is returned.
  absl::StatusOr<size_t> RunDue();

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 private:
  void Loop();
  absl::Status RunOne(const storage::Entry& entry);
  // When the first job falls due.
  absl::StatusOr<absl::Time> NextDue();

  ClaimBook* const book_;
  const Clock clock_;
  const Options options_;
  absl::Mutex running_;  // One round at a time.
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time wake_at_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  // The earliest job that was committed since the thread last looked.
  absl::Time earliest_new_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  bool observing_ = false;
  std::thread thread_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_SCHEDULER_H_
