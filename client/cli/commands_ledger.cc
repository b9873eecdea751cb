// `factcheck ledger` but for its verification (commands_ledger_verify.cc).
#include "client/cli/command.h"
#include "client/cli/dump_file.h"
#include "client/cli/names.h"
#include "client/cli/output_file.h"
#include "client/cli/progress.h"
#include "client/cli/view.h"
#include "client/cpp/text.h"
#include "factcheck/v1/ledger_service.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using client::Concat;

// Writes a file of its own, where one is named.
absl::Status Save(Runtime& runtime, const std::string& path, std::string_view text) {
  const auto file = OutputFile::Open(runtime.io(), path, /*compress=*/false,
                                     /*private_file=*/false);
  if (!file.ok()) return AsUsageError(file.status());
  if (absl::Status written = (*file)->Write(text); !written.ok()) return AsUsageError(written);
  const absl::Status finished = (*file)->Finish();
  return finished.ok() ? finished : AsUsageError(finished);
}

CLI::App* LedgerCommand(CLI::App& root, const std::string& name) {
  return root.get_subcommand("ledger")->get_subcommand(name);
}

// What a call answers goes to a file, in the form in which it is verified later.
template <typename Request, typename Response>
auto CallAndSave(absl::StatusOr<Response> (client::Client::*method)(const Request&,
                                                                    const client::CallOptions&)
                     const,
                 std::shared_ptr<std::string> save, std::string (*text)(const Response&)) {
  return [=](Runtime& runtime,
             const google::protobuf::Message& request) -> std::optional<absl::Status> {
    if (save->empty()) return std::nullopt;
    const absl::StatusOr<client::Client> client = runtime.Connect();
    if (!client.ok()) return client.status();
    const absl::StatusOr<Response> response =
        ((*client).*method)(dynamic_cast<const Request&>(request), {});
    if (!response.ok()) return response.status();
    return Save(runtime, *save, text(*response));
  };
}

void AddSaveOption(CLI::App& app, const std::shared_ptr<std::string>& save) {
  app.add_option("--save", *save, "Write it to this file, for `factcheck ledger verify`")
      ->type_name("FILE");
}

void PrintCheckpoint(Runtime& runtime, const google::protobuf::Message& message) {
  if (runtime.printer().format() != Format::kTable) return runtime.printer().Record(message);
  runtime.printer().Raw(dynamic_cast<const v1::Checkpoint&>(message).note());
}

void AddCheckpoint(CLI::App& root, Runtime& runtime) {
  const auto save = std::make_shared<std::string>();
  AddCommand(root, runtime,
             {.path = "ledger checkpoint",
              .method = "Ledger/GetCheckpoint",
              .summary = "The signed statement of what the ledger holds",
              .examples = "  factcheck ledger checkpoint --save monday.checkpoint\n"
                          "  factcheck ledger checkpoint --size 1000",
              .arguments = {{.flags = "--size",
                             .field = "tree_size",
                             .help = "Of the tree that had so many entries (default: now)"}},
              .instead = CallAndSave<v1::GetCheckpointRequest, v1::Checkpoint>(
                  &client::Client::GetCheckpoint, save,
                  [](const v1::Checkpoint& checkpoint) { return checkpoint.note(); }),
              .print = PrintCheckpoint});
  AddSaveOption(*LedgerCommand(root, "checkpoint"), save);
}

void AddKeys(CLI::App& root, Runtime& runtime) {
  AddCommand(root, runtime,
             {.path = "ledger keys",
              .method = "Ledger/GetLedgerKeys",
              .summary = "The public keys of the ledger, the newest first",
              .examples = "  factcheck ledger keys\n"
                          "  factcheck config set ledger-key 'NAME+ID+KEY'    # trust one",
              .arguments = {},
              .print = [](Runtime& r, const google::protobuf::Message& message) {
                if (r.printer().format() != Format::kTable) return r.printer().Record(message);
                Table table({{.header = "KEY"}, {.header = "SIGNS"}});
                for (const v1::LedgerKey& key :
                     dynamic_cast<const v1::GetLedgerKeysResponse&>(message).keys()) {
                  table.AddRow({{key.verifier_key()}, {key.signs() ? "yes" : "no longer"}});
                }
                r.printer().Raw(table.Render(r.io().out_terminal));
              }});
}

Table EntryTable() {
  return Table({{.header = "INDEX", .right = true},
                {.header = "PUBLISHED"},
                {.header = "KIND"},
                {.header = "REVISION"},
                {.header = "RATING", .shrinks = true},
                {.header = "TITLE", .shrinks = true},
                {.header = "MARK"}});
}

// For programs: the entry and the text in words, beside the bytes that are verified.
std::string EntryJson(const v1::LedgerEntry& entry, const v1::VerdictRevision& content,
                      const v1::LedgerRecord& record) {
  nlohmann::ordered_json json;
  json["entry"] = nlohmann::ordered_json::parse(ToJson(entry));
  if (!record.content().empty()) {
    json["content"] = nlohmann::ordered_json::parse(ToJson(content));
  }
  json["record"] = nlohmann::ordered_json::parse(ToJson(record));
  return json.dump() + "\n";
}

