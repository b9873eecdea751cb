#include "client/cpp/ledger_verifier.h"

#include <openssl/evp.h>

#include <bit>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "client/cpp/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/client/cpp/note_signer.h"

namespace factcheck::client {
namespace {

using ::testing::HasSubstr;

using Leaves = std::vector<std::string>;

std::string Sha256(std::string_view bytes) {
  std::string digest(32, '\0');
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
             EVP_sha256(), nullptr);
  return digest;
}

// The definitions of RFC 6962, section 2.1, over leaves [begin, end).
std::string Root(const Leaves& leaves, size_t begin, size_t end) {
  if (begin == end) return Sha256("");
  if (end - begin == 1) return LedgerLeafHash(leaves[begin]);
  const size_t middle = begin + std::bit_floor(end - begin - 1);
  return LedgerNodeHash(Root(leaves, begin, middle), Root(leaves, middle, end));
}
std::vector<std::string> Path(const Leaves& leaves, size_t m, size_t begin, size_t end) {
  if (end - begin == 1) return {};
  const size_t middle = begin + std::bit_floor(end - begin - 1);
  const bool left = begin + m < middle;
  std::vector<std::string> path =
      left ? Path(leaves, m, begin, middle) : Path(leaves, begin + m - middle, middle, end);
  path.push_back(left ? Root(leaves, middle, end) : Root(leaves, begin, middle));
  return path;
}
std::vector<std::string> Proof(const Leaves& leaves, size_t m, size_t begin, size_t end,
                               bool whole) {
  if (m == end - begin) {
    return whole ? std::vector<std::string>() : std::vector<std::string>{Root(leaves, begin, end)};
  }
  const size_t middle = begin + std::bit_floor(end - begin - 1);
  const bool left = begin + m <= middle;
  std::vector<std::string> proof = left ? Proof(leaves, m, begin, middle, whole)
                                        : Proof(leaves, begin + m - middle, middle, end, false);
  proof.push_back(left ? Root(leaves, middle, end) : Root(leaves, begin, middle));
  return proof;
}

Leaves SomeLeaves(size_t count) {
  Leaves leaves;
  for (size_t i = 0; i < count; ++i) leaves.push_back("leaf " + std::to_string(i));
  return leaves;
}

void FlipABit(std::mt19937& random, std::string& bytes) {
  const size_t at = random() % bytes.size();
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
}

TEST(LedgerTreeTest, HasTheRootOfTheKnownVector) {
  LedgerTreeHasher tree;
  EXPECT_EQ(tree.Root(), Sha256(""));
  for (const char* leaf : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                           "606162636465666768696a6b6c6d6e6f"}) {
    tree.Add(absl::HexStringToBytes(leaf));
  }
  EXPECT_EQ(absl::BytesToHexString(tree.Root()),
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  EXPECT_EQ(tree.size(), 8u);
}

TEST(LedgerTreeTest, EveryProofInSmallTreesVerifiesAndNoOther) {
  constexpr size_t kSize = 33;
  std::mt19937 random(7);
  const Leaves leaves = SomeLeaves(kSize);
  for (size_t size = 1; size <= kSize; ++size) {
    const std::string root = Root(leaves, 0, size);
    for (size_t i = 0; i < size; ++i) {
      const std::string leaf = LedgerLeafHash(leaves[i]);
      std::vector<std::string> path = Path(leaves, i, 0, size);
      EXPECT_EQ(RootFromInclusion(i, size, leaf, path).value_or(""), root) << i << " " << size;
      // In another place, too long, too short, changed.
      const size_t other = (i + 1) % size;
      if (other != i) {
        EXPECT_NE(RootFromInclusion(other, size, leaf, path).value_or(""), root);
      }
      path.push_back(root);
      EXPECT_FALSE(RootFromInclusion(i, size, leaf, path).ok());
      path.pop_back();
      if (path.empty()) continue;
      FlipABit(random, path[random() % path.size()]);
      EXPECT_NE(RootFromInclusion(i, size, leaf, path).value_or(""), root);
      path.pop_back();
      EXPECT_FALSE(RootFromInclusion(i, size, leaf, path).ok());
    }
    for (size_t old = 0; old <= size; ++old) {
      const std::string old_root = Root(leaves, 0, old);
      std::vector<std::string> proof =
          old == 0 ? std::vector<std::string>() : Proof(leaves, old, 0, size, true);
      EXPECT_TRUE(CheckConsistency(old, old_root, size, root, proof).ok()) << old << " " << size;
      std::string changed = old_root;
      FlipABit(random, changed);
      EXPECT_FALSE(CheckConsistency(old, changed, size, root, proof).ok());
      if (old > 0) {
        changed = root;
        FlipABit(random, changed);
        EXPECT_FALSE(CheckConsistency(old, old_root, size, changed, proof).ok());
      }
      proof.push_back(root);
      EXPECT_FALSE(CheckConsistency(old, old_root, size, root, proof).ok());
      proof.pop_back();
      if (proof.empty()) continue;
      FlipABit(random, proof[random() % proof.size()]);
      EXPECT_FALSE(CheckConsistency(old, old_root, size, root, proof).ok());
      proof.pop_back();
      EXPECT_FALSE(CheckConsistency(old, old_root, size, root, proof).ok());
    }
  }
  EXPECT_FALSE(RootFromInclusion(3, 3, "", {}).ok());
  EXPECT_FALSE(CheckConsistency(3, "", 2, "", {}).ok());
}

TEST(LedgerTreeTest, ThousandsOfRandomTreesVerify) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 2000; ++round) {
    const size_t size = 1 + random() % 150;
    const Leaves leaves = SomeLeaves(size);
    LedgerTreeHasher tree;
    for (const std::string& leaf : leaves) tree.Add(leaf);
    const std::string root = Root(leaves, 0, size);
    ASSERT_EQ(tree.Root(), root);
    const size_t index = random() % size;
    ASSERT_EQ(
        RootFromInclusion(index, size, LedgerLeafHash(leaves[index]), Path(leaves, index, 0, size))
            .value_or(""),
        root);
    const size_t old = 1 + random() % size;
    ASSERT_TRUE(
        CheckConsistency(old, Root(leaves, 0, old), size, root, Proof(leaves, old, 0, size, true))
            .ok());
  }
}

