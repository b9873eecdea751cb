#include "client/cpp/error_details.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/unit/client/cpp/fake_server.h"

namespace factcheck::client {
namespace {

TEST(ErrorDetailsTest, AreAllDecoded) {
  google::rpc::Status rich;
  google::rpc::ErrorInfo info;
  info.set_domain("factcheck.v1");
  info.set_reason("ETAG_MISMATCH");
  (*info.mutable_metadata())["etag"] = "abc";
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("claim.statement");
  violation->set_description("is required");
  google::rpc::PreconditionFailure failure;
  auto* unmet = failure.add_violations();
  unmet->set_type("QUORUM");
  unmet->set_subject("claims/c/verdicts/p");
  unmet->set_description("one more approval");
  google::rpc::ResourceInfo resource;
  resource.set_resource_name("claims/c");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(500'000'000);
  rich.add_details()->PackFrom(info);
  rich.add_details()->PackFrom(bad);
  rich.add_details()->PackFrom(failure);
  rich.add_details()->PackFrom(resource);
  rich.add_details()->PackFrom(retry);

  const absl::Status status =
      FromGrpc(grpc::Status(grpc::ABORTED, "it changed", rich.SerializeAsString()));
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(status.message(), "it changed");
  const ErrorDetails details = DetailsOf(status);
  EXPECT_EQ(details.reason, v1::ERROR_REASON_ETAG_MISMATCH);
  EXPECT_EQ(details.metadata.at("etag"), "abc");
  ASSERT_EQ(details.violations.size(), 1u);
  EXPECT_EQ(details.violations[0].field, "claim.statement");
  EXPECT_EQ(details.violations[0].description, "is required");
  ASSERT_EQ(details.preconditions.size(), 1u);
  EXPECT_EQ(details.preconditions[0].type, "QUORUM");
  EXPECT_EQ(details.preconditions[0].subject, "claims/c/verdicts/p");
  EXPECT_EQ(details.resource, "claims/c");
  EXPECT_EQ(details.retry_after, absl::Milliseconds(500));
}

TEST(ErrorDetailsTest, AReasonOfANewerServerKeepsItsName) {
  const ErrorDetails details =
      DetailsOf(FromGrpc(ErrorWith(grpc::FAILED_PRECONDITION, "INVENTED_LATER")));
  EXPECT_EQ(details.reason, v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(details.reason_name, "INVENTED_LATER");
}

TEST(ErrorDetailsTest, AnErrorOfTheNetworkHasNone) {
  const ErrorDetails details =
      DetailsOf(FromGrpc(grpc::Status(grpc::UNAVAILABLE, "refused", "\xff no message")));
  EXPECT_EQ(details.reason, v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_FALSE(details.retry_after.has_value());
}

}  // namespace
}  // namespace factcheck::client
