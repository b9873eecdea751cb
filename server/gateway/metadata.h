// Headers of HTTP as gRPC's metadata, and the other way round.
#ifndef FACTCHECK_SERVER_GATEWAY_METADATA_H_
#define FACTCHECK_SERVER_GATEWAY_METADATA_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/support/string_ref.h"
#include "server/gateway/http.h"

namespace factcheck::gateway {

using Metadata = std::vector<std::pair<std::string, std::string>>;

// What is passed on: authorization, traceparent, tracestate and whatever begins with "x-", but
// for what HTTP proxies and gRPC-Web put there and what only this server may say ("x-factcheck-").
// INVALID_ARGUMENT where gRPC can't carry a value.
absl::StatusOr<Metadata> MetadataOf(const Headers& headers);

// How long the call may take: `connect-timeout-ms` (at most 10 digits) or `grpc-timeout` (8
// digits and a unit). nullopt where neither is set. INVALID_ARGUMENT where one is malformed.
absl::StatusOr<std::optional<absl::Duration>> TimeoutOf(const Headers& headers);

// What the server sent, but for gRPC's own; binary values (names that end in "-bin") in base64.
Metadata FromServer(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_METADATA_H_
