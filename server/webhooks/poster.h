// One HTTP POST to a receiver.
#ifndef FACTCHECK_SERVER_WEBHOOKS_POSTER_H_
#define FACTCHECK_SERVER_WEBHOOKS_POSTER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"

namespace factcheck::webhooks {

struct PostRequest {
  std::string url;
  std::vector<std::string> headers;  // "name: value"
  std::string body;
};

struct PostResult {
  int http_status = 0;  // 0: there was no answer.
  // Why it does not count as received, for people; empty where it does (2xx). Has nothing
  // of what the receiver sent but its status.
  std::string error;
  std::optional<absl::Duration> retry_after;  // What the receiver asked for.
  absl::Duration took;
  bool ok() const { return error.empty(); }
};

// Thread-safe.
class Poster {
 public:
  virtual ~Poster() = default;
  // Calls `done` once, on a thread of the poster, where it must not block.
  virtual void Post(PostRequest request, absl::AnyInvocable<void(PostResult)> done) = 0;
};

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_POSTER_H_
