// The storage contract: an ordered map of byte strings with atomic conditional
// commits and a commit log. Knows bytes only; no protobuf, no record kinds.
//
// Concurrency. Engine is thread-safe. Commits are strictly serializable: they
// take effect one after another in Version order, and each is durable (fsynced)
// and visible before its completion is reported. Readers never wait for writers.
// Every deadline is in real time (absl::Now()), whatever clock gives commit times.
//
// Lifetime. An engine outlives its snapshots and every call on it; destroying it
// first completes the commits that it has accepted.
//
// Errors, the same for every engine:
//   kAborted            a precondition failed and nothing was written
//   kUnavailable        nothing was written; the same call may be retried
//   kUnknown            Commit only: it may or may not have been written; read back a key of it
//   kDeadlineExceeded   a read or a wait ended early; never from a Commit that may have written
//   kInvalidArgument    caller's bug: key mutated twice, oversized key, value or batch,
//                       start > limit, a limit of no entries
//   kOutOfRange         ReadLog only: `after` precedes the retained log
//   kResourceExhausted  disk or quota full; nothing was written
//   kDataLoss           stored bytes fail their checksum or the store is damaged
//   kFailedPrecondition Open: the store is locked by another process or of a newer format;
//                       Load: the store has commits; Commit: a load is not finished
#ifndef FACTCHECK_SERVER_STORAGE_ENGINE_H_
#define FACTCHECK_SERVER_STORAGE_ENGINE_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace factcheck::storage {

// Position in the total order of commits: strictly increasing, not dense, never
// reused, durable. Its value is the commit time in microseconds since the Unix
// epoch, advanced past its predecessor where the clock stood still or went
// back; so "as of a time" and "as of a version" are one question with one exact
// answer. Version{0} precedes every commit.
struct Version {
  uint64_t value = 0;
  auto operator<=>(const Version&) const = default;
};
inline absl::Time CommitTime(Version v) {
  return absl::FromUnixMicros(static_cast<int64_t>(v.value));
}
// The greatest version that a commit at or before `t` can have.
inline Version VersionAt(absl::Time t) {
  const int64_t micros = absl::ToUnixMicros(t);
  return Version{micros < 0 ? 0 : static_cast<uint64_t>(micros)};
}

// Where an engine gets commit times from: called on an engine thread, may stand
// still or go back.
using Clock = std::function<absl::Time()>;

inline constexpr size_t kMaxKeyBytes = 1024;
inline constexpr size_t kMaxValueBytes = 16 << 20;
inline constexpr size_t kMaxBatchBytes = 64 << 20;

// version: of the commit that last wrote key.
struct Entry {
  std::string key;
  std::string value;
  Version version;
};

// [start, limit), bytewise; an empty limit is unbounded.
struct KeyRange {
  std::string start;
  std::string limit;
};
// Every key that begins with `prefix`.
KeyRange PrefixRange(std::string_view prefix);
// `key` alone.
KeyRange OneKey(std::string key);

struct ScanOptions {
  size_t max_entries = 1000;
  size_t max_bytes = 4 << 20;  // Checked after each entry, so a scan always advances.
  bool reverse = false;        // From the end of the range to its start.
};
struct ScanResult {
  std::vector<Entry> entries;
  bool more = false;  // false: the range is exhausted.
};

// An immutable view: every commit at or below version(), none after. Not
// thread-safe. It may pin resources: hold it for one request, never across RPCs.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual Version version() const = 0;
  // Absence is a value (nullopt), not an error.
  virtual absl::StatusOr<std::optional<Entry>> Get(std::string_view key) = 0;
  // result[i] answers keys[i]; keys may repeat.
  virtual absl::StatusOr<std::vector<std::optional<Entry>>> MultiGet(
      std::span<const std::string> keys) = 0;
  virtual absl::StatusOr<ScanResult> Scan(const KeyRange& range, const ScanOptions& options) = 0;
};

struct Precondition {
  std::string key;
  std::optional<Version> version;  // Last written at exactly this version; nullopt: absent.
};

struct Mutation {
  std::string key;
  std::optional<std::string> value;  // nullopt deletes; deleting an absent key is not an error.
  // Where set, the eight bytes of `key` from this offset are replaced by the
  // commit's Version, big-endian, so that keys can sort by commit.
  std::optional<size_t> version_at;
  // Where set, called once with the commit's Version and the value, before the
  // write: fills in what only the commit knows (times, etags). Must keep the
  // value's size and must not block. Observers see the stamped value.
  std::function<void(Version, std::string&)> stamp;
};

// Appends what depends on the place of a commit among all others: a number that counts
// without holes, a hash over all before. `newest` shows every commit before this one, also
// those of the same synced write, and nothing of this one. Only for keys that `mutations`
// has not. So what every commit advances is no precondition, and no commit is decided twice
// for it. A status other than OK ends the commit with that status, nothing written. Runs on
// an engine thread: it must not block, nor call the engine.
using InOrder = std::function<absl::Status(Version version, Snapshot& newest,
                                           std::vector<Mutation>& mutations)>;

struct Batch {
  std::vector<Precondition> preconditions;
  // At most one per key. May be empty: without a log record, too, nothing is
  // written, and the commit returns the version at which its preconditions held.
  std::vector<Mutation> mutations;
  std::string log_record;  // If not empty, appended to the log at the commit's Version.
  // If set, called once, where the commit is certain to be written but for the disk. Not of a
  // batch that writes nothing else.
  InOrder in_order;
};

