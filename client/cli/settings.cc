#include "client/cli/settings.h"

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "client/cli/io.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using client::Concat;
using client::InvalidArgument;

constexpr SettingInfo kSettings[] = {
    {"address", "FACTCHECK_ADDRESS", "HOST:PORT",
     "Server to call; https:// before it means TLS (default 127.0.0.1:8443)"},
    {"key", "FACTCHECK_KEY", "KEY",
     "API key. Others see what a command line holds: see --key-file"},
    {"key-file", "FACTCHECK_KEY_FILE", "FILE", "File with the API key"},
    {"tls", "FACTCHECK_TLS", "true|false", "Whether to use TLS"},
    {"tls-ca", "FACTCHECK_TLS_CA", "FILE", "Authorities to trust (PEM); implies TLS"},
    {"tls-cert", "FACTCHECK_TLS_CERT", "FILE", "Client certificate chain (PEM)"},
    {"tls-key", "FACTCHECK_TLS_KEY", "FILE", "Its private key (PEM)"},
    {"ledger-key", "FACTCHECK_LEDGER_KEY", "KEY,...",
     "Public keys of the ledger that are trusted by `factcheck ledger verify`"},
    {"timeout", "FACTCHECK_TIMEOUT", "TIME", "What a call may take in all: 30s, 2m (default 30s)"},
    {"output", "FACTCHECK_OUTPUT", "table|json|name",
     "For people; JSON, one object a line; or resource names only (default table)"},
    {"color", "FACTCHECK_COLOR", "auto|always|never", "Colour (default auto: on a terminal)"},
};

const SettingInfo* FindSetting(std::string_view name) {
  const auto* found = std::find_if(std::begin(kSettings), std::end(kSettings),
                                   [&](const SettingInfo& info) { return info.name == name; });
  return found == std::end(kSettings) ? nullptr : found;
}

std::string Quoted(std::string_view value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

bool IsKey(std::string_view name) { return name == "key" || name == "key-file"; }

// The host of HOST:PORT, [HOST]:PORT.
std::string_view HostOf(std::string_view address) {
  if (address.starts_with('[')) return address.substr(1, address.find(']') - 1);
  return address.substr(0, address.rfind(':'));
}

bool IsLocal(std::string_view address) {
  if (address.starts_with("unix:") || address.starts_with("unix-abstract:")) return true;
  const std::string_view host = HostOf(address);
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

absl::StatusOr<std::string> ReadFileOf(const Settings& settings, std::string_view name) {
  const std::string_view path = ValueOf(settings, name);
  if (path.empty()) return std::string();
  return ReadText({}, std::string(path));
}

absl::StatusOr<std::string> ReadKeyFile(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & 077) != 0) {
    return InvalidArgument({"others can read the key file ", path,
                            ", so it is not used; mend it with: chmod 600 ", path});
  }
  absl::StatusOr<std::string> key = ReadText({}, path);
  if (key.ok() && key->empty()) return InvalidArgument({"the key file ", path, " is empty"});
  return key;
}

absl::Status FillKey(const Settings& settings, client::Options& options) {
  options.api_key = ValueOf(settings, "key");
  const std::string_view key_file = ValueOf(settings, "key-file");
  if (!options.api_key.empty() || key_file.empty()) return absl::OkStatus();
  absl::StatusOr<std::string> key = ReadKeyFile(std::string(key_file));
  if (!key.ok()) return key.status();
  options.api_key = *std::move(key);
  return absl::OkStatus();
}

absl::Status FillTls(const Settings& settings, bool wanted, client::Options& options) {
  const std::string_view tls = ValueOf(settings, "tls");
  if (!tls.empty() && tls != "true" && tls != "false") {
    return InvalidArgument({"tls is '", tls, "', neither true nor false"});
  }
  const bool has_files = !ValueOf(settings, "tls-ca").empty() ||
                         !ValueOf(settings, "tls-cert").empty() ||
                         !ValueOf(settings, "tls-key").empty();
  if (tls == "false" && (has_files || wanted)) {
    return InvalidArgument({"tls is false, yet the address or a TLS file asks for it"});
  }
  if (tls != "true" && !has_files && !wanted) return absl::OkStatus();
  client::TlsOptions& out = options.tls.emplace();
  for (auto [name, target] :
       {std::pair("tls-ca", &out.ca_certificates), std::pair("tls-cert", &out.certificate_chain),
        std::pair("tls-key", &out.private_key)}) {
    absl::StatusOr<std::string> text = ReadFileOf(settings, name);
    if (!text.ok()) return text.status();
    *target = *std::move(text);
  }
  return absl::OkStatus();
}

}  // namespace

std::span<const SettingInfo> AllSettings() { return kSettings; }

std::optional<std::string> ProcessEnvironment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::string ConfigPath(const std::string& flag, const Environment& environment) {
  if (!flag.empty()) return flag;
  if (auto path = environment("FACTCHECK_CONFIG")) return *path;
  if (auto base = environment("XDG_CONFIG_HOME")) return *base + "/factcheck/config.toml";
  return environment("HOME").value_or(".") + "/.config/factcheck/config.toml";
}

