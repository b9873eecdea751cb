// What a database has of its ledger beside the entries, held against them.
#ifndef FACTCHECK_CLIENT_CLI_STORED_LEDGER_TREE_H_
#define FACTCHECK_CLIENT_CLI_STORED_LEDGER_TREE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace factcheck::cli {

// The hashes of complete subtrees, from which proofs are made; the head, which new entries
// continue and checkpoints are signed for; where each revision's entry is. They lie before the
// entries and are kept until these come: some 200 bytes an entry. Errors are DATA_LOSS and name
// what is wrong.
class StoredLedgerTree {
 public:
  // Everything under Y/, in the order of keys; the grammar is that of server/domain/core/keys.h.
  absl::Status Take(std::string_view key, std::string_view value);

  // The next entry, from 0, and the revision that it is of.
  absl::Status Hold(std::string_view entry, const std::string& revision);

  // After the last entry.
  absl::Status Finish() const;

 private:
  absl::Status TakeNode(std::string_view key, std::string_view value);
  absl::Status TakeIndex(std::string_view key, std::string_view value);
  // The stored hash; empty where there is none.
  std::string_view Node(size_t level, uint64_t index) const;

  std::vector<std::string> levels_;          // Hashes by level, one behind the other by index.
  std::map<std::string, uint64_t> indexes_;  // By revision, of entries that were not met yet.
  std::string head_;
  uint64_t size_ = 0;  // Entries that were held.
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_STORED_LEDGER_TREE_H_
