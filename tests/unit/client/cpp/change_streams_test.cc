#include "client/cpp/change_streams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "tests/unit/client/cpp/fake_server.h"

namespace factcheck::client {
namespace {

using ::testing::ElementsAre;

using Writer = grpc::ServerWriter<v1::WatchChangesResponse>;

v1::WatchChangesRequest FromNow() {
  v1::WatchChangesRequest request;
  request.mutable_start()->set_edge(v1::ChangeStart::EDGE_NOW);
  return request;
}

void Send(Writer* writer, const std::string& token) {
  v1::WatchChangesResponse response;
  response.set_token(token);
  writer->Write(response);
}

TEST(ChangeWatchTest, GoesOnBehindTheLastMessageHoweverOftenItBreaks) {
  FakeServer server;
  std::vector<std::string> starts;
  server.watch = [&](const v1::WatchChangesRequest& request, Writer* writer) {
    starts.push_back(request.start().ShortDebugString());
    if (starts.size() % 2 == 0) return grpc::Status(grpc::UNAVAILABLE, "restarting");
    Send(writer, "t" + std::to_string(starts.size()));
    Send(writer, "t" + std::to_string(starts.size() + 1));
    return grpc::Status(grpc::UNAVAILABLE, "restarting");
  };
  int breaks = 0;
  WatchSettings settings;
  settings.on_break = [&](const absl::Status&, absl::Duration) { ++breaks; };
  const auto watch = server.NewClient().WatchChanges(FromNow(), settings);
  std::vector<std::string> tokens;
  for (int i = 0; i < 20; ++i) {
    const auto next = watch->Next();
    ASSERT_TRUE(next.ok()) << next.status();
    tokens.push_back(next->token());
  }
  EXPECT_EQ(watch->token(), tokens.back());
  EXPECT_THAT(std::vector(starts.begin(), starts.begin() + 4),
              ElementsAre("edge: EDGE_NOW", "token: \"t2\"", "token: \"t2\"", "token: \"t4\""));
  EXPECT_EQ(breaks, 18);
}

TEST(ChangeWatchTest, GivesUpWhereNothingEverCame) {
  FakeServer server;
  int attempts = 0;
  server.watch = [&](const v1::WatchChangesRequest&, Writer*) {
    ++attempts;
    return grpc::Status(grpc::UNAVAILABLE, "not yet");
  };
  const auto watch = server.NewClient().WatchChanges(FromNow());
  EXPECT_EQ(watch->Next().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(attempts, RetryOptions().max_attempts);
}

TEST(ChangeWatchTest, WhatTryingAgainDoesNotMendIsToldAtOnce) {
  FakeServer server;
  int attempts = 0;
  server.watch = [&](const v1::WatchChangesRequest&, Writer* writer) {
    if (++attempts == 1) {
      Send(writer, "t1");
      return grpc::Status(grpc::UNAVAILABLE, "restarting");
    }
    return ErrorWith(grpc::OUT_OF_RANGE, "POSITION_TRIMMED");
  };
  const auto watch = server.NewClient().WatchChanges(FromNow());
  ASSERT_TRUE(watch->Next().ok());
  const auto next = watch->Next();
  EXPECT_EQ(DetailsOf(next.status()).reason, v1::ERROR_REASON_POSITION_TRIMMED);
  EXPECT_EQ(attempts, 2);
}

TEST(ChangeWatchTest, CancelEndsTheWait) {
  FakeServer server;
  absl::Mutex mutex;
  bool over = false;
  server.watch = [&](const v1::WatchChangesRequest&, Writer* writer) {
    Send(writer, "t1");
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(&over));
    return grpc::Status::OK;
  };
  const auto watch = server.NewClient().WatchChanges(FromNow());
  ASSERT_TRUE(watch->Next().ok());
  std::thread canceller([&] { watch->Cancel(); });
  EXPECT_EQ(watch->Next().status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(watch->Next().status().code(), absl::StatusCode::kCancelled);
  canceller.join();
  absl::MutexLock lock(&mutex);
  over = true;
}

TEST(StatusSnapshotTest, IsWholeOnlyWithItsToken) {
  FakeServer server;
  bool whole = true;
  server.snapshot = [&](grpc::ServerWriter<v1::SnapshotStatusesResponse>* writer) {
    v1::SnapshotStatusesResponse some;
    some.add_statuses()->set_claim("claims/c1");
    writer->Write(some);
    v1::SnapshotStatusesResponse last;
    last.set_token("t1");
    if (whole) writer->Write(last);
    return grpc::Status::OK;
  };
  const auto snapshot = server.NewClient().SnapshotStatuses();
  auto part = snapshot->Next();
  ASSERT_TRUE(part.ok() && *part) << part.status();
  EXPECT_EQ((*part)->statuses(0).claim(), "claims/c1");
  part = snapshot->Next();
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_FALSE(*part);
  EXPECT_EQ(snapshot->token(), "t1");
  whole = false;
  const auto cut = server.NewClient().SnapshotStatuses();
  ASSERT_TRUE(cut->Next().ok());
  EXPECT_EQ(cut->Next().status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace factcheck::client
