// `factcheck verdict`.
#include "client/cli/command.h"
#include "client/cli/history_text.h"
#include "factcheck/v1/verdicts_service.pb.h"

namespace factcheck::cli {
namespace {

constexpr char kVerdict[] = "claims/*/verdicts/*";

Argument VerdictName(const char* field = "name") {
  return {.flags = "VERDICT",
          .field = field,
          .help = "The verdict: CLAIM/PUBLISHER",
          .pattern = kVerdict,
          .required = true};
}

std::vector<Argument> WithVerdict(std::vector<Argument> more) {
  more.insert(more.begin(), VerdictName());
  return more;
}

// What an author writes of a revision. In draft, edit and correct alike.
std::vector<Argument> WithContent(std::vector<Argument> first) {
  const std::vector<Argument> content = {
      {.flags = "--rating",
       .field = "revision.rating",
       .help = "Code of the rating in the publisher's scale; or CODE; scale-version=NAME"},
      {.flags = "--title", .field = "revision.title", .help = "Headline"},
      {.flags = "--summary",
       .field = "revision.summary",
       .help = "The answer in a few sentences",
       .file = true},
      {.flags = "--explanation",
       .field = "revision.explanation",
       .help = "The whole reasoning, in Markdown",
       .file = true},
      {.flags = "--language",
       .field = "revision.language",
       .help = "Language of the texts (default: the publisher's)"},
      {.flags = "--url",
       .field = "revision.url",
       .help = "Address of the article, on the publisher's domain"},
      {.flags = "--author",
       .field = "revision.authors",
       .help = "Byline, several times for several"},
      {.flags = "--cite",
       .field = "revision.citations",
       .help = "Evidence that it rests on, several times for several: its id, or ID; note=..."},
      {.flags = "--valid-until",
       .field = "revision.valid_until",
       .help = "After this it counts as stale: a time, or +90d"},
      {.flags = "--recheck",
       .field = "revision.recheck_time",
       .help = "When somebody should look again: a time, or +30d"},
      {.flags = "--article-date",
       .field = "revision.article_date",
       .help = "Date that the article bears"},
  };
  first.insert(first.end(), content.begin(), content.end());
  return first;
}

void AddWriting(CLI::App& root, Runtime& runtime) {
  AddCommand(root, runtime,
             {.path = "verdict draft",
              .method = "Verdicts/CreateDraft",
              .summary = "Begin a publisher's verdict on an accepted claim",
              .examples = "  factcheck verdict draft no-apology courier --rating true \\\n"
                          "            --title 'Wang Yi offered no apology' --cite transcript \\\n"
                          "            --url https://courier.example/no-apology \\\n"
                          "            --explanation-file explanation.md",
              .arguments = WithContent({{.flags = "CLAIM",
                                         .field = "parent",
                                         .help = "The claim: its id",
                                         .pattern = "claims/*",
                                         .required = true},
                                        {.flags = "PUBLISHER",
                                         .field = "publisher",
                                         .help = "The publisher: its id",
                                         .pattern = "publishers/*",
                                         .required = true}})});
  AddCommand(root, runtime,
             {.path = "verdict edit",
              .method = "Verdicts/UpdateDraft",
              .summary = "Change the working revision: what is given; approvals become void",
              .examples =
                  "  factcheck verdict edit no-apology/courier --summary 'No apology was offered.'",
              .arguments = WithContent(WithVerdict({{.flags = "--public-note",
                                                     .field = "revision.public_note",
                                                     .help = "What changed and why, for the public",
                                                     .file = true}})),
              .updates = "revision"});
  AddCommand(root, runtime,
             {.path = "verdict submit",
              .method = "Verdicts/SubmitVerdict",
              .summary = "Put the draft up for review",
              .examples = "  factcheck verdict submit no-apology/courier --note 'please, by noon'",
              .arguments = WithVerdict(
                  {{.flags = "--note", .field = "note", .help = "Note to the reviewers"}})});
  AddCommand(root, runtime,
             {.path = "verdict correct",
              .method = "Verdicts/CorrectVerdict",
              .summary = "Begin a correction or update of a published verdict, as a draft",
              .examples = "  factcheck verdict correct eight-days/courier --rating mostly-true \\\n"
                          "            --public-note 'An earlier version gave the dates wrongly.'\n"
                          "  factcheck verdict correct eight-days/courier --kind update \\\n"
                          "            --public-note 'A new report is out.'",
              .arguments = WithContent(WithVerdict(
                  {{.flags = "--kind",
                    .field = "kind",
                    .help = "correction: the old text was wrong (default); update: new facts"},
                   {.flags = "--public-note",
                    .field = "public_note",
                    .help = "What changed and why, for the public",
                    .file = true}})),
              .updates = "revision",
              .prepare = [](Runtime&, google::protobuf::Message& request) {
                auto& correct = dynamic_cast<v1::CorrectVerdictRequest&>(request);
                if (correct.kind() == v1::VerdictRevision::KIND_UNSPECIFIED) {
                  correct.set_kind(v1::VerdictRevision::KIND_CORRECTION);
                }
                return absl::OkStatus();
              }});
  AddCommand(root, runtime,
             {.path = "verdict retract",
              .method = "Verdicts/RetractVerdict",
              .summary = "Begin to take a published verdict back; goes into review at once",
              .examples = "  factcheck verdict retract nonlethal/courier \\\n"
                          "            --public-note 'It rested on a document that was withdrawn.'",
              .arguments = WithVerdict({{.flags = "--public-note",
                                         .field = "public_note",
                                         .help = "Why, for the public",
                                         .file = true}})});
  AddCommand(
      root, runtime,
      {.path = "verdict discard",
       .method = "Verdicts/DiscardDraft",
       .summary = "Give the working revision up; it stays in the history",
       .examples = "  factcheck verdict discard no-apology/courier --reason 'a colleague has it'",
       .arguments = WithVerdict({{.flags = "--reason,-r", .field = "reason", .help = "Why"}})});
}

void AddReviewing(CLI::App& root, Runtime& runtime) {
  AddCommand(
      root, runtime,
      {.path = "verdict approve",
       .method = "Verdicts/ApproveVerdict",
       .summary = "Approve the revision in review, which somebody else wrote",
       .examples = "  factcheck verdict approve no-apology/courier --comment 'sources checked'\n"
                   "  factcheck verdict approve no-apology/courier --etag ETAG   # this text alone",
       .arguments = WithVerdict(
           {{.flags = "--comment", .field = "comment", .help = "In your words", .file = true}})});
  AddCommand(
      root, runtime,
      {.path = "verdict request-changes",
       .method = "Verdicts/RequestChanges",
       .summary = "Send the revision back to its authors",
       .examples = "  factcheck verdict request-changes no-apology/courier \\\n"
                   "            --comment 'please cite the transcript'",
       .arguments = WithVerdict(
           {{.flags = "--comment", .field = "comment", .help = "What to change", .file = true}})});
  AddCommand(
      root, runtime,
      {.path = "verdict publish",
       .method = "Verdicts/PublishVerdict",
       .summary = "Make the approved revision public, now or at a time",
       .examples = "  factcheck verdict publish no-apology/courier\n"
                   "  factcheck verdict publish no-apology/courier --embargo 2030-01-01T06:00:00Z",
       .arguments = WithVerdict(
           {{.flags = "--embargo",
             .field = "embargo_time",
             .help = "When it becomes public: a time, or +2h"},
            {.flags = "--override-reason",
             .field = "override_reason",
             .help = "Publish though the policy is not met: for standards editors and admins; "
                     "shows to the public"}})});
}

void AddReading(CLI::App& root, Runtime& runtime) {
  AddCommand(root, runtime,
             {.path = "verdict get",
              .method = "Verdicts/GetVerdict",
              .summary = "Show a verdict; with --as-of as it was",
              .examples = "  factcheck verdict get no-apology/courier\n"
                          "  factcheck verdict get no-apology/courier --as-of 2023-02-20T12:00:00Z",
              .arguments = WithVerdict({})});
  AddCommand(
      root, runtime,
      {.path = "verdict list",
       .method = "Verdicts/ListVerdicts",
       .summary = "List verdicts of a claim, or everywhere: the queues of a newsroom",
       .examples = "  factcheck verdict list no-apology\n"
                   "  factcheck verdict list --work in-review --publisher courier\n"
                   "  factcheck verdict list --stale\n"
                   "  factcheck verdict list --filter 'state = RETRACTED' --output json",
       .arguments = {{.flags = "CLAIM",
                      .field = "parent",
                      .help = "The claim (default: all)",
                      .pattern = "claims/*"},
                     {.flags = "--filter",
                      .field = "filter",
                      .help = "Any filter (AIP-160): publisher, state, stale, rating, "
                              "working_state, working_kind, working_editor, embargo_time, "
                              "update_time, publish_time"},
                     {.flags = "--publisher",
                      .field = "",
                      .help = "Of this publisher",
                      .pattern = "publishers/*",
                      .term = "publisher = {q}"},
                     {.flags = "--state",
                      .field = "",
                      .help = "unpublished, published, retracted",
                      .term = "state = {}"},
                     {.flags = "--rating",
                      .field = "",
                      .help = "In force: true, mixed, false, other",
                      .term = "rating = {}"},
                     {.flags = "--work",
                      .field = "",
                      .help = "Being worked on: draft, in-review, approved, embargoed",
                      .term = "working_state = {}"},
                     {.flags = "--editor",
                      .field = "",
                      .help = "Being written by this actor",
                      .pattern = "actors/*",
                      .term = "working_editor = {q}"},
                     {.flags = "--stale",
                      .field = "",
                      .help = "A clock of it ran out",
                      .term = "stale = true"},
                     {.flags = "--order-by",
                      .field = "order_by",
                      .help = "update_time, publish_time or embargo_time, each with ' desc'"}},
       .prepare = [](Runtime&, google::protobuf::Message& request) {
         auto& list = dynamic_cast<v1::ListVerdictsRequest&>(request);
         if (list.parent().empty()) list.set_parent("claims/-");
         return absl::OkStatus();
       }});
  AddCommand(root, runtime,
             {.path = "verdict revision",
              .method = "Verdicts/GetVerdictRevision",
              .summary = "Show one revision by number",
              .examples = "  factcheck verdict revision eight-days/courier/1",
              .arguments = {{.flags = "REVISION",
                             .field = "name",
                             .help = "The revision: CLAIM/PUBLISHER/NUMBER",
                             .pattern = "claims/*/verdicts/*/revisions/*",
                             .required = true}}});
  AddCommand(root, runtime,
             {.path = "verdict revisions",
              .method = "Verdicts/ListVerdictRevisions",
              .summary = "List the revisions of a verdict, newest first",
              .examples = "  factcheck verdict revisions eight-days/courier",
              .arguments = {VerdictName("parent")}});
  AddCommand(root, runtime,
             {.path = "verdict history",
              .method = "Verdicts/ListVerdictHistory",
              .summary = "Who changed what, drafts included, when and why; newest first",
              .examples = "  factcheck verdict history eight-days/courier",
              .arguments = WithVerdict({}),
              .print = PrintHistoryEntry});
}

}  // namespace

void AddVerdictCommands(CLI::App& root, Runtime& runtime) {
  AddWriting(root, runtime);
  AddReviewing(root, runtime);
  AddReading(root, runtime);
}

}  // namespace factcheck::cli
