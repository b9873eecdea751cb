#include "server/api/listen.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "server/base/absl_strings.h"

namespace factcheck::api {
namespace {

constexpr std::string_view kUnix = "unix:";

absl::Status BadAddress(std::string_view address) {
  return absl::InvalidArgumentError(
      StrCat("'", address, "' is no address to listen at; write HOST:PORT, as in 127.0.0.1:8443"));
}

struct HostPort {
  std::string host;
  std::string port;
};

std::optional<HostPort> Split(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == address.size()) return std::nullopt;
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;  // An IPv6 address without brackets.
  }
  if (host.empty()) return std::nullopt;
  return HostPort{std::string(host), std::string(address.substr(colon + 1))};
}

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

absl::StatusOr<Addresses> Resolve(const std::string& address) {
  const std::optional<HostPort> parts = Split(address);
  if (!parts) return BadAddress(address);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = getaddrinfo(parts->host.c_str(), parts->port.c_str(), &hints, &list);
  if (error == EAI_NONAME && inet_addr(parts->host.c_str()) != INADDR_NONE) {
    return BadAddress(address);  // The host is fine, so the port is not.
  }
  if (error != 0) {
    return absl::InvalidArgumentError(
        StrCat("can't listen at ", address, ": ", std::string_view(gai_strerror(error))));
  }
  return Addresses(list);
}

bool IsLoopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    return ntohl(v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  return address.sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
}

absl::StatusOr<std::string> ReadPem(const std::string& path, std::string_view what) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file || text.empty()) {
    return absl::InvalidArgumentError(
        StrCat("can't read the ", what, " ", path, ": ", std::string_view(std::strerror(errno))));
  }
  return text;
}

struct FreeOpenSsl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

// gRPC would only say that it can't listen.
absl::Status CheckPair(const std::string& cert, const std::string& key,
                       const ListenOptions& options) {
  const auto bio_of = [](const std::string& text) {
    return std::unique_ptr<BIO, FreeOpenSsl>(
        BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  };
  const std::unique_ptr<X509, FreeOpenSsl> certificate(
      PEM_read_bio_X509(bio_of(cert).get(), nullptr, nullptr, nullptr));
  char no_passphrase[] = "";
  const std::unique_ptr<EVP_PKEY, FreeOpenSsl> private_key(
      PEM_read_bio_PrivateKey(bio_of(key).get(), nullptr, nullptr, no_passphrase));
  std::string wrong;
  if (certificate == nullptr) {
    wrong = StrCat(options.tls_cert, " holds no certificate in PEM form");
  } else if (private_key == nullptr) {
    wrong = StrCat(options.tls_key, " holds no private key in PEM form without a passphrase");
  } else if (X509_check_private_key(certificate.get(), private_key.get()) != 1) {
    wrong = StrCat("the key in ", options.tls_key, " is not that of the certificate in ",
                   options.tls_cert);
  }
  ERR_clear_error();
  return wrong.empty() ? absl::OkStatus() : absl::InvalidArgumentError(wrong);
}

}  // namespace

absl::StatusOr<bool> IsLoopback(const std::string& address) {
  if (address.starts_with(kUnix)) return true;
  absl::StatusOr<Addresses> addresses = Resolve(address);
  if (!addresses.ok()) return addresses.status();
  for (const addrinfo* at = addresses->get(); at != nullptr; at = at->ai_next) {
    if (!IsLoopback(*at->ai_addr)) return false;
  }
  return true;
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsFor(
    const ListenOptions& options) {
  if (options.tls_cert.empty() != options.tls_key.empty()) {
    return absl::InvalidArgumentError("TLS needs both a certificate and its key");
  }
  if (!options.tls_cert.empty()) {
    absl::StatusOr<std::string> cert = ReadPem(options.tls_cert, "certificate");
    if (!cert.ok()) return cert.status();
    absl::StatusOr<std::string> key = ReadPem(options.tls_key, "key");
    if (!key.ok()) return key.status();
    absl::Status fits = CheckPair(*cert, *key, options);
    if (!fits.ok()) return fits;
    grpc::SslServerCredentialsOptions ssl;
    ssl.pem_key_cert_pairs.push_back({*std::move(key), *std::move(cert)});
    return grpc::SslServerCredentials(ssl);
  }
  absl::StatusOr<bool> loopback = IsLoopback(options.address);
  if (!loopback.ok()) return loopback.status();
  if (!*loopback && !options.plaintext) {
    return absl::InvalidArgumentError(
        StrCat("other machines can reach ", options.address,
               ", and keys would cross the network in the clear: give a certificate and its key, "
               "or say that a proxy in front speaks TLS (--plaintext)"));
  }
  return grpc::InsecureServerCredentials();
}

absl::Status WhyNotListening(const std::string& address) {
  if (address.starts_with(kUnix)) {
    return absl::UnavailableError(StrCat("can't listen at ", address));
  }
  absl::StatusOr<Addresses> addresses = Resolve(address);
  if (!addresses.ok()) return addresses.status();
  int error = 0;
  for (const addrinfo* at = addresses->get(); at != nullptr && error == 0; at = at->ai_next) {
    const int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
    if (fd < 0) continue;
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(fd, at->ai_addr, at->ai_addrlen) != 0 || listen(fd, 1) != 0) error = errno;
    close(fd);
  }
  if (error == EADDRINUSE) {
    return absl::UnavailableError(StrCat(address,
                                         " is in use: another program listens there; stop it, or "
                                         "choose another port with --listen"));
  }
  return absl::UnavailableError(
      StrCat("can't listen at ", address, ": ",
             error == 0 ? "gRPC does not say why" : std::string_view(std::strerror(error))));
}

}  // namespace factcheck::api
