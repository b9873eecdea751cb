// Which nodes of a tree its root and its proofs are made of (RFC 6962, section 2.1).
//
// A node of the tree that is not complete lies on its right edge, and is made of complete
// ones. So whatever is asked of the tree, of any size that it had, is answered from hashes
// that were stored once: O(log n) of them, whose names are known before the first is read.
#ifndef FACTCHECK_SERVER_LEDGER_TREE_PATH_H_
#define FACTCHECK_SERVER_LEDGER_TREE_PATH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "server/ledger/tree_hash.h"

namespace factcheck::ledger {

// Some hashes, each made of one or more complete subtrees that lie side by side.
struct TreePath {
  std::vector<NodeId> nodes;
  std::vector<size_t> ends;  // Hash i is made of the nodes from ends[i - 1] (or 0) to ends[i].
};

// One hash; none where `size` is 0.
TreePath RootPath(uint64_t size);
// PATH(index, D[size]), from the leaf up. index < size.
TreePath InclusionPath(uint64_t index, uint64_t size);
// PROOF(old_size, D[new_size]). None where old_size is 0 or new_size. old_size <= new_size.
TreePath ConsistencyPath(uint64_t old_size, uint64_t new_size);

// The hashes. stored[i] is that of path.nodes[i].
std::vector<Hash> Fold(const TreePath& path, std::span<const Hash> stored);

}  // namespace factcheck::ledger

#endif  // FACTCHECK_SERVER_LEDGER_TREE_PATH_H_
