// Guards against a server that nobody can administer any more. Each finds a
// witness, an admin or a key other than the one that goes, and makes it a
// precondition of the commit, so that no racing commit can take the witness away.
#ifndef FACTCHECK_SERVER_DOMAIN_ADMIN_WITNESS_H_
#define FACTCHECK_SERVER_DOMAIN_ADMIN_WITNESS_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/v1/actor.pb.h"
#include "server/domain/core/principal.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

// Holds ADMIN everywhere and may call.
bool IsActiveAdmin(const v1::Actor& actor);
// Neither revoked nor expired.
bool IsUsable(const v1::ApiKey& key, absl::Time now);

// Whether an active admin other than `actor` exists.
absl::StatusOr<bool> AnotherAdminExists(Txn& txn, std::string_view actor);
// Whether an active admin has a usable key other than this one.
absl::StatusOr<bool> AnotherAdminKeyExists(Txn& txn, std::string_view actor, std::string_view key,
                                           const Principal& caller);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_ADMIN_WITNESS_H_
