// Whoever follows the log: one thread waits for commits and wakes those for whom one may be, a
// few threads read for them, each only once its client has taken what it was sent. An idle
// subscriber costs its memory; a slow one costs nobody anything. Knows no gRPC.
#ifndef FACTCHECK_SERVER_FEED_HUB_H_
#define FACTCHECK_SERVER_FEED_HUB_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "factcheck/v1/change.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/principal.h"
#include "server/feed/filter.h"
#include "server/feed/reader.h"
#include "server/feed/recent.h"
#include "server/storage/engine.h"

namespace factcheck::feed {

inline constexpr absl::Duration kDefaultBookmarkInterval = absl::Seconds(30);
inline constexpr absl::Duration kMinBookmarkInterval = absl::Seconds(1);
inline constexpr absl::Duration kMaxBookmarkInterval = absl::Hours(1);

// Where a subscription's messages go. Called by one thread of the hub at a time; must not
// block. Outlives the subscription, which holds it.
class Sink {
 public:
  virtual ~Sink() = default;
  // Who follows, with the rights of now. An error ends the subscription with it.
  virtual absl::StatusOr<std::shared_ptr<const domain::Principal>> Admit() = 0;
  // A serialised factcheck.v1.WatchChangesResponse. The next comes after Hub::Drained.
  virtual void Write(std::string message) = 0;
  // Nothing comes any more. Not called after Hub::Cancel.
  virtual void End(absl::Status status) = 0;
};

struct Wanted {
  Filter filter;
  v1::ChangeView view = v1::CHANGE_VIEW_FULL;
  storage::Version position;  // Begins behind it.
  absl::Duration bookmark_interval = kDefaultBookmarkInterval;
};

// Thread-safe.
class Hub : public storage::CommitObserver {
 public:
  struct Options {
    int threads = 1;  // That read.
    size_t max_subscriptions = 5000;
    ReadLimits limits;
    // Told of what went wrong in the background; it is tried again. May be empty.
    std::function<void(const absl::Status&)> on_error;
  };
  class Subscription;

  // `book` must outlive this.
  Hub(domain::ClaimBook* book, Options options);
  ~Hub() override;

  // Begins to follow. Once, and after whoever tells rights (auth::AccessTable) observes the
  // engine: then what an acknowledged change of rights takes away is not sent after it.
  absl::Status Start();
  // Ends every subscription with UNAVAILABLE, and the threads.
  void Stop();
  // The store was replaced under it (Engine::Load): ends every subscription with UNAVAILABLE
  // and begins again. Nothing where it does not run.
  absl::Status Restart();

  // UNAVAILABLE where it does not run, RESOURCE_EXHAUSTED RATE_LIMITED where it has
  // max_subscriptions. The first message may come before this returns.
  absl::StatusOr<std::shared_ptr<Subscription>> Subscribe(Wanted wanted,
                                                          std::shared_ptr<Sink> sink);
  // The client took the last message.
  void Drained(const std::shared_ptr<Subscription>& subscription);
  // Nobody takes anything any more. The sink may be called for an instant longer.
  void Cancel(const std::shared_ptr<Subscription>& subscription);

  size_t subscriptions() const;

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 private:
  using Ptr = std::shared_ptr<Subscription>;

  absl::Status StartThreads() ABSL_EXCLUSIVE_LOCKS_REQUIRED(life_);
  void StopThreads() ABSL_EXCLUSIVE_LOCKS_REQUIRED(life_);
  void Tail();
  // Takes in what was committed behind processed_.
  absl::Status TakeIn();
  void Work();
  // Reads for one, and sends or lets it wait.
  void Pump(const Ptr& subscription);
  void Wait(const Ptr& subscription, storage::Version position, uint64_t epoch);
  void Finish(const Ptr& subscription, absl::Status status);
  void EndAll(const absl::Status& status);

  void Enqueue(Subscription& subscription) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void StopWaiting(Subscription& subscription) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WakeAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WakeDue(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  domain::ClaimBook& book_;
  const Options options_;
  RecentCommits recent_;
  Reader reader_;

  // Changes with every change of actors, keys and members, before it is acknowledged.
  std::atomic<uint64_t> access_epoch_ = 0;

  mutable absl::Mutex mutex_;
  absl::CondVar work_;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t woken_epoch_ ABSL_GUARDED_BY(mutex_) = 0;  // All were woken for.
  storage::Version processed_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<Subscription*, Ptr> all_ ABSL_GUARDED_BY(mutex_);
  std::deque<Ptr> queue_ ABSL_GUARDED_BY(mutex_);
  // Those that wait for a commit, by the time of their next bookmark.
  std::set<std::pair<absl::Time, Subscription*>> waiting_ ABSL_GUARDED_BY(mutex_);
  absl::Mutex life_;  // Before mutex_.
  bool observing_ ABSL_GUARDED_BY(life_) = false;
  std::thread tailer_ ABSL_GUARDED_BY(life_);
  std::vector<std::thread> workers_ ABSL_GUARDED_BY(life_);
};

}  // namespace factcheck::feed

#endif  // FACTCHECK_SERVER_FEED_HUB_H_
