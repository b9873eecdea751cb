// Many subscribers of the feed on one thread, reading as fast as messages come.
#ifndef FACTCHECK_TESTS_BENCH_WATCHERS_H_
#define FACTCHECK_TESTS_BENCH_WATCHERS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "factcheck/v1/changes_service.pb.h"
#include "grpcpp/completion_queue.h"

namespace factcheck::bench {

class Watchers {
 public:
  // Opens `count` streams with the request, some hundreds on a connection.
  Watchers(const std::string& address, const std::string& key, int count,
           const v1::WatchChangesRequest& request);
  ~Watchers();

  // Waits until every stream had its first message.
  absl::Status AwaitFirst();
  // Waits until every stream got a commit of this time or later.
  absl::Status AwaitCommit(absl::Time time);
  // Since the beginning, over all streams.
  uint64_t commits() const;
  uint64_t changes() const;
  // From a commit's time to its arrival, for the last commit of each message.
  std::vector<absl::Duration> delays() const;

 private:
  struct Stream;
  void Run();
  void Take(Stream& stream);

  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Stream>> streams_;
  mutable absl::Mutex mutex_;
  size_t begun_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t arrived_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time awaited_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  uint64_t commits_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t changes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<absl::Duration> delays_ ABSL_GUARDED_BY(mutex_);
  absl::Status broken_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_WATCHERS_H_
