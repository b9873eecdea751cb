// The edge of a growing tree: all that appending to it needs.
#ifndef FACTCHECK_SERVER_LEDGER_FRONTIER_H_
#define FACTCHECK_SERVER_LEDGER_FRONTIER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "server/ledger/tree_hash.h"

namespace factcheck::ledger {

// The complete subtrees that a tree is made of, the largest first: one for each bit of its
// size that is set. Not thread-safe.
class Frontier {
 public:
  // Of the tree without entries.
  Frontier() = default;
  // From what Bytes made of a tree of `size`; nullopt where it has another number of hashes.
  static std::optional<Frontier> Parse(uint64_t size, std::string_view bytes);

  uint64_t size() const { return size_; }
  std::string Bytes() const;
  const std::vector<Hash>& hashes() const { return hashes_; }
  // The nodes that have these hashes.
  std::vector<NodeId> Nodes() const;

  // Tells of each subtree that the leaf completes, from the leaf itself upwards: two on
  // average, each once in the life of the tree.
  void Append(const Hash& leaf, absl::FunctionRef<void(NodeId, const Hash&)> completed);
  Hash Root() const;

 private:
  uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

}  // namespace factcheck::ledger

#endif  // FACTCHECK_SERVER_LEDGER_FRONTIER_H_
