#include "client/cpp/ledger_verifier.h"

#include <openssl/evp.h>

#include <algorithm>

#include "client/cpp/text.h"
#include "google/protobuf/util/message_differencer.h"

namespace factcheck::client {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr size_t kHashBytes = 32;
constexpr int kFirstStaffField = 60;
constexpr int kLastStaffField = 89;

std::string Sha256(std::string_view bytes) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
             EVP_sha256(), nullptr);
  digest.resize(size);
  return digest;
}

absl::Status Wrong(std::initializer_list<std::string_view> parts) {
  return absl::DataLossError(Concat(parts));
}

bool AreHashes(const std::vector<std::string>& hashes) {
  return std::all_of(hashes.begin(), hashes.end(),
                     [](const std::string& hash) { return hash.size() == kHashBytes; });
}

v1::LedgerEntry::Kind KindOf(const v1::VerdictRevision& revision) {
  switch (revision.kind()) {
    case v1::VerdictRevision::KIND_INITIAL:
      return v1::LedgerEntry::KIND_PUBLICATION;
    case v1::VerdictRevision::KIND_UPDATE:
      return v1::LedgerEntry::KIND_UPDATE;
    case v1::VerdictRevision::KIND_CORRECTION:
      return v1::LedgerEntry::KIND_CORRECTION;
    case v1::VerdictRevision::KIND_RETRACTION:
      return v1::LedgerEntry::KIND_RETRACTION;
    default:
      return v1::LedgerEntry::KIND_UNSPECIFIED;
  }
}

}  // namespace

std::string LedgerLeafHash(std::string_view entry) {
  return Sha256(Concat({std::string_view("\0", 1), entry}));
}

std::string LedgerNodeHash(std::string_view left, std::string_view right) {
  return Sha256(Concat({"\1", left, right}));
}

