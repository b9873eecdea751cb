// The methods of Verdicts that take a revision from its author to the public.
#include <algorithm>
#include <optional>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/core/stamp.h"
#include "server/domain/verdicts/command.h"
#include "server/domain/verdicts/life_cycle.h"
#include "server/domain/verdicts/publication.h"

namespace factcheck::domain {
namespace {

constexpr absl::Duration kMaxEmbargo = absl::Hours(24 * 3653);  // 10 years.

Reviewer ReviewerOf(const Txn& txn, std::string_view publisher) {
  return {txn.who().actor, txn.who().RolesIn(publisher).Has(v1::ROLE_STANDARDS_EDITOR)};
}

// What PublishVerdict was asked to do.
struct ReleaseOrder {
  std::optional<absl::Time> embargo;
  std::string override_reason;
};

// The override that `faults` need; nullopt where the policy is met.
std::optional<v1::Override> OverrideOf(const PublicationFaults& faults, const Principal& who,
                                       const std::string& reason) {
  if (faults.policy.empty() || reason.empty()) return std::nullopt;
  v1::Override waiver;
  waiver.set_actor(MakeName(kActorPattern, {who.actor}));
  waiver.set_reason(reason);
  for (const UnmetPrecondition& rule : faults.policy) waiver.add_waived(rule.type);
  return waiver;
}

absl::StatusOr<std::string> ReleaseVerdict(Txn& txn, const Scene& scene, const v1::Verdict& before,
                                           const ReleaseOrder& release) {
  absl::Status allowed = CheckCommand(before, VerdictCommand::kPublish);
  if (!allowed.ok()) return allowed;
  const bool later = release.embargo && *release.embargo > txn.now();
  absl::StatusOr<CitedEvidence> cited =
      LoadCited(txn, scene.claim, scene.publisher_id, before.working());
  if (!cited.ok()) return cited.status();
  absl::StatusOr<PublicationFaults> faults =
      FindFaults(txn, scene, before, *cited, later ? *release.embargo : txn.now());
  if (!faults.ok()) return faults.status();
  const std::optional<v1::Override> waiver =
      OverrideOf(*faults, txn.who(), release.override_reason);
  if (waiver) faults->Waive(*waiver);
  if (!faults->None()) return faults->ToStatus();
  if (!waiver) {
    // Who may override is not for that alone one who releases what needs no override.
    absl::Status may = CheckMayWork(txn.who(), scene.publisher_id, VerdictWork::kPublish);
    if (!may.ok()) return may;
  }
  v1::Verdict pinned = PinCaptures(before, *cited);
  if (later) {
    absl::StatusOr<v1::Verdict> after =
        Embargo(std::move(pinned), *release.embargo, txn.who().actor, waiver);
    if (!after.ok()) return after.status();
    return StoreWork(txn, scene, before, *std::move(after));
  }
  absl::StatusOr<Ended> ended = Publish(std::move(pinned), txn.who().actor, waiver);
  if (!ended.ok()) return ended.status();
  return StorePublished(txn, scene, before, *std::move(ended), StatusOf::kRefreshed);
}

}  // namespace

void Verdicts::Run(const Call& call, const google::protobuf::Message& request, Command command,
                   Done done) {
  const auto decide = [command = std::move(command)](Txn& txn) -> absl::StatusOr<std::string> {
    absl::StatusOr<Loaded<v1::Verdict>> verdict =
        LoadVerdict(txn, command.claim, command.publisher);
    if (!verdict.ok()) return verdict.status();
    absl::Status may = CheckMayWork(txn.who(), command.publisher, command.work);
    if (!may.ok()) return may;
    if (!command.etag.empty() && command.etag != verdict->etag()) {
      return EtagMismatch(verdict->message.name(), verdict->etag());
    }
    absl::StatusOr<Scene> scene = LoadScene(txn, command.claim, command.publisher);
    if (!scene.ok()) return scene.status();
    txn.set_reason(command.reason);
    return command.apply(txn, *scene, verdict->message);
  };
  book_->Write(call, request, decide, std::move(done));
}

void Verdicts::SubmitVerdict(const Call& call, const v1::SubmitVerdictRequest& request, Done done) {
  Violations violations(request);
  Command command = CommandOf(request, VerdictWork::kSubmit, violations);
  command.reason =
      CheckedText("note", {.max_bytes = kMaxVerdictReasonBytes}, request.note(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [](Txn& txn, const Scene& scene,
                     const v1::Verdict& before) -> absl::StatusOr<std::string> {
    absl::StatusOr<v1::Verdict> after = Submit(before);
    if (!after.ok()) return after.status();
    return StoreWork(txn, scene, before, *std::move(after));
  };
  Run(call, request, std::move(command), std::move(done));
}

void Verdicts::RequestChanges(const Call& call, const v1::RequestChangesRequest& request,
                              Done done) {
  Violations violations(request);
  Command command = CommandOf(request, VerdictWork::kReview, violations);
  const std::string comment =
      CheckedText("comment", {.max_bytes = kMaxReviewCommentBytes, .required = true, .lines = true},
                  request.comment(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [comment](Txn& txn, const Scene& scene,
                            const v1::Verdict& before) -> absl::StatusOr<std::string> {
    absl::StatusOr<v1::Verdict> after =
        domain::RequestChanges(before, ReviewerOf(txn, scene.publisher_id), comment);
    if (!after.ok()) return after.status();
    return StoreWork(txn, scene, before, *std::move(after));
  };
  Run(call, request, std::move(command), std::move(done));
}

void Verdicts::ApproveVerdict(const Call& call, const v1::ApproveVerdictRequest& request,
                              Done done) {
  Violations violations(request);
  Command command = CommandOf(request, VerdictWork::kReview, violations);
  const std::string comment =
      CheckedText("comment", {.max_bytes = kMaxReviewCommentBytes, .lines = true},
                  request.comment(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [comment](Txn& txn, const Scene& scene,
                            const v1::Verdict& before) -> absl::StatusOr<std::string> {
    absl::StatusOr<CitedEvidence> cited =
        LoadCited(txn, scene.claim, scene.publisher_id, before.working());
    if (!cited.ok()) return cited.status();
    const auto meets_policy = [&](const v1::VerdictRevision& revision) {
      return UnmetBy(scene, before, revision, *cited).empty();
    };
    absl::StatusOr<v1::Verdict> after =
        Approve(before, ReviewerOf(txn, scene.publisher_id), comment, meets_policy);
    if (!after.ok()) return after.status();
    return StoreWork(txn, scene, before, *std::move(after));
  };
  Run(call, request, std::move(command), std::move(done));
}

void Verdicts::PublishVerdict(const Call& call, const v1::PublishVerdictRequest& request,
                              Done done) {
  Violations violations(request);
  const bool overrides = !request.override_reason().empty();
  Command command =
      CommandOf(request, overrides ? VerdictWork::kOverride : VerdictWork::kPublish, violations);
  ReleaseOrder release;
  release.override_reason =
      CheckedText("override_reason", {.max_bytes = kMaxVerdictReasonBytes, .required = overrides},
                  request.override_reason(), violations);
  if (request.has_embargo_time()) {
    const size_t before = violations.count();
    CheckTimestamp("embargo_time", request.embargo_time(), violations);
    if (violations.count() == before) {
      release.embargo = FromTimestamp(ToTimestamp(FromTimestamp(request.embargo_time())));
      if (*release.embargo > book_->Now() + kMaxEmbargo) {
        violations.Add("embargo_time", "must be at most 10 years ahead");
      }
    }
  }
  if (!violations.empty()) return done(violations.ToStatus());

  command.reason = release.override_reason;
  command.apply = [release = std::move(release)](Txn& txn, const Scene& scene,
                                                 const v1::Verdict& before) {
    return ReleaseVerdict(txn, scene, before, release);
  };
  Run(call, request, std::move(command), std::move(done));
}

}  // namespace factcheck::domain
