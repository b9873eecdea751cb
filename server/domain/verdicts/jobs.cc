#include "server/domain/verdicts/jobs.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/stamp.h"
#include "server/domain/verdicts/life_cycle.h"
#include "server/domain/verdicts/publication.h"
#include "server/domain/verdicts/stored_verdict.h"

namespace factcheck::domain {
namespace {

using storage::v1::ScheduledJob;

std::optional<absl::Time> ReleaseAt(const v1::VerdictRevision& revision) {
  if (!revision.has_embargo_time()) return std::nullopt;
  return FromTimestamp(revision.embargo_time());
}

// Ids have no '/', so no two jobs of one time meet.
std::string KeyOf(const ScheduledJob& job) {
  return keys::Due(FromTimestamp(job.due_time()),
                   StrCat(job.kind(), "/", job.claim(), "/", job.publisher(), "/", job.revision()));
}

std::optional<ScheduledJob> JobOf(ScheduledJob::Kind kind, std::string_view claim,
                                  std::string_view publisher, const v1::VerdictRevision& revision) {
  const std::optional<absl::Time> due =
      kind == ScheduledJob::KIND_RELEASE_EMBARGO ? ReleaseAt(revision) : StaleAt(revision);
  if (!due) return std::nullopt;
  ScheduledJob job;
  job.set_kind(kind);
  job.set_claim(std::string(claim));
  job.set_publisher(std::string(publisher));
  job.set_revision(revision.number());
  *job.mutable_due_time() = ToTimestamp(*due);
  return job;
}

void Reschedule(Txn& txn, const std::optional<ScheduledJob>& before,
                const std::optional<ScheduledJob>& after) {
  const std::string old_key = before ? KeyOf(*before) : "";
  const std::string new_key = after ? KeyOf(*after) : "";
  if (old_key == new_key) return;
  if (before) txn.Delete(old_key);
  if (after) txn.Put(new_key, after->SerializeAsString());
}

// A reason as the history keeps it: what stands in the way, one after another.
std::string HoldReason(const PublicationFaults& faults) {
  constexpr size_t kMaxBytes = 2000;
  std::string reason = "held:";
  for (const UnmetPrecondition& fault : faults.All()) {
    const std::string more =
        StrCat(" ", fault.type, " (", fault.subject, "): ", fault.description, ";");
    if (reason.size() + more.size() > kMaxBytes) break;
    reason += more;
  }
  reason.pop_back();
  return reason;
}

absl::Status ReleaseEmbargoed(Txn& txn, const Scene& scene, const v1::Verdict& verdict) {
  absl::StatusOr<CitedEvidence> cited =
      LoadCited(txn, scene.claim, scene.publisher_id, verdict.working());
  if (!cited.ok()) return cited.status();
  absl::StatusOr<PublicationFaults> faults = FindFaults(txn, scene, verdict, *cited, txn.now());
  if (!faults.ok()) return faults.status();
  const bool meets_policy = faults->policy.empty();
  faults->Waive(verdict.working().override());
  if (!faults->None()) {
    absl::StatusOr<v1::Verdict> held = Hold(verdict, meets_policy);
    if (!held.ok()) return held.status();
    txn.set_reason(HoldReason(*faults));
    StoreWork(txn, scene, verdict, *std::move(held));
    return absl::OkStatus();
  }
  txn.set_reason(verdict.working().override().reason());
  absl::StatusOr<Ended> ended = Release(PinCaptures(verdict, *cited));
  if (!ended.ok()) return ended.status();
  return StorePublished(txn, scene, verdict, *std::move(ended), StatusOf::kRefreshed).status();
}

bool Fits(const ScheduledJob& job, const v1::Verdict& verdict) {
  const absl::Time due = FromTimestamp(job.due_time());
  switch (job.kind()) {
    case ScheduledJob::KIND_RELEASE_EMBARGO:
      return verdict.working().state() == v1::VerdictRevision::STATE_EMBARGOED &&
             verdict.working().number() == job.revision() && ReleaseAt(verdict.working()) == due;
    case ScheduledJob::KIND_MARK_STALE:
      return verdict.published().number() == job.revision() && !verdict.stale() &&
             StaleAt(verdict.published()) == due;
    default:
      return false;
  }
}

}  // namespace

void RescheduleRelease(Txn& txn, std::string_view claim, std::string_view publisher,
                       const v1::VerdictRevision& before, const v1::VerdictRevision& after) {
  Reschedule(txn, JobOf(ScheduledJob::KIND_RELEASE_EMBARGO, claim, publisher, before),
             JobOf(ScheduledJob::KIND_RELEASE_EMBARGO, claim, publisher, after));
}

void RescheduleStale(Txn& txn, std::string_view claim, std::string_view publisher,
                     const v1::VerdictRevision& before, const v1::VerdictRevision& after) {
  Reschedule(txn, JobOf(ScheduledJob::KIND_MARK_STALE, claim, publisher, before),
             JobOf(ScheduledJob::KIND_MARK_STALE, claim, publisher, after));
}

absl::Status RunJob(Txn& txn, const std::string& key, const ScheduledJob& job) {
  absl::StatusOr<std::optional<storage::Entry>> entry = txn.Get(key);
  if (!entry.ok()) return entry.status();
  if (!*entry) return absl::OkStatus();
  txn.Delete(key);
  absl::StatusOr<std::optional<Loaded<v1::Verdict>>> verdict =
      txn.Load<v1::Verdict>(keys::WorkVerdict(job.claim(), job.publisher()));
  if (!verdict.ok()) return verdict.status();
  if (!*verdict || !Fits(job, (*verdict)->message)) return absl::OkStatus();
  absl::StatusOr<Scene> scene = LoadScene(txn, job.claim(), job.publisher());
  if (!scene.ok()) return scene.status();
  if (job.kind() == ScheduledJob::KIND_MARK_STALE) {
    return StoreStale(txn, *scene, std::move((*verdict)->message));
  }
  return ReleaseEmbargoed(txn, *scene, (*verdict)->message);
}

}  // namespace factcheck::domain
