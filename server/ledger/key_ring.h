// The keys of a ledger, and the file that keeps them.
//
//   file = 1*line                        ; the oldest first; the newest is a private key
//   line = (private / verifier) LF
//   private  = "PRIVATE+KEY+" ...        ; signs, see SigningKey
//   verifier = ...                       ; signed once, see VerifierKey
//
// All have one name, which is the ledger's origin. Rotation adds a key: from then on every
// checkpoint bears its signature beside those of the keys before it, so that who pinned one of
// them has time to learn of it. A key is retired by leaving only its public half.
#ifndef FACTCHECK_SERVER_LEDGER_KEY_RING_H_
#define FACTCHECK_SERVER_LEDGER_KEY_RING_H_

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/ledger/signing_key.h"

namespace factcheck::ledger {

inline constexpr size_t kMaxKeys = 100;
// More than kMaxKeys lines have.
inline constexpr size_t kMaxKeyFileBytes = size_t{64} << 10;

// Thread-safe once it is made.
class KeyRing {
 public:
  // With one new key. IsKeyName(origin).
  static KeyRing New(std::string_view origin);
  // kInvalidArgument where `text` is not such a file; shows nothing of it.
  static absl::StatusOr<KeyRing> Parse(std::string_view text);
  std::string ToString() const;

  // Adds a new key; with `retire`, the ones before sign no more. kFailedPrecondition where there
  // are kMaxKeys.
  absl::Status Rotate(bool retire);

  const std::string& origin() const;
  struct PublicKey {
    VerifierKey verifier;
    bool signs = false;
  };
  // The newest first.
  std::vector<PublicKey> public_keys() const;
  // `text`, whose last line must end, as a signed note.
  std::string Sign(std::string_view text) const;

 private:
  using Key = std::variant<SigningKey, VerifierKey>;
  explicit KeyRing(std::vector<Key> keys) : keys_(std::move(keys)) {}
  std::vector<Key> keys_;  // The oldest first.
};

// The text of a checkpoint (C2SP tlog-checkpoint), to be signed.
std::string CheckpointText(std::string_view origin, uint64_t size, std::string_view root);

}  // namespace factcheck::ledger

#endif  // FACTCHECK_SERVER_LEDGER_KEY_RING_H_
