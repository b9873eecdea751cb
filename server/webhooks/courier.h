// Delivers: reads the feed for each webhook as its owner, posts commit by commit, notes how far
// each got.
#ifndef FACTCHECK_SERVER_WEBHOOKS_COURIER_H_
#define FACTCHECK_SERVER_WEBHOOKS_COURIER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/domain/core/book.h"
#include "server/domain/core/principal.h"
#include "server/feed/reader.h"
#include "server/storage/engine.h"
#include "server/webhooks/endpoint.h"
#include "server/webhooks/poster.h"
#include "server/webhooks/records.h"
#include "server/webhooks/retry.h"

namespace factcheck::webhooks {

struct CourierOptions {
  RetryRules retry;
  // What the store is told of progress at most this late, but for changes of state, which it
  // is told of at once: after a crash so much may be delivered again.
  absl::Duration flush_interval = absl::Seconds(1);
  // Posts at once; of those that failed before at most half, so that receivers who let every post
  // run into its time-out keep no other waiting.
  size_t most_under_way = 128;
  // The clock is looked at at least as often, as it may be set.
  absl::Duration longest_sleep = absl::Seconds(10);
  std::function<double()> random;  // In [0, 1).
  // Told of what the store refused; it is tried again. May be empty.
  std::function<void(const absl::Status&)> on_error;
};

struct CourierCounts {
  uint64_t delivered = 0;  // Since the start.
  uint64_t failed = 0;
  size_t webhooks = 0;
  size_t failing = 0;
  size_t dead = 0;
};

// Thread-safe. One at a time over a store: two would deliver everything twice.
class Courier : public storage::CommitObserver {
 public:
  // The rights of an actor as of now; null where it is disabled, has no usable key or may not
  // follow the feed.
  using Owners = std::function<std::shared_ptr<const domain::Principal>(std::string_view actor)>;

  // All must outlive this; `poster` until it has ended every Post. `clock` is the book's.
  Courier(domain::ClaimBook* book, feed::Reader* reader, Poster* poster, const SecretBox* box,
          Owners owners, domain::Clock clock, CourierOptions options);
  ~Courier() override;

  // Reads every webhook and follows the commits from there. Again after the store was
  // replaced. Blocks.
  absl::Status Attach();
  // Starts the thread. At most once, after Attach.
  void Start();
  // Notes what was delivered. What is under way is not waited for.
  void Stop();

  // Does all that can be done now, and returns when there will be something again. What the
  // thread does; for tests without it.
  absl::Time Step();

  CourierCounts counts() const;

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 private:
  struct Result {
    std::string id;
    uint64_t epoch;
    storage::Version commit;
    bool again;  // It had failed before.
    v1::WebhookAttempt attempt;
    std::optional<absl::Duration> retry_after;
  };
  // What came in from other threads since the last step.
  struct News {
    std::vector<Result> results;
    std::set<std::string> changed;
  };

  void Loop();
  absl::Status Load(storage::Snapshot& view) ABSL_EXCLUSIVE_LOCKS_REQUIRED(step_);
  void Reload(const std::string& id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(step_);
  void Take(Result result) ABSL_EXCLUSIVE_LOCKS_REQUIRED(step_);
  // Posts the next commit, where there is one; when to look again.
  absl::Time Advance(Endpoint& endpoint, storage::Version newest, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(step_);
  void Send(Endpoint& endpoint, const feed::ReadCommit& commit, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(step_);
  // Stores what is to be stored; when it must be done next.
  absl::Time Flush(bool all) ABSL_EXCLUSIVE_LOCKS_REQUIRED(step_);
  absl::Status Store(std::span<Endpoint* const> some) ABSL_EXCLUSIVE_LOCKS_REQUIRED(step_);
  void Report(const absl::Status& status) const;
  void Count() ABSL_EXCLUSIVE_LOCKS_REQUIRED(step_);

  domain::ClaimBook& book_;
  feed::Reader& reader_;
  Poster& poster_;
  const SecretBox& box_;
  const Owners owners_;
  const domain::Clock clock_;
  const CourierOptions options_;

  absl::Mutex step_;  // One step at a time.
  std::map<std::string, Endpoint> endpoints_ ABSL_GUARDED_BY(step_);
  size_t under_way_ ABSL_GUARDED_BY(step_) = 0;
  size_t again_under_way_ ABSL_GUARDED_BY(step_) = 0;  // Of these, that had failed before.
  absl::Time flush_at_ ABSL_GUARDED_BY(step_) = absl::InfinitePast();
  bool observing_ ABSL_GUARDED_BY(step_) = false;

  mutable absl::Mutex mutex_;
  News news_ ABSL_GUARDED_BY(mutex_);
  storage::Version newest_ ABSL_GUARDED_BY(mutex_);  // Commit that has a record in the log.
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  CourierCounts counts_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_COURIER_H_
