#include "server/search/service/projection.h"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "factcheck/storage/v1/records.pb.h"
#include "server/base/absl_strings.h"
#include "server/base/thread_priority.h"
#include "server/domain/values/error.h"
#include "server/search/service/claim_documents.h"
#include "server/storage/log_position.h"

namespace factcheck::search {
namespace {

// How long a stop may wait for a thread that waits for a commit.
constexpr absl::Duration kLook = absl::Milliseconds(50);
constexpr absl::Duration kPauseAfterError = absl::Seconds(1);
// Without any index there is nothing to wait for but its first build, which may take minutes.
constexpr absl::Duration kMostWaitForFirst = absl::Seconds(10);
constexpr size_t kCommitsAtATime = 500;
// Readers wait for so many changes at most.
constexpr size_t kChangesAtATime = 64;

bool Concerns(const storage::v1::Change& change) {
  switch (change.kind()) {
    case storage::v1::Change::KIND_CLAIM_CREATED:
    case storage::v1::Change::KIND_CLAIM_UPDATED:
    case storage::v1::Change::KIND_CLAIM_STATE_CHANGED:
    case storage::v1::Change::KIND_VERDICT_PUBLISHED:
    case storage::v1::Change::KIND_VERDICT_UPDATED:
    case storage::v1::Change::KIND_VERDICT_CORRECTED:
    case storage::v1::Change::KIND_VERDICT_RETRACTED:
      return !change.claim().empty();
    default:
      return false;
  }
}

// The claims that the commits may have changed to who searches, each once.
absl::StatusOr<std::vector<std::string>> ChangedClaims(std::span<const storage::LogEntry> entries) {
  std::vector<std::string> ids;
  for (const storage::LogEntry& entry : entries) {
    storage::v1::LogRecord record;
    if (!record.ParseFromString(entry.record)) {
      return absl::DataLossError(
          StrCat("the log's record of ", entry.version.value, " is damaged"));
    }
    for (const storage::v1::Change& change : record.changes()) {
      if (Concerns(change)) ids.push_back(change.claim());
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void Apply(std::span<const Change> changes, uint64_t position, Index& index) {
  // The position is reached with the last of them.
  const uint64_t before = index.position();
  for (; changes.size() > kChangesAtATime; changes = changes.subspan(kChangesAtATime)) {
    index.Apply(changes.first(kChangesAtATime), before);
  }
  index.Apply(changes, position);
}

}  // namespace

Projection::Projection(storage::Engine* engine, ProjectionOptions options)
    : engine_(*engine), options_(std::move(options)) {}

Projection::~Projection() { Stop(); }

void Projection::Start() {
  const absl::MutexLock lock(&mutex_);
  if (started_) return;
  started_ = true;
  thread_ = std::thread([this] { Run(); });
}

void Projection::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    if (!started_ || stopping_) return;
    stopping_ = true;
  }
  thread_.join();
}

void Projection::StoreReplaced() {
  const absl::MutexLock lock(&mutex_);
  // What is built and not yet in its place is of the other store: it has to begin again, as a build
  // does that is under way.
  if (fresh_ != nullptr) begun_ = done_;
  index_.reset();
  fresh_.reset();
  position_ = {};
  ++store_;
  if (wanted_ == done_) ++wanted_;
}

bool Projection::stopping() const {
  const absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Projection::Report(const absl::Status& status) const {
  if (options_.on_error && !status.ok()) options_.on_error(status);
}

void Projection::PassOver(const absl::Status& damaged) const {
  ++damaged_;
  if (options_.on_damaged) options_.on_damaged(damaged);
}

absl::StatusOr<std::shared_ptr<const Index>> Projection::Get(storage::Version at_least,
                                                             absl::Time deadline) {
  const absl::MutexLock lock(&mutex_);
  const auto exists = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return index_ != nullptr; };
  if (!mutex_.AwaitWithDeadline(absl::Condition(&exists),
                                std::min(deadline, absl::Now() + kMostWaitForFirst))) {
    return domain::Error(absl::StatusCode::kUnavailable, v1::ERROR_REASON_SEARCH_NOT_READY,
                         "the index that search reads is being built; try again in a while", {},
                         absl::Seconds(5));
  }
  const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return index_ != nullptr && position_ >= at_least;
  };
  if (!mutex_.AwaitWithDeadline(absl::Condition(&reached), deadline)) {
    return domain::Error(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                         "the deadline passed before search had seen the newest commits");
  }
  return std::shared_ptr<const Index>(index_);
}

absl::Status Projection::Rebuild(absl::Time deadline) {
  const absl::MutexLock lock(&mutex_);
  if (wanted_ == done_) ++wanted_;
  const uint64_t number = wanted_;
  const auto done = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return done_ >= number; };
  if (mutex_.AwaitWithDeadline(absl::Condition(&done), deadline)) return absl::OkStatus();
  return domain::Error(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                       "the index isn't built yet; it goes on");
}