absl::StatusOr<Settings> ReadConfig(const std::string& path) {
  Settings settings;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return settings;
  absl::StatusOr<std::string> text = ReadText({}, path);
  if (!text.ok()) return text.status();
  std::istringstream in(*text);
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_config(in);
  } catch (const CLI::Error& e) {
    return InvalidArgument({path, ": ", e.what()});
  }
  for (const CLI::ConfigItem& item : items) {
    const std::string name = item.fullname();
    if (FindSetting(name) == nullptr) {
      return InvalidArgument(
          {path, ": there is no setting '", name, "'; `factcheck config show` lists all"});
    }
    if (item.inputs.size() != 1) {
      return InvalidArgument({path, ": '", name, "' takes one value"});
    }
    settings[name] = {item.inputs[0], path};
  }
  return settings;
}

absl::Status ChangeConfig(const std::string& path, std::string_view name,
                          const std::optional<std::string>& value) {
  if (FindSetting(name) == nullptr) {
    return InvalidArgument({"there is no setting '", name, "'; `factcheck config show` lists all"});
  }
  if (value && value->find_first_of("\n\r") != std::string::npos) {
    return InvalidArgument({"a value is one line"});
  }
  std::string text;
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    absl::StatusOr<std::string> read = ReadText({}, path);
    if (!read.ok()) return read.status();
    text = *std::move(read);
  } else if (const auto directory = std::filesystem::path(path).parent_path(); !directory.empty()) {
    std::filesystem::create_directories(directory, error);
    if (error) return InvalidArgument({"can't make ", directory.string(), ": ", error.message()});
  }
  const std::string line = value ? Concat({name, " = ", Quoted(*value)}) : std::string();
  std::istringstream in(text);
  std::string out;
  bool placed = !value;
  for (std::string old; std::getline(in, old);) {
    std::string_view key = old;
    while (key.starts_with(' ')) key.remove_prefix(1);
    const bool is_it = key.starts_with(name) &&
                       key.substr(name.size()).find_first_not_of(' ') != key.npos &&
                       key[key.find_first_not_of(' ', name.size())] == '=';
    if (!is_it) {
      out += old + '\n';
    } else if (!placed) {
      out += line + '\n';
      placed = true;
    }
  }
  if (!placed) out += line + '\n';
  return WritePrivateFile(path, out);
}

absl::StatusOr<Settings> Resolve(const std::map<std::string, std::string, std::less<>>& flags,
                                 const Environment& environment, const Settings& config) {
  if (flags.contains("key") && flags.contains("key-file")) {
    return InvalidArgument({"give --key or --key-file, not both"});
  }
  Settings settings;
  bool has_key = false;
  // From the nearest to the farthest: what is there already stays.
  const auto take = [&](const SettingInfo& info, std::string value, std::string source) {
    if (IsKey(info.name) && has_key) return;
    settings.emplace(info.name, Setting{std::move(value), std::move(source)});
  };
  const auto close_source = [&] {
    has_key = settings.contains("key") || settings.contains("key-file");
  };
  for (const SettingInfo& info : kSettings) {
    const auto flag = flags.find(info.name);
    if (flag != flags.end()) take(info, flag->second, Concat({"--", info.name}));
  }
  close_source();
  for (const SettingInfo& info : kSettings) {
    if (auto value = environment(info.environment)) {
      take(info, *std::move(value), std::string(info.environment));
    }
  }
  close_source();
  for (const SettingInfo& info : kSettings) {
    const auto found = config.find(info.name);
    if (found != config.end()) take(info, found->second.value, found->second.source);
  }
  return settings;
}

std::string_view ValueOf(const Settings& settings, std::string_view name) {
  const auto found = settings.find(name);
  return found == settings.end() ? std::string_view() : found->second.value;
}

absl::StatusOr<client::Options> ToClientOptions(const Settings& settings,
                                                std::vector<std::string>* warnings) {
  client::Options options;
  std::string_view address = ValueOf(settings, "address");
  bool tls = false;
  if (address.starts_with("https://")) {
    tls = true;
    address.remove_prefix(8);
  } else if (address.starts_with("http://")) {
    address.remove_prefix(7);
  }
  while (address.ends_with('/')) address.remove_suffix(1);
  if (!address.empty()) options.address = address;
  if (absl::Status status = FillKey(settings, options); !status.ok()) return status;
  if (absl::Status status = FillTls(settings, tls, options); !status.ok()) return status;
  if (const std::string_view timeout = ValueOf(settings, "timeout"); !timeout.empty()) {
    absl::StatusOr<absl::Duration> duration = ParseDuration(timeout);
    if (!duration.ok()) return duration.status();
    options.timeout = *duration;
  }
  if (!options.tls && !options.api_key.empty() && !IsLocal(options.address)) {
    warnings->push_back(Concat({"the key goes to ", options.address,
                                " without encryption; use --tls true where the server has TLS"}));
  }
  return options;
}

absl::StatusOr<absl::Duration> ParseDuration(std::string_view text) {
  absl::Duration duration;
  if (!absl::ParseDuration(client::ToAbsl(text), &duration) || duration <= absl::ZeroDuration() ||
      duration == absl::InfiniteDuration()) {
    return InvalidArgument({"'", text, "' is no length of time: write 30s, 2m, 500ms"});
  }
  return duration;
}

}  // namespace factcheck::cli
