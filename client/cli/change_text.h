// The feed as people read it.
#ifndef FACTCHECK_CLIENT_CLI_CHANGE_TEXT_H_
#define FACTCHECK_CLIENT_CLI_CHANGE_TEXT_H_

#include <string>

#include "client/cli/terminal.h"
#include "factcheck/v1/change.pb.h"

namespace factcheck::cli {

// A line for each change of the commit, each with a line feed.
std::string CommitText(const v1::Commit& commit, const Terminal& terminal);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_CHANGE_TEXT_H_
