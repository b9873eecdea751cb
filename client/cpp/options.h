// How a client reaches its server.
#ifndef FACTCHECK_CLIENT_CPP_OPTIONS_H_
#define FACTCHECK_CLIENT_CPP_OPTIONS_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace factcheck::client {

// Encryption. All are PEM texts, not paths.
struct TlsOptions {
  // Authorities that the server's certificate must come from; "": those of the system.
  std::string ca_certificates;
  // The client's own certificate chain and key, for servers that ask for one. Both or none.
  std::string certificate_chain;
  std::string private_key;
};

// How often and how long what failed is tried again. Only idempotent calls are: see
// IsIdempotent in retry.h.
struct RetryOptions {
  // Attempts in all, the first included. At least 1.
  int max_attempts = 6;
  // Wait before the second attempt; each further wait is `multiplier` times longer,
  // up to `max_backoff`. Each is cut by chance to between half of it and the whole.
  absl::Duration initial_backoff = absl::Milliseconds(100);
  absl::Duration max_backoff = absl::Seconds(5);
  double multiplier = 2;
};

// Where waiting and telling the time come from. Tests put their own in.
struct Clock {
  std::function<absl::Time()> now = absl::Now;
  std::function<void(absl::Duration)> sleep = absl::SleepFor;
};

struct Options {
  // HOST:PORT, or any target that gRPC understands (`unix:/run/factcheckd.sock`).
  std::string address = "127.0.0.1:8443";
  // Sent as `authorization: Bearer KEY`. "": the calls are made without one.
  std::string api_key;
  // Absent: without encryption. Then the key can be read on the way: only for a
  // loopback address or a network that is trusted.
  std::optional<TlsOptions> tls;
  // What a call may take in all, retries included, unless it says otherwise.
  absl::Duration timeout = absl::Seconds(30);
  RetryOptions retry;
  // Reads that name no state see at least what this client wrote before
  // (ReadOptions.at_least_as_fresh). One server does that anyway; behind a
  // balancer over several servers it takes this.
  bool read_your_writes = false;
  // Largest message that is taken from the server.
  int max_message_bytes = 64 << 20;
  Clock clock;
};

// What one call does otherwise than the client's options say.
struct CallOptions {
  // What the call may take in all, retries included. Zero: Options::timeout.
  absl::Duration timeout = absl::ZeroDuration();
};

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_OPTIONS_H_
