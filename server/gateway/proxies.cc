#include "server/gateway/proxies.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

#include "server/base/absl_strings.h"

namespace factcheck::gateway {
namespace {

// "192.0.2.1:4711", "[2001:db8::1]:4711", "[2001:db8::1]" without what is not the address.
std::string_view WithoutPort(std::string_view text) {
  const size_t bracket = text.find(']');
  if (text.starts_with('[') && bracket != std::string_view::npos) {
    return text.substr(1, bracket - 1);
  }
  const size_t colon = text.find(':');
  return colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos
             ? text.substr(0, colon)
             : text;
}

// The elements of all headers of this name, in order.
std::vector<std::string_view> Elements(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> all;
  for (const auto& [key, value] : headers) {
    if (key != name) continue;
    for (std::string_view rest = value;;) {
      const size_t comma = rest.find(',');
      all.push_back(Trim(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return all;
}

}  // namespace

absl::StatusOr<TrustedProxies> TrustedProxies::Parse(const std::vector<std::string>& networks) {
  TrustedProxies proxies;
  for (const std::string& text : networks) {
    const auto wrong = [&](std::string_view what) {
      return absl::InvalidArgumentError(StrCat("the trusted proxy \"", text, "\" ", what,
                                               ": give an address or a network, as ",
                                               "192.0.2.7 or 10.0.0.0/8"));
    };
    const size_t slash = text.find('/');
    const std::optional<IpAddress> address =
        ParseIpAddress(std::string_view(text).substr(0, slash));
    if (!address) return wrong("is no address");
    const bool is4 = text.find(':') == std::string::npos;
    int bits = is4 ? kIpBits - kMappedBits : kIpBits;
    if (slash != std::string::npos) {
      const int most = bits;
      const char* const end = text.data() + text.size();
      const auto [rest, error] = std::from_chars(text.data() + slash + 1, end, bits);
      if (error != std::errc() || rest != end || bits < 0 || bits > most) {
        return wrong("has no such prefix length");
      }
    }
    if (is4) bits += kMappedBits;
    const IpNetwork network = {*address, bits};
    if (!IsWholeNetwork(network)) return wrong("has bits set behind its prefix");
    proxies.networks_.push_back(network);
  }
  return proxies;
}

bool TrustedProxies::Trusts(const IpAddress& address) const {
  return std::any_of(networks_.begin(), networks_.end(),
                     [&](const IpNetwork& network) { return IsWithin(address, network); });
}

void TrustedProxies::Resolve(Request& request) const {
  if (networks_.empty()) return;
  const std::optional<IpAddress> peer = ParseIpAddress(request.peer);
  if (!peer || !Trusts(*peer)) return;
  const std::vector<std::string_view> protocols = Elements(request.headers, "x-forwarded-proto");
  if (!protocols.empty()) request.secure = LowerCase(protocols.back()) == "https";
  const std::vector<std::string_view> hops = Elements(request.headers, "x-forwarded-for");
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const std::string_view text = WithoutPort(*hop);
    const std::optional<IpAddress> address = ParseIpAddress(text);
    // Nobody knows who wrote what stands before this.
    if (!address) return;
    request.peer = text;
    if (!Trusts(*address)) return;
  }
}

}  // namespace factcheck::gateway
