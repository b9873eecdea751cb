// What every command works with: settings, a client, a printer.
#ifndef FACTCHECK_CLIENT_CLI_RUNTIME_H_
#define FACTCHECK_CLIENT_CLI_RUNTIME_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/errors.h"
#include "client/cli/io.h"
#include "client/cli/printer.h"
#include "client/cli/settings.h"
#include "client/cpp/client.h"

namespace factcheck::cli {

struct Command;

class Runtime {
 public:
  Runtime(Io io, Environment environment);

  // What the command line said of settings, by name; and where the config file is.
  std::map<std::string, std::string, std::less<>> flags;
  std::string config_flag;

  // Every command that calls one method, for whoever wants to look through them.
  std::vector<std::shared_ptr<const Command>> commands;

  // What to do once the command line was read, and how its options map to fields.
  void SetAction(std::function<absl::Status()> action, OptionOfField option_of = {});
  // Does it. The error was printed; returns the exit code.
  int Run();
  // For a command that succeeds in part.
  void set_exit_code(int code) { exit_code_ = code; }

  const Io& io() const { return io_; }
  const Settings& settings() const { return settings_; }
  std::string config_path() const { return ConfigPath(config_flag, environment_); }
  const Environment& environment() const { return environment_; }
  Printer& printer() { return *printer_; }
  absl::Time now() const { return absl::Now(); }
  std::string address() const;

  // The client for the settings; opened once.
  absl::StatusOr<client::Client> Connect();
  // Another one that calls with `key`.
  absl::StatusOr<client::Client> ConnectAs(const std::string& key);
  // A call of any unary method.
  absl::Status Call(const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request, google::protobuf::Message* response);

 private:
  absl::Status Prepare();
  absl::StatusOr<client::Options> ClientOptions();

  Io io_;
  const Environment environment_;
  Settings settings_;
  std::optional<Printer> printer_;
  std::optional<client::Client> client_;
  std::function<absl::Status()> action_;
  OptionOfField option_of_;
  int exit_code_ = kExitOk;
};

// A local error as one of usage.
absl::Status AsUsageError(const absl::Status& status);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_RUNTIME_H_
