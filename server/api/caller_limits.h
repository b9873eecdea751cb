// How much one caller may have under way at once.
#ifndef FACTCHECK_SERVER_API_CALLER_LIMITS_H_
#define FACTCHECK_SERVER_API_CALLER_LIMITS_H_

#include <array>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace factcheck::api {

// Thread-safe.
class CallerLimits {
 public:
  explicit CallerLimits(int most) : most_(most) {}

  // One call under way; given back with the object. Must not outlive the limits.
  class Place {
   public:
    Place() = default;
    Place(Place&& other) noexcept { *this = std::move(other); }
    Place& operator=(Place&& other) noexcept;
    ~Place() { Release(); }

   private:
    friend class CallerLimits;
    Place(CallerLimits* limits, std::string caller) : limits_(limits), caller_(std::move(caller)) {}
    void Release();

    CallerLimits* limits_ = nullptr;
    std::string caller_;
  };

  // RESOURCE_EXHAUSTED RATE_LIMITED where `caller` (an API key's name) has its most
  // under way. `what` names them, for people: "calls".
  absl::StatusOr<Place> Take(const std::string& caller, std::string_view what);

 private:
  static constexpr size_t kShards = 16;
  struct Shard {
    absl::Mutex mutex;
    absl::flat_hash_map<std::string, int> under_way ABSL_GUARDED_BY(mutex);
  };
  Shard& ShardOf(const std::string& caller);

  const int most_;
  std::array<Shard, kShards> shards_;
};

// RESOURCE_EXHAUSTED RATE_LIMITED: the server as a whole has no place left.
absl::Status TooBusy(std::string_view message);

}  // namespace factcheck::api

#endif  // FACTCHECK_SERVER_API_CALLER_LIMITS_H_
