#include "server/storage/engine.h"

#include <utility>

#include "absl/synchronization/notification.h"

namespace factcheck::storage {

KeyRange PrefixRange(std::string_view prefix) {
  KeyRange range{.start = std::string(prefix), .limit = std::string(prefix)};
  // Nothing begins with more than a run of the greatest byte, so such a tail can't be stepped past.
  while (!range.limit.empty() && range.limit.back() == '\xff') range.limit.pop_back();
  if (!range.limit.empty()) ++range.limit.back();
  return range;
}

KeyRange OneKey(std::string key) {
  KeyRange range{.start = std::move(key), .limit = {}};
  range.limit = range.start + '\0';
  return range;
}

absl::StatusOr<Version> Engine::Commit(CommitRequest request) {
  absl::Notification done;
  absl::StatusOr<Version> outcome;
  CommitAsync(std::move(request), [&](absl::StatusOr<Version> version) {
    outcome = std::move(version);
    done.Notify();
  });
  done.WaitForNotification();
  return outcome;
}

}  // namespace factcheck::storage