absl::Status PrintRecord(Runtime& runtime, const v1::LedgerRecord& record, Table& table) {
  v1::LedgerEntry entry;
  v1::VerdictRevision content;
  if (!entry.ParseFromString(record.entry()) || !content.ParseFromString(record.content())) {
    return absl::DataLossError("the server answered with an entry that can't be read");
  }
  Printer& printer = runtime.printer();
  if (printer.format() == Format::kName) {
    printer.Raw(Concat({entry.revision(), "\n"}));
  } else if (printer.format() == Format::kJson) {
    printer.Raw(EntryJson(entry, content, record));
  } else {
    const std::string kind = TextAt(entry, "kind");
    table.AddRow({{std::to_string(entry.index())},
                  {TextAt(entry, "publish_time")},
                  {kind, StyleOf(kind)},
                  {ShortName(entry.revision())},
                  {entry.rating().label()},
                  {content.title()},
                  {record.content().empty() ? "redacted"
                   : entry.has_entry_time() ? "entered later"
                                            : ""}});
  }
  return absl::OkStatus();
}

absl::Status RunEntries(Runtime& runtime, int64_t from, int64_t limit) {
  constexpr int64_t kPage = 1000;
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  Table table = EntryTable();
  int64_t next = from;
  int64_t tree_size = 0;
  for (bool more = true; more;) {
    const int64_t left = limit == 0 ? kPage : from + limit - next;
    v1::GetEntriesRequest request;
    request.set_start_index(next);
    request.set_page_size(static_cast<int32_t>(std::min(left, kPage)));
    const absl::StatusOr<v1::GetEntriesResponse> response = client->GetEntries(request);
    if (!response.ok()) return response.status();
    for (const v1::LedgerRecord& record : response->records()) {
      if (absl::Status printed = PrintRecord(runtime, record, table); !printed.ok()) {
        return printed;
      }
      ++next;
    }
    tree_size = response->tree_size();
    more = next < tree_size && !response->records().empty() && (limit == 0 || next < from + limit);
  }
  runtime.printer().Raw(table.Render(runtime.io().out_terminal));
  if (next < tree_size) {
    runtime.printer().Note(Concat({"there are ", Thousands(tree_size), " in all; --from ",
                                   std::to_string(next), " goes on"}));
  }
  return absl::OkStatus();
}

void AddEntries(CLI::App& root, Runtime& runtime) {
  const auto from = std::make_shared<int64_t>(0);
  const auto limit = std::make_shared<int64_t>(50);
  CLI::App* app = AddSubcommand(root, "ledger entries", "What was published, in order",
                                "  factcheck ledger entries\n"
                                "  factcheck ledger entries --from 1000 --limit 0 --output json");
  app->add_option("--from", *from, "Index of the first")
      ->type_name("NUMBER")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app->add_option("--limit", *limit, "At most so many; 0: all")
      ->type_name("NUMBER")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app->final_callback([&runtime, from, limit] {
    runtime.SetAction([&runtime, from, limit] { return RunEntries(runtime, *from, *limit); });
  });
}

void AddProve(CLI::App& root, Runtime& runtime) {
  const auto save = std::make_shared<std::string>();
  AddCommand(root, runtime,
             {.path = "ledger prove",
              .method = "Ledger/GetInclusionProof",
              .summary = "The proof that a revision was published, to be kept",
              .examples = "  factcheck ledger prove no-apology/courier/1 --save no-apology.proof\n"
                          "  factcheck ledger prove --index 12 --size 1000",
              .arguments = {{.flags = "REVISION",
                             .field = "revision",
                             .help = "The revision: CLAIM/PUBLISHER/NUMBER",
                             .pattern = "claims/*/verdicts/*/revisions/*"},
                            {.flags = "--index", .field = "index", .help = "Or the entry's index"},
                            {.flags = "--size",
                             .field = "tree_size",
                             .help = "In the tree that had so many entries (default: now)"}},
              .instead = CallAndSave<v1::GetInclusionProofRequest, v1::InclusionProof>(
                  &client::Client::GetInclusionProof, save,
                  [](const v1::InclusionProof& proof) { return ToJson(proof) + "\n"; })});
  AddSaveOption(*LedgerCommand(root, "prove"), save);
}

void AddConsistency(CLI::App& root, Runtime& runtime) {
  const auto save = std::make_shared<std::string>();
  AddCommand(
      root, runtime,
      {.path = "ledger consistency",
       .method = "Ledger/GetConsistencyProof",
       .summary = "The proof that the ledger of one size is the beginning of a later one",
       .examples = "  factcheck ledger consistency 1000 --save tuesday.proof\n"
                   "  factcheck ledger verify checkpoint monday.checkpoint --proof tuesday.proof",
       .arguments = {{.flags = "OLD",
                      .field = "old_size",
                      .help = "Entries of the earlier ledger",
                      .required = true},
                     {.flags = "NEW",
                      .field = "new_size",
                      .help = "Entries of the later one (default: now)"}},
       .instead = CallAndSave<v1::GetConsistencyProofRequest, v1::ConsistencyProof>(
           &client::Client::GetConsistencyProof, save,
           [](const v1::ConsistencyProof& proof) { return ToJson(proof) + "\n"; })});
  AddSaveOption(*LedgerCommand(root, "consistency"), save);
}

