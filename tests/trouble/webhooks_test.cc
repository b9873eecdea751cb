// kill -9 of the server at any moment, over and over, while receivers fail: every commit that was
// acknowledged arrives, in order, and repeats have the id that they had.
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "factcheck/v1/webhooks_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/support/https_receiver.h"
#include "tests/support/server_process.h"
#include "tests/trouble/newsroom.h"

namespace factcheck::testing {
namespace {

constexpr int kKills = 12;
constexpr int kLongestRunMillis = 400;

// Takes most deliveries, and remembers what it took.
class Follower {
 public:
  explicit Follower(unsigned seed) : random_(seed) {}

  Reply Answer(const ReceivedPost& post) {
    absl::MutexLock lock(&mutex_);
    switch (random_() % 6) {
      case 0:
        return {.status = 500};
      case 1:
        return {.how = Reply::How::kCloseAtOnce};
      default:
        break;
    }
    // As the protos say: what comes again has the same id.
    if (std::find(ids_.begin(), ids_.end(), post.id()) == ids_.end()) {
      ids_.push_back(post.id());
      if (post.body.find("\"KIND_CLAIM_CREATED\"") != std::string::npos) {
        const size_t at = post.body.find("claims/");
        claims_.push_back(post.body.substr(at, post.body.find('"', at) - at));
      }
    }
    return {};
  }
  bool AwaitClaims(size_t count) {
    const auto came = [this, count]()
                          ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return claims_.size() >= count; };
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&came), absl::Seconds(60));
  }
  std::vector<std::string> claims() {
    absl::MutexLock lock(&mutex_);
    return claims_;
  }

 private:
  absl::Mutex mutex_;
  std::mt19937 random_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> ids_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> claims_ ABSL_GUARDED_BY(mutex_);
};

TEST(WebhooksKillTest, EveryAcknowledgedCommitArrivesInOrder) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  Follower follower(seed);
  HttpsReceiver receiver([&](const ReceivedPost& post) { return follower.Answer(post); });
  TemporaryDirectory directory;
  const std::vector<std::string> options = {"--webhooks-allow-private", "--webhooks-ca",
                                            receiver.ca_file(), "--webhooks-retry-ms", "5"};
  const auto start = [&] { return ServerProcess::Start(FACTCHECKD, directory.path(), options); };
  auto server = start();
  ASSERT_TRUE(server.ok()) << server.status();
  auto stubs = std::make_unique<Stubs>((*server)->address());
  const Keys keys = OpenNewsroom(*stubs, (*server)->admin_key());
  v1::CreateWebhookRequest hook;
  hook.mutable_webhook()->set_url(receiver.url());
  hook.mutable_webhook()->mutable_filter()->add_kinds(v1::Change::KIND_CLAIM_CREATED);
  v1::Webhook made;
  const auto webhooks = v1::Webhooks::NewStub(stubs->channel);
  const grpc::Status created =
      Call(*webhooks, &v1::Webhooks::Stub::CreateWebhook, keys.checker, hook, &made);
  ASSERT_TRUE(created.ok()) << created.error_message();

  std::vector<std::string> acknowledged;
  int number = 0;
  const auto write = [&] {
    v1::CreateClaimRequest request;
    request.set_claim_id("k" + std::to_string(number));
    request.set_request_id(request.claim_id());
    request.mutable_claim()->set_statement("It rained.");
    request.mutable_claim()->set_language("en");
    v1::Claim claim;
    if (!Call(*stubs->claims, &v1::Claims::Stub::CreateClaim, keys.checker, request, &claim).ok()) {
      return false;
    }
    acknowledged.push_back(claim.name());
    ++number;
    return true;
  };
  for (int kill = 0; kill < kKills; ++kill) {
    std::thread writer([&] {
      while (write()) {
      }
    });
    poll(nullptr, 0, static_cast<int>(random() % kLongestRunMillis));
    (*server)->Kill();
    writer.join();
    server = start();
    ASSERT_TRUE(server.ok()) << "after kill " << kill << ": " << server.status();
    stubs = std::make_unique<Stubs>((*server)->address());
  }
  // The last one may be there without having been acknowledged.
  EXPECT_TRUE(write());
  ASSERT_GT(acknowledged.size(), static_cast<size_t>(kKills));
  EXPECT_TRUE(follower.AwaitClaims(acknowledged.size()));
  EXPECT_EQ(follower.claims(), acknowledged);
  EXPECT_EQ((*server)->Stop(), 0);
}

}  // namespace
}  // namespace factcheck::testing
