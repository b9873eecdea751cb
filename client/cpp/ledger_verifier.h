// Whether what a ledger says is so: from its public key and the answers alone, without asking
// anybody. Shares no code with the server, which it is there to doubt.
#ifndef FACTCHECK_CLIENT_CPP_LEDGER_VERIFIER_H_
#define FACTCHECK_CLIENT_CPP_LEDGER_VERIFIER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cpp/signed_note.h"
#include "factcheck/v1/ledger.pb.h"
#include "factcheck/v1/verdict.pb.h"

namespace factcheck::client {

// Hashes of RFC 6962, 32 bytes.
std::string LedgerLeafHash(std::string_view entry);
std::string LedgerNodeHash(std::string_view left, std::string_view right);

// The root to which an audit path leads (RFC 9162, section 2.1.3.2). DATA_LOSS where the path has
// not the length that index and size ask for.
absl::StatusOr<std::string> RootFromInclusion(uint64_t index, uint64_t size,
                                              std::string_view leaf_hash,
                                              const std::vector<std::string>& path);
// Whether the tree with `old_root` is the beginning of the one with `new_root` (RFC 9162,
// section 2.1.4.2). DATA_LOSS where it is not shown.
absl::Status CheckConsistency(uint64_t old_size, std::string_view old_root, uint64_t new_size,
                              std::string_view new_root, const std::vector<std::string>& proof);

// The root of entries that come one after another. Memory grows with the logarithm.
class LedgerTreeHasher {
 public:
  void Add(std::string_view entry);
  uint64_t size() const { return size_; }
  std::string Root() const;

 private:
  uint64_t size_ = 0;
  std::vector<std::string> edge_;  // Roots of the complete subtrees, the largest first.
};

// An entry, and the text that it commits to unless that was redacted.
struct VerifiedEntry {
  v1::LedgerEntry entry;
  std::optional<v1::VerdictRevision> content;
};
// Whether a record is sound in itself: it is the entry `index`, its text the one that it commits
// to, and both say the same of the revision. DATA_LOSS names what is wrong.
absl::StatusOr<VerifiedEntry> CheckRecord(const v1::LedgerRecord& record, uint64_t index);
// Whether a revision that was read says what the ledger has. Colleagues read more of one
// than the public, whose form was entered: the rest is left out. DATA_LOSS names the first field
// that differs.
absl::Status CheckRevision(const VerifiedEntry& verified, v1::VerdictRevision read);

// With the keys that are trusted. Thread-safe.
class LedgerVerifier {
 public:
  explicit LedgerVerifier(std::vector<LedgerPublicKey> keys) : keys_(std::move(keys)) {}

  absl::StatusOr<LedgerCheckpoint> Open(std::string_view note) const {
    return OpenCheckpoint(note, keys_);
  }
  // That the entry is in the tree of the proof's checkpoint.
  absl::StatusOr<VerifiedEntry> CheckInclusion(const v1::InclusionProof& proof) const;
  // That the tree of `older`, which was kept, is the beginning of that of the proof's checkpoint,
  // which is answered.
  absl::StatusOr<LedgerCheckpoint> CheckExtension(const LedgerCheckpoint& older,
                                                  const v1::ConsistencyProof& proof) const;

 private:
  std::vector<LedgerPublicKey> keys_;
};

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_LEDGER_VERIFIER_H_
