#include "server/webhooks/courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "server/domain/core/keys.h"
#include "server/webhooks/signature.h"
#include "tests/unit/webhooks/webhooks_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using webhooks::PostRequest;

class CourierTest : public WebhooksTest {};

std::string SecretOf(const v1::Webhook& webhook) {
  std::string secret;
  EXPECT_TRUE(absl::Base64Unescape(webhook.secret().substr(6), &secret));
  return secret;
}

TEST_F(CourierTest, PostsEachCommitInOrderOneAtATime) {
  const v1::Webhook hook = CreateHook(consumer_);
  for (int i = 0; i < 5; ++i) Create(StrCat("k", i));
  Step();
  ASSERT_EQ(posts_.size(), 1u);
  Step();
  EXPECT_EQ(posts_.size(), 1u) << "the next waits for the answer";
  const std::vector<PostRequest> posts = Drain();
  EXPECT_THAT(NamesIn(posts),
              ElementsAre("claims/k0", "claims/k1", "claims/k2", "claims/k3", "claims/k4"));
  const v1::WebhookEvent event = EventOf(posts[0]);
  EXPECT_EQ(event.type(), "commit");
  EXPECT_EQ(event.webhook(), "webhooks/hook");
  EXPECT_EQ(event.data().changes(0).claim_record().statement(), "It rained.");
  EXPECT_EQ(posts[0].url, hook.url());
  EXPECT_EQ(HeaderOf(posts[0], "content-type"), "application/json");
}

TEST_F(CourierTest, SignsWhatItPosts) {
  const std::string secret = SecretOf(CreateHook(consumer_));
  Create("k0");
  const PostRequest post = Drain().at(0);
  const int64_t timestamp = absl::ToUnixSeconds(clock().Now());
  EXPECT_EQ(HeaderOf(post, "webhook-timestamp"), StrCat(timestamp));
  EXPECT_EQ(HeaderOf(post, "webhook-signature"),
            webhooks::Sign(secret, HeaderOf(post, "webhook-id"), timestamp, post.body));
}

TEST_F(CourierTest, SignsWithBothSecretsWhileOneIsRotated) {
  const std::string before = SecretOf(CreateHook(consumer_));
  const std::string after = SecretOf(*Rotate(consumer_, 60));
  const auto signatures = [&] {
    const PostRequest post = Drain().at(0);
    const std::vector<std::string> all = absl::StrSplit(HeaderOf(post, "webhook-signature"), ' ');
    const auto by = [&](const std::string& secret) {
      return webhooks::Sign(secret, HeaderOf(post, "webhook-id"),
                            absl::ToUnixSeconds(clock().Now()), post.body);
    };
    if (all.size() == 2) {
      EXPECT_EQ(all[0], by(after));
      EXPECT_EQ(all[1], by(before));
    } else {
      EXPECT_EQ(all[0], by(after));
    }
    return all.size();
  };
  Create("k0");
  EXPECT_EQ(signatures(), 2u);
  clock().Advance(absl::Seconds(61));
  Create("k1");
  EXPECT_EQ(signatures(), 1u);
}

TEST_F(CourierTest, TriesAgainWithTheSameIdAndGrowingWaits) {
  CreateHook(consumer_);
  Create("k0");
  Create("k1");
  std::vector<std::string> ids;
  std::vector<absl::Duration> waits;
  for (int i = 0; i < 6; ++i) {
    Step();
    ASSERT_EQ(posts_.size(), 1u) << i;
    ids.push_back(HeaderOf(posts_.Answer(Status(500)), "webhook-id"));
    Step();
    const v1::Webhook hook = Hook();
    EXPECT_EQ(hook.state(), v1::Webhook::STATE_FAILING);
    EXPECT_EQ(hook.failures(), i + 1);
    EXPECT_THAT(hook.state_reason(), HasSubstr("500"));
    waits.push_back(domain::FromTimestamp(hook.next_attempt_time()) - clock().Now());
    clock().Advance(waits.back() - absl::Milliseconds(1));
    Step();
    EXPECT_EQ(posts_.size(), 0u) << "too early";
    clock().Advance(absl::Milliseconds(1));
  }
  EXPECT_THAT(ids, Each(ids[0]));
  EXPECT_THAT(waits, ElementsAre(absl::Milliseconds(500), absl::Seconds(1), absl::Seconds(2),
                                 absl::Seconds(4), absl::Seconds(8), absl::Seconds(16)));
  const std::vector<PostRequest> posts = Drain();
  EXPECT_THAT(NamesIn(posts), ElementsAre("claims/k0", "claims/k1"));
  EXPECT_NE(HeaderOf(posts[1], "webhook-id"), ids[0]);
  clock().Advance(absl::Seconds(2));
  Step();
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_ACTIVE);
  EXPECT_EQ(Hook().failures(), 0);
  EXPECT_EQ(Hook().attempts_size(), 8);
  EXPECT_EQ(Hook().attempts(7).http_status(), 500);
}

