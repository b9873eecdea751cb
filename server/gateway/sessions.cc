#include "server/gateway/sessions.h"

#include <algorithm>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"

namespace factcheck::gateway {
namespace {

constexpr std::string_view kCookie = "factcheck_session";
constexpr size_t kTokenBytes = 32;
constexpr size_t kTokenChars = 43;

// Whether the origin "https://desk.example:8444" is of `host`. The scheme may differ: TLS may
// end at a proxy in front.
bool IsOriginOf(std::string_view origin, std::string_view host) {
  const size_t at = origin.find("://");
  if (at == std::string_view::npos || host.empty()) return false;
  return LowerCase(origin.substr(at + 3)) == LowerCase(host);
}

}  // namespace

bool Sessions::IsOver(const Session& session, absl::Time now) const {
  return now - session.used > limits_.idle || now - session.begun > limits_.longest;
}

void Sessions::MakeRoom(const std::string& key, absl::Time now) {
  absl::erase_if(sessions_, [&](const auto& one) { return IsOver(one.second, now); });
  const auto drop_oldest = [&](const auto& counts, size_t most) {
    auto oldest = sessions_.end();
    size_t n = 0;
    for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
      if (!counts(at->second)) continue;
      ++n;
      if (oldest == sessions_.end() || at->second.used < oldest->second.used) oldest = at;
    }
    if (n >= most) sessions_.erase(oldest);
  };
  drop_oldest([&](const Session& session) { return session.key == key; }, limits_.per_key);
  drop_oldest([](const Session&) { return true; }, limits_.sessions);
}

std::string Sessions::Begin(std::string key, absl::Time now) {
  std::string token = domain::Base64UrlEncode(domain::RandomBytes(kTokenBytes));
  absl::MutexLock lock(&mutex_);
  MakeRoom(key, now);
  sessions_[domain::Sha256(token)] = {std::move(key), now, now};
  return token;
}

std::optional<std::string> Sessions::KeyOf(std::string_view token, absl::Time now) {
  if (token.size() != kTokenChars) return std::nullopt;
  const std::string hash = domain::Sha256(token);
  absl::MutexLock lock(&mutex_);
  const auto at = sessions_.find(hash);
  if (at == sessions_.end()) return std::nullopt;
  if (IsOver(at->second, now)) {
    sessions_.erase(at);
    return std::nullopt;
  }
  at->second.used = std::max(at->second.used, now);
  return at->second.key;
}

void Sessions::End(std::string_view token) {
  const std::string hash = domain::Sha256(token);
  absl::MutexLock lock(&mutex_);
  sessions_.erase(hash);
}

size_t Sessions::size() const {
  absl::MutexLock lock(&mutex_);
  return sessions_.size();
}

std::string_view SessionToken(const Headers& headers) {
  std::string_view found;
  int n = 0;
  for (const auto& [name, value] : headers) {
    if (name != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const size_t end = rest.find(';');
      const std::string_view pair = Trim(rest.substr(0, end));
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
      const size_t equals = pair.find('=');
      if (equals == std::string_view::npos || pair.substr(0, equals) != kCookie) continue;
      found = pair.substr(equals + 1);
      ++n;
    }
  }
  // Two: somebody planted one.
  return n == 1 ? found : std::string_view();
}

std::string SessionCookie(std::string_view token, bool secure, absl::Duration life) {
  return StrCat(kCookie, "=", token, "; Path=/; HttpOnly; SameSite=Strict",
                secure ? "; Secure" : "",
                "; Max-Age=", token.empty() ? 0 : absl::ToInt64Seconds(life));
}

bool MayReadFromPage(const Headers& headers) {
  const std::string_view origin = headers.Get("origin");
  if (!origin.empty() && !IsOriginOf(origin, headers.Get("host"))) return false;
  const std::string_view site = headers.Get("sec-fetch-site");
  return site.empty() || site == "same-origin";
}

bool IsFromOwnPage(const Headers& headers) {
  if (!MayReadFromPage(headers)) return false;
  if (!headers.Has("origin") && !headers.Has("sec-fetch-site")) return false;
  return headers.Has("x-factcheck-csrf") || headers.Has("connect-protocol-version") ||
         headers.Has("x-grpc-web");
}

}  // namespace factcheck::gateway
