#include "server/ledger/frontier.h"

#include <bit>

#include "server/ledger/tree_path.h"

namespace factcheck::ledger {

std::optional<Frontier> Frontier::Parse(uint64_t size, std::string_view bytes) {
  Frontier frontier;
  frontier.size_ = size;
  const auto count = static_cast<size_t>(std::popcount(size));
  if (bytes.size() != count * kHashBytes) return std::nullopt;
  for (size_t i = 0; i < count; ++i) {
    frontier.hashes_.push_back(*HashFrom(bytes.substr(i * kHashBytes, kHashBytes)));
  }
  return frontier;
}

std::string Frontier::Bytes() const {
  std::string bytes;
  bytes.reserve(hashes_.size() * kHashBytes);
  for (const Hash& hash : hashes_) bytes.append(BytesOf(hash));
  return bytes;
}

std::vector<NodeId> Frontier::Nodes() const { return RootPath(size_).nodes; }

void Frontier::Append(const Hash& leaf, absl::FunctionRef<void(NodeId, const Hash&)> completed) {
  NodeId node{0, size_};
  Hash hash = leaf;
  completed(node, hash);
  for (; (node.index & 1) != 0; completed(node, hash)) {
    hash = NodeHash(hashes_.back(), hash);
    hashes_.pop_back();
    node = {node.level + 1, node.index >> 1};
  }
  hashes_.push_back(hash);
  ++size_;
}

Hash Frontier::Root() const {
  if (hashes_.empty()) return EmptyTreeHash();
  Hash root = hashes_.back();
  for (size_t i = hashes_.size() - 1; i-- > 0;) root = NodeHash(hashes_[i], root);
  return root;
}

}  // namespace factcheck::ledger
