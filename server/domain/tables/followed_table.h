// Rows in memory of every record of some kinds. Exact: a table observes the engine's commits, so
// what a write made is here before the write is acknowledged.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_FOLLOWED_TABLE_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_FOLLOWED_TABLE_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/base/absl_strings.h"
#include "server/domain/tables/table_file.h"
#include "server/storage/engine.h"
#include "server/storage/log_position.h"

namespace factcheck::domain {

// Thread-safe. `Kind` says what the rows are:
//   Rows, View     the rows, and what they freeze to
//   Changes        what some records say, possibly with views into their keys
//   kWhat          "claims", for errors
//   kPrefixes      of the keys, in the order in which they are loaded
//   Watches(key)   whether a record under this key concerns the rows
//   Add(key, value, changes)
//   Apply(changes, rows)     one record's while they are loaded, or a commit's
//   Settle(rows)             a commit was applied; may replace the std::unique_ptr<Rows>
//   Loaded(rows)             every record was applied; the same
//   kFormat                  of the file that the rows are kept in
//   Write(view, writer), Read(reader, rows)     its rows
//   RangesOf(claim)          of the keys that say something of this claim
template <typename Kind>
class FollowedTable : public storage::CommitObserver {
 public:
  using Rows = typename Kind::Rows;
  using RowsView = typename Kind::View;
  using Changes = typename Kind::Changes;

  FollowedTable() = default;
  // What is derived from it detaches in a destructor of its own: no commit may be reported to what
  // is only partly there.
  ~FollowedTable() override { Detach(); }

  // Loads every record, or begins with the rows in the file and what was written since, and
  // follows the commits from there. Blocks. Again, without a file, after what no observer is told
  // of (Engine::Load): loads afresh.
  absl::Status Attach(storage::Engine* engine, const TableFile& file = {});
  void Detach() {
    if (engine_ != nullptr) std::exchange(engine_, nullptr)->RemoveObserver(this);
  }

  // All rows as of the newest commit that was reported, and at least as of `at_least`, for
  // which it waits. kDeadlineExceeded where that takes too long. It owns what it shows.
  absl::StatusOr<std::shared_ptr<const RowsView>> View(
      storage::Version at_least = storage::Version{},
      absl::Time deadline = absl::InfiniteFuture()) const;

  // Saves the rows in this file, where it isn't what has them already. Commits go on meanwhile. One
  // call at a time, and none while the table is attached.
  absl::Status Save(const std::string& path);

  size_t size() const {
    absl::MutexLock lock(&mutex_);
    return rows_->size();
  }
  size_t memory_bytes() const {
    absl::MutexLock lock(&mutex_);
    return rows_->memory_bytes();
  }

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 protected:
  mutable absl::Mutex mutex_;
  std::unique_ptr<Rows> rows_ ABSL_GUARDED_BY(mutex_) = std::make_unique<Rows>();

 private:
  // What a commit that came while the table was loaded put under keys that are watched.
  struct Waiting {
    storage::Version version;
    std::vector<std::pair<std::string, std::string>> puts;
  };

