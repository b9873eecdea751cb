#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/absl_strings.h"
#include "server/domain/admin/admin.h"
#include "server/domain/admin/visibility.h"
#include "server/domain/admin/witness.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/list.h"
#include "server/domain/core/record.h"
#include "server/domain/core/roles.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxNameBytes = 500;
constexpr size_t kMaxQueryBytes = 200;
constexpr std::string_view kUpdatable[] = {"display_name", "roles", "disabled"};

void CheckFields(const std::vector<std::string>& fields, v1::Actor* actor, Violations& violations) {
  for (const std::string& field : fields) {
    if (field == "display_name") {
      CheckText("actor.display_name", {.max_bytes = kMaxNameBytes, .required = true},
                actor->mutable_display_name(), violations);
    } else if (field == "roles") {
      CheckRoles("actor.roles", actor->roles(), kAllRoles, violations);
    }
  }
}

// The roles must suit what the actor is.
absl::Status CheckKind(const v1::Actor& actor) {
  const RoleSet roles = ToRoleSet(actor.roles());
  if (actor.kind() == v1::ACTOR_KIND_AI && (roles & kAiRoles) != roles) {
    return InvalidField("actor.roles",
                        StrCat("an AI assistant may only have ", RoleNames(kAiRoles)));
  }
  return absl::OkStatus();
}

absl::Status EnsureAdminRemains(Txn& txn, std::string_view id, const v1::Actor& before,
                                const v1::Actor& after) {
  if (!IsActiveAdmin(before) || IsActiveAdmin(after)) return absl::OkStatus();
  absl::StatusOr<bool> another = AnotherAdminExists(txn, id);
  if (!another.ok()) return another.status();
  if (*another) return absl::OkStatus();
  const UnmetPrecondition unmet{"LAST_ADMIN", after.name(),
                                "is the last admin; give another enabled actor the role first"};
  return PreconditionFailed(v1::ERROR_REASON_IN_USE, "the server would be left without an admin",
                            {&unmet, 1});
}

absl::StatusOr<std::string> DecideUpdate(Txn& txn, const std::string& id,
                                         const std::vector<std::string>& fields,
                                         const v1::Actor& wanted) {
  const std::string key = keys::Actor(id);
  absl::StatusOr<std::optional<Loaded<v1::Actor>>> found = txn.Load<v1::Actor>(key);
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(wanted.name());
  const v1::Actor& before = (*found)->message;
  if (!wanted.etag().empty() && wanted.etag() != (*found)->etag()) {
    return EtagMismatch(wanted.name(), (*found)->etag());
  }
  v1::Actor after = before;
  CopyFields(fields, wanted, &after);
  absl::Status suits = CheckKind(after);
  if (!suits.ok()) return suits;
  absl::Status remains = EnsureAdminRemains(txn, id, before, after);
  if (!remains.ok()) return remains;
  if (google::protobuf::util::MessageDifferencer::Equals(before, after)) {
    return after.SerializeAsString();
  }
  txn.Log(AccessChange(after.name()));
  return txn.PutResource(key, &after);
}

absl::StatusOr<bool> Matches(const storage::Entry& entry, std::string_view query) {
  if (keys::LastId(entry.key).find(query) != std::string_view::npos) return true;
  absl::StatusOr<std::optional<Loaded<v1::Actor>>> loaded = Txn::LoadFrom<v1::Actor>(entry);
  if (!loaded.ok()) return loaded.status();
  return ExactForm((*loaded)->message.display_name()).find(query) != std::string::npos;
}

}  // namespace

