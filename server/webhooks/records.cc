#include "server/webhooks/records.h"

#include "server/base/absl_strings.h"
#include "server/domain/values/crypto.h"

namespace factcheck::webhooks {
namespace {

std::string ContextOf(std::string_view webhook_id) { return StrCat("webhooks/", webhook_id); }

}  // namespace

absl::StatusOr<WebhookRecord> ParseWebhook(const storage::Entry& entry) {
  WebhookRecord record;
  if (!record.stored.ParseFromString(entry.value) ||
      !record.webhook.ParseFromString(record.stored.webhook())) {
    return absl::DataLossError("a stored webhook can't be parsed");
  }
  record.stored.clear_webhook();
  record.version = entry.version;
  return record;
}

absl::StatusOr<storage::v1::WebhookProgress> ParseProgress(const storage::Entry& entry) {
  storage::v1::WebhookProgress progress;
  if (!progress.ParseFromString(entry.value)) {
    return absl::DataLossError("the stored progress of a webhook can't be parsed");
  }
  return progress;
}

std::string SerializeWebhook(const v1::Webhook& webhook, storage::v1::StoredWebhook stored) {
  stored.set_webhook(webhook.SerializeAsString());
  return stored.SerializeAsString();
}

v1::Webhook WebhookAnswer(v1::Webhook webhook, const storage::v1::WebhookProgress& progress,
                          const domain::Stamps& stamps) {
  webhook.set_state(progress.state());
  webhook.set_state_reason(progress.state_reason());
  if (webhook.paused() && progress.state() != v1::Webhook::STATE_DEAD) {
    webhook.set_state(v1::Webhook::STATE_PAUSED);
    webhook.set_state_reason("deliveries are held: `paused` is set");
  }
  *webhook.mutable_position_time() = progress.position();
  if (domain::Stamps::IsCommitTime(progress.position())) {
    webhook.set_token(webhook.consistency_token());  // Of the same commit: a placeholder, too.
  } else {
    webhook.set_token(
        stamps.TokenOf(storage::VersionAt(domain::FromTimestamp(progress.position()))));
  }
  webhook.set_failures(progress.failures());
  if (progress.has_failing_since()) *webhook.mutable_failing_since() = progress.failing_since();
  if (progress.has_next_attempt_time()) {
    *webhook.mutable_next_attempt_time() = progress.next_attempt_time();
  }
  *webhook.mutable_attempts() = progress.attempts();
  return webhook;
}

std::string_view WebhookIdOf(const v1::Webhook& webhook) {
  return domain::keys::LastId(webhook.name());
}

std::string SecretBox::Close(std::string_view webhook_id, std::string_view secret) const {
  return domain::Seal(key_, ContextOf(webhook_id), secret);
}

std::optional<std::string> SecretBox::Open(std::string_view webhook_id,
                                           std::string_view sealed) const {
  return domain::Open(key_, ContextOf(webhook_id), sealed);
}

}  // namespace factcheck::webhooks
