// Who may know of whom, and how changes of access are logged.
#ifndef FACTCHECK_SERVER_DOMAIN_ADMIN_VISIBILITY_H_
#define FACTCHECK_SERVER_DOMAIN_ADMIN_VISIBILITY_H_

#include <string>
#include <string_view>

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/principal.h"

namespace factcheck::domain {

// Whether the actor with this id, if it exists, is shown to `who`.
inline bool SeesActor(const Principal& who, std::string_view id) {
  return who.actor == id || who.IsStaff() || who.SeesEverything();
}

// Only auditors and admins are told.
inline storage::v1::Change AccessChange(std::string_view name) {
  storage::v1::Change change;
  change.set_kind(storage::v1::Change::KIND_ACCESS_CHANGED);
  change.set_name(std::string(name));
  change.set_restricted(true);
  return change;
}

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_ADMIN_VISIBILITY_H_
