#include "server/domain/statuses/refresh.h"

#include <algorithm>
#include <set>

#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/relationship.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/diff.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kClaimPrefix = "claims/";

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

v1::VerdictSummary Summarize(const PublicVerdict& input) {
  const v1::Verdict& verdict = input.verdict;
  const v1::VerdictRevision& revision = verdict.published();
  v1::VerdictSummary summary;
  summary.set_verdict(verdict.name());
  summary.set_publisher("publishers/" + std::string(IdOf(verdict.name())));
  summary.set_publisher_display_name(input.publisher_display_name);
  summary.set_revision(revision.number());
  summary.set_retracted(verdict.state() == v1::Verdict::STATE_RETRACTED);
  if (!summary.retracted() && revision.has_rating()) {
    summary.set_rating_label(revision.rating().label());
    summary.set_rating_code(revision.rating().code());
    summary.set_normal(revision.rating().normal());
  }
  summary.set_url(revision.url());
  *summary.mutable_publish_time() = revision.publish_time();
  summary.set_corrections(verdict.published_count() - 1);
  summary.set_stale(verdict.stale());
  return summary;
}

v1::ClaimStatus::State StateOf(const v1::Claim& claim, bool any_in_force, bool any_verdict) {
  if (claim.state() == v1::Claim::STATE_DELETED) return v1::ClaimStatus::STATE_UNKNOWN;
  if (any_in_force) return v1::ClaimStatus::STATE_CHECKED;
  if (any_verdict) return v1::ClaimStatus::STATE_RETRACTED;
  switch (claim.state()) {
    case v1::Claim::STATE_ACCEPTED:
      return v1::ClaimStatus::STATE_IN_PROGRESS;
    case v1::Claim::STATE_DECLINED:
      return v1::ClaimStatus::STATE_DECLINED;
    default:
      return v1::ClaimStatus::STATE_RECEIVED;
  }
}

// Every entry of a range; the ranges walked here are bounded by the domain.
template <typename Visit>
absl::Status ForEach(Txn& txn, const std::string& prefix, Visit visit) {
  storage::KeyRange range = storage::PrefixRange(prefix);
  for (;;) {
    absl::StatusOr<storage::ScanResult> page = txn.Scan(range);
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) {
      absl::Status status = visit(entry);
      if (!status.ok()) return status;
    }
    if (!page->more || page->entries.empty()) return absl::OkStatus();
    range.start = page->entries.back().key + '\0';
  }
}

absl::Status GatherVerdicts(Txn& txn, std::string_view claim_id,
                            std::vector<PublicVerdict>& verdicts) {
  return ForEach(txn, keys::PublicVerdictPrefix(claim_id), [&](const storage::Entry& entry) {
    absl::StatusOr<std::optional<Loaded<v1::Verdict>>> verdict = Txn::LoadFrom<v1::Verdict>(entry);
    if (!verdict.ok()) return verdict.status();
    PublicVerdict& found = verdicts.emplace_back();
    found.verdict = std::move((*verdict)->message);
    absl::StatusOr<std::optional<Loaded<v1::Publisher>>> publisher =
        txn.Load<v1::Publisher>(keys::Publisher(keys::LastId(entry.key)));
    if (!publisher.ok()) return publisher.status();
    if (*publisher) found.publisher_display_name = (*publisher)->message.display_name();
    return absl::OkStatus();
  });
}

bool SaysTheSame(const v1::Relationship& relationship) {
  return relationship.state() == v1::Relationship::STATE_CONFIRMED &&
         (relationship.type() == v1::Relationship::TYPE_DUPLICATE_OF ||
          relationship.type() == v1::Relationship::TYPE_PARAPHRASE_OF ||
          relationship.type() == v1::Relationship::TYPE_TRANSLATION_OF);
}

