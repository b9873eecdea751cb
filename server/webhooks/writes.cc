// The methods of Webhooks that change one.
#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/util/message_differencer.h"
#include "server/base/absl_strings.h"
#include "server/domain/admin/visibility.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/check.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/values/names.h"
#include "server/domain/values/url.h"
#include "server/feed/filter.h"
#include "server/webhooks/address.h"
#include "server/webhooks/signature.h"
#include "server/webhooks/webhooks.h"

namespace factcheck::webhooks {
namespace {

using domain::Call;
using domain::Done;
using domain::Txn;
using domain::Violations;

constexpr size_t kMaxNameBytes = 500;
constexpr absl::Duration kKeepPrevious = absl::Hours(24);
constexpr absl::Duration kLongestKeepPrevious = absl::Hours(7 * 24);
constexpr std::string_view kUpdatable[] = {"display_name", "url", "filter", "view", "paused"};

absl::StatusOr<int> CountOf(Txn& txn, std::string_view actor) {
  absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(domain::keys::WebhookCount(actor));
  if (!entry.ok()) return entry.status();
  int count = 0;
  if (!*entry) return count;
  const std::string& text = (*entry)->value;
  if (std::from_chars(text.data(), text.data() + text.size(), count).ec != std::errc()) {
    return absl::DataLossError("a count of webhooks can't be read");
  }
  return count;
}

absl::Status LimitReached(std::string_view actor) {
  const domain::UnmetPrecondition unmet{
      "LIMIT", StrCat("actors/", actor),
      StrCat("has ", kMaxWebhooksPerActor, " webhooks, the most")};
  return domain::PreconditionFailed(v1::ERROR_REASON_LIMIT_REACHED,
                                    StrCat(unmet.subject, " ", unmet.description), {&unmet, 1});
}

// Stores both records and answers without a secret.
v1::Webhook Store(Txn& txn, v1::Webhook webhook, storage::v1::StoredWebhook stored,
                  const storage::v1::WebhookProgress& progress) {
  const std::string id(WebhookIdOf(webhook));
  txn.stamps().Mark(&webhook);
  txn.Put(domain::keys::Webhook(id), SerializeWebhook(webhook, std::move(stored)));
  txn.Put(domain::keys::WebhookProgress(id), progress.SerializeAsString());
  txn.Log(domain::AccessChange(webhook.name()));
  return WebhookAnswer(std::move(webhook), progress, txn.stamps());
}

// What is answered once, and without the secret to whoever asks again.
std::string AnswerOnce(Txn& txn, v1::Webhook answer, const std::string& secret, bool show) {
  txn.set_kept_response(answer.SerializeAsString());
  if (show) answer.set_secret(SecretText(secret));
  return answer.SerializeAsString();
}

void SetPosition(std::optional<storage::Version> position, storage::v1::WebhookProgress& progress) {
  if (position) {
    *progress.mutable_position() = domain::ToTimestamp(storage::CommitTime(*position));
  } else {
    domain::Stamps::CommitTime(progress.mutable_position());
  }
}

bool IsNow(const v1::ChangeStart& start) {
  return start.start_case() == v1::ChangeStart::kEdge && start.edge() == v1::ChangeStart::EDGE_NOW;
}

// Begins again with what was failing.
void Revive(storage::v1::WebhookProgress& progress) {
  progress.set_state(v1::Webhook::STATE_ACTIVE);
  progress.clear_state_reason();
  progress.set_failures(0);
  progress.clear_failing_since();
  progress.clear_next_attempt_time();
  progress.set_epoch(progress.epoch() + 1);
}

void CheckAddress(std::string_view field, const UrlRules& rules, std::string* text,
                  Violations& violations) {
  const size_t before = violations.count();
  domain::CheckUrl(field, /*required=*/true, text, violations);
  if (violations.count() != before) return;
  absl::StatusOr<domain::Url> url = domain::ParseUrl(*text);
  if (!url.ok()) return violations.Add(field, ToStd(url.status().message()));
  if (url->scheme != "https" && !rules.allow_http) violations.Add(field, "must be https");
  if (text->find('#') != std::string::npos) violations.Add(field, "must have no fragment");
  if (!rules.allow_private && !MayBePublicHost(url->host)) {
    violations.Add(field, "must not be of an address that is not public");
  }
}

}  // namespace

void Webhooks::CheckFields(std::span<const std::string> fields, v1::Webhook* webhook,
                           Violations& violations) const {
  for (const std::string& field : fields) {
    if (field == "display_name") {
      domain::CheckText("webhook.display_name", {.max_bytes = kMaxNameBytes},
                        webhook->mutable_display_name(), violations);
    } else if (field == "url") {
      CheckAddress("webhook.url", rules_, webhook->mutable_url(), violations);
    } else if (field == "filter") {
      feed::Filter::Parse("webhook.filter", webhook->filter(), violations);
    }
  }
}

void Webhooks::Run(const Call& call, const google::protobuf::Message& request,
                   const std::string& name, const std::string& etag, Apply apply, Done done) {
  const auto decide = [name, etag,
                       apply = std::move(apply)](Txn& txn) -> absl::StatusOr<std::string> {
    const std::string_view id = domain::keys::LastId(name);
    absl::StatusOr<std::optional<WebhookRecord>> record = LoadWebhook(txn, id);
    if (!record.ok()) return record.status();
    if (!*record || (*record)->stored.deleted() ||
        ((*record)->webhook.owner() != StrCat("actors/", txn.who().actor) &&
         !txn.who().IsAdmin())) {
      return domain::NotFound(name);
    }
    const std::string current = domain::EtagOf((*record)->version);
    if (!etag.empty() && etag != current) return domain::EtagMismatch(name, current);
    absl::StatusOr<storage::v1::WebhookProgress> progress = LoadProgress(txn, id);
    if (!progress.ok()) return progress.status();
    return apply(txn, {**std::move(record), *std::move(progress)});
  };
  book_.Write(call, request, decide, std::move(done));
}

void Webhooks::CreateWebhook(const Call& call, const v1::CreateWebhookRequest& request, Done done) {
  Violations violations(request);
  domain::CheckId("webhook_id", request.webhook_id(), /*required=*/false, violations);
  v1::Webhook webhook;
  const std::vector<std::string> fields(std::begin(kUpdatable), std::end(kUpdatable));
  domain::CopyFields(fields, request.webhook(), &webhook);
  CheckFields(fields, &webhook, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  std::optional<storage::Version> position;
  if (request.has_start() && !IsNow(request.start())) {
    absl::StatusOr<storage::Version> start = reader_.PositionOf("start", request.start());
    if (!start.ok()) return done(start.status());
    position = *start;
  }
  const std::string id =
      request.webhook_id().empty() ? domain::NewId(book_.Now()) : request.webhook_id();
  webhook.set_name(domain::MakeName(domain::kWebhookPattern, {id}));
  webhook.set_owner(domain::MakeName(domain::kActorPattern, {call.who.actor}));

  const auto decide = [this, id, webhook, position, secret = NewSecret(),
                       show = !request.validate_only()](Txn& txn) -> absl::StatusOr<std::string> {
    absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(domain::keys::Webhook(id));
    if (!taken.ok()) return taken.status();
    if (*taken) return domain::AlreadyExists(webhook.name());
    absl::StatusOr<int> count = CountOf(txn, txn.who().actor);
    if (!count.ok()) return count.status();
    if (*count >= kMaxWebhooksPerActor) return LimitReached(txn.who().actor);
    txn.Put(domain::keys::WebhookCount(txn.who().actor), std::to_string(*count + 1));
    storage::v1::StoredWebhook stored;
    stored.set_sealed_secret(box_.Close(id, secret));
    storage::v1::WebhookProgress progress;
    progress.set_state(v1::Webhook::STATE_ACTIVE);
    SetPosition(position, progress);
    return AnswerOnce(txn, Store(txn, webhook, std::move(stored), progress), secret, show);
  };
  book_.Write(call, request, decide, std::move(done));
}

void Webhooks::UpdateWebhook(const Call& call, const v1::UpdateWebhookRequest& request, Done done) {
  Violations violations(request);
  v1::Webhook wanted = request.webhook();
  domain::ReadName("webhook.name", domain::kWebhookPattern, wanted.name(), violations);
  domain::CheckEtag("webhook.etag", wanted.etag(), violations);
  const std::vector<std::string> fields =
      domain::FieldsToUpdate("update_mask", request.update_mask(), wanted, kUpdatable, violations);
  CheckFields(fields, &wanted, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [wanted, fields](Txn& txn, Loaded loaded) -> absl::StatusOr<std::string> {
    v1::Webhook after = loaded.record.webhook;
    domain::CopyFields(fields, wanted, &after);
    if (google::protobuf::util::MessageDifferencer::Equals(loaded.record.webhook, after)) {
      return WebhookAnswer(std::move(after), loaded.progress, txn.stamps()).SerializeAsString();
    }
    const bool redirected = after.url() != loaded.record.webhook.url();
    if (redirected && loaded.progress.state() != v1::Webhook::STATE_DEAD) Revive(loaded.progress);
    return Store(txn, std::move(after), std::move(loaded.record.stored), loaded.progress)
        .SerializeAsString();
  };
  Run(call, request, wanted.name(), wanted.etag(), apply, std::move(done));
}

void Webhooks::DeleteWebhook(const Call& call, const v1::DeleteWebhookRequest& request, Done done) {
  Violations violations(request);
  domain::ReadName("name", domain::kWebhookPattern, request.name(), violations);
  domain::CheckEtag("etag", request.etag(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [](Txn& txn, Loaded loaded) -> absl::StatusOr<std::string> {
    const std::string id(WebhookIdOf(loaded.record.webhook));
    const std::string owner(domain::keys::LastId(loaded.record.webhook.owner()));
    absl::StatusOr<int> count = CountOf(txn, owner);
    if (!count.ok()) return count.status();
    txn.Put(domain::keys::WebhookCount(owner), std::to_string(std::max(*count - 1, 0)));
    v1::Webhook rest;
    rest.set_name(loaded.record.webhook.name());
    rest.set_owner(loaded.record.webhook.owner());
    storage::v1::StoredWebhook stored;
    stored.set_deleted(true);
    txn.Put(domain::keys::Webhook(id), SerializeWebhook(rest, std::move(stored)));
    txn.Delete(domain::keys::WebhookProgress(id));
    txn.Log(domain::AccessChange(rest.name()));
    return v1::DeleteWebhookResponse().SerializeAsString();
  };
  Run(call, request, request.name(), request.etag(), apply, std::move(done));
}

void Webhooks::ResumeWebhook(const Call& call, const v1::ResumeWebhookRequest& request, Done done) {
  Violations violations(request);
  domain::ReadName("name", domain::kWebhookPattern, request.name(), violations);
  domain::CheckEtag("etag", request.etag(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  std::optional<storage::Version> position;
  if (request.has_start() && !IsNow(request.start())) {
    absl::StatusOr<storage::Version> start = reader_.PositionOf("start", request.start());
    if (!start.ok()) return done(start.status());
    position = *start;
  }
  const auto apply = [moved = request.has_start(), position](
                         Txn& txn, Loaded loaded) -> absl::StatusOr<std::string> {
    Revive(loaded.progress);
    if (moved) {
      SetPosition(position, loaded.progress);
      loaded.progress.set_moves(loaded.progress.moves() + 1);
    }
    return Store(txn, std::move(loaded.record.webhook), std::move(loaded.record.stored),
                 loaded.progress)
        .SerializeAsString();
  };
  Run(call, request, request.name(), request.etag(), apply, std::move(done));
}

void Webhooks::RotateWebhookSecret(const Call& call, const v1::RotateWebhookSecretRequest& request,
                                   Done done) {
  Violations violations(request);
  domain::ReadName("name", domain::kWebhookPattern, request.name(), violations);
  domain::CheckEtag("etag", request.etag(), violations);
  absl::Duration keep = kKeepPrevious;
  if (request.has_keep_previous()) {
    const auto& given = request.keep_previous();
    keep = absl::Seconds(given.seconds()) + absl::Nanoseconds(given.nanos());
    if (given.seconds() < 0 || given.nanos() < 0 || given.nanos() > 999'999'999 ||
        keep > kLongestKeepPrevious) {
      violations.Add("keep_previous", "must be 0 seconds to 7 days");
    }
  }
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [this, keep, secret = NewSecret(), show = !request.validate_only()](
                         Txn& txn, Loaded loaded) -> absl::StatusOr<std::string> {
    v1::Webhook& webhook = loaded.record.webhook;
    storage::v1::StoredWebhook& stored = loaded.record.stored;
    if (keep > absl::ZeroDuration()) {
      stored.set_sealed_previous_secret(std::move(*stored.mutable_sealed_secret()));
      *webhook.mutable_previous_secret_expire_time() = domain::ToTimestamp(txn.now() + keep);
    } else {
      stored.clear_sealed_previous_secret();
      webhook.clear_previous_secret_expire_time();
    }
    stored.set_sealed_secret(box_.Close(WebhookIdOf(webhook), secret));
    return AnswerOnce(txn, Store(txn, std::move(webhook), std::move(stored), loaded.progress),
                      secret, show);
  };
  Run(call, request, request.name(), request.etag(), apply, std::move(done));
}

}  // namespace factcheck::webhooks
