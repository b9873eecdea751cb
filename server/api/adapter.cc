#include "server/api/adapter.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "server/api/wire_error.h"
#include "server/auth/permissions.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"

namespace factcheck::api {
namespace {

// New in each process, and never told to anybody.
const std::string& PeerSecret() {
  static const auto* const secret = new std::string(domain::HexEncode(domain::RandomBytes(16)));
  return *secret;
}

std::string_view MetadataOf(const grpc::ServerContextBase& context, std::string_view key) {
  const auto& metadata = context.client_metadata();
  const auto at = metadata.find(grpc::string_ref(key.data(), key.size()));
  if (at == metadata.end()) return {};
  return {at->second.data(), at->second.size()};
}

}  // namespace

std::string PeerMetadata(std::string_view address) { return StrCat(PeerSecret(), address); }

std::string PeerAddress(std::string_view grpc_peer, std::string_view metadata) {
  const std::string& secret = PeerSecret();
  if (metadata.size() > secret.size() &&
      domain::ConstantTimeEqual(metadata.substr(0, secret.size()), secret)) {
    return std::string(metadata.substr(secret.size()));
  }
  return std::string(grpc_peer);
}

std::string PeerAddress(const grpc::ServerContextBase& context) {
  return PeerAddress(context.peer(), MetadataOf(context, kPeerMetadata));
}

Adapter::Adapter(const auth::AccessTable* access, domain::Clock clock, observability::Log* log,
                 observability::Metrics* metrics, const CallLimits& limits)
    : access_(*access),
      clock_(std::move(clock)),
      log_(*log),
      metrics_(*metrics),
      limits_(limits),
      calls_(limits.calls_per_key),
      streams_(limits.streams_per_key),
      watches_(limits.watches_per_key) {}

absl::StatusOr<std::shared_ptr<const domain::Principal>> Adapter::Admit(
    const grpc::ServerContextBase& context, const Method& method) const {
  return Admit(MetadataOf(context, kAuthorization), method);
}

absl::StatusOr<std::shared_ptr<const domain::Principal>> Adapter::Admit(
    std::string_view authorization, const Method& method) const {
  static const auto* const nobody =
      new std::shared_ptr<const domain::Principal>(new domain::Principal);
  if (method.permission == nullptr) return *nobody;
  absl::StatusOr<std::shared_ptr<const domain::Principal>> who =
      access_.Authenticate(authorization, clock_());
  if (!who.ok()) return who;
  absl::Status allowed = auth::Authorize(**who, *method.permission);
  if (!allowed.ok()) return allowed;
  return who;
}

absl::Time Adapter::DeadlineOf(absl::Time asked) const {
  return std::min(asked, absl::Now() + limits_.longest_call);
}

grpc::Status Adapter::ToWire(const absl::Status& status, std::string_view method) const {
  return api::ToWire(ForCaller(status, method, log_));
}

void Adapter::Ended(std::string_view method, observability::MethodMetrics& metrics,
                    const domain::Principal* who, grpc::StatusCode code, absl::Duration latency,
                    const std::function<std::string()>& address) const {
  metrics.End(code, latency);
  if (!log_.Writes(observability::Level::kDebug)) return;
  const std::string peer = address();
  log_.Write(observability::Level::kDebug, "call",
             {{"method", method},
              {"peer", std::string_view(peer)},
              {"code", static_cast<int64_t>(code)},
              {"micros", absl::ToInt64Microseconds(latency)},
              {"actor", who == nullptr ? std::string_view() : std::string_view(who->actor)},
              {"api_key", who == nullptr ? std::string_view() : std::string_view(who->api_key)}});
}

}  // namespace factcheck::api
