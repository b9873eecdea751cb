#include "server/storage/rocksdb/rocks_engine.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "rocksdb/utilities/backup_engine.h"
#include "server/base/absl_strings.h"
#include "server/storage/contract.h"
#include "server/storage/rocksdb/committer.h"
#include "server/storage/rocksdb/file_hooks.h"
#include "server/storage/rocksdb/group.h"
#include "server/storage/rocksdb/newest.h"
#include "server/storage/rocksdb/store.h"
#include "server/storage/rocksdb/view.h"

namespace factcheck::storage {
namespace rocks {
namespace {

using ViewPtr = std::shared_ptr<const View>;
using StorePtr = std::shared_ptr<Store>;

constexpr size_t kLoadWriteBytes = size_t{4} << 20;
// How long those who still read a failed store are waited for before it is opened afresh.
constexpr absl::Duration kDrainTime = absl::Seconds(1);

rocksdb::WriteOptions Durable() {
  rocksdb::WriteOptions options;
  // Fsync before ack: an acknowledged commit must survive power loss.
  options.sync = true;
  return options;
}

absl::Status NothingWritten(const absl::Status& cause) {
  if (cause.code() == absl::StatusCode::kResourceExhausted ||
      cause.code() == absl::StatusCode::kDataLoss) {
    return cause;
  }
  return absl::UnavailableError(StrCat("nothing was written; try again: ", ToStd(cause.message())));
}

class RocksEngine final : public Engine {
 public:
  RocksEngine(RocksOptions options, std::unique_ptr<rocksdb::Env> hooked_env)
      : options_(std::move(options)),
        hooked_env_(std::move(hooked_env)),
        env_(hooked_env_ != nullptr ? hooked_env_.get() : rocksdb::Env::Default()) {}
  // Once, first.
  absl::Status Open();

  std::string store_id() const override { return store_id_; }
  Version LatestVersion() const override { return newest_.version(); }
  absl::StatusOr<std::unique_ptr<Snapshot>> NewSnapshot(Version at_least,
                                                        absl::Time deadline) override;
  void CommitAsync(CommitRequest request, CommitDone done) override {
    committer_->Commit(std::move(request), std::move(done));
  }
  absl::StatusOr<std::vector<LogEntry>> ReadLog(Version after,
                                                const LogReadOptions& options) override;
  absl::Status AwaitCommit(Version after, absl::Time deadline) override;
  absl::StatusOr<Version> OldestLogPosition() override {
    absl::StatusOr<ViewPtr> view = NewestView();
    if (!view.ok()) return view.status();
    return (*view)->trimmed();
  }
  absl::Status TrimLog(Version upto) override {
    return committer_->RunAlone([=, this] { return TrimLogNow(upto); });
  }
  absl::StatusOr<std::unique_ptr<Snapshot>> AddObserver(CommitObserver* observer) override;
  void RemoveObserver(CommitObserver* observer) override {
    absl::MutexLock lock(&observers_mutex_);
    std::erase(observers_, observer);
  }
  absl::Status Clear(Version latest) override {
    return committer_->RunAlone([=, this] { return ClearNow(latest); });
  }
  absl::Status Load(std::span<const Entry> entries, std::span<const LogEntry> log) override {
    if (absl::Status valid = CheckLoad(entries, log); !valid.ok()) return valid;
    return committer_->RunAlone([=, this] { return LoadNow(entries, log); });
  }
  absl::Status FinishLoad(Version latest, Version trimmed) override {
    return committer_->RunAlone([=, this] { return FinishLoadNow(latest, trimmed); });
  }
  absl::Status Backup(const std::string& directory, uint32_t keep) override;
  absl::Status Compact() override;
  absl::StatusOr<EngineStatistics> Statistics() override;

 private:
  // Commits whose write failed, until the store has been opened afresh and shows
  // whether it happened all the same.
  struct Undecided {
    struct Commit {
      Version version;
      Batch batch;
    };
    std::vector<Commit> commits;
  };
  enum class Fate { kWritten, kNotWritten };

  absl::StatusOr<ViewPtr> NewestView() { return newest_.Get({}, absl::InfiniteFuture()); }

