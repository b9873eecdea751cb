// Every claim as lists see it, in memory. Exact: it observes the engine's commits,
// so a claim is here before the write that made it is acknowledged.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_TABLE_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_TABLE_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/domain/tables/claim_rows.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// Adds what the record `value` under `key`, a claim's or a status's, says to the change of
// its claim. A damaged record is left out: whoever reads it is told. The change has views
// into `key`.
void AddClaimChange(std::string_view key, std::string_view value,
                    std::vector<ClaimChange>& changes);

// Thread-safe.
class ClaimTable : public storage::CommitObserver {
 public:
  ClaimTable() = default;
  ~ClaimTable() override;

  // Loads every claim and follows the commits from there. Blocks. Again after what
  // no observer is told of (Engine::Load): loads afresh.
  absl::Status Attach(storage::Engine* engine);
  void Detach();

  // All claims as of the newest commit that was reported, and at least as of
  // `at_least`, for which it waits. kDeadlineExceeded where that takes too long.
  // It owns what it shows.
  absl::StatusOr<std::shared_ptr<const ClaimRowsView>> View(
      storage::Version at_least = storage::Version{},
      absl::Time deadline = absl::InfiniteFuture()) const;

  // The slots in `rows`, a view of this table, of the claims with these ids; kNoSlot of those
  // that it doesn't have. Commits wait a moment.
  static constexpr uint32_t kNoSlot = 0xffffffff;
  std::vector<uint32_t> SlotsOf(const ClaimRowsView& rows,
                                std::span<const std::string_view> ids) const;

  size_t size() const;
  size_t memory_bytes() const;

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 private:
  // What a commit that came while the table was loaded put under keys of claims and statuses.
  struct Waiting {
    storage::Version version;
    std::vector<std::pair<std::string, std::string>> puts;
  };
  absl::Status Load(storage::Snapshot& from, ClaimRows& rows);
  void Apply(storage::Version version, std::vector<ClaimChange> changes)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  storage::Engine* engine_ = nullptr;
  mutable absl::Mutex mutex_;
  bool loading_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  storage::Version version_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<ClaimRows> rows_ ABSL_GUARDED_BY(mutex_) = std::make_unique<ClaimRows>();
  // The newest view; null where a commit changed something since.
  mutable std::shared_ptr<const ClaimRowsView> view_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_TABLE_H_
