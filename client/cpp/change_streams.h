// The feed: every change in order, also where the connection breaks in between.
#ifndef FACTCHECK_CLIENT_CPP_CHANGE_STREAMS_H_
#define FACTCHECK_CLIENT_CPP_CHANGE_STREAMS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "client/cpp/connection.h"
#include "client/cpp/retry.h"
#include "factcheck/v1/changes_service.grpc.pb.h"

namespace factcheck::client {

struct WatchSettings {
  // Once something was received, a connection that breaks is made again however often and long
  // that takes. Before, and where this is false, as often as RetryOptions say.
  bool forever = true;
  // Told of each break, and of the wait before the next attempt.
  std::function<void(const absl::Status&, absl::Duration wait)> on_break;
};

// Follows the feed: each commit once, in order, none missing. A stream that breaks goes on
// behind the last message. Used by one thread, but for Cancel.
//
//   std::unique_ptr<ChangeWatch> watch = client.WatchChanges(request);
//   for (;;) {
//     absl::StatusOr<v1::WatchChangesResponse> next = watch->Next();
//     if (!next.ok()) return next.status();   // POSITION_TRIMMED: begin with SnapshotStatuses
//     for (const v1::Commit& commit : next->commits()) Take(commit);
//     Keep(next->token());                    // where to go on after a restart
//   }
class ChangeWatch {
 public:
  ChangeWatch(std::shared_ptr<Connection> connection, v1::WatchChangesRequest request,
              WatchSettings settings);
  ~ChangeWatch();

  // Waits for the next message: commits, or a bookmark without any. After an error it is over.
  absl::StatusOr<v1::WatchChangesResponse> Next();
  // Ends a Next that waits, and every later one, with CANCELLED. Any thread.
  void Cancel();
  // Where to go on; "" before the first message.
  const std::string& token() const { return token_; }

 private:
  // CANCELLED where Cancel came before.
  absl::Status Open();
  absl::Status Recover(const absl::Status& status);

  const std::shared_ptr<Connection> connection_;
  v1::WatchChangesRequest request_;
  const WatchSettings settings_;
  const std::unique_ptr<v1::Changes::Stub> stub_;
  std::optional<Backoff> backoff_;
  std::string token_;

  absl::Mutex mutex_;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  // Made and let go under the mutex.
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchChangesResponse>> reader_;
};

// Reads the status of every claim at one moment. Begins anew where it fails.
class StatusSnapshot {
 public:
  explicit StatusSnapshot(std::shared_ptr<Connection> connection);
  ~StatusSnapshot();
  // The next part; nullopt at the end, when token() is where to watch from. Without its token
  // (DATA_LOSS) it was not whole.
  absl::StatusOr<std::optional<v1::SnapshotStatusesResponse>> Next();
  const std::string& token() const { return token_; }

 private:
  const std::shared_ptr<Connection> connection_;
  const std::unique_ptr<v1::Changes::Stub> stub_;
  std::string token_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<v1::SnapshotStatusesResponse>> reader_;
};

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_CHANGE_STREAMS_H_