absl::StatusOr<std::string> RootFromInclusion(uint64_t index, uint64_t size,
                                              std::string_view leaf_hash,
                                              const std::vector<std::string>& path) {
  if (index >= size) return Wrong({"the tree has no such entry"});
  if (!AreHashes(path)) return Wrong({"the proof holds what is no hash"});
  uint64_t fn = index;
  uint64_t sn = size - 1;
  std::string hash(leaf_hash);
  for (const std::string& sibling : path) {
    if (sn == 0) return Wrong({"the proof is too long"});
    if ((fn & 1) != 0 || fn == sn) {
      hash = LedgerNodeHash(sibling, hash);
      for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      hash = LedgerNodeHash(hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0) return Wrong({"the proof is too short"});
  return hash;
}

absl::Status CheckConsistency(uint64_t old_size, std::string_view old_root, uint64_t new_size,
                              std::string_view new_root, const std::vector<std::string>& proof) {
  if (old_size > new_size) return Wrong({"the newer tree is the smaller one"});
  if (!AreHashes(proof)) return Wrong({"the proof holds what is no hash"});
  if (old_size == new_size) {
    if (old_root != new_root) return Wrong({"two trees of one size have different roots"});
    return proof.empty() ? absl::OkStatus() : Wrong({"the proof is too long"});
  }
  if (old_size == 0) {
    if (old_root != Sha256("")) return Wrong({"the root is not that of a tree without entries"});
    return proof.empty() ? absl::OkStatus() : Wrong({"the proof is too long"});
  }
  auto next = proof.begin();
  uint64_t fn = old_size - 1;
  uint64_t sn = new_size - 1;
  for (; (fn & 1) != 0; fn >>= 1) sn >>= 1;
  // Where the old tree is complete, its root is where the proof begins.
  std::string old_hash(old_root);
  if (fn != 0) {
    if (next == proof.end()) return Wrong({"the proof is too short"});
    old_hash = *next++;
  }
  std::string new_hash = old_hash;
  for (; next != proof.end(); ++next) {
    if (sn == 0) return Wrong({"the proof is too long"});
    if ((fn & 1) != 0 || fn == sn) {
      old_hash = LedgerNodeHash(*next, old_hash);
      new_hash = LedgerNodeHash(*next, new_hash);
      for (; (fn & 1) == 0 && fn != 0; fn >>= 1) sn >>= 1;
    } else {
      new_hash = LedgerNodeHash(new_hash, *next);
    }
    fn >>= 1;
    sn >>= 1;
  }
  if (sn != 0) return Wrong({"the proof is too short"});
  if (old_hash != old_root) return Wrong({"the proof does not begin at the older tree"});
  if (new_hash != new_root) return Wrong({"the proof does not lead to the newer tree"});
  return absl::OkStatus();
}

void LedgerTreeHasher::Add(std::string_view entry) {
  std::string hash = LedgerLeafHash(entry);
  for (uint64_t left = size_; (left & 1) != 0; left >>= 1) {
    hash = LedgerNodeHash(edge_.back(), hash);
    edge_.pop_back();
  }
  edge_.push_back(std::move(hash));
  ++size_;
}

std::string LedgerTreeHasher::Root() const {
  if (edge_.empty()) return Sha256("");
  std::string root = edge_.back();
  for (size_t i = edge_.size() - 1; i-- > 0;) root = LedgerNodeHash(edge_[i], root);
  return root;
}

absl::StatusOr<VerifiedEntry> CheckRecord(const v1::LedgerRecord& record, uint64_t index) {
  VerifiedEntry verified;
  v1::LedgerEntry& entry = verified.entry;
  const std::string number = std::to_string(index);
  if (!entry.ParseFromString(record.entry())) return Wrong({"entry ", number, " can't be read"});
  if (entry.index() < 0 || static_cast<uint64_t>(entry.index()) != index) {
    return Wrong({"entry ", number, " says that it is entry ", std::to_string(entry.index())});
  }
  if (record.salt().empty() && record.content().empty()) return verified;  // Redacted.
  if (Sha256(Concat({record.salt(), record.content()})) != entry.content_sha256()) {
    return Wrong({"entry ", number,
                  " commits to another text than the one that is shown: ", entry.revision()});
  }
  v1::VerdictRevision& content = verified.content.emplace();
  if (!content.ParseFromString(record.content())) {
    return Wrong({"the text of entry ", number, " can't be read"});
  }
  const std::string verdict =
      Concat({entry.claim(), "/verdicts/",
              entry.publisher().substr(std::min(entry.publisher().size(), size_t{11}))});
  const bool agrees = content.name() == entry.revision() && KindOf(content) == entry.kind() &&
                      content.name().starts_with(verdict + "/") &&
                      content.has_rating() == entry.has_rating() &&
                      MessageDifferencer::Equals(content.rating(), entry.rating());
  if (!agrees) return Wrong({"entry ", number, " and its text don't say the same"});
  return verified;
}

absl::Status CheckRevision(const VerifiedEntry& verified, v1::VerdictRevision read) {
  if (!verified.content) return Wrong({"the text of ", verified.entry.revision(), " was redacted"});
  const v1::VerdictRevision& content = *verified.content;
  if (!MessageDifferencer::Equals(read.publish_time(), verified.entry.publish_time())) {
    return Wrong({read.name(), " has another publish_time than the ledger"});
  }
  read.clear_state();
  read.clear_publish_time();
  read.clear_supersede_time();
  if (read.has_override()) read.mutable_override()->clear_actor();
  const google::protobuf::Reflection& reflection = *read.GetReflection();
  bool is_colleague = false;
  std::vector<const google::protobuf::FieldDescriptor*> set;
  reflection.ListFields(read, &set);
  for (const auto* field : set) {
    if (field->number() < kFirstStaffField || field->number() > kLastStaffField) continue;
    is_colleague = true;
    reflection.ClearField(&read, field);
  }
  // Of restricted evidence only colleagues read the citations.
  const auto is_entered = [&](const v1::EvidenceCitation& citation) {
    return std::any_of(
        content.citations().begin(), content.citations().end(),
        [&](const auto& entered) { return entered.evidence() == citation.evidence(); });
  };
  auto& citations = *read.mutable_citations();
  if (is_colleague)
    citations.erase(std::remove_if(citations.begin(), citations.end(),
                                   [&](const auto& citation) { return !is_entered(citation); }),
                    citations.end());
  MessageDifferencer differencer;
  std::string difference;
  differencer.ReportDifferencesToString(&difference);
  if (differencer.Compare(content, read)) return absl::OkStatus();
  return Wrong({verified.entry.revision(),
                " is not what the ledger has: ", difference.substr(0, difference.find('\n'))});
}

absl::StatusOr<VerifiedEntry> LedgerVerifier::CheckInclusion(
    const v1::InclusionProof& proof) const {
  const absl::StatusOr<LedgerCheckpoint> checkpoint = Open(proof.checkpoint());
  if (!checkpoint.ok()) return checkpoint.status();
  if (proof.index() < 0) return Wrong({"the proof has no index"});
  const auto index = static_cast<uint64_t>(proof.index());
  const absl::StatusOr<std::string> root =
      RootFromInclusion(index, checkpoint->size, LedgerLeafHash(proof.record().entry()),
                        {proof.hashes().begin(), proof.hashes().end()});
  if (!root.ok()) return root.status();
  if (*root != checkpoint->root) {
    return Wrong({"the entry is not in the tree of the checkpoint"});
  }
  return CheckRecord(proof.record(), index);
}

absl::StatusOr<LedgerCheckpoint> LedgerVerifier::CheckExtension(
    const LedgerCheckpoint& older, const v1::ConsistencyProof& proof) const {
  absl::StatusOr<LedgerCheckpoint> newer = Open(proof.checkpoint());
  if (!newer.ok()) return newer;
  if (newer->origin != older.origin) {
    return Wrong({"the newer checkpoint is of ", newer->origin, ", the older of ", older.origin});
  }
  if (proof.old_size() < 0 || static_cast<uint64_t>(proof.old_size()) != older.size) {
    return Wrong({"the proof is of another older checkpoint"});
  }
  absl::Status consistent = CheckConsistency(older.size, older.root, newer->size, newer->root,
                                             {proof.hashes().begin(), proof.hashes().end()});
  if (!consistent.ok()) return consistent;
  return newer;
}

}  // namespace factcheck::client
