// What the program's output goes to.
#ifndef FACTCHECK_CLIENT_CLI_TERMINAL_H_
#define FACTCHECK_CLIENT_CLI_TERMINAL_H_

#include <string>
#include <string_view>

namespace factcheck::cli {

struct Terminal {
  bool interactive = false;  // A person sees it.
  int width = 80;            // Columns; what is not a terminal is not cut.
  bool color = false;
};

enum class ColorChoice { kAuto, kAlways, kNever };

// Of a file descriptor. `color` kAuto: on a terminal, unless NO_COLOR is set
// (https://no-color.org) or TERM is dumb.
Terminal DescribeTerminal(int fd, ColorChoice color);

enum class Style { kPlain, kStrong, kDim, kGood, kBad, kNotice };
// `text` in that style; as it is where the terminal has no colour.
std::string Styled(const Terminal& terminal, Style style, std::string_view text);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_TERMINAL_H_
