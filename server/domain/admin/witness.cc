#include "server/domain/admin/witness.h"

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/roles.h"
#include "server/domain/core/stamp.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

// Whether any key below `prefix` satisfies `test`.
absl::StatusOr<bool> AnyOf(Txn& txn, std::string_view prefix,
                           absl::FunctionRef<absl::StatusOr<bool>(const storage::Entry&)> test) {
  storage::KeyRange range = storage::PrefixRange(prefix);
  for (;;) {
    absl::StatusOr<storage::ScanResult> page = txn.Scan(range);
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) {
      absl::StatusOr<bool> holds = test(entry);
      if (!holds.ok() || *holds) return holds;
    }
    if (!page->more || page->entries.empty()) return false;
    range.start = page->entries.back().key + '\0';
  }
}

// Reads through the transaction: what is answered here holds when it commits.
absl::StatusOr<bool> IsAdminStill(Txn& txn, std::string_view actor) {
  absl::StatusOr<std::optional<Loaded<v1::Actor>>> found = txn.Load<v1::Actor>(keys::Actor(actor));
  if (!found.ok()) return found.status();
  return *found && IsActiveAdmin((*found)->message);
}

absl::StatusOr<bool> IsUsableStill(Txn& txn, std::string_view actor, std::string_view key) {
  absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(keys::ApiKey(actor, key));
  if (!entry.ok()) return entry.status();
  if (!*entry) return false;
  storage::v1::StoredApiKey stored;
  v1::ApiKey message;
  if (!stored.ParseFromString((*entry)->value) || !message.ParseFromString(stored.api_key())) {
    return absl::DataLossError("a stored API key can't be parsed");
  }
  return IsUsable(message, txn.now());
}

}  // namespace

bool IsActiveAdmin(const v1::Actor& actor) {
  return !actor.disabled() && actor.kind() != v1::ACTOR_KIND_AI &&
         ToRoleSet(actor.roles()).Has(v1::ROLE_ADMIN);
}

bool IsUsable(const v1::ApiKey& key, absl::Time now) {
  return !key.revoked() && (!key.has_expire_time() || FromTimestamp(key.expire_time()) > now);
}

absl::StatusOr<bool> AnotherAdminExists(Txn& txn, std::string_view actor) {
  // The caller is the likely one.
  if (txn.who().actor != actor) {
    absl::StatusOr<bool> caller = IsAdminStill(txn, txn.who().actor);
    if (!caller.ok() || *caller) return caller;
  }
  return AnyOf(txn, keys::kActors, [&](const storage::Entry& entry) -> absl::StatusOr<bool> {
    if (keys::LastId(entry.key) == actor) return false;
    absl::StatusOr<std::optional<Loaded<v1::Actor>>> other = Txn::LoadFrom<v1::Actor>(entry);
    if (!other.ok()) return other.status();
    // Only candidates are read again, so that others don't become preconditions.
    if (!IsActiveAdmin((*other)->message)) return false;
    return IsAdminStill(txn, keys::LastId(entry.key));
  });
}

absl::StatusOr<bool> AnotherAdminKeyExists(Txn& txn, std::string_view actor, std::string_view key,
                                           const Principal& caller) {
  const auto opens = [&](std::string_view holder, std::string_view id) -> absl::StatusOr<bool> {
    if (holder == actor && id == key) return false;
    absl::StatusOr<bool> usable = IsUsableStill(txn, holder, id);
    if (!usable.ok() || !*usable) return usable;
    return IsAdminStill(txn, holder);
  };
  if (const auto ids = MatchName(kApiKeyPattern, caller.api_key)) {
    absl::StatusOr<bool> own = opens((*ids)[0], (*ids)[1]);
    if (!own.ok() || *own) return own;
  }
  return AnyOf(txn, keys::kActors, [&](const storage::Entry& entry) -> absl::StatusOr<bool> {
    absl::StatusOr<std::optional<Loaded<v1::Actor>>> admin = Txn::LoadFrom<v1::Actor>(entry);
    if (!admin.ok()) return admin.status();
    if (!IsActiveAdmin((*admin)->message)) return false;
    const std::string holder(keys::LastId(entry.key));
    return AnyOf(txn, keys::ApiKeyPrefix(holder), [&](const storage::Entry& candidate) {
      return opens(holder, keys::LastId(candidate.key));
    });
  });
}

}  // namespace factcheck::domain
