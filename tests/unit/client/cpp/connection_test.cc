#include "client/cpp/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cpp/client.h"
#include "tests/unit/client/cpp/fake_server.h"

namespace factcheck::client {
namespace {

using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::SizeIs;

v1::CreateClaimRequest NewClaim() {
  v1::CreateClaimRequest request;
  request.mutable_claim()->set_statement("There was no apology.");
  return request;
}

v1::GetClaimRequest ClaimOne() {
  v1::GetClaimRequest request;
  request.set_name("claims/one");
  return request;
}

TEST(ConnectionTest, AWriteIsTriedAgainUnderOneRequestId) {
  FakeServer server;
  server.FailNext(grpc::Status(grpc::UNAVAILABLE, "gone"));
  server.FailNext(ErrorWith(grpc::UNKNOWN, "OUTCOME_UNKNOWN"));
  const absl::StatusOr<v1::Claim> claim = server.NewClient().CreateClaim(NewClaim());
  ASSERT_TRUE(claim.ok()) << claim.status();
  const auto creates = server.creates();
  ASSERT_THAT(creates, SizeIs(3));
  EXPECT_FALSE(creates[0].request_id().empty());
  EXPECT_EQ(creates[0].request_id(), creates[1].request_id());
  EXPECT_EQ(creates[0].request_id(), creates[2].request_id());
}

TEST(ConnectionTest, AReadIsTriedAgain) {
  FakeServer server;
  server.FailNext(grpc::Status(grpc::UNAVAILABLE, "gone"));
  EXPECT_TRUE(server.NewClient().GetClaim(ClaimOne()).ok());
}

TEST(ConnectionTest, EndsWithTheLastErrorWhenTheAttemptsAreUsedUp) {
  FakeServer server;
  server.FailNext(grpc::Status(grpc::UNAVAILABLE, "gone"), 10);
  const auto claim = server.NewClient({.retry = {.max_attempts = 3}}).GetClaim(ClaimOne());
  EXPECT_EQ(claim.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(server.gets(), SizeIs(3));
  EXPECT_THAT(server.waits(), SizeIs(2));
}

TEST(ConnectionTest, WhatIsNotIdempotentIsTriedOnce) {
  FakeServer server;
  server.FailNext(grpc::Status(grpc::UNAVAILABLE, "gone"));
  EXPECT_EQ(server.NewClient().CompactStore().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(server.waits(), SizeIs(0));
}

TEST(ConnectionTest, HonoursWhatTheServerAsksToWait) {
  FakeServer server;
  server.FailNext(ErrorWith(grpc::RESOURCE_EXHAUSTED, "RATE_LIMITED", absl::Seconds(7)));
  EXPECT_TRUE(server.NewClient().GetClaim(ClaimOne()).ok());
  EXPECT_THAT(server.waits(), ElementsAre(absl::Seconds(7)));
}

TEST(ConnectionTest, DoesNotWaitPastItsDeadline) {
  FakeServer server;
  server.FailNext(ErrorWith(grpc::RESOURCE_EXHAUSTED, "RATE_LIMITED", absl::Seconds(60)));
  const auto claim = server.NewClient().GetClaim(ClaimOne(), {.timeout = absl::Seconds(30)});
  EXPECT_EQ(claim.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(server.waits(), SizeIs(0));
}

TEST(ConnectionTest, SendsTheKey) {
  FakeServer server;
  ASSERT_TRUE(server.NewClient({.api_key = "fck_secret"}).GetClaim(ClaimOne()).ok());
  ASSERT_TRUE(server.NewClient().GetClaim(ClaimOne()).ok());
  EXPECT_THAT(server.authorizations(), ElementsAre("Bearer fck_secret", ""));
}

TEST(ConnectionTest, ReadsSeeWhatWasWrittenWhereThatIsAskedFor) {
  FakeServer server;
  const Client client = server.NewClient({.read_your_writes = true});
  ASSERT_TRUE(client.GetClaim(ClaimOne()).ok());
  ASSERT_TRUE(client.CreateClaim(NewClaim()).ok());
  ASSERT_TRUE(client.GetClaim(ClaimOne()).ok());
  v1::GetClaimRequest of_old = ClaimOne();
  of_old.mutable_read_options()->set_token("old");
  ASSERT_TRUE(client.GetClaim(of_old).ok());
  const auto gets = server.gets();
  ASSERT_THAT(gets, SizeIs(3));
  EXPECT_EQ(gets[0].read_options().at_least_as_fresh(), "");
  EXPECT_EQ(gets[1].read_options().at_least_as_fresh(), "token-1");
  EXPECT_EQ(gets[2].read_options().at_least_as_fresh(), "");
}

TEST(ConnectionTest, AnOlderAnswerDoesNotReplaceANewerToken) {
  ReadYourWrites writes;
  v1::Claim claim;
  claim.set_consistency_token("new");
  claim.mutable_update_time()->set_seconds(20);
  writes.Observe(claim);
  claim.set_consistency_token("old");
  claim.mutable_update_time()->set_seconds(10);
  writes.Observe(claim);
  EXPECT_EQ(writes.token(), "new");
}

TEST(ConnectionTest, RefusesWhatCannotBeSent) {
  EXPECT_EQ(Client::Connect({.address = ""}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Client::Connect({.api_key = "two\nlines"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Client::Connect({.tls = TlsOptions{.certificate_chain = "alone"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(ConnectionTest, AServerThatIsNotThereIsUnavailable) {
  Options options{.address = "127.0.0.1:1", .retry = {.max_attempts = 2}};
  options.clock.sleep = [](absl::Duration) {};
  const absl::StatusOr<Client> client = Client::Connect(options);
  ASSERT_TRUE(client.ok());
  EXPECT_EQ(client->GetClaim(ClaimOne()).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace factcheck::client
