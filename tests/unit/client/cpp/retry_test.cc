#include "client/cpp/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "client/cpp/connection.h"
#include "client/cpp/error_details.h"
#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "tests/unit/client/cpp/fake_server.h"

namespace factcheck::client {
namespace {

using ::testing::MatchesRegex;

TEST(IdempotencyTest, IsReadOffTheDescriptors) {
  struct Case {
    std::string_view method;
    bool idempotent;
  };
  const Case cases[] = {
      {"Claims/GetClaim", true},
      {"Claims/ListClaims", true},
      {"Claims/BatchGetClaims", true},
      {"Claims/CreateClaim", true},
      {"Verdicts/PublishVerdict", true},
      {"Statuses/GetStatus", true},
      {"Admin/WhoAmI", true},
      {"Admin/GetServerInfo", true},
      {"Admin/CreateApiKey", true},
      {"Admin/CreateBackup", false},
      {"Admin/CompactStore", false},
      {"Transfers/ImportAll", false},
      {"Transfers/GetRatingRules", true},
  };
  for (const Case& c : cases) {
    const auto* method = FindMethod(c.method);
    ASSERT_NE(method, nullptr) << c.method;
    EXPECT_EQ(IsIdempotent(*method), c.idempotent) << c.method;
  }
}

TEST(RetryTest, OnlyWhatMayPassIsTriedAgain) {
  struct Case {
    grpc::Status status;
    std::optional<absl::Duration> wait;
  };
  const Case cases[] = {
      {grpc::Status(grpc::UNAVAILABLE, "connection refused"), absl::ZeroDuration()},
      {ErrorWith(grpc::UNAVAILABLE, "UNAVAILABLE", absl::Seconds(2)), absl::Seconds(2)},
      {ErrorWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"), absl::ZeroDuration()},
      {grpc::Status(grpc::UNKNOWN, "a bug"), std::nullopt},
      {ErrorWith(grpc::RESOURCE_EXHAUSTED, "RATE_LIMITED", absl::Seconds(3)), absl::Seconds(3)},
      {ErrorWith(grpc::RESOURCE_EXHAUSTED, "STORAGE_FULL"), std::nullopt},
      {grpc::Status(grpc::DEADLINE_EXCEEDED, "late"), std::nullopt},
      {ErrorWith(grpc::ABORTED, "ETAG_MISMATCH"), std::nullopt},
      {ErrorWith(grpc::INTERNAL, "INTERNAL"), std::nullopt},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(WaitBeforeRetry(FromGrpc(c.status)), c.wait) << c.status.error_message();
  }
}

TEST(BackoffTest, GrowsWithinItsBoundsAndEnds) {
  const RetryOptions options{.max_attempts = 6,
                             .initial_backoff = absl::Milliseconds(100),
                             .max_backoff = absl::Milliseconds(500)};
  Backoff backoff(options, /*seed=*/1);
  const int whole[] = {100, 200, 400, 500, 500};
  for (const int milliseconds : whole) {
    const std::optional<absl::Duration> wait = backoff.Next(absl::ZeroDuration());
    ASSERT_TRUE(wait.has_value());
    EXPECT_GE(*wait, absl::Milliseconds(milliseconds) / 2);
    EXPECT_LE(*wait, absl::Milliseconds(milliseconds));
  }
  EXPECT_EQ(backoff.Next(absl::ZeroDuration()), std::nullopt);
}

TEST(BackoffTest, WaitsAtLeastWhatTheServerAskedFor) {
  Backoff backoff({}, /*seed=*/1);
  EXPECT_EQ(backoff.Next(absl::Seconds(30)), absl::Seconds(30));
}

TEST(BackoffTest, BeginsAgainAfterSuccess) {
  Backoff backoff({.max_attempts = 2}, /*seed=*/1);
  EXPECT_TRUE(backoff.Next(absl::ZeroDuration()).has_value());
  EXPECT_FALSE(backoff.Next(absl::ZeroDuration()).has_value());
  backoff.Reset();
  EXPECT_TRUE(backoff.Next(absl::ZeroDuration()).has_value());
}

TEST(RequestIdTest, IsANewUuid) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string id = NewRequestId();
    EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                 "[0-9a-f]{12}"));
    EXPECT_TRUE(seen.insert(id).second) << id;
  }
}

TEST(RequestIdTest, IsAddedOnlyWhereItBelongsAndIsMissing) {
  v1::AcceptClaimRequest write;
  EnsureRequestId(write);
  EXPECT_FALSE(write.request_id().empty());
  write.set_request_id("mine");
  EnsureRequestId(write);
  EXPECT_EQ(write.request_id(), "mine");
  v1::GetClaimRequest read;
  EnsureRequestId(read);
  EXPECT_EQ(read.ByteSizeLong(), 0u);
}

}  // namespace
}  // namespace factcheck::client
