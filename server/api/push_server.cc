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
  if (queue_ != nullptr) ended_.WaitForNotification();
}

void PushServer::Start(const CallQueue& queue) {
  queue_ = queue.queue();
  for (const auto& endpoint : endpoints_) {
    for (int i = 0; i < endpoint->wanted; ++i) Ask(endpoint.get());
  }
}

bool PushServer::AwaitEnd(absl::Time deadline) {
  return queue_ == nullptr || ended_.WaitForNotificationWithTimeout(deadline - absl::Now());
}

void PushServer::Ask(const Endpoint* endpoint) {
  ++live_;
  auto call = std::make_unique<PushCall>(endpoint, &adapter_, &workers_, this);
  call.release()->Request(queue_);
}

void PushServer::Arrived(PushCall* call) {
  under_way_.fetch_add(1, std::memory_order_relaxed);
  if (!closing_) Ask(&call->endpoint());
}

void PushServer::Refused(PushCall* call) {
  // gRPC gives a request back only where the server shuts down.
  closing_ = true;
  Forget(call);
}

void PushServer::Ended(PushCall* call) {
  under_way_.fetch_sub(1, std::memory_order_relaxed);
  Forget(call);
}

void PushServer::Forget(PushCall* call) {
  delete call;
  --live_;
  if (closing_ && live_ == 0 && !ended_.HasBeenNotified()) ended_.Notify();
}

}  // namespace factcheck::api
