#include "server/storage/memory/memory_engine.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "server/storage/contract.h"
#include "server/storage/memory/version_map.h"

namespace factcheck::storage {
namespace {

class MemoryEngine final : public Engine {
 public:
  explicit MemoryEngine(Clock clock)
      : clock_(std::move(clock)), committer_([this] { RunCommitter(); }) {}
  ~MemoryEngine() override {
    {
      absl::MutexLock lock(&queue_mutex_);
      closing_ = true;
    }
    committer_.join();
  }

  std::string store_id() const override { return store_id_; }
  Version LatestVersion() const override {
    absl::ReaderMutexLock lock(&mutex_);
    return latest_;
  }
  absl::StatusOr<std::unique_ptr<Snapshot>> NewSnapshot(Version at_least,
                                                        absl::Time deadline) override;
  void CommitAsync(CommitRequest request, CommitDone done) override {
    absl::MutexLock lock(&queue_mutex_);
    queue_.push_back({std::move(request), std::move(done)});
  }
  absl::StatusOr<std::vector<LogEntry>> ReadLog(Version after,
                                                const LogReadOptions& options) override;
  absl::Status AwaitCommit(Version after, absl::Time deadline) override;
  absl::StatusOr<Version> OldestLogPosition() override {
    absl::ReaderMutexLock lock(&mutex_);
    return trimmed_;
  }
  absl::Status TrimLog(Version upto) override;
  absl::StatusOr<std::unique_ptr<Snapshot>> AddObserver(CommitObserver* observer) override;
  void RemoveObserver(CommitObserver* observer) override {
    absl::MutexLock lock(&commit_mutex_);
    std::erase(observers_, observer);
  }
  absl::Status Clear(Version latest) override;
  absl::Status Load(std::span<const Entry> entries, std::span<const LogEntry> log) override;
  absl::Status FinishLoad(Version latest, Version trimmed) override;
  absl::Status Backup(const std::string&, uint32_t) override {
    return absl::UnimplementedError("the memory engine has no disk to back up");
  }
  absl::Status Compact() override { return absl::OkStatus(); }
  absl::StatusOr<EngineStatistics> Statistics() override;

 private:
  class View;
  struct Waiting {
    CommitRequest request;
    CommitDone done;
  };
  // What was loaded and is not yet visible.
  struct Loading {
    std::map<std::string, Entry> entries;
    std::map<Version, std::string> log;
  };

  void RunCommitter();
  absl::StatusOr<Version> CommitNow(CommitRequest& request)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);
  absl::Status Decide(CommitRequest& request) ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);
  bool PreconditionsHold(const Batch& batch);
  absl::Status InOrderNow(Version version, Batch& batch)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);
  absl::StatusOr<Version> Apply(Batch& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);
  std::unique_ptr<Snapshot> NewestView() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void PruneLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TrimTo(Version upto) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckLoadable() ABSL_EXCLUSIVE_LOCKS_REQUIRED(commit_mutex_);

  const Clock clock_;
  const std::string store_id_ = NewStoreId();

  // Held for the whole of one commit, its observers included.
  absl::Mutex commit_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  std::vector<CommitObserver*> observers_ ABSL_GUARDED_BY(commit_mutex_);
  std::unique_ptr<Loading> loading_ ABSL_GUARDED_BY(commit_mutex_);

  mutable absl::Mutex mutex_;
  VersionMap map_ ABSL_GUARDED_BY(mutex_);
  std::map<Version, std::string> log_ ABSL_GUARDED_BY(mutex_);
  size_t log_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  Version latest_ ABSL_GUARDED_BY(mutex_);
  Version trimmed_ ABSL_GUARDED_BY(mutex_);
  Version pruned_ ABSL_GUARDED_BY(mutex_);
  std::multiset<Version> views_ ABSL_GUARDED_BY(mutex_);
  uint64_t commits_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t decided_again_ ABSL_GUARDED_BY(mutex_) = 0;

  absl::Mutex queue_mutex_;
  std::deque<Waiting> queue_ ABSL_GUARDED_BY(queue_mutex_);
  bool closing_ ABSL_GUARDED_BY(queue_mutex_) = false;
  std::thread committer_;
};

class MemoryEngine::View final : public Snapshot {
 public:
  // The version is in engine->views_ already.
  View(MemoryEngine* engine, Version version) : engine_(engine), version_(version) {}
  ~View() override {
    absl::MutexLock lock(&engine_->mutex_);
    engine_->views_.erase(engine_->views_.find(version_));
    engine_->PruneLocked();
  }

