#include "server/gateway/proxies.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "server/base/absl_strings.h"

namespace factcheck::gateway {
namespace {

constexpr int kBits = 128;
constexpr int kMappedBits = 96;  // Before the IPv4 address in a mapped one.

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

std::optional<TrustedProxies::Address> TrustedProxies::ParseAddress(std::string_view text) {
  const std::string terminated(text);
  Address address = {};
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return address;
  in_addr in4;
  if (inet_pton(AF_INET, terminated.c_str(), &in4) != 1) return std::nullopt;
  address[10] = address[11] = 0xff;
  std::memcpy(&address[12], &in4, sizeof(in4));
  return address;
}

absl::StatusOr<TrustedProxies> TrustedProxies::Parse(const std::vector<std::string>& networks) {
  TrustedProxies proxies;
  for (const std::string& text : networks) {
    const auto wrong = [&](std::string_view what) {
      return absl::InvalidArgumentError(StrCat("the trusted proxy \"", text, "\" ", what,
                                               ": give an address or a network, as ",
                                               "192.0.2.7 or 10.0.0.0/8"));
    };
    const size_t slash = text.find('/');
    const std::optional<Address> address = ParseAddress(std::string_view(text).substr(0, slash));
    if (!address) return wrong("is no address");
    const bool is4 = text.find(':') == std::string::npos;
    int bits = is4 ? kBits - kMappedBits : kBits;
    if (slash != std::string::npos) {
      const int most = bits;
      const char* const end = text.data() + text.size();
      const auto [rest, error] = std::from_chars(text.data() + slash + 1, end, bits);
      if (error != std::errc() || rest != end || bits < 0 || bits > most) {
        return wrong("has no such prefix length");
      }
    }
    if (is4) bits += kMappedBits;
    for (int bit = bits; bit < kBits; ++bit) {
      if (((*address)[static_cast<size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0) {
        return wrong("has bits set behind its prefix");
      }
    }
    proxies.networks_.push_back({*address, bits});
  }
  return proxies;
}

bool TrustedProxies::Trusts(const Address& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    for (int bit = 0; bit < network.bits; ++bit) {
      const auto at = static_cast<size_t>(bit / 8);
      if (((address[at] ^ network.address[at]) >> (7 - bit % 8) & 1) != 0) return false;
    }
    return true;
  });
}

void TrustedProxies::Resolve(Request& request) const {
  if (networks_.empty()) return;
  const std::optional<Address> peer = ParseAddress(request.peer);
  if (!peer || !Trusts(*peer)) return;
  const std::vector<std::string_view> protocols = Elements(request.headers, "x-forwarded-proto");
  if (!protocols.empty()) request.secure = LowerCase(protocols.back()) == "https";
  const std::vector<std::string_view> hops = Elements(request.headers, "x-forwarded-for");
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const std::string_view text = WithoutPort(*hop);
    const std::optional<Address> address = ParseAddress(text);
    // Nobody knows who wrote what stands before this.
    if (!address) return;
    request.peer = text;
    if (!Trusts(*address)) return;
  }
}

}  // namespace factcheck::gateway
