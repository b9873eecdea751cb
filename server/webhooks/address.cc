#include "server/webhooks/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "server/base/ip_network.h"

namespace factcheck::webhooks {
namespace {

// Bits are those of the IPv4 address.
constexpr IpNetwork Ip4(uint8_t a, uint8_t b, uint8_t c, uint8_t d, int bits) {
  return {MappedIp4(a, b, c, d), kMappedBits + bits};
}

constexpr IpNetwork kNotPublic4[] = {
    Ip4(0, 0, 0, 0, 8),        // This network.
    Ip4(10, 0, 0, 0, 8),       // Private.
    Ip4(100, 64, 0, 0, 10),    // Shared, RFC 6598.
    Ip4(127, 0, 0, 0, 8),      // Loopback.
    Ip4(169, 254, 0, 0, 16),   // Link-local, and the metadata services of clouds.
    Ip4(172, 16, 0, 0, 12),    // Private.
    Ip4(192, 0, 0, 0, 24),     // IETF protocols.
    Ip4(192, 0, 2, 0, 24),     // Documentation.
    Ip4(192, 88, 99, 0, 24),   // 6to4 relays, deprecated.
    Ip4(192, 168, 0, 0, 16),   // Private.
    Ip4(198, 18, 0, 0, 15),    // Benchmarks.
    Ip4(198, 51, 100, 0, 24),  // Documentation.
    Ip4(203, 0, 113, 0, 24),   // Documentation.
    Ip4(224, 0, 0, 0, 4),      // Multicast.
    Ip4(240, 0, 0, 0, 4),      // Reserved, and broadcast.
};

bool IsInNone(const IpAddress& address, std::span<const IpNetwork> networks) {
  return std::none_of(networks.begin(), networks.end(),
                      [&](const IpNetwork& network) { return IsWithin(address, network); });
}

// Of an IPv4 address.
bool IsPublic4(const IpAddress& mapped) { return IsInNone(mapped, kNotPublic4); }

constexpr IpNetwork kGlobalUnicast = {{0x20}, 3};
// Within it.
constexpr IpNetwork kNotPublic6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // IETF protocols: Teredo, benchmarks, ORCHID.
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // Documentation.
    {{0x3f, 0xff, 0x00, 0x00}, 20},  // Documentation, RFC 9637.
    {{0x5f, 0x00, 0x00, 0x00}, 16},  // Segment routing.
};

constexpr IpNetwork kMapped = {MappedIp4(0, 0, 0, 0), kMappedBits};
// ::a.b.c.d, which has the unspecified and the loopback address in it.
constexpr IpNetwork kCompatible = {{}, kMappedBits};
constexpr IpNetwork kNat64 = {{0x00, 0x64, 0xff, 0x9b}, kMappedBits};
constexpr IpNetwork k6to4 = {{0x20, 0x02}, 16};

IpAddress Ip4At(const IpAddress& address, size_t at) {
  return MappedIp4(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

bool IsPublic(const IpAddress& address) {
  if (IsWithin(address, kMapped)) return IsPublic4(address);
  // 64:ff9b:1::/48 is for local use, and in none of these.
  if (IsWithin(address, kCompatible) || IsWithin(address, kNat64)) {
    return IsPublic4(Ip4At(address, kMappedBits / 8));
  }
  if (IsWithin(address, k6to4)) return IsPublic4(Ip4At(address, 2));
  return IsWithin(address, kGlobalUnicast) && IsInNone(address, kNotPublic6);
}

IpAddress Mapped(const in_addr& address) {
  IpAddress mapped = MappedIp4(0, 0, 0, 0);
  std::memcpy(&mapped[kMappedBits / 8], &address, sizeof(address));
  return mapped;
}

}  // namespace

bool IsPublicAddress(const sockaddr* address, socklen_t size) {
  if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in in4;
    std::memcpy(&in4, address, sizeof(in4));
    return IsPublic4(Mapped(in4.sin_addr));
  }
  if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    sockaddr_in6 in6;
    std::memcpy(&in6, address, sizeof(in6));
    IpAddress bytes;
    std::memcpy(bytes.data(), &in6.sin6_addr, bytes.size());
    return IsPublic(bytes);
  }
  return false;
}

bool MayBePublicHost(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host == "localhost" || host.ends_with(".localhost")) return false;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (const std::optional<IpAddress> address = ParseIpAddress(host)) return IsPublic(*address);
  // The spellings that a resolver takes besides.
  in_addr in4;
  if (inet_aton(std::string(host).c_str(), &in4) == 1) return IsPublic4(Mapped(in4));
  return true;
}

}  // namespace factcheck::webhooks
