#include "server/storage/rocksdb/committer.h"

#include <iterator>
#include <utility>

#include "absl/synchronization/notification.h"

namespace factcheck::storage::rocks {
namespace {

// Enough to make the sync cheap; a greater group would only make its first commit wait.
constexpr size_t kMaxGroupCommits = 1024;
constexpr size_t kMaxGroupBytes = size_t{8} << 20;

size_t SizeOf(const Batch& batch) {
  size_t bytes = batch.log_record.size();
  for (const Mutation& mutation : batch.mutations) {
    bytes += mutation.key.size() + (mutation.value ? mutation.value->size() : 0);
  }
  return bytes;
}

}  // namespace

Committer::Committer(Process process)
    : process_(std::move(process)),
      completer_thread_([this] { RunCompleter(); }),
      committer_thread_([this] { RunCommitter(); }) {}

Committer::~Committer() {
  {
    absl::MutexLock lock(&queue_mutex_);
    closing_ = true;
  }
  committer_thread_.join();
  {
    absl::MutexLock lock(&completed_mutex_);
    committer_ended_ = true;
  }
  completer_thread_.join();
}

void Committer::Commit(CommitRequest request, CommitDone done) {
  const size_t bytes = SizeOf(request.batch);
  Waiting waiting;
  waiting.commit.request = std::move(request);
  waiting.commit.done = std::move(done);
  waiting.bytes = bytes;
  absl::MutexLock lock(&queue_mutex_);
  queue_.push_back(std::move(waiting));
}

absl::Status Committer::RunAlone(std::function<absl::Status()> task) {
  absl::Notification ran;
  absl::Status status;
  Waiting waiting;
  waiting.task = [&] {
    status = task();
    ran.Notify();
  };
  {
    absl::MutexLock lock(&queue_mutex_);
    queue_.push_back(std::move(waiting));
  }
  ran.WaitForNotification();
  return status;
}

std::vector<PendingCommit> Committer::TakeGroup(std::function<void()>& task, bool& end) {
  const auto work = [this]() ABSL_SHARED_LOCKS_REQUIRED(queue_mutex_) {
    return closing_ || !queue_.empty();
  };
  std::vector<PendingCommit> group;
  absl::MutexLock lock(&queue_mutex_);
  queue_mutex_.Await(absl::Condition(&work));
  if (queue_.empty()) {
    end = true;
    return group;
  }
  if (queue_.front().task) {
    task = std::move(queue_.front().task);
    queue_.pop_front();
    return group;
  }
  size_t bytes = 0;
  while (!queue_.empty() && !queue_.front().task && group.size() < kMaxGroupCommits) {
    Waiting& next = queue_.front();
    if (!group.empty() && bytes + next.bytes > kMaxGroupBytes) break;
    bytes += next.bytes;
    group.push_back(std::move(next.commit));
    queue_.pop_front();
  }
  return group;
}

void Committer::RunCommitter() {
  while (true) {
    std::function<void()> task;
    bool end = false;
    std::vector<PendingCommit> group = TakeGroup(task, end);
    if (end) return;
    if (task) {
      task();
      continue;
    }
    process_(group);
    absl::MutexLock lock(&completed_mutex_);
    std::move(group.begin(), group.end(), std::back_inserter(completed_));
  }
}

void Committer::RunCompleter() {
  const auto work = [this]() ABSL_SHARED_LOCKS_REQUIRED(completed_mutex_) {
    return committer_ended_ || !completed_.empty();
  };
  while (true) {
    std::vector<PendingCommit> completed;
    {
      absl::MutexLock lock(&completed_mutex_);
      completed_mutex_.Await(absl::Condition(&work));
      if (completed_.empty()) return;
      completed.swap(completed_);
    }
    for (PendingCommit& commit : completed) std::move(commit.done)(std::move(commit.outcome));
  }
}

}  // namespace factcheck::storage::rocks
