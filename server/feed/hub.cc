#include "server/feed/hub.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "factcheck/v1/changes_service.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/values/error.h"

namespace factcheck::feed {
namespace {

// How often the tailer looks whether it is to stop.
constexpr absl::Duration kLook = absl::Milliseconds(200);
constexpr absl::Duration kPauseAfterError = absl::Milliseconds(500);

absl::Status Stopping() {
  return domain::Error(absl::StatusCode::kUnavailable, v1::ERROR_REASON_UNAVAILABLE,
                       "the feed stops here; go on from the last token");
}

bool IsOfAccess(std::string_view key) {
  return key.starts_with(domain::keys::kActors) || key.starts_with(domain::keys::kApiKeys) ||
         key.starts_with(domain::keys::kMembers);
}

std::string Response(const ReadPage& page, std::string_view token) {
  size_t bytes = token.size() + 16;
  for (const ReadCommit& commit : page.commits) bytes += commit.bytes.size() + 8;
  std::string out;
  out.reserve(bytes);
  for (const ReadCommit& commit : page.commits) {
    domain::AppendField(v1::WatchChangesResponse::kCommitsFieldNumber, commit.bytes, out);
  }
  domain::AppendField(v1::WatchChangesResponse::kTokenFieldNumber, token, out);
  if (page.caught_up) {
    domain::AppendVarintField(v1::WatchChangesResponse::kCaughtUpFieldNumber, 1, out);
  }
  return out;
}

}  // namespace

//             read, nothing there              a commit that may match, a bookmark is due,
//   kQueued <-------------------- kRunning     changed rights: kWaiting -> kQueued
//      |                           ^ |  \______ kWaiting
//      +---------------------------+ | sent
//                                    v
//                                 kSending -> kQueued once it is drained
//
// and kEnded from everywhere. All of it under the hub's mutex, but for what kRunning uses, which
// is the running thread's.
class Hub::Subscription {
 public:
  enum class State { kQueued, kRunning, kSending, kWaiting, kEnded };

  Subscription(Wanted wanted, std::shared_ptr<Sink> sink)
      : filter(std::move(wanted.filter)),
        view(wanted.view),
        bookmark_interval(wanted.bookmark_interval),
        sink(std::move(sink)),
        position(wanted.position) {}

  const Filter filter;
  const v1::ChangeView view;
  const absl::Duration bookmark_interval;
  const std::shared_ptr<Sink> sink;

