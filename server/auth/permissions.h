// Which roles a method needs: one table for the whole API. Closed by default: a
// method that is not in it is refused to everybody.
//
// The table says who may call at all. What depends on the resource (a role in
// this very publisher, visibility, four eyes) the domain decides.
#ifndef FACTCHECK_SERVER_AUTH_PERMISSIONS_H_
#define FACTCHECK_SERVER_AUTH_PERMISSIONS_H_

#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "server/domain/core/principal.h"

namespace factcheck::auth {

struct Permission {
  std::string_view method;  // "factcheck.v1.Claims/GetClaim".
  // One of these suffices, held everywhere or in any publisher.
  domain::RoleSet anywhere;
  // One of these suffices, held everywhere: for what belongs to no publisher. Has
  // ADMIN for every method, as an actor's ADMIN may do everything.
  domain::RoleSet everywhere;
  bool anyone = false;  // Every caller whose key is good, also without a role.
  bool ai = false;      // Whether an AI assistant may call it.
};

// Every method of factcheck.v1, ordered by method.
std::span<const Permission> Permissions();
// nullptr: there is no such method.
const Permission* FindPermission(std::string_view method);

// PERMISSION_DENIED AI_NOT_ALLOWED or MISSING_ROLE (metadata `needs`).
absl::Status Authorize(const domain::Principal& who, const Permission& permission);
absl::Status Authorize(const domain::Principal& who, std::string_view method);

}  // namespace factcheck::auth

#endif  // FACTCHECK_SERVER_AUTH_PERMISSIONS_H_
