#include "server/api/push_server.h"

#include "absl/time/clock.h"

namespace factcheck::api {
namespace {

// Calls of a method that are asked of gRPC ahead.
constexpr int kWanted = 16;

}  // namespace

PushServer::PushServer(const MethodTable& methods, DescriptorServices* services, Adapter* adapter,
                       WorkerPool* workers)
    : adapter_(*adapter), workers_(*workers) {
  for (const auto& method : methods.methods()) {
    if (!method->push.subscribe) continue;
    auto endpoint = std::make_unique<Endpoint>();
    endpoint->method = method.get();
    endpoint->metrics = adapter->metrics().ForMethod(method->name);
    endpoint->service = &services->For(method->descriptor->service());
    endpoint->index = endpoint->service->AddPushed(method->path.c_str());
    endpoint->wanted = kWanted;
    endpoints_.push_back(std::move(endpoint));
  }
}

PushServer::~PushServer() {
  if (queue_ == nullptr) return;
  if (thread_.joinable()) ended_.WaitForNotification();
  queue_->Shutdown();
  if (thread_.joinable()) {
    thread_.join();
    return;
  }
  // A queue must be emptied before it goes.
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) {
  }
}

void PushServer::Register(grpc::ServerBuilder& builder) { queue_ = builder.AddCompletionQueue(); }

void PushServer::Start() {
  for (const auto& endpoint : endpoints_) {
    for (int i = 0; i < endpoint->wanted; ++i) Ask(endpoint.get());
  }
  thread_ = std::thread([this] { Run(); });
}

bool PushServer::AwaitEnd(absl::Time deadline) {
  return !thread_.joinable() || ended_.WaitForNotificationWithTimeout(deadline - absl::Now());
}

void PushServer::Ask(const Endpoint* endpoint) {
  ++live_;
  auto call = std::make_unique<PushCall>(endpoint, &adapter_, &workers_);
  call.release()->Request(queue_.get());
}

void PushServer::Run() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) {
    auto* operation = static_cast<PushCall::Operation*>(tag);
    PushCall* call = operation->call;
    switch (call->Proceed(operation, ok)) {
      case PushCall::Step::kArrived:
        under_way_.fetch_add(1, std::memory_order_relaxed);
        if (!closing_) Ask(&call->endpoint());
        break;
      case PushCall::Step::kEnded:
        under_way_.fetch_sub(1, std::memory_order_relaxed);
        --live_;
        delete call;
        break;
      case PushCall::Step::kRefused:
        // gRPC gives a request back only where the server shuts down.
        closing_ = true;
        --live_;
        delete call;
        break;
      case PushCall::Step::kOngoing:
        break;
    }
    if (closing_ && live_ == 0 && !ended_.HasBeenNotified()) ended_.Notify();
  }
}

}  // namespace factcheck::api