  State state = State::kQueued;
  storage::Version position;  // Looked through up to here.
  std::shared_ptr<const Rights> rights;
  uint64_t epoch = 0;  // Of the rights.
  // Due at once: who begins now, or where nothing follows, gets a token to go on from.
  absl::Time bookmark_at = absl::InfinitePast();
};

Hub::Hub(domain::ClaimBook* book, Options options)
    : book_(*book), options_(std::move(options)), reader_(book, &recent_) {}

Hub::~Hub() { Stop(); }

absl::Status Hub::Start() {
  absl::MutexLock life(&life_);
  return StartThreads();
}

void Hub::Stop() {
  absl::MutexLock life(&life_);
  StopThreads();
}

absl::Status Hub::Restart() {
  absl::MutexLock life(&life_);
  if (!observing_) return absl::OkStatus();
  StopThreads();
  return StartThreads();
}

absl::Status Hub::StartThreads() {
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> view = book_.engine().AddObserver(this);
  if (!view.ok()) return view.status();
  observing_ = true;
  absl::MutexLock lock(&mutex_);
  running_ = true;
  processed_ = (*view)->version();
  recent_.Clear(processed_);
  tailer_ = std::thread([this] { Tail(); });
  for (int i = 0; i < options_.threads; ++i) workers_.emplace_back([this] { Work(); });
  return absl::OkStatus();
}

void Hub::StopThreads() {
  {
    absl::MutexLock lock(&mutex_);
    running_ = false;
    work_.SignalAll();
  }
  if (std::exchange(observing_, false)) book_.engine().RemoveObserver(this);
  if (tailer_.joinable()) tailer_.join();
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
  EndAll(Stopping());
}

void Hub::EndAll(const absl::Status& status) {
  std::vector<Ptr> ended;
  {
    absl::MutexLock lock(&mutex_);
    for (auto& [raw, subscription] : all_) {
      raw->state = Subscription::State::kEnded;
      ended.push_back(std::move(subscription));
    }
    all_.clear();
    waiting_.clear();
    queue_.clear();
  }
  for (const Ptr& subscription : ended) subscription->sink->End(status);
}

absl::StatusOr<std::shared_ptr<Hub::Subscription>> Hub::Subscribe(Wanted wanted,
                                                                  std::shared_ptr<Sink> sink) {
  wanted.bookmark_interval =
      std::clamp(wanted.bookmark_interval, kMinBookmarkInterval, kMaxBookmarkInterval);
  auto subscription = std::make_shared<Subscription>(std::move(wanted), std::move(sink));
  absl::MutexLock lock(&mutex_);
  if (!running_) return Stopping();
  if (all_.size() >= options_.max_subscriptions) {
    return domain::Error(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_RATE_LIMITED,
                         "the server has as many watches as it may; try again");
  }
  all_.emplace(subscription.get(), subscription);
  queue_.push_back(subscription);
  work_.Signal();
  return subscription;
}

size_t Hub::subscriptions() const {
  absl::MutexLock lock(&mutex_);
  return all_.size();
}

void Hub::Enqueue(Subscription& subscription) {
  subscription.state = Subscription::State::kQueued;
  queue_.push_back(all_.at(&subscription));
  work_.Signal();
}

void Hub::StopWaiting(Subscription& subscription) {
  waiting_.erase({subscription.bookmark_at, &subscription});
}

void Hub::Drained(const Ptr& subscription) {
  absl::MutexLock lock(&mutex_);
  if (subscription->state == Subscription::State::kSending) Enqueue(*subscription);
}

void Hub::Cancel(const Ptr& subscription) {
  absl::MutexLock lock(&mutex_);
  if (subscription->state == Subscription::State::kWaiting) StopWaiting(*subscription);
  subscription->state = Subscription::State::kEnded;
  all_.erase(subscription.get());
}

void Hub::Finish(const Ptr& subscription, absl::Status status) {
  {
    absl::MutexLock lock(&mutex_);
    if (subscription->state == Subscription::State::kEnded) return;
    subscription->state = Subscription::State::kEnded;
    all_.erase(subscription.get());
  }
  subscription->sink->End(std::move(status));
}

void Hub::OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                   std::string_view /*log_record*/) {
  recent_.hidings().Look(version, mutations);
  const bool access =
      std::any_of(mutations.begin(), mutations.end(),
                  [](const storage::Mutation& mutation) { return IsOfAccess(mutation.key); });
  if (!access) return;
  access_epoch_.fetch_add(1);
  // Who waits is told by a thread of ours: this one commits.
  work_.Signal();
}

void Hub::WakeAll() {
  for (const auto& [due, subscription] : waiting_) Enqueue(*subscription);
  waiting_.clear();
}

void Hub::WakeDue(absl::Time now) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    Subscription& due = *waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    Enqueue(due);
  }
}

void Hub::Tail() {
  for (;;) {
    storage::Version processed;
    {
      absl::MutexLock lock(&mutex_);
      if (!running_) return;
      processed = processed_;
    }
    absl::Status status = book_.engine().AwaitCommit(processed, absl::Now() + kLook);
    if (absl::IsDeadlineExceeded(status)) continue;
    if (status.ok()) status = TakeIn();
    if (status.ok()) continue;
    if (options_.on_error) options_.on_error(status);
    absl::MutexLock lock(&mutex_);
    const auto stopped = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !running_; };
    mutex_.AwaitWithTimeout(absl::Condition(&stopped), kPauseAfterError);
  }
}

