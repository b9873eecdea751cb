// API keys as text. A key is shown once and stored as its SHA-256 only; it has
// 256 random bits, so a plain hash is enough. Grammar:
//
//   key    = "fck_" id "_" secret
//   id     = 26( %x30-39 / %x61-7A )        ; the id in actors/*/apiKeys/<id>
//   secret = 43 base64url characters        ; 32 random bytes
//
// The prefix lets scanners of repositories find a key that slipped into one.
#ifndef FACTCHECK_SERVER_DOMAIN_ADMIN_KEY_H_
#define FACTCHECK_SERVER_DOMAIN_ADMIN_KEY_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "factcheck/v1/actor.pb.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

inline constexpr std::string_view kKeyPrefix = "fck_";
inline constexpr size_t kKeyBytes = 4 + 26 + 1 + 43;

std::string NewKey(absl::Time now);
// The id in a well-formed key.
std::optional<std::string_view> KeyIdOf(std::string_view key);

// Stores a key of `actor` that is not there yet. `api_key` has what the caller
// gave; gets its name, hint and stamped fields, and no secret.
void PutNewKey(Txn& txn, std::string_view actor, std::string_view key, v1::ApiKey* api_key);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_ADMIN_KEY_H_
