#include "client/cpp/error_details.h"

#include <string_view>

#include "absl/strings/cord.h"
#include "client/cpp/text.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace factcheck::client {
namespace {

constexpr std::string_view kTypeUrlPrefix = "type.googleapis.com/";

template <typename Detail>
std::optional<Detail> PayloadOf(const absl::Status& status) {
  const std::string url = Concat({kTypeUrlPrefix, Detail::descriptor()->full_name()});
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  Detail detail;
  if (!payload || !detail.ParseFromString(std::string(*payload))) return std::nullopt;
  return detail;
}

void ReadErrorInfo(const google::rpc::ErrorInfo& info, ErrorDetails& details) {
  details.reason_name = info.reason();
  details.metadata.insert(info.metadata().begin(), info.metadata().end());
  v1::ErrorReason reason;
  if (info.domain() == "factcheck.v1" &&
      v1::ErrorReason_Parse(Concat({"ERROR_REASON_", info.reason()}), &reason)) {
    details.reason = reason;
  }
}

}  // namespace

ErrorDetails DetailsOf(const absl::Status& status) {
  ErrorDetails details;
  if (const auto info = PayloadOf<google::rpc::ErrorInfo>(status)) ReadErrorInfo(*info, details);
  if (const auto bad = PayloadOf<google::rpc::BadRequest>(status)) {
    for (const auto& violation : bad->field_violations()) {
      details.violations.push_back({violation.field(), violation.description()});
    }
  }
  if (const auto failure = PayloadOf<google::rpc::PreconditionFailure>(status)) {
    for (const auto& unmet : failure->violations()) {
      details.preconditions.push_back({unmet.type(), unmet.subject(), unmet.description()});
    }
  }
  if (const auto resource = PayloadOf<google::rpc::ResourceInfo>(status)) {
    details.resource = resource->resource_name();
  }
  if (const auto retry = PayloadOf<google::rpc::RetryInfo>(status)) {
    details.retry_after = absl::Seconds(retry->retry_delay().seconds()) +
                          absl::Nanoseconds(retry->retry_delay().nanos());
  }
  return details;
}

v1::ErrorReason ReasonOf(const absl::Status& status) {
  ErrorDetails details;
  if (const auto info = PayloadOf<google::rpc::ErrorInfo>(status)) ReadErrorInfo(*info, details);
  return details.reason;
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status out(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status rich;
  if (rich.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : rich.details()) {
      out.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return out;
}

}  // namespace factcheck::client