absl::Status Hub::TakeIn() {
  storage::Version processed;
  {
    absl::MutexLock lock(&mutex_);
    processed = processed_;
  }
  const storage::Version latest = book_.engine().LatestVersion();
  absl::StatusOr<std::vector<storage::LogEntry>> entries =
      book_.engine().ReadLog(processed, {.max_entries = RecentCommits::kMaxCommits});
  absl::Status status = entries.status();
  std::vector<SharedCommitPtr> commits;
  storage::Version position = std::max(processed, latest);
  if (status.ok()) {
    for (const storage::LogEntry& entry : *entries) {
      absl::StatusOr<LoggedCommit> commit = ParseLogEntry(entry);
      status.Update(commit.status());
      if (!status.ok()) break;
      commits.push_back(std::make_shared<SharedCommit>(*std::move(commit), entry.record.size()));
    }
    if (!commits.empty()) position = commits.back()->commit().version;
  }

  absl::MutexLock lock(&mutex_);
  processed_ = position;
  if (!status.ok()) {
    // Readers meet the error themselves, in the log.
    recent_.Clear(position);
    WakeAll();
    return status;
  }
  recent_.Append(commits, position);
  const uint64_t epoch = access_epoch_.load();
  for (auto at = waiting_.begin(); at != waiting_.end();) {
    Subscription& subscription = *at->second;
    const auto may_match = [&](const SharedCommitPtr& commit) {
      const auto& changes = commit->commit().record.changes();
      return commit->commit().version > subscription.position &&
             std::any_of(changes.begin(), changes.end(), [&](const storage::v1::Change& change) {
               return subscription.filter.MaySelect(change) && subscription.rights->MaySee(change);
             });
    };
    if (subscription.epoch == epoch && std::none_of(commits.begin(), commits.end(), may_match)) {
      subscription.position = std::max(subscription.position, position);
      ++at;
      continue;
    }
    at = waiting_.erase(at);
    Enqueue(subscription);
  }
  return absl::OkStatus();
}

void Hub::Work() {
  for (;;) {
    Ptr next;
    {
      absl::MutexLock lock(&mutex_);
      for (;;) {
        if (!running_) return;
        if (const uint64_t epoch = access_epoch_.load(); epoch != woken_epoch_) {
          woken_epoch_ = epoch;
          WakeAll();
        }
        WakeDue(absl::Now());
        if (!queue_.empty()) break;
        // The signal of a changed epoch is sent without the lock, and might be missed.
        const absl::Time due = waiting_.empty() ? absl::InfiniteFuture() : waiting_.begin()->first;
        work_.WaitWithDeadline(&mutex_, std::min(due, absl::Now() + kLook));
      }
      next = std::move(queue_.front());
      queue_.pop_front();
      if (next->state != Subscription::State::kQueued) continue;
      next->state = Subscription::State::kRunning;
    }
    Pump(next);
  }
}

void Hub::Pump(const Ptr& subscription) {
  // Before it is asked who calls: where the rights change from here on, what is read is not sent.
  const uint64_t epoch = access_epoch_.load();
  absl::StatusOr<std::shared_ptr<const domain::Principal>> who = subscription->sink->Admit();
  if (!who.ok()) return Finish(subscription, who.status());
  if (subscription->rights == nullptr || subscription->epoch != epoch) {
    subscription->rights = std::make_shared<const Rights>(**who);
    subscription->epoch = epoch;
  }
  absl::StatusOr<ReadPage> page =
      reader_.Read(*subscription->rights, subscription->filter, subscription->view,
                   subscription->position, options_.limits);
  if (!page.ok()) return Finish(subscription, page.status());
  const bool bookmark = page->caught_up && subscription->bookmark_at <= absl::Now();
  if (access_epoch_.load() != epoch || (page->commits.empty() && !page->caught_up)) {
    absl::MutexLock lock(&mutex_);
    if (subscription->state == Subscription::State::kEnded) return;
    if (access_epoch_.load() == epoch) subscription->position = page->position;
    return Enqueue(*subscription);
  }
  if (page->commits.empty() && !bookmark) return Wait(subscription, page->position, epoch);
  {
    absl::MutexLock lock(&mutex_);
    if (subscription->state == Subscription::State::kEnded) return;
    subscription->position = page->position;
    subscription->bookmark_at = absl::Now() + subscription->bookmark_interval;
    subscription->state = Subscription::State::kSending;
  }
  subscription->sink->Write(Response(*page, reader_.TokenOf(page->position)));
}

void Hub::Wait(const Ptr& subscription, storage::Version position, uint64_t epoch) {
  absl::MutexLock lock(&mutex_);
  if (subscription->state == Subscription::State::kEnded) return;
  subscription->position = position;
  // What came between is looked at once more.
  if (processed_ > position || access_epoch_.load() != epoch) return Enqueue(*subscription);
  subscription->state = Subscription::State::kWaiting;
  waiting_.emplace(subscription->bookmark_at, subscription.get());
}

}  // namespace factcheck::feed
