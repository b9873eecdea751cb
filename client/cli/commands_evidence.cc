// `factcheck evidence`.
#include "client/cli/command.h"
#include "client/cli/history_text.h"

namespace factcheck::cli {
namespace {

Argument EvidenceName() {
  return {.flags = "EVIDENCE",
          .field = "name",
          .help = "The evidence: CLAIM/EVIDENCE",
          .pattern = "claims/*/evidence/*",
          .required = true};
}

void AddWrites(CLI::App& root, Runtime& runtime) {
  AddCommand(
      root, runtime,
      {.path = "evidence add",
       .method = "Claims/AddEvidence",
       .summary = "Add a piece of evidence; what is said of it never changes afterwards",
       .examples =
           "  factcheck evidence add no-apology https://www.state.gov/ --stance supports \\\n"
           "            --kind primary --publisher 'U.S. Department of State' \\\n"
           "            --citation 'Interview with Chuck Todd, 19 February 2023, transcript'\n"
           "  factcheck evidence add no-apology --citation 'Call with a diplomat' --kind expert "
           "\\\n"
           "            --stance context --visibility restricted --restricted-to courier",
       .arguments = {
           {.flags = "CLAIM",
            .field = "parent",
            .help = "The claim: its id",
            .pattern = "claims/*",
            .required = true},
           {.flags = "URL", .field = "evidence.url", .help = "Address of the source"},
           {.flags = "--stance", .field = "evidence.stance", .help = "What it does to the claim"},
           {.flags = "--kind",
            .field = "evidence.kind",
            .help = "How near the source is to the fact"},
           {.flags = "--citation",
            .field = "evidence.citation",
            .help = "The source in words: title, author, page",
            .file = true},
           {.flags = "--publisher",
            .field = "evidence.publisher",
            .help = "Who published the source"},
           {.flags = "--quote",
            .field = "evidence.quote",
            .help = "The passage that matters",
            .file = true},
           {.flags = "--note",
            .field = "evidence.note",
            .help = "What the newsroom notes on it",
            .file = true},
           {.flags = "--origin-group",
            .field = "evidence.origin_group",
            .help = "Sources of one origin count once (default: the address's host)"},
           {.flags = "--visibility", .field = "evidence.visibility", .help = "Who may see it"},
           {.flags = "--restricted-to",
            .field = "evidence.restricted_to",
            .help = "Publisher whose members see it, several times for several",
            .pattern = "publishers/*"},
           {.flags = "--published",
            .field = "evidence.publish_date",
            .help = "When the source was published: 2023-02-19"},
           {.flags = "--language", .field = "evidence.language", .help = "Language of the source"},
           {.flags = "--capture",
            .field = "evidence.captures",
            .help = "Copy that was made of it: URL; sha256=...; size-bytes=...; media-type=..."},
           {.flags = "--id",
            .field = "evidence_id",
            .help = "Id to give it (else the server makes one)"}}});
  AddCommand(
      root, runtime,
      {.path = "evidence add-batch",
       .method = "Claims/BatchAddEvidence",
       .summary = "Add up to 100 pieces of evidence, all or none",
       .examples = "  factcheck evidence add-batch no-apology --request evidence.json\n"
                   "  # {\"requests\": [{\"evidence\": {\"url\": \"...\", \"kind\": "
                   "\"KIND_PRIMARY\",\n  #   \"stance\": \"STANCE_REFUTES\"}}, ...]}",
       .arguments = {{.flags = "CLAIM",
                      .field = "parent",
                      .help = "The claim: its id",
                      .pattern = "claims/*",
                      .required = true},
                     {.flags = "--evidence",
                      .field = "requests",
                      .help = "One AddEvidenceRequest as JSON, several times for several"}}});
  AddCommand(
      root, runtime,
      {.path = "evidence withdraw",
       .method = "Claims/WithdrawEvidence",
       .summary = "Withdraw a piece of evidence with a reason; it stays readable",
       .examples = "  factcheck evidence withdraw no-apology/e2 --reason 'the page was forged'",
       .arguments = {
           EvidenceName(),
           {.flags = "--reason,-r", .field = "reason", .help = "Why", .required = true}}});
  AddCommand(
      root, runtime,
      {.path = "evidence capture",
       .method = "Claims/AddEvidenceCapture",
       .summary = "Record a copy that was made of the source",
       .examples = "  factcheck evidence capture no-apology/e1 https://web.archive.org/... \\\n"
                   "            --sha256 $(sha256sum < page.html | cut -d' ' -f1)",
       .arguments = {
           EvidenceName(),
           {.flags = "ARCHIVE_URL",
            .field = "capture.archive_url",
            .help = "Address of the copy",
            .required = true},
           {.flags = "--sha256", .field = "capture.sha256", .help = "SHA-256 of the copy's bytes"},
           {.flags = "--size", .field = "capture.size_bytes", .help = "Its size in bytes"},
           {.flags = "--media-type",
            .field = "capture.media_type",
            .help = "Its media type, text/html"},
           {.flags = "--time", .field = "capture.capture_time", .help = "When it was made"},
           {.flags = "--by", .field = "capture.captured_by", .help = "Who made it, in words"}}});
}

}  // namespace

void AddEvidenceCommands(CLI::App& root, Runtime& runtime) {
  AddWrites(root, runtime);
  AddCommand(root, runtime,
             {.path = "evidence get",
              .method = "Claims/GetEvidence",
              .summary = "Show a piece of evidence; with --as-of as it was",
              .examples = "  factcheck evidence get no-apology/e1",
              .arguments = {EvidenceName()}});
  AddCommand(root, runtime,
             {.path = "evidence list",
              .method = "Claims/ListEvidence",
              .summary = "List the evidence of a claim, oldest first",
              .examples = "  factcheck evidence list no-apology\n"
                          "  factcheck evidence list no-apology --stance refutes",
              .arguments = {{.flags = "CLAIM",
                             .field = "parent",
                             .help = "The claim: its id",
                             .pattern = "claims/*",
                             .required = true},
                            {.flags = "--filter",
                             .field = "filter",
                             .help = "Any filter (AIP-160): stance, kind, publisher, origin_group, "
                                     "withdrawn, visibility"},
                            {.flags = "--stance",
                             .field = "",
                             .help = "supports, refutes, context",
                             .term = "stance = {}"},
                            {.flags = "--kind",
                             .field = "",
                             .help = "primary, secondary, expert, dataset",
                             .term = "kind = {}"}}});
  AddCommand(root, runtime,
             {.path = "evidence history",
              .method = "Claims/ListClaimRevisions",
              .summary = "Who changed what of a piece of evidence, when and why",
              .examples = "  factcheck evidence history no-apology/e1",
              .arguments = {EvidenceName()},
              .print = PrintHistoryEntry});
}

}  // namespace factcheck::cli
