#include "server/webhooks/webhooks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/core/keys.h"
#include "tests/unit/webhooks/webhooks_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using webhooks::Webhooks;

class WebhooksServiceTest : public WebhooksTest {
 protected:
  absl::StatusOr<v1::ListWebhooksResponse> List(const domain::Principal& who, int page_size = 0) {
    v1::ListWebhooksRequest request;
    request.set_page_size(page_size);
    return Read<v1::ListWebhooksResponse>(service_, &Webhooks::ListWebhooks, who, request);
  }
  std::vector<std::string> NamesFor(const domain::Principal& who) {
    std::vector<std::string> names;
    const v1::ListWebhooksResponse list = *List(who);
    for (const v1::Webhook& webhook : list.webhooks()) names.push_back(webhook.name());
    return names;
  }
};

TEST_F(WebhooksServiceTest, IsMadeForTheCaller) {
  v1::Webhook wanted = HookAt();
  wanted.set_display_name("The app");
  wanted.mutable_filter()->add_topics("weather");
  wanted.set_owner("actors/somebody-else");
  wanted.set_state(v1::Webhook::STATE_DEAD);
  const v1::Webhook made = CreateHook(consumer_, wanted);
  EXPECT_EQ(made.name(), "webhooks/hook");
  EXPECT_EQ(made.owner(), "actors/consumer");
  EXPECT_EQ(made.state(), v1::Webhook::STATE_ACTIVE);
  EXPECT_EQ(made.display_name(), "The app");
  EXPECT_EQ(made.token(), made.consistency_token()) << "begins with the commit that made it";
  const v1::Webhook got = *TryGetHook(consumer_);
  EXPECT_EQ(got.filter().topics(0), "weather");
  EXPECT_EQ(got.token(), made.token());
  EXPECT_EQ(got.etag(), made.etag());
}

