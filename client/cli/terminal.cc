#include "client/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

int WidthOf(int fd) {
  winsize size{};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const char* columns = std::getenv("COLUMNS");
  const int given = columns == nullptr ? 0 : std::atoi(columns);
  return given > 0 ? given : 80;
}

bool MayColor() {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) != "dumb";
}

std::string_view CodeOf(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kStrong:
      return "\x1b[1m";
    case Style::kDim:
      return "\x1b[2m";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kBad:
      return "\x1b[31m";
    case Style::kNotice:
      return "\x1b[33m";
  }
  return "";
}

}  // namespace

Terminal DescribeTerminal(int fd, ColorChoice color) {
  Terminal terminal;
  terminal.interactive = isatty(fd) == 1;
  terminal.width = WidthOf(fd);
  terminal.color = color == ColorChoice::kAlways ||
                   (color == ColorChoice::kAuto && terminal.interactive && MayColor());
  return terminal;
}

std::string Styled(const Terminal& terminal, Style style, std::string_view text) {
  if (!terminal.color || style == Style::kPlain || text.empty()) return std::string(text);
  return client::Concat({CodeOf(style), text, "\x1b[0m"});
}

}  // namespace factcheck::cli
