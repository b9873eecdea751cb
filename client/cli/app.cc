#include "client/cli/app.h"

#include <algorithm>

#include "client/cli/command.h"
#include "client/cli/errors.h"
#include "client/cli/help.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

constexpr char kAbout[] =
    "factcheck: the command line of factcheckd, the system of record for fact-checks.\n"
    "A claim that somebody made is kept with where it appeared and the evidence for and\n"
    "against it; publishers bring verdicts on it through review to publication; anybody\n"
    "who may read can ask what is known of it.\n";

constexpr char kTeaching[] =
    "From a claim to a published verdict, by two people, in five minutes\n"
    "  (an admin's key is at hand: export FACTCHECK_KEY_FILE=.../admin.key)\n"
    "\n"
    "  # a newsroom: a publisher with a rating scale, and two people with keys\n"
    "  factcheck publisher create gazette --name 'The Gazette' --domain gazette.example \\\n"
    "            --language en\n"
    "  factcheck scale create gazette truth --name 'Truth' \\\n"
    "            --rating 'false; label=en: False; normal=false; ordinal=1' \\\n"
    "            --rating 'true; label=en: True; normal=true; ordinal=2'\n"
    "  factcheck publisher update gazette --scale gazette/truth\n"
    "  factcheck actor create ana --name 'Ana' --kind human\n"
    "  factcheck actor create ben --name 'Ben' --kind human\n"
    "  factcheck member set gazette/ana --role fact-checker --role publisher\n"
    "  factcheck member set gazette/ben --role reviewer\n"
    "  factcheck key create ana --save ana.key\n"
    "  factcheck key create ben --save ben.key\n"
    "\n"
    "  # Ana brings a claim in, finds evidence, and writes\n"
    "  export FACTCHECK_KEY_FILE=ana.key\n"
    "  factcheck claim create 'The bridge was closed for a year.' --id bridge --language en \\\n"
    "            --claimant 'The mayor; kind=person'\n"
    "  factcheck claim accept bridge\n"
    "  factcheck evidence add bridge https://roads.example/closures --id closures \\\n"
    "            --stance refutes --kind primary\n"
    "  factcheck verdict draft bridge gazette --rating false --cite closures \\\n"
    "            --title 'The bridge was closed for two months' \\\n"
    "            --url https://gazette.example/bridge \\\n"
    "            --summary 'The road office lists a closure of nine weeks.'\n"
    "  factcheck verdict submit bridge/gazette\n"
    "\n"
    "  # Ben reads and approves: nobody approves what they wrote themselves\n"
    "  factcheck verdict get bridge/gazette --key-file ben.key\n"
    "  factcheck verdict approve bridge/gazette --key-file ben.key\n"
    "\n"
    "  # Ana publishes, and everybody can ask\n"
    "  factcheck verdict publish bridge/gazette\n"
    "  factcheck status get --text 'The bridge was closed for a year.' --claimant 'The mayor'\n"
    "\n"
    "Names. An id is enough where a resource is meant: `bridge` is claims/bridge, and\n"
    "`bridge/gazette` is claims/bridge/verdicts/gazette.\n"
    "Texts. --explanation-file FILE reads a long text from a file; - is standard input.\n"
    "Settings come from options, then the environment (FACTCHECK_ADDRESS, FACTCHECK_KEY_FILE,\n"
    "...), then the config file: see `factcheck config show`.\n"
    "Exit codes. 0 done; 1 the server said no; 2 wrong usage, or a file that can't be used;\n"
    "3 the server can't be reached, did not answer in time, or lost track of the outcome;\n"
    "4 done, but some records of an import or export were refused.\n"
    "\n"
    "`factcheck COMMAND --help` says more, with examples.";

void AddGlobalOptions(CLI::App& app, Runtime& runtime) {
  constexpr char kGroup[] = "Settings";
  for (const SettingInfo& info : AllSettings()) {
    const std::string name(info.name);
    const std::string flags = name == "output" ? "--output,-o" : "--" + name;
    app.add_option_function<std::string>(
           flags, [&runtime, name](const std::string& value) { runtime.flags[name] = value; },
           client::Concat({info.help, " [", info.environment, "]"}))
        ->type_name(std::string(info.value))
        ->group(kGroup);
  }
  app.add_option("--config", runtime.config_flag, "Config file [FACTCHECK_CONFIG]")
      ->type_name("FILE")
      ->group(kGroup);
}

