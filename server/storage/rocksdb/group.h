// Puts waiting commits together into one write.
#ifndef FACTCHECK_SERVER_STORAGE_ROCKSDB_GROUP_H_
#define FACTCHECK_SERVER_STORAGE_ROCKSDB_GROUP_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/write_batch.h"
#include "server/storage/engine.h"
#include "server/storage/rocksdb/committer.h"
#include "server/storage/rocksdb/overlay.h"
#include "server/storage/rocksdb/version_cache.h"
#include "server/storage/rocksdb/view.h"

namespace factcheck::storage::rocks {

struct Taken {
  Version version;
  Batch* batch;  // Of the PendingCommit.
};

// Not thread-safe. What it is given must outlive it, and stay where it is.
class Group {
 public:
  // `base`: the newest view. `last`: the greatest version given to a commit so far.
  Group(const View& base, Version last, const Clock& clock, VersionCache& cache)
      : base_(base), newest_(base.version()), last_(last), clock_(clock), cache_(cache) {}

  // Gives `commit` the outcome that it has if the group is written, and takes its
  // writes in.
  void Add(PendingCommit& commit);

  // What was taken in, in order; nothing is to be written where it is empty.
  const std::vector<Taken>& taken() const { return taken_; }
  uint64_t decided_again() const { return decided_again_; }
  // Of the newest commit taken in.
  Version newest() const { return newest_; }
  // The write. Call once, after the last Add.
  absl::StatusOr<rocksdb::WriteBatch*> Finish();
  // Makes the cache know what was written.
  void Remember();

 private:
  absl::StatusOr<Version> Decide(PendingCommit& commit);
  absl::StatusOr<bool> PreconditionsHold(const Batch& batch);
  absl::StatusOr<Version> TakeIn(Batch& batch);
  rocksdb::Status Append(const Batch& batch, Version version);

  const View& base_;
  Version newest_;
  Version last_;
  const Clock& clock_;
  VersionCache& cache_;
  Overlay overlay_;
  rocksdb::WriteBatch write_;
  std::vector<Taken> taken_;
  uint64_t decided_again_ = 0;
};

}  // namespace factcheck::storage::rocks

#endif  // FACTCHECK_SERVER_STORAGE_ROCKSDB_GROUP_H_
