// `factcheck watch`, `factcheck changes`, `factcheck consumers`, `factcheck status snapshot`.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "client/cli/change_text.h"
#include "client/cli/command.h"
#include "client/cli/names.h"
#include "client/cli/progress.h"
#include "client/cli/time_text.h"
#include "client/cpp/text.h"
#include "factcheck/v1/changes_service.pb.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr char kSinceHelp[] = "Where to begin: a token, a time (see --help), beginning, or now";
constexpr int64_t kTableLimit = 100;
constexpr int32_t kPageSize = 500;

std::vector<Argument> FilterArguments() {
  return {
      {.flags = "--kind,-k",
       .field = "filter.kinds",
       .help = "Only these kinds: verdict-corrected, verdict-retracted, status-changed, ..."},
      {.flags = "--publisher",
       .field = "filter.publishers",
       .help = "Only what is about these publishers",
       .pattern = "publishers/*"},
      {.flags = "--topic", .field = "filter.topics", .help = "Only claims with these topics"},
      {.flags = "--claim",
       .field = "filter.claims",
       .help = "Only these claims",
       .pattern = "claims/*"},
      {.flags = "--view", .field = "view", .help = "full (the default), or basic: names alone"}};
}

// Only what looks like a token is one: times begin with a digit or a sign and have a form.
absl::Status SetStart(const std::string& since, absl::Time now, v1::ChangeStart* start) {
  if (since == "now") {
    start->set_edge(v1::ChangeStart::EDGE_NOW);
  } else if (since == "beginning") {
    start->set_edge(v1::ChangeStart::EDGE_BEGINNING);
  } else if (const absl::StatusOr<absl::Time> time = ParseTime(since, now); time.ok()) {
    *start->mutable_time() = ToTimestamp(*time);
  } else if (since.find_first_of(" :+.") != std::string::npos) {
    return UsageError(client::MessageOf(time.status()));
  } else {
    start->set_token(since);
  }
  return absl::OkStatus();
}

void PrintCommit(Runtime& runtime, const v1::Commit& commit) {
  Printer& printer = runtime.printer();
  if (printer.format() == Format::kTable) {
    printer.Raw(CommitText(commit, printer.io().out_terminal));
  } else if (printer.format() == Format::kJson) {
    printer.Record(commit);
  } else {
    for (const v1::Change& change : commit.changes()) printer.Raw(change.name() + "\n");
  }
  // Who reads a pipe gets each commit when it comes.
  printer.io().out->flush();
}

struct WatchArguments {
  std::string since;
  std::string consumer;
  int64_t limit = 0;
  bool until_caught_up = false;
};

// Where a consumer stands; nullopt where it is not there yet.
absl::StatusOr<std::optional<std::string>> TokenOfConsumer(const client::Client& client,
                                                           const std::string& id) {
  const absl::StatusOr<v1::WhoAmIResponse> who = client.WhoAmI();
  if (!who.ok()) return who.status();
  v1::GetConsumerRequest request;
  request.set_name(Concat({who->actor().name(), "/consumers/", id}));
  const absl::StatusOr<v1::Consumer> consumer = client.GetConsumer(request);
  if (absl::IsNotFound(consumer.status())) return std::nullopt;
  if (!consumer.ok()) return consumer.status();
  return consumer->token();
}

absl::Status Watch(Runtime& runtime, const WatchArguments& arguments,
                   v1::WatchChangesRequest request) {
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  std::string since = arguments.since;
  if (since.empty() && !arguments.consumer.empty()) {
    absl::StatusOr<std::optional<std::string>> token = TokenOfConsumer(*client, arguments.consumer);
    if (!token.ok()) return token.status();
    if (*token) request.mutable_start()->set_token(**token);
  }
  if (request.start().start_case() == v1::ChangeStart::START_NOT_SET) {
    absl::Status set =
        SetStart(since.empty() ? "now" : since, runtime.now(), request.mutable_start());
    if (!set.ok()) return set;
  }
  client::WatchSettings settings;
  settings.on_break = [&](const absl::Status& status, absl::Duration wait) {
    runtime.printer().Note(Concat({"the connection broke (", client::MessageOf(status),
                                   "); going on where it was in ", DurationText(wait)}));
  };
  const std::unique_ptr<client::ChangeWatch> watch =
      client->WatchChanges(std::move(request), std::move(settings));
  int64_t printed = 0;
  for (;;) {
    const absl::StatusOr<v1::WatchChangesResponse> next = watch->Next();
    if (!next.ok()) return next.status();
    std::string token = next->token();
    bool enough = arguments.until_caught_up && next->caught_up();
    for (const v1::Commit& commit : next->commits()) {
      PrintCommit(runtime, commit);
      if (arguments.limit == 0 || ++printed < arguments.limit) continue;
      token = commit.token();
      enough = true;
      break;
    }
    if (!arguments.consumer.empty()) {
      v1::AcknowledgeChangesRequest acknowledge;
      acknowledge.set_consumer_id(arguments.consumer);
      acknowledge.set_token(token);
      // Who begins earlier on purpose goes back on purpose.
      acknowledge.set_allow_back(!arguments.since.empty());
      const absl::Status done = client->AcknowledgeChanges(acknowledge).status();
      if (!done.ok()) return done;
    }
    if (enough) return absl::OkStatus();
  }
}

