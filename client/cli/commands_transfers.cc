// `factcheck import`, `factcheck export`, `factcheck dump` and `factcheck load`.
#include <filesystem>

#include "client/cli/command.h"
#include "client/cli/dump_file.h"
#include "client/cli/import_file.h"
#include "client/cli/names.h"
#include "client/cli/output_file.h"
#include "client/cli/progress.h"
#include "client/cli/request_builder.h"
#include "client/cli/text_width.h"
#include "client/cpp/text.h"
#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using client::Concat;

struct ImportArguments {
  std::string file;
  std::string rejects;
  bool keep_no_rejects = false;
  std::string rules;
  bool print_rules = false;
  std::string language;
  bool validate_only = false;
  bool show_warnings = false;
};

std::string DefaultRejects(const std::string& file) {
  if (file == "-") return "import.rejects.jsonl";
  return std::filesystem::path(file).filename().string() + ".rejects.jsonl";
}

absl::Status PrintRules(Runtime& runtime) {
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  const absl::StatusOr<v1::GetRatingRulesResponse> rules = client->GetRatingRules();
  if (!rules.ok()) return rules.status();
  runtime.printer().Raw(rules->rating_rules());
  return absl::OkStatus();
}

void PrintSummary(Runtime& runtime, const ImportCounts& counts, absl::Duration took,
                  const std::string& rejects, bool validate_only) {
  Printer& printer = runtime.printer();
  if (printer.format() == Format::kJson) {
    nlohmann::ordered_json summary = {
        {"records", counts.records},     {"created", counts.created},
        {"updated", counts.updated},     {"unchanged", counts.unchanged},
        {"rejected", counts.rejected},   {"warnings", counts.warnings},
        {"leftOut", counts.left_out},    {"seconds", absl::ToDoubleSeconds(took)},
        {"validateOnly", validate_only},
    };
    printer.Raw(summary.dump() + "\n");
    return;
  }
  const double rate =
      static_cast<double>(counts.records) / std::max(absl::ToDoubleSeconds(took), 0.001);
  printer.Say(Concat({Thousands(counts.records), " records in ", DurationText(took), " (",
                      Thousands(static_cast<int64_t>(rate)), " a second)",
                      validate_only ? "; checked only, nothing was written" : ""}));
  const auto line = [&](std::string_view what, int64_t count, std::string_view more) {
    if (count > 0 || what == "new") {
      printer.Say(Concat({"  ", PadRight(what, 10), PadLeft(Thousands(count), 10), more}));
    }
  };
  line("new", counts.created, "");
  line("updated", counts.updated, "");
  line("unchanged", counts.unchanged, "");
  line("refused", counts.rejected, rejects.empty() ? "" : Concat({"   see ", rejects}));
  line("warnings", counts.warnings, "");
  line("left out", counts.left_out, "   nodes of graphs that are no reviews");
}

absl::Status RunImport(Runtime& runtime, const ImportArguments& arguments) {
  if (arguments.print_rules) return PrintRules(runtime);
  if (arguments.file.empty()) return UsageError("which FILE? - is standard input");
  FileImport::Options options;
  options.import.set_validate_only(arguments.validate_only);
  options.import.set_default_language(arguments.language);
  if (!arguments.rules.empty()) {
    absl::StatusOr<std::string> rules = ReadText(runtime.io(), arguments.rules);
    if (!rules.ok()) return AsUsageError(rules.status());
    options.import.set_rating_rules(*std::move(rules));
  }
  if (!arguments.keep_no_rejects) {
    options.rejects_path =
        arguments.rejects.empty() ? DefaultRejects(arguments.file) : arguments.rejects;
  }
  const absl::StatusOr<std::unique_ptr<ByteSource>> source = OpenSource(arguments.file);
  if (!source.ok()) return AsUsageError(source.status());
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();

  const absl::Time start = absl::Now();
  Progress progress(runtime.io().err, runtime.io().err_terminal, "records", absl::Now);
  options.on_progress = [&](const ImportCounts& counts) {
    progress.Update((*source)->position(), (*source)->size(), counts.records);
  };
  if (arguments.show_warnings) {
    options.on_warning = [&](int64_t line, const std::string& message) {
      *runtime.io().err << Concat({"line ", std::to_string(line), ": ", OneLine(message), "\n"});
    };
  }
  FileImport import(*client, source->get(), options);
  const absl::Status status = import.Run();
  progress.Clear();
  const ImportCounts counts = import.counts();
  PrintSummary(runtime, counts, absl::Now() - start,
               counts.rejected > 0 ? options.rejects_path : "", arguments.validate_only);
  if (counts.rejected > 0) runtime.set_exit_code(kExitPartial);
  // What is wrong with the file is known here; what the server refused keeps its own code.
  const bool local = status.code() == absl::StatusCode::kDataLoss ||
                     (status.code() == absl::StatusCode::kInvalidArgument &&
                      client::DetailsOf(status).reason_name.empty());
  if (status.ok()) return status;
  if (!local) {
    runtime.printer().Note(
        "what was answered is kept; the same command again goes on: what is there already is "
        "skipped");
  }
  return local ? AsUsageError(status) : status;
}

