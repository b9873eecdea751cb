#include "server/webhooks/courier.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/domain/core/call.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/txn.h"
#include "server/feed/rights.h"
#include "server/webhooks/message.h"

namespace factcheck::webhooks {
namespace {

constexpr std::string_view kMethod = "webhooks/progress";
constexpr absl::Duration kPauseAfterError = absl::Seconds(1);
constexpr size_t kStoreAtATime = 100;

}  // namespace

Courier::Courier(domain::ClaimBook* book, feed::Reader* reader, Poster* poster,
                 const SecretBox* box, Owners owners, domain::Clock clock, CourierOptions options)
    : book_(*book),
      reader_(*reader),
      poster_(*poster),
      box_(*box),
      owners_(std::move(owners)),
      clock_(std::move(clock)),
      options_(std::move(options)) {}

Courier::~Courier() { Stop(); }

absl::Status Courier::Attach() {
  absl::MutexLock step(&step_);
  if (std::exchange(observing_, false)) book_.engine().RemoveObserver(this);
  {
    absl::MutexLock lock(&mutex_);
    newest_ = {};
    news_.changed.clear();
  }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> view = book_.engine().AddObserver(this);
  if (!view.ok()) return view.status();
  observing_ = true;
  endpoints_.clear();
  absl::Status status = Load(**view);
  absl::MutexLock lock(&mutex_);
  newest_ = std::max(newest_, (*view)->version());
  woken_ = true;
  return status;
}

absl::Status Courier::Load(storage::Snapshot& view) {
  storage::KeyRange range = storage::PrefixRange(domain::keys::kWebhooks);
  for (bool more = true; more;) {
    absl::StatusOr<storage::ScanResult> page = view.Scan(range, {});
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) {
      absl::StatusOr<WebhookRecord> record = ParseWebhook(entry);
      if (!record.ok()) return record.status();
      if (record->stored.deleted()) continue;
      const std::string id(domain::keys::LastId(entry.key));
      absl::StatusOr<storage::v1::WebhookProgress> progress = LoadProgress(view, id);
      if (!progress.ok()) return progress.status();
      endpoints_.try_emplace(id, *std::move(record), *std::move(progress), box_);
    }
    more = page->more && !page->entries.empty();
    if (more) range.start = page->entries.back().key + '\0';
  }
  return absl::OkStatus();
}

void Courier::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void Courier::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
  absl::MutexLock step(&step_);
  if (!std::exchange(observing_, false)) return;
  book_.engine().RemoveObserver(this);
  Flush(/*all=*/true);
}

void Courier::OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                       std::string_view log_record) {
  // Progress is stored without a record in the log, and wakes nobody.
  if (log_record.empty()) return;
  absl::MutexLock lock(&mutex_);
  newest_ = version;
  woken_ = true;
  for (const storage::Mutation& mutation : mutations) {
    if (mutation.key.starts_with(domain::keys::kWebhooks)) {
      news_.changed.emplace(domain::keys::LastId(mutation.key));
    }
  }
}

void Courier::Loop() {
  const auto wanted = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || woken_; };
  for (;;) {
    const absl::Time next = Step();
    const absl::Duration sleep =
        std::clamp(next - clock_(), absl::ZeroDuration(), options_.longest_sleep);
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&wanted), sleep);
    if (stopping_) return;
  }
}

