#include "client/cli/command.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "client/cli/progress.h"
#include "client/cli/request_builder.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int64_t kTableLimit = 100;
constexpr int32_t kPageSize = 500;

struct Group {
  std::string_view name;  // With that of the group it is in: "ledger verify".
  std::string_view summary;
};
constexpr Group kGroups[] = {
    {"claim", "Statements to check: bring in, triage, assign, merge"},
    {"appearance", "Where a claim was seen"},
    {"evidence", "What speaks for and against a claim"},
    {"relationship", "What one claim has to do with another"},
    {"verdict", "What publishers say of a claim: draft, review, publish, correct, retract"},
    {"status", "What is known of a claim, an address, or a sentence"},
    {"consumer", "Who follows what changes, one by one"},
    {"publisher", "Organisations that publish verdicts"},
    {"member", "Who works for a publisher, in which roles"},
    {"scale", "Rating scales of publishers"},
    {"actor", "People, services and AI assistants that may call"},
    {"key", "API keys of actors"},
    {"ledger", "The public ledger of everything published: read, prove, verify"},
    {"webhooks", "Changes posted to receivers of yours: create, test, resume, verify"},
    {"ledger verify", "Verify what was kept, against the ledger's pinned public keys"},
    {"server", "The server itself"},
    {"demo", "A newsroom to look at"},
    {"config", "Settings that are kept"},
};

std::unique_ptr<Message> NewResponse(const google::protobuf::MethodDescriptor& method) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                      ->GetPrototype(method.output_type())
                                      ->New());
}

// The first repeated field of messages: the items of a list or batch.
const FieldDescriptor* ItemsOf(const google::protobuf::Descriptor& type) {
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->is_repeated() &&
        type.field(i)->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return type.field(i);
    }
  }
  return nullptr;
}

void Print(Runtime& runtime, const Command& command, const Message& item, bool whole) {
  if (command.print) {
    command.print(runtime, item);
  } else if (whole) {
    runtime.printer().Record(item);
  } else {
    runtime.printer().Row(item);
  }
}

// Prints a list page after page, up to its limit.
class Lister {
 public:
  Lister(Runtime& runtime, const Command& command, const RequestBuilder& builder)
      : runtime_(runtime), command_(command), method_(builder.method()) {
    const bool table = runtime.printer().format() == Format::kTable;
    limit_ = builder.limit().value_or(table ? kTableLimit : 0);
  }

  absl::Status List(Message& request) {
    const google::protobuf::Reflection& reflection = *request.GetReflection();
    const google::protobuf::Descriptor& type = *request.GetDescriptor();
    const std::unique_ptr<Message> page = NewResponse(method_);
    std::string token;
    do {
      const int64_t wanted =
          limit_ == 0 ? kPageSize : std::min<int64_t>(limit_ - printed_, kPageSize);
      reflection.SetInt32(&request, type.FindFieldByName("page_size"),
                          static_cast<int32_t>(wanted));
      reflection.SetString(&request, type.FindFieldByName("page_token"), token);
      if (absl::Status status = runtime_.Call(method_, request, page.get()); !status.ok()) {
        return status;
      }
      PrintPage(*page);
      token = page->GetReflection()->GetString(
          *page, page->GetDescriptor()->FindFieldByName("next_page_token"));
    } while (!token.empty() && (limit_ == 0 || printed_ < limit_));
    SayWhatIsLeft(*page, !token.empty());
    return absl::OkStatus();
  }

 private:
  void PrintPage(const Message& page) {
    const FieldDescriptor* items = ItemsOf(*page.GetDescriptor());
    const google::protobuf::Reflection& reflection = *page.GetReflection();
    for (int i = 0; i < reflection.FieldSize(page, items); ++i) {
      if (limit_ != 0 && printed_ == limit_) return;
      Print(runtime_, command_, reflection.GetRepeatedMessage(page, items, i), /*whole=*/false);
      ++printed_;
    }
  }

  void SayWhatIsLeft(const Message& page, bool more) {
    if (printed_ == 0) {
      if (runtime_.printer().format() == Format::kTable) runtime_.printer().Note("none");
      return;
    }
    if (!more) return;
    const FieldDescriptor* total = page.GetDescriptor()->FindFieldByName("total_size");
    std::string of_all;
    if (total != nullptr) {
      of_all = client::Concat({" of ", Thousands(page.GetReflection()->GetInt64(page, total))});
    }
    runtime_.printer().Note(client::Concat({Thousands(printed_), of_all, "; --limit 0 shows all"}));
  }

