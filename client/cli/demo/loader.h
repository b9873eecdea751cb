// Takes the steps of the demonstration, each once, whatever was cut off before.
#ifndef FACTCHECK_CLIENT_CLI_DEMO_LOADER_H_
#define FACTCHECK_CLIENT_CLI_DEMO_LOADER_H_

#include <string_view>

#include "absl/status/status.h"
#include "client/cli/runtime.h"

namespace factcheck::cli {

// Loads `story`, which has the form of DemoStory, with the settings of `runtime`, which must be
// an admin's, and says on standard output what was done. A load that was cut off anywhere, even
// long ago, may be taken up again: what is there already is left as it is. Steps are taken with
// keys that are revoked at the end; those of a load that was killed expire after an hour.
absl::Status LoadStory(Runtime& runtime, std::string_view story);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_DEMO_LOADER_H_
