#include "server/domain/publishers/access.h"

#include <optional>
#include <string>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {

absl::Status FindPublisher(View& view, std::string_view id) {
  absl::StatusOr<std::optional<storage::Entry>> found = view.Get(keys::Publisher(id));
  if (!found.ok()) return found.status();
  return *found ? absl::OkStatus() : NotFound(MakeName(kPublisherPattern, {id}));
}

absl::StatusOr<Loaded<v1::Publisher>> PublisherToChange(Txn& txn, std::string_view id) {
  absl::StatusOr<std::optional<Loaded<v1::Publisher>>> found =
      txn.Load<v1::Publisher>(keys::Publisher(id));
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(MakeName(kPublisherPattern, {id}));
  if (!txn.who().RolesIn(id).Has(v1::ROLE_ADMIN)) {
    return MissingRole(StrCat("ADMIN in publishers/", id));
  }
  return **std::move(found);
}

storage::v1::Change PublisherChange(std::string_view name, std::string_view publisher) {
  storage::v1::Change change;
  change.set_kind(storage::v1::Change::KIND_PUBLISHER_CHANGED);
  change.set_name(std::string(name));
  change.set_publisher(std::string(publisher));
  return change;
}

}  // namespace factcheck::domain
