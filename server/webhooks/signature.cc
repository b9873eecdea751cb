#include "server/webhooks/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "absl/strings/escaping.h"
#include "server/base/absl_strings.h"
#include "server/base/check.h"
#include "server/domain/values/crypto.h"

namespace factcheck::webhooks {
namespace {

constexpr size_t kMacBytes = 32;

}  // namespace

std::string NewSecret() { return domain::RandomBytes(kNewSecretBytes); }

std::string SecretText(std::string_view secret) {
  return StrCat(kSecretPrefix, absl::Base64Escape(ToAbsl(secret)));
}

std::string Sign(std::string_view secret, std::string_view id, int64_t timestamp,
                 std::string_view body) {
  const std::string text = StrCat(id, ".", timestamp, ".", body);
  std::string mac(kMacBytes, '\0');
  unsigned int size = 0;
  const auto* signed_bytes = reinterpret_cast<const unsigned char*>(text.data());
  FACTCHECK_CHECK(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), signed_bytes,
                       text.size(), reinterpret_cast<unsigned char*>(mac.data()),
                       &size) != nullptr);
  FACTCHECK_CHECK(size == kMacBytes);
  return StrCat("v1,", absl::Base64Escape(ToAbsl(mac)));
}

}  // namespace factcheck::webhooks
