// The Webhooks service and a courier over a newsroom, with a poster that the test answers for.
#ifndef FACTCHECK_TESTS_UNIT_WEBHOOKS_WEBHOOKS_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_WEBHOOKS_WEBHOOKS_FIXTURE_H_

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "factcheck/v1/webhooks_service.pb.h"
#include "google/protobuf/util/json_util.h"
#include "server/webhooks/courier.h"
#include "server/webhooks/records.h"
#include "server/webhooks/webhooks.h"
#include "tests/unit/feed/feed_fixture.h"

namespace factcheck::testing {

// Keeps what is posted until the test answers.
class HeldPosts : public webhooks::Poster {
 public:
  void Post(webhooks::PostRequest request,
            absl::AnyInvocable<void(webhooks::PostResult)> done) override {
    held_.emplace_back(std::move(request), std::move(done));
  }
  size_t size() const { return held_.size(); }
  const webhooks::PostRequest& front() const { return held_.front().first; }
  // Answers the oldest, and returns it.
  webhooks::PostRequest Answer(webhooks::PostResult result = {.http_status = 200}) {
    auto [request, done] = std::move(held_.front());
    held_.pop_front();
    done(std::move(result));
    return std::move(request);
  }

 private:
  std::deque<std::pair<webhooks::PostRequest, absl::AnyInvocable<void(webhooks::PostResult)>>>
      held_;
};

inline webhooks::PostResult Status(int status) {
  return {.http_status = status, .error = StrCat("the receiver answered with status ", status)};
}

inline std::string HeaderOf(const webhooks::PostRequest& post, std::string_view name) {
  const std::string prefix = StrCat(name, ": ");
  for (const std::string& header : post.headers) {
    if (header.starts_with(prefix)) return header.substr(prefix.size());
  }
  return "";
}

inline v1::WebhookEvent EventOf(const webhooks::PostRequest& post) {
  v1::WebhookEvent event;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(post.body, &event).ok()) << post.body;
  return event;
}

class WebhooksTest : public FeedTest {
 protected:
  WebhooksTest() {
    for (const domain::Principal& who : {admin_, consumer_, auditor_}) owners_[who.actor] = who;
    owners_["author"] = author_;
    NewCourier();
  }

  // As after a restart of the server.
  void NewCourier(absl::Duration flush_interval = absl::ZeroDuration(),
                  size_t most_under_way = 128) {
    courier_ = std::make_unique<webhooks::Courier>(
        &book(), &reader_, &posts_, &box_,
        [this](std::string_view actor) -> std::shared_ptr<const domain::Principal> {
          auto found = owners_.find(std::string(actor));
          if (found == owners_.end()) return nullptr;
          return std::make_shared<const domain::Principal>(found->second);
        },
        clock().AsFunction(),
        webhooks::CourierOptions{
            .retry = {.first = absl::Seconds(1), .give_up = absl::Hours(1)},
            .flush_interval = flush_interval,
            .most_under_way = most_under_way,
            .random = [] { return 0.0; },
            .on_error = [this](const absl::Status& status) { errors_.push_back(status); }});
    EXPECT_TRUE(courier_->Attach().ok());
  }
  // Lets the courier do what it can until it has nothing left for now.
  void Step() {
    while (courier_->Step() <= clock().Now()) {
    }
  }
  // Steps and answers 200 until nothing is posted any more; what was posted.
  std::vector<webhooks::PostRequest> Drain() {
    std::vector<webhooks::PostRequest> taken;
    for (Step(); posts_.size() > 0; Step()) taken.push_back(posts_.Answer());
    return taken;
  }
  // Names of the changes in them, in order, each once in a row.
  static std::vector<std::string> NamesIn(const std::vector<webhooks::PostRequest>& posts) {
    std::vector<std::string> names;
    for (const auto& post : posts) {
      const v1::WebhookEvent event = EventOf(post);
      for (const v1::Change& change : event.data().changes()) {
        if (names.empty() || names.back() != change.name()) names.push_back(change.name());
      }
    }
    return names;
  }

  absl::StatusOr<v1::Webhook> TryCreateHook(const domain::Principal& who, v1::Webhook webhook,
                                            std::string_view id = "hook") {
    v1::CreateWebhookRequest request;
    *request.mutable_webhook() = std::move(webhook);
    request.set_webhook_id(std::string(id));
    return Await<v1::Webhook>(service_, &webhooks::Webhooks::CreateWebhook, who, request);
  }
  static v1::Webhook HookAt(std::string_view url = "https://receiver.example/hook") {
    v1::Webhook webhook;
    webhook.set_url(std::string(url));
    return webhook;
  }
  v1::Webhook CreateHook(const domain::Principal& who, v1::Webhook webhook = HookAt(),
                         std::string_view id = "hook") {
    absl::StatusOr<v1::Webhook> created = TryCreateHook(who, std::move(webhook), id);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.value_or(v1::Webhook());
  }
  absl::StatusOr<v1::Webhook> TryGetHook(const domain::Principal& who,
                                         std::string_view id = "hook") {
    v1::GetWebhookRequest request;
    request.set_name(StrCat("webhooks/", id));
    return Read<v1::Webhook>(service_, &webhooks::Webhooks::GetWebhook, who, request);
  }
  v1::Webhook Hook(std::string_view id = "hook") {
    absl::StatusOr<v1::Webhook> webhook = TryGetHook(admin_, id);
    EXPECT_TRUE(webhook.ok()) << webhook.status();
    return webhook.value_or(v1::Webhook());
  }
  absl::StatusOr<v1::Webhook> UpdateHook(const domain::Principal& who, v1::Webhook webhook,
                                         std::vector<std::string> mask) {
    v1::UpdateWebhookRequest request;
    webhook.set_name("webhooks/hook");
    *request.mutable_webhook() = std::move(webhook);
    for (std::string& path : mask) request.mutable_update_mask()->add_paths(std::move(path));
    return Await<v1::Webhook>(service_, &webhooks::Webhooks::UpdateWebhook, who, request);
  }
  absl::StatusOr<v1::Webhook> Resume(const domain::Principal& who,
                                     const v1::ChangeStart* start = nullptr) {
    v1::ResumeWebhookRequest request;
    request.set_name("webhooks/hook");
    if (start != nullptr) *request.mutable_start() = *start;
    return Await<v1::Webhook>(service_, &webhooks::Webhooks::ResumeWebhook, who, request);
  }
  absl::StatusOr<v1::Webhook> Rotate(const domain::Principal& who, int keep_seconds = -1) {
    v1::RotateWebhookSecretRequest request;
    request.set_name("webhooks/hook");
    if (keep_seconds >= 0) request.mutable_keep_previous()->set_seconds(keep_seconds);
    return Await<v1::Webhook>(service_, &webhooks::Webhooks::RotateWebhookSecret, who, request);
  }
  absl::Status DeleteHook(const domain::Principal& who) {
    v1::DeleteWebhookRequest request;
    request.set_name("webhooks/hook");
    return Await<v1::DeleteWebhookResponse>(service_, &webhooks::Webhooks::DeleteWebhook, who,
                                            request)
        .status();
  }

  std::map<std::string, domain::Principal> owners_;  // Who may follow the feed.
  std::vector<absl::Status> errors_;
  HeldPosts posts_;
  webhooks::SecretBox box_{std::string(32, 'k')};
  feed::Reader reader_{&book()};
  webhooks::Webhooks service_{&book(), &tokens(), &reader_, &posts_, &box_, {}};
  std::unique_ptr<webhooks::Courier> courier_;
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_WEBHOOKS_WEBHOOKS_FIXTURE_H_
