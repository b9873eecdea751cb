#include "server/gateway/metadata.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "server/base/absl_strings.h"
#include "server/gateway/encoding.h"

namespace factcheck::gateway {
namespace {

constexpr std::array<std::string_view, 3> kPassed = {"authorization", "traceparent", "tracestate"};
constexpr std::array<std::string_view, 4> kKept = {"x-grpc-web", "x-user-agent", "x-requested-with",
                                                   "x-real-ip"};
constexpr std::array<std::string_view, 2> kKeptPrefixes = {"x-factcheck-", "x-forwarded-"};
constexpr size_t kConnectDigits = 10;
constexpr size_t kGrpcDigits = 8;

bool Passes(std::string_view name) {
  if (std::find(kPassed.begin(), kPassed.end(), name) != kPassed.end()) return true;
  if (!name.starts_with("x-") || std::find(kKept.begin(), kKept.end(), name) != kKept.end()) {
    return false;
  }
  return std::none_of(kKeptPrefixes.begin(), kKeptPrefixes.end(),
                      [&](std::string_view prefix) { return name.starts_with(prefix); });
}

bool IsLegalName(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool IsLegalValue(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

absl::StatusOr<int64_t> Digits(std::string_view text, size_t most, std::string_view name) {
  int64_t number = 0;
  const bool digits = !text.empty() && text.size() <= most &&
                      text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!digits || !absl::SimpleAtoi(ToAbsl(text), &number)) {
    return absl::InvalidArgumentError(StrCat("the header ", name, " is malformed"));
  }
  return number;
}

absl::StatusOr<absl::Duration> GrpcTimeout(std::string_view text) {
  constexpr std::string_view kName = "grpc-timeout";
  const char unit = text.empty() ? ' ' : text.back();
  if (!text.empty()) text.remove_suffix(1);
  absl::StatusOr<int64_t> number = Digits(text, kGrpcDigits, kName);
  if (!number.ok()) return number.status();
  switch (unit) {
    case 'H':
      return absl::Hours(*number);
    case 'M':
      return absl::Minutes(*number);
    case 'S':
      return absl::Seconds(*number);
    case 'm':
      return absl::Milliseconds(*number);
    case 'u':
      return absl::Microseconds(*number);
    case 'n':
      return absl::Nanoseconds(*number);
    default:
      return absl::InvalidArgumentError(StrCat("the header ", kName, " is malformed"));
  }
}

}  // namespace

absl::StatusOr<Metadata> MetadataOf(const Headers& headers) {
  Metadata metadata;
  for (const auto& [name, value] : headers) {
    if (!Passes(name)) continue;
    if (!IsLegalName(name)) {
      return absl::InvalidArgumentError("a header has a name that gRPC can't carry");
    }
    if (name.ends_with("-bin")) {
      std::optional<std::string> bytes = FromBase64(value);
      if (!bytes) return absl::InvalidArgumentError(StrCat("the header ", name, " is not base64"));
      metadata.emplace_back(name, *std::move(bytes));
      continue;
    }
    if (!IsLegalValue(value)) {
      return absl::InvalidArgumentError(
          StrCat("the header ", name, " holds more than printable ASCII"));
    }
    metadata.emplace_back(name, value);
  }
  return metadata;
}

absl::StatusOr<std::optional<absl::Duration>> TimeoutOf(const Headers& headers) {
  constexpr std::string_view kConnect = "connect-timeout-ms";
  if (headers.Has(kConnect)) {
    absl::StatusOr<int64_t> millis = Digits(headers.Get(kConnect), kConnectDigits, kConnect);
    if (!millis.ok()) return millis.status();
    return absl::Milliseconds(*millis);
  }
  if (headers.Has("grpc-timeout")) {
    absl::StatusOr<absl::Duration> timeout = GrpcTimeout(headers.Get("grpc-timeout"));
    if (!timeout.ok()) return timeout.status();
    return *timeout;
  }
  return std::nullopt;
}

Metadata FromServer(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  Metadata out;
  for (const auto& [key, value] : metadata) {
    std::string name(key.data(), key.size());
    if (name.starts_with("grpc-") || name.starts_with(":") || name == "content-type" ||
        name == "user-agent" || !IsLegalName(name)) {
      continue;
    }
    std::string text(value.data(), value.size());
    if (name.ends_with("-bin")) text = Base64(text, false);
    if (!IsLegalValue(text)) continue;
    out.emplace_back(std::move(name), std::move(text));
  }
  return out;
}

}  // namespace factcheck::gateway
