// What changes evidence.
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "factcheck/v1/publisher.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/life_cycle.h"
#include "server/domain/claims/stored_claim.h"
#include "server/domain/core/keys.h"
#include "server/domain/evidence/evidence.h"
#include "server/domain/evidence/store.h"
#include "server/domain/evidence/validate.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxReasonBytes = 2000;

// Checked evidence with the id that it is to get and its path in the request.
struct New {
  std::string id;
  std::string path;
  v1::Evidence evidence;
};
using NewEvidence = std::shared_ptr<const std::vector<New>>;

// Whether all publishers exist and the caller works for one of them: nobody
// restricts evidence to others alone.
absl::Status CheckRestriction(Txn& txn, const New& added, Violations& violations) {
  if (added.evidence.restricted_to().empty()) return absl::OkStatus();
  bool is_member = txn.who().IsAdmin();
  for (int i = 0; i < added.evidence.restricted_to_size(); ++i) {
    const std::string_view id = keys::LastId(added.evidence.restricted_to(i));
    absl::StatusOr<std::optional<storage::Entry>> publisher = txn.Get(keys::Publisher(id));
    if (!publisher.ok()) return publisher.status();
    if (!*publisher) {
      violations.Add(StrCat(added.path, ".restricted_to[", i, "]"), "is no publisher");
    }
    is_member |= txn.who().memberships.contains(ToAbsl(id)) && txn.who().SeesWorkOf(id);
  }
  if (is_member) return absl::OkStatus();
  return MissingRole("of a member of one of the publishers in restricted_to");
}

// The answers, in order.
absl::StatusOr<std::vector<std::string>> AddAll(Txn& txn, std::string_view claim_id,
                                                const std::vector<New>& all) {
  absl::StatusOr<Loaded<v1::Claim>> claim = LoadClaim(txn, claim_id);
  if (!claim.ok()) return claim.status();
  absl::Status editable = CheckEditable(claim->message);
  if (!editable.ok()) return editable;
  Violations violations;
  for (const New& added : all) {
    absl::Status restriction = CheckRestriction(txn, added, violations);
    if (!restriction.ok()) return restriction;
  }
  if (!violations.empty()) return violations.ToStatus();
  std::vector<std::string> answers;
  for (const New& added : all) {
    v1::Evidence evidence = added.evidence;
    absl::StatusOr<std::string> answer = AddEvidence(txn, claim_id, added.id, &evidence);
    if (!answer.ok()) return answer.status();
    answers.push_back(*std::move(answer));
  }
  return answers;
}

// Checks one new piece of evidence; `prefix` is the path of the request it is in.
New CheckNew(std::string_view prefix, const Principal& who, absl::Time now,
             const v1::AddEvidenceRequest& request, Violations& violations) {
  New added{request.evidence_id(), StrCat(prefix, "evidence"), request.evidence()};
  CheckId(StrCat(prefix, "evidence_id"), added.id, /*required=*/false, violations);
  CheckNewEvidence(added.path, who, now, &added.evidence, violations);
  if (added.id.empty()) added.id = NewId(now);
  return added;
}

// What the batch says must not be said again by its parts.
void CheckPart(std::string_view prefix, const std::string& parent,
               const v1::AddEvidenceRequest& request, Violations& violations) {
  if (!request.parent().empty() && request.parent() != parent) {
    violations.Add(StrCat(prefix, "parent"), "must be empty or the parent of the batch");
  }
  if (!request.request_id().empty()) {
    violations.Add(StrCat(prefix, "request_id"), "must be empty: the batch has one");
  }
  if (request.validate_only()) {
    violations.Add(StrCat(prefix, "validate_only"), "must not be set: the batch has it");
  }
}

}  // namespace

void EvidenceRecords::AddEvidence(const Call& call, const v1::AddEvidenceRequest& request,
                                  Done done) {
  Violations violations(request);
  std::string claim_id = ReadName("parent", kClaimPattern, request.parent(), violations).front();
  auto all = std::make_shared<std::vector<New>>();
  all->push_back(CheckNew("", call.who, book_->Now(), request, violations));
  if (!violations.empty()) return done(violations.ToStatus());
  const auto decide = [claim_id = std::move(claim_id),
                       all = NewEvidence(std::move(all))](Txn& txn) -> absl::StatusOr<std::string> {
    absl::StatusOr<std::vector<std::string>> answers = AddAll(txn, claim_id, *all);
    if (!answers.ok()) return answers.status();
    return std::move(answers->front());
  };
  book_->Write(call, request, decide, std::move(done));
}

