// Stopping while calls are under way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/transfers_service.grpc.pb.h"
#include "server/domain/core/keys.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

TEST(ShutdownTest, AcknowledgedWritesAreKeptAndWritersAreToldOfTheEnd) {
  TestServer server;
  absl::Mutex mutex;
  std::vector<std::string> acknowledged;
  std::atomic<int> count = 0;
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] {
      const Caller caller = server.WithKey(server.admin().key());
      for (int n = 0;; ++n) {
        v1::CreateClaimRequest request;
        request.mutable_claim()->set_statement("Statement " + std::to_string(i * 100'000 + n));
        request.mutable_claim()->set_language("en");
        const auto claim = caller.Call<v1::Claim>("Claims/CreateClaim", request);
        if (!claim.ok()) {
          EXPECT_TRUE(absl::IsUnavailable(claim.status()) || absl::IsCancelled(claim.status()))
              << claim.status();
          return;
        }
        absl::MutexLock lock(&mutex);
        acknowledged.push_back(claim->name());
        ++count;
      }
    });
  }
  while (count < 100) std::this_thread::yield();
  EXPECT_TRUE(server.Stop(absl::Seconds(10)));
  for (std::thread& writer : writers) writer.join();
  const auto snapshot = server.engine().NewSnapshot();
  ASSERT_TRUE(snapshot.ok());
  for (const std::string& name : acknowledged) {
    const auto entry = (*snapshot)->Get(domain::keys::Claim(name.substr(name.find('/') + 1)));
    ASSERT_TRUE(entry.ok());
    EXPECT_TRUE(entry->has_value()) << name;
  }
}

// Runs `count` calls that wait for what does not come, and returns what they were told.
std::vector<absl::Status> WaitingCalls(TestServer& server, int count, absl::Duration drain) {
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  request.mutable_read_options()->set_at_least_as_fresh(server.TokenToCome());
  std::vector<absl::Status> told(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] { told[i] = server.admin().Try("Claims/GetClaim", request); });
  }
  const std::string under_way =
      "factcheck_calls_in_flight{method=\"factcheck.v1.Claims/GetClaim\"} " +
      std::to_string(count) + "\n";
  while (server.server().metrics().Serialize().find(under_way) == std::string::npos) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(server.Stop(drain));
  for (std::thread& thread : threads) thread.join();
  return told;
}

TEST(ShutdownTest, CallsUnderWayEndInPeaceWithinTheDrain) {
  TestServer server(
      [](api::ServerOptions& options) { options.limits.longest_call = absl::Milliseconds(500); });
  for (const absl::Status& status : WaitingCalls(server, 3, absl::Seconds(30))) {
    EXPECT_EQ(ReasonName(status), "DEADLINE_EXCEEDED") << status;
  }
}

TEST(ShutdownTest, CallsThatOutlastTheDrainAreCancelled) {
  TestServer server(
      [](api::ServerOptions& options) { options.limits.longest_call = absl::Seconds(2); });
  for (const absl::Status& status : WaitingCalls(server, 3, absl::ZeroDuration())) {
    EXPECT_TRUE(absl::IsUnavailable(status) || absl::IsCancelled(status)) << status;
  }
}

TEST(ShutdownTest, StreamsThatOutlastTheDrainAreCancelled) {
  TestServer server;
  const auto stub = v1::Transfers::NewStub(server.admin().channel());
  grpc::ClientContext context;
  server.admin().Prepare(context);
  const auto stream = stub->ImportClaimReviews(&context);
  v1::ImportClaimReviewsRequest request;
  request.mutable_options();
  ASSERT_TRUE(stream->Write(request));
  while (server.server().metrics().Serialize().find("factcheck_streams 1\n") == std::string::npos) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(server.Stop(absl::Milliseconds(10)));
  v1::ImportClaimReviewsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_FALSE(stream->Finish().ok());
}

TEST(ShutdownTest, AServerThatIsDestroyedStopsByItself) {
  TestServer server;
  EXPECT_TRUE(server.admin().Try("Claims/ListClaims", v1::ListClaimsRequest()).ok());
}

TEST(ShutdownTest, StoppingTwiceIsFine) {
  TestServer server;
  EXPECT_TRUE(server.Stop());
  EXPECT_TRUE(server.Stop());
}

}  // namespace
}  // namespace factcheck::testing