  Version version() const override { return version_; }
  absl::StatusOr<std::optional<Entry>> Get(std::string_view key) override {
    absl::ReaderMutexLock lock(&engine_->mutex_);
    return engine_->map_.Get(key, version_);
  }
  absl::StatusOr<std::vector<std::optional<Entry>>> MultiGet(
      std::span<const std::string> keys) override {
    std::vector<std::optional<Entry>> entries;
    entries.reserve(keys.size());
    absl::ReaderMutexLock lock(&engine_->mutex_);
    for (const std::string& key : keys) entries.push_back(engine_->map_.Get(key, version_));
    return entries;
  }
  absl::StatusOr<ScanResult> Scan(const KeyRange& range, const ScanOptions& options) override {
    if (absl::Status valid = CheckRange(range, options); !valid.ok()) return valid;
    absl::ReaderMutexLock lock(&engine_->mutex_);
    return engine_->map_.Scan(range, options, version_);
  }

 private:
  MemoryEngine* const engine_;
  const Version version_;
};

std::unique_ptr<Snapshot> MemoryEngine::NewestView() {
  views_.insert(latest_);
  return std::make_unique<View>(this, latest_);
}

void MemoryEngine::PruneLocked() {
  const Version oldest = views_.empty() ? latest_ : *views_.begin();
  if (oldest <= pruned_) return;
  pruned_ = oldest;
  map_.Prune(oldest);
}

absl::StatusOr<std::unique_ptr<Snapshot>> MemoryEngine::NewSnapshot(Version at_least,
                                                                    absl::Time deadline) {
  const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return latest_ >= at_least; };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithDeadline(absl::Condition(&reached), deadline)) {
    return absl::DeadlineExceededError("the awaited version was not committed in time");
  }
  return NewestView();
}

void MemoryEngine::RunCommitter() {
  const auto work = [&]() ABSL_SHARED_LOCKS_REQUIRED(queue_mutex_) {
    return closing_ || !queue_.empty();
  };
  while (true) {
    Waiting next;
    {
      absl::MutexLock lock(&queue_mutex_);
      queue_mutex_.Await(absl::Condition(&work));
      if (queue_.empty()) return;
      next = std::move(queue_.front());
      queue_.pop_front();
    }
    absl::StatusOr<Version> outcome;
    {
      absl::MutexLock lock(&commit_mutex_);
      outcome = CommitNow(next.request);
    }
    std::move(next.done)(std::move(outcome));
  }
}

absl::StatusOr<Version> MemoryEngine::CommitNow(CommitRequest& request) {
  if (absl::Status valid = CheckBatch(request.batch); !valid.ok()) return valid;
  if (absl::Now() > request.deadline) {
    return absl::DeadlineExceededError("the deadline passed before the write began");
  }
  if (loading_ != nullptr) {
    return absl::FailedPreconditionError("a load is not finished; commits wait for FinishLoad");
  }
  if (!PreconditionsHold(request.batch)) {
    if (absl::Status decided = Decide(request); !decided.ok()) return decided;
  }
  if (IsEmpty(request.batch)) return LatestVersion();
  return Apply(request.batch);
}

bool MemoryEngine::PreconditionsHold(const Batch& batch) {
  absl::ReaderMutexLock lock(&mutex_);
  return std::all_of(batch.preconditions.begin(), batch.preconditions.end(),
                     [&](const Precondition& wanted) ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
                       const std::optional<Entry> entry = map_.Get(wanted.key, latest_);
                       return entry ? wanted.version == entry->version : !wanted.version;
                     });
}

absl::Status MemoryEngine::Decide(CommitRequest& request) {
  std::unique_ptr<Snapshot> newest;
  {
    absl::MutexLock lock(&mutex_);
    ++decided_again_;
    newest = NewestView();
  }
  if (!request.decide_again) {
    return absl::AbortedError("a precondition no longer holds; nothing was written");
  }
  absl::StatusOr<Batch> batch = request.decide_again(*newest);
  if (!batch.ok()) return batch.status();
  request.batch = *std::move(batch);
  return CheckBatch(request.batch);
}

absl::Status MemoryEngine::InOrderNow(Version version, Batch& batch) {
  if (!batch.in_order) return absl::OkStatus();
  std::unique_ptr<Snapshot> newest;
  {
    absl::MutexLock lock(&mutex_);
    newest = NewestView();
  }
  return CompleteInOrder(version, *newest, batch);
}

absl::StatusOr<Version> MemoryEngine::Apply(Batch& batch) {
  const Version version = NextVersion(LatestVersion(), clock_());
  absl::Status completed = InOrderNow(version, batch);
  if (!completed.ok()) return completed;
  if (absl::Status stamped = StampMutations(version, batch.mutations); !stamped.ok()) {
    return stamped;
  }
  {
    absl::MutexLock lock(&mutex_);
    for (const Mutation& mutation : batch.mutations) {
      map_.Put(mutation.key, mutation.value, version);
    }
    if (!batch.log_record.empty()) {
      log_bytes_ += batch.log_record.size();
      log_[version] = batch.log_record;
    }
    latest_ = version;
    ++commits_;
    PruneLocked();
  }
  for (CommitObserver* observer : observers_) {
    observer->OnCommit(version, batch.mutations, batch.log_record);
  }
  return version;
}

