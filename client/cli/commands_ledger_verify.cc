// `factcheck ledger verify`: what was kept of the ledger, against its pinned public keys.
#include "client/cli/command.h"
#include "client/cli/dump_file.h"
#include "client/cli/ledger_export.h"
#include "client/cli/names.h"
#include "client/cli/progress.h"
#include "client/cli/time_text.h"
#include "client/cpp/ledger_verifier.h"
#include "client/cpp/text.h"
#include "factcheck/v1/ledger_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "google/protobuf/util/json_util.h"
#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using client::Concat;

// With the keys of the setting `ledger-key`.
absl::StatusOr<client::LedgerVerifier> VerifierOf(Runtime& runtime) {
  std::vector<client::LedgerPublicKey> keys;
  std::string_view rest = ValueOf(runtime.settings(), "ledger-key");
  if (rest.empty()) {
    return UsageError(
        "which key of the ledger is to be trusted? --ledger-key names it, FACTCHECK_LEDGER_KEY, or "
        "`factcheck config set ledger-key`; get it from those who run the ledger "
        "(`factcheck ledger keys` shows what the server says of itself)");
  }
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    absl::StatusOr<client::LedgerPublicKey> key = client::LedgerPublicKey::Parse(one);
    if (!key.ok()) return AsUsageError(key.status());
    keys.push_back(*std::move(key));
  }
  return client::LedgerVerifier(std::move(keys));
}

template <typename Message>
absl::StatusOr<Message> ReadProof(Runtime& runtime, const std::string& path) {
  const absl::StatusOr<std::string> text = ReadText(runtime.io(), path);
  if (!text.ok()) return AsUsageError(text.status());
  Message message;
  const auto parsed = google::protobuf::util::JsonStringToMessage(*text, &message);
  if (parsed.ok()) return message;
  return UsageError(
      Concat({path, " is no ", Message::descriptor()->name(), ": ", parsed.message().as_string()}));
}

absl::StatusOr<client::LedgerCheckpoint> ReadCheckpoint(Runtime& runtime,
                                                        const client::LedgerVerifier& verifier,
                                                        const std::string& path) {
  absl::StatusOr<std::string> note = ReadText(runtime.io(), path);
  if (!note.ok()) return AsUsageError(note.status());
  // ReadText takes the line feed at the end away, which belongs to the last signature.
  absl::StatusOr<client::LedgerCheckpoint> checkpoint = verifier.Open(*note + "\n");
  if (checkpoint.ok()) return checkpoint;
  return absl::DataLossError(Concat({path, ": ", client::MessageOf(checkpoint.status())}));
}

std::string SizeText(uint64_t size) { return Thousands(static_cast<int64_t>(size)); }

void SayEntry(Runtime& runtime, const client::VerifiedEntry& verified,
              const client::LedgerCheckpoint& checkpoint) {
  Printer& printer = runtime.printer();
  const v1::LedgerEntry& entry = verified.entry;
  if (printer.format() == Format::kJson) {
    nlohmann::ordered_json json = {
        {"verified", true}, {"origin", checkpoint.origin}, {"treeSize", checkpoint.size}};
    json["entry"] = nlohmann::ordered_json::parse(ToJson(entry));
    return printer.Raw(json.dump() + "\n");
  }
  const auto& since = entry.has_entry_time() ? entry.entry_time() : entry.publish_time();
  printer.Say(
      Concat({"verified: ", entry.revision(), " is entry ", std::to_string(entry.index()), " of ",
              checkpoint.origin, ", as of ", SizeText(checkpoint.size), " entries"}));
  printer.Say(Concat({"  it says that it was published at ", TimeText(entry.publish_time()),
                      entry.has_entry_time() ? Concat({", entered at ", TimeText(since)}) : ""}));
  printer.Say(verified.content ? "  its text is the one that was entered"
                               : "  its text was redacted; that there was one is certain");
}

absl::Status RunProof(Runtime& runtime, const std::string& path) {
  const absl::StatusOr<client::LedgerVerifier> verifier = VerifierOf(runtime);
  if (!verifier.ok()) return verifier.status();
  const absl::StatusOr<v1::InclusionProof> proof = ReadProof<v1::InclusionProof>(runtime, path);
  if (!proof.ok()) return proof.status();
  const absl::StatusOr<client::VerifiedEntry> entry = verifier->CheckInclusion(*proof);
  if (!entry.ok()) return entry.status();
  SayEntry(runtime, *entry, *verifier->Open(proof->checkpoint()));
  return absl::OkStatus();
}

