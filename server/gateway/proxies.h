// The proxies in front of the server whose word on who asks is taken.
#ifndef FACTCHECK_SERVER_GATEWAY_PROXIES_H_
#define FACTCHECK_SERVER_GATEWAY_PROXIES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/base/ip_network.h"
#include "server/gateway/http.h"

namespace factcheck::gateway {

// Immutable.
class TrustedProxies {
 public:
  TrustedProxies() = default;
  // Each an address or a network: "192.0.2.7", "10.0.0.0/8", "fd00::/8". The error names the
  // first that is neither, or that has bits set behind its prefix.
  static absl::StatusOr<TrustedProxies> Parse(const std::vector<std::string>& networks);

  // Of a request that a trusted proxy passed on: `peer` becomes the last address in
  // X-Forwarded-For that is not a trusted proxy's, since whatever stands before that one may have
  // been made up by the client; `secure` becomes what X-Forwarded-Proto says. Of other requests
  // these headers mean nothing. Forwarded (RFC 7239) is not read.
  void Resolve(Request& request) const;

 private:
  bool Trusts(const IpAddress& address) const;

  std::vector<IpNetwork> networks_;
};

}  // namespace factcheck::gateway

#endif  // FACTCHECK_SERVER_GATEWAY_PROXIES_H_
