// Calls of any method by its name, with messages as bytes, on a completion queue of the
// gateway's own.
#ifndef FACTCHECK_SERVER_GATEWAY_RPC_CLIENT_H_
#define FACTCHECK_SERVER_GATEWAY_RPC_CLIENT_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

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

// What comes of a call. Called on the client's one thread: must not block.
struct RpcEvents {
  std::function<void(std::string message)> message;
  // Last.
  std::function<void(grpc::Status status, Metadata initial, Metadata trailing)> end;
};

// Thread-safe.
class RpcClient {
 public:
  class Call;

  explicit RpcClient(std::shared_ptr<grpc::Channel> channel);
  // Cancels what is under way, and waits for its end.
  ~RpcClient();

  // The events may come before this returns, and go on until `end` did. One message comes;
  // each further one after a Call::Next.
  std::shared_ptr<Call> Start(RpcRequest request, RpcEvents events);

 private:
  void Run();
  void Forget(Call* call);

  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  absl::Mutex mutex_;
  std::map<Call*, std::shared_ptr<Call>> calls_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

// Thread-safe.
class RpcClient::Call : public std::enable_shared_from_this<RpcClient::Call> {
 public:
  Call(bool streaming, RpcEvents events);
  ~Call();

  // After a message of a stream: asks for one more.
  void Next();
  // `end` follows soon, with what came of the call.
  void Cancel();

 private:
  friend class RpcClient;
  struct State;
  struct Operation;

  void Begin(grpc::GenericStub& stub, grpc::CompletionQueue* queue, RpcRequest request);
  // An operation is over. Whether it was the last of the call.
  bool Proceed(const Operation& operation, bool ok);

  const bool streaming_;
  RpcEvents events_;
  const std::unique_ptr<State> state_;
};

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_RPC_CLIENT_H_
