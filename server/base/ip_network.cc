#include "server/base/ip_network.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

namespace factcheck {

std::optional<IpAddress> ParseIpAddress(std::string_view text) {
  // inet_pton reads up to the first null byte.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  IpAddress address = {};
  if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return address;
  in_addr in4;
  if (inet_pton(AF_INET, terminated.c_str(), &in4) != 1) return std::nullopt;
  address = MappedIp4(0, 0, 0, 0);
  std::memcpy(&address[kMappedBits / 8], &in4, sizeof(in4));
  return address;
}

}  // namespace factcheck