absl::Time Courier::Step() {
  absl::MutexLock step(&step_);
  News news;
  storage::Version newest;
  {
    absl::MutexLock lock(&mutex_);
    std::swap(news, news_);
    newest = newest_;
    woken_ = false;
  }
  for (const std::string& id : news.changed) Reload(id);
  for (Result& result : news.results) Take(std::move(result));

  const absl::Time now = clock_();
  absl::Time next = absl::InfiniteFuture();
  // Who waited longest comes first where not all may be under way.
  std::vector<Endpoint*> order;
  for (auto& [id, endpoint] : endpoints_) {
    if (!endpoint.posting) order.push_back(&endpoint);
  }
  std::stable_sort(order.begin(), order.end(), [](const Endpoint* a, const Endpoint* b) {
    return a->position() < b->position();
  });
  for (Endpoint* endpoint : order) {
    if (under_way_ >= options_.most_under_way) break;
    if (endpoint->waits_for_retry() && again_under_way_ >= options_.most_under_way / 2) continue;
    next = std::min(next, Advance(*endpoint, newest, now));
  }
  next = std::min(next, Flush(/*all=*/false));
  Count();
  return next;
}

void Courier::Reload(const std::string& id) {
  absl::StatusOr<domain::View> view = book_.ReadNewest();
  if (!view.ok()) return Report(view.status());
  absl::StatusOr<std::optional<WebhookRecord>> record = LoadWebhook(*view, id);
  if (!record.ok()) return Report(record.status());
  if (!*record || (*record)->stored.deleted()) {
    endpoints_.erase(id);
    return;
  }
  absl::StatusOr<storage::v1::WebhookProgress> progress = LoadProgress(*view, id);
  if (!progress.ok()) return Report(progress.status());
  auto known = endpoints_.find(id);
  if (known == endpoints_.end()) {
    endpoints_.try_emplace(id, **std::move(record), *std::move(progress), box_);
  } else {
    known->second.Update(**std::move(record), *std::move(progress), box_);
  }
}

void Courier::Take(Result result) {
  --under_way_;
  if (result.again) --again_under_way_;
  const bool ok = result.attempt.error().empty();
  {
    absl::MutexLock lock(&mutex_);
    ++(ok ? counts_.delivered : counts_.failed);
  }
  auto found = endpoints_.find(result.id);
  if (found == endpoints_.end()) return;
  Endpoint& endpoint = found->second;
  endpoint.posting = false;
  if (result.epoch != endpoint.progress().epoch()) return;
  if (ok) {
    endpoint.Succeeded(result.commit, std::move(result.attempt));
  } else {
    endpoint.Failed(options_.retry, std::move(result.attempt), result.retry_after, clock_(),
                    options_.random());
  }
}

absl::Time Courier::Advance(Endpoint& endpoint, storage::Version newest, absl::Time now) {
  if (endpoint.dead() || endpoint.webhook().paused()) return absl::InfiniteFuture();
  if (endpoint.position() >= newest && !endpoint.waits_for_retry()) return absl::InfiniteFuture();
  // Whoever gets their rights back does so by a commit, which brings us here again.
  const std::shared_ptr<const domain::Principal> owner =
      owners_(domain::keys::LastId(endpoint.webhook().owner()));
  if (owner == nullptr) {
    endpoint.PauseForOwner();
    return absl::InfiniteFuture();
  }
  endpoint.Unpause();
  if (now < endpoint.next_attempt()) return endpoint.next_attempt();
  if (endpoint.SecretsAt(now).empty()) {
    endpoint.Die("its secret was sealed by another server; rotate it, then resume");
    return absl::InfiniteFuture();
  }
  absl::StatusOr<feed::ReadPage> page =
      reader_.Read(feed::Rights(*owner), endpoint.filter(), endpoint.webhook().view(),
                   endpoint.position(), {.max_commits = 1});
  if (page.status().code() == absl::StatusCode::kOutOfRange) {
    endpoint.Die(
        "what it has not yet got is no longer kept; begin with SnapshotStatuses, then "
        "resume from its token");
    return absl::InfiniteFuture();
  }
  if (!page.ok()) {
    Report(page.status());
    return now + kPauseAfterError;
  }
  if (!page->commits.empty()) {
    Send(endpoint, page->commits.front(), now);
    return absl::InfiniteFuture();
  }
  endpoint.MoveTo(std::max(page->position, endpoint.position()));
  if (!page->caught_up) return now;
  endpoint.NothingLeft();
  return absl::InfiniteFuture();
}

