#include "server/api/unary_server.h"

#include <atomic>
#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace factcheck::api {
namespace {

// Calls that an endpoint keeps for reuse beyond those that it asks for.
constexpr size_t kKeptIdle = 64;

}  // namespace

// One completion queue and the thread that empties it. All of its state is the thread's.
class UnaryServer::Queue {
 public:
  Queue(std::unique_ptr<grpc::ServerCompletionQueue> queue,
        const std::vector<std::unique_ptr<Endpoint>>& endpoints, Adapter* adapter,
        WorkerPool* workers)
      : queue_(std::move(queue)), adapter_(*adapter), workers_(*workers) {
    for (const auto& endpoint : endpoints) lanes_.push_back({.endpoint = endpoint.get()});
  }

  // The server must have shut down, and no call be under way.
  ~Queue() {
    if (thread_.joinable()) ended_.WaitForNotification();
    queue_->Shutdown();
    if (thread_.joinable()) {
      thread_.join();
    } else {
      // A queue must be emptied before it goes.
      void* tag = nullptr;
      bool ok = false;
      while (queue_->Next(&tag, &ok)) {
      }
    }
  }

  void Start(grpc_server* server) {
    server_ = server;
    for (Lane& lane : lanes_) Refill(lane);
    thread_ = std::thread([this] { Run(); });
  }

  int under_way() const { return under_way_.load(std::memory_order_relaxed); }

  bool AwaitEnd(absl::Time deadline) {
    return ended_.WaitForNotificationWithTimeout(deadline - absl::Now());
  }

 private:
  // The calls of one endpoint.
  struct Lane {
    const Endpoint* endpoint;
    int requested = 0;
    std::vector<std::unique_ptr<UnaryCall>> idle;
  };

  void Run() {
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) {
      const auto* event = static_cast<UnaryEvent*>(tag);
      UnaryCall* const call = event->call;
      Lane& lane = lanes_[call->lane];
      if (event->kind != UnaryEvent::Kind::kArrived) {
        if (!call->End(event->kind)) continue;
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
  }

  void Refill(Lane& lane) {
    while (!closing_ && lane.requested < lane.endpoint->wanted) {
      std::unique_ptr<UnaryCall> call;
      if (lane.idle.empty()) {
        call = std::make_unique<UnaryCall>(lane.endpoint, &adapter_, &workers_);
        call->lane = static_cast<size_t>(&lane - lanes_.data());
      } else {
        call = std::move(lane.idle.back());
        lane.idle.pop_back();
      }
      ++lane.requested;
      ++live_;
      call.release()->Request(server_, queue_->cq());
    }
  }

  void Recycle(Lane& lane, UnaryCall* ended) {
    std::unique_ptr<UnaryCall> call(ended);
    --live_;
    call->Reset();
    if (lane.idle.size() < kKeptIdle) lane.idle.push_back(std::move(call));
  }

  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  Adapter& adapter_;
  WorkerPool& workers_;
  grpc_server* server_ = nullptr;
  std::vector<Lane> lanes_;
  size_t live_ = 0;  // Calls that the queue will report once more.
  bool closing_ = false;
  std::atomic<int> under_way_ = 0;  // Read by others.
  absl::Notification ended_;
  std::thread thread_;
};

UnaryServer::UnaryServer(const MethodTable& methods, DescriptorServices* services, Adapter* adapter,
                         WorkerPool* workers, const UnaryOptions& options)
    : adapter_(*adapter), workers_(*workers), options_(options) {
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

void UnaryServer::Register(grpc::ServerBuilder& builder) {
  for (int i = 0; i < options_.queues; ++i) {
    queues_.push_back(
        std::make_unique<Queue>(builder.AddCompletionQueue(), endpoints_, &adapter_, &workers_));
  }
}

void UnaryServer::Start(grpc_server* server) {
  for (const auto& queue : queues_) queue->Start(server);
}

int UnaryServer::under_way() const {
  int count = 0;
  for (const auto& queue : queues_) count += queue->under_way();
  return count;
}

bool UnaryServer::AwaitEnd(absl::Time deadline) {
  bool ended = true;
  for (const auto& queue : queues_) ended = queue->AwaitEnd(deadline) && ended;
  return ended;
}

}  // namespace factcheck::api
