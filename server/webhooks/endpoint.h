// One webhook while the server runs: what it says, how far it is, and what an attempt makes of
// that. Pure but for what it is told.
#ifndef FACTCHECK_SERVER_WEBHOOKS_ENDPOINT_H_
#define FACTCHECK_SERVER_WEBHOOKS_ENDPOINT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/webhook.pb.h"
#include "server/feed/filter.h"
#include "server/storage/engine.h"
#include "server/webhooks/records.h"
#include "server/webhooks/retry.h"

namespace factcheck::webhooks {

// Not thread-safe.
class Endpoint {
 public:
  // As it was stored.
  Endpoint(WebhookRecord record, storage::v1::WebhookProgress progress, const SecretBox& box);
  // It was stored again by somebody. What was learnt since is kept, unless they resumed,
  // redirected or moved it.
  void Update(WebhookRecord record, storage::v1::WebhookProgress progress, const SecretBox& box);

  const std::string& id() const { return id_; }
  const v1::Webhook& webhook() const { return webhook_; }
  const feed::Filter& filter() const { return filter_; }
  const storage::v1::WebhookProgress& progress() const { return progress_; }
  // Those in use at `now`. Empty where the secret was sealed by another server.
  std::vector<std::string> SecretsAt(absl::Time now) const;

  storage::Version position() const;
  // Everything up to `position` is done with.
  void MoveTo(storage::Version position);
  bool dead() const { return progress_.state() == v1::Webhook::STATE_DEAD; }
  bool waits_for_retry() const { return progress_.state() == v1::Webhook::STATE_FAILING; }
  absl::Time next_attempt() const;

  // The commit was taken by the receiver.
  void Succeeded(storage::Version commit, v1::WebhookAttempt attempt);
  void Failed(const RetryRules& rules, v1::WebhookAttempt attempt,
              std::optional<absl::Duration> retry_after, absl::Time now, double random);
  // What failed need not be delivered any more.
  void NothingLeft();
  void Die(std::string_view reason);
  void PauseForOwner();
  // The owner may follow the feed again.
  void Unpause();

  bool posting = false;  // An attempt is under way.

  // What the store does not know yet, and whether it must be told at once.
  bool dirty() const { return dirty_; }
  bool urgent() const { return urgent_; }
  // The store was told, or has no use for it.
  void Stored();

 private:
  void SetState(v1::Webhook::State state, std::string_view reason);
  void Note(v1::WebhookAttempt attempt);
  void TakeConfig(WebhookRecord record, const SecretBox& box);

  std::string id_;
  v1::Webhook webhook_;
  feed::Filter filter_;
  std::optional<std::string> secret_;
  std::optional<std::string> previous_secret_;
  storage::v1::WebhookProgress progress_;
  storage::Version stored_position_;
  bool dirty_ = false;
  bool urgent_ = false;
};

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_ENDPOINT_H_
