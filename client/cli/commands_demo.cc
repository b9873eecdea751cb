// `factcheck demo`.
#include "client/cli/command.h"
#include "client/cli/demo/loader.h"
#include "client/cli/demo/story.h"

namespace factcheck::cli {

void AddDemoCommands(CLI::App& root, Runtime& runtime) {
  CLI::App* load = AddSubcommand(
      root, "demo load", "Load the demonstration: a small newsroom and the claims of one story",
      "  factcheck demo load\n"
      "  factcheck claim list\n"
      "  factcheck claim get no-apology\n"
      "  factcheck verdict list --help");
  load->callback(
      [&runtime] { runtime.SetAction([&runtime] { return LoadStory(runtime, DemoStory()); }); });
}

}  // namespace factcheck::cli
