// One unary call from its arrival to its answer.
#ifndef FACTCHECK_SERVER_API_UNARY_CALL_H_
#define FACTCHECK_SERVER_API_UNARY_CALL_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_unary_call.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/api/adapter.h"
#include "server/api/caller_limits.h"
#include "server/api/descriptor_service.h"
#include "server/api/methods.h"
#include "server/api/worker_pool.h"
#include "server/domain/core/call.h"
#include "server/observability/metrics.h"

namespace factcheck::api {

// What the calls of one method have in common. Immutable.
struct Endpoint {
  const Method* method = nullptr;
  observability::MethodMetrics* metrics = nullptr;
  DescriptorService* service = nullptr;
  int index = 0;   // In `service`.
  int wanted = 0;  // Calls that are asked of gRPC ahead, on each queue.
};

// Used again and again, so that a call allocates little. The thread of its queue calls
// Request, Arrive and Reset; the answer may be given on any thread.
class UnaryCall {
 public:
  UnaryCall(const Endpoint* endpoint, Adapter* adapter, WorkerPool* workers)
      : endpoint_(*endpoint), adapter_(*adapter), workers_(*workers) {}

  // Asks for the next call. `queue` reports under this object's address: the
  // arrival first, or false where the server shuts down; then the end.
  void Request(grpc::ServerCompletionQueue* queue);
  // The call has come: runs it here, where that never waits, or hands it to a worker.
  void Arrive();
  bool has_arrived() const { return arrived_; }
  // After its end, or where it never came.
  void Reset();

  // Where the queue keeps it meanwhile.
  size_t lane = 0;

 private:
  using Clock = std::chrono::steady_clock;

  absl::Status Parse();
  void RunLater();
  void RunOnWorker();
  void Answer(absl::StatusOr<std::string> response);
  void Succeed(std::string response);
  void Fail(const absl::Status& status);
  // Books the end. The last thing before gRPC gets the answer: after that, this
  // object belongs to the queue's thread again.
  void Book(grpc::StatusCode code);

  const Endpoint& endpoint_;
  Adapter& adapter_;
  WorkerPool& workers_;
  bool arrived_ = false;
  bool parsed_ = false;
  bool large_ = false;
  std::optional<grpc::ServerContext> context_;
  std::optional<grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>> writer_;
  grpc::ByteBuffer wire_;
  std::unique_ptr<Message> request_;
  std::shared_ptr<const domain::Principal> who_;
  std::optional<domain::Call> call_;
  CallerLimits::Place place_;
  Clock::time_point begun_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_UNARY_CALL_H_
