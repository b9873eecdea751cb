#include "server/api/push_call.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/async_stream.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/api/parse_request.h"
#include "server/domain/core/call.h"

namespace factcheck::api {

// gRPC's side of the call and the feed's meet here. gRPC takes one message at a time; an
// end that comes while it has one waits for it.
class PushCall::Stream final : public feed::Sink, public std::enable_shared_from_this<Stream> {
 public:
  Stream(PushCall* call, const Endpoint& endpoint, Adapter& adapter)
      : arrival_(call),
        write_(call),
        finish_(call),
        done_(call),
        endpoint_(endpoint),
        adapter_(adapter),
        writer_(&context_) {}

  void Request(grpc::ServerCompletionQueue* queue) {
    context_.AsyncNotifyWhenDone(done_.Tag());
    endpoint_.service->RequestPushed(endpoint_.index, &context_, &wire_, &writer_, queue,
                                     arrival_.Tag());
  }

  bool IsArrival(const Operation* operation) const { return operation == &arrival_; }

  void Arrive(WorkerPool& workers) {
    begun_ = Clock::now();
    endpoint_.metrics->Begin();
    // What begins a stream looks at the store; the queue's thread must not.
    if (!workers.TrySubmit([self = shared_from_this()] { self->Begin(); })) {
      End(TooBusy("the server has more to do than it can keep up with; try again"));
    }
  }

  // Takes an event after the arrival; whether it was the last.
  bool Proceed(const Operation* operation, bool ok) {
    if (operation == &done_) {
      Gone();
    } else if (operation == &finish_) {
      absl::MutexLock lock(&mutex_);
      finished_ = true;
    } else {
      Written(ok);
    }
    absl::MutexLock lock(&mutex_);
    return finished_ && gone_ && !writing_;
  }

  // feed::Sink.
  absl::StatusOr<std::shared_ptr<const domain::Principal>> Admit() override {
    return adapter_.Admit(context_, *endpoint_.method);
  }

  void Write(std::string message) override {
    const grpc::Slice slice(message);
    absl::MutexLock lock(&mutex_);
    if (gone_ || end_) return;
    writing_ = true;
    writer_.Write(grpc::ByteBuffer(&slice, 1), write_.Tag());
  }

  void End(absl::Status status) override {
    absl::MutexLock lock(&mutex_);
    EndOnce(status.ok() ? grpc::Status::OK : adapter_.ToWire(status, endpoint_.method->name));
  }

 private:
  using Clock = std::chrono::steady_clock;

  void Begin() {
    absl::Status begun = TryBegin();
    if (!begun.ok()) End(std::move(begun));
  }

  absl::Status TryBegin() {
    absl::StatusOr<std::shared_ptr<const domain::Principal>> who = Admit();
    if (!who.ok()) return who.status();
    absl::StatusOr<CallerLimits::Place> place = adapter_.watches().Take((*who)->api_key, "watches");
    if (!place.ok()) return place.status();
    const std::unique_ptr<Message> request(endpoint_.method->request->New());
    absl::Status parsed = ParseRequest(wire_, request.get());
    if (!parsed.ok()) return parsed;
    {
      absl::MutexLock lock(&mutex_);
      who_ = *who;
      place_ = *std::move(place);
    }
    const PushHandler& push = endpoint_.method->push;
    const domain::Call call{**who, endpoint_.method->name};
    absl::StatusOr<std::shared_ptr<feed::Hub::Subscription>> subscription =
        push.subscribe(call, *request, shared_from_this());
    if (!subscription.ok()) return subscription.status();
    absl::ReleasableMutexLock lock(&mutex_);
    const bool gone = gone_;
    // They hold each other until the client has gone.
    if (!gone) subscription_ = *subscription;
    const bool drained = std::exchange(drained_early_, false);
    lock.Release();
    if (gone) {
      push.hub->Cancel(*subscription);
    } else if (drained) {
      push.hub->Drained(*subscription);
    }
    return absl::OkStatus();
  }

  // The client took a message, or the connection broke; then done_ comes, too.
  void Written(bool ok) {
    absl::ReleasableMutexLock lock(&mutex_);
    writing_ = false;
    if (end_) {
      SendEnd();
      return;
    }
    if (!ok) return;
    const std::shared_ptr<feed::Hub::Subscription> subscription = subscription_;
    // The first message may be taken before its subscription is known here.
    if (subscription == nullptr) drained_early_ = true;
    lock.Release();
    if (subscription != nullptr) endpoint_.method->push.hub->Drained(subscription);
  }

  // The call is over for gRPC: the client went, or was told the end.
  void Gone() {
    std::shared_ptr<feed::Hub::Subscription> subscription;
    {
      absl::MutexLock lock(&mutex_);
      gone_ = true;
      subscription = std::exchange(subscription_, nullptr);
      EndOnce(grpc::Status::CANCELLED);
    }
    if (subscription != nullptr) endpoint_.method->push.hub->Cancel(subscription);
  }

  void EndOnce(grpc::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (end_) return;
    end_ = std::move(status);
    adapter_.Ended(endpoint_.method->name, *endpoint_.metrics, who_.get(), end_->error_code(),
                   absl::FromChrono(Clock::now() - begun_),
                   [this] { return PeerAddress(context_); });
    place_ = CallerLimits::Place();
    if (!writing_) SendEnd();
  }

  void SendEnd() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { writer_.Finish(*end_, finish_.Tag()); }

  Operation arrival_;
  Operation write_;
  Operation finish_;
  Operation done_;
  const Endpoint& endpoint_;
  Adapter& adapter_;
  grpc::ServerContext context_;
  grpc::ByteBuffer wire_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  Clock::time_point begun_;

  absl::Mutex mutex_;
  std::shared_ptr<const domain::Principal> who_ ABSL_GUARDED_BY(mutex_);
  CallerLimits::Place place_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<feed::Hub::Subscription> subscription_ ABSL_GUARDED_BY(mutex_);
  bool drained_early_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> end_ ABSL_GUARDED_BY(mutex_);
};

void PushCall::Request(grpc::ServerCompletionQueue* queue) {
  stream_ = std::make_shared<Stream>(this, endpoint_, adapter_);
  stream_->Request(queue);
}

void PushCall::Operation::Happened(bool ok) {
  PushCall& call = call_;
  if (call.stream_->IsArrival(this)) {
    if (!ok) return call.owner_.Refused(&call);
    call.stream_->Arrive(call.workers_);
    call.owner_.Arrived(&call);
  } else if (call.stream_->Proceed(this, ok)) {
    call.owner_.Ended(&call);
  }
}

}  // namespace factcheck::api
