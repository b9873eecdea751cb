// Many callers at once, and more than the server takes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

v1::CreateClaimRequest NewClaim(const std::string& statement) {
  v1::CreateClaimRequest request;
  request.mutable_claim()->set_statement(statement);
  request.mutable_claim()->set_language("en");
  return request;
}

TEST(LoadTest, SixtyFourClientsReadTheirOwnWrites) {
  TestServer server([](api::ServerOptions& options) { options.unary.queues = 2; });
  std::atomic<int> wrong = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 64; ++i) {
    clients.emplace_back([&, i] {
      const Caller caller = server.WithKey(server.admin().key());
      for (int n = 0; n < 10; ++n) {
        const auto claim = caller.Call<v1::Claim>(
            "Claims/CreateClaim", NewClaim("Statement " + std::to_string(i * 100 + n)));
        v1::GetClaimRequest get;
        if (claim.ok()) get.set_name(claim->name());
        const auto read = caller.Call<v1::Claim>("Claims/GetClaim", get);
        v1::GetStatusRequest status;
        status.mutable_query()->set_claim(get.name());
        const auto answer = caller.Call<v1::StatusAnswer>("Statuses/GetStatus", status);
        if (!claim.ok() || !read.ok() || !answer.ok() || read->etag() != claim->etag() ||
            answer->applicability() != v1::APPLICABILITY_EXACT) {
          ++wrong;
        }
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(wrong, 0);
}

// Calls that wait until the test lets them go.
class Waiting {
 public:
  Waiting(TestServer& server, const Caller& caller, int count) {
    v1::GetClaimRequest request;
    request.set_name("claims/c1");
    request.mutable_read_options()->set_at_least_as_fresh(server.TokenToCome());
    for (int i = 0; i < count; ++i) {
      threads_.emplace_back(
          [&caller, request] { caller.CallRaw("Claims/GetClaim", request.SerializeAsString()); });
    }
  }
  ~Waiting() {
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::vector<std::thread> threads_;
};

double InFlight(TestServer& server) {
  const std::string text = server.server().metrics().Serialize();
  const std::string name = "factcheck_calls_in_flight{method=\"factcheck.v1.Claims/GetClaim\"} ";
  const size_t at = text.find(name);
  return at == std::string::npos ? 0 : std::stod(text.substr(at + name.size()));
}

void AwaitInFlight(TestServer& server, int count) {
  while (InFlight(server) < count) std::this_thread::yield();
}

void CheckRateLimited(const absl::Status& status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(ReasonName(status), "RATE_LIMITED");
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
}

TEST(LoadTest, AKeyThatHasItsMostUnderWayIsRefused) {
  TestServer server([](api::ServerOptions& options) {
    options.limits.calls_per_key = 2;
    options.limits.longest_call = absl::Seconds(2);
  });
  const Caller other = server.NewActor("other", {v1::ROLE_CONTRIBUTOR});
  {
    Waiting waiting(server, server.admin(), 2);
    AwaitInFlight(server, 2);
    CheckRateLimited(server.admin().Try("Claims/CreateClaim", NewClaim("One more.")));
    // What answers at once does not count, and other keys have places of their own.
    v1::GetStatusRequest status;
    status.mutable_query()->set_claim("claims/none");
    EXPECT_TRUE(server.admin().Try("Statuses/GetStatus", status).ok());
    EXPECT_TRUE(other.Try("Claims/CreateClaim", NewClaim("Another.")).ok());
  }
  EXPECT_TRUE(server.admin().Try("Claims/CreateClaim", NewClaim("Now.")).ok());
}

TEST(LoadTest, AFullQueueRefusesAndReadsFromMemoryGoOn) {
  TestServer server([](api::ServerOptions& options) {
    options.workers = 1;
    options.max_queued_calls = 1;
    options.limits.longest_call = absl::Seconds(2);
  });
  {
    Waiting waiting(server, server.admin(), 1);
    AwaitInFlight(server, 1);
    Waiting queued(server, server.admin(), 1);
    while (server.server().metrics().Serialize().find("factcheck_queued_calls 1\n") ==
           std::string::npos) {
      std::this_thread::yield();
    }
    CheckRateLimited(server.admin().Try("Claims/CreateClaim", NewClaim("One more.")));
    v1::GetStatusRequest status;
    status.mutable_query()->set_claim("claims/none");
    EXPECT_TRUE(server.admin().Try("Statuses/GetStatus", status).ok());
  }
  EXPECT_TRUE(server.admin().Try("Claims/CreateClaim", NewClaim("Now.")).ok());
}

TEST(LoadTest, AQueuedCallWhoseClientCancelsIsNotRun) {
  TestServer server([](api::ServerOptions& options) {
    options.workers = 1;
    options.limits.longest_call = absl::Seconds(3);
  });
  v1::CreateClaimRequest create = NewClaim("Never said.");
  create.set_claim_id("given-up");
  {
    Waiting waiting(server, server.admin(), 1);
    AwaitInFlight(server, 1);
    grpc::ClientContext context;
    server.admin().Prepare(context);
    grpc::GenericStub stub(server.admin().channel());
    grpc::CompletionQueue queue;
    const grpc::Slice slice(create.SerializeAsString());
    const auto call = stub.PrepareUnaryCall(&context, "/factcheck.v1.Claims/CreateClaim",
                                            grpc::ByteBuffer(&slice, 1), &queue);
    grpc::ByteBuffer reply;
    grpc::Status status;
    call->StartCall();
    call->Finish(&reply, &status, &context);
    while (server.server().metrics().Serialize().find("factcheck_queued_calls 1\n") ==
           std::string::npos) {
      std::this_thread::yield();
    }
    context.TryCancel();
    void* tag = nullptr;
    bool ok = false;
    ASSERT_TRUE(queue.Next(&tag, &ok));
    EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
    queue.Shutdown();
    EXPECT_FALSE(queue.Next(&tag, &ok));
  }
  // The only worker takes one call after the other.
  EXPECT_TRUE(server.admin().Try("Claims/CreateClaim", NewClaim("Said.")).ok());
  v1::GetClaimRequest get;
  get.set_name("claims/given-up");
  EXPECT_EQ(ReasonName(server.admin().Try("Claims/GetClaim", get)), "RESOURCE_NOT_FOUND");
  // It is counted once it has ended, which nobody waits for.
  while (server.server().metrics().Serialize().find("code=\"CANCELLED\"") == std::string::npos) {
    std::this_thread::yield();
  }
}

TEST(LoadTest, WhatClientsGiveUpIsForgotten) {
  TestServer server(
      [](api::ServerOptions& options) { options.limits.longest_call = absl::Milliseconds(300); });
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  request.mutable_read_options()->set_at_least_as_fresh(server.TokenToCome());
  for (int i = 0; i < 20; ++i) {
    server.admin().CallRaw("Claims/GetClaim", request.SerializeAsString(), absl::Milliseconds(1));
  }
  while (InFlight(server) > 0) std::this_thread::yield();
  EXPECT_TRUE(server.admin().Try("Claims/CreateClaim", NewClaim("Still here.")).ok());
}

}  // namespace
}  // namespace factcheck::testing
