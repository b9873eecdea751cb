// The newest commits of the log, read and rendered once for all who follow. Bounded.
#ifndef FACTCHECK_SERVER_FEED_RECENT_H_
#define FACTCHECK_SERVER_FEED_RECENT_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "factcheck/v1/change.pb.h"
#include "server/feed/render.h"
#include "server/storage/engine.h"

namespace factcheck::feed {

// A commit as callers of one signature see all of it.
struct WholeCommit {
  RenderedCommit rendered;
  std::string serialised;  // Without a filter; "" where they see nothing.
};

// Thread-safe.
class SharedCommit {
 public:
  SharedCommit(LoggedCommit commit, size_t bytes) : commit_(std::move(commit)), bytes_(bytes) {}

  const LoggedCommit& commit() const { return commit_; }
  // Of its record in the log.
  size_t bytes() const { return bytes_; }

  // What was kept for the signature, unless it was rendered before `hiding` (see Hidings).
  std::shared_ptr<const WholeCommit> Find(const std::string& signature, v1::ChangeView view,
                                          storage::Version hiding) const;
  // `seen`: what was committed up to here is in it.
  void Keep(const std::string& signature, v1::ChangeView view, storage::Version seen,
            std::shared_ptr<const WholeCommit> whole) const;

 private:
  struct Kept {
    std::string signature;
    v1::ChangeView view;
    storage::Version seen;
    std::shared_ptr<const WholeCommit> whole;
  };
  const LoggedCommit commit_;
  const size_t bytes_;
  mutable absl::Mutex mutex_;
  mutable std::vector<Kept> kept_ ABSL_GUARDED_BY(mutex_);
};
using SharedCommitPtr = std::shared_ptr<const SharedCommit>;

// When claims were last deleted or came back: what was rendered before shows what must not
// show any more, or lacks what may. Any thread.
class Hidings {
 public:
  storage::Version newest() const { return {newest_.load(std::memory_order_acquire)}; }
  // Looks at what a commit writes; called for each, in order.
  void Look(storage::Version version, std::span<const storage::Mutation> mutations);

 private:
  std::atomic<uint64_t> newest_ = 0;
};

// Thread-safe.
class RecentCommits {
 public:
  static constexpr size_t kMaxCommits = 1024;
  static constexpr size_t kMaxBytes = 4 << 20;

  // Empty; covers what comes after `position`.
  void Clear(storage::Version position);
  // Ascending, behind what it covers. `position`: everything up to here is in.
  void Append(const std::vector<SharedCommitPtr>& commits, storage::Version position);

  struct Slice {
    std::vector<SharedCommitPtr> commits;
    storage::Version position;  // Looked through up to here.
  };
  // At most `most` behind `after`; nullopt where it does not reach back so far, or not up to it.
  std::optional<Slice> After(storage::Version after, size_t most) const;

  const Hidings& hidings() const { return hidings_; }
  Hidings& hidings() { return hidings_; }

 private:
  Hidings hidings_;
  mutable absl::Mutex mutex_;
  std::deque<SharedCommitPtr> commits_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  storage::Version from_ ABSL_GUARDED_BY(mutex_);  // Covers (from_, upto_].
  storage::Version upto_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace factcheck::feed

#endif  // FACTCHECK_SERVER_FEED_RECENT_H_
