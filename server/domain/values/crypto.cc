#include "server/domain/values/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

#include "absl/strings/escaping.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::domain {
namespace {

constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// OpenSSL 3 looks an algorithm up by name each time unless it was fetched.
const EVP_MD* Sha256Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  FACTCHECK_CHECK(algorithm != nullptr);
  return algorithm;
}
const EVP_CIPHER* SealAlgorithm() {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  FACTCHECK_CHECK(algorithm != nullptr);
  return algorithm;
}

}  // namespace

std::string Sha256(std::string_view bytes) {
  std::string digest(32, '\0');
  unsigned int size = 0;
  FACTCHECK_CHECK(EVP_Digest(bytes.data(), bytes.size(), Bytes(digest), &size, Sha256Algorithm(),
                             nullptr) == 1);
  FACTCHECK_CHECK(size == digest.size());
  return digest;
}

std::string RandomBytes(size_t n) {
  std::string bytes(n, '\0');
  FACTCHECK_CHECK(RAND_bytes(Bytes(bytes), static_cast<int>(n)) == 1);
  return bytes;
}

std::string HexEncode(std::string_view bytes) { return absl::BytesToHexString(ToAbsl(bytes)); }

std::string Base64UrlEncode(std::string_view bytes) {
  return absl::WebSafeBase64Escape(ToAbsl(bytes));
}

std::optional<std::string> Base64UrlDecode(std::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(ToAbsl(text), &bytes)) return std::nullopt;
  // Abseil overlooks white space, padding and spare bits; two spellings of one
  // token would be two tokens to whoever compares them.
  if (Base64UrlEncode(bytes) != text) return std::nullopt;
  return bytes;
}

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string Seal(std::string_view key, std::string_view context, std::string_view plain) {
  FACTCHECK_CHECK(key.size() == kSealKeyBytes);
  const std::string nonce = RandomBytes(kNonceBytes);
  std::string sealed = nonce + std::string(plain.size() + kTagBytes, '\0');
  unsigned char* const body = Bytes(sealed) + kNonceBytes;
  CipherContext cipher(EVP_CIPHER_CTX_new());
  int n = 0;
  FACTCHECK_CHECK(cipher != nullptr);
  FACTCHECK_CHECK(
      EVP_EncryptInit_ex2(cipher.get(), SealAlgorithm(), Bytes(key), Bytes(nonce), nullptr) == 1);
  FACTCHECK_CHECK(EVP_EncryptUpdate(cipher.get(), nullptr, &n, Bytes(context),
                                    static_cast<int>(context.size())) == 1);
  FACTCHECK_CHECK(
      EVP_EncryptUpdate(cipher.get(), body, &n, Bytes(plain), static_cast<int>(plain.size())) == 1);
  FACTCHECK_CHECK(EVP_EncryptFinal_ex(cipher.get(), body + n, &n) == 1);
  FACTCHECK_CHECK(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                                      body + plain.size()) == 1);
  return sealed;
}

std::optional<std::string> Open(std::string_view key, std::string_view context,
                                std::string_view sealed) {
  FACTCHECK_CHECK(key.size() == kSealKeyBytes);
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string plain(body.size(), '\0');
  CipherContext cipher(EVP_CIPHER_CTX_new());
  int n = 0;
  FACTCHECK_CHECK(cipher != nullptr);
  FACTCHECK_CHECK(
      EVP_DecryptInit_ex2(cipher.get(), SealAlgorithm(), Bytes(key), Bytes(nonce), nullptr) == 1);
  const bool opened =
      EVP_DecryptUpdate(cipher.get(), nullptr, &n, Bytes(context),
                        static_cast<int>(context.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), Bytes(plain), &n, Bytes(body),
                        static_cast<int>(body.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), Bytes(plain) + n, &n) == 1;
  if (!opened) return std::nullopt;
  return plain;
}

}  // namespace factcheck::domain