void AddImport(CLI::App& root, Runtime& runtime) {
  const auto arguments = std::make_shared<ImportArguments>();
  CLI::App* app = AddSubcommand(
      root, "import", "Bring in ClaimReview records (schema.org JSON-LD)",
      "  factcheck import claimreviews.jsonl.gz\n"
      "  curl -s https://example.org/feed.json | factcheck import -\n"
      "  factcheck import feed.json --validate-only --warnings\n"
      "  factcheck import --print-rating-rules > rules.txt     # change them, then\n"
      "  factcheck import feed.json --rating-rules rules.txt\n\n"
      "FILE may be JSON lines, an array, a DataFeed or an @graph, compressed by gzip or not.\n"
      "It is read in constant memory. A record that is refused doesn't stop the others: the\n"
      "rejects file says line, reason and original. The same file again changes nothing; a\n"
      "record that changed since becomes an update. What was interrupted is just run again.");
  app->add_option("FILE", arguments->file, "The file; - is standard input")->type_name("");
  CLI::Option* rejects =
      app->add_option("--rejects", arguments->rejects,
                      "Where to write what was refused (default: NAME.rejects.jsonl here)")
          ->type_name("FILE");
  app->add_flag("--no-rejects", arguments->keep_no_rejects, "Write no rejects file")
      ->excludes(rejects);
  app->add_option("--rating-rules", arguments->rules,
                  "Rules that bring rating labels to true, mixed, false, other")
      ->type_name("FILE");
  app->add_flag("--print-rating-rules", arguments->print_rules, "Print the built-in rules");
  app->add_option("--language", arguments->language, "Language where a record has none")
      ->type_name("LANGUAGE");
  app->add_flag("--validate-only", arguments->validate_only, "Check and report; write nothing");
  app->add_flag("--warnings", arguments->show_warnings,
                "Say what was odd about records that were taken");
  app->final_callback([&runtime, arguments] {
    runtime.SetAction([&runtime, arguments] { return RunImport(runtime, *arguments); });
  });
}

enum class Shape { kLines, kArray, kDataFeed };

// Records in the shape that was asked for.
class ExportWriter {
 public:
  ExportWriter(OutputFile* file, Shape shape) : file_(file), shape_(shape) {}

  absl::Status Add(std::string_view json) {
    if (absl::Status status = Begin(); !status.ok()) return status;
    const bool first = std::exchange(first_, false);
    if (shape_ == Shape::kLines) return file_->Write(Concat({json, "\n"}));
    return file_->Write(Concat({first ? "\n" : ",\n", json}));
  }

  absl::Status Finish() {
    if (absl::Status status = Begin(); !status.ok()) return status;
    if (shape_ != Shape::kLines) {
      if (absl::Status status = file_->Write(shape_ == Shape::kArray ? "\n]\n" : "\n]}\n");
          !status.ok()) {
        return status;
      }
    }
    return file_->Finish();
  }

 private:
  absl::Status Begin() {
    if (std::exchange(begun_, true) || shape_ == Shape::kLines) return absl::OkStatus();
    return file_->Write(shape_ == Shape::kArray
                            ? "["
                            : "{\"@context\": \"https://schema.org\", \"@type\": \"DataFeed\", "
                              "\"dataFeedElement\": [");
  }

  OutputFile* const file_;
  const Shape shape_;
  bool begun_ = false;
  bool first_ = true;
};

struct ExportArguments {
  std::string to = "-";
  std::string shape = "lines";
  bool gzip = false;
  std::string problems;
};

Shape ShapeOf(const std::string& name) {
  return name == "array" ? Shape::kArray : name == "datafeed" ? Shape::kDataFeed : Shape::kLines;
}

// What consumers of ClaimReview would say of the records.
class Problems {
 public:
  Problems(Runtime& runtime, std::string path) : runtime_(runtime), path_(std::move(path)) {}

