// The queue of commits: one thread takes all that wait and has them written as
// one group, another tells the callers, so that the first can go on.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_COMMITTER_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_COMMITTER_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/storage/engine.h"

namespace factcheck::storage::rocks {

// A commit on its way.
struct PendingCommit {
  CommitRequest request;
  CommitDone done;
  absl::StatusOr<Version> outcome = Version{};
  // The outcome rests on what the group writes, and falls with it.
  bool with_group = false;
};

// Thread-safe.
class Committer {
 public:
  // Gives each commit of a group its outcome. Runs on the committing thread.
  using Process = std::function<void(std::vector<PendingCommit>& group)>;

  explicit Committer(Process process);
  // Completes everything that was accepted.
  ~Committer();

  void Commit(CommitRequest request, CommitDone done);
  // Runs `task` on the committing thread, between two groups, and waits for it.
  absl::Status RunAlone(std::function<absl::Status()> task);

 private:
  struct Waiting {
    PendingCommit commit;
    size_t bytes = 0;
    std::function<void()> task;  // Instead of a commit.
  };

  void RunCommitter();
  void RunCompleter();
  // Takes as many commits as go together. Empty where it took a task, or is to end.
  std::vector<PendingCommit> TakeGroup(std::function<void()>& task, bool& end);

  const Process process_;

  absl::Mutex queue_mutex_;
  std::deque<Waiting> queue_ ABSL_GUARDED_BY(queue_mutex_);
  bool closing_ ABSL_GUARDED_BY(queue_mutex_) = false;

  absl::Mutex completed_mutex_;
  std::vector<PendingCommit> completed_ ABSL_GUARDED_BY(completed_mutex_);
  bool committer_ended_ ABSL_GUARDED_BY(completed_mutex_) = false;

  std::thread completer_thread_;
  std::thread committer_thread_;
};

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_COMMITTER_H_