  static absl::Status Load(storage::Snapshot& from, std::unique_ptr<Rows>& rows);
  // False where the file is of no use.
  absl::StatusOr<bool> LoadFile(const TableFile& file, storage::Snapshot& from,
                                std::unique_ptr<Rows>& rows);
  void Apply(storage::Version version, Changes changes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  storage::Engine* engine_ = nullptr;
  storage::Version saved_;  // Of the file.
  bool loading_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  storage::Version version_ ABSL_GUARDED_BY(mutex_);
  // The newest view; null where a commit changed something since.
  mutable std::shared_ptr<const RowsView> view_ ABSL_GUARDED_BY(mutex_);
};

template <typename Kind>
absl::Status FollowedTable<Kind>::Load(storage::Snapshot& from, std::unique_ptr<Rows>& rows) {
  for (const std::string_view prefix : Kind::kPrefixes) {
    storage::KeyRange range = storage::PrefixRange(prefix);
    for (bool more = true; more;) {
      absl::StatusOr<storage::ScanResult> page = from.Scan(range, {});
      if (!page.ok()) return page.status();
      for (const storage::Entry& entry : page->entries) {
        Changes changes;
        Kind::Add(entry.key, entry.value, changes);
        Kind::Apply(std::move(changes), rows);
      }
      more = page->more && !page->entries.empty();
      if (more) range.start = page->entries.back().key + '\0';
    }
  }
  Kind::Loaded(rows);
  return absl::OkStatus();
}

template <typename Kind>
absl::StatusOr<bool> FollowedTable<Kind>::LoadFile(const TableFile& file, storage::Snapshot& from,
                                                   std::unique_ptr<Rows>& rows) {
  if (file.path.empty()) return false;
  const auto refuse = [&](const absl::Status& why) {
    if (file.on_note) file.on_note(ToStd(why.message()));
    return false;
  };
  absl::StatusOr<storage::Version> position = LoadTableFile(
      file.path, Kind::kFormat, *engine_,
      [&](storage::Version, ChunkReader& reader) { return Kind::Read(reader, *rows); });
  if (!position.ok()) return refuse(position.status());
  absl::StatusOr<std::vector<std::string>> written =
      ClaimsWritten(*engine_, *position, from.version(), MostLookedUp(rows->size()));
  if (!written.ok()) return refuse(written.status());
  saved_ = *position;
  if (written->empty()) return true;
  const absl::Status read =
      ReadClaims(from, *written, Kind::RangesOf, [&](std::span<const storage::Entry> entries) {
        Changes changes;
        for (const storage::Entry& entry : entries) Kind::Add(entry.key, entry.value, changes);
        Kind::Apply(std::move(changes), rows);
      });
  if (!read.ok()) return read;
  Kind::Settle(rows);
  return true;
}

template <typename Kind>
absl::Status FollowedTable<Kind>::Attach(storage::Engine* engine, const TableFile& file) {
  Detach();
  {
    absl::MutexLock lock(&mutex_);
    loading_ = true;
    waiting_.clear();
  }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> from = engine->AddObserver(this);
  if (!from.ok()) return from.status();
  engine_ = engine;
  saved_ = {};
  auto rows = std::make_unique<Rows>();
  const absl::StatusOr<bool> from_file = LoadFile(file, **from, rows);
  absl::Status status = from_file.status();
  if (status.ok() && !*from_file) {
    rows = std::make_unique<Rows>();
    status = Load(**from, rows);
  }
  if (!status.ok()) {
    Detach();
    return status;
  }

  absl::MutexLock lock(&mutex_);
  rows_ = std::move(rows);
  view_ = nullptr;
  version_ = (*from)->version();
  for (const Waiting& commit : std::exchange(waiting_, {})) {
    Changes changes;
    for (const auto& [key, value] : commit.puts) Kind::Add(key, value, changes);
    Apply(commit.version, std::move(changes));
  }
  loading_ = false;
  return absl::OkStatus();
}

template <typename Kind>
absl::Status FollowedTable<Kind>::Save(const std::string& path) {
  if (path.empty() || engine_ == nullptr) return absl::OkStatus();
  const absl::StatusOr<std::shared_ptr<const RowsView>> view = View();
  if (!view.ok()) return view.status();
  const absl::StatusOr<storage::Version> position =
      storage::LastLogged(*engine_, (*view)->version());
  if (!position.ok()) return position.status();
  if (*position == saved_) return absl::OkStatus();
  const absl::Status saved =
      SaveTableFile(path, Kind::kFormat, *engine_, *position,
                    [&](ChunkWriter& writer) { return Kind::Write(**view, writer); });
  if (saved.ok()) saved_ = *position;
  return saved;
}

template <typename Kind>
void FollowedTable<Kind>::Apply(storage::Version version, Changes changes) {
  version_ = version;
  if (changes.empty()) return;
  Kind::Apply(std::move(changes), rows_);
  Kind::Settle(rows_);
  view_ = nullptr;
}

template <typename Kind>
void FollowedTable<Kind>::OnCommit(storage::Version version,
                                   std::span<const storage::Mutation> mutations,
                                   std::string_view /*log_record*/) {
  {
    absl::MutexLock lock(&mutex_);
    if (loading_) {
      Waiting& commit = waiting_.emplace_back();
      commit.version = version;
      for (const storage::Mutation& m : mutations) {
        if (m.value && Kind::Watches(m.key)) commit.puts.emplace_back(m.key, *m.value);
      }
      return;
    }
  }
  Changes changes;
  for (const storage::Mutation& m : mutations) {
    if (m.value && Kind::Watches(m.key)) Kind::Add(m.key, *m.value, changes);
  }
  absl::MutexLock lock(&mutex_);
  Apply(version, std::move(changes));
}

template <typename Kind>
absl::StatusOr<std::shared_ptr<const typename FollowedTable<Kind>::RowsView>>
FollowedTable<Kind>::View(storage::Version at_least, absl::Time deadline) const {
  const auto fresh = [this, at_least]()
                         ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return version_ >= at_least; };
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithDeadline(absl::Condition(&fresh), deadline)) {
    return absl::DeadlineExceededError(
        StrCat("the ", Kind::kWhat, " are not yet as fresh as asked"));
  }
  if (view_ == nullptr) view_ = std::make_shared<const RowsView>(rows_->Freeze(version_));
  return view_;
}

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_FOLLOWED_TABLE_H_