void Courier::Send(Endpoint& endpoint, const feed::ReadCommit& commit, absl::Time now) {
  v1::WebhookEvent event;
  if (!event.mutable_data()->ParseFromString(commit.bytes)) {
    return Report(absl::DataLossError("a commit of the feed can't be parsed"));
  }
  event.set_type("commit");
  *event.mutable_timestamp() = event.data().commit_time();
  event.set_webhook(endpoint.webhook().name());
  const std::string message_id = MessageIdOf(endpoint.id(), commit.version);
  PostRequest post =
      MakePost(endpoint.webhook().url(), message_id, event, endpoint.SecretsAt(now), now);
  endpoint.posting = true;
  ++under_way_;
  const bool again = endpoint.waits_for_retry();
  if (again) ++again_under_way_;
  poster_.Post(std::move(post),
               [this, id = endpoint.id(), epoch = endpoint.progress().epoch(),
                version = commit.version, again, message_id, now](PostResult result) {
                 Result taken{.id = id,
                              .epoch = epoch,
                              .commit = version,
                              .again = again,
                              .attempt = AttemptOf(message_id, now, result),
                              .retry_after = result.retry_after};
                 absl::MutexLock lock(&mutex_);
                 news_.results.push_back(std::move(taken));
                 woken_ = true;
               });
}

absl::Time Courier::Flush(bool all) {
  std::vector<Endpoint*> dirty;
  bool urgent = all;
  for (auto& [id, endpoint] : endpoints_) {
    if (endpoint.dirty()) dirty.push_back(&endpoint);
    urgent = urgent || endpoint.urgent();
  }
  const absl::Time now = clock_();
  if (dirty.empty()) return absl::InfiniteFuture();
  if (!urgent && now < flush_at_) return flush_at_;
  flush_at_ = now + options_.flush_interval;
  for (size_t at = 0; at < dirty.size(); at += kStoreAtATime) {
    const std::span<Endpoint* const> some =
        std::span(dirty).subspan(at, std::min(kStoreAtATime, dirty.size() - at));
    if (absl::Status status = Store(some); !status.ok()) {
      Report(status);
      return flush_at_;
    }
    for (Endpoint* endpoint : some) endpoint->Stored();
  }
  return absl::InfiniteFuture();
}

absl::Status Courier::Store(std::span<Endpoint* const> some) {
  const domain::Call call{domain::ServerPrincipal(), kMethod};
  const auto decide = [some](domain::Txn& txn) -> absl::StatusOr<std::string> {
    for (const Endpoint* endpoint : some) {
      const std::string key = domain::keys::WebhookProgress(endpoint->id());
      absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(key);
      if (!entry.ok()) return entry.status();
      if (!*entry) continue;  // Deleted meanwhile.
      absl::StatusOr<storage::v1::WebhookProgress> stored = ParseProgress(**entry);
      if (!stored.ok()) return stored.status();
      if (stored->epoch() != endpoint->progress().epoch()) continue;
      txn.Put(key, endpoint->progress().SerializeAsString());
    }
    return std::string();
  };
  return book_.WriteAndWait(call, storage::v1::WebhookProgress(), decide).status();
}

void Courier::Report(const absl::Status& status) const {
  if (options_.on_error) options_.on_error(status);
}

void Courier::Count() {
  size_t failing = 0;
  size_t dead = 0;
  for (const auto& [id, endpoint] : endpoints_) {
    failing += endpoint.waits_for_retry() ? 1 : 0;
    dead += endpoint.dead() ? 1 : 0;
  }
  absl::MutexLock lock(&mutex_);
  counts_.webhooks = endpoints_.size();
  counts_.failing = failing;
  counts_.dead = dead;
}

CourierCounts Courier::counts() const {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

}  // namespace factcheck::webhooks
