// `factcheck search` and `factcheck match`.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/cli/command.h"
#include "client/cli/match_text.h"
#include "client/cli/names.h"
#include "client/cli/text_width.h"
#include "client/cli/view.h"
#include "client/cpp/text.h"
#include "factcheck/v1/search_service.pb.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr int kMatchesAtATime = 50;
constexpr size_t kShownPassageColumns = 100;

void PrintFound(Runtime& runtime, const google::protobuf::Message& message) {
  Printer& printer = runtime.printer();
  const auto& result = dynamic_cast<const v1::SearchResult&>(message);
  if (printer.format() == Format::kName) return printer.Row(result.claim());
  printer.Row(message);
}

// Counts instead of claims, where they were asked for.
std::optional<absl::Status> CountFacets(Runtime& runtime,
                                        const google::protobuf::Message& message) {
  auto request = dynamic_cast<const v1::SearchClaimsRequest&>(message);
  if (request.facets().empty()) return std::nullopt;
  request.set_page_size(1);
  absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  absl::StatusOr<v1::SearchClaimsResponse> response = client->SearchClaimsPage(request);
  if (!response.ok()) return response.status();
  response->clear_results();
  response->clear_next_page_token();
  Printer& printer = runtime.printer();
  if (printer.format() == Format::kJson) {
    printer.Record(*response);
    return absl::OkStatus();
  }
  Table table({{.header = "FIELD"},
               {.header = "VALUE", .shrinks = true},
               {.header = "CLAIMS", .right = true}});
  for (const v1::Facet& facet : response->facets()) {
    for (const v1::FacetCount& count : facet.counts()) {
      table.AddRow({{facet.field()}, {count.value()}, {std::to_string(count.count())}});
    }
  }
  printer.Raw(table.Render(runtime.io().out_terminal));
  printer.Note(Concat({std::to_string(response->total_size()), " claims in all"}));
  return absl::OkStatus();
}

std::string ScoreText(double score) {
  char text[16];
  std::snprintf(text, sizeof text, "%.2f", score);
  return text;
}

void PrintPassage(Runtime& runtime, const v1::PassageMatch& passage) {
  Printer& printer = runtime.printer();
  const Terminal& terminal = runtime.io().out_terminal;
  printer.Raw(Concat(
      {Styled(terminal, Style::kStrong, CutToWidth(OneLine(passage.text()), kShownPassageColumns)),
       "\n"}));
  if (passage.matches().empty()) return printer.Raw("  nothing is known\n");
  Table table({{.header = "CLAIM", .shrinks = true},
               {.header = "APPLIES"},
               {.header = "SCORE", .right = true},
               {.header = "STATEMENT", .shrinks = true},
               {.header = "CLAIMANTS", .shrinks = true},
               {.header = "STATUS"},
               {.header = "RATINGS", .shrinks = true},
               {.header = "DIFFERS (TEXT / CLAIM)", .shrinks = true}});
  for (const v1::ClaimMatch& match : passage.matches()) {
    const std::string applies = TextAt(match, "applicability");
    const std::string state = TextAt(match, "status.state");
    table.AddRow({{ShortName(match.claim())},
                  {applies, StyleOf(applies)},
                  {ScoreText(match.score())},
                  {match.statement()},
                  {TextAt(match, "claimants")},
                  {state, StyleOf(state)},
                  {RatingsText(match)},
                  {DifferencesText(match), Style::kNotice}});
  }
  printer.Raw(table.Render(terminal));
}

void PrintMatches(Runtime& runtime, const v1::MatchAnswer& answer) {
  Printer& printer = runtime.printer();
  if (printer.format() == Format::kJson) return printer.Record(answer);
  for (const v1::PassageMatch& passage : answer.passages()) {
    if (printer.format() == Format::kName) {
      for (const v1::ClaimMatch& match : passage.matches()) {
        printer.Raw(Concat({match.claim(), "\n"}));
      }
    } else {
      PrintPassage(runtime, passage);
    }
  }
  if (answer.passages().empty()) printer.Note("nothing is known of any sentence");
  if (answer.skipped_sentences() > 0) {
    printer.Note(Concat({std::to_string(answer.skipped_sentences()),
                         " sentences that are less check-worthy were not looked at"}));
  }
}

// What the command line says.
struct MatchArguments {
  std::string text, file, claimant, language, kind;
  bool lines = false;
  int most = 0;
  double least = 0;
  std::string at_least;
};

absl::Status Ask(Runtime& runtime, v1::MatchClaimsRequest& request) {
  absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  absl::StatusOr<v1::MatchClaimsResponse> response = client->MatchClaims(request);
  if (!response.ok()) return response.status();
  for (const v1::MatchAnswer& answer : response->answers()) PrintMatches(runtime, answer);
  request.clear_queries();
  return absl::OkStatus();
}