// Takes a decision again on the newest state, which no other commit changes
// until the batch it returns is committed (its preconditions are not looked
// at). A status other than OK ends the commit with that status, nothing
// written. May run on an engine thread: it must not block, nor call the engine.
using Decision = std::function<absl::StatusOr<Batch>(Snapshot& newest)>;

struct CommitRequest {
  Batch batch;
  // Called where a precondition of `batch` no longer holds. Without it the
  // commit ends with kAborted. With it, callers that meet on one hot key are
  // decided one after another within one synced write, and none starves.
  Decision decide_again;
  absl::Time deadline = absl::InfiniteFuture();  // Checked before the write begins.
};

// Called once, on an engine thread; must not block and must not wait for
// another commit.
using CommitDone = absl::AnyInvocable<void(absl::StatusOr<Version>)>;

struct LogEntry {
  Version version;
  std::string record;
};
struct LogReadOptions {
  size_t max_entries = 1000;
  size_t max_bytes = 4 << 20;  // Checked after each entry.
};

// Told of every commit, in Version order, after it is durable and before its
// CommitDone is called. `mutations` have their final keys. Runs on the thread
// that commits: it must be quick and must not call the engine.
class CommitObserver {
 public:
  virtual ~CommitObserver() = default;
  virtual void OnCommit(Version version, std::span<const Mutation> mutations,
                        std::string_view log_record) = 0;
};

struct EngineStatistics {
  uint64_t commits = 0;        // Since open.
  uint64_t synced_writes = 0;  // commits / synced_writes is the mean group size.
  uint64_t decided_again = 0;  // Commits whose precondition no longer held.
  uint64_t estimated_keys = 0;
  uint64_t disk_bytes = 0;  // 0 for engines without a disk.
  uint64_t memory_bytes = 0;
};

class Engine {
 public:
  virtual ~Engine() = default;

  // Random identity of this store, 16 bytes, made when the store was; a restored
  // backup keeps it. Tokens are bound to it.
  virtual std::string store_id() const = 0;
  virtual Version LatestVersion() const = 0;

  // A view that includes every commit that was reported before this call and has
  // version() >= at_least, waiting for it until `deadline`.
  virtual absl::StatusOr<std::unique_ptr<Snapshot>> NewSnapshot(
      Version at_least = Version{}, absl::Time deadline = absl::InfiniteFuture()) = 0;

  // Applies all of the batch or none of it.
  virtual void CommitAsync(CommitRequest request, CommitDone done) = 0;
  // Waits for CommitAsync. Never call it from a CommitDone or a CommitObserver.
  absl::StatusOr<Version> Commit(CommitRequest request);

  // Entries with version > after, ascending. Once v has been returned, no entry
  // below v can ever appear.
  virtual absl::StatusOr<std::vector<LogEntry>> ReadLog(Version after,
                                                        const LogReadOptions& options) = 0;
  // OK once a commit > after exists.
  virtual absl::Status AwaitCommit(Version after, absl::Time deadline) = 0;
  // The least `after` that ReadLog takes: Version{0} where nothing was trimmed.
  virtual absl::StatusOr<Version> OldestLogPosition() = 0;
  // Forgets log entries with version <= upto (LatestVersion() where that is less).
  // ReadLog(after < upto) is kOutOfRange from then on.
  virtual absl::Status TrimLog(Version upto) = 0;

  // Registers `observer` and returns a view such that the observer is told of
  // exactly the commits after view->version(). The observer must outlive the
  // engine or be removed first; RemoveObserver returns when it will not be called again.
  virtual absl::StatusOr<std::unique_ptr<Snapshot>> AddObserver(CommitObserver* observer) = 0;
  virtual void RemoveObserver(CommitObserver* observer) = 0;

  // Empties the store, as if it had just been made, where its newest commit is
  // `latest` (else kAborted); drops a load that is not finished. The store's identity
  // stays. Snapshots taken before may read nothing any more; observers are not told.
  virtual absl::Status Clear(Version latest) = 0;
  // Writes entries and log records with the versions that they carry: how a
  // portable export is brought back. Only into a store without any commit
  // (else kFailedPrecondition); FinishLoad makes it durable and visible and sets
  // LatestVersion to the greatest loaded or `latest`, and leaves the log as
  // TrimLog(trimmed) would. A load that was cut off before FinishLoad leaves an empty store.
  // Observers are not told.
  virtual absl::Status Load(std::span<const Entry> entries, std::span<const LogEntry> log) = 0;
  virtual absl::Status FinishLoad(Version latest, Version trimmed) = 0;

  // A consistent copy into `directory` (made if absent), while writes go on;
  // repeated calls add incremental backups. Once it is whole, the oldest backups there are
  // removed until `keep` (at least 1) are left. kUnimplemented without a disk.
  virtual absl::Status Backup(const std::string& directory, uint32_t keep) = 0;
  virtual absl::Status Compact() = 0;
  virtual absl::StatusOr<EngineStatistics> Statistics() = 0;
};

}  // namespace factcheck::storage

#endif  // FACTCHECK_SERVER_STORAGE_ENGINE_H_
