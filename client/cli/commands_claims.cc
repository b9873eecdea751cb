// `factcheck claim` and `factcheck appearance`.
#include "client/cli/command.h"
#include "client/cli/fields.h"
#include "client/cli/history_text.h"
#include "client/cli/match_text.h"
#include "client/cpp/text.h"
#include "factcheck/v1/claims_service.pb.h"

namespace factcheck::cli {
namespace {

constexpr char kClaim[] = "claims/*";

Argument ClaimName(const char* field = "name") {
  return {.flags = "CLAIM",
          .field = field,
          .help = "The claim: its id",
          .pattern = kClaim,
          .required = true};
}

std::vector<Argument> WithClaim(std::vector<Argument> more) {
  more.insert(more.begin(), ClaimName());
  return more;
}

// What a claim says of itself, for create and update alike.
std::vector<Argument> ClaimContent() {
  return {
      {.flags = "--language",
       .field = "claim.language",
       .help = "Language of the statement (BCP 47: en, pt-BR; und: not known)"},
      {.flags = "--claimant",
       .field = "claim.claimants",
       .help = "Who claims it, several times for several: NAME, or NAME; role=...; "
               "kind=person|organization|crowd; same-as=URL"},
      {.flags = "--date",
       .field = "claim.claim_date",
       .help = "When it was claimed: 2023, 2023-02, 2023-02-18"},
      {.flags = "--place", .field = "claim.claim_place", .help = "Where: a place or an occasion"},
      {.flags = "--context",
       .field = "claim.context",
       .help = "What one must know to understand it",
       .file = true},
      {.flags = "--topic", .field = "claim.topics", .help = "Subject, several times for several"},
  };
}

std::vector<Argument> Joined(std::vector<Argument> a, const std::vector<Argument>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

absl::Status PrepareCreation(Runtime& runtime, google::protobuf::Message& request) {
  const auto& create = dynamic_cast<v1::CreateClaimRequest&>(request);
  if (!create.claim().statement().empty()) {
    NoteAlike(runtime, create.claim());
    return absl::OkStatus();
  }
  return UsageError("what is claimed? give the STATEMENT, or --statement-file FILE");
}

// Counts instead of claims where facets were asked for.
std::optional<absl::Status> CountWhereAsked(Runtime& runtime,
                                            const google::protobuf::Message& request) {
  auto counting = dynamic_cast<const v1::ListClaimsRequest&>(request);
  if (counting.facets().empty()) return std::nullopt;
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  counting.set_page_size(1);
  const absl::StatusOr<v1::ListClaimsResponse> response = client->CountClaims(counting);
  if (!response.ok()) return response.status();
  for (const v1::Facet& facet : response->facets()) {
    if (runtime.printer().format() != Format::kTable) {
      runtime.printer().Row(facet);
      continue;
    }
    runtime.printer().Say(client::Concat({facet.field(), ":"}));
    for (const v1::FacetCount& count : facet.counts()) runtime.printer().Row(count);
    runtime.printer().Flush();
  }
  runtime.printer().Note(client::Concat({std::to_string(response->total_size()), " claims"}));
  return absl::OkStatus();
}

void AddTriage(CLI::App& root, Runtime& runtime) {
  const Argument note{.flags = "--note", .field = "note", .help = "Note for colleagues"};
  AddCommand(root, runtime,
             {.path = "claim accept",
              .method = "Claims/AcceptClaim",
              .summary = "Triage: worth checking; verdicts may be drafted",
              .examples = "  factcheck claim accept no-apology --note 'on NBC, widely quoted'",
              .arguments = WithClaim({note})});
  AddCommand(
      root, runtime,
      {.path = "claim decline",
       .method = "Claims/DeclineClaim",
       .summary = "Triage: will not be checked, and why",
       .examples = "  factcheck claim decline hysterical --reason not-checkable \\\n"
                   "            --note 'an opinion'",
       .arguments = WithClaim(
           {{.flags = "--reason,-r", .field = "decline_reason", .help = "Why", .required = true},
            note})});
  AddCommand(
      root, runtime,
      {.path = "claim reopen",
       .method = "Claims/ReopenClaim",
       .summary = "Take a decline or a merge back",
       .examples = "  factcheck claim reopen hysterical --reason 'it names a norm after all'",
       .arguments = WithClaim(
           {{.flags = "--reason,-r", .field = "reason", .help = "Why", .required = true}})});
  AddCommand(root, runtime,
             {.path = "claim assign",
              .method = "Claims/AssignClaim",
              .summary = "Say who works on it; without an actor: nobody",
              .examples = "  factcheck claim assign no-apology elena",
              .arguments = WithClaim({{.flags = "ACTOR",
                                       .field = "assignee",
                                       .help = "Who: the actor's id",
                                       .pattern = "actors/*"}})});
  AddCommand(
      root, runtime,
      {.path = "claim merge",
       .method = "Claims/MergeClaim",
       .summary = "Merge a claim into another: it redirects there, nothing is lost",
       .examples = "  factcheck claim merge never-apologised no-apology --reason 'the same'",
       .arguments = WithClaim({{.flags = "TARGET",
                                .field = "target",
                                .help = "The claim that stays",
                                .pattern = kClaim,
                                .required = true},
                               {.flags = "--reason,-r", .field = "reason", .help = "Why"}})});
  AddCommand(
      root, runtime,
      {.path = "claim delete",
       .method = "Claims/DeleteClaim",
       .summary = "Delete a claim on which nothing was ever published; can be undone",
       .examples = "  factcheck claim delete typo --reason 'brought in by mistake'",
       .arguments = WithClaim({{.flags = "--reason,-r", .field = "reason", .help = "Why"}})});
  AddCommand(root, runtime,
             {.path = "claim undelete",
              .method = "Claims/UndeleteClaim",
              .summary = "Take a deletion back",
              .examples = "  factcheck claim undelete typo",
              .arguments = WithClaim({})});
}

void AddReads(CLI::App& root, Runtime& runtime) {
  AddCommand(root, runtime,
             {.path = "claim get",
              .method = "Claims/BatchGetClaims",
              .summary = "Show claims; with --as-of as they were",
              .examples = "  factcheck claim get no-apology\n"
                          "  factcheck claim get no-apology --as-of 2023-02-20\n"
                          "  factcheck claim get no-apology eight-days --output json",
              .arguments = {{.flags = "CLAIM",
                             .field = "names",
                             .help = "The claims: their ids",
                             .pattern = kClaim,
                             .required = true}},
              .print = [](Runtime& r, const google::protobuf::Message& claim) {
                r.printer().Record(claim);
              }});
  AddCommand(
      root, runtime,
      {.path = "claim list",
       .method = "Claims/ListClaims",
       .summary = "List claims, newest first; with --facet, count them",
       .examples = "  factcheck claim list --state received\n"
                   "  factcheck claim list --topic balloon --status checked\n"
                   "  factcheck claim list --contains 'forty countries'\n"
                   "  factcheck claim list --filter 'disputed = true' --output json\n"
                   "  factcheck claim list --facet status --facet publisher",
       .arguments =
           {{.flags = "--filter",
             .field = "filter",
             .help = "Any filter (AIP-160), for example: state = RECEIVED AND create_time > "
                     "\"2023-02-18T00:00:00Z\""},
            {.flags = "--state",
             .field = "",
             .help = "received, accepted, declined, merged",
             .term = "state = {}"},
            {.flags = "--status",
             .field = "",
             .help = "received, in-progress, declined, checked, retracted",
             .term = "status = {}"},
            {.flags = "--topic", .field = "", .help = "Has this topic", .term = "topics:{q}"},
            {.flags = "--contains",
             .field = "",
             .help = "The statement contains this",
             .term = "statement:{q}"},
            {.flags = "--by", .field = "", .help = "Has this claimant", .term = "claimants:{q}"},
            {.flags = "--assignee",
             .field = "",
             .help = "Is assigned to this actor",
             .term = "assignee:{q}"},
            {.flags = "--publisher",
             .field = "",
             .help = "This publisher's verdict is in force",
             .term = "publisher:{q}"},
            {.flags = "--rating",
             .field = "",
             .help = "A verdict in force says: true, mixed, false, other",
             .term = "rating:{}"},
            {.flags = "--order-by",
             .field = "order_by",
             .help = "create_time or update_time, each with ' desc'"},
            {.flags = "--show-deleted", .field = "show_deleted", .help = "Deleted ones, too"},
            {.flags = "--facet",
             .field = "facets",
             .help = "Count by this field instead: state, decline_reason, language, topics, "
                     "claimants, status, publisher, rating"}},
       .instead = CountWhereAsked});
  AddCommand(root, runtime,
             {.path = "claim history",
              .method = "Claims/ListClaimRevisions",
              .summary = "Who changed what, when and why; newest first",
              .examples = "  factcheck claim history no-apology",
              .arguments = WithClaim({}),
              .print = PrintHistoryEntry});
}

void AddAppearances(CLI::App& root, Runtime& runtime) {
  const auto content = [](bool update) {
    std::vector<Argument> arguments = {
        {.flags = "--author",
         .field = "appearance.author",
         .help = "Who published it there: an account or byline"},
        {.flags = "--quote",
         .field = "appearance.quote",
         .help = "The exact words there",
         .file = true},
        {.flags = "--start-ms",
         .field = "appearance.media_start_ms",
         .help = "Where the words begin in an audio or video, in milliseconds"},
        {.flags = "--end-ms", .field = "appearance.media_end_ms", .help = "Where they end"},
        {.flags = "--published",
         .field = "appearance.publish_date",
         .help = "When it was published there: 2023-02-19"},
        {.flags = "--observed", .field = "appearance.observe_time", .help = "When somebody saw it"},
        {.flags = "--archive",
         .field = "appearance.archive_urls",
         .help = "Address of a copy in a web archive, several times for several"},
        {.flags = "--state", .field = "appearance.state", .help = "Whether it is still there"},
        {.flags = "--platform",
         .field = "appearance.platform",
         .help = "Platform, where the address does not tell"},
        {.flags = "--platform-id", .field = "appearance.platform_id", .help = "Its id there"},
    };
    if (update) {
      arguments.insert(arguments.begin(), {.flags = "APPEARANCE",
                                           .field = "appearance.name",
                                           .help = "The appearance: CLAIM/APPEARANCE",
                                           .pattern = "claims/*/appearances/*",
                                           .required = true});
    } else {
      arguments.insert(
          arguments.begin(),
          {ClaimName("parent"),
           {.flags = "URL", .field = "appearance.url", .help = "Its address", .required = true},
           {.flags = "--id",
            .field = "appearance_id",
            .help = "Id to give it (else the server makes one)"}});
    }
    return arguments;
  };
  AddCommand(
      root, runtime,
      {.path = "appearance add",
       .method = "Claims/AddAppearance",
       .summary = "Add a place where the claim was seen",
       .examples = "  factcheck appearance add no-apology https://www.nbcnews.com/meet-the-press "
                   "\\\n            --author 'Meet the Press' --quote 'There was no apology.'",
       .arguments = content(false)});
  AddCommand(root, runtime,
             {.path = "appearance update",
              .method = "Claims/UpdateAppearance",
              .summary = "Change what is known of a place",
              .examples = "  factcheck appearance update no-apology/a1 --state deleted",
              .arguments = content(true),
              .updates = "appearance"});
}

}  // namespace

void AddClaimCommands(CLI::App& root, Runtime& runtime) {
  AddCommand(
      root, runtime,
      {.path = "claim create",
       .method = "Claims/CreateClaim",
       .summary = "Bring in a claim; it is RECEIVED until somebody decides on it",
       .examples =
           "  factcheck claim create 'There was no apology.' --language en \\\n"
           "            --claimant 'Antony Blinken; kind=person; role=U.S. Secretary of State' \\\n"
           "            --date 2023-02-19 --place 'Meet the Press, NBC' --topic balloon \\\n"
           "            --appearance 'https://www.nbcnews.com/meet-the-press; quote=There was no "
           "apology.'\n\n"
           "Known claims that it resembles are told on standard error; with --validate-only, "
           "before\nanything is written.",
       .arguments =
           Joined({{.flags = "STATEMENT",
                    .field = "claim.statement",
                    .help = "What is claimed",
                    .file = true},
                   {.flags = "--id",
                    .field = "claim_id",
                    .help = "Id to give it (else the server makes one)"},
                   {.flags = "--appearance",
                    .field = "claim.appearances",
                    .help = "Where it was seen, several times for several: URL, or URL; quote=...; "
                            "author=...; publish-date=2023-02-19"}},
                  ClaimContent()),
       .prepare = PrepareCreation});
  AddReads(root, runtime);
  AddCommand(root, runtime,
             {.path = "claim update",
              .method = "Claims/UpdateClaim",
              .summary = "Change what a claim says of itself: what is given, and nothing else",
              .examples = "  factcheck claim update no-apology --topic balloon --topic diplomacy\n"
                          "  factcheck claim update no-apology --clear context",
              .arguments = Joined(
                  {ClaimName("claim.name"),
                   {.flags = "--statement",
                    .field = "claim.statement",
                    .help = "What is claimed",
                    .file = true},
                   {.flags = "--reason,-r", .field = "reason", .help = "Why, for the history"}},
                  ClaimContent()),
              .updates = "claim"});
  AddTriage(root, runtime);
  AddAppearances(root, runtime);
}

}  // namespace factcheck::cli