absl::Status RunExport(Runtime& runtime, const std::string& path) {
  constexpr int32_t kPage = 1000;
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  const absl::StatusOr<v1::Checkpoint> checkpoint = client->GetCheckpoint();
  if (!checkpoint.ok()) return checkpoint.status();
  const auto file = OutputFile::Open(runtime.io(), path, /*compress=*/true,
                                     /*private_file=*/false);
  if (!file.ok()) return AsUsageError(file.status());
  DumpWriter writer(file->get(), DumpKind::kLedger);
  if (absl::Status added = writer.Add(checkpoint->SerializeAsString()); !added.ok()) {
    return AsUsageError(added);
  }
  Progress progress(runtime.io().err, runtime.io().err_terminal, "entries", absl::Now);
  for (int64_t next = 0; next < checkpoint->tree_size();) {
    v1::GetEntriesRequest request;
    request.set_start_index(next);
    request.set_page_size(
        static_cast<int32_t>(std::min<int64_t>(kPage, checkpoint->tree_size() - next)));
    absl::StatusOr<v1::GetEntriesResponse> response = client->GetEntries(request);
    if (!response.ok()) return response.status();
    if (response->records().empty()) {
      return absl::DataLossError("the server has fewer entries than its checkpoint");
    }
    next += response->records_size();
    if (absl::Status added = writer.Add(response->SerializeAsString()); !added.ok()) {
      return AsUsageError(added);
    }
    progress.Update(next, checkpoint->tree_size(), next);
  }
  progress.Clear();
  if (absl::Status finished = writer.Finish(); !finished.ok()) return AsUsageError(finished);
  runtime.printer().Note(Concat({Thousands(checkpoint->tree_size()), " entries"}));
  return absl::OkStatus();
}

void AddExport(CLI::App& root, Runtime& runtime) {
  const auto to = std::make_shared<std::string>();
  CLI::App* app =
      AddSubcommand(root, "ledger export", "Write the whole ledger with its checkpoint into a file",
                    "  factcheck ledger export ledger.fcledger\n"
                    "  factcheck ledger verify export ledger.fcledger\n\n"
                    "All of it is public.");
  app->add_option("FILE", *to, "File to write; - is standard output")->required()->type_name("");
  app->final_callback(
      [&runtime, to] { runtime.SetAction([&runtime, to] { return RunExport(runtime, *to); }); });
}

absl::Status RunAudit(Runtime& runtime) {
  constexpr int32_t kPage = 10'000;
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  Progress progress(runtime.io().err, runtime.io().err_terminal, "entries", absl::Now);
  v1::AuditLedgerRequest request;
  request.set_page_size(kPage);
  int64_t faults = 0;
  while (true) {
    const absl::StatusOr<v1::AuditLedgerResponse> response = client->AuditLedger(request);
    if (!response.ok()) return response.status();
    if (!response->faults().empty()) progress.Clear();
    for (const std::string& fault : response->faults()) {
      *runtime.io().err << fault << "\n";
      ++faults;
    }
    request.set_start_index(response->next_index());
    progress.Update(response->next_index(), response->tree_size(), response->next_index());
    if (response->next_index() >= response->tree_size()) break;
  }
  progress.Clear();
  if (faults > 0) {
    return absl::DataLossError(Concat({"the stored ledger has ", Thousands(faults), " faults"}));
  }
  runtime.printer().Say(Concat({"the stored ledger is whole: ", Thousands(request.start_index()),
                                " entries and their tree"}));
  return absl::OkStatus();
}

void AddAudit(CLI::App& root, Runtime& runtime) {
  CLI::App* app = AddSubcommand(
      root, "ledger audit", "Have the server hold all that it has of the ledger against itself",
      "  factcheck ledger audit\n\n"
      "For auditors and admins. Finds what was damaged where it is stored; what the server can\n"
      "be trusted with is for `factcheck ledger verify` to find.");
  app->final_callback([&runtime] { runtime.SetAction([&runtime] { return RunAudit(runtime); }); });
}

}  // namespace

void AddLedgerCommands(CLI::App& root, Runtime& runtime) {
  AddCheckpoint(root, runtime);
  AddEntries(root, runtime);
  AddProve(root, runtime);
  AddConsistency(root, runtime);
  AddKeys(root, runtime);
  AddExport(root, runtime);
  AddLedgerVerifyCommands(root, runtime);
  AddAudit(root, runtime);
}

}  // namespace factcheck::cli
