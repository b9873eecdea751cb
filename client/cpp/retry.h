// Which calls are tried again, when, and how long that takes.
#ifndef FACTCHECK_CLIENT_CPP_RETRY_H_
#define FACTCHECK_CLIENT_CPP_RETRY_H_

#include <optional>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "client/cpp/options.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace factcheck::client {

// Whether a call of `method` may be made twice and happen once. Read off the
// descriptor: a read by its name (AIP-131, 132, 231), or a write whose request has a
// `request_id` (AIP-155).
bool IsIdempotent(const google::protobuf::MethodDescriptor& method);

// Whether a call that failed with `status` may succeed if made again, and the least time
// to wait before (zero: the back-off decides); nullopt where it can't or must not be.
//   UNAVAILABLE, and UNKNOWN with OUTCOME_UNKNOWN: yes
//   RESOURCE_EXHAUSTED: where the server says when (RetryInfo): a full disk does not mend itself
std::optional<absl::Duration> WaitBeforeRetry(const absl::Status& status);

// The waits between the attempts of one call. Not thread-safe.
class Backoff {
 public:
  Backoff(const RetryOptions& options, std::mt19937_64::result_type seed)
      : options_(options), next_(options.initial_backoff), random_(seed) {}

  // The next wait, at least `at_least`; nullopt where all attempts are used up.
  std::optional<absl::Duration> Next(absl::Duration at_least);
  // Begins again: what was tried succeeded.
  void Reset();

 private:
  const RetryOptions options_;
  absl::Duration next_;
  int attempts_ = 1;
  std::mt19937_64 random_;
};

// A random UUID (RFC 4122, version 4), as request ids are by custom.
std::string NewRequestId();
// Puts a new request id into `request` where its type has one and it is empty.
void EnsureRequestId(google::protobuf::Message& request);

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_RETRY_H_
