// Secrets of webhooks and the signatures made with them, in the form of the Standard
// Webhooks specification (github.com/standard-webhooks, version 1):
//
//   secret    = "whsec_" base64               ; RFC 4648 section 4, of 32 bytes
//   signed    = id "." timestamp "." body     ; timestamp: whole seconds since 1970
//   signature = "v1," base64(HMAC-SHA256(secret, signed))
//   header    = signature *( " " signature )  ; one for each secret in use
#ifndef FACTCHECK_SERVER_WEBHOOKS_SIGNATURE_H_
#define FACTCHECK_SERVER_WEBHOOKS_SIGNATURE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace factcheck::webhooks {

inline constexpr std::string_view kSecretPrefix = "whsec_";
inline constexpr size_t kNewSecretBytes = 32;

// The bytes of a new secret.
std::string NewSecret();
// How its owner is shown it.
std::string SecretText(std::string_view secret);

std::string Sign(std::string_view secret, std::string_view id, int64_t timestamp,
                 std::string_view body);

}  // namespace factcheck::webhooks

#endif  // FACTCHECK_SERVER_WEBHOOKS_SIGNATURE_H_
