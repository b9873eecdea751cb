// `factcheck webhooks`.
#include <fstream>
#include <istream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/cli/command.h"
#include "client/cli/webhook_signature.h"
#include "client/cpp/text.h"
#include "factcheck/v1/webhooks_service.pb.h"

namespace factcheck::cli {
namespace {

constexpr char kWebhook[] = "webhooks/*";
constexpr size_t kMostBodyBytes = 64 << 20;

Argument WebhookName(std::string field) {
  return {.flags = "WEBHOOK",
          .field = std::move(field),
          .help = "Its id",
          .pattern = kWebhook,
          .required = true};
}

std::vector<Argument> ContentArguments() {
  return {{.flags = "--name", .field = "webhook.display_name", .help = "Name for people"},
          {.flags = "--kind",
           .field = "webhook.filter.kinds",
           .help = "Only such changes, several times for several: verdict-published, "
                   "verdict-corrected, verdict-retracted, status-changed, ..."},
          {.flags = "--publisher",
           .field = "webhook.filter.publishers",
           .help = "Only of this publisher, several times for several",
           .pattern = "publishers/*"},
          {.flags = "--topic",
           .field = "webhook.filter.topics",
           .help = "Only of claims with this topic, several times for several"},
          {.flags = "--claim",
           .field = "webhook.filter.claims",
           .help = "Only of this claim, several times for several",
           .pattern = "claims/*"},
          {.flags = "--view", .field = "webhook.view", .help = "full, or basic: names and kinds"}};
}

std::vector<Argument> StartArguments() {
  return {{.flags = "--from", .field = "start.edge", .help = "Begin at: beginning or now"},
          {.flags = "--from-time", .field = "start.time", .help = "Begin at this time"},
          {.flags = "--from-token", .field = "start.token", .help = "Begin behind this token"}};
}

std::vector<Argument> Joined(std::vector<Argument> first, std::vector<Argument> second) {
  for (Argument& argument : second) first.push_back(std::move(argument));
  return first;
}

void PrintWithSecret(Runtime& runtime, const google::protobuf::Message& message,
                     const std::string& save) {
  v1::Webhook webhook = dynamic_cast<const v1::Webhook&>(message);
  Printer& printer = runtime.printer();
  const std::string secret = webhook.secret();
  if (secret.empty()) {
    printer.Row(webhook);
    printer.Note(
        "the secret is shown once, in the first answer to a request: this is a repeated one, or "
        "--validate-only. Where it was lost, make another: factcheck webhooks rotate-secret");
    return;
  }
  if (save.empty()) {
    printer.Row(webhook);
    printer.Say(client::Concat({"\n", secret, "\n"}));
    printer.Say("This is the only time that the secret is shown. The receiver needs it.");
    return;
  }
  if (absl::Status status = WritePrivateFile(save, secret + "\n"); !status.ok()) {
    printer.Note(client::Concat({"warning: ", client::MessageOf(status)}));
    printer.Note(client::Concat({"the secret is ", secret}));
    runtime.set_exit_code(kExitUsage);
    return;
  }
  webhook.clear_secret();
  printer.Row(webhook);
  printer.Note(client::Concat({"the secret is in ", save, ", which only you can read"}));
}

// The body as it is: each byte counts.
absl::StatusOr<std::string> ReadBody(const Io& io, const std::string& path) {
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file) return UsageError(client::Concat({"can't read ", path}));
  }
  std::istream& from = path == "-" ? *io.in : file;
  std::string body(kMostBodyBytes + 1, '\0');
  from.read(body.data(), static_cast<std::streamsize>(body.size()));
  body.resize(static_cast<size_t>(from.gcount()));
  if (body.size() > kMostBodyBytes) return UsageError("the body has more than 64 MiB");
  return body;
}

// A command whose answer has a secret.
void AddSecretCommand(CLI::App& root, Runtime& runtime, Command command) {
  const auto save = std::make_shared<std::string>();
  command.print = [save](Runtime& r, const google::protobuf::Message& webhook) {
    PrintWithSecret(r, webhook, *save);
  };
  const std::string last = command.path.substr(command.path.rfind(' ') + 1);
  AddCommand(root, runtime, std::move(command));
  root.get_subcommand("webhooks")
      ->get_subcommand(last)
      ->add_option("--save", *save, "Write the secret to this file, which only you can read")
      ->type_name("FILE");
}

