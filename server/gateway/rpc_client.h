// Calls of any method by its name, with messages as bytes, on the server's own completion queue.
#ifndef FACTCHECK_SERVER_GATEWAY_RPC_CLIENT_H_
#define FACTCHECK_SERVER_GATEWAY_RPC_CLIENT_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/status.h"
#include "server/gateway/metadata.h"

namespace factcheck::gateway {

struct RpcRequest {
  std::string path;        // "/factcheck.v1.Claims/GetClaim".
  bool streaming = false;  // Whether the server may answer with many messages.
  std::string message;
  Metadata metadata;
  absl::Time deadline = absl::InfiniteFuture();
};

// What comes of a call. Called on the thread of the server's queue: must not block.
struct RpcEvents {
  std::function<void(std::string message)> message;
  // Last.
  std::function<void(grpc::Status status, Metadata initial, Metadata trailing)> end;
};

// The gRPC server of this process.
struct LocalServer {
  std::function<std::shared_ptr<grpc::Channel>()> connect;  // Makes a connection of its own.
  // Somebody empties it, and takes every tag for a api::QueueEvent.
  grpc::CompletionQueue* queue = nullptr;
};

// Thread-safe.
class RpcClient {
 public:
  class Call;

  // Connects as often as the calls under way need: on each connection a bounded number.
  explicit RpcClient(LocalServer server);
  // Cancels what is under way, and waits for its end.
  ~RpcClient();

  // The events may come before this returns, and go on until `end` did. One message comes;
  // each further one after a Call::Next.
  std::shared_ptr<Call> Start(RpcRequest request, RpcEvents events);

 private:
  struct Connection {
    explicit Connection(std::shared_ptr<grpc::Channel> channel) : methods(std::move(channel)) {}
    grpc::GenericStub methods;  // Any, by their names.
    int calls = 0;
  };

  // Nothing of the call is reported any more.
  void Ended(Call* call);
  // One with a place for a call, which is counted.
  Connection* Place() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const LocalServer server_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Connection>> connections_ ABSL_GUARDED_BY(mutex_);
  std::map<Call*, std::shared_ptr<Call>> calls_ ABSL_GUARDED_BY(mutex_);
};

// Thread-safe.
class RpcClient::Call : public std::enable_shared_from_this<RpcClient::Call> {
 public:
  Call(RpcClient* client, bool streaming, RpcEvents events);
  ~Call();

  // After a message of a stream: asks for one more.
  void Next();
  // `end` follows soon, with what came of the call.
  void Cancel();

 private:
  friend class RpcClient;
  struct State;
  class Operation;

  void Begin(grpc::GenericStub& methods, grpc::CompletionQueue* queue, RpcRequest request);
  // An operation is over; whether it was the last of the call.
  bool Proceed(const Operation& operation, bool ok);

  const bool streaming_;
  RpcEvents events_;
  RpcClient& client_;
  Connection* connection_ = nullptr;  // The client's.
  const std::unique_ptr<State> state_;
};

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_RPC_CLIENT_H_
