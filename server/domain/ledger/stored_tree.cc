#include "server/domain/ledger/stored_tree.h"

#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/ledger_append.h"

namespace factcheck::domain {

absl::StatusOr<StoredTree> StoredTree::Open(storage::Snapshot& snapshot) {
  absl::StatusOr<std::optional<storage::Entry>> head = snapshot.Get(keys::LedgerHead());
  if (!head.ok()) return head.status();
  absl::StatusOr<LedgerAppender> tree = LedgerAppender::Open(*head);
  if (!tree.ok()) return tree.status();
  return StoredTree(snapshot, tree->frontier());
}

absl::StatusOr<std::vector<ledger::Hash>> StoredTree::Read(const ledger::TreePath& path) {
  std::vector<std::string> keys;
  keys.reserve(path.nodes.size());
  for (const ledger::NodeId& node : path.nodes) {
    keys.push_back(keys::LedgerNode(node.level, node.index));
  }
  absl::StatusOr<std::vector<std::optional<storage::Entry>>> entries = snapshot_.MultiGet(keys);
  if (!entries.ok()) return entries.status();
  std::vector<ledger::Hash> stored;
  stored.reserve(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const std::optional<storage::Entry>& entry = (*entries)[i];
    const std::optional<ledger::Hash> hash =
        entry ? ledger::HashFrom(entry->value) : std::optional<ledger::Hash>();
    if (!hash) {
      return absl::DataLossError(StrCat("the ledger's node ", path.nodes[i].index, " of level ",
                                        path.nodes[i].level, " is missing or damaged"));
    }
    stored.push_back(*hash);
  }
  return ledger::Fold(path, stored);
}

absl::StatusOr<ledger::Hash> StoredTree::Root(uint64_t size) {
  if (size == frontier_.size()) return frontier_.Root();
  if (size == 0) return ledger::EmptyTreeHash();
  absl::StatusOr<std::vector<ledger::Hash>> root = Read(ledger::RootPath(size));
  if (!root.ok()) return root.status();
  return root->front();
}

absl::StatusOr<std::vector<ledger::Hash>> StoredTree::Inclusion(uint64_t index, uint64_t size) {
  return Read(ledger::InclusionPath(index, size));
}

absl::StatusOr<std::vector<ledger::Hash>> StoredTree::Consistency(uint64_t old_size,
                                                                  uint64_t new_size) {
  return Read(ledger::ConsistencyPath(old_size, new_size));
}

absl::StatusOr<std::optional<uint64_t>> StoredTree::IndexOf(std::string_view claim,
                                                            std::string_view publisher,
                                                            uint32_t number) {
  absl::StatusOr<std::optional<storage::Entry>> entry =
      snapshot_.Get(keys::LedgerIndex(claim, publisher, number));
  if (!entry.ok()) return entry.status();
  if (!*entry) return std::optional<uint64_t>();
  const std::optional<uint64_t> index = keys::LedgerIndexOf((*entry)->value);
  if (!index || *index >= size()) {
    return absl::DataLossError("the ledger's index of a revision is damaged");
  }
  return index;
}

absl::StatusOr<std::string> StoredTree::Record(uint64_t index) {
  absl::StatusOr<std::optional<storage::Entry>> entry = snapshot_.Get(keys::LedgerEntry(index));
  if (!entry.ok()) return entry.status();
  if (!*entry) return absl::DataLossError(StrCat("the ledger's entry ", index, " is missing"));
  return std::move((*entry)->value);
}

}  // namespace factcheck::domain
