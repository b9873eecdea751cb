#include "server/api/wire_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/error.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

google::rpc::Status Decoded(const grpc::Status& status) {
  google::rpc::Status decoded;
  EXPECT_TRUE(decoded.ParseFromString(status.error_details()));
  return decoded;
}

template <typename Detail>
Detail DetailOf(const grpc::Status& status) {
  Detail detail;
  const google::rpc::Status decoded = Decoded(status);
  for (const auto& any : decoded.details()) any.UnpackTo(&detail);
  return detail;
}

std::string MetadataOf(const grpc::Status& status, const std::string& key) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  const auto at = info.metadata().find(key);
  return at == info.metadata().end() ? "(none)" : at->second;
}

domain::Violations ManyViolations(int count, const std::string& description) {
  domain::Violations violations;
  for (int i = 0; i < count; ++i) {
    violations.Add(StrCat("claim.appearances[", i, "].author"), description);
  }
  return violations;
}

TEST(WireErrorTest, CodeMessageAndDetailsAreKept) {
  const grpc::Status wire = ToWire(domain::EtagMismatch("claims/c1", "abc"));
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(Decoded(wire).code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(Decoded(wire).message(), wire.error_message());
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(wire).reason(), "ETAG_MISMATCH");
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(wire).domain(), "factcheck.v1");
  EXPECT_EQ(MetadataOf(wire, "etag"), "abc");
}

TEST(WireErrorTest, EveryDetailArrives) {
  const grpc::Status wire = ToWire(domain::NotFound("claims/c1"));
  EXPECT_EQ(DetailOf<google::rpc::ResourceInfo>(wire).resource_name(), "claims/c1");
  const grpc::Status busy =
      ToWire(domain::Error(absl::StatusCode::kUnavailable, v1::ERROR_REASON_UNAVAILABLE, "busy"));
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(busy).retry_delay().seconds(), 1);
}

TEST(WireErrorTest, ViolationsThatFitAreDescribed) {
  const grpc::Status wire = ToWire(ManyViolations(20, "is too long").ToStatus());
  const auto bad = DetailOf<google::rpc::BadRequest>(wire);
  ASSERT_EQ(bad.field_violations_size(), 20);
  EXPECT_EQ(bad.field_violations(19).field(), "claim.appearances[19].author");
  EXPECT_EQ(bad.field_violations(19).description(), "is too long");
  EXPECT_EQ(MetadataOf(wire, "violations"), "20");
  EXPECT_EQ(MetadataOf(wire, "violations_omitted"), "(none)");
}

TEST(WireErrorTest, DescriptionsAreCutBeforeFieldsAreLeftOut) {
  const grpc::Status wire = ToWire(ManyViolations(100, std::string(2000, 'x')).ToStatus());
  EXPECT_LE(wire.error_details().size(), kMaxDetailsBytes);
  const auto bad = DetailOf<google::rpc::BadRequest>(wire);
  ASSERT_EQ(bad.field_violations_size(), 100);
  EXPECT_EQ(bad.field_violations(99).field(), "claim.appearances[99].author");
  EXPECT_EQ(MetadataOf(wire, "violations_omitted"), "(none)");
}

TEST(WireErrorTest, WhatIsLeftOutIsCounted) {
  domain::Violations violations;
  for (int i = 0; i < 10'000; ++i) {
    violations.Add(StrCat("claim.appearances[", i, "].", std::string(80, 'f')), "is wrong");
  }
  const grpc::Status wire = ToWire(violations.ToStatus());
  EXPECT_LE(wire.error_details().size(), kMaxDetailsBytes);
  const int described = DetailOf<google::rpc::BadRequest>(wire).field_violations_size();
  EXPECT_GT(described, 30);
  EXPECT_EQ(MetadataOf(wire, "violations"), "10000");
  EXPECT_EQ(MetadataOf(wire, "violations_omitted"), std::to_string(10'000 - described));
}

TEST(WireErrorTest, LongMessagesAreCutBetweenCharacters) {
  std::string message;
  while (message.size() < 9000) message += "\xc3\xa9%";
  const grpc::Status wire = ToWire(domain::InvalidField("name", message));
  EXPECT_LE(wire.error_message().size(), kMaxEncodedMessageBytes);
  EXPECT_LE(wire.error_details().size(), kMaxDetailsBytes);
  // Parsing refuses text that is not UTF-8.
  EXPECT_EQ(Decoded(wire).message(), wire.error_message());
  EXPECT_THAT(wire.error_message(), HasSubstr("\xe2\x80\xa6"));
}

TEST(WireErrorTest, LongMetadataIsCut) {
  const grpc::Status wire =
      ToWire(domain::Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_INVALID_FIELDS,
                           "no", {{"name", std::string(20'000, 'n')}}));
  EXPECT_LE(wire.error_details().size(), kMaxDetailsBytes);
  EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(wire).reason(), "INVALID_FIELDS");
}

TEST(WireErrorTest, UnmetPreconditionsAreNamed) {
  const domain::UnmetPrecondition unmet[] = {{"QUORUM", "claims/c/verdicts/p", "2 of 3 approve"}};
  const grpc::Status wire =
      ToWire(domain::PreconditionFailed(v1::ERROR_REASON_POLICY_UNMET, "not yet", unmet));
  const auto failure = DetailOf<google::rpc::PreconditionFailure>(wire);
  ASSERT_EQ(failure.violations_size(), 1);
  EXPECT_EQ(failure.violations(0).type(), "QUORUM");
}

class IncidentTest : public ::testing::Test {
 protected:
  absl::Status Outside(const absl::Status& inside) {
    return ForCaller(inside, "factcheck.v1.Claims/GetClaim", log_);
  }
  std::ostringstream out_;
  observability::Log log_{observability::Level::kInfo, out_};
};

TEST_F(IncidentTest, ErrorsWithDetailsPassUnchanged) {
  const absl::Status status = domain::NotFound("claims/c1");
  EXPECT_EQ(Outside(status), status);
  EXPECT_EQ(out_.str(), "");
}

TEST_F(IncidentTest, TheInsideIsInTheLogAndNowhereElse) {
  const absl::Status outside = Outside(absl::InvalidArgumentError("key 'c/17' is too long"));
  EXPECT_EQ(outside.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(testing::ReasonName(outside), "INTERNAL");
  EXPECT_THAT(outside.ToString(), Not(HasSubstr("c/17")));
  const auto line = nlohmann::json::parse(out_.str());
  EXPECT_EQ(line["event"], "incident");
  EXPECT_EQ(line["method"], "factcheck.v1.Claims/GetClaim");
  EXPECT_THAT(line["status"].get<std::string>(), HasSubstr("key 'c/17' is too long"));
  EXPECT_EQ(MetadataOf(ToWire(outside), "incident"), line["incident"]);
  EXPECT_EQ(line["incident"].get<std::string>().size(), 16u);
}

TEST_F(IncidentTest, LostDataStaysTold) {
  const absl::Status outside = Outside(absl::DataLossError("checksum of 000012.sst"));
  EXPECT_EQ(outside.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(testing::ReasonName(outside), "INTERNAL");
  EXPECT_THAT(outside.ToString(), Not(HasSubstr("sst")));
}

TEST_F(IncidentTest, WaitsThatEndedEarlyAreNoFault) {
  EXPECT_EQ(testing::ReasonName(Outside(absl::DeadlineExceededError("snapshot"))),
            "DEADLINE_EXCEEDED");
  EXPECT_EQ(testing::ReasonName(Outside(absl::UnavailableError("closed"))), "UNAVAILABLE");
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace factcheck::api