TEST_F(CourierTest, KeepsRetryAfter) {
  CreateHook(consumer_);
  Create("k0");
  Step();
  webhooks::PostResult slow = Status(429);
  slow.retry_after = absl::Minutes(5);
  posts_.Answer(slow);
  Step();
  EXPECT_EQ(domain::FromTimestamp(Hook().next_attempt_time()), clock().Now() + absl::Minutes(5));
}

TEST_F(CourierTest, IsDeadAfterFailingForTooLong) {
  CreateHook(consumer_);
  Create("k0");
  int attempts = 0;
  for (; Hook().state() != v1::Webhook::STATE_DEAD && attempts < 100; ++attempts) {
    Step();
    if (posts_.size() > 0) posts_.Answer(Status(503));
    Step();
    clock().Advance(absl::Minutes(10));
  }
  EXPECT_GT(attempts, 5);
  EXPECT_LT(attempts, 10);
  EXPECT_THAT(Hook().state_reason(), HasSubstr("503"));
  clock().Advance(absl::Hours(24));
  Create("k1");
  EXPECT_THAT(Drain(), IsEmpty());
  ASSERT_TRUE(Resume(consumer_).ok());
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k0", "claims/k1"));
}

TEST_F(CourierTest, Status410EndsIt) {
  CreateHook(consumer_);
  Create("k0");
  Step();
  posts_.Answer(Status(410));
  Step();
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_DEAD);
  EXPECT_THAT(Hook().state_reason(), HasSubstr("410"));
}

TEST_F(CourierTest, ResumesWhereItIsTold) {
  CreateHook(consumer_);
  Create("k0");
  Step();
  posts_.Answer(Status(410));
  Step();
  const std::string token = Create("k1").consistency_token();
  Create("k2");
  v1::ChangeStart start;
  start.set_token(token);
  ASSERT_TRUE(Resume(consumer_, &start).ok());
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k2"));
  start.set_edge(v1::ChangeStart::EDGE_NOW);
  Step();
  Create("k3");
  ASSERT_TRUE(Resume(consumer_, &start).ok());
  Create("k4");
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k4"));
  start.set_edge(v1::ChangeStart::EDGE_BEGINNING);
  ASSERT_TRUE(Resume(consumer_, &start).ok());
  EXPECT_EQ(NamesIn(Drain()).back(), "claims/k4");
}

TEST_F(CourierTest, AnAnswerFromBeforeAResumeDoesNotCount) {
  CreateHook(consumer_);
  Create("k0");
  Step();
  ASSERT_TRUE(Resume(consumer_).ok());
  Step();
  posts_.Answer(Status(410));
  Step();
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_ACTIVE);
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k0"));
}

TEST_F(CourierTest, GoesOnAfterARestart) {
  CreateHook(consumer_);
  for (int i = 0; i < 4; ++i) Create(StrCat("k", i));
  Step();
  posts_.Answer();
  Step();  // k1 is under way and never answered.
  ASSERT_EQ(posts_.size(), 1u);
  const std::string id = HeaderOf(posts_.front(), "webhook-id");
  courier_->Stop();
  posts_.Answer();  // Too late to be noted.
  NewCourier();
  const std::vector<PostRequest> posts = Drain();
  EXPECT_THAT(NamesIn(posts), ElementsAre("claims/k1", "claims/k2", "claims/k3"));
  EXPECT_EQ(HeaderOf(posts[0], "webhook-id"), id);
}

