#include "server/ledger/tree_hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <initializer_list>
#include <memory>

#include "server/base/check.h"

namespace factcheck::ledger {
namespace {

constexpr std::string_view kLeafPrefix("\x00", 1);
constexpr std::string_view kNodePrefix("\x01", 1);

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// OpenSSL 3 looks an algorithm up by name each time unless it was fetched.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  FACTCHECK_CHECK(algorithm != nullptr);
  return algorithm;
}

Hash Sha256(std::initializer_list<std::string_view> parts) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  FACTCHECK_CHECK(context != nullptr);
  FACTCHECK_CHECK(EVP_DigestInit_ex2(context.get(), Algorithm(), nullptr) == 1);
  for (std::string_view part : parts) {
    FACTCHECK_CHECK(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  }
  Hash hash;
  FACTCHECK_CHECK(EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) == 1);
  return hash;
}

}  // namespace

Hash LeafHash(std::string_view entry) { return Sha256({kLeafPrefix, entry}); }

Hash NodeHash(const Hash& left, const Hash& right) {
  return Sha256({kNodePrefix, BytesOf(left), BytesOf(right)});
}

Hash EmptyTreeHash() { return Sha256({}); }

std::optional<Hash> HashFrom(std::string_view bytes) {
  if (bytes.size() != kHashBytes) return std::nullopt;
  Hash hash;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

}  // namespace factcheck::ledger
