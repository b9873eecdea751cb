#include "server/feed/recent.h"

#include <algorithm>

#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"

namespace factcheck::feed {
namespace {

// Classes of callers for which one commit is kept rendered.
constexpr size_t kMaxKept = 4;

bool IsDeleted(const storage::Mutation& mutation) {
  if (!mutation.value) return false;
  absl::StatusOr<domain::Record> record = domain::ParseRecord(*mutation.value);
  return record.ok() && record->deleted();
}

}  // namespace

std::shared_ptr<const WholeCommit> SharedCommit::Find(const std::string& signature,
                                                      v1::ChangeView view,
                                                      storage::Version hiding) const {
  absl::ReaderMutexLock lock(&mutex_);
  for (const Kept& kept : kept_) {
    if (kept.signature == signature && kept.view == view) {
      return kept.seen >= hiding ? kept.whole : nullptr;
    }
  }
  return nullptr;
}

void SharedCommit::Keep(const std::string& signature, v1::ChangeView view, storage::Version seen,
                        std::shared_ptr<const WholeCommit> whole) const {
  absl::MutexLock lock(&mutex_);
  for (Kept& kept : kept_) {
    if (kept.signature != signature || kept.view != view) continue;
    if (seen >= kept.seen) {
      kept.seen = seen;
      kept.whole = std::move(whole);
    }
    return;
  }
  if (kept_.size() == kMaxKept) kept_.erase(kept_.begin());
  kept_.push_back({signature, view, seen, std::move(whole)});
}

void Hidings::Look(storage::Version version, std::span<const storage::Mutation> mutations) {
  static const std::string* const history =
      new std::string(domain::keys::HistoryPrefix(domain::keys::kClaims)
                          .substr(0, domain::keys::kClaims.size() + 1));
  for (const storage::Mutation& mutation : mutations) {
    // What is replaced goes to the history in the same commit.
    if (!mutation.key.starts_with(domain::keys::kClaims) && !mutation.key.starts_with(*history)) {
      continue;
    }
    if (!IsDeleted(mutation)) continue;
    newest_.store(version.value, std::memory_order_release);
    return;
  }
}

void RecentCommits::Clear(storage::Version position) {
  absl::MutexLock lock(&mutex_);
  commits_.clear();
  bytes_ = 0;
  from_ = upto_ = position;
}

void RecentCommits::Append(const std::vector<SharedCommitPtr>& commits, storage::Version position) {
  absl::MutexLock lock(&mutex_);
  for (const SharedCommitPtr& commit : commits) {
    bytes_ += commit->bytes();
    commits_.push_back(commit);
  }
  upto_ = position;
  while (commits_.size() > kMaxCommits || (bytes_ > kMaxBytes && !commits_.empty())) {
    from_ = commits_.front()->commit().version;
    bytes_ -= commits_.front()->bytes();
    commits_.pop_front();
  }
}

std::optional<RecentCommits::Slice> RecentCommits::After(storage::Version after,
                                                         size_t most) const {
  absl::ReaderMutexLock lock(&mutex_);
  if (after < from_ || after > upto_) return std::nullopt;
  Slice slice;
  auto at = std::upper_bound(commits_.begin(), commits_.end(), after,
                             [](storage::Version version, const SharedCommitPtr& commit) {
                               return version < commit->commit().version;
                             });
  for (; at != commits_.end() && slice.commits.size() < most; ++at) slice.commits.push_back(*at);
  slice.position = at == commits_.end() ? upto_ : slice.commits.back()->commit().version;
  return slice;
}

}  // namespace factcheck::feed
