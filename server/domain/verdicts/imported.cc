#include "server/domain/verdicts/imported.h"

#include <optional>
#include <string>
#include <utility>

#include "server/domain/core/keys.h"
#include "server/domain/values/diff.h"
#include "server/domain/values/error.h"
#include "server/domain/verdicts/citations.h"
#include "server/domain/verdicts/life_cycle.h"
#include "server/domain/verdicts/public_form.h"
#include "server/domain/verdicts/stored_verdict.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kUpdateNote = "The publisher changed its review; it was imported again.";

std::string IdOf(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

absl::Status CheckMayImport(const v1::Verdict& before) {
  if (before.has_working()) {
    return IllegalTransition(before.name(), "people are at work on this verdict here");
  }
  if (before.state() == v1::Verdict::STATE_RETRACTED) {
    return IllegalTransition(before.name(), "this verdict was taken back here");
  }
  return absl::OkStatus();
}

bool SaysTheSame(const v1::VerdictRevision& in_force, const v1::VerdictRevision& content) {
  v1::VerdictRevision old_content = ContentOf(in_force);
  v1::VerdictRevision new_content = ContentOf(content);
  if (new_content.public_note().empty()) old_content.clear_public_note();
  return SameMessage(old_content, new_content);
}

// The verdict with `content` as a revision that needs no more review.
absl::StatusOr<v1::Verdict> WithImported(const v1::Verdict& before, v1::VerdictRevision content,
                                         std::string_view actor) {
  absl::StatusOr<v1::Verdict> begun;
  if (before.has_published()) {
    if (content.public_note().empty()) content.set_public_note(std::string(kUpdateNote));
    begun = Correct(before, v1::VerdictRevision::KIND_UPDATE, content, actor);
  } else {
    begun = Begin(before, content, actor);
  }
  if (begun.ok()) begun = Submit(*std::move(begun));
  if (!begun.ok()) return begun;
  v1::VerdictRevision* working = begun->mutable_working();
  working->set_imported(true);
  // Whoever runs an import wrote nothing.
  working->clear_editors();
  working->clear_submit_time();
  return begun;
}

}  // namespace

absl::StatusOr<v1::Verdict> PutImportedVerdict(Txn& txn, const v1::Claim& claim,
                                               const v1::Publisher& publisher,
                                               const v1::VerdictRevision& content) {
  const Scene scene{IdOf(claim.name()), IdOf(publisher.name()), claim, publisher};
  absl::StatusOr<std::optional<Loaded<v1::Verdict>>> stored =
      txn.Load<v1::Verdict>(keys::WorkVerdict(scene.claim_id, scene.publisher_id));
  if (!stored.ok()) return stored.status();
  v1::Verdict before;
  before.set_name(scene.verdict_name());
  if (*stored) before = std::move((*stored)->message);
  absl::Status may = CheckMayImport(before);
  if (!may.ok()) return may;
  absl::StatusOr<EvidenceNames> restricted = RestrictedAmong(txn, content);
  if (!restricted.ok()) return restricted.status();
  if (before.has_published() && SaysTheSame(before.published(), content)) {
    return PublicForm(before, *restricted);
  }
  absl::StatusOr<v1::Verdict> begun = WithImported(before, content, txn.who().actor);
  if (!begun.ok()) return begun.status();
  absl::StatusOr<Ended> ended = Publish(*std::move(begun), txn.who().actor, std::nullopt);
  if (!ended.ok()) return ended.status();
  v1::Verdict open = PublicForm(ended->verdict, *restricted);
  absl::Status put =
      StorePublished(txn, scene, before, *std::move(ended), StatusOf::kLeft).status();
  if (!put.ok()) return put;
  return open;
}

}  // namespace factcheck::domain