  // All below runs on the committing thread (or before it starts).
  void CommitGroup(std::vector<PendingCommit>& group);
  absl::Status WriteGroup(std::vector<PendingCommit>& group);
  void FailGroup(const absl::Status& cause, std::vector<PendingCommit>& group);
  // Makes `view` the newest and tells observers of `taken`.
  void Publish(ViewPtr view, std::span<const Taken> taken);
  // Writes what is not a commit.
  absl::Status WriteOther(const ViewPtr& view, const rocksdb::WriteOptions& how,
                          rocksdb::WriteBatch& batch, rocksdb::Status put);

  absl::Status TrimLogNow(Version upto);
  absl::Status ClearNow(Version latest);
  absl::StatusOr<ViewPtr> Loadable();
  absl::Status LoadNow(std::span<const Entry> entries, std::span<const LogEntry> log);
  absl::Status FinishLoadNow(Version latest, Version trimmed);
  static rocksdb::Status AddTrim(const Store& store, Version upto, rocksdb::WriteBatch& batch);

  absl::Status CheckRoom() const;
  // Whether the store can be written to; opens it afresh where an earlier write failed.
  absl::Status EnsureWritable();
  absl::Status Reopen();
  absl::Status OpenAgain(Store::Mode mode);
  bool Drain();
  absl::Status Adopt(StorePtr store, Store::Mode mode);

  const RocksOptions options_;
  const std::unique_ptr<rocksdb::Env> hooked_env_;
  rocksdb::Env* const env_;
  std::string store_id_;
  Newest newest_;

  // Held while commits become visible and are told of, so that who is added meets
  // each of them either in the view or as an observer.
  absl::Mutex observers_mutex_;
  std::vector<CommitObserver*> observers_ ABSL_GUARDED_BY(observers_mutex_);

  std::atomic<uint64_t> commits_ = 0;
  std::atomic<uint64_t> synced_writes_ = 0;
  std::atomic<uint64_t> decided_again_ = 0;
  absl::Mutex backup_mutex_;  // One backup at a time.

  // Of the committing thread.
  VersionCache cache_;
  Version last_;  // The greatest ever given out, be it to a commit that failed.
  bool writable_ = false;
  absl::Status damaged_;  // Damage that was met while writing; there is no going on.
  absl::Time next_attempt_ = absl::InfinitePast();
  std::optional<Undecided> undecided_;
  Fate fate_ = Fate::kNotWritten;  // Of the last that was undecided.
  bool loading_ = false;
  Version greatest_loaded_;

