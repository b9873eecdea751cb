// Who is signed in at the desk: a random token in a cookie stands for an API key, which stays
// in this process's memory. A restart signs everybody out; so does the key's end, since each
// call is made with the key itself.
#ifndef FACTCHECK_SERVER_GATEWAY_SESSIONS_H_
#define FACTCHECK_SERVER_GATEWAY_SESSIONS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/gateway/http.h"

namespace factcheck::gateway {

struct SessionLimits {
  size_t sessions = 10'000;  // With one more, the one that was idle longest ends.
  size_t per_key = 32;       // As above, among those of one key.
  absl::Duration idle = absl::Hours(12);
  absl::Duration longest = absl::Hours(24 * 7);
};

// Thread-safe.
class Sessions {
 public:
  explicit Sessions(const SessionLimits& limits) : limits_(limits) {}

  // The token of a new session: 256 random bits in base64url.
  std::string Begin(std::string key, absl::Time now);
  // The key of a session that goes on; it counts as used.
  std::optional<std::string> KeyOf(std::string_view token, absl::Time now);
  void End(std::string_view token);
  size_t size() const;

 private:
  struct Session {
    std::string key;
    absl::Time begun;
    absl::Time used;
  };
  using Map = absl::flat_hash_map<std::string, Session>;  // By the token's SHA-256.

  bool IsOver(const Session& session, absl::Time now) const;
  void MakeRoom(const std::string& key, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const SessionLimits limits_;
  mutable absl::Mutex mutex_;
  Map sessions_ ABSL_GUARDED_BY(mutex_);
};

// The session's token among the cookies of a request; "" where there is none, or more than one.
std::string_view SessionToken(const Headers& headers);
// The value of Set-Cookie that brings a token, or takes it away where `token` is empty.
// HttpOnly, SameSite=Strict, and Secure where `secure`.
std::string SessionCookie(std::string_view token, bool secure, absl::Duration life);

// Whether a request that a browser sends with a cookie comes from this site's own pages: its
// Origin is this host, Sec-Fetch-Site is same-origin, and it has a header that no form can send
// (x-factcheck-csrf, connect-protocol-version or x-grpc-web). Of the first two, one must be
// there, and what is there must agree.
bool IsFromOwnPage(const Headers& headers);
// The same for a request that changes nothing: what is there must agree.
bool MayReadFromPage(const Headers& headers);

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_SESSIONS_H_
