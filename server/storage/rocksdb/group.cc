#include "server/storage/rocksdb/group.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "server/storage/contract.h"

namespace factcheck::storage::rocks {

void Group::Add(PendingCommit& commit) {
  if (absl::Status valid = CheckBatch(commit.request.batch); !valid.ok()) {
    commit.outcome = std::move(valid);
    return;
  }
  if (absl::Now() > commit.request.deadline) {
    commit.outcome = absl::DeadlineExceededError("the deadline passed before the write began");
    return;
  }
  commit.with_group = true;
  commit.outcome = Decide(commit);
}

absl::StatusOr<Version> Group::Decide(PendingCommit& commit) {
  Batch& batch = commit.request.batch;
  absl::StatusOr<bool> hold = PreconditionsHold(batch);
  if (!hold.ok()) return hold.status();
  if (!*hold) {
    ++decided_again_;
    if (!commit.request.decide_again) {
      return absl::AbortedError("a precondition no longer holds; nothing was written");
    }
    OverlaySnapshot newest(base_, overlay_, newest_);
    absl::StatusOr<Batch> again = commit.request.decide_again(newest);
    if (!again.ok()) return again.status();
    batch = *std::move(again);
    if (absl::Status valid = CheckBatch(batch); !valid.ok()) return valid;
  }
  if (IsEmpty(batch)) return newest_;
  return TakeIn(batch);
}

absl::StatusOr<bool> Group::PreconditionsHold(const Batch& batch) {
  for (const Precondition& wanted : batch.preconditions) {
    std::optional<Version> version;
    if (const Overlay::Written* written = overlay_.Find(wanted.key)) {
      if (*written->value) version = written->version;
    } else if (const std::optional<Version>* known = cache_.Find(wanted.key)) {
      version = *known;
    } else {
      absl::StatusOr<std::optional<Version>> stored = base_.VersionOf(wanted.key);
      if (!stored.ok()) return stored.status();
      version = *stored;
      cache_.Put(wanted.key, version);
    }
    if (version != wanted.version) return false;
  }
  return true;
}

absl::StatusOr<Version> Group::TakeIn(Batch& batch) {
  const Version version = NextVersion(last_, clock_());
  OverlaySnapshot newest(base_, overlay_, newest_);
  absl::Status completed = CompleteInOrder(version, newest, batch);
  if (!completed.ok()) return completed;
  if (absl::Status stamped = StampMutations(version, batch.mutations); !stamped.ok()) {
    return stamped;
  }
  write_.SetSavePoint();
  if (rocksdb::Status appended = Append(batch, version); !appended.ok()) {
    write_.RollbackToSavePoint().PermitUncheckedError();
    return FromRocks(appended, "putting a commit together");
  }
  write_.PopSavePoint().PermitUncheckedError();
  for (const Mutation& mutation : batch.mutations) overlay_.Put(mutation, version);
  last_ = newest_ = version;
  taken_.push_back({version, &batch});
  return version;
}

rocksdb::Status Group::Append(const Batch& batch, Version version) {
  const Store& store = *base_.store();
  const std::string encoded = EncodeVersion(version);
  for (const Mutation& mutation : batch.mutations) {
    rocksdb::ColumnFamilyHandle* family = store.family(FamilyOf(mutation.key));
    rocksdb::Status status;
    if (mutation.value) {
      const rocksdb::Slice key(mutation.key);
      const std::array<rocksdb::Slice, 2> value = {rocksdb::Slice(encoded),
                                                   rocksdb::Slice(*mutation.value)};
      status = write_.Put(family, rocksdb::SliceParts(&key, 1),
                          rocksdb::SliceParts(value.data(), value.size()));
    } else {
      status = write_.Delete(family, mutation.key);
    }
    if (!status.ok()) return status;
  }
  if (batch.log_record.empty()) return rocksdb::Status::OK();
  return write_.Put(store.family(Family::kLog), encoded, batch.log_record);
}

absl::StatusOr<rocksdb::WriteBatch*> Group::Finish() {
  const rocksdb::Status status = write_.Put(base_.store()->family(Family::kMeta), kLatestKey,
                                            EncodeLatest(newest_, base_.version()));
  if (!status.ok()) return FromRocks(status, "putting a group together");
  return &write_;
}

void Group::Remember() {
  for (const auto& [key, written] : overlay_.written()) {
    cache_.Put(key, *written.value ? std::optional<Version>(written.version) : std::nullopt);
  }
}

}  // namespace factcheck::storage::rocks
