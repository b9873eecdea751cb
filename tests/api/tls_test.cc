// TLS, from the certificate's file to a client that checks it.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "factcheck/v1/admin_service.pb.h"
#include "tests/support/certificate.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

class TlsTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = (directory_.path() / name).string();
    std::ofstream(path) << text;
    return path;
  }
  absl::Status WhoAmI(const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    const Caller caller(grpc::CreateChannel(server_.address(), credentials), server_.admin().key());
    return caller.Try("Admin/WhoAmI", v1::WhoAmIRequest());
  }
  static std::shared_ptr<grpc::ChannelCredentials> Trusting(const std::string& certificate) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = certificate;
    return grpc::SslCredentials(options);
  }

  TemporaryDirectory directory_;
  const Certificate ours_ = MakeCertificate();
  TestServer server_{[this](api::ServerOptions& options) {
    options.listen.tls_cert = Write("cert.pem", ours_.certificate);
    options.listen.tls_key = Write("key.pem", ours_.key);
  }};
};

TEST_F(TlsTest, AClientThatTrustsTheCertificateIsServed) {
  const absl::Status status = WhoAmI(Trusting(ours_.certificate));
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(TlsTest, AClientThatTrustsAnotherDoesNotConnect) {
  EXPECT_TRUE(absl::IsUnavailable(WhoAmI(Trusting(MakeCertificate().certificate))));
}

TEST_F(TlsTest, AClientWithoutTlsIsNotServed) {
  EXPECT_TRUE(absl::IsUnavailable(WhoAmI(grpc::InsecureChannelCredentials())));
}

}  // namespace
}  // namespace factcheck::testing