Projection::State Projection::state() const {
  std::shared_ptr<const Index> index;
  State state;
  {
    const absl::MutexLock lock(&mutex_);
    index = index_;
    state.position = position_;
    state.building = wanted_ > done_;
  }
  state.damaged = damaged_;
  state.ready = index != nullptr;
  if (index != nullptr) state.stats = index->stats();
  return state;
}

void Projection::Run() {
  std::shared_ptr<Index> loaded = Load();
  {
    const absl::MutexLock lock(&mutex_);
    // A store that was replaced meanwhile has none.
    if (loaded != nullptr && wanted_ == 0) {
      saved_position_ = loaded->position();
      position_ = {loaded->position()};
      index_ = std::move(loaded);
    } else {
      wanted_ = std::max<uint64_t>(wanted_, 1);
    }
  }
  loaded.reset();
  saved_at_ = absl::Now();
  while (!stopping()) {
    if (!TakeTurns()) continue;
    if (absl::Status status = Follow(); !status.ok()) {
      Report(status);
      const absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kPauseAfterError);
    }
    SaveWhereDue();
    CompactWhereDue();
  }
  if (builder_.joinable()) builder_.join();
  if (saver_.joinable()) saver_.join();
  if (compactor_.joinable()) compactor_.join();
  SaveIfChanged();
}

bool Projection::TakeTurns() {
  std::shared_ptr<Index> old;  // Freed without the lock.
  bool begin = false, others_wait = false;
  {
    const absl::MutexLock lock(&mutex_);
    const auto something = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return stopping_ || index_ != nullptr || fresh_ != nullptr || wanted_ > begun_;
    };
    mutex_.Await(absl::Condition(&something));
    if (fresh_ != nullptr) {
      old = std::exchange(index_, std::move(fresh_));
      position_ = fresh_position_;
      done_ = begun_;
    }
    begin = wanted_ > begun_ && begun_ == done_ && !stopping_;
    if (begin) begun_ = wanted_;
    others_wait = index_ == nullptr;
    if (!begin) return index_ != nullptr && !stopping_;
  }
  if (builder_.joinable()) builder_.join();
  builder_ = std::thread([this, others_wait] {
    // Without an index nobody can search until it is there.
    if (!others_wait) BecomeBackgroundThread();
    KeepBuilding();
  });
  return false;
}

void Projection::KeepBuilding() {
  for (;;) {
    uint64_t store = 0;
    {
      const absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      store = store_;
    }
    absl::StatusOr<Built> built = Build(store);
    if (!built.ok() && IsOf(store)) Report(built.status());
    const absl::MutexLock lock(&mutex_);
    if (store != store_) {
      // Another begins, at the priority that is right now that there is no index.
      begun_ = done_;
      return;
    }
    if (built.ok()) {
      fresh_ = built->index;
      fresh_position_ = built->position;
      return;
    }
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kPauseAfterError)) return;
  }
}

bool Projection::IsOf(uint64_t store) const {
  const absl::MutexLock lock(&mutex_);
  return store == store_ && !stopping_;
}

absl::StatusOr<Projection::Built> Projection::Build(uint64_t store) const {
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = engine_.NewSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  Built built{std::make_shared<Index>(), (*snapshot)->version()};
  absl::StatusOr<storage::Version> logged = storage::LastLogged(engine_, built.position);
  if (!logged.ok()) return logged.status();
  const auto take = [&](std::span<const Change> changes) {
    built.index->Apply(changes, 0);
    return IsOf(store) ? absl::OkStatus() : absl::CancelledError("it is not wanted any more");
  };
  absl::Status read =
      ReadEveryClaim(**snapshot, take, [this](const absl::Status& damaged) { PassOver(damaged); });
  if (!read.ok()) return read;
  built.index->Apply({}, logged->value);
  return built;
}