void AddWatch(CLI::App& root, Runtime& runtime) {
  const auto arguments = std::make_shared<WatchArguments>();
  AddCommand(
      root, runtime,
      {.path = "watch",
       .method = "Changes/WatchChanges",
       .summary = "Follow what changes, as it happens; Ctrl-C ends it",
       .examples =
           "  factcheck watch --kind verdict-corrected --kind verdict-retracted\n"
           "  factcheck watch --topic climate --since -2h\n"
           "  factcheck watch --since beginning --until-caught-up --output json > changes.jsonl\n"
           "  factcheck watch --consumer website --output json | ./update-website\n\n"
           "With --output json each commit is a line, with the token to go on from. A connection\n"
           "that breaks is made again, and nothing is left out or comes twice. With --consumer\n"
           "the server keeps how far you got, and the next run goes on there.",
       .arguments = FilterArguments(),
       .instead = [arguments](Runtime& r, const google::protobuf::Message& request)
           -> std::optional<absl::Status> {
         return Watch(r, *arguments, dynamic_cast<const v1::WatchChangesRequest&>(request));
       }});
  CLI::App* app = root.get_subcommand("watch");
  app->add_option("--since", arguments->since, kSinceHelp)->type_name("WHERE");
  app->add_option("--consumer", arguments->consumer,
                  "Acknowledge what was printed under this name, and begin where it stands")
      ->type_name("NAME");
  app->add_option("--limit", arguments->limit, "End after so many commits; 0: never")
      ->type_name("NUMBER")
      ->check(CLI::NonNegativeNumber);
  app->add_flag("--until-caught-up", arguments->until_caught_up,
                "End once everything up to now was printed");
}

struct ListArguments {
  std::string since = "beginning";
  std::optional<int64_t> limit;
};

absl::Status ListChanges(Runtime& runtime, const ListArguments& arguments,
                         v1::ListChangesRequest request) {
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  absl::Status set = SetStart(arguments.since, runtime.now(), request.mutable_start());
  if (!set.ok()) return set;
  const bool table = runtime.printer().format() == Format::kTable;
  const int64_t limit = arguments.limit.value_or(table ? kTableLimit : 0);
  int64_t printed = 0;
  for (;;) {
    request.set_page_size(static_cast<int32_t>(
        limit == 0 ? kPageSize : std::min<int64_t>(limit - printed, kPageSize)));
    const absl::StatusOr<v1::ListChangesResponse> page = client->ListChanges(request);
    if (!page.ok()) return page.status();
    for (const v1::Commit& commit : page->commits()) PrintCommit(runtime, commit);
    printed += page->commits_size();
    request.mutable_start()->set_token(page->token());
    if (!page->more()) break;
    if (limit != 0 && printed >= limit) {
      runtime.printer().Note(Concat({Thousands(printed), " commits; --limit 0 shows all, --since ",
                                     page->token(), " goes on"}));
      return absl::OkStatus();
    }
  }
  if (printed == 0 && table) runtime.printer().Note("none");
  return absl::OkStatus();
}

