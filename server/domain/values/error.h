// Errors as callers see them: a canonical code, a message for people, and the
// google.rpc details that programs branch on, carried as payloads of the
// absl::Status (type URL "type.googleapis.com/google.rpc.ErrorInfo" and so on)
// until the API puts them on the wire. AIP-193.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_ERROR_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_ERROR_H_

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "factcheck/v1/error_reason.pb.h"
#include "google/protobuf/message.h"

namespace factcheck::domain {

inline constexpr std::string_view kErrorDomain = "factcheck.v1";
// Violations that are described one by one; all others are counted.
inline constexpr size_t kMaxDescribedViolations = 100;

using ErrorMetadata = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Any error: ErrorInfo with the reason's name (without `ERROR_REASON_`) and `metadata`.
// UNAVAILABLE and RATE_LIMITED also carry RetryInfo of `retry_after`.
absl::Status Error(absl::StatusCode code, v1::ErrorReason reason, std::string_view message,
                   ErrorMetadata metadata = {}, absl::Duration retry_after = absl::Seconds(1));

// NOT_FOUND RESOURCE_NOT_FOUND with ResourceInfo: also for what the caller may not see.
absl::Status NotFound(std::string_view name);
// ALREADY_EXISTS with ResourceInfo.
absl::Status AlreadyExists(std::string_view name);
// ABORTED ETAG_MISMATCH; metadata `etag` has the current one.
absl::Status EtagMismatch(std::string_view name, std::string_view current_etag);
// PERMISSION_DENIED MISSING_ROLE; metadata `needs`, for example "REVIEWER in publishers/reuters".
absl::Status MissingRole(std::string_view needs);
// FAILED_PRECONDITION ILLEGAL_TRANSITION with one PreconditionFailure of type STATE.
absl::Status IllegalTransition(std::string_view name, std::string_view description);

struct UnmetPrecondition {
  std::string type;         // In capitals: "QUORUM", "STATE".
  std::string subject;      // Resource name.
  std::string description;  // What is missing and how to mend it.
};
// FAILED_PRECONDITION with PreconditionFailure naming each.
absl::Status PreconditionFailed(v1::ErrorReason reason, std::string_view message,
                                std::span<const UnmetPrecondition> unmet,
                                ErrorMetadata metadata = {});

// Whether the status carries ErrorInfo, and which reason (UNSPECIFIED: none).
bool HasErrorDetails(const absl::Status& status);
v1::ErrorReason ReasonOf(const absl::Status& status);

// The broken rules of one request, gathered so that the caller learns of all at once.
class Violations {
 public:
  Violations() = default;
  // Begins with what can be told of any message: unknown enum numbers, anywhere in it.
  explicit Violations(const google::protobuf::Message& request);

  // `field` is the path in the request: "claim.claimants[3].name".
  void Add(std::string_view field, std::string_view description);
  bool empty() const { return count_ == 0; }
  size_t count() const { return count_; }
  // OK where empty; else INVALID_ARGUMENT INVALID_FIELDS with BadRequest (the first
  // kMaxDescribedViolations) and metadata `violations` (the number of all).
  absl::Status ToStatus() const;

 private:
  size_t count_ = 0;
  std::vector<std::pair<std::string, std::string>> described_;
};

// One violation alone.
absl::Status InvalidField(std::string_view field, std::string_view description);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_ERROR_H_