  absl::Status Add(const v1::ExportRecord& record) {
    if (!record.missing().empty()) {
      ++incomplete_;
      if (path_.empty()) SayMissing(record);
    }
    if (!record.warnings().empty()) ++warned_;
    if (path_.empty() || (record.missing().empty() && record.warnings().empty())) {
      return absl::OkStatus();
    }
    if (file_ == nullptr) {
      auto file = OutputFile::Open(runtime_.io(), path_, false, false);
      if (!file.ok()) return file.status();
      file_ = *std::move(file);
    }
    v1::ExportRecord about = record;
    about.clear_json();
    return file_->Write(ToJson(about) + "\n");
  }

  absl::Status Finish() { return file_ == nullptr ? absl::OkStatus() : file_->Finish(); }
  int64_t incomplete() const { return incomplete_; }
  int64_t warned() const { return warned_; }

 private:
  static constexpr int64_t kMostSaid = 10;

  void SayMissing(const v1::ExportRecord& record) {
    if (incomplete_ > kMostSaid) return;
    std::string missing;
    for (const std::string& name : record.missing()) {
      missing += Concat({missing.empty() ? "" : ", ", name});
    }
    runtime_.printer().Note(Concat({record.verdict(), " is left out: it lacks ", missing}));
  }

  Runtime& runtime_;
  const std::string path_;
  std::unique_ptr<OutputFile> file_;
  int64_t incomplete_ = 0;
  int64_t warned_ = 0;
};

absl::Status ExportTo(Runtime& runtime, const ExportArguments& arguments,
                      const v1::ExportClaimReviewsRequest& request) {
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  const bool gzip = arguments.gzip || arguments.to.ends_with(".gz");
  const auto file = OutputFile::Open(runtime.io(), arguments.to, gzip, /*private_file=*/false);
  if (!file.ok()) return AsUsageError(file.status());
  ExportWriter writer(file->get(), ShapeOf(arguments.shape));
  Problems problems(runtime, arguments.problems);
  const bool show = arguments.to != "-" || !runtime.io().out_terminal.interactive;
  Terminal terminal = runtime.io().err_terminal;
  terminal.interactive = terminal.interactive && show;
  Progress progress(runtime.io().err, terminal, "records", absl::Now);
  const std::unique_ptr<client::ClaimReviewExport> reading = client->ExportClaimReviews(request);
  int64_t written = 0;
  int64_t total = 0;
  while (true) {
    const auto next = reading->Next();
    if (!next.ok()) return next.status();
    if (!*next) break;
    if ((*next)->estimated_total() > 0) total = (*next)->estimated_total();
    for (const v1::ExportRecord& record : (*next)->records()) {
      if (absl::Status status = problems.Add(record); !status.ok()) return AsUsageError(status);
      if (record.json().empty()) continue;
      if (absl::Status status = writer.Add(record.json()); !status.ok()) {
        return AsUsageError(status);
      }
      ++written;
    }
    progress.Update(written, total, written);
  }
  progress.Clear();
  if (absl::Status status = writer.Finish(); !status.ok()) return AsUsageError(status);
  if (absl::Status status = problems.Finish(); !status.ok()) return AsUsageError(status);
  std::string summary = Concat({Thousands(written), " records"});
  if (problems.incomplete() > 0) {
    summary += Concat({"; ", Thousands(problems.incomplete()),
                       " verdicts left out, which lack what ClaimReview requires"});
    runtime.set_exit_code(kExitPartial);
  }
  if (problems.warned() > 0) {
    summary += Concat({"; ", Thousands(problems.warned()), " with warnings"});
  }
  if ((problems.incomplete() > 0 || problems.warned() > 0) && arguments.problems.empty()) {
    summary += "; --problems FILE lists them";
  }
  runtime.printer().Note(summary);
  return absl::OkStatus();
}

void AddExport(CLI::App& root, Runtime& runtime) {
  const auto arguments = std::make_shared<ExportArguments>();
  AddCommand(
      root, runtime,
      {.path = "export",
       .method = "Transfers/ExportClaimReviews",
       .summary = "Write published verdicts as ClaimReview records (schema.org JSON-LD)",
       .examples = "  factcheck export --to reviews.jsonl.gz\n"
                   "  factcheck export --publisher courier --format datafeed --to feed.json\n"
                   "  factcheck export --as-of 2023-03-01 | jq .claimReviewed",
       .arguments = {{.flags = "--publisher",
                      .field = "publisher",
                      .help = "Only this publisher's",
                      .pattern = "publishers/*"},
                     {.flags = "--claim",
                      .field = "claim",
                      .help = "Only on this claim",
                      .pattern = "claims/*"},
                     {.flags = "--published-only",
                      .field = "published_only",
                      .help = "Leave retracted verdicts out"}},
       .instead = [arguments](Runtime& r, const google::protobuf::Message& request)
           -> std::optional<absl::Status> {
         return ExportTo(r, *arguments,
                         dynamic_cast<const v1::ExportClaimReviewsRequest&>(request));
       }});
  CLI::App* app = root.get_subcommand("export");
  app->add_option("--to", arguments->to, "File to write; - is standard output")
      ->type_name("FILE")
      ->capture_default_str();
  app->add_option("--format", arguments->shape, "One record a line, an array, or a DataFeed")
      ->type_name("lines|array|datafeed")
      ->check(CLI::IsMember({"lines", "array", "datafeed"}))
      ->capture_default_str();
  app->add_flag("--gzip", arguments->gzip, "Compress (also where the name ends in .gz)");
  app->add_option("--problems", arguments->problems,
                  "Write what verdicts lack, and warnings, to this file as JSON lines")
      ->type_name("FILE");
}

