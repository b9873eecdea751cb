#include "server/search/service/intake.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "server/base/absl_strings.h"
#include "server/base/thread_priority.h"
#include "server/domain/core/call.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/principal.h"
#include "server/search/service/duplicates.h"

namespace factcheck::search {
namespace {

using storage::v1::IntakeProgress;

constexpr std::string_view kMethod = "intake/duplicates";
constexpr std::string_view kProgress = "intake";
// How long a stop may wait for a thread that waits for a commit.
constexpr absl::Duration kLook = absl::Milliseconds(50);
// Between two looks at the log: whoever writes one claim after another wakes it no more often.
constexpr absl::Duration kBetweenRounds = absl::Milliseconds(10);
constexpr absl::Duration kPauseAfterError = absl::Seconds(1);
// Where the log went on without a suggestion, that is noted so often.
constexpr absl::Duration kStoreEvery = absl::Seconds(10);
// Others write while their last commit is younger.
constexpr absl::Duration kBusy = absl::Milliseconds(500);
constexpr absl::Duration kMostRest = absl::Seconds(5);
constexpr storage::LogReadOptions kLogAtATime = {.max_entries = 500, .max_bytes = 1 << 20};
// The suggestions of so many claims are one commit.
constexpr size_t kClaimsAtATime = 20;
constexpr absl::Duration kMostWaitForIndex = absl::Seconds(2);

}  // namespace

Intake::Intake(domain::ClaimBook* book, Projection* projection, IntakeOptions options)
    : book_(*book), projection_(*projection), options_(std::move(options)) {}

Intake::~Intake() { Stop(); }

absl::Status Intake::Start() {
  if (!options_.enabled) return absl::OkStatus();
  absl::Status begun = Begin();
  if (!begun.ok()) return begun;
  thread_ = std::thread([this] {
    BecomeBackgroundThread();
    Run();
  });
  return absl::OkStatus();
}

void Intake::StoreReplaced() {
  const absl::MutexLock lock(&mutex_);
  replaced_ = book_.engine().LatestVersion();
  position_ = {};
}

bool Intake::Await(storage::Version version, absl::Time deadline) const {
  const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return position_ >= version; };
  const absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithDeadline(absl::Condition(&reached), deadline);
}

void Intake::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool Intake::interrupted() const {
  const absl::MutexLock lock(&mutex_);
  return stopping_ || replaced_;
}

void Intake::Publish(std::optional<storage::Version> next) {
  const absl::MutexLock lock(&mutex_);
  if (!replaced_) position_ = {progress_.position()};
  if (next) next_ = *next;
}

void Intake::Pause(absl::Duration duration) {
  const absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), duration);
}

void Intake::Report(const absl::Status& status) const {
  if (options_.on_error && !status.ok()) options_.on_error(status);
}

IntakeCounts Intake::counts() const {
  const absl::Time now = book_.Now();
  const absl::MutexLock lock(&mutex_);
  IntakeCounts counts = counts_;
  if (next_.value != 0) {
    counts.lag = std::max(absl::ZeroDuration(), now - storage::CommitTime(next_));
  }
  return counts;
}

void Intake::Run() {
  const auto stopping = [this] {
    const absl::MutexLock lock(&mutex_);
    return stopping_;
  };
  while (!stopping()) {
    absl::Status status = begun_ && !interrupted() ? absl::OkStatus() : Begin();
    if (status.ok()) status = Round();
    // The index is being built, or the note was moved under it: nothing is wrong.
    const bool later =
        absl::IsUnavailable(status) || absl::IsAborted(status) || absl::IsDeadlineExceeded(status);
    if (!later) Report(status);
    Pause(status.ok() ? kBetweenRounds : kPauseAfterError);
  }
  if (begun_ && unstored_) Report(StoreProgress());
}

