// Keys and signatures of signed notes (C2SP signed-note) with Ed25519.
#ifndef FACTCHECK_SERVER_LEDGER_SIGNING_KEY_H_
#define FACTCHECK_SERVER_LEDGER_SIGNING_KEY_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace factcheck::ledger {

inline constexpr size_t kMaxKeyNameBytes = 200;
// 1 to kMaxKeyNameBytes printable ASCII characters without space and plus.
bool IsKeyName(std::string_view name);

// A public key, in the form in which it is told to others: `<name>+<key id>+<base64>`.
struct VerifierKey {
  std::string name;
  std::string key_id;      // 4 bytes.
  std::string public_key;  // 32 bytes.

  // nullopt where `text` is none of Ed25519, or its key id is not that of its key.
  static std::optional<VerifierKey> Parse(std::string_view text);
  std::string ToString() const;
};

// Thread-safe.
class SigningKey {
 public:
  // A new one. IsKeyName(name).
  static SigningKey Generate(std::string_view name);
  // From what ToString made: `PRIVATE+KEY+<name>+<key id>+<base64>`. nullopt where it is
  // anything else.
  static std::optional<SigningKey> Parse(std::string_view text);
  std::string ToString() const;

  const VerifierKey& verifier() const { return verifier_; }
  // The line that signs `text`: em dash, name, and key id and signature in base 64.
  std::string SignatureLine(std::string_view text) const;

 private:
  SigningKey(std::string_view name, std::string seed);

  std::string seed_;  // 32 bytes.
  VerifierKey verifier_;
};

}  // namespace factcheck::ledger

#endif  // FACTCHECK_SERVER_LEDGER_SIGNING_KEY_H_