TEST_F(CourierTest, ACrashRepeatsAndLosesNothing) {
  NewCourier(absl::Hours(1));
  CreateHook(consumer_);
  for (int i = 0; i < 4; ++i) Create(StrCat("k", i));
  Step();
  posts_.Answer();
  Step();
  posts_.Answer();
  Step();
  // Without a Stop: nothing was noted since the first answer.
  webhooks::Courier* const crashed = courier_.release();
  posts_.Answer();  // k2 was under way.
  NewCourier();
  const std::vector<std::string> again = NamesIn(Drain());
  EXPECT_THAT(again, ElementsAre("claims/k1", "claims/k2", "claims/k3"))
      << "k1 and k2 were taken, and that not yet noted";
  delete crashed;
}

TEST_F(CourierTest, PausesForAnOwnerWhoMayNoLongerCall) {
  CreateHook(consumer_);
  Create("k0");
  owners_.erase("consumer");
  EXPECT_THAT(Drain(), IsEmpty());
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_PAUSED);
  EXPECT_THAT(Hook().state_reason(), HasSubstr("owner"));
  owners_["consumer"] = consumer_;
  Create("k1");  // Rights change by commits.
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k0", "claims/k1"));
  clock().Advance(absl::Seconds(2));
  Step();
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_ACTIVE);
}

TEST_F(CourierTest, HoldsDeliveriesWhilePaused) {
  CreateHook(consumer_);
  v1::Webhook paused;
  paused.set_paused(true);
  ASSERT_TRUE(UpdateHook(consumer_, paused, {"paused"}).ok());
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_PAUSED);
  Create("k0");
  EXPECT_THAT(Drain(), IsEmpty());
  ASSERT_TRUE(UpdateHook(consumer_, v1::Webhook(), {"paused"}).ok());
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_ACTIVE);
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k0"));
}

TEST_F(CourierTest, ADeletedWebhookGetsNothing) {
  CreateHook(consumer_);
  Create("k0");
  ASSERT_TRUE(DeleteHook(consumer_).ok());
  EXPECT_THAT(Drain(), IsEmpty());
  NewCourier();
  EXPECT_THAT(Drain(), IsEmpty());
}

TEST_F(CourierTest, SendsWhatItsFilterSelects) {
  v1::Webhook hook = HookAt();
  hook.mutable_filter()->add_claims("claims/k1");
  CreateHook(consumer_, hook);
  for (int i = 0; i < 3; ++i) Create(StrCat("k", i));
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k1"));
  v1::Webhook other;
  other.mutable_filter()->add_claims("claims/k9");
  ASSERT_TRUE(UpdateHook(consumer_, other, {"filter"}).ok());
  Create("k8");
  Create("k9");
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k9"));
}

TEST_F(CourierTest, SendsWhatItsOwnerMaySeeAtTheMomentOfDelivery) {
  CreateHook(consumer_);
  CreateHook(author_, HookAt("https://author.example/hook"), "authors");
  AddEvidence("open");
  AddEvidence("secret", "wire");
  Must(Draft(author_, Text("SECRET draft")));
  Create("gone");
  SetContext("gone", "context");
  Delete("gone");
  std::string to_consumer;
  std::string to_author;
  for (const PostRequest& post : Drain()) {
    (post.url == "https://author.example/hook" ? to_author : to_consumer) += post.body;
  }
  EXPECT_THAT(to_consumer, HasSubstr("evidence/open"));
  EXPECT_THAT(to_consumer, Not(HasSubstr("evidence/secret")));
  EXPECT_THAT(to_consumer, Not(HasSubstr("SECRET")));
  EXPECT_THAT(to_consumer, Not(HasSubstr("It rained.")));
  EXPECT_THAT(to_consumer, Not(HasSubstr("verdicts/wire")));
  EXPECT_THAT(to_author, HasSubstr("evidence/secret"));
  EXPECT_THAT(to_author, HasSubstr("verdicts/wire"));
}

TEST_F(CourierTest, ARightThatWasLostBetweenAttemptsCountsAtOnce) {
  CreateHook(author_);
  AddEvidence("secret", "wire");
  Step();
  ASSERT_THAT(posts_.front().body, HasSubstr("evidence/secret"));
  posts_.Answer(Status(500));
  owners_["author"] = consumer_;
  Step();
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_FAILING);
  clock().Advance(absl::Seconds(1));
  Step();
  EXPECT_EQ(posts_.size(), 0u);
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_ACTIVE);
  Create("k0");
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k0"));
}

