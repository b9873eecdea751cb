// Commands as data: which method a command calls, and which field each of its arguments sets.
//
// Everything else follows from the method's descriptor: a request with an `etag` makes
// --etag, one with `request_id` --request-id and --validate-only, one with `read_options`
// --at-least and --as-of; one with `page_token` lists page after page and has --limit. Every
// command has --request FILE: the whole request as JSON.
#ifndef FACTCHECK_CLIENT_CLI_COMMAND_H_
#define FACTCHECK_CLIENT_CLI_COMMAND_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "client/cli/runtime.h"
#include "google/protobuf/message.h"

namespace factcheck::cli {

struct Argument {
  // "CLAIM": by position; "--note,-n": an option.
  std::string flags;
  // The field of the request that it sets, "claim.topics".
  std::string field;
  std::string help;
  // Of resource names: short forms are expanded, see names.h.
  std::string pattern = {};
  bool required = false;
  // A long text: --NAME-file reads it from a file, too.
  bool file = false;
  // For `filter`: the restriction that it stands for. {} is the value as a word in capitals,
  // {q} as quoted text. Restrictions are joined by AND.
  std::string term = {};
};

struct Command {
  std::string path;    // "claim accept"
  std::string method;  // "Claims/AcceptClaim"
  std::string summary;
  std::string examples;  // One a line.
  std::vector<Argument> arguments;
  // For updates: the field that holds the resource. update_mask names what was given.
  std::string updates = {};
  // What the arguments go on top of, given the request that they make alone: for resources
  // parts of which change only whole. nullptr: nothing.
  std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(
      Runtime&, const google::protobuf::Message&)>
      start_from = {};
  // Completes the request.
  std::function<absl::Status(Runtime&, google::protobuf::Message&)> prepare = {};
  // Does something else with the request than to call the method; nullopt: not this time.
  std::function<std::optional<absl::Status>(Runtime&, const google::protobuf::Message&)> instead =
      {};
  // Prints the answer, or each item of a list, instead of the printer's own way.
  std::function<void(Runtime&, const google::protobuf::Message&)> print = {};
};

// The subcommand at `path` below `root`, made with its groups where it is missing.
CLI::App* AddSubcommand(CLI::App& root, const std::string& path, const std::string& summary,
                        const std::string& examples);
void AddCommand(CLI::App& root, Runtime& runtime, Command command);

// Adds what every command group has; each lives in a file of its own.
void AddClaimCommands(CLI::App& root, Runtime& runtime);
void AddEvidenceCommands(CLI::App& root, Runtime& runtime);
void AddRelationshipCommands(CLI::App& root, Runtime& runtime);
void AddVerdictCommands(CLI::App& root, Runtime& runtime);
void AddStatusCommands(CLI::App& root, Runtime& runtime);
void AddSearchCommands(CLI::App& root, Runtime& runtime);
void AddChangeCommands(CLI::App& root, Runtime& runtime);
void AddPublisherCommands(CLI::App& root, Runtime& runtime);
void AddActorCommands(CLI::App& root, Runtime& runtime);
void AddLedgerCommands(CLI::App& root, Runtime& runtime);
// Below `ledger`.
void AddLedgerVerifyCommands(CLI::App& root, Runtime& runtime);
void AddServerCommands(CLI::App& root, Runtime& runtime);
void AddHistoryCommand(CLI::App& root, Runtime& runtime);
void AddWebhookCommands(CLI::App& root, Runtime& runtime);
void AddTransferCommands(CLI::App& root, Runtime& runtime);
void AddDemoCommands(CLI::App& root, Runtime& runtime);
void AddConfigCommands(CLI::App& root, Runtime& runtime);
void AddCompletionCommand(CLI::App& root, Runtime& runtime);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_COMMAND_H_
