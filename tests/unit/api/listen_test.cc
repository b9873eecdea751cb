#include "server/api/listen.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "tests/support/certificate.h"
#include "tests/support/server_process.h"

namespace factcheck::api {
namespace {

using ::testing::HasSubstr;

void CheckLoopback(const std::string& address, bool expected) {
  const absl::StatusOr<bool> loopback = IsLoopback(address);
  ASSERT_TRUE(loopback.ok()) << address << ": " << loopback.status();
  EXPECT_EQ(*loopback, expected) << address;
}

TEST(ListenTest, LoopbackIsToldFromWhatOthersReach) {
  CheckLoopback("127.0.0.1:8443", true);
  CheckLoopback("127.8.8.8:0", true);
  CheckLoopback("[::1]:8443", true);
  CheckLoopback("localhost:8443", true);
  CheckLoopback("unix:/run/factcheckd.sock", true);
  CheckLoopback("0.0.0.0:8443", false);
  CheckLoopback("[::]:8443", false);
  CheckLoopback("192.0.2.1:8443", false);
}

TEST(ListenTest, WhatIsNoAddressIsRefused) {
  for (const char* address : {"", "8443", ":8443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http",
                              "::1:8443", "no-such-host.invalid:8443"}) {
    const absl::StatusOr<bool> loopback = IsLoopback(address);
    ASSERT_FALSE(loopback.ok()) << address;
    EXPECT_EQ(loopback.status().code(), absl::StatusCode::kInvalidArgument) << address;
  }
}

class CredentialsTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = (directory_.path() / name).string();
    std::ofstream(path) << text;
    return path;
  }
  static void CheckRefused(const ListenOptions& options, const std::string& why) {
    const auto credentials = CredentialsFor(options);
    ASSERT_FALSE(credentials.ok());
    EXPECT_EQ(credentials.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(credentials.status().message()), HasSubstr(why));
  }
  testing::TemporaryDirectory directory_;
  const testing::Certificate ours_ = testing::MakeCertificate();
};

TEST_F(CredentialsTest, OthersAreServedWithTlsOrWhereTheOperatorSaysSo) {
  CheckRefused({.address = "0.0.0.0:8443"}, "--plaintext");
  EXPECT_TRUE(CredentialsFor({.address = "0.0.0.0:8443", .plaintext = true}).ok());
  EXPECT_TRUE(CredentialsFor({.address = "127.0.0.1:8443"}).ok());
  EXPECT_TRUE(CredentialsFor({.address = "0.0.0.0:8443",
                              .tls_cert = Write("cert.pem", ours_.certificate),
                              .tls_key = Write("key.pem", ours_.key)})
                  .ok());
}

TEST_F(CredentialsTest, CertificateAndKeyBelongTogether) {
  const std::string cert = Write("cert.pem", ours_.certificate);
  const std::string key = Write("key.pem", ours_.key);
  const std::string other = Write("other.pem", testing::MakeCertificate().key);
  CheckRefused({.tls_cert = cert}, "both");
  CheckRefused({.tls_cert = cert, .tls_key = other}, "not that of the certificate");
  CheckRefused({.tls_cert = key, .tls_key = key}, "no certificate");
  CheckRefused({.tls_cert = cert, .tls_key = cert}, "no private key");
  CheckRefused({.tls_cert = (directory_.path() / "none.pem").string(), .tls_key = key},
               "No such file");
}

TEST(WhyNotListeningTest, APortInUseIsSaid) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(fd, 1), 0);
  ASSERT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string at = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  EXPECT_THAT(std::string(WhyNotListening(at).message()), HasSubstr(at + " is in use"));
  close(fd);
}

TEST(WhyNotListeningTest, AnAddressOfAnotherMachineIsSaid) {
  EXPECT_THAT(std::string(WhyNotListening("192.0.2.1:8443").message()),
              HasSubstr("can't listen at 192.0.2.1:8443: "));
}

}  // namespace
}  // namespace factcheck::api
