// The feed over a real connection: streams that cost no thread, and how they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/changes_service.grpc.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "server/base/absl_strings.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

// One watch, from the client's side.
class Watch {
 public:
  Watch(const Caller& caller, const v1::WatchChangesRequest& request,
        absl::Duration timeout = absl::Seconds(30))
      : stub_(v1::Changes::NewStub(caller.channel())) {
    caller.Prepare(context_, timeout);
    reader_ = stub_->WatchChanges(&context_, request);
  }
  ~Watch() {
    if (reader_ == nullptr) return;
    context_.TryCancel();
    reader_->Finish();
  }
  std::optional<v1::WatchChangesResponse> Read() {
    v1::WatchChangesResponse response;
    if (!reader_->Read(&response)) return std::nullopt;
    return response;
  }
  // Names of the first change of each of the next commits.
  std::vector<std::string> Names(size_t count) {
    std::vector<std::string> names;
    while (names.size() < count) {
      const auto response = Read();
      if (!response) break;
      for (const v1::Commit& commit : response->commits()) {
        names.push_back(commit.changes(0).name());
      }
      token_ = response->token();
    }
    return names;
  }
  const std::string& token() const { return token_; }
  void Cancel() { context_.TryCancel(); }
  absl::Status End() {
    v1::WatchChangesResponse response;
    while (reader_->Read(&response)) {
    }
    return ToAbslStatus(std::exchange(reader_, nullptr)->Finish());
  }

 private:
  std::unique_ptr<v1::Changes::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchChangesResponse>> reader_;
  std::string token_;
};

v1::WatchChangesRequest FromNow() {
  v1::WatchChangesRequest request;
  request.mutable_start()->set_edge(v1::ChangeStart::EDGE_NOW);
  request.mutable_bookmark_interval()->set_seconds(1);
  return request;
}
v1::WatchChangesRequest From(const std::string& token) {
  v1::WatchChangesRequest request;
  request.mutable_start()->set_token(token);
  return request;
}

std::string Create(const Caller& caller, const std::string& id) {
  v1::CreateClaimRequest request;
  request.set_claim_id(id);
  request.mutable_claim()->set_statement("It rained.");
  request.mutable_claim()->set_language("en");
  const auto claim = caller.Call<v1::Claim>("Claims/CreateClaim", request);
  EXPECT_TRUE(claim.ok()) << claim.status();
  return claim.ok() ? claim->consistency_token() : "";
}

// Until the server has let all of them go.
bool AwaitWatches(TestServer& server, size_t count) {
  for (int i = 0; i < 2'000'000; ++i) {
    if (server.server().backend().hub().subscriptions() == count) return true;
    std::this_thread::yield();
  }
  return false;
}

TEST(WatchTest, SendsEachCommitAndGoesOnFromItsToken) {
  TestServer server;
  const Caller consumer = server.NewActor("reader", {v1::ROLE_CONSUMER});
  const std::string start = Create(server.admin(), "c1");
  std::string token;
  {
    Watch watch(consumer, From(start));
    Create(server.admin(), "c2");
    Create(server.admin(), "c3");
    EXPECT_THAT(watch.Names(2), ::testing::ElementsAre("claims/c2", "claims/c3"));
    token = watch.token();
  }
  Create(server.admin(), "c4");
  Watch again(consumer, From(token));
  EXPECT_THAT(again.Names(1), ::testing::ElementsAre("claims/c4"));
}

TEST(WatchTest, BookmarksComeWhileNothingDoes) {
  TestServer server;
  Watch watch(server.admin(), FromNow());
  for (int i = 0; i < 2; ++i) {
    const auto bookmark = watch.Read();
    ASSERT_TRUE(bookmark);
    EXPECT_EQ(bookmark->commits_size(), 0);
    EXPECT_NE(bookmark->token(), "");
    EXPECT_TRUE(bookmark->caught_up());
  }
}

TEST(WatchTest, BadRequestsAreRefusedWithDetails) {
  TestServer server;
  v1::WatchChangesRequest request = FromNow();
  request.mutable_filter()->add_publishers("gazette");
  EXPECT_THAT(ViolatedFields(Watch(server.admin(), request).End()),
              ::testing::ElementsAre("filter.publishers[0]"));
  EXPECT_EQ(ReasonName(Watch(server.admin(), From("nonsense")).End()), "INVALID_CONSISTENCY_TOKEN");
  EXPECT_EQ(ReasonName(Watch(server.admin(), From(server.TokenToCome())).End()), "POSITION_AHEAD");
  EXPECT_EQ(ReasonName(Watch(server.WithKey("nobody"), FromNow()).End()), "INVALID_CREDENTIALS");
  const Caller no_roles = server.NewActor("idle", {});
  EXPECT_EQ(ReasonName(Watch(no_roles, FromNow()).End()), "MISSING_ROLE");
  Create(server.admin(), "c1");
  ASSERT_TRUE(server.engine().TrimLog(server.engine().LatestVersion()).ok());
  v1::WatchChangesRequest beginning;
  beginning.mutable_start()->set_edge(v1::ChangeStart::EDGE_BEGINNING);
  const absl::Status trimmed = Watch(server.admin(), beginning).End();
  EXPECT_EQ(trimmed.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonName(trimmed), "POSITION_TRIMMED");
  EXPECT_TRUE(AwaitWatches(server, 0));
}

TEST(WatchTest, ARevokedKeyEndsTheStreamThoughNothingHappens) {
  TestServer server;
  const Caller consumer = server.NewActor("reader", {v1::ROLE_CONSUMER});
  Watch watch(consumer, FromNow());
  ASSERT_TRUE(watch.Read());
  v1::UpdateActorRequest request;
  request.mutable_actor()->set_name("actors/reader");
  request.mutable_actor()->set_disabled(true);
  request.mutable_update_mask()->add_paths("disabled");
  ASSERT_TRUE(server.admin().Try("Admin/UpdateActor", request).ok());
  EXPECT_EQ(ReasonName(watch.End()), "INVALID_CREDENTIALS");
}

