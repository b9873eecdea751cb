// `factcheck actor`, `factcheck key` and `factcheck whoami`.
#include "client/cli/command.h"
#include "client/cpp/text.h"
#include "factcheck/v1/admin_service.pb.h"

namespace factcheck::cli {
namespace {

constexpr char kActor[] = "actors/*";
constexpr char kKey[] = "actors/*/apiKeys/*";

void AddActors(CLI::App& root, Runtime& runtime) {
  AddCommand(
      root, runtime,
      {.path = "actor create",
       .method = "Admin/CreateActor",
       .summary = "Add a person, a service or an AI assistant",
       .examples = "  factcheck actor create elena --name 'Elena Petrova' --kind human\n"
                   "  factcheck actor create website --name 'Our site' --kind service \\\n"
                   "            --role consumer",
       .arguments = {
           {.flags = "ID", .field = "actor_id", .help = "Id to give it", .required = true},
           {.flags = "--name", .field = "actor.display_name", .help = "Name for people"},
           {.flags = "--kind", .field = "actor.kind", .help = "What it is; can't be changed"},
           {.flags = "--role",
            .field = "actor.roles",
            .help = "Role that counts everywhere (for one publisher: "
                    "factcheck member set), several times for several"}}});
  AddCommand(root, runtime,
             {.path = "actor get",
              .method = "Admin/GetActor",
              .summary = "Show an actor",
              .examples = "  factcheck actor get elena",
              .arguments = {{.flags = "ACTOR",
                             .field = "name",
                             .help = "Its id",
                             .pattern = kActor,
                             .required = true}}});
  AddCommand(root, runtime,
             {.path = "actor list",
              .method = "Admin/ListActors",
              .summary = "List actors by name",
              .examples = "  factcheck actor list",
              .arguments = {{.flags = "TEXT",
                             .field = "query",
                             .help = "Only those whose id or name contains this"}}});
  AddCommand(
      root, runtime,
      {.path = "actor update",
       .method = "Admin/UpdateActor",
       .summary = "Change an actor: what is given, and nothing else",
       .examples = "  factcheck actor update elena --disabled\n"
                   "  factcheck actor update elena --role auditor",
       .arguments = {{.flags = "ACTOR",
                      .field = "actor.name",
                      .help = "Its id",
                      .pattern = kActor,
                      .required = true},
                     {.flags = "--name", .field = "actor.display_name", .help = "Name for people"},
                     {.flags = "--role",
                      .field = "actor.roles",
                      .help = "All of its roles, several times for several"},
                     {.flags = "--disabled{true},--enabled{false}",
                      .field = "actor.disabled",
                      .help = "Whether its keys are refused"}},
       .updates = "actor"});
  AddCommand(root, runtime,
             {.path = "whoami",
              .method = "Admin/WhoAmI",
              .summary = "Whose key this is, and what they may do",
              .examples = "  factcheck whoami --key-file elena.key",
              .arguments = {}});
}

void PrintNewKey(Runtime& runtime, const google::protobuf::Message& message,
                 const std::string& save) {
  const auto& key = dynamic_cast<const v1::ApiKey&>(message);
  Printer& printer = runtime.printer();
  if (key.secret().empty()) {
    printer.Row(key);
    printer.Note(
        "the key itself is shown once, in the first answer to a request: this is a repeated one, "
        "or --validate-only. Where it was lost, revoke it and create another");
    return;
  }
  if (save.empty()) {
    if (printer.format() != Format::kTable) return printer.Row(key);
    printer.Row(key);
    printer.Say(client::Concat({"\n", key.secret(), "\n"}));
    printer.Say("This is the only time that the key is shown: only a hash of it is kept.");
    return;
  }
  if (absl::Status status = WritePrivateFile(save, key.secret() + "\n"); !status.ok()) {
    printer.Note(client::Concat({"warning: ", client::MessageOf(status)}));
    printer.Note(client::Concat({"the key is ", key.secret()}));
    runtime.set_exit_code(kExitUsage);
    return;
  }
  v1::ApiKey shown = key;
  shown.clear_secret();
  printer.Row(shown);
  printer.Note(client::Concat({"the key is in ", save, ", which only you can read"}));
}

void AddKeys(CLI::App& root, Runtime& runtime) {
  const auto save = std::make_shared<std::string>();
  AddCommand(
      root, runtime,
      {.path = "key create",
       .method = "Admin/CreateApiKey",
       .summary = "Make a key for an actor; it is shown once",
       .examples = "  factcheck key create elena --for 'her laptop' --save elena.key\n"
                   "  factcheck key create website --expires +90d",
       .arguments = {{.flags = "ACTOR",
                      .field = "parent",
                      .help = "Whose: the actor's id",
                      .pattern = kActor,
                      .required = true},
                     {.flags = "--for", .field = "api_key.display_name", .help = "What it is for"},
                     {.flags = "--expires",
                      .field = "api_key.expire_time",
                      .help = "When it ends: a time, or +90d (default: never)"}},
       .print = [save](Runtime& r, const google::protobuf::Message& key) {
         PrintNewKey(r, key, *save);
       }});
  root.get_subcommand("key")
      ->get_subcommand("create")
      ->add_option("--save", *save, "Write the key to this file, which only you can read")
      ->type_name("FILE");
  AddCommand(root, runtime,
             {.path = "key list",
              .method = "Admin/ListApiKeys",
              .summary = "List the keys of an actor, without the secrets",
              .examples = "  factcheck key list elena",
              .arguments = {{.flags = "ACTOR",
                             .field = "parent",
                             .help = "Whose: the actor's id",
                             .pattern = kActor,
                             .required = true}}});
  AddCommand(root, runtime,
             {.path = "key revoke",
              .method = "Admin/RevokeApiKey",
              .summary = "End a key at once",
              .examples = "  factcheck key revoke elena/01hx2b7k5m8n",
              .arguments = {{.flags = "KEY",
                             .field = "name",
                             .help = "The key: ACTOR/KEY",
                             .pattern = kKey,
                             .required = true}}});
}

}  // namespace

void AddActorCommands(CLI::App& root, Runtime& runtime) {
  AddActors(root, runtime);
  AddKeys(root, runtime);
}

}  // namespace factcheck::cli
