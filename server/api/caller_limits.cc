#include "server/api/caller_limits.h"

#include <utility>

#include "absl/hash/hash.h"
#include "factcheck/v1/error_reason.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/error.h"

namespace factcheck::api {

CallerLimits::Place& CallerLimits::Place::operator=(Place&& other) noexcept {
  if (this != &other) {
    Release();
    limits_ = std::exchange(other.limits_, nullptr);
    caller_ = std::move(other.caller_);
  }
  return *this;
}

void CallerLimits::Place::Release() {
  if (limits_ == nullptr) return;
  Shard& shard = std::exchange(limits_, nullptr)->ShardOf(caller_);
  absl::MutexLock lock(&shard.mutex);
  const auto at = shard.under_way.find(caller_);
  if (--at->second == 0) shard.under_way.erase(at);
}

absl::StatusOr<CallerLimits::Place> CallerLimits::Take(const std::string& caller,
                                                       std::string_view what) {
  {
    Shard& shard = ShardOf(caller);
    absl::MutexLock lock(&shard.mutex);
    int& under_way = shard.under_way[caller];
    if (under_way < most_) {
      ++under_way;
      return Place(this, caller);
    }
  }
  return TooBusy(StrCat("this key has ", most_, " ", what, " under way; wait for some to end"));
}

CallerLimits::Shard& CallerLimits::ShardOf(const std::string& caller) {
  return shards_[absl::HashOf(caller) % kShards];
}

absl::Status TooBusy(std::string_view message) {
  return domain::Error(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_RATE_LIMITED,
                       message);
}

}  // namespace factcheck::api
