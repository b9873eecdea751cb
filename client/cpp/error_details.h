// What a server's error says beside its code and message (AIP-193).
//
// Every error of this library is an absl::Status. Those that came from the server
// carry the google.rpc details as payloads under their type URLs; DetailsOf decodes
// them. Programs branch on the code and on `reason`, never on the message.
#ifndef FACTCHECK_CLIENT_CPP_ERROR_DETAILS_H_
#define FACTCHECK_CLIENT_CPP_ERROR_DETAILS_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "factcheck/v1/error_reason.pb.h"
#include "grpcpp/support/status.h"

namespace factcheck::client {

// A field of the request that breaks its rules.
struct FieldViolation {
  // Path in the request: `claim.claimants[3].name`.
  std::string field;
  // What is wrong and what would be right.
  std::string description;
};

// A condition that does not hold.
struct UnmetPrecondition {
  // In capitals: `QUORUM`, `STATE`.
  std::string type;
  // Resource name.
  std::string subject;
  // What is missing and how to mend it.
  std::string description;
};

struct ErrorDetails {
  // UNSPECIFIED: the error did not come from factcheckd (but from the network, from a
  // proxy, from this library), or from a newer one whose reason is not known here.
  v1::ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  // The reason as it was sent, "" where there was none.
  std::string reason_name;
  // Every dynamic part of the message: `etag`, `needs`, `name`.
  std::map<std::string, std::string> metadata;
  // The first 100; metadata `violations` has the number of all.
  std::vector<FieldViolation> violations;
  std::vector<UnmetPrecondition> preconditions;
  // The resource that does not exist, or exists already.
  std::string resource;
  // When it may be worth trying again.
  std::optional<absl::Duration> retry_after;
};

// Never fails: what can't be read is left out.
ErrorDetails DetailsOf(const absl::Status& status);
// Only the reason.
v1::ErrorReason ReasonOf(const absl::Status& status);

// A gRPC status with its details as payloads.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_ERROR_DETAILS_H_
