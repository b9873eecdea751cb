// `factcheck completion`: scripts made from the commands as they are.
#include <algorithm>

#include "client/cli/command.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using client::Concat;

// What may come after the words of a command.
struct Node {
  std::string path;                                           // "factcheck claim"
  std::vector<std::pair<std::string, std::string>> commands;  // Name, summary.
  struct Option {
    std::string name;
    std::string help;
    bool takes_value = false;
    bool takes_file = false;
    std::string choices;  // With spaces between.
  };
  std::vector<Option> options;
};

std::string FirstLine(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

Node::Option DescribeOption(const CLI::Option& option, const std::string& name) {
  Node::Option out;
  out.name = "--" + name;
  out.help = FirstLine(option.get_description());
  out.takes_value = option.get_items_expected_max() > 0;
  const std::string type = option.get_type_name();
  out.takes_file = type == "FILE";
  if (type.find('|') != std::string::npos) {
    out.choices = type;
    std::replace(out.choices.begin(), out.choices.end(), '|', ' ');
  }
  return out;
}

// The first is the program, whose options may stand behind every command.
void Walk(const CLI::App& app, const std::string& path, std::vector<Node>& nodes) {
  Node node{.path = path};
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      node.options.push_back(DescribeOption(*option, name));
    }
  }
  const auto subcommands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* sub : subcommands) {
    node.commands.emplace_back(sub->get_name(), FirstLine(sub->get_description()));
  }
  nodes.push_back(std::move(node));
  for (const CLI::App* sub : subcommands) Walk(*sub, path + " " + sub->get_name(), nodes);
}

// Cases of bash that say what may follow an option.
std::string BashChoices(const Node& node) {
  std::string choices;
  for (const Node::Option& option : node.options) {
    if (!option.takes_value) continue;
    const std::string what = option.takes_file        ? "@file"
                             : option.choices.empty() ? "@none"
                                                      : Concat({"'", option.choices, "'"});
    choices += Concat({option.name, ") choices=", what, " ;; "});
  }
  return choices;
}

std::string OptionNames(const Node& node) {
  std::string names;
  for (const Node::Option& option : node.options) names += option.name + " ";
  return names;
}

std::string Bash(const std::vector<Node>& nodes) {
  std::string out =
      "# bash completion for factcheck: source <(factcheck completion bash)\n"
      "_factcheck() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path=factcheck i\n"
      "  for ((i = 1; i < COMP_CWORD && i < 3; i++)); do\n"
      "    case ${COMP_WORDS[i]} in -*) break ;; *) path+=\" ${COMP_WORDS[i]}\" ;; esac\n"
      "  done\n"
      "  local commands= options= choices=\n"
      "  while :; do\n"
      "    case $path in\n";
  for (const Node& node : nodes) {
    std::string commands;
    for (const auto& [name, summary] : node.commands) commands += name + " ";
    out += Concat({"      '", node.path, "') commands='", commands, "' options='",
                   &node == &nodes[0] ? "" : OptionNames(node), "'; case $prev in ",
                   BashChoices(node), "esac; break ;;\n"});
  }
  out +=
      "    esac\n"
      "    [[ $path == *' '* ]] || break\n"
      "    path=${path% *}\n"
      "  done\n";
  out += Concat({"  options+=' ", OptionNames(nodes[0]), "'\n  [[ -n $choices ]] || case $prev in ",
                 BashChoices(nodes[0]), "esac\n"});
  out +=
      "  case $choices in\n"
      "    @file) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
      "    @none) COMPREPLY=(); return ;;\n"
      "    ?*) COMPREPLY=($(compgen -W \"$choices\" -- \"$cur\")); return ;;\n"
      "  esac\n"
      "  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
      "  elif [[ -n $commands ]]; then COMPREPLY=($(compgen -W \"$commands\" -- \"$cur\"))\n"
      "  else COMPREPLY=($(compgen -f -- \"$cur\")); fi\n"
      "}\n"
      "complete -o filenames -F _factcheck factcheck\n";
  return out;
}

// For single quotes of zsh and fish.
std::string Quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out;
}

// For the description of a zsh option spec: brackets and colons mean something there.
std::string ZshText(std::string_view text) {
  std::string out;
  for (const char c : Quoted(text)) {
    if (c == '[' || c == ']' || c == ':') out += '\\';
    out += c;
  }
  return out;
}

