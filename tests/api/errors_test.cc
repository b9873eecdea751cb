// Bad input over the wire, and what callers are told of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "factcheck/v1/claims_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/base/absl_strings.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

template <typename Detail>
Detail DetailOf(const grpc::Status& status) {
  google::rpc::Status decoded;
  EXPECT_TRUE(decoded.ParseFromString(status.error_details()));
  EXPECT_EQ(decoded.code(), status.error_code());
  Detail detail;
  for (const auto& any : decoded.details()) any.UnpackTo(&detail);
  return detail;
}

class ErrorsTest : public ::testing::Test {
 protected:
  absl::Status Raw(std::string_view method, const std::string& request) {
    return ToAbslStatus(server_.admin().CallRaw(method, request).status);
  }
  TestServer server_;
};

TEST_F(ErrorsTest, DetailsDecode) {
  v1::GetClaimRequest request;
  request.set_name("claims/none");
  const WireAnswer answer = server_.admin().CallRaw("Claims/GetClaim", request.SerializeAsString());
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::NOT_FOUND);
  const auto info = DetailOf<google::rpc::ErrorInfo>(answer.status);
  EXPECT_EQ(info.reason(), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(info.domain(), "factcheck.v1");
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(answer.status).resource_name(), "claims/none");
}

TEST_F(ErrorsTest, TextThatIsNotUtf8IsNamed) {
  // CreateClaimRequest{claim{statement: "\xff"}, claim_id: "\xc0\x80"}
  v1::CreateClaimRequest shape;
  shape.mutable_claim()->set_statement("S");
  shape.set_claim_id("IJ");
  std::string wire = shape.SerializeAsString();
  wire.replace(wire.find('S'), 1, "\xff");
  wire.replace(wire.find("IJ"), 2, "\xc0\x80");
  const absl::Status status = Raw("Claims/CreateClaim", wire);
  EXPECT_EQ(ReasonName(status), "INVALID_FIELDS");
  EXPECT_THAT(ViolatedFields(status), UnorderedElementsAre("claim.statement", "claim_id"));
}

TEST_F(ErrorsTest, TextThatIsNotUtf8IsNamedByMethodsThatAnswerAtOnce) {
  const absl::Status status = Raw("Claims/GetClaim", "\x0a\x02\xff\xfe");
  EXPECT_THAT(ViolatedFields(status), ElementsAre("name"));
}

TEST_F(ErrorsTest, BytesThatAreNoMessageAreRefused) {
  for (const char* method : {"Claims/GetClaim", "Claims/CreateClaim", "Statuses/GetStatus"}) {
    const absl::Status status = Raw(method, "\x07\xff\xff\xff\xff\xff");
    EXPECT_EQ(ReasonName(status), "INVALID_FIELDS") << method << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("factcheck.v1.")) << method;
  }
}

TEST_F(ErrorsTest, UnknownEnumValuesAreNamed) {
  v1::CreateClaimRequest request;
  request.mutable_claim()->set_statement("There was no apology.");
  request.mutable_claim()->add_claimants()->set_name("Antony Blinken");
  request.mutable_claim()->mutable_claimants(0)->set_kind(static_cast<v1::Claimant::Kind>(77));
  const absl::Status status = Raw("Claims/CreateClaim", request.SerializeAsString());
  EXPECT_EQ(ReasonName(status), "INVALID_FIELDS");
  EXPECT_THAT(ViolatedFields(status), Contains("claim.claimants[0].kind"));
}

TEST_F(ErrorsTest, TenThousandViolationsComeBackBounded) {
  v1::CreateClaimRequest claim;
  for (int i = 0; i < 10'000; ++i) {
    auto* claimant = claim.mutable_claim()->add_claimants();
    claimant->set_kind(static_cast<v1::Claimant::Kind>(77));
  }
  // A client with gRPC's default of 8 KiB of trailers.
  const WireAnswer answer =
      server_.admin().CallRaw("Claims/CreateClaim", claim.SerializeAsString());
  ASSERT_EQ(answer.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT)
      << answer.status.error_message();
  const auto info = DetailOf<google::rpc::ErrorInfo>(answer.status);
  EXPECT_EQ(info.reason(), "INVALID_FIELDS");
  EXPECT_GE(std::stoi(info.metadata().at("violations")), 10'000);
  const int described = DetailOf<google::rpc::BadRequest>(answer.status).field_violations_size();
  EXPECT_GE(described, 50);
  EXPECT_EQ(std::stoi(info.metadata().at("violations_omitted")),
            std::stoi(info.metadata().at("violations")) - described);
}

TEST_F(ErrorsTest, OversizedMessagesAreRefusedAndTheConnectionLives) {
  const std::string wire(api::kMaxRequestBytes + 1, '\0');
  const grpc::Status status = server_.admin().CallRaw("Claims/CreateClaim", wire).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << status.error_message();
  EXPECT_EQ(ReasonName(Raw("Claims/GetClaim", "")), "INVALID_FIELDS");
}

TEST_F(ErrorsTest, LargeMessagesBelowTheBoundAreRead) {
  v1::CreateClaimRequest request;
  request.mutable_claim()->set_statement(std::string(8 << 20, 'x'));
  const absl::Status status = Raw("Claims/CreateClaim", request.SerializeAsString());
  EXPECT_EQ(ReasonName(status), "INVALID_FIELDS");
  EXPECT_THAT(ViolatedFields(status), Contains("claim.statement"));
}

TEST_F(ErrorsTest, HeadersThatAreTooLargeAreRefusedAndTheServerLives) {
  const auto stub = v1::Claims::NewStub(server_.admin().channel());
  grpc::ClientContext context;
  server_.admin().Prepare(context);
  context.AddMetadata("x-large", std::string(3 * api::kMaxMetadataBytes, 'x'));
  v1::Claim claim;
  EXPECT_EQ(stub->GetClaim(&context, v1::GetClaimRequest(), &claim).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  // gRPC may end that connection.
  const Caller again = server_.WithKey(server_.admin().key());
  EXPECT_EQ(ReasonName(again.Try("Claims/GetClaim", v1::GetClaimRequest())), "INVALID_FIELDS");
}

TEST_F(ErrorsTest, EmptyRequestsNameWhatTheyLack) {
  EXPECT_THAT(ViolatedFields(Raw("Claims/GetClaim", "")), ElementsAre("name"));
  EXPECT_THAT(ViolatedFields(Raw("Statuses/GetStatus", "")), ElementsAre("query"));
}

TEST_F(ErrorsTest, AWaitThatIsTooLongSaysSo) {
  TestServer impatient(
      [](api::ServerOptions& options) { options.limits.longest_call = absl::Milliseconds(50); });
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  request.mutable_read_options()->set_at_least_as_fresh(impatient.TokenToCome());
  const absl::Status status = impatient.admin().Try("Claims/GetClaim", request);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonName(status), "DEADLINE_EXCEEDED");
}

TEST_F(ErrorsTest, TheClientsDeadlineHolds) {
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  request.mutable_read_options()->set_at_least_as_fresh(server_.TokenToCome());
  const WireAnswer answer = server_.admin().CallRaw("Claims/GetClaim", request.SerializeAsString(),
                                                    absl::Milliseconds(100));
  EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

}  // namespace
}  // namespace factcheck::testing
