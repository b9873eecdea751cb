#include "client/cli/help.h"

#include <algorithm>

#include "client/cli/text_width.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr int kNameWidth = 26;

std::string Usage(const CLI::App& app) {
  std::string path;
  for (const CLI::App* at = &app; at != nullptr; at = at->get_parent()) {
    path = path.empty() ? at->get_name() : Concat({at->get_name(), " ", path});
  }
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const std::string more =
        option->get_expected_max() >= CLI::detail::expected_max_vector_size ? "..." : "";
    path += option->get_required() ? Concat({" ", option->get_name(true), more})
                                   : Concat({" [", option->get_name(true), more, "]"});
  }
  const bool has_commands = !app.get_subcommands([](const CLI::App*) { return true; }).empty();
  return Concat({"Usage: ", path, has_commands ? " COMMAND" : "", " [OPTION...]\n"});
}

std::string NameOf(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += Concat({"-", name, ", "});
  for (const std::string& name : option.get_lnames()) {
    names += Concat({names.empty() || names.ends_with(", ") ? "" : ", ", "--", name});
  }
  if (option.get_items_expected_max() > 0 && !option.get_type_name().empty()) {
    names += Concat({" ", option.get_type_name()});
  }
  return names;
}

}  // namespace

std::string HelpFormatter::Section(const std::string& title,
                                   const std::vector<Entry>& entries) const {
  if (entries.empty()) return {};
  std::string out = Concat({"\n", title, ":\n"});
  for (const Entry& entry : entries) {
    out += Concat({"  ", entry.name});
    const bool beside = DisplayWidth(entry.name) <= kNameWidth - 2;
    if (beside) out += std::string(static_cast<size_t>(kNameWidth - DisplayWidth(entry.name)), ' ');
    bool first = beside;
    for (const std::string& line : Wrap(entry.text, std::max(width_ - kNameWidth - 2, 30))) {
      if (!first) out += Concat({"\n", std::string(kNameWidth + 2, ' ')});
      out += line;
      first = false;
    }
    out += '\n';
  }
  return out;
}

std::string HelpFormatter::Options(const CLI::App& app, const std::string& group,
                                   const std::string& title) const {
  std::vector<Entry> entries;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() || option->get_group() != group) continue;
    std::string text = option->get_description();
    if (!option->get_default_str().empty()) {
      text += Concat({" (default ", option->get_default_str(), ")"});
    }
    if (option->get_required()) text += " (required)";
    entries.push_back({NameOf(*option), std::move(text)});
  }
  // The help option, which comes first, reads best last.
  if (group == "Options" && !entries.empty()) {
    std::rotate(entries.begin(), entries.begin() + 1, entries.end());
  }
  return Section(title, entries);
}

std::string HelpFormatter::Positionals(const CLI::App& app) const {
  std::vector<Entry> entries;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    entries.push_back({option->get_name(true), option->get_description()});
  }
  return Section("Arguments", entries);
}

std::string HelpFormatter::Commands(const CLI::App& app) const {
  std::vector<Entry> entries;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    entries.push_back({sub->get_name(), sub->get_description()});
  }
  return Section("Commands", entries);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const {
  const bool whole = app->get_parent() == nullptr;
  std::string out = app->get_description();
  while (out.ends_with('\n')) out.pop_back();
  out += Concat({"\n\n", Usage(*app), Commands(*app), Positionals(*app),
                 whole ? std::string() : Options(*app, "Options", "Options"),
                 Options(*app, "Options of the call", "Options of the call")});
  if (!app->get_footer().empty()) out += Concat({"\n", app->get_footer(), "\n"});
  if (whole) return out + Options(*app, "Settings", "Settings");
  return out + "\nSettings such as --address, --key-file and --output: see `factcheck --help`.\n";
}

}  // namespace factcheck::cli
