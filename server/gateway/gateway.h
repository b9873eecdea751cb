// The server's HTTP side: calls by the Connect protocol and gRPC-Web, sessions for the desk, the
// desk's files, health, metrics, and pages for the public.
//
//   /factcheck.v1.Service/Method   see relay.h
//   /session                       POST {"apiKey":"..."}: signs in, answers as WhoAmI does
//                                  GET: who is signed in; DELETE: signs out
//   /desk/...                      the desk, where there is one; "/" leads there
//   /healthz                       200 "ok" or 503
//   /metrics                       Prometheus' text; by default for this machine only
//   /claims/..., /publishers/..., /datafeed.json
//                                  for the public, where that is on: public_site.h
//
// A request without the header Authorization that has a session's cookie is made with the
// session's key, if it comes from a page of this site (IsFromOwnPage); else 403.
#ifndef FACTCHECK_SERVER_GATEWAY_GATEWAY_H_
#define FACTCHECK_SERVER_GATEWAY_GATEWAY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/gateway/http_server.h"
#include "server/gateway/proxies.h"
#include "server/gateway/rpc_client.h"
#include "server/gateway/sessions.h"
#include "server/gateway/static_files.h"
#include "server/observability/metrics.h"

namespace factcheck::gateway {

struct GatewayOptions {
  std::string listen = "127.0.0.1:8444";  // HOST:PORT or [HOST]:PORT.
  std::string tls_cert;                   // PEM. Both or none.
  std::string tls_key;
  // Serve other machines without TLS, too: where a proxy in front does it.
  bool plaintext = false;
  // Addresses and networks of such proxies; see TrustedProxies.
  std::vector<std::string> trusted_proxies;
  std::string web_root;  // Directory of the desk's files; "": no desk.
  // Origins whose pages may call, as "https://desk.example.org". Never with cookies.
  std::vector<std::string> allowed_origins;
  // The credential that pages for the public are read with; "": there are none.
  std::string public_credential;
  // How the public reaches this, "https://facts.example.org"; "": as each request says.
  std::string public_url;
  bool metrics_for_all = false;  // Else for this machine only, and not through a proxy.
  HttpLimits http;
  SessionLimits sessions;
};

class Gateway {
 public:
  // Serves when this returns. `server` and `metrics` must outlive this. Errors have a message for
  // the operator.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(GatewayOptions options, LocalServer server,
                                                        observability::Metrics* metrics);
  // Stops at once what is still under way.
  ~Gateway();

  int port() const { return http_->port(); }

  // Takes no request any more. The gRPC server shuts down after this, and Stop comes after that.
  void Drain() { http_->Drain(); }
  // Waits for the answers under way until `deadline`, then closes every connection.
  void Stop(absl::Time deadline) { http_->Stop(deadline); }

 private:
  Gateway(GatewayOptions options, LocalServer server, observability::Metrics* metrics);

  Dispatched Take(Request request);
  std::shared_ptr<Handler> Route(Request request);
  std::shared_ptr<Handler> Call(Request request);
  std::shared_ptr<Handler> Session(Request request);
  std::shared_ptr<Handler> SignIn(const Request& request);
  std::shared_ptr<Handler> Healthz();
  Response Metrics(const Request& request) const;
  Response Desk(const Request& request) const;
  Headers Common(const Request& request) const;
  bool IsAllowed(std::string_view origin) const;

  const GatewayOptions options_;
  observability::Metrics& metrics_;
  TrustedProxies proxies_;
  std::unique_ptr<StaticFiles> files_;
  Sessions sessions_;
  std::unique_ptr<HttpServer> http_;
  RpcClient rpc_;  // After http_: what it tells goes to the connections.
};

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_GATEWAY_H_
