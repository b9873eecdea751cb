// Consistency tokens: a commit's version, bound to the store that made it.
#ifndef FACTCHECK_SERVER_DOMAIN_VALUES_CONSISTENCY_TOKEN_H_
#define FACTCHECK_SERVER_DOMAIN_VALUES_CONSISTENCY_TOKEN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace factcheck::domain {

inline constexpr size_t kMaxConsistencyTokenBytes = 64;

// Base64url of: format 1, the first 4 bytes of SHA-256(store id), the version
// (8 bytes, big-endian), 4 bytes of SHA-256 over all before, so that a slip of
// the hand is told from a token. Always the same size. Not a secret.
std::string EncodeConsistencyToken(std::string_view store_id, uint64_t version);
// INVALID_ARGUMENT INVALID_CONSISTENCY_TOKEN where it is malformed or of another store.
absl::StatusOr<uint64_t> DecodeConsistencyToken(std::string_view store_id, std::string_view token);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VALUES_CONSISTENCY_TOKEN_H_
