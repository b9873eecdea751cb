// The methods of Verdicts by which revisions are written.
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "server/domain/core/keys.h"
#include "server/domain/values/diff.h"
#include "server/domain/values/field_mask.h"
#include "server/domain/verdicts/command.h"
#include "server/domain/verdicts/content.h"
#include "server/domain/verdicts/life_cycle.h"

namespace factcheck::domain {
namespace {

// What a request wants written: checked values and the fields that they are of.
struct Writing {
  std::vector<std::string> fields;
  v1::VerdictRevision values;
};

std::shared_ptr<const Writing> ReadWriting(const google::protobuf::FieldMask& mask,
                                           const v1::VerdictRevision& revision,
                                           std::string_view publisher, absl::Time now,
                                           Violations& violations) {
  auto writing = std::make_shared<Writing>();
  writing->fields = FieldsToUpdate("update_mask", mask, revision, kRevisionFields, violations);
  CopyFields(writing->fields, revision, &writing->values);
  CheckContent("revision", writing->fields, publisher, now, &writing->values, violations);
  return writing;
}

// `content` with what `writing` says, completed from the store.
absl::StatusOr<v1::VerdictRevision> Write(Txn& txn, const Scene& scene, const Writing& writing,
                                          v1::VerdictRevision content) {
  CopyFields(writing.fields, writing.values, &content);
  absl::Status status = CompleteContent(txn, scene, "revision", writing.fields, &content);
  if (!status.ok()) return status;
  return content;
}

// The verdict in which a first draft is begun: a new one, or one of which all was discarded.
absl::StatusOr<v1::Verdict> VerdictToBegin(Txn& txn, const Scene& scene) {
  absl::StatusOr<std::optional<Loaded<v1::Verdict>>> before =
      txn.Load<v1::Verdict>(keys::WorkVerdict(scene.claim_id, scene.publisher_id));
  if (!before.ok()) return before.status();
  if (*before) return std::move((*before)->message);
  v1::Verdict verdict;
  verdict.set_name(scene.verdict_name());
  return verdict;
}

}  // namespace

void Verdicts::CreateDraft(const Call& call, const v1::CreateDraftRequest& request, Done done) {
  Violations violations(request);
  std::string claim = ReadName("parent", kClaimPattern, request.parent(), violations).front();
  std::string publisher =
      ReadName("publisher", kPublisherPattern, request.publisher(), violations).front();
  const auto writing = ReadWriting({}, request.revision(), publisher, book_->Now(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  const auto decide = [claim = std::move(claim), publisher = std::move(publisher),
                       writing](Txn& txn) -> absl::StatusOr<std::string> {
    absl::StatusOr<Scene> scene = LoadScene(txn, claim, publisher);
    if (!scene.ok()) return scene.status();
    absl::Status may = CheckMayWork(txn.who(), publisher, VerdictWork::kDraft);
    if (!may.ok()) return may;
    absl::StatusOr<v1::Verdict> before = VerdictToBegin(txn, *scene);
    if (!before.ok()) return before.status();
    absl::Status allowed = CheckCommand(*before, VerdictCommand::kBegin);
    if (allowed.ok()) allowed = CheckMayBegin(*scene);
    if (!allowed.ok()) return allowed;
    absl::StatusOr<v1::VerdictRevision> content = Write(txn, *scene, *writing, {});
    if (!content.ok()) return content.status();
    absl::StatusOr<v1::Verdict> after = Begin(*before, *content, txn.who().actor);
    if (!after.ok()) return after.status();
    return StoreWork(txn, *scene, *before, *std::move(after));
  };
  book_->Write(call, request, decide, std::move(done));
}

void Verdicts::UpdateDraft(const Call& call, const v1::UpdateDraftRequest& request, Done done) {
  Violations violations(request);
  Command command = CommandOf(request, VerdictWork::kDraft, violations);
  if (!request.has_revision()) violations.Add("revision", "must be there");
  const auto writing = ReadWriting(request.update_mask(), request.revision(), command.publisher,
                                   book_->Now(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [writing](Txn& txn, const Scene& scene,
                            const v1::Verdict& before) -> absl::StatusOr<std::string> {
    absl::Status allowed = CheckCommand(before, VerdictCommand::kEdit);
    if (!allowed.ok()) return allowed;
    if (txn.who().IsAi() && before.working().state() != v1::VerdictRevision::STATE_DRAFT) {
      return AiNotAllowed(
          "an AI assistant edits drafts only; its edit would take back what people decided");
    }
    if (before.working().kind() == v1::VerdictRevision::KIND_RETRACTION &&
        writing->values.has_rating()) {
      return InvalidField("revision.rating", "must be absent: a retraction has no rating");
    }
    const v1::VerdictRevision old_content = ContentOf(before.working());
    absl::StatusOr<v1::VerdictRevision> content = Write(txn, scene, *writing, old_content);
    if (!content.ok()) return content.status();
    if (SameMessage(old_content, *content)) return UnchangedVerdict(txn, scene);
    absl::StatusOr<v1::Verdict> after = Edit(before, *content, txn.who().actor);
    if (!after.ok()) return after.status();
    return StoreWork(txn, scene, before, *std::move(after));
  };
  Run(call, request, std::move(command), std::move(done));
}

void Verdicts::CorrectVerdict(const Call& call, const v1::CorrectVerdictRequest& request,
                              Done done) {
  Violations violations(request);
  Command command = CommandOf(request, VerdictWork::kDraft, violations);
  const auto kind = request.kind();
  if (kind != v1::VerdictRevision::KIND_UPDATE && kind != v1::VerdictRevision::KIND_CORRECTION) {
    violations.Add("kind", "must be KIND_UPDATE or KIND_CORRECTION");
  }
  const std::string note = CheckedText(
      "public_note", {.max_bytes = kMaxPublicNoteBytes, .required = true, .lines = true},
      request.public_note(), violations);
  const auto writing = ReadWriting(request.update_mask(), request.revision(), command.publisher,
                                   book_->Now(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [writing, kind, note](Txn& txn, const Scene& scene,
                                        const v1::Verdict& before) -> absl::StatusOr<std::string> {
    absl::Status allowed = CheckCommand(before, VerdictCommand::kCorrect);
    if (!allowed.ok()) return allowed;
    absl::StatusOr<v1::VerdictRevision> content =
        Write(txn, scene, *writing, ContentToCorrect(before, txn.now()));
    if (!content.ok()) return content.status();
    content->set_public_note(note);
    absl::StatusOr<v1::Verdict> after = Correct(before, kind, *content, txn.who().actor);
    if (!after.ok()) return after.status();
    return StoreWork(txn, scene, before, *std::move(after));
  };
  Run(call, request, std::move(command), std::move(done));
}

void Verdicts::RetractVerdict(const Call& call, const v1::RetractVerdictRequest& request,
                              Done done) {
  Violations violations(request);
  Command command = CommandOf(request, VerdictWork::kTakeBack, violations);
  const std::string note = CheckedText(
      "public_note", {.max_bytes = kMaxPublicNoteBytes, .required = true, .lines = true},
      request.public_note(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [note](Txn& txn, const Scene& scene,
                         const v1::Verdict& before) -> absl::StatusOr<std::string> {
    absl::StatusOr<v1::Verdict> after = Retract(before, note, txn.who().actor);
    if (!after.ok()) return after.status();
    return StoreWork(txn, scene, before, *std::move(after));
  };
  Run(call, request, std::move(command), std::move(done));
}

void Verdicts::DiscardDraft(const Call& call, const v1::DiscardDraftRequest& request, Done done) {
  Violations violations(request);
  Command command = CommandOf(request, VerdictWork::kTakeBack, violations);
  command.reason =
      CheckedText("reason", {.max_bytes = kMaxVerdictReasonBytes}, request.reason(), violations);
  if (!violations.empty()) return done(violations.ToStatus());

  command.apply = [](Txn& txn, const Scene& scene,
                     const v1::Verdict& before) -> absl::StatusOr<std::string> {
    absl::StatusOr<Ended> ended = Discard(before);
    if (!ended.ok()) return ended.status();
    return StoreDiscarded(txn, scene, before, *std::move(ended));
  };
  Run(call, request, std::move(command), std::move(done));
}

}  // namespace factcheck::domain
