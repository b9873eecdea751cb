// Claims that can be searched and matched: an inverted index in memory which several threads
// read while one changes it.
#ifndef FACTCHECK_SERVER_SEARCH_INDEX_H_
#define FACTCHECK_SERVER_SEARCH_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "server/search/analysis.h"
#include "server/search/checkpoint.h"
#include "server/search/document.h"
#include "server/search/features.h"
#include "server/search/inverted.h"
#include "server/search/postings.h"
#include "server/search/select.h"

namespace factcheck::search {

// What was found for a text.
struct Match {
  std::string key;
  double score = 0;  // 0 to 1; see ScoreOf.
  Features features = {};
};

struct MatchOptions {
  // At most so many answers, chosen from so many candidates that BM25 finds. Of candidates beyond
  // the limit those far behind in BM25 are not looked at: who asks for more may get others among
  // the first five, too (one judged text in nine, for 25 against 70), though none better on the
  // whole. Of those that are equal in BM25 where the candidates or the limit end, those are looked
  // at that came first: an index that is built anew may find others for a text of a word or two
  // that many claims have (five of 600 such texts).
  size_t limit = 10;
  size_t candidates = 60;
  double least_score = 0;        // None of a smaller score.
  uint32_t labels = UINT32_MAX;  // Only documents that share a bit.
  std::string_view leave_out;    // Not the document with this key, as if it were not there.
  // Who says it and when, in words: no part of the text, but a claim that names them is more
  // likely the one. Empty: not known.
  std::string_view author;
  std::string_view date;
};

// A change to make.
struct Change {
  AnalyzedDocument document;
  bool removes = false;  // Only the key counts then.
};

struct IndexStats {
  size_t documents = 0;
  size_t removed = 0;  // Not yet compacted away.
  size_t terms = 0;
  size_t memory_bytes = 0;
};

// Every method may be called by any thread at any time. Changes are made one after the other; a
// reader sees all of an Apply or nothing of it, and all that were made before it began. Readers
// wait for a change no longer than the change takes (some 20 µs a document), and nobody waits for
// Save or Compact longer than for a fraction of a millisecond at a time. What is removed takes
// memory until somebody calls Compact.
class Index {
 public:
  Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  // Makes the changes in order. `position` is the caller's own, for instance that in a log of
  // which these are the next entries; it's kept with them, in checkpoints too.
  void Apply(std::span<const Change> changes, uint64_t position);

  // Whether so much was removed (a quarter of all) that Compact is worth its time.
  bool IsWasteful() const;
  // Forgets what was removed: makes a copy without it, some documents at a time, catches up with
  // the changes that were made meanwhile, and puts it in the place of the other. That takes a
  // second or two a million documents, and as long the memory of both. An Apply waits for it no
  // longer than 256 documents take to be copied, or four times as many as the largest Apply of
  // that time had. Asks `wanted` between two steps, without a lock; false: all stays as it is.
  void Compact(absl::FunctionRef<bool()> wanted);

  // The position of the last Apply; 0 before.
  uint64_t position() const;

  // The claims that `text` most likely repeats, best first; of equals the smaller key.
  std::vector<Match> FindMatches(const Analysis& text, const MatchOptions& options) const;

  // The keys of the best documents by BM25 alone.
  std::vector<std::string> FindTop(const Analysis& text, size_t limit,
                                   uint32_t labels = UINT32_MAX) const;

  // Calls `visit(key, score)` for each document that has what `selection` says: see select.h. No
  // change is made meanwhile.
  void Select(const Selection& selection, uint32_t labels,
              absl::FunctionRef<void(std::string_view, uint64_t)> visit) const;

  // Writes the index, as it is now, to a file, in place of one that is there: to a new file
  // first, which is synced and then renamed. Nobody waits for it but another Save: changes go on,
  // and aren't in it. Errors are those of the disk.
  absl::Status Save(const std::string& path) const { return Save(Image(), path); }

  // The two steps of it. `image` is of this index.
  IndexImage Image() const;
  absl::Status Save(const IndexImage& image, const std::string& path) const;

  // The index that Save wrote; its position is index.position(). NOT_FOUND: there is no such
  // file. DATA_LOSS: it's damaged. FAILED_PRECONDITION: another version of this program wrote
  // it. In each of these cases, build the index anew.
  static absl::StatusOr<std::unique_ptr<Index>> Load(const std::string& path);

  IndexStats stats() const;

 private:
  // How far a Compact goes while others wait.
  size_t CompactionStep() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  absl::Mutex compactions_;    // Held by who compacts; taken before `mutex_`.
  mutable absl::Mutex saves_;  // Held by who saves; taken before `mutex_`.
  mutable absl::Mutex mutex_;
  // A save holds it, too, where a compaction puts another in its place.
  std::shared_ptr<Inverted> inverted_ ABSL_GUARDED_BY(mutex_);
  uint64_t position_ ABSL_GUARDED_BY(mutex_) = 0;
  bool compacting_ ABSL_GUARDED_BY(mutex_) = false;
  // Since the Compact that is under way began: what was removed, and the most changes at once.
  std::vector<DocId> removed_ ABSL_GUARDED_BY(mutex_);
  size_t most_changes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_INDEX_H_
