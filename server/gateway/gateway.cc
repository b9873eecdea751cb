#include "server/gateway/gateway.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "factcheck/v1/admin_service.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "nlohmann/json.hpp"
#include "server/api/listen.h"
#include "server/base/absl_strings.h"
#include "server/gateway/calling_handler.h"
#include "server/gateway/connect_error.h"
#include "server/gateway/public_site.h"
#include "server/gateway/relay.h"
#include "server/gateway/transcoder.h"

namespace factcheck::gateway {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr std::string_view kDesk = "/desk/";
constexpr std::string_view kWhoAmI = "factcheck.v1.Admin/WhoAmI";
constexpr std::string_view kHealthCheck = "grpc.health.v1.Health/Check";
constexpr size_t kMaxKeyBytes = 1024;

absl::StatusOr<std::pair<std::string, uint16_t>> Split(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  std::string host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  uint32_t port = 0;
  if (colon == std::string::npos || host.empty() ||
      !absl::SimpleAtoi(listen.substr(colon + 1), &port) || port > UINT16_MAX) {
    return absl::InvalidArgumentError(
        StrCat("'", listen,
               "' is no address to serve HTTP at; write HOST:PORT, as in "
               "127.0.0.1:8444, or none"));
  }
  return std::pair(std::move(host), static_cast<uint16_t>(port));
}

absl::StatusOr<HttpServerOptions> HttpOptions(const GatewayOptions& options) {
  absl::StatusOr<std::pair<std::string, uint16_t>> at = Split(options.listen);
  if (!at.ok()) return at.status();
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return absl::InvalidArgumentError("TLS of HTTP needs both a certificate and its key");
  }
  absl::StatusOr<bool> loopback = api::IsLoopback(options.listen);
  if (!loopback.ok()) return loopback.status();
  if (!*loopback && options.tls_cert.empty() && !options.plaintext) {
    return absl::InvalidArgumentError(
        StrCat("other machines can reach ", options.listen,
               ", and keys would cross the network in the clear: give --http-tls-cert and "
               "--http-tls-key, or say that a proxy in front speaks TLS (--plaintext)"));
  }
  HttpServerOptions http;
  http.host = at->first;
  http.port = at->second;
  http.tls_cert = options.tls_cert;
  http.tls_key = options.tls_key;
  http.limits = options.http;
  return http;
}

// Whether this machine asks, and not through a proxy of it.
bool IsFromHere(const Request& request) {
  const bool loopback = request.peer.starts_with("127.") || request.peer == "::1";
  return loopback && !request.headers.Has("x-forwarded-for") && !request.headers.Has("forwarded");
}

std::vector<observability::Reading> Readings(const HttpCounts& counts) {
  using Kind = observability::Reading::Kind;
  return {{"factcheck_http_connections", "Connections of HTTP that are open", Kind::kGauge,
           static_cast<double>(counts.connections)},
          {"factcheck_http_accepted_total", "Connections of HTTP that came", Kind::kCounter,
           static_cast<double>(counts.accepted)},
          {"factcheck_http_requests_total", "Requests that were read whole", Kind::kCounter,
           static_cast<double>(counts.requests)},
          {"factcheck_http_refused_total", "Malformed or large requests, connections too many",
           Kind::kCounter, static_cast<double>(counts.refused)},
          {"factcheck_http_timed_out_total", "Requests and answers whose client was slow",
           Kind::kCounter, static_cast<double>(counts.timed_out)}};
}

