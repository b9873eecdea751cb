// The tree against RFC 6962: its test vectors, and its definitions as plain recursions.
#include <bit>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/ledger/frontier.h"
#include "server/ledger/tree_hash.h"
#include "server/ledger/tree_path.h"

namespace factcheck::ledger {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

using Leaves = std::vector<std::string>;

std::string Hex(const Hash& hash) {
  const std::string_view bytes = BytesOf(hash);
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

// MTH, PATH and PROOF as section 2.1 has them, over leaves [begin, end).
Hash Mth(const Leaves& leaves, size_t begin, size_t end) {
  if (begin == end) return EmptyTreeHash();
  if (end - begin == 1) return LeafHash(leaves[begin]);
  const size_t middle = begin + std::bit_floor(end - begin - 1);
  return NodeHash(Mth(leaves, begin, middle), Mth(leaves, middle, end));
}
std::vector<Hash> Path(const Leaves& leaves, size_t m, size_t begin, size_t end) {
  if (end - begin == 1) return {};
  const size_t k = std::bit_floor(end - begin - 1);
  std::vector<Hash> path;
  if (m < k) {
    path = Path(leaves, m, begin, begin + k);
    path.push_back(Mth(leaves, begin + k, end));
  } else {
    path = Path(leaves, m - k, begin + k, end);
    path.push_back(Mth(leaves, begin, begin + k));
  }
  return path;
}
std::vector<Hash> SubProof(const Leaves& leaves, size_t m, size_t begin, size_t end, bool whole) {
  if (m == end - begin) {
    return whole ? std::vector<Hash>() : std::vector<Hash>{Mth(leaves, begin, end)};
  }
  const size_t k = std::bit_floor(end - begin - 1);
  std::vector<Hash> proof;
  if (m <= k) {
    proof = SubProof(leaves, m, begin, begin + k, whole);
    proof.push_back(Mth(leaves, begin + k, end));
  } else {
    proof = SubProof(leaves, m - k, begin + k, end, false);
    proof.push_back(Mth(leaves, begin, begin + k));
  }
  return proof;
}

// A tree by its stored nodes.
class Tree {
 public:
  void Append(const std::string& leaf) {
    leaves_.push_back(leaf);
    frontier_.Append(LeafHash(leaf), [&](NodeId node, const Hash& hash) {
      const bool fresh = nodes_.emplace(std::pair(node.level, node.index), hash).second;
      EXPECT_TRUE(fresh) << "node " << node.index << " of level " << node.level;
    });
  }
  const Leaves& leaves() const { return leaves_; }
  const Frontier& frontier() const { return frontier_; }
  size_t nodes() const { return nodes_.size(); }
  std::vector<Hash> Read(const TreePath& path) const {
    std::vector<Hash> stored;
    for (const NodeId& node : path.nodes) stored.push_back(nodes_.at({node.level, node.index}));
    return Fold(path, stored);
  }

 private:
  Leaves leaves_;
  Frontier frontier_;
  std::map<std::pair<int, uint64_t>, Hash> nodes_;
};

void CheckInclusion(const Tree& tree, size_t index, size_t size) {
  EXPECT_THAT(tree.Read(InclusionPath(index, size)),
              ElementsAreArray(Path(tree.leaves(), index, 0, size)))
      << index << " in " << size;
}
void CheckConsistency(const Tree& tree, size_t old_size, size_t new_size) {
  const std::vector<Hash> expected =
      old_size == 0 ? std::vector<Hash>() : SubProof(tree.leaves(), old_size, 0, new_size, true);
  EXPECT_THAT(tree.Read(ConsistencyPath(old_size, new_size)), ElementsAreArray(expected))
      << old_size << " to " << new_size;
}

TEST(TreeTest, HasTheRootsOfTheKnownVectors) {
  const std::vector<std::pair<std::string, std::string>> vectors = {
      {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {"606162636465666768696a6b6c6d6e6f",
       "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}};
  Tree tree;
  EXPECT_EQ(Hex(tree.frontier().Root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const auto& [leaf, root] : vectors) {
    tree.Append(absl::HexStringToBytes(leaf));
    EXPECT_EQ(Hex(tree.frontier().Root()), root) << tree.leaves().size();
  }
}

TEST(TreeTest, EveryProofInSmallTreesIsThatOfTheDefinition) {
  constexpr size_t kSize = 70;
  Tree tree;
  for (size_t i = 0; i < kSize; ++i) tree.Append("leaf " + std::to_string(i));
  for (size_t size = 0; size <= kSize; ++size) {
    if (size > 0) {
      EXPECT_EQ(tree.Read(RootPath(size)).front(), Mth(tree.leaves(), 0, size));
    }
    for (size_t other = 0; other < size; ++other) {
      CheckInclusion(tree, other, size);
      CheckConsistency(tree, other, size);
    }
    CheckConsistency(tree, size, size);
  }
  EXPECT_THAT(RootPath(0).nodes, IsEmpty());
}

TEST(TreeTest, ThousandsOfRandomTreesAgreeWithTheDefinition) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto below = [&](size_t n) {
    return std::uniform_int_distribution<size_t>(0, n - 1)(random);
  };
  for (int round = 0; round < 2000; ++round) {
    Tree tree;
    const size_t size = 1 + below(200);
    for (size_t i = 0; i < size; ++i) {
      std::string leaf(below(40), '\0');
      for (char& c : leaf) c = static_cast<char>(below(256));
      tree.Append(leaf);
    }
    ASSERT_EQ(tree.frontier().Root(), Mth(tree.leaves(), 0, size));
    CheckInclusion(tree, below(size), size);
    CheckConsistency(tree, below(size + 1), size);
    if (HasFailure()) return;
  }
}

TEST(TreeTest, AFrontierGoesOnFromItsBytes) {
  Tree tree;
  Frontier frontier;
  for (int i = 0; i < 40; ++i) {
    const std::optional<Frontier> again = Frontier::Parse(frontier.size(), frontier.Bytes());
    ASSERT_TRUE(again.has_value());
    frontier = *again;
    tree.Append(std::to_string(i));
    frontier.Append(LeafHash(std::to_string(i)), [](NodeId, const Hash&) {});
    EXPECT_EQ(frontier.Root(), tree.frontier().Root());
    EXPECT_EQ(frontier.Nodes().size(), frontier.hashes().size());
  }
  EXPECT_EQ(Frontier::Parse(3, std::string(kHashBytes, 'x')), std::nullopt);
  EXPECT_EQ(Frontier::Parse(2, std::string(kHashBytes + 1, 'x')), std::nullopt);
}

TEST(TreeTest, AProofNeedsFewNodesOfALargeTree) {
  constexpr uint64_t kSize = 1'000'003;
  for (uint64_t index = 0; index < kSize; index += 997) {
    EXPECT_LE(InclusionPath(index, kSize).nodes.size(), 40u);
    EXPECT_LE(ConsistencyPath(index, kSize).nodes.size(), 41u);
  }
  Tree tree;
  for (int i = 0; i < 1000; ++i) tree.Append("x");
  EXPECT_LT(tree.nodes(), 2000u);
}

}  // namespace
}  // namespace factcheck::ledger
