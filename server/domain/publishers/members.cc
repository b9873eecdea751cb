#include <optional>
#include <utility>
#include <vector>

#include "factcheck/v1/actor.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/list.h"
#include "server/domain/core/record.h"
#include "server/domain/core/roles.h"
#include "server/domain/publishers/access.h"
#include "server/domain/publishers/publishers.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr RoleSet kMemberRoles = {
    v1::ROLE_CONTRIBUTOR,      v1::ROLE_FACT_CHECKER, v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER,
    v1::ROLE_STANDARDS_EDITOR, v1::ROLE_ADMIN,        v1::ROLE_AUDITOR,  v1::ROLE_AI_ASSISTANT};

using LoadedMember = std::optional<Loaded<v1::Member>>;

bool IsPresent(const LoadedMember& member) { return member && !member->deleted(); }

bool IsAdmin(const LoadedMember& member) {
  return IsPresent(member) && ToRoleSet(member->message.roles()).Has(v1::ROLE_ADMIN);
}

// Whether `actor` is an admin of `publisher` who can act. Both records become
// preconditions, so no racing commit can take this one away, too.
absl::StatusOr<bool> IsActiveAdmin(Txn& txn, std::string_view publisher, std::string_view actor) {
  absl::StatusOr<LoadedMember> member = txn.Load<v1::Member>(keys::Member(publisher, actor));
  if (!member.ok()) return member.status();
  if (!IsAdmin(*member)) return false;
  absl::StatusOr<std::optional<Loaded<v1::Actor>>> found = txn.Load<v1::Actor>(keys::Actor(actor));
  if (!found.ok()) return found.status();
  return *found && !(*found)->message.disabled();
}

// OK where an admin of the publisher other than `leaving` remains, or where the
// caller is one of those who administer everything.
absl::Status EnsureAdminRemains(Txn& txn, std::string_view publisher, std::string_view leaving) {
  if (txn.who().IsAdmin()) return absl::OkStatus();
  const std::string& caller = txn.who().actor;
  if (caller != leaving) {
    absl::StatusOr<bool> remains = IsActiveAdmin(txn, publisher, caller);
    if (!remains.ok()) return remains.status();
    if (*remains) return absl::OkStatus();
  }
  storage::KeyRange range = storage::PrefixRange(keys::MemberPrefix(publisher));
  for (;;) {
    absl::StatusOr<storage::ScanResult> page = txn.Scan(range);
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) {
      absl::StatusOr<LoadedMember> member = Txn::LoadFrom<v1::Member>(entry);
      if (!member.ok()) return member.status();
      const std::string_view actor = keys::LastId(entry.key);
      if (actor == leaving || !IsAdmin(*member)) continue;
      absl::StatusOr<bool> remains = IsActiveAdmin(txn, publisher, actor);
      if (!remains.ok()) return remains.status();
      if (*remains) return absl::OkStatus();
    }
    if (!page->more || page->entries.empty()) break;
    range.start = page->entries.back().key + '\0';
  }
  const UnmetPrecondition unmet{"LAST_ADMIN", MakeName(kMemberPattern, {publisher, leaving}),
                                "is the publisher's last admin; give another member the role "
                                "first, or ask an admin of the server"};
  return PreconditionFailed(v1::ERROR_REASON_IN_USE, "the publisher would be left without an admin",
                            {&unmet, 1});
}

// The roles must suit what the actor is.
absl::Status CheckActor(Txn& txn, std::string_view actor, RoleSet roles) {
  absl::StatusOr<std::optional<Loaded<v1::Actor>>> found = txn.Load<v1::Actor>(keys::Actor(actor));
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(MakeName(kActorPattern, {actor}));
  if ((*found)->message.kind() == v1::ACTOR_KIND_AI && (roles & kAiRoles) != roles) {
    return InvalidField("member.roles", StrCat("an AI assistant may only have ",
                                               RoleNames(kAiRoles & kMemberRoles)));
  }
  return absl::OkStatus();
}

// Who works for a publisher is for its members, auditors and admins to know.
storage::v1::Change MemberChange(std::string_view name, std::string_view publisher) {
  storage::v1::Change change = PublisherChange(name, publisher);
  change.set_restricted(true);
  change.add_visible_to(std::string(publisher));
  return change;
}