void AddVerify(CLI::App& root, Runtime& runtime) {
  struct Given {
    std::string secret_file;
    std::string body = "-";
    ReceivedWebhook received;
  };
  const auto given = std::make_shared<Given>();
  CLI::App* verify = AddSubcommand(
      root, "webhooks verify", "Check the signature of a delivery, without the server",
      "  factcheck webhooks verify --secret-file hook.secret --id msg_news_5f5 \\\n"
      "            --timestamp 1676808000 --signature 'v1,g0hM9Ss...' --body body.json");
  verify->add_option("--secret-file", given->secret_file, "The secret, whsec_..., in a file")
      ->required()
      ->type_name("FILE");
  verify->add_option("--id", given->received.id, "The header webhook-id")
      ->required()
      ->type_name("ID");
  verify->add_option("--timestamp", given->received.timestamp, "The header webhook-timestamp")
      ->required()
      ->type_name("SECONDS");
  verify->add_option("--signature", given->received.signature, "The header webhook-signature")
      ->required()
      ->type_name("TEXT");
  verify->add_option("--body", given->body, "The body as it came (default: standard input)")
      ->type_name("FILE");
  verify->final_callback([&runtime, given] {
    runtime.SetAction([&runtime, given]() -> absl::Status {
      const absl::StatusOr<std::string> secret = ReadText(runtime.io(), given->secret_file);
      if (!secret.ok()) return AsUsageError(secret.status());
      absl::StatusOr<std::string> body = ReadBody(runtime.io(), given->body);
      if (!body.ok()) return body.status();
      given->received.body = *std::move(body);
      absl::Status status = VerifyWebhook(*secret, given->received);
      if (absl::IsInvalidArgument(status)) return AsUsageError(status);
      if (!status.ok()) {
        runtime.printer().Note(client::MessageOf(status));
        runtime.set_exit_code(kExitRefused);
        return absl::OkStatus();
      }
      runtime.printer().Raw("the signature is good\n");
      return absl::OkStatus();
    });
  });
}

void AddChanges(CLI::App& root, Runtime& runtime) {
  AddSecretCommand(
      root, runtime,
      {.path = "webhooks create",
       .method = "Webhooks/CreateWebhook",
       .summary = "Have changes posted to an address; the secret is shown once",
       .examples =
           "  factcheck webhooks create https://app.example/hook --id app --save hook.secret\n"
           "  factcheck webhooks create https://app.example/hook \\\n"
           "            --kind verdict-corrected --kind verdict-retracted",
       .arguments = Joined(
           {{.flags = "URL", .field = "webhook.url", .help = "Where to; https", .required = true},
            {.flags = "--id",
             .field = "webhook_id",
             .help = "Id to give it (else the server makes one)"}},
           Joined(ContentArguments(), StartArguments()))});
  AddCommand(root, runtime,
             {.path = "webhooks update",
              .method = "Webhooks/UpdateWebhook",
              .summary = "Change a webhook: what is given, and nothing else",
              .examples = "  factcheck webhooks update app --url https://app.example/other\n"
                          "  factcheck webhooks update app --pause",
              .arguments = Joined({WebhookName("webhook.name"),
                                   {.flags = "--url", .field = "webhook.url", .help = "Where to"},
                                   {.flags = "--pause{true},--unpause{false}",
                                    .field = "webhook.paused",
                                    .help = "Whether deliveries are held"}},
                                  ContentArguments()),
              .updates = "webhook"});
  AddCommand(root, runtime,
             {.path = "webhooks delete",
              .method = "Webhooks/DeleteWebhook",
              .summary = "End a webhook",
              .examples = "  factcheck webhooks delete app",
              .arguments = {WebhookName("name")}});
  AddCommand(root, runtime,
             {.path = "webhooks resume",
              .method = "Webhooks/ResumeWebhook",
              .summary = "Go on with a dead or failing webhook at once",
              .examples = "  factcheck webhooks resume app\n"
                          "  factcheck webhooks resume app --from now",
              .arguments = Joined({WebhookName("name")}, StartArguments())});
  AddSecretCommand(root, runtime,
                   {.path = "webhooks rotate-secret",
                    .method = "Webhooks/RotateWebhookSecret",
                    .summary = "Make a new secret; it is shown once",
                    .examples = "  factcheck webhooks rotate-secret app --save hook.secret",
                    .arguments = {WebhookName("name"),
                                  {.flags = "--keep-previous",
                                   .field = "keep_previous",
                                   .help = "How long the old one is used, too (default: 24h)"}}});
}

}  // namespace

void AddWebhookCommands(CLI::App& root, Runtime& runtime) {
  AddChanges(root, runtime);
  AddCommand(root, runtime,
             {.path = "webhooks get",
              .method = "Webhooks/GetWebhook",
              .summary = "Show a webhook and its last attempts",
              .examples = "  factcheck webhooks get app",
              .arguments = {WebhookName("name")}});
  AddCommand(root, runtime,
             {.path = "webhooks list",
              .method = "Webhooks/ListWebhooks",
              .summary = "List your webhooks; as an admin or auditor, all",
              .examples = "  factcheck webhooks list",
              .arguments = {}});
  AddCommand(root, runtime,
             {.path = "webhooks test",
              .method = "Webhooks/SendTestWebhook",
              .summary = "Post a test event now, and show how that went",
              .examples = "  factcheck webhooks test app",
              .arguments = {WebhookName("name")}});
  AddVerify(root, runtime);
}

}  // namespace factcheck::cli
