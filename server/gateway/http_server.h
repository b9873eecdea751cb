// The listener for HTTP/1.1: accepts, reads requests whole, writes answers, and drops whoever
// is slow, malformed or one too many.
#ifndef FACTCHECK_SERVER_GATEWAY_HTTP_SERVER_H_
#define FACTCHECK_SERVER_GATEWAY_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/gateway/http.h"

namespace factcheck::gateway {

struct HttpLimits {
  size_t header_bytes = 32 << 10;  // The request line and all headers: 431.
  // Of one request: 413. As much as a message may have, in base64 and with what is around it.
  size_t body_bytes = (16 << 20) / 3 * 4 + 1024;
  size_t bodies_bytes = 256 << 20;  // Of all requests that are under way: 503.
  int connections = 1024;           // One more is closed at once.
  absl::Duration handshake = absl::Seconds(10);
  absl::Duration header = absl::Seconds(10);  // From the first byte on: 408.
  absl::Duration body = absl::Seconds(60);
  absl::Duration idle = absl::Seconds(75);   // Between requests.
  absl::Duration write = absl::Seconds(30);  // Until the client took a piece of the answer.
};

struct HttpServerOptions {
  std::string host = "127.0.0.1";  // A name or an address.
  uint16_t port = 0;               // 0: any that is free.
  // PEM. Both or none.
  std::string tls_cert;
  std::string tls_key;
  int threads = 2;
  HttpLimits limits;
};

struct HttpCounts {
  int connections = 0;     // Open now.
  uint64_t accepted = 0;   // Since the start.
  uint64_t requests = 0;   // That were read whole.
  uint64_t refused = 0;    // Malformed, too large, or one too many.
  uint64_t timed_out = 0;  // Connections closed because the client was slow.
};

class HttpServer {
 public:
  // Listens when this returns. Errors have a message for the operator. `dispatch` is called on
  // the server's threads until Stop returned.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(HttpServerOptions options,
                                                           Dispatch dispatch);
  // After Stop.
  ~HttpServer();

  int port() const;
  // Reads the counts, also after this has gone.
  std::function<HttpCounts()> counter() const;

  // Takes no connection and no request any more; answers under way go on.
  void Drain();
  // Waits until every answer is sent or `deadline` has come, then closes what is left. No handler
  // is called after it. Any number of times.
  void Stop(absl::Time deadline);

 private:
  class Listener;
  explicit HttpServer(std::shared_ptr<Listener> listener);

  std::shared_ptr<Listener> listener_;
};

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_HTTP_SERVER_H_
