// The index of every claim: it follows the commit log, is saved to disk and begins from there,
// and can be built anew while it answers.
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_PROJECTION_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_PROJECTION_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/search/index.h"
#include "server/storage/engine.h"

namespace factcheck::search {

struct ProjectionOptions {
  // Where the index is saved; empty: nowhere, it is built at each start.
  std::string file;
  // How often it is saved, where it has changed. What changed since is read from the log at the
  // next start. Searches go on while it is saved.
  absl::Duration save_every = absl::Minutes(15);
  // Told of what went wrong in the background; it is tried again. May be empty.
  std::function<void(const absl::Status&)> on_error;
  // Told of each damaged record whenever it is read: it is passed over, so that what it says is not
  // found. May be empty.
  std::function<void(const absl::Status&)> on_damaged;
  // Told what became of the saved index at a start, for the log. May be empty.
  std::function<void(std::string_view)> on_note;
};

// Thread-safe.
class Projection {
 public:
  // `engine` must outlive this.
  Projection(storage::Engine* engine, ProjectionOptions options);
  ~Projection();
  Projection(const Projection&) = delete;
  Projection& operator=(const Projection&) = delete;

  // Begins: loads the file, or builds the index where there is none, it is damaged, of another
  // version, or of a state that the store doesn't have. Returns at once. Once.
  void Start();
  // Saves the index, if it changed.
  void Stop();
  // The store was replaced under it (Engine::Load).
  void StoreReplaced();

  // The index with every commit up to `at_least`. UNAVAILABLE SEARCH_NOT_READY: none is built
  // yet. DEADLINE_EXCEEDED: it isn't so far.
  absl::StatusOr<std::shared_ptr<const Index>> Get(storage::Version at_least, absl::Time deadline);

  // Builds it anew, and waits until that is done. DEADLINE_EXCEEDED: it goes on.
  absl::Status Rebuild(absl::Time deadline);

  struct State {
    IndexStats stats;
    storage::Version position;
    uint64_t damaged = 0;  // Records that were passed over since the start.
    bool building = false;
    bool ready = false;
  };
  State state() const;

 private:
  struct Built {
    std::shared_ptr<Index> index;
    storage::Version position;
  };

  void Run();
  // The index in the file, if it is of a state of this store.
  std::shared_ptr<Index> Load() const;
  // Ends early where IsOf(store) doesn't hold any more.
  absl::StatusOr<Built> Build(uint64_t store) const;
  // Whether the store is the one of this number, and nobody stops.
  bool IsOf(uint64_t store) const;
  // Builds until it succeeds, or the store is replaced. At low priority where another index
  // answers meanwhile.
  void KeepBuilding();
  // Puts a fresh index in its place and begins a build that is wanted; false where there is no
  // index to follow with.
  bool TakeTurns();
  // Takes in the next commits; waits for some for a moment.
  absl::Status Follow();
  // Begins a save of its own thread where one is due and none is under way.
  void SaveWhereDue();
  void SaveIfChanged();
  // Begins a compaction of its own thread where one is due and none is under way.
  void CompactWhereDue();
  void Report(const absl::Status& status) const;
  void PassOver(const absl::Status& damaged) const;
  bool stopping() const;

  storage::Engine& engine_;
  const ProjectionOptions options_;
  std::thread thread_;   // Follows.
  std::thread builder_;  // Begun and joined by thread_, as this one:
  std::thread saver_;
  std::thread compactor_;
  std::atomic<bool> saving_ = false;
  std::atomic<bool> compacting_ = false;
  mutable std::atomic<uint64_t> damaged_ = 0;
  absl::Time saved_at_ = absl::InfinitePast();
  uint64_t saved_position_ = 0;  // Of who saves.

  mutable absl::Mutex mutex_;
  bool started_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::shared_ptr<Index> index_ ABSL_GUARDED_BY(mutex_);  // Null: none yet.
  // Every commit up to here is in it; the index's own position is that of the last with a record.
  storage::Version position_ ABSL_GUARDED_BY(mutex_);
  uint64_t store_ ABSL_GUARDED_BY(mutex_) = 0;  // Changes where the store is replaced.
  // Builds are numbered from 1.
  uint64_t wanted_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t begun_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  std::shared_ptr<Index> fresh_ ABSL_GUARDED_BY(mutex_);  // Built, to take the place of index_.
  storage::Version fresh_position_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_PROJECTION_H_