void AddChanges(CLI::App& root, Runtime& runtime) {
  const auto arguments = std::make_shared<ListArguments>();
  AddCommand(root, runtime,
             {.path = "changes",
              .method = "Changes/ListChanges",
              .summary = "List what changed, oldest first",
              .examples = "  factcheck changes --since 2023-02-18\n"
                          "  factcheck changes --claim no-apology\n"
                          "  factcheck changes --kind verdict-retracted --limit 0 --output json",
              .arguments = FilterArguments(),
              .instead = [arguments](Runtime& r, const google::protobuf::Message& request)
                  -> std::optional<absl::Status> {
                return ListChanges(r, *arguments,
                                   dynamic_cast<const v1::ListChangesRequest&>(request));
              }});
  CLI::App* app = root.get_subcommand("changes");
  app->add_option("--since", arguments->since, kSinceHelp)
      ->type_name("WHERE")
      ->capture_default_str();
  app->add_option("--limit", arguments->limit, "Most commits to print; 0: all (default 100)")
      ->type_name("NUMBER")
      ->check(CLI::NonNegativeNumber);
}

Argument ConsumerName() {
  return {.flags = "CONSUMER",
          .field = "name",
          .help = "The consumer: ACTOR/NAME",
          .pattern = "actors/*/consumers/*",
          .required = true};
}

void AddConsumers(CLI::App& root, Runtime& runtime) {
  AddCommand(root, runtime,
             {.path = "consumers",
              .method = "Changes/ListConsumers",
              .summary = "Who follows, and how far they are behind",
              .examples = "  factcheck consumers\n"
                          "  factcheck consumers --not-taken no-apology/reuters\n\n"
                          "The second lists who has not yet taken the last correction or\n"
                          "retraction of that verdict. Without a role in a newsroom: your own.",
              .arguments = {{.flags = "ACTOR",
                             .field = "parent",
                             .help = "Only this actor's",
                             .pattern = "actors/*"},
                            {.flags = "--not-taken",
                             .field = "not_taken",
                             .help = "Only who has not taken this verdict's last correction or "
                                     "retraction: CLAIM/PUBLISHER",
                             .pattern = "claims/*/verdicts/*"}},
              .prepare = [](Runtime&, google::protobuf::Message& message) {
                auto& request = dynamic_cast<v1::ListConsumersRequest&>(message);
                if (request.parent().empty()) request.set_parent("actors/-");
                return absl::OkStatus();
              }});
  AddCommand(root, runtime,
             {.path = "consumer get",
              .method = "Changes/GetConsumer",
              .summary = "How far one consumer got",
              .examples = "  factcheck consumer get website/frontpage",
              .arguments = {ConsumerName()}});
  AddCommand(root, runtime,
             {.path = "consumer acknowledge",
              .method = "Changes/AcknowledgeChanges",
              .summary = "Note how far you got, under a name of your own",
              .examples = "  factcheck consumer acknowledge frontpage TOKEN",
              .arguments = {{.flags = "NAME",
                             .field = "consumer_id",
                             .help = "Your name for it; made where it is not there",
                             .required = true},
                            {.flags = "TOKEN",
                             .field = "token",
                             .help = "Up to where everything was taken",
                             .required = true},
                            {.flags = "--allow-back",
                             .field = "allow_back",
                             .help = "Also where it is further already"}}});
  AddCommand(root, runtime,
             {.path = "consumer delete",
              .method = "Changes/DeleteConsumer",
              .summary = "Forget a consumer",
              .examples = "  factcheck consumer delete website/frontpage",
              .arguments = {ConsumerName()}});
}

absl::Status Snapshot(Runtime& runtime) {
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  const std::unique_ptr<client::StatusSnapshot> snapshot = client->SnapshotStatuses();
  for (;;) {
    const auto part = snapshot->Next();
    if (!part.ok()) return part.status();
    if (!*part) break;
    for (const v1::SnapshotStatus& status : (*part)->statuses()) {
      runtime.printer().Row(status);
    }
  }
  runtime.printer().Flush();
  runtime.printer().Note(Concat({"go on with: factcheck watch --since ", snapshot->token()}));
  return absl::OkStatus();
}

void AddSnapshot(CLI::App& root, Runtime& runtime) {
  CLI::App* app = AddSubcommand(
      root, "status snapshot", "The status of every claim at one moment, and where to watch from",
      "  factcheck status snapshot --output json > statuses.jsonl\n\n"
      "How to begin to follow, and the way back where a position is no longer kept. The token\n"
      "to go on from is printed on standard error.");
  app->final_callback([&runtime] { runtime.SetAction([&runtime] { return Snapshot(runtime); }); });
}

}  // namespace

void AddChangeCommands(CLI::App& root, Runtime& runtime) {
  AddWatch(root, runtime);
  AddChanges(root, runtime);
  AddConsumers(root, runtime);
  AddSnapshot(root, runtime);
}

}  // namespace factcheck::cli
