// Checkpoints of a ledger: signed notes (C2SP signed-note and tlog-checkpoint, Ed25519).
#ifndef FACTCHECK_CLIENT_CPP_SIGNED_NOTE_H_
#define FACTCHECK_CLIENT_CPP_SIGNED_NOTE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace factcheck::client {

// A public key that is trusted, from its verifier form `<name>+<key id>+<base64>`.
struct LedgerPublicKey {
  std::string name;
  std::string key_id;      // 4 bytes.
  std::string public_key;  // 32 bytes.

  // InvalidArgument where `text` is no Ed25519 key in this form.
  static absl::StatusOr<LedgerPublicKey> Parse(std::string_view text);
};

// What a checkpoint says.
struct LedgerCheckpoint {
  std::string origin;
  uint64_t size = 0;
  std::string root;  // 32 bytes.
  bool operator==(const LedgerCheckpoint&) const = default;
};

// The checkpoint in `note`, where one of `keys` signed it, none of them wrongly, and the origin is
// that key's name. DATA_LOSS where it is no such note.
absl::StatusOr<LedgerCheckpoint> OpenCheckpoint(std::string_view note,
                                                std::span<const LedgerPublicKey> keys);

}  // namespace factcheck::client

#endif  // FACTCHECK_CLIENT_CPP_SIGNED_NOTE_H_
