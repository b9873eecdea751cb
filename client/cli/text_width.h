// Text as it takes room on a terminal.
#ifndef FACTCHECK_CLIENT_CLI_TEXT_WIDTH_H_
#define FACTCHECK_CLIENT_CLI_TEXT_WIDTH_H_

#include <string>
#include <string_view>
#include <vector>

namespace factcheck::cli {

// Columns that `text` takes: two for wide characters (Unicode Annex 11) and emoji, none for
// combining ones. `text` is one line.
int DisplayWidth(std::string_view text);

// `text` where it fits into `width` columns, else as much of it as fits with "…" behind.
// Never cuts within what a reader sees as one character.
std::string CutToWidth(std::string_view text, int width);
// With spaces up to `width` columns, behind or before.
std::string PadRight(std::string_view text, int width);
std::string PadLeft(std::string_view text, int width);

// Lines of at most `width` columns, broken where there is white space; a longer word is
// broken anywhere. Line feeds stay.
std::vector<std::string> Wrap(std::string_view text, int width);

// On one line: runs of white space become one space, control characters are made visible, so
// that text from a stranger can't play with the terminal.
std::string OneLine(std::string_view text);
// The same, but line feeds and tabs stay.
std::string Printable(std::string_view text);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_TEXT_WIDTH_H_
