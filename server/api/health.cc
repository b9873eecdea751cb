#include "server/api/health.h"

#include <optional>
#include <utility>

#include "factcheck/v1/error_reason.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "server/domain/values/error.h"

namespace factcheck::api {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// How long a watcher that has gone may go unnoticed.
constexpr absl::Duration kLook = absl::Seconds(1);

absl::Status Ending() {
  return domain::Error(absl::StatusCode::kUnavailable, v1::ERROR_REASON_UNAVAILABLE,
                       "the server shuts down");
}

}  // namespace

void Health::Add(std::string service) {
  absl::MutexLock lock(&mutex_);
  services_.insert(std::move(service));
}

void Health::StartServing() {
  absl::MutexLock lock(&mutex_);
  serving_ = true;
  changed_.SignalAll();
}

void Health::Shutdown() {
  absl::MutexLock lock(&mutex_);
  serving_ = false;
  ended_ = true;
  changed_.SignalAll();
}

int Health::StatusOf(const std::string& service) const {
  if (!services_.contains(service)) return HealthCheckResponse::SERVICE_UNKNOWN;
  return serving_ ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

void Health::AddMethods(MethodTable& methods) {
  methods.AddOpen("grpc.health.v1.Health/Check", HealthCheckRequest::default_instance(),
                  [this](const domain::Call&,
                         const Message& request) -> std::optional<absl::StatusOr<std::string>> {
                    const std::string& service =
                        static_cast<const HealthCheckRequest&>(request).service();
                    absl::ReaderMutexLock lock(&mutex_);
                    const int status = StatusOf(service);
                    // As the protocol has it.
                    if (status == HealthCheckResponse::SERVICE_UNKNOWN)
                      return domain::NotFound(service);
                    HealthCheckResponse response;
                    response.set_status(static_cast<HealthCheckResponse::ServingStatus>(status));
                    return response.SerializeAsString();
                  });
  methods.AddOpenStream(
      "grpc.health.v1.Health/Watch", HealthCheckRequest::default_instance(),
      [this](const domain::Call& call, MessageStream& stream) { return Watch(call, stream); });
}

absl::Status Health::Watch(const domain::Call& /*call*/, MessageStream& stream) {
  HealthCheckRequest request;
  absl::StatusOr<bool> read = stream.Read(&request);
  if (!read.ok()) return read.status();
  int told = HealthCheckResponse::UNKNOWN;
  while (!stream.Gone()) {
    int status = told;
    {
      absl::MutexLock lock(&mutex_);
      status = StatusOf(request.service());
      if (status == told && ended_) return Ending();
      if (status == told) {
        changed_.WaitWithTimeout(&mutex_, kLook);
        continue;
      }
    }
    HealthCheckResponse response;
    response.set_status(static_cast<HealthCheckResponse::ServingStatus>(status));
    absl::Status written = stream.Write(response);
    if (!written.ok()) return written;
    told = status;
  }
  return absl::CancelledError("the watcher has gone");
}

}  // namespace factcheck::api
