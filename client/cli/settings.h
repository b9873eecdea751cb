// Settings: from the command line, the environment, or the config file, in this order.
//
// The config file is TOML, $XDG_CONFIG_HOME/factcheck/config.toml by default:
//
//   address = "newsroom.example:8443"
//   key-file = "/home/elena/.config/factcheck/key"
#ifndef FACTCHECK_CLIENT_CLI_SETTINGS_H_
#define FACTCHECK_CLIENT_CLI_SETTINGS_H_

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cpp/options.h"

namespace factcheck::cli {

struct SettingInfo {
  std::string_view name;  // In the config file; "--" and it on the command line.
  std::string_view environment;
  std::string_view value;  // How its value is called in help.
  std::string_view help;
};
std::span<const SettingInfo> AllSettings();

struct Setting {
  std::string value;
  std::string source;  // For people: "--address", "FACTCHECK_ADDRESS", a file's path.
};
using Settings = std::map<std::string, Setting, std::less<>>;

using Environment = std::function<std::optional<std::string>(std::string_view)>;
// Of the process.
std::optional<std::string> ProcessEnvironment(std::string_view name);

// Where the config file is: `--config`, FACTCHECK_CONFIG, or the default.
std::string ConfigPath(const std::string& flag, const Environment& environment);
// Reads it; empty where there is none. InvalidArgument names what can't be read.
absl::StatusOr<Settings> ReadConfig(const std::string& path);
// Changes one setting in it (nullopt: takes it out), leaving all else as it is. Makes the
// file and its directory, for its owner's eyes only.
absl::Status ChangeConfig(const std::string& path, std::string_view name,
                          const std::optional<std::string>& value);

// What counts. `key` and `key-file` are one setting: the nearest source of either.
absl::StatusOr<Settings> Resolve(const std::map<std::string, std::string, std::less<>>& flags,
                                 const Environment& environment, const Settings& config);

std::string_view ValueOf(const Settings& settings, std::string_view name);

// The client's options that the settings amount to. Reads the files that they name. A key
// file that others can read is refused. `warnings` are for people.
absl::StatusOr<client::Options> ToClientOptions(const Settings& settings,
                                                std::vector<std::string>* warnings);

// "30s", "2m", "500ms".
absl::StatusOr<absl::Duration> ParseDuration(std::string_view text);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_SETTINGS_H_
