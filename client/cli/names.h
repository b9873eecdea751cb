// Resource names as people write them.
#ifndef FACTCHECK_CLIENT_CLI_NAMES_H_
#define FACTCHECK_CLIENT_CLI_NAMES_H_

#include <string>
#include <string_view>

namespace factcheck::cli {

// The full name for a short one: only the ids, in order, with "/" between them. With the
// pattern `claims/*/verdicts/*`, "balloon/reuters" is "claims/balloon/verdicts/reuters".
// What is no short form is returned as it is: the server says what is wrong with it.
// Where the text has one id less than the pattern and `parent` is not empty, that name comes
// before: with parent "claims/balloon", "e1" is "claims/balloon/evidence/e1".
std::string ExpandName(std::string_view pattern, std::string_view text,
                       std::string_view parent = {});

// The ids alone, with "/" between them: what ExpandName takes back.
std::string ShortName(std::string_view name);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_NAMES_H_