absl::Status RunMatch(Runtime& runtime, const MatchArguments& arguments) {
  if (arguments.text.empty() == arguments.file.empty()) {
    return UsageError("give either a text or --file; --file - is standard input");
  }
  std::string text = arguments.text;
  if (!arguments.file.empty()) {
    absl::StatusOr<std::string> read = ReadText(runtime.io(), arguments.file);
    if (!read.ok()) return AsUsageError(read.status());
    text = *std::move(read);
  }
  v1::MatchClaimsRequest request;
  request.set_max_matches(arguments.most);
  request.set_min_score(arguments.least);
  request.mutable_read_options()->set_at_least_as_fresh(arguments.at_least);
  const auto add = [&](std::string_view one) {
    v1::MatchQuery& query = *request.add_queries();
    query.set_text(std::string(one));
    query.set_claimant(arguments.claimant);
    query.set_language(arguments.language);
    if (arguments.kind == "post") query.set_kind(v1::MatchQuery::KIND_POST);
    if (arguments.kind == "article") query.set_kind(v1::MatchQuery::KIND_ARTICLE);
  };
  if (!arguments.lines) {
    add(text);
    return Ask(runtime, request);
  }
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    add(line);
    if (request.queries_size() < kMatchesAtATime) continue;
    if (absl::Status status = Ask(runtime, request); !status.ok()) return status;
  }
  return request.queries().empty() ? absl::OkStatus() : Ask(runtime, request);
}

void AddMatchCommand(CLI::App& root, Runtime& runtime) {
  CLI::App* match = AddSubcommand(
      root, "match", "Whether a sentence, a post or an article repeats a known claim",
      "  factcheck match 'More than 40 countries had these balloons over them'\n"
      "  factcheck match --file speech.txt\n"
      "  factcheck match --file - --lines --output json < posts\n\n"
      "What differs between text and claim (numbers, names, dates, negations) is told beside each\n"
      "match; a SUGGESTED one is for a person to look at.");
  const auto arguments = std::make_shared<MatchArguments>();
  match->add_option("TEXT", arguments->text, "The text")->type_name("");
  match->add_option("--file,-f", arguments->file, "A file with it; - is standard input")
      ->type_name("FILE");
  match->add_flag("--lines", arguments->lines, "Each line is a text of its own");
  match->add_option("--claimant", arguments->claimant, "Who says it: without, nothing is EXACT")
      ->type_name("TEXT");
  match->add_option("--language", arguments->language, "Its language; else it is guessed")
      ->type_name("TAG");
  match->add_option("--kind", arguments->kind, "post or article; else by its length")
      ->check(CLI::IsMember({"post", "article"}))
      ->type_name("KIND");
  match->add_option("--max", arguments->most, "Most matches of a passage (5)")
      ->check(CLI::Range(1, 50))
      ->type_name("N");
  match->add_option("--min-score", arguments->least, "Leave out suggestions with less (0.1)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SCORE");
  match
      ->add_option("--at-least", arguments->at_least,
                   "At least as fresh as the answer with this token")
      ->type_name("TOKEN");
  match->final_callback([&runtime, arguments] {
    runtime.SetAction([&runtime, arguments] { return RunMatch(runtime, *arguments); });
  });
}

}  // namespace

void AddSearchCommands(CLI::App& root, Runtime& runtime) {
  AddCommand(
      root, runtime,
      {.path = "search",
       .method = "Search/SearchClaims",
       .summary = "Claims by their words, with conditions",
       .examples = "  factcheck search 'balloon countries status:checked'\n"
                   "  factcheck search '\"over them\" -football claimant:\"Joe Biden\"'\n"
                   "  factcheck search 'vaccine after:2021-01-01' --facet publisher\n\n"
                   "Conditions: status, state, decline_reason, publisher, rating, claimant, topic, "
                   "language,\nyear, disputed, stale, after, before. Each takes a whole value; "
                   "parts are words.",
       .arguments = {{.flags = "QUERY",
                      .field = "query",
                      .help = "Words, \"phrases\", -exclusions, conditions"},
                     {.flags = "--order",
                      .field = "order_by",
                      .help = "relevance, create_time or update_time, also with ' desc'"},
                     {.flags = "--facet",
                      .field = "facets",
                      .help = "Count the values of this field instead of listing claims"}},
       .instead = CountFacets,
       .print = PrintFound});
  AddMatchCommand(root, runtime);
  AddCommand(root, runtime,
             {.path = "server search-index",
              .method = "Search/GetSearchIndex",
              .summary = "The state of the index that search and matching read",
              .examples = "  factcheck server search-index"});
  AddCommand(root, runtime,
             {.path = "server rebuild-search-index",
              .method = "Search/RebuildSearchIndex",
              .summary = "Build that index anew, while the old one answers",
              .examples = "  factcheck server rebuild-search-index --timeout 10m"});
}

}  // namespace factcheck::cli
