#include "server/webhooks/endpoint.h"

#include <algorithm>
#include <utility>

#include "server/domain/core/stamp.h"
#include "server/domain/values/error.h"

namespace factcheck::webhooks {
namespace {

constexpr int kGone = 410;
// So old may the stored position get while nothing is delivered: what lies between is only
// looked through again after a restart.
constexpr absl::Duration kLookedThrough = absl::Minutes(10);

}  // namespace

Endpoint::Endpoint(WebhookRecord record, storage::v1::WebhookProgress progress,
                   const SecretBox& box)
    : progress_(std::move(progress)) {
  TakeConfig(std::move(record), box);
  stored_position_ = position();
}

void Endpoint::TakeConfig(WebhookRecord record, const SecretBox& box) {
  webhook_ = std::move(record.webhook);
  id_ = WebhookIdOf(webhook_);
  // It was checked before it was stored.
  domain::Violations violations;
  filter_ = feed::Filter::Parse("filter", webhook_.filter(), violations);
  secret_ = box.Open(id_, record.stored.sealed_secret());
  previous_secret_.reset();
  if (!record.stored.sealed_previous_secret().empty()) {
    previous_secret_ = box.Open(id_, record.stored.sealed_previous_secret());
  }
}

void Endpoint::Update(WebhookRecord record, storage::v1::WebhookProgress progress,
                      const SecretBox& box) {
  TakeConfig(std::move(record), box);
  const storage::Version was = position();
  const bool moved = progress.moves() != progress_.moves();
  if (progress.epoch() == progress_.epoch()) return;
  *progress.mutable_attempts() = progress_.attempts();
  progress_ = std::move(progress);
  stored_position_ = position();
  dirty_ = urgent_ = false;
  if (!moved && position() < was) MoveTo(was);
}

std::vector<std::string> Endpoint::SecretsAt(absl::Time now) const {
  std::vector<std::string> secrets;
  if (!secret_) return secrets;
  secrets.push_back(*secret_);
  if (previous_secret_ && now < domain::FromTimestamp(webhook_.previous_secret_expire_time())) {
    secrets.push_back(*previous_secret_);
  }
  return secrets;
}

storage::Version Endpoint::position() const {
  return storage::VersionAt(domain::FromTimestamp(progress_.position()));
}

void Endpoint::MoveTo(storage::Version position) {
  *progress_.mutable_position() = domain::ToTimestamp(storage::CommitTime(position));
  if (storage::CommitTime(position) - storage::CommitTime(stored_position_) > kLookedThrough) {
    dirty_ = true;
  }
}

absl::Time Endpoint::next_attempt() const {
  return progress_.has_next_attempt_time() ? domain::FromTimestamp(progress_.next_attempt_time())
                                           : absl::InfinitePast();
}

void Endpoint::SetState(v1::Webhook::State state, std::string_view reason) {
  if (progress_.state() != state) urgent_ = true;
  dirty_ = true;
  progress_.set_state(state);
  progress_.set_state_reason(std::string(reason));
}

void Endpoint::Note(v1::WebhookAttempt attempt) {
  auto& attempts = *progress_.mutable_attempts();
  *attempts.Add() = std::move(attempt);
  std::rotate(attempts.begin(), attempts.end() - 1, attempts.end());
  if (attempts.size() > kMaxAttempts) attempts.RemoveLast();
}

void Endpoint::Succeeded(storage::Version commit, v1::WebhookAttempt attempt) {
  Note(std::move(attempt));
  MoveTo(commit);
  progress_.set_failures(0);
  progress_.clear_failing_since();
  progress_.clear_next_attempt_time();
  SetState(v1::Webhook::STATE_ACTIVE, "");
}

void Endpoint::Failed(const RetryRules& rules, v1::WebhookAttempt attempt,
                      std::optional<absl::Duration> retry_after, absl::Time now, double random) {
  const std::string error = attempt.error();
  const bool gone = attempt.http_status() == kGone;
  Note(std::move(attempt));
  progress_.set_failures(progress_.failures() + 1);
  if (!progress_.has_failing_since()) {
    *progress_.mutable_failing_since() = domain::ToTimestamp(now);
  }
  if (gone) return Die("the receiver answered 410: it wants no more");
  if (now - domain::FromTimestamp(progress_.failing_since()) >= rules.give_up) {
    return Die("every attempt failed for too long; the last: " + error);
  }
  *progress_.mutable_next_attempt_time() =
      domain::ToTimestamp(now + WaitAfter(rules, progress_.failures(), retry_after, random));
  SetState(v1::Webhook::STATE_FAILING, error);
}

void Endpoint::NothingLeft() {
  if (progress_.state() != v1::Webhook::STATE_FAILING) return;
  progress_.set_failures(0);
  progress_.clear_failing_since();
  progress_.clear_next_attempt_time();
  SetState(v1::Webhook::STATE_ACTIVE, "");
}

void Endpoint::Die(std::string_view reason) {
  progress_.clear_next_attempt_time();
  SetState(v1::Webhook::STATE_DEAD, reason);
}

void Endpoint::PauseForOwner() {
  if (progress_.state() == v1::Webhook::STATE_PAUSED) return;
  SetState(v1::Webhook::STATE_PAUSED,
           "the owner is disabled, has no usable key or no role; it goes on when that changes");
}

void Endpoint::Unpause() {
  if (progress_.state() != v1::Webhook::STATE_PAUSED) return;
  SetState(progress_.failures() > 0 ? v1::Webhook::STATE_FAILING : v1::Webhook::STATE_ACTIVE, "");
}

void Endpoint::Stored() {
  stored_position_ = position();
  dirty_ = urgent_ = false;
}

}  // namespace factcheck::webhooks
