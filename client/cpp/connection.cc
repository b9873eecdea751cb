#include "client/cpp/connection.h"

#include <random>
#include <string>
#include <utility>

#include "client/cpp/retry.h"
#include "client/cpp/text.h"

namespace factcheck::client {

absl::StatusOr<std::shared_ptr<Connection>> Connection::Open(Options options) {
  absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = OpenChannel(options);
  if (!channel.ok()) return channel.status();
  return std::make_shared<Connection>(*std::move(channel), std::move(options));
}

Connection::Connection(std::shared_ptr<grpc::Channel> channel, Options options)
    : options_(std::move(options)), stub_(std::move(channel), options_.api_key) {}

absl::Status Connection::Call(const google::protobuf::MethodDescriptor& method,
                              const google::protobuf::Message& given,
                              google::protobuf::Message* response, const CallOptions& call) {
  std::unique_ptr<google::protobuf::Message> request(given.New());
  request->CopyFrom(given);
  EnsureRequestId(*request);
  if (options_.read_your_writes) writes_.Apply(*request);

  const Clock& clock = options_.clock;
  const absl::Duration timeout =
      call.timeout > absl::ZeroDuration() ? call.timeout : options_.timeout;
  const absl::Time deadline = clock.now() + timeout;
  const bool idempotent = IsIdempotent(method);
  Backoff backoff(options_.retry, std::random_device{}());
  while (true) {
    response->Clear();
    const absl::Status status = stub_.Call(method, *request, deadline, response);
    if (status.ok()) {
      writes_.Observe(*response);
      return status;
    }
    const std::optional<absl::Duration> least = WaitBeforeRetry(status);
    if (!idempotent || !least) return status;
    const std::optional<absl::Duration> wait = backoff.Next(*least);
    // A wait that outlasts the call would only delay the same answer.
    if (!wait || clock.now() + *wait >= deadline) return status;
    clock.sleep(*wait);
  }
}

std::unique_ptr<grpc::ClientContext> Connection::NewContext(const CallOptions& call) const {
  return stub_.NewContext(call.timeout > absl::ZeroDuration() ? options_.clock.now() + call.timeout
                                                              : absl::InfiniteFuture());
}

const google::protobuf::MethodDescriptor* FindMethod(std::string_view name) {
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos) return nullptr;
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      Concat({"factcheck.v1.", name.substr(0, slash), ".", name.substr(slash + 1)}));
}

}  // namespace factcheck::client
