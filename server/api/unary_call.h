// One unary call from its arrival to its answer.
#ifndef FACTCHECK_SERVER_API_UNARY_CALL_H_
#define FACTCHECK_SERVER_API_UNARY_CALL_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "grpc/grpc.h"
#include "grpcpp/support/slice.h"
#include "grpcpp/support/status.h"
#include "server/api/adapter.h"
#include "server/api/call_queue.h"
#include "server/api/caller_limits.h"
#include "server/api/core_call.h"
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

class UnaryCall;

// What the queue reports of a call.
class UnaryEvent final : public QueueEvent {
 public:
  enum class Kind { kArrived, kSent, kClosed };
  UnaryEvent(UnaryCall* call, Kind kind) : call_(*call), kind_(kind) {}
  void Happened(bool ok) override;

 private:
  UnaryCall& call_;
  const Kind kind_;
};

// Keeps the calls of a queue, and hears what happens to them, on the queue's thread.
class UnaryCalls {
 public:
  // `ok`: of an arrival; false where the server shuts down instead.
  virtual void Happened(UnaryCall* call, UnaryEvent::Kind kind, bool ok) = 0;

 protected:
  ~UnaryCalls() = default;
};

// Used again and again, so that a call allocates little. The thread of its queue calls
// all of this but the destructor; the answer may be given on any thread.
class UnaryCall {
 public:
  UnaryCall(const Endpoint* endpoint, Adapter* adapter, WorkerPool* workers, UnaryCalls* owner)
      : endpoint_(*endpoint), adapter_(*adapter), workers_(*workers), owner_(*owner) {}

  UnaryCalls& owner() const { return owner_; }

  // Asks for the next call. The owner hears of its arrival first, or of a shutdown.
  void Request(grpc_server* server, grpc_completion_queue* queue);
  // The call has come: runs it here, where that never waits, or hands it to a worker.
  void Arrive();
  // Takes an event after the arrival; whether it was the last.
  bool End(UnaryEvent::Kind kind);
  // After its end, or where it never came.
  void Reset();

  // Where the queue keeps it meanwhile.
  size_t lane = 0;

 private:
  using Clock = std::chrono::steady_clock;

  // Whether the method answered without parsing the request.
  bool AnswerFromWire();
  absl::Status Parse();
  void RunLater();
  void RunOnWorker();
  void Answer(absl::StatusOr<std::string> response);
  void Succeed(const grpc::Slice& response);
  void Fail(const absl::Status& status);
  // Ends a call that nobody waits for any more.
  void Drop();
  // Books the end. The last thing before gRPC gets the answer: after that, this
  // object belongs to the queue's thread again.
  void Book(grpc::StatusCode code);

  const Endpoint& endpoint_;
  Adapter& adapter_;
  WorkerPool& workers_;
  UnaryCalls& owner_;
  int events_to_come_ = 0;  // After the arrival.
  bool parsed_ = false;
  bool large_ = false;
  std::atomic<bool> given_up_ = false;  // By the client, before it was answered.
  UnaryEvent arrived_{this, UnaryEvent::Kind::kArrived};
  UnaryEvent sent_{this, UnaryEvent::Kind::kSent};
  UnaryEvent closed_{this, UnaryEvent::Kind::kClosed};
  CoreCall wire_;
  std::unique_ptr<Message> request_;
  std::shared_ptr<const domain::Principal> who_;
  std::optional<domain::Call> call_;
  CallerLimits::Place place_;
  Clock::time_point begun_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_UNARY_CALL_H_
