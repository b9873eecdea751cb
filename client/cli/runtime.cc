#include "client/cli/runtime.h"

#include <unistd.h>

#include <utility>
#include <vector>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

absl::StatusOr<Format> FormatOf(std::string_view name) {
  if (name.empty() || name == "table") return Format::kTable;
  if (name == "json") return Format::kJson;
  if (name == "name") return Format::kName;
  return UsageError(client::Concat({"output is '", name, "'; it may be table, json or name"}));
}

absl::StatusOr<ColorChoice> ColorOf(std::string_view name) {
  if (name.empty() || name == "auto") return ColorChoice::kAuto;
  if (name == "always") return ColorChoice::kAlways;
  if (name == "never") return ColorChoice::kNever;
  return UsageError(client::Concat({"color is '", name, "'; it may be auto, always or never"}));
}

}  // namespace

absl::Status AsUsageError(const absl::Status& status) {
  return status.ok() ? status : UsageError(client::MessageOf(status));
}

Runtime::Runtime(Io io, Environment environment)
    : io_(std::move(io)), environment_(std::move(environment)) {}

void Runtime::SetAction(std::function<absl::Status()> action, OptionOfField option_of) {
  action_ = std::move(action);
  option_of_ = std::move(option_of);
}

std::string Runtime::address() const {
  const std::string_view address = ValueOf(settings_, "address");
  return address.empty() ? client::Options().address : std::string(address);
}

absl::Status Runtime::Prepare() {
  absl::StatusOr<Settings> config = ReadConfig(config_path());
  if (!config.ok()) return AsUsageError(config.status());
  absl::StatusOr<Settings> settings = Resolve(flags, environment_, *config);
  if (!settings.ok()) return AsUsageError(settings.status());
  settings_ = *std::move(settings);
  const absl::StatusOr<Format> format = FormatOf(ValueOf(settings_, "output"));
  if (!format.ok()) return format.status();
  const absl::StatusOr<ColorChoice> color = ColorOf(ValueOf(settings_, "color"));
  if (!color.ok()) return color.status();
  // What the caller set up stays, but for colour that was asked for or ruled out.
  for (Terminal* terminal : {&io_.out_terminal, &io_.err_terminal}) {
    if (*color == ColorChoice::kAlways) terminal->color = true;
    if (*color == ColorChoice::kNever) terminal->color = false;
  }
  printer_.emplace(&io_, *format);
  return absl::OkStatus();
}

int Runtime::Run() {
  absl::Status status = Prepare();
  if (status.ok()) status = action_();
  if (printer_) printer_->Flush();
  io_.out->flush();
  if (status.ok() && !io_.out->good()) {
    status = UsageError("the output could not be written");
  }
  if (status.ok()) return exit_code_;
  if (printer_ && printer_->format() == Format::kJson) {
    *io_.err << ErrorJson(status);
  } else {
    *io_.err << ErrorText(status, io_.err_terminal, address(), option_of_);
  }
  return ExitCodeOf(status);
}

absl::StatusOr<client::Options> Runtime::ClientOptions() {
  std::vector<std::string> warnings;
  absl::StatusOr<client::Options> options = ToClientOptions(settings_, &warnings);
  if (!options.ok()) return AsUsageError(options.status());
  for (const std::string& warning : warnings) {
    *io_.err << Styled(io_.err_terminal, Style::kNotice, "warning:") << ' ' << warning << '\n';
  }
  return options;
}

absl::StatusOr<client::Client> Runtime::Connect() {
  if (!client_) {
    absl::StatusOr<client::Options> options = ClientOptions();
    if (!options.ok()) return options.status();
    absl::StatusOr<client::Client> client = client::Client::Connect(*std::move(options));
    if (!client.ok()) return AsUsageError(client.status());
    client_ = *std::move(client);
  }
  return *client_;
}

absl::StatusOr<client::Client> Runtime::ConnectAs(const std::string& key) {
  absl::StatusOr<client::Options> options = ClientOptions();
  if (!options.ok()) return options.status();
  options->api_key = key;
  return client::Client::Connect(*std::move(options));
}

absl::Status Runtime::Call(const google::protobuf::MethodDescriptor& method,
                           const google::protobuf::Message& request,
                           google::protobuf::Message* response) {
  const absl::StatusOr<client::Client> client = Connect();
  if (!client.ok()) return client.status();
  return client->connection()->Call(method, request, response);
}

}  // namespace factcheck::cli