absl::Status Intake::Begin() {
  std::optional<storage::Version> replaced;
  {
    const absl::MutexLock lock(&mutex_);
    replaced = std::exchange(replaced_, std::nullopt);
  }
  begun_ = false;
  absl::StatusOr<domain::View> view = book_.ReadNewest();
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<storage::Entry>> entry = view->Get(domain::keys::Setting(kProgress));
  if (!entry.ok()) return entry.status();
  stored_ = *entry ? (*entry)->value : "";
  if (replaced) {
    progress_.Clear();
    progress_.set_position(replaced->value);
  } else if (*entry) {
    if (!progress_.ParseFromString(stored_)) {
      return absl::DataLossError("the note of how far new claims were looked at is damaged");
    }
  } else if (progress_.position() == 0) {
    progress_.set_position(view->snapshot().version().value);
  }
  begun_ = true;
  unstored_ = replaced || !*entry;
  if (unstored_) {
    // A disk that is full keeps nobody from being served: it is tried again.
    Report(StoreProgress());
    begun_ = true;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Intake::Arrival>> Intake::ReadArrivals(storage::Version latest) {
  const storage::Version position = {progress_.position()};
  absl::StatusOr<std::vector<storage::LogEntry>> entries =
      book_.engine().ReadLog(position, kLogAtATime);
  if (absl::IsOutOfRange(entries.status())) {
    absl::StatusOr<storage::Version> oldest = book_.engine().OldestLogPosition();
    if (!oldest.ok()) return oldest.status();
    Report(absl::OutOfRangeError(
        "the log was trimmed before it was looked at for new claims; some get no suggestions"));
    progress_.set_position(oldest->value);
    progress_.set_claims(0);
    return std::vector<Arrival>();
  }
  if (!entries.ok()) return entries.status();
  std::vector<Arrival> arrivals;
  uint32_t skip = progress_.claims();
  IntakeProgress at = progress_;
  at.set_claims(0);
  for (const storage::LogEntry& entry : *entries) {
    storage::v1::LogRecord record;
    if (!record.ParseFromString(entry.record)) {
      return absl::DataLossError(
          StrCat("the log's record of ", entry.version.value, " is damaged"));
    }
    uint32_t claims = 0;
    for (const storage::v1::Change& change : record.changes()) {
      if (change.kind() != storage::v1::Change::KIND_CLAIM_CREATED) continue;
      at.set_claims(++claims);
      if (claims > skip) arrivals.push_back({entry.version, change.claim(), at});
    }
    if (claims > 0) skip = 0;
    at.set_position(entry.version.value);
    at.set_claims(0);
    if (!arrivals.empty() && arrivals.back().version == entry.version) arrivals.back().after = at;
  }
  if (arrivals.empty() && !entries->empty()) {
    progress_ = at;
    unstored_ = true;
  }
  // What has no record in the log brings in nothing.
  if (entries->empty()) progress_.set_position(std::max(progress_.position(), latest.value));
  return arrivals;
}

absl::Status Intake::Round() {
  absl::Status waited = book_.engine().AwaitCommit({progress_.position()}, absl::Now() + kLook);
  if (!waited.ok() && !absl::IsDeadlineExceeded(waited)) return waited;
  bool drained = true;
  if (waited.ok()) {
    // Before the log is read: it has everything up to here.
    const storage::Version latest = book_.engine().LatestVersion();
    absl::StatusOr<std::vector<Arrival>> arrivals = ReadArrivals(latest);
    if (!arrivals.ok()) return arrivals.status();
    const std::span<const Arrival> all(*arrivals);
    drained = all.empty();
    for (size_t at = 0; at < all.size() && !interrupted(); at += kClaimsAtATime) {
      Publish(all[at].version);
      const absl::Time began = absl::Now();
      const auto some = all.subspan(at, std::min(kClaimsAtATime, all.size() - at));
      absl::Status looked = LookAt(some);
      if (absl::IsDataLoss(looked)) looked = LookAtEach(some);
      if (!looked.ok()) return looked;
      Rest(absl::Now() - began);
    }
  }
  // Where some came in, there may be more behind them.
  Publish(drained ? std::optional(storage::Version{}) : std::nullopt);
  if (unstored_ && !interrupted() && absl::Now() >= stored_at_ + kStoreEvery) {
    return StoreProgress();
  }
  return absl::OkStatus();
}

absl::Status Intake::LookAt(std::span<const Arrival> arrivals) {
  absl::StatusOr<std::shared_ptr<const Index>> index =
      projection_.Get(arrivals.back().version, absl::Now() + kMostWaitForIndex);
  if (!index.ok()) return index.status();
  absl::StatusOr<domain::View> view = book_.ReadNewest();
  if (!view.ok()) return view.status();
  std::vector<domain::Suggestion> suggestions;
  for (const Arrival& arrival : arrivals) {
    absl::StatusOr<std::vector<domain::Suggestion>> found = FindDuplicates(
        **index, *view, arrival.claim, book_.Now(), options_.least_score, kMaxSuggestions);
    if (!found.ok()) return found.status();
    std::move(found->begin(), found->end(), std::back_inserter(suggestions));
  }
  const IntakeProgress& after = arrivals.back().after;
  if (suggestions.empty()) {
    progress_ = after;
    unstored_ = true;
  } else if (absl::Status committed = Commit(suggestions, after); !committed.ok()) {
    return committed;
  }
  const absl::MutexLock lock(&mutex_);
  counts_.claims += arrivals.size();
  return absl::OkStatus();
}

absl::Status Intake::LookAtEach(std::span<const Arrival> arrivals) {
  for (const Arrival& arrival : arrivals) {
    const absl::Status looked = LookAt({&arrival, 1});
    if (looked.ok()) continue;
    if (!absl::IsDataLoss(looked)) return looked;
    // In the store at once, so that nobody is told of it again.
    if (absl::Status passed = Commit({}, arrival.after); !passed.ok()) return passed;
    if (options_.on_damaged) {
      options_.on_damaged(absl::DataLossError(
          StrCat("the new claim ", arrival.claim, " is passed over: ", ToStd(looked.message()))));
    }
    const absl::MutexLock lock(&mutex_);
    ++counts_.damaged;
  }
  return absl::OkStatus();
}

absl::Status Intake::Commit(std::span<const domain::Suggestion> suggestions,
                            const IntakeProgress& progress) {
  const domain::Call call{domain::ServerPrincipal(), kMethod};
  const std::string key = domain::keys::Setting(kProgress);
  const std::string note = progress.SerializeAsString();
  NoteOthers();
  const auto decide = [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
    absl::StatusOr<std::optional<storage::Entry>> stored = txn.Get(key);
    if (!stored.ok()) return stored.status();
    if ((*stored ? (*stored)->value : "") != stored_) {
      return absl::AbortedError("another has looked at new claims meanwhile");
    }
    txn.Put(key, note);
    uint64_t made = 0;
    for (const domain::Suggestion& suggestion : suggestions) {
      absl::StatusOr<bool> suggested = domain::SuggestByServer(txn, suggestion);
      if (!suggested.ok()) return suggested.status();
      if (*suggested) ++made;
    }
    return StrCat(made);
  };
  absl::StatusOr<std::string> made = book_.WriteAndWait(call, progress, decide);
  if (!made.ok()) {
    begun_ = false;  // It may have been written: what is stored decides.
    return made.status();
  }
  uint64_t count = 0;
  if (!absl::SimpleAtoi(*made, &count)) return absl::InternalError("a count isn't one");
  progress_ = progress;
  stored_ = note;
  stored_at_ = absl::Now();
  unstored_ = false;
  own_ = book_.engine().LatestVersion();
  const absl::MutexLock lock(&mutex_);
  counts_.suggestions += count;
  return absl::OkStatus();
}

absl::Status Intake::StoreProgress() { return Commit({}, progress_); }

void Intake::NoteOthers() {
  const storage::Version latest = book_.engine().LatestVersion();
  if (latest != own_) others_ = latest;
}

void Intake::Rest(absl::Duration worked) {
  NoteOthers();
  if (book_.Now() - storage::CommitTime(others_) > kBusy) return;
  Pause(std::min(worked * options_.rest, kMostRest));
}

}  // namespace factcheck::search
