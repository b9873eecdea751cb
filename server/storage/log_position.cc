#include "server/storage/log_position.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace factcheck::storage {

absl::StatusOr<Version> LastLogged(Engine& engine, Version version) {
  absl::StatusOr<Version> oldest = engine.OldestLogPosition();
  if (!oldest.ok()) return oldest;
  // Twice as far back each time, so that what is read is of the size of what is there.
  Version last;
  for (uint64_t back = 1'000'000; last.value == 0; back *= 2) {
    const uint64_t from = version.value - std::min(back, version.value);
    Version after = std::max(*oldest, Version{from});
    const bool all = after.value > from || from == 0;
    for (bool more = after < version; more;) {
      absl::StatusOr<std::vector<LogEntry>> entries = engine.ReadLog(after, {});
      if (!entries.ok()) return entries.status();
      more = !entries->empty();
      for (const LogEntry& entry : *entries) {
        if (entry.version > version) more = false;
        if (entry.version <= version) last = after = entry.version;
      }
    }
    if (all) break;
  }
  return last;
}

absl::Status ExpectLogged(Engine& engine, Version version) {
  if (version.value == 0) return absl::FailedPreconditionError("it is of an empty store");
  absl::StatusOr<std::vector<LogEntry>> entries =
      engine.ReadLog({version.value - 1}, {.max_entries = 1});
  if (!entries.ok()) return entries.status();
  if (entries->empty() || entries->front().version != version) {
    return absl::FailedPreconditionError("it is of a state that this store doesn't have");
  }
  return absl::OkStatus();
}

}  // namespace factcheck::storage