std::shared_ptr<Index> Projection::Load() const {
  if (options_.file.empty()) return nullptr;
  const auto refuse = [this](std::string_view why) {
    if (options_.on_note) options_.on_note(why);
    return nullptr;
  };
  absl::StatusOr<std::unique_ptr<Index>> loaded = Index::Load(options_.file);
  if (absl::IsNotFound(loaded.status())) return refuse("there is no saved index");
  if (!loaded.ok()) return refuse(ToStd(loaded.status().message()));
  const absl::Status known = storage::ExpectLogged(engine_, {(*loaded)->position()});
  if (!known.ok()) return refuse(StrCat("the saved index: ", known.message()));
  return *std::move(loaded);
}

absl::Status Projection::Follow() {
  std::shared_ptr<Index> index;
  storage::Version position;
  {
    const absl::MutexLock lock(&mutex_);
    if (index_ == nullptr) return absl::OkStatus();
    index = index_;
    position = position_;
  }
  absl::Status waited = engine_.AwaitCommit(position, absl::Now() + kLook);
  if (absl::IsDeadlineExceeded(waited)) return absl::OkStatus();
  if (!waited.ok()) return waited;
  // Before the log is read: it has everything up to here.
  storage::Version latest = engine_.LatestVersion();
  absl::StatusOr<std::vector<storage::LogEntry>> entries =
      engine_.ReadLog(position, {.max_entries = kCommitsAtATime});
  if (absl::IsOutOfRange(entries.status())) {
    // The log was trimmed before it was followed so far.
    const absl::MutexLock lock(&mutex_);
    if (wanted_ == done_) ++wanted_;
    return entries.status();
  }
  if (!entries.ok()) return entries.status();
  if (!entries->empty()) {
    const storage::Version last = entries->back().version;
    latest = entries->size() < kCommitsAtATime ? std::max(latest, last) : last;
    absl::StatusOr<std::vector<std::string>> ids = ChangedClaims(*entries);
    if (!ids.ok()) return ids.status();
    std::vector<Change> changes;
    if (!ids->empty()) {
      absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = engine_.NewSnapshot(last);
      if (!snapshot.ok()) return snapshot.status();
      absl::StatusOr<std::vector<Change>> read =
          ReadChanges(**snapshot, *ids, [this](const absl::Status& damaged) { PassOver(damaged); });
      if (!read.ok()) return read.status();
      changes = *std::move(read);
    }
    Apply(changes, last.value, *index);
  }
  const absl::MutexLock lock(&mutex_);
  if (index_ == index) position_ = std::max(position_, latest);
  return absl::OkStatus();
}

void Projection::SaveWhereDue() {
  if (saving_ || absl::Now() < saved_at_ + options_.save_every) return;
  if (saver_.joinable()) saver_.join();
  saved_at_ = absl::Now();
  saving_ = true;
  saver_ = std::thread([this] {
    BecomeBackgroundThread();
    SaveIfChanged();
    saving_ = false;
  });
}

void Projection::CompactWhereDue() {
  if (compacting_) return;
  if (compactor_.joinable()) compactor_.join();
  std::shared_ptr<Index> index;
  {
    const absl::MutexLock lock(&mutex_);
    index = index_;
  }
  if (index == nullptr || !index->IsWasteful()) return;
  compacting_ = true;
  compactor_ = std::thread([this, index = std::move(index)] {
    BecomeBackgroundThread();
    index->Compact([&] {
      const absl::MutexLock lock(&mutex_);
      return !stopping_ && index_ == index;
    });
    compacting_ = false;
  });
}

void Projection::SaveIfChanged() {
  if (options_.file.empty()) return;
  std::shared_ptr<const Index> index;
  {
    const absl::MutexLock lock(&mutex_);
    index = index_;
  }
  if (index == nullptr || index->position() == saved_position_) return;
  const IndexImage image = index->Image();
  absl::Status saved = index->Save(image, options_.file);
  if (saved.ok()) saved_position_ = image.position;
  Report(saved);
}

}  // namespace factcheck::search
