// What every call goes through, unary or streaming: who calls, may they, until
// when, how it ended.
#ifndef FACTCHECK_SERVER_API_ADAPTER_H_
#define FACTCHECK_SERVER_API_ADAPTER_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "server/api/caller_limits.h"
#include "server/api/methods.h"
#include "server/auth/access_table.h"
#include "server/domain/core/book.h"
#include "server/domain/core/principal.h"
#include "server/observability/log.h"
#include "server/observability/metrics.h"

namespace factcheck::api {

// The header that says who calls.
inline constexpr std::string_view kAuthorization = "authorization";

// The metadata by which the HTTP gateway says whose call it passes on, and what it says: a secret
// of this process and an address without a port. So nobody outside can choose it.
inline constexpr std::string_view kPeerMetadata = "x-factcheck-peer";
std::string PeerMetadata(std::string_view address);
// Where a call comes from: what that metadata says, else what gRPC says of the connection.
std::string PeerAddress(std::string_view grpc_peer, std::string_view metadata);
std::string PeerAddress(const grpc::ServerContextBase& context);

struct CallLimits {
  // Of calls whose client set no deadline, and the most that any unary call gets:
  // none holds a place in the server for longer.
  absl::Duration longest_call = absl::Seconds(60);
  int calls_per_key = 1000;  // Under way at once.
  int streams_per_key = 16;
  int streams = 64;           // Of all callers.
  int watches_per_key = 200;  // Streams that the feed pushes: these cost memory and no thread.
  int open_streams = 16;      // Of callers without a key, who can only watch the server's health.
};

// Thread-safe.
class Adapter {
 public:
  // All must outlive this. `clock` decides whether a key has expired.
  Adapter(const auth::AccessTable* access, domain::Clock clock, observability::Log* log,
          observability::Metrics* metrics, const CallLimits& limits);

  // UNAUTHENTICATED or PERMISSION_DENIED. Nobody where the method is open to everybody.
  absl::StatusOr<std::shared_ptr<const domain::Principal>> Admit(
      const grpc::ServerContextBase& context, const Method& method) const;
  // The same by the value of the header `authorization`; "" where there is none.
  absl::StatusOr<std::shared_ptr<const domain::Principal>> Admit(std::string_view authorization,
                                                                 const Method& method) const;
  // When a call must have an answer whose client wants it by `asked`.
  absl::Time DeadlineOf(absl::Time asked) const;

  // The answer to a failed call; what went wrong inside is in the log then.
  grpc::Status ToWire(const absl::Status& status, std::string_view method) const;
  // Counts the call and, at debug level, logs it. `who` may be null; `address` is called
  // only where the line is written, and tells what PeerAddress does.
  void Ended(std::string_view method, observability::MethodMetrics& metrics,
             const domain::Principal* who, grpc::StatusCode code, absl::Duration latency,
             const std::function<std::string()>& address) const;

  CallerLimits& calls() { return calls_; }
  CallerLimits& streams() { return streams_; }
  CallerLimits& watches() { return watches_; }
  observability::Metrics& metrics() const { return metrics_; }
  observability::Log& log() const { return log_; }
  const CallLimits& limits() const { return limits_; }

 private:
  const auth::AccessTable& access_;
  const domain::Clock clock_;
  observability::Log& log_;
  observability::Metrics& metrics_;
  const CallLimits limits_;
  CallerLimits calls_;
  CallerLimits streams_;
  CallerLimits watches_;
};

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_ADAPTER_H_
