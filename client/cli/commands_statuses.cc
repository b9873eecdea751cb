// `factcheck status`.
#include <algorithm>

#include "client/cli/command.h"
#include "client/cli/fields.h"
#include "client/cli/names.h"
#include "client/cli/time_text.h"
#include "client/cli/view.h"
#include "client/cpp/text.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "google/protobuf/util/json_util.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr int kBatch = 1000;

Table AnswerTable() {
  return Table({{.header = "CLAIM"},
                {.header = "APPLIES"},
                {.header = "STATUS"},
                {.header = "PUBLISHER", .shrinks = true},
                {.header = "RATING", .shrinks = true},
                {.header = "SAYS"},
                {.header = "PUBLISHED"},
                {.header = "ARTICLE", .shrinks = true},
                {.header = "MARK", .shrinks = true}});
}

std::string Marks(const v1::StatusMatch& match, const v1::VerdictSummary* verdict) {
  std::string marks;
  const auto add = [&](bool holds, const std::string& mark) {
    if (holds) marks += (marks.empty() ? "" : ", ") + mark;
  };
  add(match.status().disputed(), "disputed");
  add(verdict != nullptr ? verdict->stale() : match.status().stale(), "stale");
  add(verdict != nullptr && verdict->retracted(), "retracted");
  add(verdict != nullptr && verdict->corrections() > 0 && !verdict->retracted(), "corrected");
  add(!match.via().empty(), Concat({"via ", ShortName(match.via())}));
  return marks;
}

// One row for each verdict of each claim that answers.
void AddAnswer(Table& table, const v1::StatusAnswer& answer) {
  for (const v1::StatusMatch& match : answer.matches()) {
    const std::string applies = TextAt(match, "applicability");
    const std::string state = TextAt(match, "status.state");
    const auto add_row = [&](const v1::VerdictSummary* verdict) {
      const std::string normal = verdict == nullptr ? "" : TextAt(*verdict, "normal");
      table.AddRow(
          {{ShortName(match.claim())},
           {applies, StyleOf(applies)},
           {state, StyleOf(state)},
           {verdict == nullptr ? "" : TextAt(*verdict, "publisher_display_name|publisher")},
           {verdict == nullptr ? "" : verdict->rating_label()},
           {normal, StyleOf(normal)},
           {verdict == nullptr ? "" : TextAt(*verdict, "publish_time")},
           {verdict == nullptr ? "" : verdict->url()},
           {Marks(match, verdict), Style::kNotice}});
    };
    if (match.status().verdicts().empty()) add_row(nullptr);
    for (const v1::VerdictSummary& verdict : match.status().verdicts()) add_row(&verdict);
  }
  if (answer.matches().empty()) table.AddRow({{"-"}, {"NONE", Style::kDim}});
}

void PrintAnswer(Runtime& runtime, const google::protobuf::Message& message) {
  const auto& answer = dynamic_cast<const v1::StatusAnswer&>(message);
  Printer& printer = runtime.printer();
  if (printer.format() == Format::kName) {
    for (const v1::StatusMatch& match : answer.matches()) printer.Row(match);
    return;
  }
  if (printer.format() == Format::kJson) return printer.Record(message);
  Table table = AnswerTable();
  AddAnswer(table, answer);
  printer.Raw(table.Render(printer.io().out_terminal));
  if (answer.matches().empty()) {
    printer.Note("nothing is known; `factcheck claim create` brings a claim in");
  }
  if (answer.truncated()) printer.Note("more than 20 claims answer; these are the best");
}

// What a line of a batch asks: JSON, an address, a claim's id, or a statement with its claimant
// behind a tab.
absl::StatusOr<v1::StatusQuery> ParseQuery(std::string_view line) {
  v1::StatusQuery query;
  if (line.starts_with('{')) {
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(line.data(), line.size()), &query);
    if (!status.ok()) {
      return client::InvalidArgument({"no StatusQuery: ", status.message().as_string()});
    }
  } else if (line.starts_with("http://") || line.starts_with("https://")) {
    query.set_url(std::string(line));
  } else if (line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-/") ==
             std::string_view::npos) {
    query.set_claim(ExpandName("claims/*", line));
  } else {
    const size_t tab = line.find('\t');
    query.mutable_text()->set_statement(std::string(line.substr(0, tab)));
    if (tab != std::string_view::npos) {
      query.mutable_text()->set_claimant(std::string(line.substr(tab + 1)));
    }
  }
  return query;
}

