// The claims that were read lately, in memory, as they are stored: what spares the
// hot read a look into the store. Exact: it observes the engine's commits, and
// while one is being told of, reads go to the store.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_CACHE_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_CACHE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// Thread-safe, but for Attach and Detach. Reads need an attached cache.
class ClaimCache : public storage::CommitObserver {
 public:
  // Takes a stored record (core/record.h), under a lock: must be quick.
  using Use = absl::FunctionRef<void(std::string_view stored)>;

  // Holds at most `budget_bytes`, keys and overhead counted; 0 holds nothing.
  explicit ClaimCache(size_t budget_bytes) : shard_budget_(budget_bytes / kShards) {}
  ~ClaimCache() override;

  // Empties the cache and follows the commits from here. Again after what no observer
  // is told of (Engine::Load).
  absl::Status Attach(storage::Engine* engine);
  void Detach();

  // Shows `use` the claim with this id in the newest state, from memory or else from
  // the store; false where there is none. Waits for no other thread's write:
  // DEADLINE_EXCEEDED where the store can't be read at this moment.
  absl::StatusOr<bool> Read(std::string_view claim_id, Use use);

  size_t size() const;
  size_t memory_bytes() const;
  // Reads that were answered from memory, and that were not.
  uint64_t hits() const { return hits_.load(std::memory_order_relaxed); }
  uint64_t misses() const { return misses_.load(std::memory_order_relaxed); }

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 private:
  struct Claim {
    // In one piece, as what a look-up costs is the memory that it touches.
    std::string id_and_stored;
    size_t id_size = 0;
    std::atomic<bool> used = false;  // Since the hand last passed.

    std::string_view id() const { return std::string_view(id_and_stored).substr(0, id_size); }
    std::string_view stored() const { return std::string_view(id_and_stored).substr(id_size); }
  };
  using Ring = std::list<Claim>;
  static constexpr size_t kShards = 32;
  struct Shard {
    mutable absl::Mutex mutex;
    // The next to go is in front; who was used meanwhile goes to the back instead.
    Ring ring ABSL_GUARDED_BY(mutex);
    absl::flat_hash_map<absl::string_view, Ring::iterator> claims ABSL_GUARDED_BY(mutex);
    size_t bytes ABSL_GUARDED_BY(mutex) = 0;
    // The newest commit that changed a claim of this shard: what was read before it is not kept.
    storage::Version changed ABSL_GUARDED_BY(mutex);
    // How often the cache was attached: what was read from the store before that is not kept.
    uint64_t attached ABSL_GUARDED_BY(mutex) = 0;
  };

  Shard& ShardOf(std::string_view claim_id);
  bool Find(std::string_view claim_id, Use use);
  void Keep(std::string_view claim_id, std::string_view stored, storage::Version read_at,
            uint64_t attached);
  static size_t SizeOf(const Claim& claim);
  static void Forget(Shard& shard, std::string_view claim_id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);
  void MakeRoom(Shard& shard, size_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex);

  const size_t shard_budget_;
  std::atomic<storage::Engine*> engine_ = nullptr;
  std::atomic<uint64_t> attached_ = 0;
  // The newest commit that every shard knows of.
  std::atomic<uint64_t> told_ = 0;
  std::atomic<uint64_t> hits_ = 0;
  std::atomic<uint64_t> misses_ = 0;
  std::array<Shard, kShards> shards_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_CLAIM_CACHE_H_