TEST_F(WebhooksServiceTest, TheSecretIsShownOnceAndStoredSealed) {
  v1::CreateWebhookRequest request;
  *request.mutable_webhook() = HookAt();
  request.set_webhook_id("hook");
  request.set_request_id("r1");
  const auto create = [&] {
    return *Await<v1::Webhook>(service_, &Webhooks::CreateWebhook, consumer_, request);
  };
  const std::string secret = create().secret();
  EXPECT_THAT(secret, HasSubstr("whsec_"));
  EXPECT_EQ(secret.size(), 6u + 44u);
  EXPECT_EQ(create().secret(), "");
  EXPECT_EQ(Hook().secret(), "");
  EXPECT_EQ(List(admin_)->webhooks(0).secret(), "");
  const std::string bytes(*box_.Open(
      "hook", webhooks::ParseWebhook(**book().ReadNewest()->Get(domain::keys::Webhook("hook")))
                  ->stored.sealed_secret()));
  const storage::ScanResult everything =
      *(*engine().NewSnapshot())->Scan({}, {.max_entries = 10'000});
  for (const storage::Entry& entry : everything.entries) {
    EXPECT_THAT(entry.value, Not(HasSubstr(bytes))) << entry.key;
    EXPECT_THAT(entry.value, Not(HasSubstr(secret))) << entry.key;
  }
}

TEST_F(WebhooksServiceTest, CheckingAloneMakesNothing) {
  v1::CreateWebhookRequest request;
  *request.mutable_webhook() = HookAt();
  request.set_webhook_id("hook");
  request.set_validate_only(true);
  const auto checked = Await<v1::Webhook>(service_, &Webhooks::CreateWebhook, consumer_, request);
  ASSERT_TRUE(checked.ok());
  EXPECT_EQ(checked->secret(), "");
  EXPECT_EQ(ReasonName(TryGetHook(consumer_).status()), "RESOURCE_NOT_FOUND");
}

TEST_F(WebhooksServiceTest, AddressesHaveRules) {
  for (const char* url :
       {"", "http://receiver.example/", "https://user:pass@receiver.example/",
        "https://receiver.example/#part", "ftp://receiver.example/", "https://127.0.0.1/",
        "https://localhost/", "https://10.0.0.1/x", "https://[::1]/", "https://169.254.169.254/",
        "https://0x7f000001/", "not a url"}) {
    EXPECT_THAT(ViolatedFields(TryCreateHook(consumer_, HookAt(url)).status()),
                ElementsAre("webhook.url"))
        << url;
  }
  CreateHook(consumer_);
  EXPECT_THAT(ViolatedFields(UpdateHook(consumer_, HookAt("http://x.example/"), {"url"}).status()),
              ElementsAre("webhook.url"));
}

TEST_F(WebhooksServiceTest, NamesEveryBadField) {
  v1::Webhook bad = HookAt("http://x.example/");
  bad.set_display_name(std::string(501, 'n'));
  bad.mutable_filter()->add_claims("nonsense");
  const absl::Status status = TryCreateHook(consumer_, bad, "NOT AN ID").status();
  EXPECT_THAT(ViolatedFields(status), ElementsAre("webhook_id", "webhook.display_name",
                                                  "webhook.url", "webhook.filter.claims[0]"));
  v1::GetWebhookRequest past;
  past.set_name("webhooks/hook");
  past.mutable_read_options()->mutable_time()->set_seconds(1);
  EXPECT_THAT(
      ViolatedFields(Read<v1::Webhook>(service_, &Webhooks::GetWebhook, consumer_, past).status()),
      ElementsAre("read_options"));
  CreateHook(consumer_);
  v1::RotateWebhookSecretRequest rotate;
  rotate.set_name("webhooks/hook");
  rotate.mutable_keep_previous()->set_seconds(7 * 24 * 3600 + 1);
  EXPECT_THAT(
      ViolatedFields(
          Await<v1::Webhook>(service_, &Webhooks::RotateWebhookSecret, consumer_, rotate).status()),
      ElementsAre("keep_previous"));
}

TEST_F(WebhooksServiceTest, OthersSeeNothing) {
  CreateHook(consumer_);
  const domain::Principal other = Somebody("other", {v1::ROLE_CONSUMER});
  const auto is_hidden = [](const absl::Status& status) {
    return ReasonName(status) == "RESOURCE_NOT_FOUND";
  };
  EXPECT_TRUE(is_hidden(TryGetHook(other).status()));
  EXPECT_TRUE(is_hidden(TryGetHook(author_).status()));
  EXPECT_TRUE(is_hidden(UpdateHook(other, HookAt(), {"url"}).status()));
  EXPECT_TRUE(is_hidden(Resume(other).status()));
  EXPECT_TRUE(is_hidden(Rotate(other).status()));
  EXPECT_TRUE(is_hidden(DeleteHook(other)));
  v1::SendTestWebhookRequest test;
  test.set_name("webhooks/hook");
  for (const domain::Principal& who : {other, auditor_}) {
    EXPECT_TRUE(is_hidden(
        Await<v1::SendTestWebhookResponse>(service_, &Webhooks::SendTestWebhook, who, test)
            .status()));
  }
  EXPECT_EQ(posts_.size(), 0u);
  EXPECT_TRUE(NamesFor(other).empty());
  // An auditor looks on.
  EXPECT_THAT(NamesFor(auditor_), ElementsAre("webhooks/hook"));
  EXPECT_TRUE(is_hidden(DeleteHook(auditor_)));
  EXPECT_THAT(NamesFor(consumer_), ElementsAre("webhooks/hook"));
  EXPECT_TRUE(DeleteHook(admin_).ok());
}

TEST_F(WebhooksServiceTest, AnActorHasSoManyAndNoMore) {
  for (int i = 0; i < webhooks::kMaxWebhooksPerActor; ++i) {
    CreateHook(consumer_, HookAt(), i == 0 ? "hook" : StrCat("h", i));
  }
  EXPECT_EQ(ReasonName(TryCreateHook(consumer_, HookAt(), "more").status()), "LIMIT_REACHED");
  EXPECT_TRUE(TryCreateHook(author_, HookAt(), "more").ok());
  ASSERT_TRUE(DeleteHook(consumer_).ok());
  EXPECT_EQ(ReasonName(TryCreateHook(consumer_, HookAt(), "hook").status()), "ALREADY_EXISTS")
      << "ids are not used again";
  EXPECT_TRUE(TryCreateHook(consumer_, HookAt(), "one-more").ok());
}

TEST_F(WebhooksServiceTest, ChangesWithAnEtag) {
  const v1::Webhook made = CreateHook(consumer_);
  clock().Advance(absl::Seconds(1));
  v1::Webhook wanted = HookAt("https://new.example/");
  wanted.set_etag(made.etag());
  const v1::Webhook changed = *UpdateHook(consumer_, wanted, {"url"});
  EXPECT_EQ(changed.url(), "https://new.example/");
  EXPECT_NE(changed.etag(), made.etag());
  EXPECT_EQ(ReasonName(UpdateHook(consumer_, wanted, {"display_name"}).status()), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonName(UpdateHook(consumer_, HookAt(), {"owner"}).status()), "INVALID_FIELDS");
  wanted.set_etag(changed.etag());
  EXPECT_EQ(UpdateHook(consumer_, wanted, {"url"})->etag(), changed.etag()) << "nothing changed";
}

TEST_F(WebhooksServiceTest, BeginsWhereItIsTold) {
  const std::string token = Create("k0").consistency_token();
  Create("k1");
  v1::CreateWebhookRequest request;
  *request.mutable_webhook() = HookAt();
  request.set_webhook_id("hook");
  request.mutable_start()->set_token("nonsense");
  const auto create = [&] {
    return Await<v1::Webhook>(service_, &Webhooks::CreateWebhook, consumer_, request);
  };
  EXPECT_EQ(ReasonName(create().status()), "INVALID_CONSISTENCY_TOKEN");
  request.mutable_start()->set_token(token);
  ASSERT_TRUE(create().ok());
  Create("k2");
  EXPECT_THAT(NamesIn(Drain()), ElementsAre("claims/k1", "claims/k2"));
}

TEST_F(WebhooksServiceTest, ATestIsPostedAtOnce) {
  CreateHook(consumer_);
  v1::SendTestWebhookRequest request;
  request.set_name("webhooks/hook");
  absl::StatusOr<std::string> answer;
  service_.SendTestWebhook({consumer_, "m"}, request,
                           [&](absl::StatusOr<std::string> bytes) { answer = std::move(bytes); });
  ASSERT_EQ(posts_.size(), 1u);
  const webhooks::PostRequest post = posts_.Answer(Status(503));
  EXPECT_EQ(EventOf(post).type(), "test");
  EXPECT_FALSE(EventOf(post).has_data());
  const auto response = Parsed<v1::SendTestWebhookResponse>(answer);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->attempt().http_status(), 503);
  EXPECT_EQ(response->attempt().message_id(), HeaderOf(post, "webhook-id"));
  EXPECT_EQ(Hook().state(), v1::Webhook::STATE_ACTIVE);
}

TEST_F(WebhooksServiceTest, OnlyAdminsAndAuditorsLearnOfItFromTheFeed) {
  CreateHook(consumer_);
  ASSERT_TRUE(Rotate(consumer_).ok());
  int records = 0;
  for (const storage::v1::LogRecord& record : Log()) {
    if (record.changes().empty() || record.changes(0).name() != "webhooks/hook") continue;
    ++records;
    EXPECT_TRUE(record.changes(0).restricted());
    EXPECT_EQ(record.changes(0).visible_to_size(), 0);
  }
  EXPECT_EQ(records, 2);
}

}  // namespace
}  // namespace factcheck::testing
