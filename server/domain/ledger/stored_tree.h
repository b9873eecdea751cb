// The ledger's tree as it is stored: roots and proofs of any size that it had.
#ifndef FACTCHECK_SERVER_DOMAIN_LEDGER_STORED_TREE_H_
#define FACTCHECK_SERVER_DOMAIN_LEDGER_STORED_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "factcheck/v1/ledger.pb.h"
#include "server/ledger/frontier.h"
#include "server/ledger/tree_path.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// Of one version of the store; `snapshot` must outlive it. Not thread-safe. Every answer takes
// O(log n) look-ups of stored nodes, made at once. DATA_LOSS where one is missing or damaged.
class StoredTree {
 public:
  static absl::StatusOr<StoredTree> Open(storage::Snapshot& snapshot);

  uint64_t size() const { return frontier_.size(); }
  const ledger::Frontier& frontier() const { return frontier_; }

  // Of the tree that had `size` entries; at most size().
  absl::StatusOr<ledger::Hash> Root(uint64_t size);
  // index < size <= size().
  absl::StatusOr<std::vector<ledger::Hash>> Inclusion(uint64_t index, uint64_t size);
  // old_size <= new_size <= size().
  absl::StatusOr<std::vector<ledger::Hash>> Consistency(uint64_t old_size, uint64_t new_size);
  // The entry of a revision; nullopt where it has none.
  absl::StatusOr<std::optional<uint64_t>> IndexOf(std::string_view claim,
                                                  std::string_view publisher, uint32_t number);
  // The serialised LedgerRecord at `index`, which is less than size().
  absl::StatusOr<std::string> Record(uint64_t index);

 private:
  StoredTree(storage::Snapshot& snapshot, ledger::Frontier frontier)
      : snapshot_(snapshot), frontier_(std::move(frontier)) {}
  absl::StatusOr<std::vector<ledger::Hash>> Read(const ledger::TreePath& path);

  storage::Snapshot& snapshot_;
  ledger::Frontier frontier_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_LEDGER_STORED_TREE_H_