Response Json(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "application/json");
  response.headers.Add("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

Response Redirect(std::string to) {
  Response response = PlainError(302, "the desk is elsewhere");
  response.headers.Add("Location", std::move(to));
  return response;
}

Response NotAllowed(std::string_view allow) {
  Response response = PlainError(405, StrCat("use ", allow));
  response.headers.Add("Allow", std::string(allow));
  return response;
}

Response CrossSite() {
  return ConnectErrorResponse(
      {grpc::StatusCode::PERMISSION_DENIED,
       "a session's cookie counts for requests of this site's own pages "
       "only, with the header x-factcheck-csrf or connect-protocol-version"});
}

Response SignedOut() {
  return ConnectErrorResponse({grpc::StatusCode::UNAUTHENTICATED, "nobody is signed in"});
}

Response AsWhoAmI(const std::string& message) {
  absl::StatusOr<std::string> json = ToJson(*v1::WhoAmIResponse::descriptor(), message);
  if (!json.ok()) return PlainError(500, "the answer can't be written");
  return Json(200, *std::move(json));
}

// A key of printable ASCII without spaces; nullopt for anything else.
std::optional<std::string> KeyIn(std::string_view body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || !json.contains("apiKey") || !json["apiKey"].is_string()) {
    return std::nullopt;
  }
  auto key = json["apiKey"].get<std::string>();
  const bool printable =
      std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (key.empty() || key.size() > kMaxKeyBytes || !printable) return std::nullopt;
  return key;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options, LocalServer server,
                                                        observability::Metrics* metrics) {
  absl::StatusOr<HttpServerOptions> http = HttpOptions(options);
  if (!http.ok()) return http.status();
  absl::StatusOr<TrustedProxies> proxies = TrustedProxies::Parse(options.trusted_proxies);
  if (!proxies.ok()) return proxies.status();
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(options), std::move(server), metrics));
  gateway->proxies_ = *std::move(proxies);
  if (!gateway->options_.web_root.empty()) {
    absl::StatusOr<std::unique_ptr<StaticFiles>> files =
        StaticFiles::Load(gateway->options_.web_root);
    if (!files.ok()) return files.status();
    gateway->files_ = *std::move(files);
  }
  absl::StatusOr<std::unique_ptr<HttpServer>> started = HttpServer::Start(
      *std::move(http),
      [self = gateway.get()](Request request) { return self->Take(std::move(request)); });
  if (!started.ok()) return started.status();
  gateway->http_ = *std::move(started);
  metrics->AddSource([counter = gateway->http_->counter()] { return Readings(counter()); });
  return gateway;
}

Gateway::Gateway(GatewayOptions options, LocalServer server, observability::Metrics* metrics)
    : options_(std::move(options)),
      metrics_(*metrics),
      sessions_(options_.sessions),
      rpc_(std::move(server)) {}

Gateway::~Gateway() {
  if (http_ != nullptr) http_->Stop(absl::InfinitePast());
}

Dispatched Gateway::Take(Request request) {
  proxies_.Resolve(request);
  Headers common = Common(request);
  return {Route(std::move(request)), std::move(common)};
}

Headers Gateway::Common(const Request& request) const {
  Headers common = {{"X-Content-Type-Options", "nosniff"},
                    {"Referrer-Policy", "no-referrer"},
                    {"X-Frame-Options", "DENY"},
                    {"Cross-Origin-Opener-Policy", "same-origin"},
                    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}};
  if (request.secure) common.Add("Strict-Transport-Security", "max-age=31536000");
  if (options_.allowed_origins.empty()) return common;
  common.Add("Vary", "Origin");
  const std::string_view origin = request.headers.Get("origin");
  if (!IsAllowed(origin)) return common;
  common.Add("Access-Control-Allow-Origin", std::string(origin));
  common.Add("Access-Control-Expose-Headers",
             "grpc-status, grpc-message, grpc-status-details-bin, content-encoding");
  return common;
}

bool Gateway::IsAllowed(std::string_view origin) const {
  return !origin.empty() &&
         std::find(options_.allowed_origins.begin(), options_.allowed_origins.end(), origin) !=
             options_.allowed_origins.end();
}

std::shared_ptr<Handler> Gateway::Route(Request request) {
  const std::string& path = request.path;
  if (request.method == "OPTIONS") {
    Response response;
    response.status = 204;
    if (IsAllowed(request.headers.Get("origin"))) {
      response.headers = {
          {"Access-Control-Allow-Methods", "GET, POST"},
          {"Access-Control-Allow-Headers",
           "authorization, content-type, connect-protocol-version, connect-timeout-ms, "
           "grpc-timeout, traceparent, tracestate, x-grpc-web, x-user-agent"},
          {"Access-Control-Max-Age", "7200"}};
    }
    return Ready(std::move(response));
  }
  if (path == "/session") return Session(std::move(request));
  if (path.starts_with("/factcheck.v1.") || path.starts_with("/grpc.health.v1.")) {
    return Call(std::move(request));
  }
  if (request.method != "GET" && request.method != "HEAD") {
    return Ready(path == "/" || path == "/healthz" || path == "/metrics" || path.starts_with(kDesk)
                     ? NotAllowed("GET, HEAD")
                     : PlainError(404, "there is nothing here"));
  }
  if (path == "/healthz") return Healthz();
  if (path == "/metrics") return Ready(Metrics(request));
  if (!options_.public_credential.empty()) {
    std::shared_ptr<Handler> page =
        PublicPage(request, options_.public_credential, options_.public_url, &rpc_);
    if (page != nullptr) return page;
  }
  return Ready(Desk(request));
}

