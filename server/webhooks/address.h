// Which network addresses a server may connect to on behalf of somebody who gave it an
// address: not those of its own machine and its own networks.
#ifndef FACTCHECK_SERVER_WEBHOOKS_ADDRESS_H_
#define FACTCHECK_SERVER_WEBHOOKS_ADDRESS_H_

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace factcheck::webhooks {

// Whether `address` is globally reachable unicast, as the special-purpose registries of IANA
// (RFC 6890) have it. Loopback, private, link-local, shared (CGNAT), unique-local,
// multicast, reserved, documentation and benchmarking addresses are not, nor is
// any family but IPv4 and IPv6. An IPv6 address that carries an IPv4 one (mapped, compatible,
// NAT64, 6to4) is as public as that.
bool IsPublicAddress(const sockaddr* address, socklen_t size);

// The same of a host in a URL where it is an address in any spelling that a resolver
// takes ("127.1", "0x7f000001", "[::1]"), or a name that always leads to this machine
// ("localhost" and what ends in ".localhost"). Of other names nothing is known: true.
bool MayBePublicHost(std::string_view host);

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_ADDRESS_H_