absl::StatusOr<std::string> DecideSetMember(Txn& txn, const std::vector<std::string>& ids,
                                            const v1::Member& wanted) {
  absl::StatusOr<Loaded<v1::Publisher>> publisher = PublisherToChange(txn, ids[0]);
  if (!publisher.ok()) return publisher.status();
  absl::Status suits = CheckActor(txn, ids[1], ToRoleSet(wanted.roles()));
  if (!suits.ok()) return suits;
  const std::string key = keys::Member(ids[0], ids[1]);
  absl::StatusOr<LoadedMember> before = txn.Load<v1::Member>(key);
  if (!before.ok()) return before.status();
  const std::string etag = IsPresent(*before) ? (*before)->etag() : "";
  if (!wanted.etag().empty() && wanted.etag() != etag) return EtagMismatch(wanted.name(), etag);
  v1::Member after;
  if (IsPresent(*before)) after = (*before)->message;
  after.set_name(wanted.name());
  *after.mutable_roles() = wanted.roles();
  if (IsPresent(*before) &&
      google::protobuf::util::MessageDifferencer::Equals((*before)->message, after)) {
    return after.SerializeAsString();
  }
  if (IsAdmin(*before) && !ToRoleSet(after.roles()).Has(v1::ROLE_ADMIN)) {
    absl::Status remains = EnsureAdminRemains(txn, ids[0], ids[1]);
    if (!remains.ok()) return remains;
  }
  txn.Log(MemberChange(after.name(), ids[0]));
  return txn.PutResource(key, &after);
}

absl::StatusOr<std::string> DecideRemoveMember(Txn& txn, const std::vector<std::string>& ids,
                                               const std::string& name, const std::string& etag) {
  absl::StatusOr<Loaded<v1::Publisher>> publisher = PublisherToChange(txn, ids[0]);
  if (!publisher.ok()) return publisher.status();
  const std::string key = keys::Member(ids[0], ids[1]);
  absl::StatusOr<LoadedMember> before = txn.Load<v1::Member>(key);
  if (!before.ok()) return before.status();
  if (!IsPresent(*before)) return NotFound(name);
  if (!etag.empty() && etag != (*before)->etag()) return EtagMismatch(name, (*before)->etag());
  if (IsAdmin(*before)) {
    absl::Status remains = EnsureAdminRemains(txn, ids[0], ids[1]);
    if (!remains.ok()) return remains;
  }
  v1::Member removed = (*before)->message;
  removed.clear_roles();  // So that the history shows what was taken away.
  txn.Log(MemberChange(name, ids[0]));
  txn.PutResource(key, &removed, kRecordDeleted);
  v1::RemoveMemberResponse response;
  response.set_consistency_token(removed.consistency_token());
  return response.SerializeAsString();
}

}  // namespace

void Publishers::SetMember(const Call& call, const v1::SetMemberRequest& request, Done done) {
  Violations violations(request);
  const v1::Member& member = request.member();
  const std::vector<std::string> ids =
      ReadName("member.name", kMemberPattern, member.name(), violations);
  CheckEtag("member.etag", member.etag(), violations);
  if (member.roles().empty()) {
    violations.Add("member.roles",
                   "must have at least one role; RemoveMember takes a member's last away");
  }
  CheckRoles("member.roles", member.roles(), kMemberRoles, violations);
  if (!violations.empty()) return done(violations.ToStatus());
  book_->Write(
      call, request, [ids, member](Txn& txn) { return DecideSetMember(txn, ids, member); },
      std::move(done));
}

void Publishers::RemoveMember(const Call& call, const v1::RemoveMemberRequest& request, Done done) {
  Violations violations(request);
  const std::vector<std::string> ids = ReadName("name", kMemberPattern, request.name(), violations);
  CheckEtag("etag", request.etag(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  book_->Write(
      call, request,
      [ids, name = request.name(), etag = request.etag()](Txn& txn) {
        return DecideRemoveMember(txn, ids, name, etag);
      },
      std::move(done));
}

absl::StatusOr<std::string> Publishers::GetMember(const Call& call,
                                                  const v1::GetMemberRequest& request) {
  Violations violations(request);
  const std::vector<std::string> ids = ReadName("name", kMemberPattern, request.name(), violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  if (!call.who.SeesWorkOf(ids[0]) && call.who.actor != ids[1]) return NotFound(request.name());
  absl::StatusOr<std::optional<storage::Entry>> found = view->Get(keys::Member(ids[0], ids[1]));
  if (!found.ok()) return found.status();
  if (!*found) return NotFound(request.name());
  absl::StatusOr<Record> record = ParseRecord((*found)->value);
  if (!record.ok()) return record.status();
  if (record->deleted()) return NotFound(request.name());
  return std::string(record->public_bytes);
}

absl::StatusOr<std::string> Publishers::ListMembers(const Call& call,
                                                    const v1::ListMembersRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  const std::vector<std::string> ids =
      ReadName("parent", kPublisherPattern, request.parent(), violations);
  if (!violations.empty()) return violations.ToStatus();
  return ListResources(
      *book_, *tokens_, call, request, keys::MemberPrefix(ids[0]),
      [&](View& view) {
        absl::Status found = FindPublisher(view, ids[0]);
        if (!found.ok() || call.who.SeesWorkOf(ids[0])) return found;
        return MissingRole(StrCat("a role in publishers/", ids[0], ", AUDITOR or ADMIN"));
      },
      [](const storage::Entry& entry) -> absl::StatusOr<std::string_view> {
        absl::StatusOr<Record> record = ParseRecord(entry.value);
        if (!record.ok()) return record.status();
        return record->deleted() ? std::string_view() : record->public_bytes;
      });
}

}  // namespace factcheck::domain
