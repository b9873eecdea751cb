// Where the program reads and writes.
#ifndef FACTCHECK_CLIENT_CLI_IO_H_
#define FACTCHECK_CLIENT_CLI_IO_H_

#include <istream>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/terminal.h"

namespace factcheck::cli {

struct Io {
  std::istream* in = nullptr;
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  Terminal out_terminal;
  Terminal err_terminal;
};

// Exit codes, as `factcheck --help` documents them.
inline constexpr int kExitOk = 0;
inline constexpr int kExitRefused = 1;      // The server said no.
inline constexpr int kExitUsage = 2;        // Wrong usage, or a local file that can't be used.
inline constexpr int kExitUnreachable = 3;  // No server, no answer in time, outcome not known.
inline constexpr int kExitPartial = 4;      // Done, but for records that were refused.

// The text of a file, "-" for standard input, without the line feed at its end. At most 8 MiB.
absl::StatusOr<std::string> ReadText(const Io& io, const std::string& path);
// Writes a file with mode 0600 in place of what is there; the error has the reason.
absl::Status WritePrivateFile(const std::string& path, std::string_view text);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_IO_H_
