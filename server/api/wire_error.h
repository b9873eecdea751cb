// Errors on the wire: a status with google.rpc.Status in the trailer
// `grpc-status-details-bin`, small enough for every client, and nothing of the
// server's inside.
#ifndef FACTCHECK_SERVER_API_WIRE_ERROR_H_
#define FACTCHECK_SERVER_API_WIRE_ERROR_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "server/observability/log.h"

namespace factcheck::api {

// gRPC's clients accept 8 KiB of trailers unless they are told otherwise (Java's and
// C++'s default), counting binary values in base64 and messages percent-encoded.
inline constexpr size_t kMaxDetailsBytes = 5000;
inline constexpr size_t kMaxEncodedMessageBytes = 900;

// `status` is not OK. Statuses with details (domain/values/error.h) keep code,
// message and details. Deadlines and unavailability without details get theirs.
// Whatever else has none is a fault of the server: DATA_LOSS stays, all else
// becomes INTERNAL, with reason INTERNAL and metadata `incident`, and the log
// has a line of that incident with what happened in `method`.
absl::Status ForCaller(const absl::Status& status, std::string_view method,
                       observability::Log& log);

// The status with its details, cut to the bounds above: first the descriptions of violations
// are shortened, then violations left out from the end. Where the details do not name all
// violations, ErrorInfo's metadata `violations_omitted` says how many are missing.
grpc::Status ToWire(const absl::Status& status);

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_WIRE_ERROR_H_