absl::Status RunDump(Runtime& runtime, const std::string& path) {
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  const auto file = OutputFile::Open(runtime.io(), path, /*compress=*/true, /*private_file=*/true);
  if (!file.ok()) return AsUsageError(file.status());
  DumpWriter writer(file->get());
  Progress progress(runtime.io().err, runtime.io().err_terminal, "MiB", absl::Now);
  const std::unique_ptr<client::WholeExport> reading = client->ExportAll();
  int64_t bytes = 0;
  while (true) {
    const auto part = reading->Next();
    if (!part.ok()) return part.status();
    if (!*part) break;
    if (absl::Status status = writer.Add(**part); !status.ok()) return AsUsageError(status);
    bytes += static_cast<int64_t>((*part)->size());
    progress.Update(0, 0, bytes >> 20);
  }
  progress.Clear();
  if (absl::Status status = writer.Finish(); !status.ok()) return AsUsageError(status);
  runtime.printer().Note(Concat({Thousands(bytes),
                                 " bytes before compression; the file holds "
                                 "drafts and hashes of keys: keep it as you keep the store"}));
  return absl::OkStatus();
}

absl::Status RunLoad(Runtime& runtime, const std::string& path) {
  const absl::StatusOr<std::unique_ptr<ByteSource>> source = OpenSource(path);
  if (!source.ok()) return AsUsageError(source.status());
  DumpReader reader(source->get());
  // The file is looked at before the server is.
  absl::StatusOr<std::optional<std::string>> part = reader.Next();
  if (!part.ok()) return AsUsageError(part.status());
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  Progress progress(runtime.io().err, runtime.io().err_terminal, "MiB", absl::Now);
  const std::unique_ptr<client::WholeImport> writing = client->ImportAll();
  int64_t bytes = 0;
  while (*part) {
    bytes += static_cast<int64_t>((*part)->size());
    if (!writing->Send(**std::move(part))) break;
    progress.Update((*source)->position(), (*source)->size(), bytes >> 20);
    part = reader.Next();
    // Without its end the server must not take it for the whole: leaving cancels the call.
    if (!part.ok()) return AsUsageError(part.status());
  }
  const absl::StatusOr<v1::ImportAllResponse> response = writing->Finish();
  progress.Clear();
  if (!response.ok()) return response.status();
  runtime.printer().Record(*response);
  return absl::OkStatus();
}

void AddWhole(CLI::App& root, Runtime& runtime) {
  const auto to = std::make_shared<std::string>();
  CLI::App* dump = AddSubcommand(
      root, "dump", "Write the whole database with its history into a file",
      "  factcheck dump backup.fcdump\n\n"
      "All of it is of one moment, in a form that any storage engine takes. The file is\n"
      "compressed, and only you can read it. `factcheck server backup` is faster, on the\n"
      "server's own machine and for its own engine.");
  dump->add_option("FILE", *to, "File to write; - is standard output")->required()->type_name("");
  dump->final_callback(
      [&runtime, to] { runtime.SetAction([&runtime, to] { return RunDump(runtime, *to); }); });

  const auto from = std::make_shared<std::string>();
  CLI::App* load = AddSubcommand(
      root, "load", "Bring a dump into a server that is empty but for its first admin key",
      "  factcheck load backup.fcdump --key-file /var/lib/factcheckd/admin.key\n\n"
      "Afterwards the keys of the dumped server count.");
  load->add_option("FILE", *from, "File of `factcheck dump`; - is standard input")
      ->required()
      ->type_name("");
  load->final_callback([&runtime, from] {
    runtime.SetAction([&runtime, from] { return RunLoad(runtime, *from); });
  });
}

}  // namespace

void AddTransferCommands(CLI::App& root, Runtime& runtime) {
  AddImport(root, runtime);
  AddExport(root, runtime);
  AddWhole(root, runtime);
}

}  // namespace factcheck::cli
