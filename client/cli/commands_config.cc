// `factcheck config`.
#include "client/cli/command.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

absl::Status Show(Runtime& runtime) {
  Table table({{.header = "SETTING"},
               {.header = "VALUE", .shrinks = true},
               {.header = "FROM", .shrinks = true},
               {.header = "MEANING", .shrinks = true}});
  for (const SettingInfo& info : AllSettings()) {
    const auto found = runtime.settings().find(info.name);
    const bool is_set = found != runtime.settings().end();
    std::string value = is_set ? found->second.value : "";
    if (info.name == "key" && is_set) value = "(not shown)";
    if (runtime.printer().format() != Format::kTable) {
      if (is_set) runtime.printer().Raw(client::Concat({info.name, "=", value, "\n"}));
      continue;
    }
    table.AddRow({{std::string(info.name), Style::kStrong},
                  {is_set ? value : "-"},
                  {is_set ? found->second.source : ""},
                  {std::string(info.help), Style::kDim}});
  }
  runtime.printer().Raw(table.Render(runtime.io().out_terminal));
  return absl::OkStatus();
}

absl::Status Change(Runtime& runtime, const std::string& name,
                    const std::optional<std::string>& value) {
  const std::string path = runtime.config_path();
  if (absl::Status status = ChangeConfig(path, name, value); !status.ok()) {
    return AsUsageError(status);
  }
  // A value that can't be used is noticed now, not at the next call.
  const absl::StatusOr<Settings> config = ReadConfig(path);
  return config.ok() ? absl::OkStatus() : AsUsageError(config.status());
}

}  // namespace

void AddConfigCommands(CLI::App& root, Runtime& runtime) {
  CLI::App* show =
      AddSubcommand(root, "config show", "Every setting, its value, and where that comes from",
                    "  factcheck config show");
  show->final_callback([&runtime] { runtime.SetAction([&runtime] { return Show(runtime); }); });

  CLI::App* path = AddSubcommand(root, "config path", "Where the config file is",
                                 "  $EDITOR $(factcheck config path)");
  path->final_callback([&runtime] {
    runtime.SetAction([&runtime] {
      runtime.printer().Raw(runtime.config_path() + "\n");
      return absl::OkStatus();
    });
  });

  const auto name = std::make_shared<std::string>();
  const auto value = std::make_shared<std::string>();
  CLI::App* set = AddSubcommand(root, "config set", "Keep a setting",
                                "  factcheck config set address newsroom.example:8443\n"
                                "  factcheck config set key-file ~/.config/factcheck/key");
  set->add_option("NAME", *name, "The setting: see factcheck config show")
      ->required()
      ->type_name("");
  set->add_option("VALUE", *value, "Its value")->required()->type_name("");
  set->final_callback([&runtime, name, value] {
    runtime.SetAction([&runtime, name, value] { return Change(runtime, *name, *value); });
  });

  CLI::App* unset =
      AddSubcommand(root, "config unset", "Forget a setting", "  factcheck config unset key-file");
  unset->add_option("NAME", *name, "The setting")->required()->type_name("");
  unset->final_callback([&runtime, name] {
    runtime.SetAction([&runtime, name] { return Change(runtime, *name, std::nullopt); });
  });
}

}  // namespace factcheck::cli
