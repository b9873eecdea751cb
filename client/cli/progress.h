// A progress bar, for people who watch.
#ifndef FACTCHECK_CLIENT_CLI_PROGRESS_H_
#define FACTCHECK_CLIENT_CLI_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "client/cli/terminal.h"

namespace factcheck::cli {

// One line that is drawn over itself, a few times a second; nothing where the output is no
// terminal. One thread.
class Progress {
 public:
  Progress(std::ostream* out, const Terminal& terminal, std::string unit,
           std::function<absl::Time()> now);
  ~Progress() { Clear(); }

  // `part` of `whole` is done (whole 0: not known), which were `count` records or the like.
  void Update(int64_t part, int64_t whole, int64_t count);
  // Takes the line away.
  void Clear();

  // The line, without control characters.
  static std::string Line(int width, double done, int64_t count, const std::string& unit,
                          absl::Duration elapsed);

 private:
  std::ostream* const out_;
  const Terminal terminal_;
  const std::string unit_;
  const std::function<absl::Time()> now_;
  const absl::Time start_;
  absl::Time drawn_ = absl::InfinitePast();
};

// "1,234,567".
std::string Thousands(int64_t number);
// "4.2 s", "3 min 20 s".
std::string DurationText(absl::Duration duration);

}  // namespace factcheck::cli

#endif  // FACTCHECK_CLIENT_CLI_PROGRESS_H_