// A verdict as it is served: that its text is in the ledger, as it is read.
absl::Status RunVerdict(Runtime& runtime, const std::string& verdict) {
  const absl::StatusOr<client::LedgerVerifier> verifier = VerifierOf(runtime);
  if (!verifier.ok()) return verifier.status();
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return client.status();
  v1::GetVerdictRequest get;
  get.set_name(ExpandName("claims/*/verdicts/*", verdict));
  const absl::StatusOr<v1::Verdict> read = client->GetVerdict(get);
  if (!read.ok()) return read.status();
  if (!read->has_published()) {
    return UsageError(Concat({get.name(), " is not published, so it is in no ledger"}));
  }
  v1::GetInclusionProofRequest request;
  request.set_revision(read->published().name());
  const absl::StatusOr<v1::InclusionProof> proof = client->GetInclusionProof(request);
  if (!proof.ok()) return proof.status();
  const absl::StatusOr<client::VerifiedEntry> entry = verifier->CheckInclusion(*proof);
  if (!entry.ok()) return entry.status();
  if (entry->entry.revision() != read->published().name()) {
    return absl::DataLossError(
        Concat({"the proof is of another revision: ", entry->entry.revision()}));
  }
  const absl::Status same = client::CheckRevision(*entry, read->published());
  if (!same.ok()) return same;
  SayEntry(runtime, *entry, *verifier->Open(proof->checkpoint()));
  return absl::OkStatus();
}

absl::Status RunCheckpoint(Runtime& runtime, const std::string& older_path,
                           const std::string& proof_path) {
  const absl::StatusOr<client::LedgerVerifier> verifier = VerifierOf(runtime);
  if (!verifier.ok()) return verifier.status();
  const absl::StatusOr<client::LedgerCheckpoint> older =
      ReadCheckpoint(runtime, *verifier, older_path);
  if (!older.ok()) return older.status();
  absl::StatusOr<v1::ConsistencyProof> proof;
  if (!proof_path.empty()) {
    proof = ReadProof<v1::ConsistencyProof>(runtime, proof_path);
  } else {
    const absl::StatusOr<client::Client> client = runtime.Connect();
    if (!client.ok()) return client.status();
    v1::GetConsistencyProofRequest request;
    request.set_old_size(static_cast<int64_t>(older->size));
    proof = client->GetConsistencyProof(request);
  }
  if (!proof.ok()) return proof.status();
  const absl::StatusOr<client::LedgerCheckpoint> newer = verifier->CheckExtension(*older, *proof);
  if (!newer.ok()) return newer.status();
  Printer& printer = runtime.printer();
  if (printer.format() == Format::kJson) {
    const nlohmann::ordered_json json = {{"verified", true},
                                         {"origin", newer->origin},
                                         {"oldSize", older->size},
                                         {"newSize", newer->size}};
    printer.Raw(json.dump() + "\n");
    return absl::OkStatus();
  }
  printer.Say(Concat({"verified: ", newer->origin, " has ", SizeText(newer->size),
                      " entries, and the first ", SizeText(older->size),
                      " are those of the older checkpoint"}));
  return absl::OkStatus();
}

struct ExportArguments {
  std::string file;
  std::vector<std::string> checkpoints;
};

