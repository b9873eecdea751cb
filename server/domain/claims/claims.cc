#include "server/domain/claims/claims.h"

#include <utility>

#include "google/protobuf/util/message_differencer.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/claims/validate.h"
#include "server/domain/core/keys.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using storage::v1::Change;

// A checked claim with its name, those of its appearances, and its first state.
v1::Claim Named(v1::Claim claim, std::string_view id, absl::Time now) {
  claim.set_name(MakeName(kClaimPattern, {id}));
  claim.set_state(v1::Claim::STATE_RECEIVED);
  for (v1::Appearance& appearance : *claim.mutable_appearances()) {
    appearance.set_name(MakeName(kAppearancePattern, {id, NewId(now)}));
  }
  return claim;
}

}  // namespace

void Claims::Run(const Call& call, const google::protobuf::Message& request, Command command,
                 Done done) {
  const auto decide = [command = std::move(command)](Txn& txn) -> absl::StatusOr<std::string> {
    absl::StatusOr<Loaded<v1::Claim>> claim = LoadClaim(txn, command.id);
    if (!claim.ok()) return claim.status();
    if (command.decides && txn.who().IsAi()) {
      return Error(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_AI_NOT_ALLOWED,
                   "an AI assistant does not decide what becomes of a claim; a person must");
    }
    absl::Status etag = CheckClaimEtag(*claim, command.etag);
    if (!etag.ok()) return etag;
    txn.set_reason(command.reason);
    return command.apply(txn, claim->message);
  };
  book_->Write(call, request, decide, std::move(done));
}

void Claims::CreateClaim(const Call& call, const v1::CreateClaimRequest& request, Done done) {
  Violations violations(request);
  const absl::Time now = book_->Now();
  CheckId("claim_id", request.claim_id(), /*required=*/false, violations);
  v1::Claim given = request.claim();
  CheckNewClaim("claim", now, &given, violations);
  if (!violations.empty()) return done(violations.ToStatus());

  const std::string id = request.claim_id().empty() ? NewId(now) : request.claim_id();
  const auto claim = std::make_shared<const v1::Claim>(Named(std::move(given), id, now));
  const auto decide = [id, claim](Txn& txn) -> absl::StatusOr<std::string> {
    // Deleted claims keep their record, so an id is never given twice.
    absl::StatusOr<std::optional<storage::Entry>> taken = txn.Get(keys::Claim(id));
    if (!taken.ok()) return taken.status();
    if (*taken) return AlreadyExists(claim->name());
    v1::Claim stored = *claim;
    std::string answer = StoreClaim(txn, nullptr, &stored, Change::KIND_CLAIM_CREATED);
    absl::Status status = PutStatus(txn, {*claim, {}, {}});
    if (!status.ok()) return status;
    return answer;
  };
  book_->Write(call, request, decide, std::move(done));
}

void Claims::UpdateClaim(const Call& call, const v1::UpdateClaimRequest& request, Done done) {
  Violations violations(request);
  Command command;
  command.id = ReadName("claim.name", kClaimPattern, request.claim().name(), violations).front();
  command.etag = request.claim().etag();
  CheckEtag("claim.etag", command.etag, violations);
  command.reason = request.reason();
  CheckText("reason", {.max_bytes = kMaxReasonBytes}, &command.reason, violations);
  std::vector<std::string> fields = FieldsToUpdate("update_mask", request.update_mask(),
                                                   request.claim(), kClaimFields, violations);
  auto values = std::make_shared<v1::Claim>();
  CopyFields(fields, request.claim(), values.get());
  values->DiscardUnknownFields();
  CheckClaimFields("claim", fields, book_->Now(), values.get(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [id = command.id, fields = std::move(fields), values = std::move(values)](
                      Txn& txn, const v1::Claim& before) -> absl::StatusOr<std::string> {
    absl::Status editable = CheckEditable(before);
    if (!editable.ok()) return editable;
    v1::Claim after = before;
    CopyFields(fields, *values, &after);
    if (google::protobuf::util::MessageDifferencer::Equals(before, after)) {
      return UnchangedAnswer(txn, id);
    }
    return StoreClaim(txn, &before, &after, Change::KIND_CLAIM_UPDATED);
  };
  Run(call, request, std::move(command), std::move(done));
}

}  // namespace factcheck::domain
