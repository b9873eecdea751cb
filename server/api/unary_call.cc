#include "server/api/unary_call.h"

#include <utility>

#include "absl/time/clock.h"
#include "factcheck/v1/error_reason.pb.h"
#include "server/api/parse_request.h"
#include "server/domain/values/error.h"

namespace factcheck::api {
namespace {

// Requests up to this size leave their memory to the next one.
constexpr size_t kKeptRequestBytes = 64 << 10;
// From here on a slice takes the response's memory over; below, a copy is cheaper.
constexpr size_t kCopiedResponseBytes = 4 << 10;

grpc::Slice ToSlice(std::string bytes) {
  if (bytes.size() < kCopiedResponseBytes) return grpc::Slice(bytes.data(), bytes.size());
  auto* kept = new std::string(std::move(bytes));
  return grpc::Slice(
      kept->data(), kept->size(), [](void* string) { delete static_cast<std::string*>(string); },
      kept);
}

}  // namespace

void UnaryEvent::Happened(bool ok) { call_.owner().Happened(&call_, kind_, ok); }

void UnaryCall::Request(grpc_server* server, grpc_completion_queue* queue) {
  wire_.Request(server, endpoint_.service->Registered(endpoint_.index), queue, &arrived_);
}

void UnaryCall::Reset() {
  wire_.Reset();
  call_.reset();
  who_.reset();
  if (large_) request_.reset();
  parsed_ = large_ = false;
  given_up_ = false;
}

void UnaryCall::Arrive() {
  events_to_come_ = 1;
  begun_ = Clock::now();
  endpoint_.metrics->Begin();
  const Method& method = *endpoint_.method;
  absl::StatusOr<std::shared_ptr<const domain::Principal>> who =
      adapter_.Admit(wire_.Metadata(kAuthorization), method);
  if (!who.ok()) return Fail(who.status());
  who_ = *std::move(who);
  call_.emplace(domain::Call{*who_, method.name});
  if (method.from_wire && AnswerFromWire()) return;
  if (method.at_once) {
    absl::Status parsed = Parse();
    if (!parsed.ok()) return Fail(parsed);
    if (auto response = method.at_once(*call_, *request_)) return Answer(*std::move(response));
  }
  RunLater();
}

bool UnaryCall::End(UnaryEvent::Kind kind) {
  if (kind == UnaryEvent::Kind::kClosed && wire_.cancelled()) given_up_ = true;
  return --events_to_come_ == 0;
}

bool UnaryCall::AnswerFromWire() {
  // Keeps its memory from call to call.
  thread_local std::string response;
  response.clear();
  const std::optional<std::string_view> request = wire_.request();
  if (!request || !endpoint_.method->from_wire(*call_, *request, response)) return false;
  if (response.size() < kCopiedResponseBytes) {
    Succeed(grpc::Slice(response.data(), response.size()));
  } else {
    Succeed(ToSlice(std::move(response)));
  }
  return true;
}

void UnaryCall::RunLater() {
  absl::StatusOr<CallerLimits::Place> place = adapter_.calls().Take(who_->api_key, "calls");
  if (!place.ok()) return Fail(place.status());
  place_ = *std::move(place);
  call_->deadline = adapter_.DeadlineOf(wire_.deadline());
  // Who waits in a queue may go meanwhile.
  ++events_to_come_;
  wire_.AwaitClose(&closed_);
  if (!workers_.TrySubmit([this] { RunOnWorker(); })) {
    Fail(TooBusy("the server has more to do than it can keep up with; try again"));
  }
}

absl::Status UnaryCall::Parse() {
  parsed_ = true;
  if (request_ == nullptr) request_.reset(endpoint_.method->request->New());
  const std::optional<std::string_view> bytes = wire_.request();
  if (!bytes) return NoMessage(*request_);
  large_ = bytes->size() > kKeptRequestBytes;
  absl::Status parsed = ParseRequest(*bytes, request_.get());
  wire_.DropRequest();
  return parsed;
}

void UnaryCall::RunOnWorker() {
  if (given_up_) return Drop();
  if (absl::Now() >= call_->deadline) {
    return Fail(domain::Error(absl::StatusCode::kDeadlineExceeded,
                              v1::ERROR_REASON_DEADLINE_EXCEEDED,
                              "the deadline passed before the call began; nothing was written"));
  }
  if (!parsed_) {
    absl::Status parsed = Parse();
    if (!parsed.ok()) return Fail(parsed);
  }
  endpoint_.method->handler(*call_, *request_, [this](absl::StatusOr<std::string> response) {
    Answer(std::move(response));
  });
}

void UnaryCall::Answer(absl::StatusOr<std::string> response) {
  if (!response.ok()) return Fail(response.status());
  Succeed(ToSlice(*std::move(response)));
}

void UnaryCall::Succeed(const grpc::Slice& response) {
  Book(grpc::StatusCode::OK);
  wire_.Succeed(response, &sent_);
}

void UnaryCall::Fail(const absl::Status& status) {
  const grpc::Status wire = adapter_.ToWire(status, endpoint_.method->name);
  Book(wire.error_code());
  wire_.Fail(wire, &sent_);
}

void UnaryCall::Drop() {
  Book(grpc::StatusCode::CANCELLED);
  wire_.Fail(grpc::Status::CANCELLED, &sent_);
}

void UnaryCall::Book(grpc::StatusCode code) {
  adapter_.Ended(endpoint_.method->name, *endpoint_.metrics, who_.get(), code,
                 absl::FromChrono(Clock::now() - begun_),
                 [this] { return PeerAddress(wire_.peer(), wire_.Metadata(kPeerMetadata)); });
  place_ = CallerLimits::Place();
}

}  // namespace factcheck::api
