#include "server/api/adapter.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "server/api/wire_error.h"
#include "server/auth/permissions.h"

namespace factcheck::api {
namespace {

std::string_view AuthorizationOf(const grpc::ServerContextBase& context) {
  const auto& metadata = context.client_metadata();
  const auto at = metadata.find(grpc::string_ref(kAuthorization.data(), kAuthorization.size()));
  if (at == metadata.end()) return {};
  return {at->second.data(), at->second.size()};
}

}  // namespace

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
  return Admit(AuthorizationOf(context), method);
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
                    const domain::Principal* who, grpc::StatusCode code,
                    absl::Duration latency) const {
  metrics.End(code, latency);
  if (!log_.Writes(observability::Level::kDebug)) return;
  log_.Write(observability::Level::kDebug, "call",
             {{"method", method},
              {"code", static_cast<int64_t>(code)},
              {"micros", absl::ToInt64Microseconds(latency)},
              {"actor", who == nullptr ? std::string_view() : std::string_view(who->actor)},
              {"api_key", who == nullptr ? std::string_view() : std::string_view(who->api_key)}});
}

}  // namespace factcheck::api
