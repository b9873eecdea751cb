// What --help prints.
#ifndef FACTCHECK_CLIENT_CLI_HELP_H_
#define FACTCHECK_CLIENT_CLI_HELP_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace factcheck::cli {

// What a command is for, how it is called, its options wrapped to `width`, examples. The group
// "Settings" of the whole program comes last in its own help, and is mentioned in others.
class HelpFormatter final : public CLI::FormatterBase {
 public:
  explicit HelpFormatter(int width) : width_(width) {}
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;

 private:
  struct Entry {
    std::string name;
    std::string text;
  };
  std::string Section(const std::string& title, const std::vector<Entry>& entries) const;
  std::string Options(const CLI::App& app, const std::string& group,
                      const std::string& title) const;
  std::string Positionals(const CLI::App& app) const;
  std::string Commands(const CLI::App& app) const;

  const int width_;
};

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_HELP_H_