// A ledger of entries with texts, and its key.
class LedgerVerifierTest : public ::testing::Test {
 protected:
  static constexpr size_t kSize = 9;
  LedgerVerifierTest() {
    for (size_t i = 0; i < kSize; ++i) {
      v1::VerdictRevision content;
      content.set_name(Concat({"claims/c", std::to_string(i), "/verdicts/p/revisions/1"}));
      content.set_kind(v1::VerdictRevision::KIND_INITIAL);
      content.mutable_rating()->set_label("False");
      content.set_title("A title");
      content.add_citations()->set_evidence("claims/c/evidence/open");
      v1::LedgerRecord& record = records_.emplace_back();
      record.set_salt(std::string(32, static_cast<char>(i)));
      record.set_content(content.SerializeAsString());
      v1::LedgerEntry entry;
      entry.set_index(static_cast<int64_t>(i));
      entry.set_kind(v1::LedgerEntry::KIND_PUBLICATION);
      entry.set_claim(Concat({"claims/c", std::to_string(i)}));
      entry.set_publisher("publishers/p");
      entry.set_revision(content.name());
      *entry.mutable_rating() = content.rating();
      entry.mutable_publish_time()->set_seconds(1000 + static_cast<int64_t>(i));
      entry.set_content_sha256(Sha256(record.salt() + record.content()));
      record.set_entry(entry.SerializeAsString());
      leaves_.push_back(record.entry());
    }
  }

  std::string Note(size_t size) const {
    const std::string text = Concat({"ledger.example\n", std::to_string(size), "\n",
                                     absl::Base64Escape(Root(leaves_, 0, size)), "\n"});
    return Concat({text, "\n", signer_.LineFor(text)});
  }
  v1::InclusionProof Inclusion(size_t index, size_t size) const {
    v1::InclusionProof proof;
    *proof.mutable_record() = records_[index];
    proof.set_index(static_cast<int64_t>(index));
    for (const std::string& hash : Path(leaves_, index, 0, size)) proof.add_hashes(hash);
    proof.set_checkpoint(Note(size));
    return proof;
  }
  v1::VerdictRevision Content(size_t index) const {
    v1::VerdictRevision content;
    EXPECT_TRUE(content.ParseFromString(records_[index].content()));
    return content;
  }
  // As the public reads it.
  v1::VerdictRevision Read(size_t index) const {
    v1::VerdictRevision read = Content(index);
    read.set_state(v1::VerdictRevision::STATE_SUPERSEDED);
    read.mutable_publish_time()->set_seconds(1000 + static_cast<int64_t>(index));
    read.mutable_supersede_time()->set_seconds(5000);
    return read;
  }

  const NoteSigner signer_{"ledger.example"};
  std::vector<v1::LedgerRecord> records_;
  Leaves leaves_;
  const LedgerVerifier verifier_{{*LedgerPublicKey::Parse(signer_.verifier_key())}};
};

TEST_F(LedgerVerifierTest, AnEntryIsVerifiedWithItsText) {
  for (size_t i = 0; i < kSize; ++i) {
    const absl::StatusOr<VerifiedEntry> entry = verifier_.CheckInclusion(Inclusion(i, kSize));
    ASSERT_TRUE(entry.ok()) << entry.status();
    EXPECT_EQ(entry->entry.claim(), "claims/c" + std::to_string(i));
    EXPECT_EQ(entry->content->title(), "A title");
  }
}

