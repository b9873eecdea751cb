#include "server/webhooks/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace factcheck::webhooks {
namespace {

struct Block4 {
  uint32_t address;
  int bits;
};

constexpr uint32_t Ip4(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr Block4 kNotPublic4[] = {
    {Ip4(0, 0, 0, 0), 8},        // This network.
    {Ip4(10, 0, 0, 0), 8},       // Private.
    {Ip4(100, 64, 0, 0), 10},    // Shared, RFC 6598.
    {Ip4(127, 0, 0, 0), 8},      // Loopback.
    {Ip4(169, 254, 0, 0), 16},   // Link-local, and the metadata services of clouds.
    {Ip4(172, 16, 0, 0), 12},    // Private.
    {Ip4(192, 0, 0, 0), 24},     // IETF protocols.
    {Ip4(192, 0, 2, 0), 24},     // Documentation.
    {Ip4(192, 88, 99, 0), 24},   // 6to4 relays, deprecated.
    {Ip4(192, 168, 0, 0), 16},   // Private.
    {Ip4(198, 18, 0, 0), 15},    // Benchmarks.
    {Ip4(198, 51, 100, 0), 24},  // Documentation.
    {Ip4(203, 0, 113, 0), 24},   // Documentation.
    {Ip4(224, 0, 0, 0), 4},      // Multicast.
    {Ip4(240, 0, 0, 0), 4},      // Reserved, and broadcast.
};

bool IsPublic4(uint32_t address) {
  return std::none_of(std::begin(kNotPublic4), std::end(kNotPublic4), [&](const Block4& block) {
    return (address ^ block.address) >> (32 - block.bits) == 0;
  });
}

using Ip6 = std::array<uint8_t, 16>;

struct Block6 {
  std::array<uint8_t, 6> prefix;
  int bits;
};

// Within 2000::/3, outside of which nothing is global unicast.
constexpr Block6 kNotPublic6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // IETF protocols: Teredo, benchmarks, ORCHID.
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // Documentation.
    {{0x3f, 0xff, 0x00, 0x00}, 20},  // Documentation, RFC 9637.
    {{0x5f, 0x00, 0x00, 0x00}, 16},  // Segment routing.
};

bool IsWithin(const Ip6& address, const Block6& block) {
  for (int bit = 0; bit < block.bits; ++bit) {
    const auto at = static_cast<size_t>(bit / 8);
    if (((address[at] ^ block.prefix[at]) >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

uint32_t Ip4At(const Ip6& address, size_t at) {
  return Ip4(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

bool AreZero(const Ip6& address, size_t from, size_t to) {
  return std::all_of(address.begin() + from, address.begin() + to,
                     [](uint8_t byte) { return byte == 0; });
}

bool IsPublic6(const Ip6& address) {
  // ::ffff:a.b.c.d, and ::a.b.c.d, which has the unspecified and the loopback address in it.
  if (AreZero(address, 0, 10) && address[10] == 0xff && address[11] == 0xff) {
    return IsPublic4(Ip4At(address, 12));
  }
  if (AreZero(address, 0, 12)) return IsPublic4(Ip4At(address, 12));
  // 64:ff9b::a.b.c.d; 64:ff9b:1::/48 is for local use.
  if (address[0] == 0x00 && address[1] == 0x64 && address[2] == 0xff && address[3] == 0x9b) {
    return AreZero(address, 4, 12) && IsPublic4(Ip4At(address, 12));
  }
  if (address[0] == 0x20 && address[1] == 0x02) return IsPublic4(Ip4At(address, 2));
  if ((address[0] & 0xe0) != 0x20) return false;
  return std::none_of(std::begin(kNotPublic6), std::end(kNotPublic6),
                      [&](const Block6& block) { return IsWithin(address, block); });
}

}  // namespace

bool IsPublicAddress(const sockaddr* address, socklen_t size) {
  if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in in4;
    std::memcpy(&in4, address, sizeof(in4));
    return IsPublic4(ntohl(in4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    sockaddr_in6 in6;
    std::memcpy(&in6, address, sizeof(in6));
    Ip6 bytes;
    std::memcpy(bytes.data(), &in6.sin6_addr, bytes.size());
    return IsPublic6(bytes);
  }
  return false;
}

bool MayBePublicHost(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host == "localhost" || host.ends_with(".localhost")) return false;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string text(host);
  in6_addr in6;
  if (inet_pton(AF_INET6, text.c_str(), &in6) == 1) {
    Ip6 bytes;
    std::memcpy(bytes.data(), &in6, bytes.size());
    return IsPublic6(bytes);
  }
  in_addr in4;
  if (inet_aton(text.c_str(), &in4) == 1) return IsPublic4(ntohl(in4.s_addr));
  return true;
}

}  // namespace factcheck::webhooks
