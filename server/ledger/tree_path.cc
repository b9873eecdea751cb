#include "server/ledger/tree_path.h"

#include <bit>

#include "server/base/check.h"

namespace factcheck::ledger {
namespace {

// Leaves [begin, end).
struct Span {
  uint64_t begin;
  uint64_t end;
  uint64_t size() const { return end - begin; }
  // Where RFC 6962 splits it: behind the greatest power of two below its size.
  uint64_t middle() const { return begin + std::bit_floor(size() - 1); }
};

// `span.begin` is a multiple of the greatest power of two that fits, as all that a tree is split
// into begins.
void AddSpan(Span span, TreePath& path) {
  while (span.size() > 0) {
    const uint64_t complete = std::bit_floor(span.size());
    const int level = std::countr_zero(complete);
    path.nodes.push_back({level, span.begin >> level});
    span.begin += complete;
  }
  path.ends.push_back(path.nodes.size());
}

// RFC 6962 lists the spans of a proof from the leaf up; they are found from the root down.
TreePath Upwards(const std::vector<Span>& downwards) {
  TreePath path;
  for (auto span = downwards.rbegin(); span != downwards.rend(); ++span) AddSpan(*span, path);
  return path;
}

}  // namespace

TreePath RootPath(uint64_t size) {
  TreePath path;
  if (size > 0) AddSpan({0, size}, path);
  return path;
}

TreePath InclusionPath(uint64_t index, uint64_t size) {
  FACTCHECK_CHECK(index < size);
  std::vector<Span> siblings;
  for (Span at{0, size}; at.size() > 1;) {
    const uint64_t middle = at.middle();
    if (index < middle) {
      siblings.push_back({middle, at.end});
      at.end = middle;
    } else {
      siblings.push_back({at.begin, middle});
      at.begin = middle;
    }
  }
  return Upwards(siblings);
}

TreePath ConsistencyPath(uint64_t old_size, uint64_t new_size) {
  FACTCHECK_CHECK(old_size <= new_size);
  std::vector<Span> spans;
  if (old_size == 0) return {};
  Span at{0, new_size};
  while (at.end != old_size) {
    const uint64_t middle = at.middle();
    if (old_size <= middle) {
      spans.push_back({middle, at.end});
      at.end = middle;
    } else {
      spans.push_back({at.begin, middle});
      at.begin = middle;
    }
  }
  // Where it begins at 0, it is the whole earlier tree, whose root the verifier has.
  if (at.begin > 0) spans.push_back(at);
  return Upwards(spans);
}

std::vector<Hash> Fold(const TreePath& path, std::span<const Hash> stored) {
  FACTCHECK_CHECK(stored.size() == path.nodes.size());
  std::vector<Hash> hashes;
  hashes.reserve(path.ends.size());
  size_t begin = 0;
  for (const size_t end : path.ends) {
    Hash hash = stored[end - 1];
    for (size_t i = end - 1; i-- > begin;) hash = NodeHash(stored[i], hash);
    hashes.push_back(hash);
    begin = end;
  }
  return hashes;
}

}  // namespace factcheck::ledger
