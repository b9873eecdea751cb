#include "server/domain/verdicts/scheduler.h"

#include <algorithm>
#include <string>
#include <utility>

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/outcomes.h"
#include "server/domain/core/principal.h"
#include "server/domain/verdicts/jobs.h"

namespace factcheck::domain {
namespace {

constexpr absl::Duration kPauseAfterError = absl::Seconds(1);
constexpr size_t kJobsAtATime = 100;
constexpr absl::Duration kBetweenCleanings = absl::Hours(1);

std::string_view MethodOf(storage::v1::ScheduledJob::Kind kind) {
  return kind == storage::v1::ScheduledJob::KIND_MARK_STALE ? "scheduler/stale"
                                                            : "scheduler/embargo";
}

}  // namespace

Scheduler::Scheduler(ClaimBook* book, Clock clock, Options options)
    : book_(book), clock_(std::move(clock)), options_(std::move(options)) {}

Scheduler::~Scheduler() { Stop(); }

absl::Status Scheduler::Start() {
  // The loop's first look finds what the view has; the observer is told of the rest.
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> view = book_->engine().AddObserver(this);
  if (!view.ok()) return view.status();
  observing_ = true;
  thread_ = std::thread([this] { Loop(); });
  return absl::OkStatus();
}

void Scheduler::Stop() {
  if (std::exchange(observing_, false)) book_->engine().RemoveObserver(this);
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Scheduler::OnCommit(storage::Version, std::span<const storage::Mutation> mutations,
                         std::string_view) {
  for (const storage::Mutation& mutation : mutations) {
    if (!mutation.value || !mutation.key.starts_with(keys::kDue)) continue;
    const absl::Time due = keys::DueTime(mutation.key);
    absl::MutexLock lock(&mutex_);
    earliest_new_ = std::min(earliest_new_, due);
  }
}

absl::Status Scheduler::RunOne(const storage::Entry& entry) {
  storage::v1::ScheduledJob job;
  if (!job.ParseFromString(entry.value)) {
    return absl::DataLossError("a stored job can't be parsed");
  }
  const Call call{ServerPrincipal(), MethodOf(job.kind())};
  return book_
      ->WriteAndWait(call, job,
                     [&](Txn& txn) -> absl::StatusOr<std::string> {
                       absl::Status status = RunJob(txn, entry.key, job);
                       if (!status.ok()) return status;
                       return std::string();
                     })
      .status();
}

absl::StatusOr<size_t> Scheduler::RunDue() {
  absl::MutexLock round(&running_);
  absl::Status first_error;
  size_t done = 0;
  storage::KeyRange range = keys::DueBy(book_->Now());
  for (bool more = true; more;) {
    absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = book_->engine().NewSnapshot();
    if (!snapshot.ok()) return snapshot.status();
    absl::StatusOr<storage::ScanResult> jobs =
        (*snapshot)->Scan(range, {.max_entries = kJobsAtATime});
    if (!jobs.ok()) return jobs.status();
    snapshot->reset();
    for (const storage::Entry& entry : jobs->entries) {
      absl::Status status = RunOne(entry);
      if (status.ok()) ++done;
      first_error.Update(status);
      range.start = entry.key + '\0';
    }
    more = jobs->more && !jobs->entries.empty();
  }
  if (!first_error.ok()) return first_error;
  return done;
}

absl::StatusOr<absl::Time> Scheduler::NextDue() {
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = book_->engine().NewSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  absl::StatusOr<storage::ScanResult> first =
      (*snapshot)->Scan(storage::PrefixRange(keys::kDue), {.max_entries = 1});
  if (!first.ok()) return first.status();
  return first->entries.empty() ? absl::InfiniteFuture()
                                : keys::DueTime(first->entries.front().key);
}

void Scheduler::Loop() {
  const auto wanted = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopping_ || earliest_new_ < wake_at_;
  };
  absl::Time clean_at = absl::InfinitePast();
  for (;;) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      earliest_new_ = absl::InfiniteFuture();
    }
    absl::Status status = RunDue().status();
    if (clock_() >= clean_at) {
      clean_at = clock_() + kBetweenCleanings;
      status.Update(ForgetOutcomes(*book_).status());
    }
    absl::StatusOr<absl::Time> next = NextDue();
    status.Update(next.status());
    if (!status.ok() && options_.on_error) options_.on_error(status);

    const absl::Time now = clock_();
    absl::Duration sleep = options_.longest_sleep;
    if (next.ok()) sleep = std::clamp(*next - now, absl::ZeroDuration(), sleep);
    if (!status.ok()) sleep = std::max(sleep, kPauseAfterError);
    absl::MutexLock lock(&mutex_);
    wake_at_ = status.ok() ? now + sleep : absl::InfinitePast();
    mutex_.AwaitWithTimeout(absl::Condition(&wanted), sleep);
  }
}

}  // namespace factcheck::domain