TEST_F(LedgerVerifierTest, AnyFlippedBitOfAProofIsFound) {
  const std::string bytes = Inclusion(5, kSize).SerializeAsString();
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      v1::InclusionProof proof;
      if (!proof.ParseFromString(changed)) continue;
      EXPECT_FALSE(verifier_.CheckInclusion(proof).ok()) << "byte " << at << " bit " << bit;
    }
  }
}

TEST_F(LedgerVerifierTest, ARedactedTextIsToldFromAChangedOne) {
  v1::InclusionProof proof = Inclusion(2, kSize);
  proof.mutable_record()->clear_content();
  EXPECT_FALSE(verifier_.CheckInclusion(proof).ok());
  proof.mutable_record()->clear_salt();
  const absl::StatusOr<VerifiedEntry> entry = verifier_.CheckInclusion(proof);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_FALSE(entry->content.has_value());
  EXPECT_THAT(std::string(CheckRevision(*entry, Read(2)).message()), HasSubstr("redacted"));
}

TEST_F(LedgerVerifierTest, ARevisionIsReadAsItWasEntered) {
  const VerifiedEntry entry = *verifier_.CheckInclusion(Inclusion(2, kSize));
  EXPECT_TRUE(CheckRevision(entry, Read(2)).ok());
  // What colleagues read beside it.
  v1::VerdictRevision read = Read(2);
  read.add_editors("actors/ana");
  read.add_citations()->set_evidence("claims/c/evidence/secret");
  EXPECT_TRUE(CheckRevision(entry, read).ok());
  read.clear_editors();
  EXPECT_FALSE(CheckRevision(entry, read).ok()) << "a citation that was never entered";
  read = Read(2);
  read.set_title("Another title");
  EXPECT_THAT(std::string(CheckRevision(entry, read).message()), HasSubstr("title"));
  read = Read(2);
  read.mutable_publish_time()->set_seconds(1);
  EXPECT_THAT(std::string(CheckRevision(entry, read).message()), HasSubstr("publish_time"));
  read = Read(2);
  read.clear_citations();
  EXPECT_FALSE(CheckRevision(entry, read).ok());
}

TEST_F(LedgerVerifierTest, ALaterCheckpointIsHeldAgainstAnEarlier) {
  const LedgerCheckpoint older = *verifier_.Open(Note(5));
  v1::ConsistencyProof proof;
  proof.set_old_size(5);
  for (const std::string& hash : Proof(leaves_, 5, 0, kSize, true)) proof.add_hashes(hash);
  proof.set_checkpoint(Note(kSize));
  const absl::StatusOr<LedgerCheckpoint> newer = verifier_.CheckExtension(older, proof);
  ASSERT_TRUE(newer.ok()) << newer.status();
  EXPECT_EQ(newer->size, kSize);
  const std::string bytes = proof.SerializeAsString();
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    v1::ConsistencyProof other;
    if (!other.ParseFromString(changed)) continue;
    EXPECT_FALSE(verifier_.CheckExtension(older, other).ok()) << "byte " << at;
  }
  // History rewritten: an entry that was there is another now.
  leaves_[3] = "another";
  v1::ConsistencyProof rewritten;
  rewritten.set_old_size(5);
  for (const std::string& hash : Proof(leaves_, 5, 0, kSize, true)) rewritten.add_hashes(hash);
  rewritten.set_checkpoint(Note(kSize));
  EXPECT_FALSE(verifier_.CheckExtension(older, rewritten).ok());
}

TEST_F(LedgerVerifierTest, ARecordWhoseTextSaysOtherwiseIsRefused) {
  const auto check = [&](const std::function<void(v1::LedgerEntry&)>& change) {
    v1::LedgerRecord record = records_[4];
    v1::LedgerEntry entry;
    ASSERT_TRUE(entry.ParseFromString(record.entry()));
    change(entry);
    record.set_entry(entry.SerializeAsString());
    EXPECT_EQ(CheckRecord(record, 4).status().code(), absl::StatusCode::kDataLoss)
        << entry.ShortDebugString();
  };
  EXPECT_TRUE(CheckRecord(records_[4], 4).ok());
  check([](v1::LedgerEntry& entry) { entry.set_index(5); });
  check([](v1::LedgerEntry& entry) { entry.set_kind(v1::LedgerEntry::KIND_UPDATE); });
  check([](v1::LedgerEntry& entry) { entry.set_claim("claims/c5"); });
  check([](v1::LedgerEntry& entry) { entry.set_publisher("publishers/q"); });
  check([](v1::LedgerEntry& entry) { entry.set_revision("claims/c4/verdicts/p/revisions/2"); });
  check([](v1::LedgerEntry& entry) { entry.mutable_rating()->set_label("True"); });
  check([](v1::LedgerEntry& entry) { entry.clear_rating(); });
  check([](v1::LedgerEntry& entry) { entry.set_content_sha256(""); });
}

}  // namespace
}  // namespace factcheck::client
