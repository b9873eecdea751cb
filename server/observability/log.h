// The server's log: one JSON object a line, for programs to read. Events and their
// fields are what an operator acts on; statements, requests and keys never are.
#ifndef FACTCHECK_SERVER_OBSERVABILITY_LOG_H_
#define FACTCHECK_SERVER_OBSERVABILITY_LOG_H_

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "absl/time/time.h"

namespace spdlog {
class logger;
}  // namespace spdlog

namespace factcheck::observability {

enum class Level { kDebug, kInfo, kWarning, kError, kOff };

// "debug", "info", "warning", "error", "off"; nullopt for anything else.
std::optional<Level> ParseLevel(std::string_view name);

struct LogField {
  std::string_view name;
  std::variant<std::string_view, int64_t, double, bool> value;
};

// Thread-safe. Lines are written at once: none is lost where the process is killed.
class Log {
 public:
  // Standard error.
  explicit Log(Level least);
  // For tests. `out` must outlive the log.
  Log(Level least, std::ostream& out);
  ~Log();

  bool Writes(Level level) const { return level >= least_; }
  // {"time":"2023-02-18T09:30:00.000000Z","level":"info","event":"started",...}
  // Bytes that are not UTF-8 become U+FFFD.
  void Write(Level level, std::string_view event, std::initializer_list<LogField> fields = {});

 private:
  const Level least_;
  const std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace factcheck::observability

#endif  // FACTCHECK_SERVER_OBSERVABILITY_LOG_H_
