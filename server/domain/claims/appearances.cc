// Where a claim was seen: the methods of Claims that add and change appearances.
#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/claims.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/claims/validate.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using storage::v1::Change;

absl::StatusOr<std::string> AddTo(Txn& txn, const v1::Claim& before,
                                  const v1::Appearance& appearance) {
  absl::Status editable = CheckEditable(before);
  if (!editable.ok()) return editable;
  for (const v1::Appearance& other : before.appearances()) {
    if (other.name() == appearance.name() || other.canonical_url() == appearance.canonical_url()) {
      return AlreadyExists(other.name());
    }
  }
  if (before.appearances_size() >= kMaxAppearances) {
    return ClaimLimitReached(before, StrCat("has ", kMaxAppearances, " appearances, the most"));
  }
  v1::Claim after = before;
  *after.add_appearances() = appearance;
  StoreClaim(txn, &before, &after, Change::KIND_CLAIM_UPDATED);
  return appearance.SerializeAsString();
}

absl::StatusOr<std::string> ChangeIn(Txn& txn, const v1::Claim& before, const std::string& name,
                                     const std::vector<std::string>& fields,
                                     const v1::Appearance& values) {
  absl::Status editable = CheckEditable(before);
  if (!editable.ok()) return editable;
  v1::Claim after = before;
  v1::Appearance* changed = nullptr;
  for (v1::Appearance& appearance : *after.mutable_appearances()) {
    if (appearance.name() == name) changed = &appearance;
  }
  if (changed == nullptr) return NotFound(name);
  const v1::Appearance old = *changed;
  CopyFields(fields, values, changed);
  FillPlatform(changed);
  Violations violations;
  CheckMediaOrder("appearance", *changed, violations);
  if (!violations.empty()) return violations.ToStatus();
  std::string answer = changed->SerializeAsString();
  if (!google::protobuf::util::MessageDifferencer::Equals(old, *changed)) {
    StoreClaim(txn, &before, &after, Change::KIND_CLAIM_UPDATED);
  }
  return answer;
}

}  // namespace

void Claims::AddAppearance(const Call& call, const v1::AddAppearanceRequest& request, Done done) {
  Violations violations(request);
  const absl::Time now = book_->Now();
  Command command;
  command.id = ReadName("parent", kClaimPattern, request.parent(), violations).front();
  command.etag = request.etag();
  CheckEtag("etag", command.etag, violations);
  CheckId("appearance_id", request.appearance_id(), /*required=*/false, violations);
  auto appearance = std::make_shared<v1::Appearance>(request.appearance());
  CheckNewAppearance("appearance", now, appearance.get(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  const std::string appearance_id =
      request.appearance_id().empty() ? NewId(now) : request.appearance_id();
  appearance->set_name(MakeName(kAppearancePattern, {command.id, appearance_id}));
  command.apply = [appearance = std::move(appearance)](Txn& txn, const v1::Claim& before) {
    return AddTo(txn, before, *appearance);
  };
  Run(call, request, std::move(command), std::move(done));
}

void Claims::UpdateAppearance(const Call& call, const v1::UpdateAppearanceRequest& request,
                              Done done) {
  Violations violations(request);
  Command command;
  command.id =
      ReadName("appearance.name", kAppearancePattern, request.appearance().name(), violations)
          .front();
  command.etag = request.etag();
  CheckEtag("etag", command.etag, violations);
  std::vector<std::string> fields = FieldsToUpdate(
      "update_mask", request.update_mask(), request.appearance(), kAppearanceFields, violations);
  auto values = std::make_shared<v1::Appearance>();
  CopyFields(fields, request.appearance(), values.get());
  values->DiscardUnknownFields();
  CheckAppearanceFields("appearance", fields, book_->Now(), values.get(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [name = request.appearance().name(), fields = std::move(fields),
                   values = std::move(values)](Txn& txn, const v1::Claim& before) {
    return ChangeIn(txn, before, name, fields, *values);
  };
  Run(call, request, std::move(command), std::move(done));
}

}  // namespace factcheck::domain