void CollectNames(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
  }
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
    for (const CLI::Option* option : at->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
}

// The command that was being read when the arguments no longer made sense.
const CLI::App& Deepest(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? app : Deepest(*chosen.front());
}

std::string PathOf(const CLI::App& app) {
  std::string path;
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
    path = path.empty() ? at->get_name() : client::Concat({at->get_name(), " ", path});
  }
  return path;
}

// What was wrong with the arguments, and what may have been meant.
int ReportUsage(const CLI::App& root, const std::vector<std::string>& arguments,
                const CLI::ParseError& error, const Io& io) {
  const CLI::App& app = Deepest(root);
  const std::vector<const CLI::App*> subcommands =
      app.get_subcommands([](const CLI::App*) { return true; });
  const bool lacks_command = !subcommands.empty();
  std::vector<std::string> known;
  CollectNames(app, known);
  const std::vector<std::string> remaining = root.remaining(/*recurse=*/true);
  const auto first = std::find_if(arguments.begin(), arguments.end(), [&](const auto& argument) {
    return std::find(remaining.begin(), remaining.end(), argument) != remaining.end();
  });
  const std::string unknown = first == arguments.end() ? std::string() : *first;
  std::string message = error.what();
  std::string nearest;
  if (!unknown.empty()) {
    message = client::Concat({"'", unknown, "' is not understood"});
    nearest = Nearest(unknown.substr(0, unknown.find('=')), known);
  } else if (lacks_command) {
    message = client::Concat({"which command of `", PathOf(app), "`?"});
  }
  *io.err << ErrorText(UsageError(message), io.err_terminal, "", {});
  if (!nearest.empty()) *io.err << "       did you mean '" << nearest << "'?\n";
  if (lacks_command && !arguments.empty()) {
    *io.err << "       there are:";
    for (const CLI::App* sub : subcommands) *io.err << ' ' << sub->get_name();
    *io.err << '\n';
  }
  *io.err << "       see `" << PathOf(app) << " --help`\n";
  return kExitUsage;
}

}  // namespace

std::unique_ptr<CLI::App> BuildApp(Runtime& runtime) {
  auto app = std::make_unique<CLI::App>(kAbout, "factcheck");
  app->fallthrough();
  app->require_subcommand(1);
  app->formatter(std::make_shared<HelpFormatter>(std::min(runtime.io().out_terminal.width, 100)));
  app->set_help_flag("--help,-h", "This text");
  AddGlobalOptions(*app, runtime);
  AddClaimCommands(*app, runtime);
  AddEvidenceCommands(*app, runtime);
  AddRelationshipCommands(*app, runtime);
  AddVerdictCommands(*app, runtime);
  AddStatusCommands(*app, runtime);
  AddSearchCommands(*app, runtime);
  AddChangeCommands(*app, runtime);
  AddPublisherCommands(*app, runtime);
  AddActorCommands(*app, runtime);
  AddHistoryCommand(*app, runtime);
  AddWebhookCommands(*app, runtime);
  AddLedgerCommands(*app, runtime);
  AddTransferCommands(*app, runtime);
  AddServerCommands(*app, runtime);
  AddDemoCommands(*app, runtime);
  AddConfigCommands(*app, runtime);
  AddCompletionCommand(*app, runtime);
  // Last: subcommands take over what their parent has when they are made.
  app->footer(kTeaching);
  return app;
}

int RunApp(const std::vector<std::string>& arguments, Io io, Environment environment) {
  Runtime runtime(io, std::move(environment));
  const std::unique_ptr<CLI::App> app = BuildApp(runtime);
  if (arguments.empty()) {
    *io.out << app->help();
    return kExitUsage;
  }
  try {
    // CLI11 takes them from the back.
    app->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    *io.out << app->help();
    return kExitOk;
  } catch (const CLI::ParseError& error) {
    return ReportUsage(*app, arguments, error, io);
  }
  return runtime.Run();
}

}  // namespace factcheck::cli