absl::StatusOr<std::string> Admin::WhoAmI(const Call& call, const v1::WhoAmIRequest& request) {
  Violations violations(request);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->ReadNewest();
  if (!view.ok()) return view.status();
  absl::StatusOr<std::optional<Loaded<v1::Actor>>> actor =
      view->Load<v1::Actor>(keys::Actor(call.who.actor));
  if (!actor.ok()) return actor.status();
  if (!*actor) return NotFound(MakeName(kActorPattern, {call.who.actor}));
  v1::WhoAmIResponse response;
  *response.mutable_actor() = std::move((*actor)->message);
  std::vector<std::string> publishers;
  for (const auto& [publisher, roles] : call.who.memberships) publishers.push_back(publisher);
  std::sort(publishers.begin(), publishers.end());
  for (const std::string& publisher : publishers) {
    absl::StatusOr<std::optional<Loaded<v1::Member>>> member =
        view->Load<v1::Member>(keys::Member(publisher, call.who.actor));
    if (!member.ok()) return member.status();
    // Gone since the call was authenticated.
    if (!*member || (*member)->deleted()) continue;
    *response.add_memberships() = std::move((*member)->message);
  }
  response.set_api_key(call.who.api_key);
  return response.SerializeAsString();
}

void Admin::CreateActor(const Call& call, const v1::CreateActorRequest& request, Done done) {
  if (!call.who.IsAdmin()) return done(MissingRole("ADMIN"));
  Violations violations(request);
  CheckId("actor_id", request.actor_id(), true, violations);
  v1::Actor actor = request.actor();
  CheckFields({std::begin(kUpdatable), std::end(kUpdatable)}, &actor, violations);
  CheckSet("actor.kind", actor.kind(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  if (absl::Status suits = CheckKind(actor); !suits.ok()) return done(suits);
  actor.set_name(MakeName(kActorPattern, {request.actor_id()}));
  actor.clear_create_time();

  book_->Write(
      call, request,
      [id = request.actor_id(), actor](Txn& txn) -> absl::StatusOr<std::string> {
        const std::string key = keys::Actor(id);
        absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(key);
        if (!taken.ok()) return taken.status();
        // The server's own name is nobody else's.
        if (*taken || id == ServerPrincipal().actor) return AlreadyExists(actor.name());
        v1::Actor created = actor;
        txn.Log(AccessChange(created.name()));
        return txn.PutResource(key, &created);
      },
      std::move(done));
}

absl::StatusOr<std::string> Admin::GetActor(const Call& call, const v1::GetActorRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids = ReadName("name", kActorPattern, request.name(), violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  if (!SeesActor(call.who, ids[0])) return NotFound(request.name());
  absl::StatusOr<std::optional<storage::Entry>> found = view->Get(keys::Actor(ids[0]));
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(request.name());
  absl::StatusOr<Record> record = ParseRecord((*found)->value);
  if (!record.ok()) return record.status();
  return std::string(record->public_bytes);
}

absl::StatusOr<std::string> Admin::ListActors(const Call& call,
                                              const v1::ListActorsRequest& request) {
  if (!call.who.SeesEverything()) return MissingRole("ADMIN or AUDITOR");
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  std::string query = request.query();
  CheckText("query", {.max_bytes = kMaxQueryBytes}, &query, violations);
  if (!violations.empty()) return violations.ToStatus();
  query = ExactForm(query);
  return ListResources(
      *book_, *tokens_, call, request, keys::kActors, [](View&) { return absl::OkStatus(); },
      [&](const storage::Entry& entry) -> absl::StatusOr<std::string_view> {
        if (!query.empty()) {
          absl::StatusOr<bool> matches = Matches(entry, query);
          if (!matches.ok()) return matches.status();
          if (!*matches) return std::string_view();
        }
        absl::StatusOr<Record> record = ParseRecord(entry.value);
        if (!record.ok()) return record.status();
        return record->public_bytes;
      });
}

void Admin::UpdateActor(const Call& call, const v1::UpdateActorRequest& request, Done done) {
  if (!call.who.IsAdmin()) return done(MissingRole("ADMIN"));
  Violations violations(request);
  v1::Actor actor = request.actor();
  const std::vector<std::string> ids =
      ReadName("actor.name", kActorPattern, actor.name(), violations);
  CheckEtag("actor.etag", actor.etag(), violations);
  const std::vector<std::string> fields =
      FieldsToUpdate("update_mask", request.update_mask(), actor, kUpdatable, violations);
  CheckFields(fields, &actor, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  book_->Write(
      call, request,
      [id = ids[0], fields, actor](Txn& txn) { return DecideUpdate(txn, id, fields, actor); },
      std::move(done));
}

}  // namespace factcheck::domain
