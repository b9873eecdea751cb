// The courier's own thread, the real poster and a receiver that misbehaves, while writers write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "server/webhooks/curl_poster.h"
#include "server/webhooks/message.h"
#include "tests/support/https_receiver.h"
#include "tests/unit/webhooks/webhooks_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAreArray;

class DeliveryTest : public WebhooksTest {
 protected:
  // Deliveries over the network, by the wall clock, while it lives.
  class Run {
   public:
    Run(DeliveryTest& test, const HttpsReceiver& receiver)
        : poster_(
              *webhooks::CurlPoster::Start({.ca_file = receiver.ca_file(), .allow_private = true})),
          courier_(
              &test.book(), &test.reader_, poster_.get(), &test.box_,
              [&test](std::string_view) {
                return std::make_shared<const domain::Principal>(test.consumer_);
              },
              [] { return absl::Now(); },
              {.retry = {.first = absl::Milliseconds(2), .longest = absl::Milliseconds(20)},
               .flush_interval = absl::Milliseconds(5),
               .random = [] { return 0.5; }}) {
      EXPECT_TRUE(courier_.Attach().ok());
      courier_.Start();
    }
    ~Run() {
      courier_.Stop();
      poster_->Stop();
    }

   private:
    const std::unique_ptr<webhooks::CurlPoster> poster_;
    webhooks::Courier courier_;
  };
  void CreateHookAt(const HttpsReceiver& receiver) {
    webhooks::Webhooks service(&book(), &tokens(), &reader_, &posts_, &box_,
                               {.allow_private = true});
    v1::CreateWebhookRequest request;
    request.set_webhook_id("hook");
    request.mutable_webhook()->set_url(receiver.url());
    const auto created =
        Await<v1::Webhook>(service, &webhooks::Webhooks::CreateWebhook, consumer_, request);
    ASSERT_TRUE(created.ok()) << created.status();
  }
};

TEST_F(DeliveryTest, NothingIsLostOrOutOfOrderWhateverTheReceiverDoes) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(StrCat("seed ", seed));
  constexpr int kCommits = 120;
  // What was taken, in the order in which it first was.
  absl::Mutex mutex;
  std::mt19937 random(seed);
  std::vector<std::string> taken;
  std::atomic<int> refused = 0;
  HttpsReceiver receiver([&](const ReceivedPost& post) {
    absl::MutexLock lock(&mutex);
    Reply reply;
    switch (random() % 8) {
      case 0:
        reply.status = 500;
        break;
      case 1:
        reply.how = Reply::How::kCloseAtOnce;
        break;
      case 2:
        reply = {.status = 429, .headers = "retry-after: 0\r\n"};
        break;
      case 3:
        reply.how = Reply::How::kCutOff;
        break;
      default:
        break;
    }
    if (reply.status == 200 && reply.how == Reply::How::kAnswer) {
      // As the protos say: what comes again has the same id.
      if (std::find(taken.begin(), taken.end(), post.id()) == taken.end()) {
        taken.push_back(post.id());
      }
    } else {
      ++refused;
    }
    return reply;
  });
  CreateHookAt(receiver);
  auto run = std::make_unique<Run>(*this, receiver);
  for (int i = 0; i < kCommits; ++i) {
    Create(StrCat("k", i));
    // It is stopped within, and another goes on.
    if (i % 40 == 39) {
      run.reset();
      run = std::make_unique<Run>(*this, receiver);
    }
  }
  const auto done = [&] {
    absl::MutexLock lock(&mutex);
    return taken.size() >= kCommits;
  };
  for (size_t n = 0; !done(); n = receiver.posts().size()) {
    ASSERT_TRUE(receiver.AwaitPosts(n + 1));
  }
  run.reset();
  std::vector<std::string> expected;
  const auto log = engine().ReadLog({}, {.max_entries = 10'000});
  for (const storage::LogEntry& entry : *log) {
    storage::v1::LogRecord record;
    ASSERT_TRUE(record.ParseFromString(entry.record));
    if (record.changes_size() > 0 && record.changes(0).name().starts_with("claims/k")) {
      expected.push_back(webhooks::MessageIdOf("hook", entry.version));
    }
  }
  EXPECT_EQ(expected.size(), static_cast<size_t>(kCommits));
  EXPECT_THAT(taken, ElementsAreArray(expected));
  EXPECT_GT(refused.load(), 5);
}

}  // namespace
}  // namespace factcheck::testing
