#include "server/domain/verdicts/life_cycle.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/stamp.h"
#include "server/domain/values/error.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using Revision = v1::VerdictRevision;

// Bit n: allowed where the working revision is in the state n (0: there is none).
constexpr uint32_t In(std::initializer_list<Revision::State> states) {
  uint32_t bits = 0;
  for (Revision::State state : states) bits |= 1u << static_cast<uint32_t>(state);
  return bits;
}
constexpr uint32_t kNothing = In({Revision::STATE_UNSPECIFIED});
constexpr uint32_t kSubmitted =
    In({Revision::STATE_IN_REVIEW, Revision::STATE_APPROVED, Revision::STATE_EMBARGOED});
constexpr uint32_t kAny = kSubmitted | In({Revision::STATE_DRAFT});

uint32_t AllowedIn(VerdictCommand command) {
  switch (command) {
    case VerdictCommand::kBegin:
    case VerdictCommand::kCorrect:
    case VerdictCommand::kRetract:
      return kNothing;
    case VerdictCommand::kEdit:
    case VerdictCommand::kDiscard:
      return kAny;
    case VerdictCommand::kSubmit:
      return In({Revision::STATE_DRAFT});
    case VerdictCommand::kRequestChanges:
    case VerdictCommand::kApprove:
    case VerdictCommand::kEmbargo:
    case VerdictCommand::kPublish:
      return kSubmitted;
    case VerdictCommand::kHold:
      return In({Revision::STATE_EMBARGOED});
  }
  return 0;
}

std::string StateName(Revision::State state) {
  return Revision::State_Name(state).substr(std::string_view("STATE_").size());
}

std::string Refusal(const v1::Verdict& verdict, VerdictCommand command) {
  if (!verdict.has_working()) {
    return "no revision is being worked on; begin one with CreateDraft, CorrectVerdict or "
           "RetractVerdict";
  }
  const Revision& working = verdict.working();
  const std::string is =
      StrCat("revision ", working.number(), " is in state ", StateName(working.state()));
  switch (command) {
    case VerdictCommand::kCorrect:
    case VerdictCommand::kRetract:
      return is + " and must be published or discarded first";
    case VerdictCommand::kSubmit:
      return is + "; only a DRAFT is submitted";
    case VerdictCommand::kHold:
      return is + "; only what is EMBARGOED is held";
    default:
      return is + "; submit it first with SubmitVerdict";
  }
}

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void AddEditor(Revision* revision, std::string_view actor) {
  const std::string name = MakeName(kActorPattern, {actor});
  if (!Contains(revision->editors(), name)) revision->add_editors(name);
}

void VoidApprovals(Revision* revision) {
  for (v1::Review& review : *revision->mutable_reviews()) {
    if (review.decision() == v1::Review::DECISION_APPROVED) review.set_voided(true);
  }
}

void TakeBackRelease(Revision* revision) {
  revision->clear_embargo_time();
  revision->clear_releaser();
  revision->clear_override();
}

void BackToDraft(Revision* revision) {
  if (revision->state() == Revision::STATE_DRAFT) return;
  revision->set_state(Revision::STATE_DRAFT);
  VoidApprovals(revision);
  TakeBackRelease(revision);
}

void CopyContent(const Revision& from, Revision* to) {
  static const auto* const fields = [] {
    auto* const all = new std::vector<const google::protobuf::FieldDescriptor*>;
    for (std::string_view name : kRevisionFields) {
      all->push_back(Revision::descriptor()->FindFieldByName(std::string(name)));
    }
    return all;
  }();
  CopyFields(*fields, from, to);
}

Revision* BeginRevision(v1::Verdict* verdict, Revision::Kind kind, const Revision& content,
                        std::string_view actor) {
  Revision* working = verdict->mutable_working();
  CopyContent(content, working);
  verdict->set_revision_count(verdict->revision_count() + 1);
  working->set_number(verdict->revision_count());
  working->set_name(StrCat(verdict->name(), "/revisions/", working->number()));
  working->set_kind(kind);
  working->set_state(Revision::STATE_DRAFT);
  working->set_base_revision(verdict->published().number());
  Stamps::CommitTime(working->mutable_begin_time());
  AddEditor(working, actor);
  return working;
}