absl::StatusOr<std::vector<LogEntry>> MemoryEngine::ReadLog(Version after,
                                                            const LogReadOptions& options) {
  if (absl::Status valid = CheckLogRead(options); !valid.ok()) return valid;
  absl::ReaderMutexLock lock(&mutex_);
  if (after < trimmed_) return absl::OutOfRangeError("the log is no longer kept that far back");
  std::vector<LogEntry> entries;
  size_t bytes = 0;
  for (auto it = log_.upper_bound(after); it != log_.end() && entries.size() < options.max_entries;
       ++it) {
    entries.push_back({it->first, it->second});
    bytes += it->second.size();
    if (bytes >= options.max_bytes) break;
  }
  return entries;
}

absl::Status MemoryEngine::AwaitCommit(Version after, absl::Time deadline) {
  const auto reached = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return latest_ > after; };
  absl::ReaderMutexLock lock(&mutex_);
  if (mutex_.AwaitWithDeadline(absl::Condition(&reached), deadline)) return absl::OkStatus();
  return absl::DeadlineExceededError("no commit came in time");
}

absl::Status MemoryEngine::TrimLog(Version upto) {
  absl::MutexLock lock(&mutex_);
  TrimTo(upto);
  return absl::OkStatus();
}

void MemoryEngine::TrimTo(Version upto) {
  upto = std::min(upto, latest_);
  if (upto <= trimmed_) return;
  trimmed_ = upto;
  const auto end = log_.upper_bound(upto);
  for (auto it = log_.begin(); it != end; it = log_.erase(it)) log_bytes_ -= it->second.size();
}

absl::StatusOr<std::unique_ptr<Snapshot>> MemoryEngine::AddObserver(CommitObserver* observer) {
  absl::MutexLock commits(&commit_mutex_);
  observers_.push_back(observer);
  absl::MutexLock lock(&mutex_);
  return NewestView();
}

absl::Status MemoryEngine::CheckLoadable() {
  if (LatestVersion() == Version{}) return absl::OkStatus();
  return absl::FailedPreconditionError("entries can only be loaded into a store without commits");
}

absl::Status MemoryEngine::Clear(Version latest) {
  absl::MutexLock commits(&commit_mutex_);
  absl::MutexLock lock(&mutex_);
  if (latest_ != latest) return absl::AbortedError("the store has other commits by now");
  loading_.reset();
  map_.Clear();
  log_.clear();
  log_bytes_ = 0;
  latest_ = trimmed_ = pruned_ = {};
  return absl::OkStatus();
}

absl::Status MemoryEngine::Load(std::span<const Entry> entries, std::span<const LogEntry> log) {
  if (absl::Status valid = CheckLoad(entries, log); !valid.ok()) return valid;
  absl::MutexLock lock(&commit_mutex_);
  if (absl::Status loadable = CheckLoadable(); !loadable.ok()) return loadable;
  if (loading_ == nullptr) loading_ = std::make_unique<Loading>();
  for (const Entry& entry : entries) loading_->entries[entry.key] = entry;
  for (const LogEntry& entry : log) loading_->log[entry.version] = entry.record;
  return absl::OkStatus();
}

absl::Status MemoryEngine::FinishLoad(Version latest, Version trimmed) {
  absl::MutexLock commits(&commit_mutex_);
  if (absl::Status loadable = CheckLoadable(); !loadable.ok()) return loadable;
  const std::unique_ptr<Loading> loaded =
      loading_ == nullptr ? std::make_unique<Loading>() : std::move(loading_);
  absl::MutexLock lock(&mutex_);
  for (auto& [key, entry] : loaded->entries) {
    latest = std::max(latest, entry.version);
    map_.Put(key, std::move(entry.value), entry.version);
  }
  for (auto& [version, record] : loaded->log) {
    latest = std::max(latest, version);
    log_bytes_ += record.size();
    log_[version] = std::move(record);
  }
  latest_ = latest;
  TrimTo(trimmed);
  return absl::OkStatus();
}

absl::StatusOr<EngineStatistics> MemoryEngine::Statistics() {
  absl::ReaderMutexLock lock(&mutex_);
  EngineStatistics statistics;
  statistics.commits = commits_;
  statistics.synced_writes = commits_;
  statistics.decided_again = decided_again_;
  statistics.estimated_keys = map_.keys();
  statistics.memory_bytes = map_.bytes() + log_bytes_;
  return statistics;
}

}  // namespace

std::unique_ptr<Engine> NewMemoryEngine(Clock clock) {
  return std::make_unique<MemoryEngine>(std::move(clock));
}

}  // namespace factcheck::storage
