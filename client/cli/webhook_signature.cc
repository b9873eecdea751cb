#include "client/cli/webhook_signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "absl/strings/escaping.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::string_view kVersion = "v1,";
constexpr size_t kMacBytes = 32;

bool Decode(std::string_view text, std::string* bytes) {
  return absl::Base64Unescape(absl::string_view(text.data(), text.size()), bytes);
}

}  // namespace

absl::Status VerifyWebhook(const std::string& secret, const ReceivedWebhook& received) {
  std::string key;
  if (!std::string_view(secret).starts_with(kSecretPrefix) ||
      !Decode(std::string_view(secret).substr(kSecretPrefix.size()), &key) || key.empty()) {
    return absl::InvalidArgumentError("the secret must be whsec_ and base64");
  }
  if (received.timestamp.empty() ||
      !std::all_of(received.timestamp.begin(), received.timestamp.end(),
                   [](char c) { return c >= '0' && c <= '9'; })) {
    return absl::InvalidArgumentError("the timestamp must be whole seconds since 1970");
  }
  const std::string text = Concat({received.id, ".", received.timestamp, ".", received.body});
  std::array<unsigned char, kMacBytes> mac{};
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(),
           &size) == nullptr) {
    return absl::InternalError("the signature can't be computed");
  }
  bool well_formed = false;
  std::istringstream signatures(received.signature);
  for (std::string signature; signatures >> signature;) {
    std::string given;
    if (!std::string_view(signature).starts_with(kVersion) ||
        !Decode(std::string_view(signature).substr(kVersion.size()), &given)) {
      continue;  // Of another version.
    }
    well_formed = true;
    if (given.size() == mac.size() && CRYPTO_memcmp(given.data(), mac.data(), mac.size()) == 0) {
      return absl::OkStatus();
    }
  }
  if (!well_formed) {
    return absl::InvalidArgumentError("there is no signature of the form v1,BASE64");
  }
  return absl::UnauthenticatedError(
      "no signature fits: another secret, or the id, the timestamp or the body is not what was "
      "sent (the body counts byte for byte)");
}

}  // namespace factcheck::cli