absl::Status AddReview(Revision* revision, const Reviewer& reviewer, std::string_view comment,
                       v1::Review::Decision decision) {
  if (revision->reviews_size() >= kMaxReviews) {
    const UnmetPrecondition unmet{"REVIEWS", revision->name(),
                                  StrCat("has ", kMaxReviews,
                                         " reviews; discard it and begin "
                                         "another")};
    return PreconditionFailed(v1::ERROR_REASON_LIMIT_REACHED,
                              "the revision has no room for a review", std::span(&unmet, 1));
  }
  v1::Review* review = revision->add_reviews();
  review->set_reviewer(MakeName(kActorPattern, {reviewer.actor}));
  review->set_decision(decision);
  review->set_comment(std::string(comment));
  review->set_standards_editor(reviewer.standards_editor);
  Stamps::CommitTime(review->mutable_review_time());
  return absl::OkStatus();
}

void SetRelease(Revision* revision, std::string_view actor, std::optional<v1::Override> waived) {
  revision->set_releaser(MakeName(kActorPattern, {actor}));
  revision->clear_override();
  if (waived) *revision->mutable_override() = *std::move(waived);
}

Ended PublishWorking(v1::Verdict verdict) {
  Ended ended;
  if (verdict.has_published()) {
    ended.superseded = std::move(*verdict.mutable_published());
    ended.superseded->set_state(Revision::STATE_SUPERSEDED);
    Stamps::CommitTime(ended.superseded->mutable_supersede_time());
  }
  ended.revision = std::move(*verdict.mutable_working());
  verdict.clear_working();
  ended.revision.set_state(Revision::STATE_PUBLISHED);
  ended.revision.set_base_revision(ended.superseded ? ended.superseded->number() : 0);
  Stamps::CommitTime(ended.revision.mutable_publish_time());
  *verdict.mutable_published() = ended.revision;
  verdict.set_state(ended.revision.kind() == Revision::KIND_RETRACTION
                        ? v1::Verdict::STATE_RETRACTED
                        : v1::Verdict::STATE_PUBLISHED);
  verdict.set_published_count(verdict.published_count() + 1);
  verdict.set_stale(false);
  ended.verdict = std::move(verdict);
  return ended;
}

}  // namespace

absl::Status CheckCommand(const v1::Verdict& verdict, VerdictCommand command) {
  const bool published = verdict.has_published();
  if (command == VerdictCommand::kBegin && (published || verdict.has_working())) {
    return AlreadyExists(verdict.name());
  }
  const bool begins = command == VerdictCommand::kCorrect || command == VerdictCommand::kRetract;
  if (begins && !published) {
    return IllegalTransition(verdict.name(), "nothing was published yet; change its draft instead");
  }
  if (!(AllowedIn(command) >> static_cast<uint32_t>(verdict.working().state()) & 1u)) {
    return IllegalTransition(verdict.name(), Refusal(verdict, command));
  }
  if (command == VerdictCommand::kRetract && verdict.state() == v1::Verdict::STATE_RETRACTED) {
    return IllegalTransition(verdict.name(), "it was taken back already");
  }
  return absl::OkStatus();
}

Revision ContentOf(const Revision& revision) {
  Revision content;
  CopyContent(revision, &content);
  return content;
}

absl::StatusOr<v1::Verdict> Begin(v1::Verdict verdict, const Revision& content,
                                  std::string_view actor) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kBegin);
  if (!allowed.ok()) return allowed;
  verdict.set_state(v1::Verdict::STATE_UNPUBLISHED);
  BeginRevision(&verdict, Revision::KIND_INITIAL, content, actor);
  return verdict;
}

absl::StatusOr<v1::Verdict> Correct(v1::Verdict verdict, Revision::Kind kind,
                                    const Revision& content, std::string_view actor) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kCorrect);
  if (!allowed.ok()) return allowed;
  BeginRevision(&verdict, kind, content, actor);
  return verdict;
}

Revision ContentToCorrect(const v1::Verdict& verdict, absl::Time now) {
  Revision content = ContentOf(verdict.published());
  content.clear_public_note();
  if (content.has_valid_until() && FromTimestamp(content.valid_until()) <= now) {
    content.clear_valid_until();
  }
  if (content.has_recheck_time() && FromTimestamp(content.recheck_time()) <= now) {
    content.clear_recheck_time();
  }
  return content;
}

absl::StatusOr<v1::Verdict> Retract(v1::Verdict verdict, std::string_view public_note,
                                    std::string_view actor) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kRetract);
  if (!allowed.ok()) return allowed;
  static const std::vector<std::string> kept = {"title", "language", "url", "authors",
                                                "article_date"};
  Revision content;
  CopyFields(kept, verdict.published(), &content);
  content.set_public_note(std::string(public_note));
  BeginRevision(&verdict, Revision::KIND_RETRACTION, content, actor);
  return Submit(std::move(verdict));
}

absl::StatusOr<v1::Verdict> Edit(v1::Verdict verdict, const Revision& content,
                                 std::string_view actor) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kEdit);
  if (!allowed.ok()) return allowed;
  Revision* working = verdict.mutable_working();
  CopyContent(content, working);
  AddEditor(working, actor);
  BackToDraft(working);
  return verdict;
}

