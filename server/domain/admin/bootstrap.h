// What a store needs before anybody can call: a first admin, and the server's own secrets.
#ifndef FACTCHECK_SERVER_DOMAIN_ADMIN_BOOTSTRAP_H_
#define FACTCHECK_SERVER_DOMAIN_ADMIN_BOOTSTRAP_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/domain/core/book.h"

namespace factcheck::domain {

inline constexpr std::string_view kFirstAdmin = "admin";

// Where the store has no actor: makes `actors/admin`, a person with ADMIN
// everywhere, and a key, which is in `key_file` (mode 0600, one line) and
// durable there before the store takes it. So whatever happens in between, the
// store has no actor or the file its key; started again, it goes on with the key in the file.
// Does nothing where there is an actor. Never overwrites a file of other content
// (FAILED_PRECONDITION, with a message for the operator). Blocks; for start-up.
absl::Status Bootstrap(ClaimBook& book, const std::string& key_file);

// 32 random bytes that stay the same for the life of the store, made when first asked for. `name`
// is an id: "page-tokens". Blocks; for start-up.
absl::StatusOr<std::string> ServerSecret(ClaimBook& book, std::string_view name);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_ADMIN_BOOTSTRAP_H_
