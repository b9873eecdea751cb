#include "server/domain/verdicts/stored_verdict.h"

#include <optional>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/ledger/entry.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"
#include "server/domain/verdicts/jobs.h"
#include "server/domain/verdicts/public_form.h"

namespace factcheck::domain {
namespace {

using storage::v1::Change;

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

Change ChangeOf(Change::Kind kind, const Scene& scene, const v1::VerdictRevision& revision) {
  Change change;
  change.set_kind(kind);
  change.set_name(scene.verdict_name());
  change.set_claim(scene.claim_id);
  change.set_publisher(scene.publisher_id);
  change.set_revision(revision.number());
  return change;
}

void LogWork(Txn& txn, const Scene& scene, const v1::VerdictRevision& revision) {
  Change change = ChangeOf(Change::KIND_VERDICT_WORKED_ON, scene, revision);
  change.set_restricted(true);
  change.add_visible_to(scene.publisher_id);
  txn.Log(std::move(change));
}

Change::Kind PublicationOf(v1::VerdictRevision::Kind kind) {
  switch (kind) {
    case v1::VerdictRevision::KIND_UPDATE:
      return Change::KIND_VERDICT_UPDATED;
    case v1::VerdictRevision::KIND_CORRECTION:
      return Change::KIND_VERDICT_CORRECTED;
    case v1::VerdictRevision::KIND_RETRACTION:
      return Change::KIND_VERDICT_RETRACTED;
    default:
      return Change::KIND_VERDICT_PUBLISHED;
  }
}

absl::Status PutRevision(Txn& txn, const Scene& scene, const v1::VerdictRevision& revision,
                         const EvidenceNames& restricted) {
  const std::string key =
      keys::Revision(scene.claim_id, scene.publisher_id, static_cast<uint32_t>(revision.number()));
  absl::StatusOr<std::optional<storage::Entry>> before = txn.Get(key);
  if (!before.ok()) return before.status();
  const RevisionRecord record = ToRecord(revision, restricted);
  txn.PutRecord(key, record.parts, record.flags);
  return absl::OkStatus();
}

absl::Status PutPublic(Txn& txn, const Scene& scene, v1::Verdict open) {
  const std::string key = keys::PublicVerdict(scene.claim_id, scene.publisher_id);
  absl::StatusOr<std::optional<Loaded<v1::Verdict>>> before = txn.Load<v1::Verdict>(key);
  if (!before.ok()) return before.status();
  if (*before) *open.mutable_create_time() = (*before)->message.create_time();
  txn.PutResource(key, &open);
  return absl::OkStatus();
}

std::string PutWork(Txn& txn, const Scene& scene, v1::Verdict verdict) {
  return txn.PutResource(keys::WorkVerdict(scene.claim_id, scene.publisher_id), &verdict);
}

std::string StateName(v1::Claim::State state) {
  return v1::Claim::State_Name(state).substr(std::string_view("STATE_").size());
}

}  // namespace

std::string Scene::verdict_name() const {
  return MakeName(kVerdictPattern, {claim_id, publisher_id});
}

absl::StatusOr<Scene> LoadScene(Txn& txn, std::string_view claim_id,
                                std::string_view publisher_id) {
  Scene scene{std::string(claim_id), std::string(publisher_id), {}, {}};
  absl::StatusOr<std::optional<Loaded<v1::Claim>>> claim =
      txn.Load<v1::Claim>(keys::Claim(claim_id));
  if (!claim.ok()) return claim.status();
  if (!*claim || ((*claim)->deleted() && !txn.who().IsStaff())) {
    return NotFound(MakeName(kClaimPattern, {claim_id}));
  }
  scene.claim = std::move((*claim)->message);
  absl::StatusOr<std::optional<Loaded<v1::Publisher>>> publisher =
      txn.Load<v1::Publisher>(keys::Publisher(publisher_id));
  if (!publisher.ok()) return publisher.status();
  if (!*publisher) return NotFound(MakeName(kPublisherPattern, {publisher_id}));
  scene.publisher = std::move((*publisher)->message);
  return scene;
}

absl::StatusOr<Loaded<v1::Verdict>> LoadVerdict(Txn& txn, std::string_view claim_id,
                                                std::string_view publisher_id) {
  absl::StatusOr<std::optional<Loaded<v1::Verdict>>> verdict =
      txn.Load<v1::Verdict>(keys::WorkVerdict(claim_id, publisher_id));
  if (!verdict.ok()) return verdict.status();
  if (!*verdict || (!(*verdict)->message.has_published() && !txn.who().SeesWorkOf(publisher_id))) {
    return NotFound(MakeName(kVerdictPattern, {claim_id, publisher_id}));
  }
  return **std::move(verdict);
}

absl::Status CheckMayBegin(const Scene& scene) {
  const v1::Claim& claim = scene.claim;
  if (claim.state() == v1::Claim::STATE_ACCEPTED) return absl::OkStatus();
  if (claim.state() == v1::Claim::STATE_MERGED) {
    const UnmetPrecondition unmet{
        "CLAIM", claim.name(),
        StrCat("was merged into ", claim.merged_into(), "; begin the verdict there")};
    return PreconditionFailed(v1::ERROR_REASON_CLAIM_MERGED, "the claim was merged into another",
                              std::span(&unmet, 1), {{"merged_into", claim.merged_into()}});
  }
  return IllegalTransition(claim.name(),
                           StrCat("the claim is ", StateName(claim.state()),
                                  "; verdicts are begun on claims that are ACCEPTED"));
}

absl::Status CheckMayPublish(Txn& txn, const Scene& scene, const v1::Verdict& verdict) {
  if (verdict.has_published()) return absl::OkStatus();
  const v1::Claim* counts = &scene.claim;
  absl::StatusOr<std::optional<Loaded<v1::Claim>>> target;
  if (counts->state() == v1::Claim::STATE_MERGED) {
    target = txn.Load<v1::Claim>(keys::Claim(IdOf(counts->merged_into())));
    if (!target.ok()) return target.status();
    if (!*target) return absl::DataLossError("a claim is merged into one that is not stored");
    counts = &(*target)->message;
    if (counts->state() == v1::Claim::STATE_RECEIVED) return absl::OkStatus();
  }
  if (counts->state() == v1::Claim::STATE_ACCEPTED) return absl::OkStatus();
  return IllegalTransition(counts->name(),
                           StrCat("the claim is ", StateName(counts->state()),
                                  "; a verdict is published on a claim that is ACCEPTED"));
}

std::vector<UnmetRule> UnmetBy(const Scene& scene, const v1::Verdict& verdict,
                               const v1::VerdictRevision& working, const CitedEvidence& cited) {
  return UnmetRules({scene.publisher.policy(), working,
                     verdict.has_published() ? &verdict.published() : nullptr,
                     CountOrigins(cited)});
}

std::string StoreWork(Txn& txn, const Scene& scene, const v1::Verdict& before, v1::Verdict after) {
  RescheduleRelease(txn, scene.claim_id, scene.publisher_id, before.working(), after.working());
  LogWork(txn, scene, after.working());
  return PutWork(txn, scene, std::move(after));
}

absl::StatusOr<std::string> StoreDiscarded(Txn& txn, const Scene& scene, const v1::Verdict& before,
                                           Ended ended) {
  absl::Status kept = PutRevision(txn, scene, ended.revision, {});
  if (!kept.ok()) return kept;
  RescheduleRelease(txn, scene.claim_id, scene.publisher_id, before.working(), {});
  LogWork(txn, scene, ended.revision);
  return PutWork(txn, scene, std::move(ended.verdict));
}

absl::StatusOr<std::string> StorePublished(Txn& txn, const Scene& scene, const v1::Verdict& before,
                                           Ended ended, StatusOf status) {
  absl::StatusOr<EvidenceNames> restricted = RestrictedAmong(txn, ended.revision);
  if (!restricted.ok()) return restricted.status();
  absl::Status put = PutRevision(txn, scene, ended.revision, *restricted);
  if (put.ok()) put = PutPublic(txn, scene, PublicForm(ended.verdict, *restricted));
  if (!put.ok()) return put;
  txn.Enter(
      LedgerDraftOf(scene.claim_id, scene.publisher_id, PublicForm(ended.revision, *restricted)));
  Change change = ChangeOf(PublicationOf(ended.revision.kind()), scene, ended.revision);
  change.set_overridden(ended.revision.has_override());
  v1::VerdictRevision no_longer;
  if (ended.superseded) {
    absl::StatusOr<EvidenceNames> hidden = RestrictedAmong(txn, *ended.superseded);
    if (!hidden.ok()) return hidden.status();
    put = PutRevision(txn, scene, *ended.superseded, *hidden);
    if (!put.ok()) return put;
    change.set_previous_revision(ended.superseded->number());
    no_longer = *std::move(ended.superseded);
  }
  txn.Log(std::move(change));
  RescheduleRelease(txn, scene.claim_id, scene.publisher_id, before.working(), {});
  RescheduleStale(txn, scene.claim_id, scene.publisher_id, no_longer, ended.revision);
  std::string answer = PutWork(txn, scene, std::move(ended.verdict));
  if (status == StatusOf::kRefreshed) {
    put = RefreshStatus(txn, scene.claim);
    if (!put.ok()) return put;
  }
  return answer;
}

absl::Status StoreStale(Txn& txn, const Scene& scene, v1::Verdict verdict) {
  const std::string key = keys::PublicVerdict(scene.claim_id, scene.publisher_id);
  absl::StatusOr<std::optional<Loaded<v1::Verdict>>> open = txn.Load<v1::Verdict>(key);
  if (!open.ok()) return open.status();
  if (!*open) return absl::DataLossError("a published verdict has no public record");
  (*open)->message.set_stale(true);
  txn.PutResource(key, &(*open)->message);
  txn.Log(ChangeOf(Change::KIND_VERDICT_STALE, scene, verdict.published()));
  verdict.set_stale(true);
  PutWork(txn, scene, std::move(verdict));
  return RefreshStatus(txn, scene.claim);
}

absl::StatusOr<std::string> UnchangedVerdict(Txn& txn, const Scene& scene) {
  absl::StatusOr<std::optional<storage::Entry>> entry =
      txn.Get(keys::WorkVerdict(scene.claim_id, scene.publisher_id));
  if (!entry.ok()) return entry.status();
  absl::StatusOr<Record> record = ParseRecord((*entry)->value);
  if (!record.ok()) return record.status();
  return std::string(record->all_bytes);
}

}  // namespace factcheck::domain