std::shared_ptr<Handler> Gateway::Call(Request request) {
  const google::protobuf::MethodDescriptor* method = FindMethod(request.path);
  std::string authorization;
  std::string token;
  if (!request.headers.Has("authorization")) token = SessionToken(request.headers);
  if (!token.empty()) {
    const std::optional<std::string> key = sessions_.KeyOf(token, absl::Now());
    const bool own =
        request.method == "GET" ? MayReadFromPage(request.headers) : IsFromOwnPage(request.headers);
    if (key && !own) return Ready(CrossSite());
    if (key) authorization = StrCat("Bearer ", *key);
  }
  const bool signed_in = !authorization.empty();
  return Relay(&rpc_, method, std::move(request), std::move(authorization),
               [this, signed_in, token = std::move(token)](grpc::StatusCode code) {
                 // The key was revoked, or has expired.
                 if (signed_in && code == grpc::StatusCode::UNAUTHENTICATED) sessions_.End(token);
               });
}

std::shared_ptr<Handler> Gateway::Session(Request request) {
  const std::string token(SessionToken(request.headers));
  if (request.method == "POST") return SignIn(request);
  if (request.method == "DELETE") {
    if (!IsFromOwnPage(request.headers)) return Ready(CrossSite());
    sessions_.End(token);
    Response response;
    response.status = 204;
    response.headers.Add("Set-Cookie", SessionCookie("", request.secure, {}));
    return Ready(std::move(response));
  }
  if (request.method != "GET") return Ready(NotAllowed("DELETE, GET, POST"));
  if (!MayReadFromPage(request.headers)) return Ready(CrossSite());
  const std::optional<std::string> key = sessions_.KeyOf(token, absl::Now());
  if (!key) return Ready(SignedOut());
  return AnswerWith({&rpc_, StrCat("Bearer ", *key), request.peer}, kWhoAmI, v1::WhoAmIRequest(),
                    [this, token](const grpc::Status& status, const std::string& message) {
                      if (status.error_code() == grpc::StatusCode::UNAUTHENTICATED) {
                        sessions_.End(token);
                      }
                      return status.ok() ? AsWhoAmI(message) : ConnectErrorResponse(status);
                    });
}

std::shared_ptr<Handler> Gateway::SignIn(const Request& request) {
  if (!IsFromOwnPage(request.headers)) return Ready(CrossSite());
  if (MediaType(request.headers.Get("content-type")) != "application/json") {
    return Ready(PlainError(415, "send application/json"));
  }
  std::optional<std::string> key = KeyIn(request.body);
  if (!key) {
    return Ready(ConnectErrorResponse(
        {grpc::StatusCode::INVALID_ARGUMENT, "the body is {\"apiKey\": \"...\"} with an API key"}));
  }
  OnBehalf them{&rpc_, StrCat("Bearer ", *key), request.peer};
  return AnswerWith(std::move(them), kWhoAmI, v1::WhoAmIRequest(),
                    [this, key = *std::move(key), secure = request.secure,
                     old = std::string(SessionToken(request.headers))](const grpc::Status& status,
                                                                       const std::string& message) {
                      if (!status.ok()) return ConnectErrorResponse(status);
                      // A token that was there before is not used on: nobody can plant one.
                      sessions_.End(old);
                      Response response = AsWhoAmI(message);
                      response.headers.Add("Set-Cookie",
                                           SessionCookie(sessions_.Begin(key, absl::Now()), secure,
                                                         options_.sessions.longest));
                      return response;
                    });
}

std::shared_ptr<Handler> Gateway::Healthz() {
  return AnswerWith({&rpc_, "", ""}, kHealthCheck, HealthCheckRequest(),
                    [](const grpc::Status& status, const std::string& message) {
                      HealthCheckResponse health;
                      const bool serving = status.ok() && health.ParseFromString(message) &&
                                           health.status() == HealthCheckResponse::SERVING;
                      return PlainError(serving ? 200 : 503, serving ? "ok" : "not serving");
                    });
}

Response Gateway::Metrics(const Request& request) const {
  if (!options_.metrics_for_all && !IsFromHere(request)) {
    return PlainError(404, "there is nothing here");
  }
  Response response;
  response.headers.Add("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.headers.Add("Cache-Control", "no-store");
  response.body = metrics_.Serialize();
  return response;
}

Response Gateway::Desk(const Request& request) const {
  if (files_ == nullptr) return PlainError(404, "there is nothing here");
  if (request.path == "/" || request.path == "/desk") return Redirect(std::string(kDesk));
  if (!request.path.starts_with(kDesk)) return PlainError(404, "there is nothing here");
  return files_->Get(std::string_view(request.path).substr(kDesk.size()), request.headers);
}

}  // namespace factcheck::gateway
