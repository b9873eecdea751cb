// Hashes of a Merkle tree (RFC 6962, section 2.1) with SHA-256.
#ifndef FACTCHECK_SERVER_LEDGER_TREE_HASH_H_
#define FACTCHECK_SERVER_LEDGER_TREE_HASH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace factcheck::ledger {

inline constexpr size_t kHashBytes = 32;
using Hash = std::array<uint8_t, kHashBytes>;

Hash LeafHash(std::string_view entry);
Hash NodeHash(const Hash& left, const Hash& right);
// Of the tree without entries.
Hash EmptyTreeHash();

// The bytes of `hash`, which must outlive the view.
inline std::string_view BytesOf(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
// nullopt where `bytes` are not as many as a hash has.
std::optional<Hash> HashFrom(std::string_view bytes);

// A complete subtree: the leaves from index << level on, 1 << level of them.
struct NodeId {
  int level = 0;
  uint64_t index = 0;
  bool operator==(const NodeId&) const = default;
};

}  // namespace factcheck::ledger

#endif  // FACTCHECK_SERVER_LEDGER_TREE_HASH_H_