  std::unique_ptr<Committer> committer_;
};

absl::Status RocksEngine::Open() {
  absl::StatusOr<StorePtr> store = Store::Open(options_, env_, Store::Mode::kWritable);
  if (!store.ok()) return store.status();
  store_id_ = (*store)->store_id();
  absl::Status adopted = Adopt(*std::move(store), Store::Mode::kWritable);
  if (!adopted.ok()) return adopted;
  committer_ = std::make_unique<Committer>(
      [this](std::vector<PendingCommit>& group) { CommitGroup(group); });
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Snapshot>> RocksEngine::NewSnapshot(Version at_least,
                                                                   absl::Time deadline) {
  absl::StatusOr<ViewPtr> view = newest_.Get(at_least, deadline);
  if (!view.ok()) return view.status();
  return std::make_unique<ViewSnapshot>(*std::move(view));
}

absl::StatusOr<std::vector<LogEntry>> RocksEngine::ReadLog(Version after,
                                                           const LogReadOptions& options) {
  if (absl::Status valid = CheckLogRead(options); !valid.ok()) return valid;
  absl::StatusOr<ViewPtr> view = NewestView();
  if (!view.ok()) return view.status();
  return (*view)->ReadLog(after, options);
}

absl::Status RocksEngine::AwaitCommit(Version after, absl::Time deadline) {
  const Version next{after.value + (after.value < std::numeric_limits<uint64_t>::max() ? 1 : 0)};
  return newest_.Get(next, deadline).status();
}

absl::StatusOr<std::unique_ptr<Snapshot>> RocksEngine::AddObserver(CommitObserver* observer) {
  absl::MutexLock lock(&observers_mutex_);
  // Not waited for: what makes a failed store readable again needs this lock.
  absl::StatusOr<ViewPtr> view = newest_.Get({}, absl::InfinitePast());
  if (!view.ok()) return absl::UnavailableError("the store is being opened afresh; try again");
  observers_.push_back(observer);
  return std::make_unique<ViewSnapshot>(*std::move(view));
}

void RocksEngine::CommitGroup(std::vector<PendingCommit>& group) {
  absl::Status status = EnsureWritable();
  if (status.ok() && loading_) {
    status = absl::FailedPreconditionError("a load is not finished; commits wait for FinishLoad");
  }
  if (!status.ok()) {
    for (PendingCommit& commit : group) {
      const absl::Status valid = CheckBatch(commit.request.batch);
      commit.outcome = valid.ok() ? status : valid;
    }
    return;
  }
  status = WriteGroup(group);
  if (!status.ok()) FailGroup(status, group);
}

absl::Status RocksEngine::WriteGroup(std::vector<PendingCommit>& group) {
  absl::StatusOr<ViewPtr> base = NewestView();
  if (!base.ok()) return base.status();
  Group write(**base, last_, options_.clock, cache_);
  for (PendingCommit& commit : group) write.Add(commit);
  decided_again_ += write.decided_again();
  if (write.taken().empty()) return absl::OkStatus();
  last_ = write.newest();
  absl::StatusOr<rocksdb::WriteBatch*> batch = write.Finish();
  if (!batch.ok()) return batch.status();
  const StorePtr& store = (*base)->store();
  if (rocksdb::Status status = store->db().Write(Durable(), *batch); !status.ok()) {
    return FromRocks(status, "writing a group of commits");
  }
  commits_ += write.taken().size();
  ++synced_writes_;
  write.Remember();
  Publish(std::make_shared<View>(store, write.newest(), (*base)->trimmed()), write.taken());
  return absl::OkStatus();
}

void RocksEngine::Publish(ViewPtr view, std::span<const Taken> taken) {
  absl::MutexLock lock(&observers_mutex_);
  newest_.Set(std::move(view));
  for (const Taken& commit : taken) {
    for (CommitObserver* observer : observers_) {
      observer->OnCommit(commit.version, commit.batch->mutations, commit.batch->log_record);
    }
  }
}

// Finds out what became of a group whose write failed, and gives its commits their outcome.
void RocksEngine::FailGroup(const absl::Status& cause, std::vector<PendingCommit>& group) {
  writable_ = false;
  cache_.Clear();
  absl::Status outcome;
  if (cause.code() == absl::StatusCode::kDataLoss) {
    // RocksDB has found damage before, and refuses to write.
    outcome = damaged_ = cause;
  } else {
    Undecided& undecided = undecided_.emplace();
    for (PendingCommit& commit : group) {
      if (!commit.with_group || !commit.outcome.ok() || IsEmpty(commit.request.batch)) continue;
      undecided.commits.push_back({*commit.outcome, std::move(commit.request.batch)});
    }
    // Whether the store can be written to again is for the next group to see.
    Reopen().IgnoreError();
    if (undecided_) {
      outcome = absl::UnknownError(
          StrCat("it may or may not have been written: ", ToStd(cause.message())));
    } else if (fate_ == Fate::kNotWritten) {
      outcome = NothingWritten(cause);
    }
  }
  if (outcome.ok()) return;
  for (PendingCommit& commit : group) {
    if (commit.with_group) commit.outcome = outcome;
  }
}

absl::Status RocksEngine::WriteOther(const ViewPtr& view, const rocksdb::WriteOptions& how,
                                     rocksdb::WriteBatch& batch, rocksdb::Status put) {
  if (put.ok()) put = view->store()->db().Write(how, &batch);
  if (put.ok()) return absl::OkStatus();
  writable_ = false;
  return NothingWritten(FromRocks(put, "writing"));
}

rocksdb::Status RocksEngine::AddTrim(const Store& store, Version upto, rocksdb::WriteBatch& batch) {
  rocksdb::Status put = batch.DeleteRange(store.family(Family::kLog), EncodeVersion({}),
                                          EncodeVersion({upto.value + 1}));
  if (put.ok()) put = batch.Put(store.family(Family::kMeta), kTrimmedKey, EncodeVersion(upto));
  return put;
}

absl::Status RocksEngine::TrimLogNow(Version upto) {
  if (absl::Status writable = EnsureWritable(); !writable.ok()) return writable;
  absl::StatusOr<ViewPtr> view = NewestView();
  if (!view.ok()) return view.status();
  upto = std::min(upto, (*view)->version());
  if (upto <= (*view)->trimmed()) return absl::OkStatus();
  const StorePtr& store = (*view)->store();
  rocksdb::WriteBatch batch;
  const rocksdb::Status put = AddTrim(*store, upto, batch);
  if (absl::Status written = WriteOther(*view, Durable(), batch, put); !written.ok()) {
    return written;
  }
  Publish(std::make_shared<View>(store, (*view)->version(), upto), {});
  return absl::OkStatus();
}

absl::Status RocksEngine::ClearNow(Version latest) {
  if (absl::Status writable = EnsureWritable(); !writable.ok()) return writable;
  absl::StatusOr<ViewPtr> view = NewestView();
  if (!view.ok()) return view.status();
  if ((*view)->version() != latest) {
    return absl::AbortedError("the store has other commits by now");
  }
  const StorePtr& store = (*view)->store();
  // Marked first: a store that is opened with the mark is emptied.
  rocksdb::WriteBatch batch;
  rocksdb::ColumnFamilyHandle* meta = store->family(Family::kMeta);
  rocksdb::Status put = batch.Put(meta, kLoadingKey, "");
  if (put.ok()) put = batch.Put(meta, kLatestKey, EncodeLatest(Version{}, latest));
  if (put.ok()) put = batch.Delete(meta, kTrimmedKey);
  if (absl::Status marked = WriteOther(*view, Durable(), batch, put); !marked.ok()) return marked;
  if (absl::Status emptied = store->RemoveEverything(); !emptied.ok()) {
    writable_ = false;
    return NothingWritten(emptied);
  }
  loading_ = false;
  greatest_loaded_ = {};
  cache_.Clear();
  Publish(std::make_shared<View>(store, Version{}, Version{}), {});
  return absl::OkStatus();
}

absl::StatusOr<ViewPtr> RocksEngine::Loadable() {
  if (absl::Status writable = EnsureWritable(); !writable.ok()) return writable;
  absl::StatusOr<ViewPtr> view = NewestView();
  if (view.ok() && (*view)->version() > Version{}) {
    return absl::FailedPreconditionError("entries can only be loaded into a store without commits");
  }
  return view;
}

absl::Status RocksEngine::LoadNow(std::span<const Entry> entries, std::span<const LogEntry> log) {
  absl::StatusOr<ViewPtr> view = Loadable();
  if (!view.ok()) return view.status();
  const Store& store = *(*view)->store();
  rocksdb::WriteBatch batch;
  rocksdb::Status put;
  if (!loading_) {
    put = batch.Put(store.family(Family::kMeta), kLoadingKey, "");
    if (absl::Status marked = WriteOther(*view, Durable(), batch, put); !marked.ok()) return marked;
    batch.Clear();
    loading_ = true;
    greatest_loaded_ = {};
  }
  while (!entries.empty() || !log.empty()) {
    for (; !entries.empty() && batch.GetDataSize() < kLoadWriteBytes && put.ok();
         entries = entries.subspan(1)) {
      const Entry& entry = entries.front();
      put = batch.Put(store.family(FamilyOf(entry.key)), entry.key,
                      EncodeVersion(entry.version) + entry.value);
      greatest_loaded_ = std::max(greatest_loaded_, entry.version);
    }
    for (; !log.empty() && batch.GetDataSize() < kLoadWriteBytes && put.ok();
         log = log.subspan(1)) {
      put = batch.Put(store.family(Family::kLog), EncodeVersion(log.front().version),
                      log.front().record);
      greatest_loaded_ = std::max(greatest_loaded_, log.front().version);
    }
    // Not synced: FinishLoad does that once.
    absl::Status written = WriteOther(*view, rocksdb::WriteOptions(), batch, put);
    if (!written.ok()) return written;
    batch.Clear();
  }
  return absl::OkStatus();
}

absl::Status RocksEngine::FinishLoadNow(Version latest, Version trimmed) {
  absl::StatusOr<ViewPtr> view = Loadable();
  if (!view.ok()) return view.status();
  if (loading_) latest = std::max(latest, greatest_loaded_);
  trimmed = std::min(trimmed, latest);
  const StorePtr& store = (*view)->store();
  rocksdb::WriteBatch batch;
  rocksdb::Status put = batch.Delete(store->family(Family::kMeta), kLoadingKey);
  if (put.ok()) {
    put = batch.Put(store->family(Family::kMeta), kLatestKey, EncodeLatest(latest, Version{}));
  }
  if (put.ok() && trimmed > Version{}) put = AddTrim(*store, trimmed, batch);
  if (absl::Status written = WriteOther(*view, Durable(), batch, put); !written.ok()) {
    return written;
  }
  loading_ = false;
  cache_.Clear();
  last_ = std::max(last_, latest);
  Publish(std::make_shared<View>(store, latest, trimmed), {});
  return absl::OkStatus();
}

absl::Status RocksEngine::CheckRoom() const {
  uint64_t available;
  if (options_.hooks.free_bytes) {
    available = options_.hooks.free_bytes();
  } else {
    std::error_code error;
    const std::filesystem::space_info space = std::filesystem::space(options_.directory, error);
    if (error) return absl::OkStatus();  // Not known to be full.
    available = space.available;
  }
  if (available >= options_.reserved_bytes) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      StrCat("the disk of ", options_.directory, " is full: ", available, " bytes are free and ",
             options_.reserved_bytes, " are kept in reserve; nothing was written"));
}

absl::Status RocksEngine::EnsureWritable() {
  if (!damaged_.ok()) return damaged_;
  if (absl::Status room = CheckRoom(); !room.ok()) return room;
  if (writable_) return absl::OkStatus();
  if (absl::Now() < next_attempt_) {
    return absl::UnavailableError("nothing was written: the store can't be written to at present");
  }
  const absl::Status reopened = Reopen();
  return reopened.ok() ? reopened : NothingWritten(reopened);
}

// After a write has failed, only what is on the disk tells what was written:
// RocksDB's memory is behind it, and its file may end in half a record.
absl::Status RocksEngine::Reopen() {
  if (!Drain()) {
    next_attempt_ = absl::Now() + options_.hooks.reopen_pause;
    return absl::UnavailableError("a failed store is still being read");
  }
  absl::Status reopened = CheckRoom();
  if (reopened.ok()) reopened = OpenAgain(Store::Mode::kWritable);
  if (reopened.ok()) return reopened;
  next_attempt_ = absl::Now() + options_.hooks.reopen_pause;
  // Reads can go on, and a write that did not happen be known as such.
  absl::Status readable = OpenAgain(Store::Mode::kReadOnly);
  if (!readable.ok()) newest_.Fail(NothingWritten(readable));
  return reopened;
}

absl::Status RocksEngine::OpenAgain(Store::Mode mode) {
  absl::StatusOr<StorePtr> store = Store::Open(options_, env_, mode);
  if (!store.ok()) return store.status();
  return Adopt(*std::move(store), mode);
}

// Closes the store as soon as nobody reads it. False, and the store as it was, where
// that takes too long.
bool RocksEngine::Drain() {
  ViewPtr view = newest_.Take();
  if (view == nullptr) return true;
  const Version version = view->version();
  const Version trimmed = view->trimmed();
  const std::weak_ptr<Store> weak = view->store();
  const std::shared_ptr<absl::Notification> closed = view->store()->closed();
  view.reset();
  if (closed->WaitForNotificationWithTimeout(kDrainTime)) return true;
  if (StorePtr store = weak.lock()) {
    newest_.Set(std::make_shared<View>(std::move(store), version, trimmed));
    return false;
  }
  closed->WaitForNotification();
  return true;
}

absl::Status RocksEngine::Adopt(StorePtr store, Store::Mode mode) {
  if (!store_id_.empty() && store->store_id() != store_id_) {
    return absl::DataLossError("another store has taken the place of this one");
  }
  const bool writable = mode == Store::Mode::kWritable;
  const bool written = undecided_ && !undecided_->commits.empty() &&
                       store->latest() >= undecided_->commits.back().version;
  if (!writable && (written || store->loading())) {
    // What it shows is not known to be on the disk; or must not be seen at all.
    return absl::UnavailableError("the store can't be opened for writing at present");
  }
  if (store->loading()) {
    if (absl::Status emptied = store->RemoveEverything(); !emptied.ok()) return emptied;
  }
  std::vector<Taken> taken;
  Undecided decided;
  if (undecided_) {
    decided = *std::exchange(undecided_, std::nullopt);
    fate_ = written ? Fate::kWritten : Fate::kNotWritten;
  }
  if (written) {
    for (Undecided::Commit& commit : decided.commits) {
      taken.push_back({commit.version, &commit.batch});
    }
    commits_ += taken.size();
  }
  loading_ = false;
  writable_ = writable;
  last_ = std::max(last_, store->latest());
  const Version latest = store->latest();
  const Version trimmed = store->trimmed();
  Publish(std::make_shared<View>(std::move(store), latest, trimmed), taken);
  return absl::OkStatus();
}

absl::Status RocksEngine::Backup(const std::string& directory, uint32_t keep) {
  absl::MutexLock lock(&backup_mutex_);
  absl::StatusOr<ViewPtr> view = NewestView();
  if (!view.ok()) return view.status();
  const StorePtr store = (*view)->store();
  view->reset();
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return absl::UnavailableError(StrCat("can't make ", directory, ": ", error.message()));
  }
  rocksdb::BackupEngine* opened = nullptr;
  rocksdb::Status status = rocksdb::BackupEngine::Open(
      rocksdb::Env::Default(), rocksdb::BackupEngineOptions(directory), &opened);
  const std::unique_ptr<rocksdb::BackupEngine> backups(opened);
  rocksdb::CreateBackupOptions how;
  how.flush_before_backup = true;
  if (status.ok()) status = backups->CreateNewBackup(how, &store->db());
  if (!status.ok()) return FromRocks(status, StrCat("backing up into ", directory));
  return FromRocks(backups->PurgeOldBackups(keep),
                   StrCat("the backup is whole; removing old ones from ", directory));
}

absl::Status RocksEngine::Compact() {
  absl::StatusOr<ViewPtr> view = NewestView();
  if (!view.ok()) return view.status();
  const StorePtr store = (*view)->store();
  view->reset();
  rocksdb::CompactRangeOptions how;
  how.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (size_t i = 0; i < kFamilies; ++i) {
    const rocksdb::Status status =
        store->db().CompactRange(how, store->family(static_cast<Family>(i)), nullptr, nullptr);
    if (!status.ok()) return FromRocks(status, "compacting");
  }
  return absl::OkStatus();
}

absl::StatusOr<EngineStatistics> RocksEngine::Statistics() {
  absl::StatusOr<ViewPtr> view = NewestView();
  if (!view.ok()) return view.status();
  const Store& store = *(*view)->store();
  EngineStatistics statistics;
  statistics.commits = commits_;
  statistics.synced_writes = synced_writes_;
  statistics.decided_again = decided_again_;
  statistics.memory_bytes = store.block_cache_bytes();
  for (size_t i = 0; i < kFamilies; ++i) {
    const Family family = static_cast<Family>(i);
    const auto property = [&](const std::string& name) {
      uint64_t value = 0;
      return store.db().GetIntProperty(store.family(family), name, &value) ? value : 0;
    };
    if (family == Family::kData || family == Family::kHistory) {
      statistics.estimated_keys += property(rocksdb::DB::Properties::kEstimateNumKeys);
    }
    statistics.memory_bytes += property(rocksdb::DB::Properties::kSizeAllMemTables) +
                               property(rocksdb::DB::Properties::kEstimateTableReadersMem);
  }
  std::error_code error;
  for (std::filesystem::directory_iterator it(options_.directory, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code gone;  // A file may go while we count.
    const uint64_t size = it->file_size(gone);
    if (!gone) statistics.disk_bytes += size;
  }
  return statistics;
}

}  // namespace
}  // namespace rocks

absl::StatusOr<std::unique_ptr<Engine>> OpenRocksEngine(RocksOptions options) {
  std::unique_ptr<rocksdb::Env> hooked_env = rocks::NewHookedEnv(options.hooks);
  auto engine = std::make_unique<rocks::RocksEngine>(std::move(options), std::move(hooked_env));
  if (absl::Status opened = engine->Open(); !opened.ok()) return opened;
  return engine;
}

}  // namespace factcheck::storage
