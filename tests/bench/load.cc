#include "tests/bench/load.h"

#include <algorithm>
#include <vector>

#include "absl/time/clock.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/channel_arguments.h"
#include "tests/bench/child.h"

namespace factcheck::bench {
namespace {

// One of the callers: makes its next call when the last is answered.
class Caller {
 public:
  Caller(grpc::GenericStub& stub, grpc::CompletionQueue& queue, const Load& load, int slot)
      : stub_(stub), queue_(queue), load_(load), slot_(slot) {}

  void Start() {
    // The call lies in memory of its context.
    call_.reset();
    context_ = std::make_unique<grpc::ClientContext>();
    if (!load_.key.empty()) context_->AddMetadata("authorization", "Bearer " + load_.key);
    const grpc::Slice slice(load_.request(slot_, calls_++));
    const grpc::ByteBuffer request(&slice, 1);
    request_bytes_ += request.Length();
    reply_.Clear();
    began_ = absl::Now();
    call_ = stub_.PrepareUnaryCall(context_.get(), load_.method, request, &queue_);
    call_->StartCall();
    call_->Finish(&reply_, &status_, this);
  }
  const grpc::Status& status() const { return status_; }
  absl::Time began() const { return began_; }
  size_t reply_bytes() const { return reply_.Length(); }
  uint64_t calls() const { return calls_; }
  uint64_t request_bytes() const { return request_bytes_; }

 private:
  grpc::GenericStub& stub_;
  grpc::CompletionQueue& queue_;
  const Load& load_;
  const int slot_;
  uint64_t calls_ = 0;
  uint64_t request_bytes_ = 0;
  absl::Time began_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call_;
  grpc::ByteBuffer reply_;
  grpc::Status status_;
};

absl::Duration Percentile(std::vector<absl::Duration>& times, double part) {
  if (times.empty()) return absl::ZeroDuration();
  const auto at = static_cast<ptrdiff_t>(part * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), times.begin() + at, times.end());
  return times[static_cast<size_t>(at)];
}

// What the calls of one run add up to.
class Tally {
 public:
  explicit Tally(const Load& load)
      : from_(absl::Now() + load.warm_up), until_(from_ + load.duration) {}

  // Whether the caller goes on.
  bool Count(const Caller& caller) {
    const absl::Time now = absl::Now();
    if (!caller.status().ok()) {
      if (error_.ok()) {
        error_ = absl::Status(static_cast<absl::StatusCode>(caller.status().error_code()),
                              caller.status().error_message());
      }
      return false;
    }
    ++answered_;
    reply_bytes_ += caller.reply_bytes();
    if (now >= from_ && now < until_) times_.push_back(now - caller.began());
    return now < until_ && error_.ok();
  }

  absl::StatusOr<LoadResult> Result(const std::vector<std::unique_ptr<Caller>>& callers) {
    if (!error_.ok()) return error_;
    if (times_.empty())
      return absl::DeadlineExceededError("no call was answered in the time given");
    LoadResult result;
    result.calls_per_second =
        static_cast<double>(times_.size()) / absl::ToDoubleSeconds(until_ - from_);
    result.p50 = Percentile(times_, 0.5);
    result.p99 = Percentile(times_, 0.99);
    result.answered = answered_;
    const auto calls = static_cast<double>(answered_);
    for (const auto& caller : callers) {
      result.request_bytes += static_cast<double>(caller->request_bytes()) / calls;
    }
    result.reply_bytes = static_cast<double>(reply_bytes_) / calls;
    return result;
  }

 private:
  const absl::Time from_;
  const absl::Time until_;
  uint64_t answered_ = 0;
  uint64_t reply_bytes_ = 0;
  std::vector<absl::Duration> times_;
  absl::Status error_;
};

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

absl::StatusOr<LoadResult> Run(const std::shared_ptr<grpc::Channel>& channel, const Load& load) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  std::vector<std::unique_ptr<Caller>> callers;
  Tally tally(load);
  const absl::Duration used = ProcessorTime(load.server);
  for (int slot = 0; slot < load.in_flight; ++slot) {
    callers.push_back(std::make_unique<Caller>(stub, queue, load, slot));
    callers.back()->Start();
  }
  int running = load.in_flight;
  void* tag = nullptr;
  bool ok = false;
  while (running > 0 && queue.Next(&tag, &ok)) {
    auto* caller = static_cast<Caller*>(tag);
    if (tally.Count(*caller)) {
      caller->Start();
    } else {
      --running;
    }
  }
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  absl::StatusOr<LoadResult> result = tally.Result(callers);
  if (result.ok() && load.server != 0) {
    result->server_time =
        (ProcessorTime(load.server) - used) / static_cast<double>(result->answered);
  }
  return result;
}

}  // namespace factcheck::bench