std::string ZshOptions(const Node& node) {
  std::string out;
  for (const Node::Option& option : node.options) {
    out += Concat({"'*", option.name, "[", ZshText(option.help), "]"});
    if (option.takes_file) {
      out += ":file:_files";
    } else if (!option.choices.empty()) {
      out += Concat({":value:(", option.choices, ")"});
    } else if (option.takes_value) {
      out += ":value: ";
    }
    out += "' ";
  }
  return out;
}

std::string Zsh(const std::vector<Node>& nodes) {
  std::string out =
      "#compdef factcheck\n"
      "# zsh completion for factcheck: factcheck completion zsh > ~/.zfunc/_factcheck\n"
      "_factcheck() {\n"
      "  local at=factcheck i\n"
      "  for ((i = 2; i < CURRENT && i < 4; i++)); do\n"
      "    [[ ${words[i]} == -* ]] && break\n"
      "    at+=\" ${words[i]}\"\n"
      "  done\n"
      "  local -a commands options\n"
      "  while :; do\n"
      "    case $at in\n";
  for (const Node& node : nodes) {
    out += Concat({"      '", node.path, "')\n        commands=("});
    for (const auto& [name, summary] : node.commands) {
      out += Concat({"'", name, ":", ZshText(summary), "' "});
    }
    out += ")\n        options=(";
    out += ZshOptions(&node == &nodes[0] ? Node() : node);
    out += ")\n        break ;;\n";
  }
  out +=
      "    esac\n"
      "    [[ $at == *' '* ]] || break\n"
      "    at=${at% *}\n"
      "  done\n";
  out += Concat({"  options+=(", ZshOptions(nodes[0]), ")\n"});
  out +=
      "  if (( ${#commands} )) && [[ ${words[CURRENT]} != -* ]]; then\n"
      "    _describe command commands\n"
      "  else\n"
      "    _arguments -S $options '*:file:_files'\n"
      "  fi\n"
      "}\n"
      "_factcheck \"$@\"\n";
  return out;
}

std::string Fish(const std::vector<Node>& nodes) {
  std::string out =
      "# fish completion for factcheck: factcheck completion fish | source\n"
      "function __factcheck_words\n"
      "  for word in (commandline -opc)\n"
      "    string match -q -- '-*' $word; and break\n"
      "    echo $word\n"
      "  end\n"
      "end\n"
      "function __factcheck_at\n"
      "  test (string join ' ' (__factcheck_words)) = \"$argv\"\n"
      "end\n"
      "function __factcheck_in\n"
      "  set -l words (__factcheck_words)\n"
      "  test (string join ' ' $words[1..(count $argv)]) = \"$argv\"\n"
      "end\n"
      "complete -c factcheck -f\n";
  for (const Node& node : nodes) {
    const std::string here = Concat({"complete -c factcheck -n '__factcheck_",
                                     node.commands.empty() ? "in" : "at", " ", node.path, "' "});
    const std::string options = &node == &nodes[0] ? "complete -c factcheck " : here;
    for (const auto& [name, summary] : node.commands) {
      out += Concat({here, "-a ", name, " -d '", Quoted(summary), "'\n"});
    }
    for (const Node::Option& option : node.options) {
      out += Concat({options, "-l ", std::string_view(option.name).substr(2),
                     option.takes_value ? (option.takes_file ? " -r -F" : " -x") : "",
                     option.choices.empty() ? "" : Concat({" -a '", option.choices, "'"}), " -d '",
                     Quoted(option.help), "'\n"});
    }
  }
  return out;
}

}  // namespace

void AddCompletionCommand(CLI::App& root, Runtime& runtime) {
  CLI::App* app =
      AddSubcommand(root, "completion", "A script that completes commands in a shell",
                    "  source <(factcheck completion bash)\n"
                    "  factcheck completion zsh > ~/.zfunc/_factcheck\n"
                    "  factcheck completion fish > ~/.config/fish/completions/factcheck.fish");
  const auto shell = std::make_shared<std::string>();
  app->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  app->final_callback([&runtime, &root, shell] {
    runtime.SetAction([&runtime, &root, shell] {
      std::vector<Node> nodes;
      Walk(root, "factcheck", nodes);
      runtime.printer().Raw(*shell == "bash"  ? Bash(nodes)
                            : *shell == "zsh" ? Zsh(nodes)
                                              : Fish(nodes));
      return absl::OkStatus();
    });
  });
}

}  // namespace factcheck::cli