// Names of the claims that a confirmed relationship says say the same, in either
// direction, whatever became of them.
absl::Status GatherConfirmed(Txn& txn, std::string_view claim_id, std::set<std::string>& names) {
  absl::Status status =
      ForEach(txn, keys::RelationshipPrefix(claim_id), [&](const storage::Entry& entry) {
        absl::StatusOr<std::optional<Loaded<v1::Relationship>>> found =
            Txn::LoadFrom<v1::Relationship>(entry);
        if (!found.ok()) return found.status();
        if (SaysTheSame((*found)->message)) names.insert((*found)->message.target());
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return ForEach(txn, keys::RelationshipByTargetPrefix(claim_id), [&](const storage::Entry& e) {
    const std::vector<std::string_view> ids = keys::Ids(e.key);
    absl::StatusOr<std::optional<Loaded<v1::Relationship>>> found =
        txn.Load<v1::Relationship>(keys::Relationship(ids[1], ids[2]));
    if (!found.ok()) return found.status();
    if (*found && SaysTheSame((*found)->message)) {
      names.insert(std::string(kClaimPrefix) + std::string(ids[1]));
    }
    return absl::OkStatus();
  });
}

// Reads each claim that it names, so that a deletion that comes between makes the
// commit be decided again: a status never names what its readers may not see.
absl::Status GatherEquivalents(Txn& txn, std::string_view claim_id,
                               std::vector<std::string>& equivalents) {
  std::set<std::string> names;
  absl::Status status = GatherConfirmed(txn, claim_id, names);
  if (!status.ok()) return status;
  for (const std::string& name : names) {
    if (equivalents.size() == kMaxEquivalents) break;
    absl::StatusOr<std::optional<Loaded<v1::Claim>>> claim =
        txn.Load<v1::Claim>(keys::Claim(IdOf(name)));
    if (!claim.ok()) return claim.status();
    if (*claim && !(*claim)->deleted()) equivalents.push_back(name);
  }
  return absl::OkStatus();
}

// Stores `status` under `claim_id` unless it is there already.
absl::Status Store(Txn& txn, std::string_view claim_id, v1::ClaimStatus status) {
  const std::string key = keys::Status(claim_id);
  absl::StatusOr<std::optional<Loaded<v1::ClaimStatus>>> before = txn.Load<v1::ClaimStatus>(key);
  if (!before.ok()) return before.status();
  if (*before) {
    *status.mutable_create_time() = (*before)->message.create_time();
    v1::ClaimStatus old = (*before)->message;
    old.clear_update_time();
    old.clear_etag();
    old.clear_consistency_token();
    if (SameMessage(old, status)) return absl::OkStatus();
  }
  storage::v1::Change change;
  change.set_kind(storage::v1::Change::KIND_STATUS_CHANGED);
  change.set_name(std::string(kClaimPrefix) + std::string(claim_id));
  change.set_claim(std::string(claim_id));
  txn.Log(std::move(change));
  txn.PutResource(key, &status);
  return absl::OkStatus();
}

}  // namespace

v1::ClaimStatus ComputeStatus(const StatusInputs& inputs) {
  v1::ClaimStatus status;
  status.set_claim(inputs.claim.name());
  bool in_force = false;
  std::set<v1::NormalRating> normals;
  for (const PublicVerdict& verdict : inputs.verdicts) {
    if (static_cast<size_t>(status.verdicts_size()) == kMaxStatusVerdicts) break;
    v1::VerdictSummary summary = Summarize(verdict);
    if (!summary.retracted()) {
      in_force = true;
      if (summary.stale()) status.set_stale(true);
      if (summary.normal() == v1::NORMAL_RATING_TRUE ||
          summary.normal() == v1::NORMAL_RATING_MIXED ||
          summary.normal() == v1::NORMAL_RATING_FALSE) {
        normals.insert(summary.normal());
      }
    }
    *status.add_verdicts() = std::move(summary);
  }
  status.set_state(StateOf(inputs.claim, in_force, !inputs.verdicts.empty()));
  status.set_disputed(normals.size() > 1);
  for (const std::string& name : inputs.equivalents) status.add_equivalent_claims(name);
  return status;
}

absl::Status PutStatus(Txn& txn, const StatusInputs& inputs) {
  return Store(txn, IdOf(inputs.claim.name()), ComputeStatus(inputs));
}

absl::Status PutRedirect(Txn& txn, const v1::Claim& merged) {
  v1::ClaimStatus redirect;
  redirect.set_claim(merged.merged_into());
  return Store(txn, IdOf(merged.name()), std::move(redirect));
}

absl::Status RefreshStatus(Txn& txn, const v1::Claim& claim) {
  const std::string_view id = IdOf(claim.name());
  // Read first: every writer of the ranges below writes this key too or reads
  // it, so a commit that came between makes this one be decided again.
  absl::StatusOr<std::optional<storage::Entry>> guard = txn.Get(keys::Status(id));
  if (!guard.ok()) return guard.status();

  if (claim.state() == v1::Claim::STATE_MERGED) {
    absl::Status status = PutRedirect(txn, claim);
    if (!status.ok()) return status;
    absl::StatusOr<std::optional<Loaded<v1::Claim>>> target =
        txn.Load<v1::Claim>(keys::Claim(IdOf(claim.merged_into())));
    if (!target.ok()) return target.status();
    if (!*target || (*target)->message.state() == v1::Claim::STATE_MERGED) {
      return absl::InternalError("a merged claim redirects to no standing claim");
    }
    return RefreshStatus(txn, (*target)->message);
  }

  StatusInputs inputs{claim, {}, {}};
  absl::Status status = GatherVerdicts(txn, id, inputs.verdicts);
  if (!status.ok()) return status;
  for (const std::string& merged : claim.merged_from()) {
    status = GatherVerdicts(txn, IdOf(merged), inputs.verdicts);
    if (!status.ok()) return status;
  }
  std::stable_sort(inputs.verdicts.begin(), inputs.verdicts.end(),
                   [](const PublicVerdict& a, const PublicVerdict& b) {
                     return IdOf(a.verdict.name()) < IdOf(b.verdict.name());
                   });
  status = GatherEquivalents(txn, id, inputs.equivalents);
  if (!status.ok()) return status;
  return PutStatus(txn, inputs);
}

absl::Status RefreshEquivalents(Txn& txn, const v1::Claim& claim) {
  std::set<std::string> names;
  absl::Status status = GatherConfirmed(txn, IdOf(claim.name()), names);
  for (auto name = names.begin(); name != names.end() && status.ok(); ++name) {
    absl::StatusOr<std::optional<Loaded<v1::Claim>>> other =
        txn.Load<v1::Claim>(keys::Claim(IdOf(*name)));
    if (!other.ok()) return other.status();
    // A deleted one names nothing; it is refreshed when its deletion is taken back.
    if (*other && !(*other)->deleted()) status = RefreshStatus(txn, (*other)->message);
  }
  return status;
}

}  // namespace factcheck::domain