absl::StatusOr<v1::Verdict> Submit(v1::Verdict verdict) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kSubmit);
  if (!allowed.ok()) return allowed;
  verdict.mutable_working()->set_state(Revision::STATE_IN_REVIEW);
  Stamps::CommitTime(verdict.mutable_working()->mutable_submit_time());
  return verdict;
}

absl::StatusOr<v1::Verdict> RequestChanges(v1::Verdict verdict, const Reviewer& reviewer,
                                           std::string_view comment) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kRequestChanges);
  if (!allowed.ok()) return allowed;
  Revision* working = verdict.mutable_working();
  absl::Status added =
      AddReview(working, reviewer, comment, v1::Review::DECISION_CHANGES_REQUESTED);
  if (!added.ok()) return added;
  BackToDraft(working);
  return verdict;
}

absl::StatusOr<v1::Verdict> Approve(v1::Verdict verdict, const Reviewer& reviewer,
                                    std::string_view comment,
                                    absl::FunctionRef<bool(const Revision&)> meets_policy) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kApprove);
  if (!allowed.ok()) return allowed;
  Revision* working = verdict.mutable_working();
  const std::string name = MakeName(kActorPattern, {reviewer.actor});
  if (Contains(working->editors(), name)) {
    return Error(absl::StatusCode::kPermissionDenied, v1::ERROR_REASON_OWN_REVISION,
                 "nobody approves a revision that they wrote on; a colleague must",
                 {{"revision", working->name()}});
  }
  for (const v1::Review& review : working->reviews()) {
    if (review.decision() == v1::Review::DECISION_APPROVED && !review.voided() &&
        review.reviewer() == name) {
      return IllegalTransition(verdict.name(), "you approved this revision already");
    }
  }
  absl::Status added = AddReview(working, reviewer, comment, v1::Review::DECISION_APPROVED);
  if (!added.ok()) return added;
  if (working->state() == Revision::STATE_IN_REVIEW && meets_policy(*working)) {
    working->set_state(Revision::STATE_APPROVED);
  }
  return verdict;
}

absl::StatusOr<v1::Verdict> Embargo(v1::Verdict verdict, absl::Time until, std::string_view actor,
                                    std::optional<v1::Override> waived) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kEmbargo);
  if (!allowed.ok()) return allowed;
  Revision* working = verdict.mutable_working();
  SetRelease(working, actor, std::move(waived));
  working->set_state(Revision::STATE_EMBARGOED);
  *working->mutable_embargo_time() = ToTimestamp(until);
  return verdict;
}

absl::StatusOr<Ended> Publish(v1::Verdict verdict, std::string_view actor,
                              std::optional<v1::Override> waived) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kPublish);
  if (!allowed.ok()) return allowed;
  TakeBackRelease(verdict.mutable_working());
  SetRelease(verdict.mutable_working(), actor, std::move(waived));
  return PublishWorking(std::move(verdict));
}

absl::StatusOr<Ended> Release(v1::Verdict verdict) {
  if (verdict.working().state() != Revision::STATE_EMBARGOED) {
    return IllegalTransition(verdict.name(), "only what is EMBARGOED is released by a clock");
  }
  return PublishWorking(std::move(verdict));
}

absl::StatusOr<v1::Verdict> Hold(v1::Verdict verdict, bool meets_policy) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kHold);
  if (!allowed.ok()) return allowed;
  TakeBackRelease(verdict.mutable_working());
  verdict.mutable_working()->set_state(meets_policy ? Revision::STATE_APPROVED
                                                    : Revision::STATE_IN_REVIEW);
  return verdict;
}

absl::StatusOr<Ended> Discard(v1::Verdict verdict) {
  absl::Status allowed = CheckCommand(verdict, VerdictCommand::kDiscard);
  if (!allowed.ok()) return allowed;
  Ended ended;
  ended.revision = std::move(*verdict.mutable_working());
  verdict.clear_working();
  ended.revision.set_state(Revision::STATE_DISCARDED);
  TakeBackRelease(&ended.revision);
  ended.verdict = std::move(verdict);
  return ended;
}

std::optional<absl::Time> StaleAt(const Revision& revision) {
  std::optional<absl::Time> at;
  if (revision.has_valid_until()) at = FromTimestamp(revision.valid_until());
  if (revision.has_recheck_time()) {
    const absl::Time recheck = FromTimestamp(revision.recheck_time());
    at = at ? std::min(*at, recheck) : recheck;
  }
  return at;
}

}  // namespace factcheck::domain
