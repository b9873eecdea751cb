// The methods of Webhooks that change none.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/list.h"
#include "server/domain/values/check.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/names.h"
#include "server/webhooks/message.h"
#include "server/webhooks/webhooks.h"

namespace factcheck::webhooks {
namespace {

using domain::Call;
using domain::Done;
using domain::Violations;

constexpr size_t kTestIdBytes = 12;

bool MaySee(const domain::Principal& who, const WebhookRecord& record) {
  return !record.stored.deleted() &&
         (record.webhook.owner() == StrCat("actors/", who.actor) || who.SeesEverything());
}

void CheckNotPast(const v1::ReadOptions& options, Violations& violations) {
  if (options.as_of_case() == v1::ReadOptions::AS_OF_NOT_SET) return;
  violations.Add("read_options",
                 "must not ask for the past: earlier states of webhooks are not kept");
}

}  // namespace

absl::StatusOr<std::string> Webhooks::GetWebhook(const Call& call,
                                                 const v1::GetWebhookRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids =
      domain::ReadName("name", domain::kWebhookPattern, request.name(), violations);
  CheckNotPast(request.read_options(), violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<domain::View> view = book_.Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<WebhookRecord>> record = LoadWebhook(*view, ids[0]);
  if (!record.ok()) return record.status();
  if (!*record || !MaySee(call.who, **record)) return domain::NotFound(request.name());
  absl::StatusOr<storage::v1::WebhookProgress> progress = LoadProgress(*view, ids[0]);
  if (!progress.ok()) return progress.status();
  return WebhookAnswer(std::move((*record)->webhook), *progress, book_.stamps())
      .SerializeAsString();
}

absl::StatusOr<std::string> Webhooks::ListWebhooks(const Call& call,
                                                   const v1::ListWebhooksRequest& request) {
  Violations violations(request);
  domain::CheckPage(request.page_size(), request.page_token(), violations);
  CheckNotPast(request.read_options(), violations);
  if (!violations.empty()) return violations.ToStatus();
  domain::View* from = nullptr;
  std::string shown;
  return domain::ListResources(
      book_, tokens_, call, request, domain::keys::kWebhooks,
      [&](domain::View& view) {
        from = &view;
        return absl::OkStatus();
      },
      [&](const storage::Entry& entry) -> absl::StatusOr<std::string_view> {
        absl::StatusOr<WebhookRecord> record = ParseWebhook(entry);
        if (!record.ok()) return record.status();
        if (!MaySee(call.who, *record)) return std::string_view();
        absl::StatusOr<storage::v1::WebhookProgress> progress =
            LoadProgress(*from, domain::keys::LastId(entry.key));
        if (!progress.ok()) return progress.status();
        shown = WebhookAnswer(std::move(record->webhook), *progress, book_.stamps())
                    .SerializeAsString();
        return std::string_view(shown);
      });
}

void Webhooks::SendTestWebhook(const Call& call, const v1::SendTestWebhookRequest& request,
                               Done done) {
  Violations violations(request);
  const std::vector<std::string> ids =
      domain::ReadName("name", domain::kWebhookPattern, request.name(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  absl::StatusOr<domain::View> view = book_.ReadNewest();
  if (!view.ok()) return done(view.status());
  absl::StatusOr<std::optional<WebhookRecord>> record = LoadWebhook(*view, ids[0]);
  if (!record.ok()) return done(record.status());
  // An auditor looks on; posting is for who may change it.
  if (!*record || !MaySee(call.who, **record) ||
      ((*record)->webhook.owner() != StrCat("actors/", call.who.actor) && !call.who.IsAdmin())) {
    return done(domain::NotFound(request.name()));
  }
  const std::optional<std::string> secret = box_.Open(ids[0], (*record)->stored.sealed_secret());
  if (!secret) {
    return done(domain::IllegalTransition(
        request.name(), "its secret was sealed by another server; rotate it first"));
  }
  const absl::Time now = book_.Now();
  v1::WebhookEvent event;
  event.set_type("test");
  *event.mutable_timestamp() = domain::ToTimestamp(now);
  event.set_webhook(request.name());
  const std::string message_id =
      StrCat("msg_", ids[0], "_test_", domain::HexEncode(domain::RandomBytes(kTestIdBytes)));
  poster_.Post(MakePost((*record)->webhook.url(), message_id, event, {&*secret, 1}, now),
               [message_id, now, done = std::move(done)](PostResult result) mutable {
                 v1::SendTestWebhookResponse response;
                 *response.mutable_attempt() = AttemptOf(message_id, now, result);
                 done(response.SerializeAsString());
               });
}

}  // namespace factcheck::webhooks