absl::Status AskBatch(Runtime& runtime, const v1::BatchGetStatusesRequest& request, Table* table) {
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  const absl::StatusOr<v1::BatchGetStatusesResponse> response = client->BatchGetStatuses(request);
  if (!response.ok()) return response.status();
  for (const v1::StatusAnswer& answer : response->answers()) {
    if (runtime.printer().format() == Format::kTable) {
      AddAnswer(*table, answer);
    } else {
      PrintAnswer(runtime, answer);
    }
  }
  return absl::OkStatus();
}

absl::Status RunBatch(Runtime& runtime, const std::string& path, const std::string& at_least) {
  const absl::StatusOr<std::string> text = ReadText(runtime.io(), path);
  if (!text.ok()) return AsUsageError(text.status());
  Table table = AnswerTable();
  v1::BatchGetStatusesRequest request;
  request.mutable_read_options()->set_at_least_as_fresh(at_least);
  int number = 0;
  for (std::string_view rest = *text; !rest.empty();) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (line.empty()) continue;
    absl::StatusOr<v1::StatusQuery> query = ParseQuery(line);
    if (!query.ok()) {
      return UsageError(
          Concat({"line ", std::to_string(number), ": ", client::MessageOf(query.status())}));
    }
    *request.add_queries() = *std::move(query);
    if (request.queries_size() < kBatch) continue;
    if (absl::Status status = AskBatch(runtime, request, &table); !status.ok()) return status;
    request.clear_queries();
  }
  if (!request.queries().empty()) {
    if (absl::Status status = AskBatch(runtime, request, &table); !status.ok()) return status;
  }
  runtime.printer().Raw(table.Render(runtime.io().out_terminal));
  return absl::OkStatus();
}

}  // namespace

void AddStatusCommands(CLI::App& root, Runtime& runtime) {
  AddCommand(
      root, runtime,
      {.path = "status get",
       .method = "Statuses/GetStatus",
       .summary = "What is known of a claim, an address, or a sentence",
       .examples =
           "  factcheck status get no-apology\n"
           "  factcheck status get --url https://www.nbcnews.com/meet-the-press\n"
           "  factcheck status get --text 'There was no apology.' --claimant 'Antony Blinken'",
       .arguments = {{.flags = "CLAIM",
                      .field = "query.claim",
                      .help = "The claim: its id",
                      .pattern = "claims/*"},
                     {.flags = "--url",
                      .field = "query.url",
                      .help = "An address where it may have appeared"},
                     {.flags = "--text",
                      .field = "query.text.statement",
                      .help = "A sentence, compared exactly but for case, white space, quotes and "
                              "final punctuation",
                      .file = true},
                     {.flags = "--claimant",
                      .field = "query.text.claimant",
                      .help = "Who says it: without, nothing is EXACT"},
                     {.flags = "--language",
                      .field = "query.text.language",
                      .help = "Language of the sentence"}},
       .print = PrintAnswer});
  CLI::App* batch = AddSubcommand(
      root, "status batch", "The same for many, one a line",
      "  factcheck status batch addresses.txt\n"
      "  factcheck status batch - --output json < lines\n\n"
      "A line is a claim's id, an address, a sentence (with its claimant behind a tab), or a\n"
      "StatusQuery as JSON. Answers come in the order of the lines.");
  const auto path = std::make_shared<std::string>("-");
  const auto at_least = std::make_shared<std::string>();
  batch->add_option("FILE", *path, "Lines to ask about; - is standard input")
      ->type_name("")
      ->capture_default_str();
  batch->add_option("--at-least", *at_least, "At least as fresh as the answer with this token")
      ->type_name("TOKEN");
  batch->final_callback([&runtime, path, at_least] {
    runtime.SetAction([&runtime, path, at_least] { return RunBatch(runtime, *path, *at_least); });
  });
}

}  // namespace factcheck::cli
