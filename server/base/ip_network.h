// Addresses of both families in one form, and whether one lies in a network.
#ifndef FACTCHECK_SERVER_BASE_IP_NETWORK_H_
#define FACTCHECK_SERVER_BASE_IP_NETWORK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace factcheck {

// IPv6 in network order; IPv4 as mapped into it (::ffff:a.b.c.d).
using IpAddress = std::array<uint8_t, 16>;

inline constexpr int kIpBits = 128;
// Before the IPv4 address in a mapped one.
inline constexpr int kMappedBits = 96;

constexpr IpAddress MappedIp4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d};
}

// "192.0.2.7" or "2001:db8::1", in no other spelling; nullopt: it is neither.
std::optional<IpAddress> ParseIpAddress(std::string_view text);

struct IpNetwork {
  IpAddress address;
  int bits;  // 0 to kIpBits: so many are those of every address in it.
};

constexpr bool IsWithin(const IpAddress& address, const IpNetwork& network) {
  const auto whole = static_cast<size_t>(network.bits / 8);
  for (size_t i = 0; i < whole; ++i) {
    if (address[i] != network.address[i]) return false;
  }
  const int rest = network.bits % 8;
  return rest == 0 || (address[whole] ^ network.address[whole]) >> (8 - rest) == 0;
}

// Whether no bit behind its prefix is set.
constexpr bool IsWholeNetwork(const IpNetwork& network) {
  for (int bit = network.bits; bit < kIpBits; ++bit) {
    if ((network.address[static_cast<size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0) return false;
  }
  return true;
}

}  // namespace factcheck

#endif  // FACTCHECK_SERVER_BASE_IP_NETWORK_H_