absl::Status RunExport(Runtime& runtime, const ExportArguments& arguments) {
  const absl::StatusOr<client::LedgerVerifier> verifier = VerifierOf(runtime);
  if (!verifier.ok()) return verifier.status();
  std::vector<client::LedgerCheckpoint> checkpoints;
  for (const std::string& path : arguments.checkpoints) {
    absl::StatusOr<client::LedgerCheckpoint> checkpoint = ReadCheckpoint(runtime, *verifier, path);
    if (!checkpoint.ok()) return checkpoint.status();
    checkpoints.push_back(*std::move(checkpoint));
  }
  const absl::StatusOr<std::unique_ptr<ByteSource>> source = OpenSource(arguments.file);
  if (!source.ok()) return AsUsageError(source.status());
  DumpReader reader(source->get(), std::nullopt);
  const absl::StatusOr<DumpKind> kind = reader.Kind();
  if (!kind.ok()) return AsUsageError(kind.status());
  if (*kind == DumpKind::kDatabase && checkpoints.empty()) {
    return UsageError(
        "a dump carries no checkpoint: --checkpoint FILE names one that was saved when it was "
        "made, or before");
  }
  Progress progress(runtime.io().err, runtime.io().err_terminal, "entries", absl::Now);
  const absl::StatusOr<VerifiedExport> verified =
      VerifyExport(reader, *verifier, checkpoints, [&](uint64_t entries) {
        progress.Update((*source)->position(), (*source)->size(), static_cast<int64_t>(entries));
      });
  progress.Clear();
  if (!verified.ok()) return verified.status();
  Printer& printer = runtime.printer();
  if (printer.format() == Format::kJson) {
    const nlohmann::ordered_json json = {{"verified", true},
                                         {"entries", verified->entries},
                                         {"covered", verified->covered},
                                         {"redacted", verified->redacted}};
    printer.Raw(json.dump() + "\n");
    return absl::OkStatus();
  }
  printer.Say(
      Concat({"verified: ", SizeText(verified->entries), " entries, of which ",
              SizeText(verified->covered), " are covered by a checkpoint",
              verified->redacted > 0
                  ? Concat({"; the text of ", SizeText(verified->redacted), " was redacted"})
                  : ""}));
  return absl::OkStatus();
}

// One that takes a file or a name, and perhaps more.
CLI::App* AddVerify(CLI::App& root, const std::string& what, const std::string& summary,
                    const std::string& examples, const std::string& argument,
                    const std::string& help, std::string* value) {
  CLI::App* app = AddSubcommand(root, "ledger verify " + what, summary, examples);
  app->add_option(argument, *value, help)->required()->type_name("");
  return app;
}

}  // namespace

void AddLedgerVerifyCommands(CLI::App& root, Runtime& runtime) {
  const auto proof = std::make_shared<std::string>();
  AddVerify(root, "proof", "Verify a proof that was saved, offline",
            "  factcheck ledger prove no-apology/courier/1 --save no-apology.proof\n"
            "  factcheck ledger verify proof no-apology.proof --ledger-key 'NAME+ID+KEY'",
            "FILE", "File of `factcheck ledger prove --save`; - is standard input", proof.get())
      ->final_callback([&runtime, proof] {
        runtime.SetAction([&runtime, proof] { return RunProof(runtime, *proof); });
      });

  const auto verdict = std::make_shared<std::string>();
  AddVerify(root, "verdict", "Verify that a verdict is served as it was entered",
            "  factcheck ledger verify verdict no-apology/courier", "VERDICT",
            "The verdict: CLAIM/PUBLISHER", verdict.get())
      ->final_callback([&runtime, verdict] {
        runtime.SetAction([&runtime, verdict] { return RunVerdict(runtime, *verdict); });
      });

  const auto older = std::make_shared<std::string>();
  const auto extension = std::make_shared<std::string>();
  CLI::App* checkpoint = AddVerify(
      root, "checkpoint", "Verify that nothing was rewritten since a checkpoint was saved",
      "  factcheck ledger verify checkpoint monday.checkpoint\n"
      "  factcheck ledger verify checkpoint monday.checkpoint --proof tuesday.proof   # offline",
      "FILE", "File of `factcheck ledger checkpoint --save`", older.get());
  checkpoint
      ->add_option("--proof", *extension,
                   "File of `factcheck ledger consistency --save`, with a newer checkpoint "
                   "(default: the server is asked)")
      ->type_name("FILE");
  checkpoint->final_callback([&runtime, older, extension] {
    runtime.SetAction(
        [&runtime, older, extension] { return RunCheckpoint(runtime, *older, *extension); });
  });

  const auto whole = std::make_shared<ExportArguments>();
  CLI::App* dump = AddVerify(
      root, "export", "Verify a whole export, of the ledger or of the database, offline",
      "  factcheck ledger verify export ledger.fcledger\n"
      "  factcheck ledger verify export backup.fcdump --checkpoint monday.checkpoint",
      "FILE", "File of `factcheck ledger export` or `factcheck dump`; - is standard input",
      &whole->file);
  dump->add_option("--checkpoint", whole->checkpoints,
                   "A checkpoint that it must agree with, several times for several")
      ->type_name("FILE");
  dump->final_callback([&runtime, whole] {
    runtime.SetAction([&runtime, whole] { return RunExport(runtime, *whole); });
  });
}

}  // namespace factcheck::cli
