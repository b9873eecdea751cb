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

void UnaryCall::Request(grpc::ServerCompletionQueue* queue) {
  context_.emplace();
  writer_.emplace(&*context_);
  endpoint_.service->Request(endpoint_.index, &*context_, &wire_, &*writer_, queue, this);
}

void UnaryCall::Reset() {
  writer_.reset();
  context_.reset();
  wire_.Clear();
  call_.reset();
  who_.reset();
  if (large_) request_.reset();
  arrived_ = parsed_ = large_ = false;
}

void UnaryCall::Arrive() {
  arrived_ = true;
  begun_ = Clock::now();
  endpoint_.metrics->Begin();
  const Method& method = *endpoint_.method;
  absl::StatusOr<std::shared_ptr<const domain::Principal>> who = adapter_.Admit(*context_, method);
  if (!who.ok()) return Fail(who.status());
  who_ = *std::move(who);
  call_.emplace(domain::Call{*who_, method.name});
  if (method.at_once) {
    absl::Status parsed = Parse();
    if (!parsed.ok()) return Fail(parsed);
    if (auto response = method.at_once(*call_, *request_)) return Answer(*std::move(response));
  }
  RunLater();
}

void UnaryCall::RunLater() {
  absl::StatusOr<CallerLimits::Place> place = adapter_.calls().Take(who_->api_key, "calls");
  if (!place.ok()) return Fail(place.status());
  place_ = *std::move(place);
  call_->deadline = adapter_.DeadlineOf(*context_);
  if (!workers_.TrySubmit([this] { RunOnWorker(); })) {
    Fail(TooBusy("the server has more to do than it can keep up with; try again"));
  }
}

absl::Status UnaryCall::Parse() {
  large_ = wire_.Length() > kKeptRequestBytes;
  parsed_ = true;
  if (request_ == nullptr) request_.reset(endpoint_.method->request->New());
  return ParseRequest(wire_, request_.get());
}

void UnaryCall::RunOnWorker() {
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
  Succeed(*std::move(response));
}

void UnaryCall::Succeed(std::string response) {
  const grpc::Slice slice = ToSlice(std::move(response));
  const grpc::ByteBuffer bytes(&slice, 1);
  Book(grpc::StatusCode::OK);
  writer_->Finish(bytes, grpc::Status::OK, this);
}

void UnaryCall::Fail(const absl::Status& status) {
  const grpc::Status wire = adapter_.ToWire(status, endpoint_.method->name);
  Book(wire.error_code());
  writer_->FinishWithError(wire, this);
}

void UnaryCall::Book(grpc::StatusCode code) {
  adapter_.Ended(endpoint_.method->name, *endpoint_.metrics, who_.get(), code,
                 absl::FromChrono(Clock::now() - begun_));
  place_ = CallerLimits::Place();
}

}  // namespace factcheck::api
