#include "server/ledger/signing_key.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"

namespace factcheck::ledger {
namespace {

constexpr std::string_view kPrivatePrefix = "PRIVATE+KEY+";
constexpr char kEd25519 = 1;
constexpr size_t kKeyBytes = 32;
constexpr size_t kKeyIdBytes = 4;
constexpr size_t kSignatureBytes = 64;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

const unsigned char* Data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Data(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::unique_ptr<EVP_PKEY, FreeKey> PrivateKey(std::string_view seed) {
  std::unique_ptr<EVP_PKEY, FreeKey> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Data(seed), seed.size()));
  FACTCHECK_CHECK(key != nullptr);
  return key;
}

std::string PublicKeyOf(std::string_view seed) {
  std::string key(kKeyBytes, '\0');
  size_t size = key.size();
  FACTCHECK_CHECK(EVP_PKEY_get_raw_public_key(PrivateKey(seed).get(), Data(key), &size) == 1);
  FACTCHECK_CHECK(size == key.size());
  return key;
}

std::string KeyIdOf(std::string_view name, std::string_view public_key) {
  const std::string named = StrCat(name, "\n", std::string_view(&kEd25519, 1), public_key);
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  FACTCHECK_CHECK(
      EVP_Digest(named.data(), named.size(), Data(digest), nullptr, EVP_sha256(), nullptr) == 1);
  return digest.substr(0, kKeyIdBytes);
}

// The parts of `name+key id+base64`, decoded.
struct NamedKey {
  std::string name;
  std::string key_id;
  std::string key;
};
std::optional<NamedKey> ParseNamedKey(std::string_view text) {
  const size_t first = text.find('+');
  const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  NamedKey parsed;
  parsed.name = std::string(text.substr(0, first));
  const std::string_view key_id = text.substr(first + 1, second - first - 1);
  const bool is_hex = std::all_of(key_id.begin(), key_id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
  if (!IsKeyName(parsed.name) || key_id.size() != 2 * kKeyIdBytes || !is_hex) return std::nullopt;
  parsed.key_id = absl::HexStringToBytes(ToAbsl(key_id));
  std::string typed;
  if (!absl::Base64Unescape(ToAbsl(text.substr(second + 1)), &typed)) return std::nullopt;
  if (typed.size() != 1 + kKeyBytes || typed.front() != kEd25519) return std::nullopt;
  parsed.key = typed.substr(1);
  return parsed;
}

std::string FormatNamedKey(const VerifierKey& verifier, std::string_view key) {
  const std::string typed = StrCat(std::string_view(&kEd25519, 1), key);
  return StrCat(verifier.name, "+", absl::BytesToHexString(verifier.key_id), "+",
                absl::Base64Escape(typed));
}

}  // namespace

bool IsKeyName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxKeyNameBytes &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c > ' ' && c < '\x7f' && c != '+'; });
}

std::optional<VerifierKey> VerifierKey::Parse(std::string_view text) {
  std::optional<NamedKey> parsed = ParseNamedKey(text);
  if (!parsed || parsed->key_id != KeyIdOf(parsed->name, parsed->key)) return std::nullopt;
  return VerifierKey{std::move(parsed->name), std::move(parsed->key_id), std::move(parsed->key)};
}

std::string VerifierKey::ToString() const { return FormatNamedKey(*this, public_key); }

SigningKey::SigningKey(std::string_view name, std::string seed) : seed_(std::move(seed)) {
  verifier_.name = std::string(name);
  verifier_.public_key = PublicKeyOf(seed_);
  verifier_.key_id = KeyIdOf(name, verifier_.public_key);
}

SigningKey SigningKey::Generate(std::string_view name) {
  FACTCHECK_CHECK(IsKeyName(name));
  std::string seed(kKeyBytes, '\0');
  FACTCHECK_CHECK(RAND_priv_bytes(Data(seed), static_cast<int>(seed.size())) == 1);
  return SigningKey(name, std::move(seed));
}

std::optional<SigningKey> SigningKey::Parse(std::string_view text) {
  if (!text.starts_with(kPrivatePrefix)) return std::nullopt;
  std::optional<NamedKey> parsed = ParseNamedKey(text.substr(kPrivatePrefix.size()));
  if (!parsed) return std::nullopt;
  SigningKey key(parsed->name, std::move(parsed->key));
  if (key.verifier_.key_id != parsed->key_id) return std::nullopt;
  return key;
}

std::string SigningKey::ToString() const {
  return StrCat(kPrivatePrefix, FormatNamedKey(verifier_, seed_));
}

std::string SigningKey::SignatureLine(std::string_view text) const {
  const std::unique_ptr<EVP_PKEY, FreeKey> key = PrivateKey(seed_);
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  FACTCHECK_CHECK(context != nullptr &&
                  EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  FACTCHECK_CHECK(EVP_DigestSign(context.get(), Data(signature), &size, Data(text), text.size()) ==
                  1);
  FACTCHECK_CHECK(size == signature.size());
  return StrCat("\xe2\x80\x94 ", verifier_.name, " ",
                absl::Base64Escape(StrCat(verifier_.key_id, signature)), "\n");
}

}  // namespace factcheck::ledger
