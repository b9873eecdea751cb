#include "server/domain/admin/bootstrap.h"

#include <optional>
#include <utility>

#include "google/protobuf/empty.pb.h"
#include "server/base/check.h"
#include "server/domain/admin/key.h"
#include "server/domain/admin/key_file.h"
#include "server/domain/admin/visibility.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kCause = "start-up/bootstrap";
constexpr size_t kSecretBytes = 32;

absl::StatusOr<bool> HasActor(ClaimBook& book) {
  absl::StatusOr<View> view = book.ReadNewest();
  if (!view.ok()) return view.status();
  absl::StatusOr<storage::ScanResult> actors =
      view->Scan(storage::PrefixRange(keys::kActors), {.max_entries = 1});
  if (!actors.ok()) return actors.status();
  return !actors->entries.empty();
}

absl::StatusOr<std::string> KeyInFile(ClaimBook& book, const std::string& path) {
  absl::StatusOr<std::optional<std::string>> earlier = ReadKeyFile(path);
  if (!earlier.ok()) return earlier.status();
  // A start that was cut off after the file was written goes on with its key.
  if (*earlier) return **std::move(earlier);
  std::string key = NewKey(book.Now());
  absl::Status written = WriteKeyFile(path, key);
  if (!written.ok()) return written;
  return key;
}

absl::StatusOr<std::string> PutFirstAdmin(Txn& txn, std::string_view key) {
  absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(keys::Actor(kFirstAdmin));
  if (!taken.ok()) return taken.status();
  if (*taken) return absl::FailedPreconditionError("the store has a first admin already");
  v1::Actor actor;
  actor.set_name(MakeName(kActorPattern, {kFirstAdmin}));
  actor.set_display_name("First administrator");
  actor.set_kind(v1::ACTOR_KIND_HUMAN);
  actor.add_roles(v1::ROLE_ADMIN);
  txn.PutResource(keys::Actor(kFirstAdmin), &actor);
  txn.Log(AccessChange(actor.name()));
  v1::ApiKey api_key;
  api_key.set_display_name("First key");
  PutNewKey(txn, kFirstAdmin, key, &api_key);
  txn.Log(AccessChange(api_key.name()));
  return std::string();
}

}  // namespace

absl::Status Bootstrap(ClaimBook& book, const std::string& key_file) {
  absl::StatusOr<bool> has_actor = HasActor(book);
  if (!has_actor.ok()) return has_actor.status();
  if (*has_actor) return absl::OkStatus();
  absl::StatusOr<std::string> key = KeyInFile(book, key_file);
  if (!key.ok()) return key.status();
  const Call call{ServerPrincipal(), kCause};
  return book
      .WriteAndWait(call, google::protobuf::Empty(),
                    [key = *key](Txn& txn) { return PutFirstAdmin(txn, key); })
      .status();
}

absl::StatusOr<std::string> ServerSecret(ClaimBook& book, std::string_view name) {
  FACTCHECK_CHECK(IsId(name));
  const Call call{ServerPrincipal(), kCause};
  const auto load_or_make = [key = keys::Setting(name), fresh = RandomBytes(kSecretBytes)](
                                Txn& txn) -> absl::StatusOr<std::string> {
    absl::StatusOr<std::optional<storage::Entry>> stored = txn.Get(key);
    if (!stored.ok()) return stored.status();
    if (*stored) {
      if ((*stored)->value.size() == kSecretBytes) return (*stored)->value;
      return absl::DataLossError("a secret of the server has a wrong size");
    }
    txn.Put(key, fresh);
    return fresh;
  };
  return book.WriteAndWait(call, google::protobuf::Empty(), load_or_make);
}

}  // namespace factcheck::domain