TEST_F(CourierTest, BookkeepingCausesNoDeliveries) {
  // The admin sees every change, of webhooks, too.
  CreateHook(admin_);
  Create("k0");
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k0"));
  const size_t logged = Log().size();
  for (int i = 0; i < 5; ++i) {
    clock().Advance(absl::Seconds(2));
    EXPECT_THAT(Drain(), IsEmpty());
  }
  EXPECT_EQ(Log().size(), logged);
}

TEST_F(CourierTest, StoresProgressSparingly) {
  NewCourier(absl::Seconds(1));
  CreateHook(consumer_);
  Drain();
  clock().Advance(absl::Seconds(2));
  Step();
  for (int i = 0; i < 50; ++i) Create(StrCat("k", i));
  const uint64_t before = engine().Statistics()->commits;
  EXPECT_EQ(Drain().size(), 50u);
  EXPECT_LE(engine().Statistics()->commits - before, 2u);
  clock().Advance(absl::Seconds(2));
  Step();
  EXPECT_LE(engine().Statistics()->commits - before, 3u);
  const storage::Version last = engine().ReadLog({}, {})->back().version;
  EXPECT_EQ(domain::FromTimestamp(Hook().position_time()), storage::CommitTime(last));
}

TEST_F(CourierTest, ATrimmedPositionIsNoSilentLoss) {
  CreateHook(consumer_);
  owners_.erase("consumer");
  Create("k0");
  Step();
  ASSERT_TRUE(engine().TrimLog(engine().LatestVersion()).ok());
  owners_["consumer"] = consumer_;
  Create("k1");
  EXPECT_THAT(Drain(), IsEmpty());
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_DEAD);
  EXPECT_THAT(Hook().state_reason(), HasSubstr("SnapshotStatuses"));
}

TEST_F(CourierTest, ASecretOfAnotherServerIsNotGuessed) {
  CreateHook(consumer_);
  Create("k0");
  const webhooks::SecretBox other(std::string(32, 'o'));
  webhooks::Courier courier(
      &book(), &reader_, &posts_, &other,
      [this](std::string_view) { return std::make_shared<const domain::Principal>(consumer_); },
      clock().AsFunction(), {.random = [] { return 0.0; }});
  ASSERT_TRUE(courier.Attach().ok());
  courier.Step();
  EXPECT_EQ(posts_.size(), 0u);
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_DEAD);
  EXPECT_THAT(Hook().state_reason(), HasSubstr("rotate"));
}

TEST_F(CourierTest, OneFailingReceiverKeepsNoOtherWaiting) {
  CreateHook(consumer_);
  CreateHook(consumer_, HookAt("https://other.example/"), "other");
  Create("k0");
  Create("k1");
  std::vector<std::string> taken;
  for (Step(); posts_.size() > 0; Step()) {
    const bool fails = posts_.front().url != "https://other.example/";
    const PostRequest post =
        posts_.Answer(fails ? Status(500) : webhooks::PostResult{.http_status = 200});
    if (!fails) taken.push_back(EventOf(post).data().changes(0).name());
  }
  EXPECT_THAT(taken, ElementsAre("claims/k0", "claims/k1"));
  EXPECT_EQ(courier_->counts().delivered, 2u);
  EXPECT_EQ(courier_->counts().failed, 1u);
  EXPECT_EQ(courier_->counts().failing, 1u);
}

TEST_F(CourierTest, ReceiversThatRunIntoTimeOutsLeaveRoomForOthers) {
  NewCourier(absl::ZeroDuration(), /*most_under_way=*/4);
  for (int i = 0; i < 4; ++i) CreateHook(consumer_, HookAt("https://hole.example"), StrCat("a", i));
  Create("k0");
  Step();
  ASSERT_EQ(posts_.size(), 4u);
  for (int i = 0; i < 4; ++i) posts_.Answer({.error = "timed out"});
  Step();
  CreateHook(consumer_, HookAt("https://well.example"), "b");
  clock().Advance(absl::Minutes(1));
  Create("k1");
  Step();
  // Two of the four try again, and hang; the other two wait for them.
  std::multiset<std::string> urls;
  for (const size_t held = posts_.size(); urls.size() < held;) urls.insert(posts_.Answer().url);
  EXPECT_THAT(urls,
              ElementsAre("https://hole.example", "https://hole.example", "https://well.example"));
  const std::vector<PostRequest> posts = Drain();
  EXPECT_THAT(posts, SizeIs(6)) << "k0 to two, k1 to four";
}

}  // namespace
}  // namespace factcheck::testing
