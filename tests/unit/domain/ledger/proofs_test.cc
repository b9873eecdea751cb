// Checkpoints and proofs as the service answers them.
#include <algorithm>

#include "server/ledger/frontier.h"
#include "server/ledger/tree_hash.h"
#include "tests/unit/domain/ledger/ledger_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

constexpr int kSize = 19;

class ProofsTest : public LedgerTest {
 protected:
  ProofsTest() { PublishMany(kSize); }

  // Root of the first `size` entries, from nothing but the entries.
  std::string RootOf(int64_t size) {
    ledger::Frontier frontier;
    const v1::GetEntriesResponse entries = *Entries();
    for (int i = 0; i < size; ++i) {
      frontier.Append(ledger::LeafHash(entries.records(i).entry()),
                      [](ledger::NodeId, const ledger::Hash&) {});
    }
    return std::string(ledger::BytesOf(frontier.Root()));
  }
};

// RFC 9162, section 2.1.3.2.
std::optional<std::string> RootFrom(const v1::InclusionProof& proof, int64_t size) {
  auto fn = static_cast<uint64_t>(proof.index());
  auto sn = static_cast<uint64_t>(size - 1);
  ledger::Hash hash = ledger::LeafHash(proof.record().entry());
  for (const std::string& bytes : proof.hashes()) {
    if (sn == 0) return std::nullopt;
    const ledger::Hash sibling = *ledger::HashFrom(bytes);
    if ((fn & 1) != 0 || fn == sn) {
      hash = ledger::NodeHash(sibling, hash);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      hash = ledger::NodeHash(hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0) return std::nullopt;
  return std::string(ledger::BytesOf(hash));
}

TEST_F(ProofsTest, ACheckpointIsTheSignedRootOfItsSize) {
  for (int64_t size = 1; size <= kSize; ++size) {
    const absl::StatusOr<v1::Checkpoint> checkpoint = Checkpoint(size);
    ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
    EXPECT_EQ(checkpoint->root_sha256(), RootOf(size));
    EXPECT_EQ(checkpoint->tree_size(), size);
    EXPECT_EQ(checkpoint->origin(), kOrigin);
    EXPECT_EQ(checkpoint->note(),
              keys_.Sign(ledger::CheckpointText(kOrigin, static_cast<uint64_t>(size),
                                                checkpoint->root_sha256())));
  }
  EXPECT_EQ(Checkpoint()->note(), Checkpoint(kSize)->note());
}

TEST_F(ProofsTest, EveryEntryIsProvenInEveryTreeThatHasIt) {
  for (int64_t size = 1; size <= kSize; ++size) {
    for (int64_t index = 0; index < size; ++index) {
      const absl::StatusOr<v1::InclusionProof> proof = InclusionAt(index, size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      EXPECT_EQ(RootFrom(*proof, size), RootOf(size)) << index << " in " << size;
      EXPECT_EQ(proof->checkpoint(), Checkpoint(size)->note());
    }
  }
  const absl::StatusOr<v1::InclusionProof> named = Inclusion("claims/l7/verdicts/wire/revisions/1");
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(named->SerializeAsString(), InclusionAt(7)->SerializeAsString());
}

TEST_F(ProofsTest, ConsistencyProofsAreAnsweredForAllSizes) {
  EXPECT_EQ(Consistency(0)->hashes_size(), 0);
  EXPECT_EQ(Consistency(kSize)->hashes_size(), 0);
  // The one hash between 16 and 19: the subtree of the last three.
  const absl::StatusOr<v1::ConsistencyProof> proof = Consistency(16);
  ASSERT_TRUE(proof.ok());
  ASSERT_EQ(proof->hashes_size(), 1);
  const std::string old_root = Checkpoint(16)->root_sha256();
  EXPECT_EQ(ledger::BytesOf(
                ledger::NodeHash(*ledger::HashFrom(old_root), *ledger::HashFrom(proof->hashes(0)))),
            Checkpoint()->root_sha256());
  EXPECT_EQ(proof->checkpoint(), Checkpoint()->note());
  EXPECT_EQ(proof->old_size(), 16);
}

TEST_F(ProofsTest, WhatTheLedgerHasNotIsOutOfRange) {
  const auto check = [&](const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << status;
    EXPECT_EQ(ReasonName(status), "LEDGER_TOO_SMALL");
  };
  check(Checkpoint(kSize + 1).status());
  check(InclusionAt(kSize).status());
  check(InclusionAt(3, 3).status());
  check(InclusionAt(3, kSize + 1).status());
  check(Consistency(1, kSize + 1).status());
  check(Consistency(kSize + 1).status());
  check(Entries(kSize + 1).status());
  check(AuditFrom(kSize + 1, 1).status());
  EXPECT_EQ(Entries(kSize)->records_size(), 0);
  EXPECT_EQ(Entries(kSize)->tree_size(), kSize);
}

TEST_F(ProofsTest, BadRequestsNameTheirFields) {
  const auto fields = [](const absl::Status& status) { return ViolatedFields(status); };
  EXPECT_THAT(fields(Checkpoint(-1).status()), ElementsAre("tree_size"));
  EXPECT_THAT(fields(Entries(-1, -1).status()), ElementsAre("start_index", "page_size"));
  EXPECT_THAT(fields(InclusionAt(-1, -1).status()), ElementsAre("index", "tree_size"));
  EXPECT_THAT(fields(Inclusion("claims/c1").status()), ElementsAre("revision"));
  EXPECT_THAT(fields(Inclusion("claims/c1/verdicts/wire/revisions/0").status()),
              ElementsAre("revision"));
  EXPECT_THAT(fields(Consistency(-1, -1).status()), ElementsAre("old_size", "new_size"));
  EXPECT_THAT(fields(Consistency(3, 2).status()), ElementsAre("new_size"));
  EXPECT_THAT(fields(AuditFrom(-1, -1).status()), ElementsAre("start_index", "page_size"));
  const v1::GetInclusionProofRequest neither;
  EXPECT_THAT(fields(Read<v1::InclusionProof>(ledger_, &domain::Ledger::GetInclusionProof,
                                              consumer_, neither)
                         .status()),
              ElementsAre("revision"));
  EXPECT_EQ(ReasonName(Inclusion("claims/none/verdicts/wire/revisions/1").status()),
            "RESOURCE_NOT_FOUND");
}

TEST_F(ProofsTest, EntriesComeInPages) {
  EXPECT_EQ(Entries(0, 0)->records_size(), kSize);
  const absl::StatusOr<v1::GetEntriesResponse> page = Entries(4, 3);
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->records_size(), 3);
  EXPECT_EQ(page->records(0).SerializeAsString(), Entries()->records(4).SerializeAsString());
  EXPECT_EQ(page->tree_size(), kSize);
}

TEST_F(ProofsTest, TheKeysAreToldTheNewestFirst) {
  const absl::StatusOr<v1::GetLedgerKeysResponse> keys = Read<v1::GetLedgerKeysResponse>(
      ledger_, &domain::Ledger::GetLedgerKeys, consumer_, v1::GetLedgerKeysRequest());
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ(keys->origin(), kOrigin);
  ASSERT_EQ(keys->keys_size(), 1);
  EXPECT_THAT(keys->keys(0).verifier_key(), StartsWith("ledger.example/facts+"));
  EXPECT_TRUE(keys->keys(0).signs());
}

TEST_F(LedgerTest, ALedgerWithoutEntriesHasACheckpoint) {
  const absl::StatusOr<v1::Checkpoint> checkpoint = Checkpoint();
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->tree_size(), 0);
  EXPECT_EQ(checkpoint->root_sha256(), ledger::BytesOf(ledger::EmptyTreeHash()));
  EXPECT_EQ(Entries()->records_size(), 0);
  EXPECT_TRUE(Faults().empty());
}

}  // namespace
}  // namespace factcheck::testing
