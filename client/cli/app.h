// The command line as a whole.
#ifndef FACTCHECK_CLIENT_CLI_APP_H_
#define FACTCHECK_CLIENT_CLI_APP_H_

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/io.h"
#include "client/cli/runtime.h"
#include "client/cli/settings.h"

namespace factcheck::cli {

// Every command, each of which puts what it does into `runtime`, which must outlive it.
std::unique_ptr<CLI::App> BuildApp(Runtime& runtime);

// Runs `factcheck` with these arguments (without the program's name). Returns the exit code.
int RunApp(const std::vector<std::string>& arguments, Io io, Environment environment);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_APP_H_
