#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/admin/admin.h"
#include "server/domain/admin/key.h"
#include "server/domain/admin/visibility.h"
#include "server/domain/admin/witness.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/list.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxNameBytes = 500;

absl::Status DamagedKey() { return absl::DataLossError("a stored API key can't be parsed"); }

absl::StatusOr<std::string> DecideCreate(Txn& txn, const std::string& actor, const std::string& key,
                                         bool show_secret, v1::ApiKey api_key) {
  absl::StatusOr<std::optional<storage::Entry>> holder = txn.Get(keys::Actor(actor));
  if (!holder.ok()) return holder.status();
  if (!*holder) return NotFound(MakeName(kActorPattern, {actor}));
  // New ids never meet; that the key is absent becomes a precondition all the same.
  absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(keys::ApiKey(actor, *KeyIdOf(key)));
  if (!taken.ok()) return taken.status();
  PutNewKey(txn, actor, key, &api_key);
  txn.Log(AccessChange(api_key.name()));
  txn.set_kept_response(api_key.SerializeAsString());
  if (show_secret) api_key.set_secret(key);
  return api_key.SerializeAsString();
}

// OK where an admin could still call once this key is gone.
absl::Status EnsureEntranceRemains(Txn& txn, const std::vector<std::string>& ids,
                                   const v1::ApiKey& key) {
  if (!IsUsable(key, txn.now())) return absl::OkStatus();
  absl::StatusOr<std::optional<Loaded<v1::Actor>>> holder =
      txn.Load<v1::Actor>(keys::Actor(ids[0]));
  if (!holder.ok()) return holder.status();
  if (!*holder || !IsActiveAdmin((*holder)->message)) return absl::OkStatus();
  absl::StatusOr<bool> another = AnotherAdminKeyExists(txn, ids[0], ids[1], txn.who());
  if (!another.ok()) return another.status();
  if (*another) return absl::OkStatus();
  const UnmetPrecondition unmet{"LAST_ADMIN_KEY", key.name(),
                                "is the last key of an admin; make another one first"};
  return PreconditionFailed(v1::ERROR_REASON_IN_USE,
                            "the server would be left without an admin's key", {&unmet, 1});
}

absl::StatusOr<std::string> DecideRevoke(Txn& txn, const std::vector<std::string>& ids,
                                         const std::string& name) {
  const std::string at = keys::ApiKey(ids[0], ids[1]);
  absl::StatusOr<std::optional<storage::Entry>> found = txn.Get(at);
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(name);
  storage::v1::StoredApiKey stored;
  v1::ApiKey key;
  if (!stored.ParseFromString((*found)->value) || !key.ParseFromString(stored.api_key())) {
    return DamagedKey();
  }
  if (key.revoked()) return std::move(*stored.mutable_api_key());
  absl::Status remains = EnsureEntranceRemains(txn, ids, key);
  if (!remains.ok()) return remains;
  key.set_revoked(true);
  txn.stamps().Mark(&key);
  stored.set_api_key(key.SerializeAsString());
  txn.Put(at, stored.SerializeAsString());
  txn.Log(AccessChange(key.name()));
  return std::move(*stored.mutable_api_key());
}

}  // namespace

void Admin::CreateApiKey(const Call& call, const v1::CreateApiKeyRequest& request, Done done) {
  if (!call.who.IsAdmin()) return done(MissingRole("ADMIN"));
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("parent", kActorPattern, request.parent(), violations);
  v1::ApiKey api_key;
  api_key.set_display_name(request.api_key().display_name());
  CheckText("api_key.display_name", {.max_bytes = kMaxNameBytes}, api_key.mutable_display_name(),
            violations);
  const absl::Time now = book_->Now();
  if (request.api_key().has_expire_time()) {
    const auto& expire_time = request.api_key().expire_time();
    const size_t before = violations.count();
    CheckTimestamp("api_key.expire_time", expire_time, violations);
    if (violations.count() == before && FromTimestamp(expire_time) <= now) {
      violations.Add("api_key.expire_time", "must be in the future");
    }
    *api_key.mutable_expire_time() = expire_time;
  }
  if (!violations.empty()) return done(violations.ToStatus());

  book_->Write(
      call, request,
      [actor = ids[0], key = NewKey(now), show_secret = !request.validate_only(),
       api_key](Txn& txn) { return DecideCreate(txn, actor, key, show_secret, api_key); },
      std::move(done));
}

absl::StatusOr<std::string> Admin::ListApiKeys(const Call& call,
                                               const v1::ListApiKeysRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  const std::vector<std::string> ids =
      ReadName("parent", kActorPattern, request.parent(), violations);
  if (request.read_options().as_of_case() != v1::ReadOptions::AS_OF_NOT_SET) {
    violations.Add("read_options",
                   "must not ask for the past: earlier states of keys are not kept");
  }
  if (!violations.empty()) return violations.ToStatus();
  storage::v1::StoredApiKey stored;
  return ListResources(
      *book_, *tokens_, call, request, keys::ApiKeyPrefix(ids[0]),
      [&](View& view) -> absl::Status {
        if (!SeesActor(call.who, ids[0])) return NotFound(request.parent());
        absl::StatusOr<std::optional<storage::Entry>> holder = view.Get(keys::Actor(ids[0]));
        if (!holder.ok()) return holder.status();
        if (!*holder) return NotFound(request.parent());
        if (call.who.actor == ids[0] || call.who.IsAdmin()) return absl::OkStatus();
        return MissingRole("ADMIN");
      },
      [&](const storage::Entry& entry) -> absl::StatusOr<std::string_view> {
        if (!stored.ParseFromString(entry.value)) return DamagedKey();
        return std::string_view(stored.api_key());
      });
}

void Admin::RevokeApiKey(const Call& call, const v1::RevokeApiKeyRequest& request, Done done) {
  Violations violations(request);
  const std::vector<std::string> ids = ReadName("name", kApiKeyPattern, request.name(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  if (call.who.actor != ids[0] && !call.who.IsAdmin()) return done(NotFound(request.name()));
  book_->Write(
      call, request,
      [ids, name = request.name()](Txn& txn) { return DecideRevoke(txn, ids, name); },
      std::move(done));
}

}  // namespace factcheck::domain