  Runtime& runtime_;
  const Command& command_;
  const google::protobuf::MethodDescriptor& method_;
  int64_t limit_ = 0;
  int64_t printed_ = 0;
};

void PrintAnswer(Runtime& runtime, const Command& command, const std::string& method,
                 const Message& response) {
  const FieldDescriptor* items = ItemsOf(*response.GetDescriptor());
  const bool batch = method.starts_with("BatchGet") || method.starts_with("BatchAdd");
  if (!batch || items == nullptr) {
    const bool whole = method.starts_with("Get") || method == "WhoAmI";
    // Answers that name nothing are told as they are.
    const bool resource = response.GetDescriptor()->FindFieldByName("name") != nullptr;
    return Print(runtime, command, response, whole || !resource);
  }
  const google::protobuf::Reflection& reflection = *response.GetReflection();
  for (int i = 0; i < reflection.FieldSize(response, items); ++i) {
    Print(runtime, command, reflection.GetRepeatedMessage(response, items, i), /*whole=*/false);
  }
  const FieldDescriptor* missing = response.GetDescriptor()->FindFieldByName("missing");
  for (int i = 0; missing != nullptr && i < reflection.FieldSize(response, missing); ++i) {
    runtime.printer().Note(
        client::Concat({reflection.GetRepeatedString(response, missing, i), ": there is none"}));
    runtime.set_exit_code(kExitRefused);
  }
}

absl::Status RunCommand(Runtime& runtime, const Command& command, const RequestBuilder& builder) {
  absl::StatusOr<std::unique_ptr<Message>> request = builder.Build(runtime, nullptr);
  if (request.ok() && command.start_from) {
    absl::StatusOr<std::unique_ptr<Message>> base = command.start_from(runtime, **request);
    if (!base.ok()) return base.status();
    if (*base != nullptr) request = builder.Build(runtime, base->get());
  }
  if (!request.ok()) return request.status();
  if (command.prepare) {
    if (absl::Status status = command.prepare(runtime, **request); !status.ok()) return status;
  }
  if (command.instead) {
    if (std::optional<absl::Status> done = command.instead(runtime, **request)) return *done;
  }
  if (builder.is_list()) return Lister(runtime, command, builder).List(**request);
  const std::unique_ptr<Message> response = NewResponse(builder.method());
  if (absl::Status status = runtime.Call(builder.method(), **request, response.get());
      !status.ok()) {
    return status;
  }
  PrintAnswer(runtime, command, builder.method().name(), *response);
  return absl::OkStatus();
}

// The group `name` below `parent`, made where it is not there yet.
CLI::App* GroupAt(CLI::App& parent, const std::string& name, std::string_view path) {
  const std::vector<CLI::App*> there = parent.get_subcommands(
      [&](const CLI::App* candidate) { return candidate->get_name() == name; });
  if (!there.empty()) return there.front();
  const auto* about = std::find_if(std::begin(kGroups), std::end(kGroups),
                                   [&](const Group& candidate) { return candidate.name == path; });
  if (about == std::end(kGroups)) {
    std::cerr << "the group of commands '" << path << "' has no summary in kGroups" << std::endl;
    std::abort();
  }
  CLI::App* group = parent.add_subcommand(name, std::string(about->summary));
  group->require_subcommand(1);
  group->group("Commands");
  return group;
}

}  // namespace

CLI::App* AddSubcommand(CLI::App& root, const std::string& path, const std::string& summary,
                        const std::string& examples) {
  CLI::App* parent = &root;
  size_t begin = 0;
  for (size_t space = path.find(' '); space != std::string::npos; space = path.find(' ', begin)) {
    parent = GroupAt(*parent, path.substr(begin, space - begin), path.substr(0, space));
    begin = space + 1;
  }
  CLI::App* app = parent->add_subcommand(path.substr(begin), summary);
  app->group("Commands");
  if (!examples.empty()) app->footer(client::Concat({"Examples:\n", examples}));
  return app;
}

void AddCommand(CLI::App& root, Runtime& runtime, Command command) {
  CLI::App* app = AddSubcommand(root, command.path, command.summary, command.examples);
  const auto shared = std::make_shared<const Command>(std::move(command));
  runtime.commands.push_back(shared);
  const auto builder = std::make_shared<const RequestBuilder>(*shared, *app);
  app->final_callback([&runtime, shared, builder] {
    runtime.SetAction(
        [&runtime, shared, builder] { return RunCommand(runtime, *shared, *builder); },
        [builder](std::string_view field) { return builder->OptionOf(field); });
  });
}

}  // namespace factcheck::cli
