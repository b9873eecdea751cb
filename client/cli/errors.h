// Errors as people read them.
#ifndef FACTCHECK_CLIENT_CLI_ERRORS_H_
#define FACTCHECK_CLIENT_CLI_ERRORS_H_

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "client/cli/io.h"

namespace factcheck::cli {

// An error of usage: found before the server was called. Exit code 2.
absl::Status UsageError(std::string_view message);
bool IsUsageError(const absl::Status& status);

// The option that sets a field of the request, "" where none does: from "claim.topics[2]" to
// "--topic".
using OptionOfField = std::function<std::string(std::string_view field)>;

// What to print, several lines each with a line feed: what was wrong, which field, and how to
// mend it.
std::string ErrorText(const absl::Status& status, const Terminal& terminal,
                      std::string_view address, const OptionOfField& option_of);
// The error as one JSON object on a line: code, reason, message, metadata, violations,
// preconditions.
std::string ErrorJson(const absl::Status& status);

int ExitCodeOf(const absl::Status& status);

// The nearest of `known` to what was typed; "" where none is near.
std::string Nearest(std::string_view typed, const std::vector<std::string>& known);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_ERRORS_H_
