// How long the commit log is kept. What it no longer has is still in the resources' history; only
// who follows must begin again with a snapshot of the statuses.
#ifndef FACTCHECK_SERVER_FEED_RETENTION_H_
#define FACTCHECK_SERVER_FEED_RETENTION_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/domain/core/book.h"
#include "server/storage/engine.h"

namespace factcheck::feed {

// Where both are unset everything is kept.
struct Kept {
  // Commits of so long ago are kept. Those behind the position of a consumer or a webhook are
  // kept up to twice as long, so that one who is down for a while finds its place again, and
  // one who never comes back holds nothing for ever.
  absl::Duration time = absl::InfiniteDuration();
  // At most so many bytes of log records, about; 0: any number. This holds whatever
  // time and consumers say: it is for disks that are small.
  uint64_t bytes = 0;

  bool everything() const { return time == absl::InfiniteDuration() && bytes == 0; }
};

// Thread-safe.
class Retention {
 public:
  struct Options {
    Kept kept;
    absl::Duration interval = absl::Minutes(1);
    // Told of what went wrong in the background; it is tried again. May be empty.
    std::function<void(const absl::Status&)> on_error;
  };
  // `book` must outlive this.
  Retention(domain::ClaimBook* book, Options options);
  ~Retention();

  // Starts the thread, where something is to be trimmed at all. At most once.
  void Start();
  void Stop();
  // Trims what is not to be kept by now, and returns the oldest position from then on.
  absl::StatusOr<storage::Version> TrimNow();

 private:
  // A stretch of the log.
  struct Stretch {
    storage::Version upto;
    uint64_t bytes = 0;
  };
  void Loop();
  absl::StatusOr<storage::Version> ByTime();
  // The least position of a consumer or webhook, where it is below `upto`, else `upto`.
  absl::StatusOr<storage::Version> LeastPosition(storage::Version upto);
  // The version of the last entry of the log behind `after` that is not behind `upto`; `after`
  // where there is none.
  absl::StatusOr<storage::Version> LastEntry(storage::Version after, storage::Version upto);
  absl::StatusOr<storage::Version> ByBytes(storage::Version oldest)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(trimming_);
  // Weighs what was logged since it was last called.
  absl::Status Weigh(storage::Version oldest) ABSL_EXCLUSIVE_LOCKS_REQUIRED(trimming_);

  domain::ClaimBook& book_;
  const Options options_;
  absl::Mutex trimming_;  // One at a time.
  std::deque<Stretch> stretches_ ABSL_GUARDED_BY(trimming_);
  uint64_t bytes_ ABSL_GUARDED_BY(trimming_) = 0;
  storage::Version weighed_ ABSL_GUARDED_BY(trimming_);
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace factcheck::feed

#endif  // FACTCHECK_SERVER_FEED_RETENTION_H_