void EvidenceRecords::BatchAddEvidence(const Call& call, const v1::BatchAddEvidenceRequest& request,
                                       Done done) {
  if (request.requests().empty() || request.requests_size() > kMaxEvidenceBatch) {
    return done(InvalidField("requests", StrCat("must have 1 to ", kMaxEvidenceBatch, " entries")));
  }
  Violations violations(request);
  std::string claim_id = ReadName("parent", kClaimPattern, request.parent(), violations).front();
  const absl::Time now = book_->Now();
  auto all = std::make_shared<std::vector<New>>();
  absl::flat_hash_set<std::string> ids;
  for (int i = 0; i < request.requests_size(); ++i) {
    const std::string prefix = StrCat("requests[", i, "].");
    CheckPart(prefix, request.parent(), request.requests(i), violations);
    all->push_back(CheckNew(prefix, call.who, now, request.requests(i), violations));
    if (!ids.insert(all->back().id).second) {
      violations.Add(StrCat(prefix, "evidence_id"), "is there already");
    }
  }
  if (!violations.empty()) return done(violations.ToStatus());
  const auto decide = [claim_id = std::move(claim_id),
                       all = NewEvidence(std::move(all))](Txn& txn) -> absl::StatusOr<std::string> {
    absl::StatusOr<std::vector<std::string>> answers = AddAll(txn, claim_id, *all);
    if (!answers.ok()) return answers.status();
    v1::BatchAddEvidenceResponse response;
    for (const std::string& answer : *answers) {
      if (!response.add_evidence()->ParseFromString(answer)) {
        return absl::InternalError("evidence can't be parsed right after it was written");
      }
    }
    return response.SerializeAsString();
  };
  book_->Write(call, request, decide, std::move(done));
}

void EvidenceRecords::Run(const Call& call, const google::protobuf::Message& request, Change change,
                          Done done) {
  const auto decide = [change = std::move(change)](Txn& txn) -> absl::StatusOr<std::string> {
    const std::string name = MakeName(kEvidencePattern, {change.claim_id, change.evidence_id});
    const std::string key = keys::Evidence(change.claim_id, change.evidence_id);
    absl::StatusOr<std::optional<Loaded<v1::Evidence>>> found = txn.Load<v1::Evidence>(key);
    if (!found.ok()) return found.status();
    absl::StatusOr<std::optional<Loaded<v1::Claim>>> claim =
        txn.Load<v1::Claim>(keys::Claim(change.claim_id));
    if (!claim.ok()) return claim.status();
    if (!*found || !MaySeeEvidence(txn.who(), (*found)->message) || !*claim ||
        ((*claim)->deleted() && !txn.who().IsStaff())) {
      return NotFound(name);
    }
    if (change.kind == storage::v1::Change::KIND_EVIDENCE_WITHDRAWN && txn.who().IsAi()) {
      return Error(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_AI_NOT_ALLOWED,
                   "an AI assistant does not withdraw evidence; a person must");
    }
    if (!change.etag.empty() && change.etag != (*found)->etag()) {
      return EtagMismatch(name, (*found)->etag());
    }
    if ((*claim)->deleted()) {
      return IllegalTransition((*claim)->message.name(), "the claim was deleted");
    }
    v1::Evidence evidence = std::move((*found)->message);
    absl::Status applied = change.apply(evidence);
    if (!applied.ok()) return applied;
    txn.set_reason(change.reason);
    return PutEvidence(txn, change.claim_id, change.evidence_id, change.kind, &evidence);
  };
  book_->Write(call, request, decide, std::move(done));
}

void EvidenceRecords::WithdrawEvidence(const Call& call, const v1::WithdrawEvidenceRequest& request,
                                       Done done) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("name", kEvidencePattern, request.name(), violations);
  std::string reason = request.reason();
  CheckText("reason", {.max_bytes = kMaxReasonBytes, .required = true}, &reason, violations);
  CheckEtag("etag", request.etag(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [reason](v1::Evidence& evidence) -> absl::Status {
    if (evidence.withdrawn()) {
      return IllegalTransition(evidence.name(), "the evidence was withdrawn already");
    }
    evidence.set_withdrawn(true);
    evidence.set_withdraw_reason(reason);
    return absl::OkStatus();
  };
  Run(call, request,
      {ids[0], ids[1], request.etag(), reason, storage::v1::Change::KIND_EVIDENCE_WITHDRAWN, apply},
      std::move(done));
}

void EvidenceRecords::AddEvidenceCapture(const Call& call,
                                         const v1::AddEvidenceCaptureRequest& request, Done done) {
  Violations violations(request);
  const std::vector<std::string> ids =
      ReadName("name", kEvidencePattern, request.name(), violations);
  v1::Capture capture = request.capture();
  CheckCapture("capture", book_->Now(), &capture, violations);
  CheckEtag("etag", request.etag(), violations);
  if (!violations.empty()) return done(violations.ToStatus());
  const auto apply = [capture](v1::Evidence& evidence) -> absl::Status {
    if (evidence.captures_size() >= kMaxCaptures) {
      const std::string description = StrCat("has ", kMaxCaptures, " captures, the most");
      const UnmetPrecondition unmet[] = {{"LIMIT", evidence.name(), description}};
      return PreconditionFailed(v1::ERROR_REASON_LIMIT_REACHED,
                                StrCat(evidence.name(), " ", description), unmet);
    }
    *evidence.add_captures() = capture;
    return absl::OkStatus();
  };
  Run(call, request,
      {ids[0], ids[1], request.etag(), "", storage::v1::Change::KIND_EVIDENCE_UPDATED, apply},
      std::move(done));
}

}  // namespace factcheck::domain
