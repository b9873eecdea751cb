// Webhooks as they are stored. What people say of one (StoredWebhook) and what the server
// notes of its deliveries (WebhookProgress) are records of their own: the latter is written
// every second or so, without history and without a record in the log, so that deliveries
// cause no deliveries. Secrets are sealed with a key that the portable export leaves out.
#ifndef FACTCHECK_SERVER_WEBHOOKS_RECORDS_H_
#define FACTCHECK_SERVER_WEBHOOKS_RECORDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/webhook.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/stamp.h"
#include "server/storage/engine.h"

namespace factcheck::webhooks {

inline constexpr int kMaxAttempts = 10;

struct WebhookRecord {
  v1::Webhook webhook;
  storage::v1::StoredWebhook stored;  // Its field `webhook` is empty: it is parsed above.
  storage::Version version;
};

absl::StatusOr<WebhookRecord> ParseWebhook(const storage::Entry& entry);
absl::StatusOr<storage::v1::WebhookProgress> ParseProgress(const storage::Entry& entry);

// `From` is a domain::Txn or a domain::View. nullopt: there is none.
template <typename From>
absl::StatusOr<std::optional<WebhookRecord>> LoadWebhook(From& from, std::string_view id) {
  absl::StatusOr<std::optional<storage::Entry>> entry = from.Get(domain::keys::Webhook(id));
  if (!entry.ok()) return entry.status();
  if (!*entry) return std::optional<WebhookRecord>();
  absl::StatusOr<WebhookRecord> record = ParseWebhook(**entry);
  if (!record.ok()) return record.status();
  return std::optional<WebhookRecord>(*std::move(record));
}
template <typename From>
absl::StatusOr<storage::v1::WebhookProgress> LoadProgress(From& from, std::string_view id) {
  absl::StatusOr<std::optional<storage::Entry>> entry = from.Get(domain::keys::WebhookProgress(id));
  if (!entry.ok()) return entry.status();
  if (!*entry) return absl::DataLossError("a webhook has no progress");
  return ParseProgress(**entry);
}

// The bytes of a StoredWebhook.
std::string SerializeWebhook(const v1::Webhook& webhook, storage::v1::StoredWebhook stored);

// What its owner is answered, without a secret.
v1::Webhook WebhookAnswer(v1::Webhook webhook, const storage::v1::WebhookProgress& progress,
                          const domain::Stamps& stamps);

// The last part of the name.
std::string_view WebhookIdOf(const v1::Webhook& webhook);

// Seals secrets. Immutable.
class SecretBox {
 public:
  // `key`: domain::kSealKeyBytes.
  explicit SecretBox(std::string key) : key_(std::move(key)) {}
  std::string Close(std::string_view webhook_id, std::string_view secret) const;
  // nullopt where it was sealed by another server.
  std::optional<std::string> Open(std::string_view webhook_id, std::string_view sealed) const;

 private:
  const std::string key_;
};

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_RECORDS_H_
