// Where the server listens, and under which certificate.
#ifndef FACTCHECK_SERVER_API_LISTEN_H_
#define FACTCHECK_SERVER_API_LISTEN_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/security/server_credentials.h"

namespace factcheck::api {

struct ListenOptions {
  // "HOST:PORT", "[::1]:PORT" or "unix:PATH". Port 0: any that is free.
  std::string address = "127.0.0.1:8443";
  // PEM files. Both or none.
  std::string tls_cert;
  std::string tls_key;
  // Serve other machines without TLS, too: where a proxy in front does it.
  bool plaintext = false;
};

// Whether only this machine can reach `address`. INVALID_ARGUMENT where it is no
// address, or its host has none.
absl::StatusOr<bool> IsLoopback(const std::string& address);

// INVALID_ARGUMENT with a message for the operator: an address that strangers can reach
// without TLS, a certificate or key that can't be read or don't belong together.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsFor(
    const ListenOptions& options);

// After gRPC could not listen at `address`: why. For the operator.
absl::Status WhyNotListening(const std::string& address);

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_LISTEN_H_
