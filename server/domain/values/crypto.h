// Hashes, random bytes, sealing and the encodings around them, over OpenSSL 3.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_CRYPTO_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_CRYPTO_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace factcheck::domain {

inline constexpr size_t kSealKeyBytes = 32;

std::string Sha256(std::string_view bytes);  // 32 bytes.
// From the system's generator. Dies where it has none: nothing safe could be done.
std::string RandomBytes(size_t n);
// Lower-case hexadecimal.
std::string HexEncode(std::string_view bytes);
// RFC 4648 section 5, without padding.
std::string Base64UrlEncode(std::string_view bytes);
// nullopt for anything that Base64UrlEncode does not make.
std::optional<std::string> Base64UrlDecode(std::string_view text);
// Compares in a time that depends on the sizes only.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

// AES-256-GCM with a random nonce: nonce, ciphertext, tag. `context` is bound to
// it and must be the same to open it. `key` is kSealKeyBytes long.
std::string Seal(std::string_view key, std::string_view context, std::string_view plain);
// nullopt where it was not sealed with this key and context.
std::optional<std::string> Open(std::string_view key, std::string_view context,
                                std::string_view sealed);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_CRYPTO_H_
