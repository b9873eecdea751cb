#include "server/api/unary_server.h"

#include <atomic>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace factcheck::api {
namespace {

// Calls that an endpoint keeps for reuse beyond those that it asks for.
constexpr size_t kKeptIdle = 64;

}  // namespace

// The calls of one queue. All of its state is the thread's that empties the queue.
class UnaryServer::Lanes final : public UnaryCalls {
 public:
  Lanes(grpc_server* server, grpc_completion_queue* queue,
        const std::vector<std::unique_ptr<Endpoint>>& endpoints, Adapter* adapter,
        WorkerPool* workers)
      : server_(server), queue_(queue), adapter_(*adapter), workers_(*workers) {
    for (const auto& endpoint : endpoints) lanes_.push_back({.endpoint = endpoint.get()});
    for (Lane& lane : lanes_) Refill(lane);
  }

  ~Lanes() { ended_.WaitForNotification(); }

  int under_way() const { return under_way_.load(std::memory_order_relaxed); }

  bool AwaitEnd(absl::Time deadline) {
    return ended_.WaitForNotificationWithTimeout(deadline - absl::Now());
  }

  void Happened(UnaryCall* call, UnaryEvent::Kind kind, bool ok) override {
    Lane& lane = lanes_[call->lane];
    if (kind != UnaryEvent::Kind::kArrived) {
      if (!call->End(kind)) return;
      under_way_.fetch_sub(1, std::memory_order_relaxed);
      Recycle(lane, call);
    } else if (ok) {
      --lane.requested;
      under_way_.fetch_add(1, std::memory_order_relaxed);
      call->Arrive();
    } else {
      // gRPC gives a request back only where the server shuts down.
      closing_ = true;
      --lane.requested;
      Recycle(lane, call);
    }
    Refill(lane);
    if (closing_ && live_ == 0 && !ended_.HasBeenNotified()) ended_.Notify();
  }

 private:
  // The calls of one endpoint.
  struct Lane {
    const Endpoint* endpoint;
    int requested = 0;
    std::vector<std::unique_ptr<UnaryCall>> idle;
  };

  void Refill(Lane& lane) {
    while (!closing_ && lane.requested < lane.endpoint->wanted) {
      std::unique_ptr<UnaryCall> call;
      if (lane.idle.empty()) {
        call = std::make_unique<UnaryCall>(lane.endpoint, &adapter_, &workers_, this);
        call->lane = static_cast<size_t>(&lane - lanes_.data());
      } else {
        call = std::move(lane.idle.back());
        lane.idle.pop_back();
      }
      ++lane.requested;
      ++live_;
      call.release()->Request(server_, queue_);
    }
  }

  void Recycle(Lane& lane, UnaryCall* ended) {
    std::unique_ptr<UnaryCall> call(ended);
    --live_;
    call->Reset();
    if (lane.idle.size() < kKeptIdle) lane.idle.push_back(std::move(call));
  }

  grpc_server* const server_;
  grpc_completion_queue* const queue_;
  Adapter& adapter_;
  WorkerPool& workers_;
  std::vector<Lane> lanes_;
  size_t live_ = 0;  // Calls that the queue will report once more.
  bool closing_ = false;
  std::atomic<int> under_way_ = 0;  // Read by others.
  absl::Notification ended_;
};

UnaryServer::UnaryServer(const MethodTable& methods, DescriptorServices* services, Adapter* adapter,
                         WorkerPool* workers, const UnaryOptions& options)
    : adapter_(*adapter), workers_(*workers) {
  for (const auto& method : methods.methods()) {
    if (method->stream_handler || method->push.subscribe) continue;
    auto endpoint = std::make_unique<Endpoint>();
    endpoint->method = method.get();
    endpoint->metrics = adapter->metrics().ForMethod(method->name);
    endpoint->service = &services->For(method->descriptor->service());
    endpoint->index = endpoint->service->AddUnary(method->path.c_str());
    endpoint->wanted = method->answers_at_once() ? options.wanted_at_once : options.wanted;
    endpoints_.push_back(std::move(endpoint));
  }
}

UnaryServer::~UnaryServer() = default;

void UnaryServer::Start(grpc_server* server,
                        const std::vector<std::unique_ptr<CallQueue>>& queues) {
  for (const auto& queue : queues) {
    lanes_.push_back(
        std::make_unique<Lanes>(server, queue->queue()->cq(), endpoints_, &adapter_, &workers_));
  }
}

int UnaryServer::under_way() const {
  int count = 0;
  for (const auto& lanes : lanes_) count += lanes->under_way();
  return count;
}

bool UnaryServer::AwaitEnd(absl::Time deadline) {
  bool ended = true;
  for (const auto& lanes : lanes_) ended = lanes->AwaitEnd(deadline) && ended;
  return ended;
}

}  // namespace factcheck::api