TEST(WatchTest, AClientThatGoesIsForgottenAndDeadlinesHold) {
  TestServer server;
  std::vector<std::unique_ptr<Watch>> watches;
  for (int i = 0; i < 50; ++i) {
    watches.push_back(std::make_unique<Watch>(server.admin(), FromNow()));
    ASSERT_TRUE(watches.back()->Read());
  }
  EXPECT_EQ(server.server().backend().hub().subscriptions(), 50u);
  for (const auto& watch : watches) watch->Cancel();
  EXPECT_TRUE(AwaitWatches(server, 0));
  for (const auto& watch : watches) EXPECT_EQ(watch->End().code(), absl::StatusCode::kCancelled);
  Watch brief(server.admin(), FromNow(), absl::Milliseconds(100));
  EXPECT_EQ(brief.End().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(AwaitWatches(server, 0));
}

TEST(WatchTest, AKeyAndTheServerHaveAMostOfStreams) {
  TestServer server([](api::ServerOptions& options) {
    options.limits.watches_per_key = 2;
    options.backend.watches = 3;
  });
  const Caller one = server.NewActor("one", {v1::ROLE_CONSUMER});
  const Caller two = server.NewActor("two", {v1::ROLE_CONSUMER});
  Watch first(one, FromNow());
  Watch second(one, FromNow());
  ASSERT_TRUE(first.Read() && second.Read());
  EXPECT_EQ(ReasonName(Watch(one, FromNow()).End()), "RATE_LIMITED");
  Watch third(two, FromNow());
  ASSERT_TRUE(third.Read());
  EXPECT_EQ(ReasonName(Watch(two, FromNow()).End()), "RATE_LIMITED");
  first.Cancel();
  ASSERT_TRUE(AwaitWatches(server, 2));
  Watch fourth(two, FromNow());
  EXPECT_TRUE(fourth.Read());
}

TEST(WatchTest, StoppingTheServerTellsThoseWhoFollowToComeBack) {
  TestServer server;
  Watch watch(server.admin(), FromNow());
  ASSERT_TRUE(watch.Read());
  EXPECT_TRUE(server.Stop());
  EXPECT_EQ(watch.End().code(), absl::StatusCode::kUnavailable);
}

TEST(WatchTest, AClientThatTakesNothingSlowsNobody) {
  TestServer server;
  const Caller slow_caller = server.NewActor("slow", {v1::ROLE_CONSUMER});
  const std::string start = Create(server.admin(), "c1");
  Watch slow(slow_caller, From(start));
  ASSERT_TRUE(AwaitWatches(server, 1));
  Watch fast(server.admin(), From(start));
  // More than gRPC takes for a client that does not read.
  constexpr size_t kWrites = 300;
  const std::string context(9'000, 'x');
  for (size_t i = 0; i < kWrites; ++i) {
    v1::UpdateClaimRequest request;
    request.mutable_claim()->set_name("claims/c1");
    request.mutable_claim()->set_context(StrCat(i, context));
    ASSERT_TRUE(server.admin().Try("Claims/UpdateClaim", request).ok());
  }
  EXPECT_EQ(fast.Names(kWrites).size(), kWrites);
  EXPECT_EQ(slow.Names(kWrites).size(), kWrites);
}

TEST(WatchTest, ThousandIdleWatchesCostNoThread) {
  TestServer server([](api::ServerOptions& options) { options.limits.watches_per_key = 2000; });
  const Caller caller = server.NewActor("reader", {v1::ROLE_CONSUMER});
  // A connection takes 1,024 streams.
  constexpr size_t kWatches = 1000;
  v1::WatchChangesRequest request = FromNow();
  request.mutable_filter()->add_claims("claims/wanted");
  request.mutable_bookmark_interval()->set_seconds(3600);
  std::vector<std::unique_ptr<Watch>> watches;
  for (size_t i = 0; i < kWatches; ++i) {
    watches.push_back(std::make_unique<Watch>(caller, request));
  }
  ASSERT_TRUE(AwaitWatches(server, kWatches));
  Create(server.admin(), "other");
  Create(server.admin(), "wanted");
  for (const auto& watch : watches) {
    ASSERT_THAT(watch->Names(1), ::testing::ElementsAre("claims/wanted"));
  }
}

TEST(WatchTest, SnapshotsAndConsumersWorkOverTheWire) {
  TestServer server;
  Create(server.admin(), "c1");
  const auto stub = v1::Changes::NewStub(server.admin().channel());
  grpc::ClientContext context;
  server.admin().Prepare(context);
  const auto reader = stub->SnapshotStatuses(&context, v1::SnapshotStatusesRequest());
  v1::SnapshotStatusesResponse response;
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_EQ(response.statuses_size(), 1);
  EXPECT_EQ(response.statuses(0).claim(), "claims/c1");
  ASSERT_TRUE(reader->Read(&response));
  const std::string token = response.token();
  EXPECT_NE(token, "");
  EXPECT_FALSE(reader->Read(&response));
  EXPECT_TRUE(reader->Finish().ok());
  v1::AcknowledgeChangesRequest acknowledge;
  acknowledge.set_consumer_id("site");
  acknowledge.set_token(token);
  const auto consumer =
      server.admin().Call<v1::Consumer>("Changes/AcknowledgeChanges", acknowledge);
  ASSERT_TRUE(consumer.ok()) << consumer.status();
  EXPECT_EQ(consumer->token(), token);
}

}  // namespace
}  // namespace factcheck::testing
