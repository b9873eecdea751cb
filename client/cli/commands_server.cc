// `factcheck server`.
#include "client/cli/command.h"

namespace factcheck::cli {

void AddServerCommands(CLI::App& root, Runtime& runtime) {
  AddCommand(root, runtime,
             {.path = "server info",
              .method = "Admin/GetServerInfo",
              .summary = "What server this is",
              .examples = "  factcheck server info --output json"});
  AddCommand(root, runtime,
             {.path = "server statistics",
              .method = "Admin/GetStatistics",
              .summary = "What is stored, and how the store is doing",
              .examples = "  factcheck server statistics"});
  AddCommand(root, runtime,
             {.path = "server backup",
              .method = "Admin/CreateBackup",
              .summary = "Back the store up while it works, on the server's machine",
              .examples = "  factcheck server backup --timeout 10m"});
  AddCommand(root, runtime,
             {.path = "server compact",
              .method = "Admin/CompactStore",
              .summary = "Ask the storage engine to compact",
              .examples = "  factcheck server compact --timeout 10m"});
}

}  // namespace factcheck::cli
