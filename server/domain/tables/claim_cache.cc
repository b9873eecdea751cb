#include "server/domain/tables/claim_cache.h"

#include <memory>
#include <optional>
#include <string>

#include "absl/hash/hash.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"

namespace factcheck::domain {
namespace {

// Of a claim beside its id and its bytes: a list node, a slot of the hash table at its usual
// load, what the allocator adds.
constexpr size_t kOverheadBytes = 160;
// A claim larger than this part of a shard would drive too many others out.
constexpr size_t kLargestPart = 4;

void AdvanceTo(std::atomic<uint64_t>& at, uint64_t value) {
  uint64_t before = at.load(std::memory_order_relaxed);
  while (before < value && !at.compare_exchange_weak(before, value, std::memory_order_release)) {
  }
}

}  // namespace

ClaimCache::~ClaimCache() { Detach(); }

absl::Status ClaimCache::Attach(storage::Engine* engine) {
  Detach();
  told_.store(0, std::memory_order_release);
  const uint64_t attached = attached_.fetch_add(1, std::memory_order_acq_rel) + 1;
  for (Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    shard.claims.clear();
    shard.ring.clear();
    shard.bytes = 0;
    shard.changed = {};
    shard.attached = attached;
  }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> view = engine->AddObserver(this);
  if (!view.ok()) return view.status();
  engine_.store(engine, std::memory_order_release);
  AdvanceTo(told_, (*view)->version().value);
  return absl::OkStatus();
}

void ClaimCache::Detach() {
  storage::Engine* engine = engine_.exchange(nullptr, std::memory_order_acq_rel);
  if (engine != nullptr) engine->RemoveObserver(this);
}

absl::StatusOr<bool> ClaimCache::Read(std::string_view claim_id, Use use) {
  storage::Engine* engine = engine_.load(std::memory_order_acquire);
  if (engine == nullptr) return absl::UnavailableError("the store is being replaced");
  // Where they differ, commits are visible that the cache has not been told of yet.
  if (engine->LatestVersion().value == told_.load(std::memory_order_acquire) &&
      Find(claim_id, use)) {
    hits_.fetch_add(1, std::memory_order_relaxed);
    return true;
  }
  misses_.fetch_add(1, std::memory_order_relaxed);
  // In this order: a store that was read before the cache was attached anew may be gone.
  const uint64_t attached = attached_.load(std::memory_order_acquire);
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot =
      engine->NewSnapshot(storage::Version{}, absl::InfinitePast());
  if (!snapshot.ok()) return snapshot.status();
  absl::StatusOr<std::optional<storage::Entry>> entry = (*snapshot)->Get(keys::Claim(claim_id));
  if (!entry.ok()) return entry.status();
  if (!*entry) return false;
  use((*entry)->value);
  Keep(claim_id, (*entry)->value, (*snapshot)->version(), attached);
  return true;
}

ClaimCache::Shard& ClaimCache::ShardOf(std::string_view claim_id) {
  return shards_[(absl::Hash<absl::string_view>()(ToAbsl(claim_id)) >> 32) % kShards];
}

bool ClaimCache::Find(std::string_view claim_id, Use use) {
  Shard& shard = ShardOf(claim_id);
  absl::ReaderMutexLock lock(&shard.mutex);
  const auto found = shard.claims.find(ToAbsl(claim_id));
  if (found == shard.claims.end()) return false;
  Claim& claim = *found->second;
  // Written only where it changes: readers share the line.
  if (!claim.used.load(std::memory_order_relaxed)) {
    claim.used.store(true, std::memory_order_relaxed);
  }
  use(claim.stored());
  return true;
}

void ClaimCache::Keep(std::string_view claim_id, std::string_view stored, storage::Version read_at,
                      uint64_t attached) {
  Shard& shard = ShardOf(claim_id);
  absl::MutexLock lock(&shard.mutex);
  if (read_at < shard.changed || attached != shard.attached) return;
  if (shard.claims.contains(ToAbsl(claim_id))) return;
  const size_t bytes = claim_id.size() + stored.size() + kOverheadBytes;
  if (bytes > shard_budget_ / kLargestPart) return;
  MakeRoom(shard, bytes);
  Claim& claim = shard.ring.emplace_back();
  claim.id_and_stored = StrCat(claim_id, stored);
  claim.id_size = claim_id.size();
  shard.claims.emplace(ToAbsl(claim.id()), std::prev(shard.ring.end()));
  shard.bytes += SizeOf(claim);
}

size_t ClaimCache::SizeOf(const Claim& claim) {
  return claim.id_and_stored.capacity() + kOverheadBytes;
}

void ClaimCache::Forget(Shard& shard, std::string_view claim_id) {
  const auto found = shard.claims.find(ToAbsl(claim_id));
  if (found == shard.claims.end()) return;
  const Ring::iterator claim = found->second;
  shard.bytes -= SizeOf(*claim);
  shard.claims.erase(found);
  shard.ring.erase(claim);
}

void ClaimCache::MakeRoom(Shard& shard, size_t bytes) const {
  while (!shard.ring.empty() && shard.bytes + bytes > shard_budget_) {
    Claim& next = shard.ring.front();
    if (next.used.exchange(false, std::memory_order_relaxed)) {
      shard.ring.splice(shard.ring.end(), shard.ring, shard.ring.begin());
    } else {
      Forget(shard, std::string(next.id()));
    }
  }
}

size_t ClaimCache::size() const {
  size_t n = 0;
  for (const Shard& shard : shards_) {
    absl::ReaderMutexLock lock(&shard.mutex);
    n += shard.ring.size();
  }
  return n;
}

size_t ClaimCache::memory_bytes() const {
  size_t n = 0;
  for (const Shard& shard : shards_) {
    absl::ReaderMutexLock lock(&shard.mutex);
    n += shard.bytes;
  }
  return n;
}

void ClaimCache::OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                          std::string_view) {
  for (const storage::Mutation& mutation : mutations) {
    if (!mutation.key.starts_with(keys::kClaims)) continue;
    const std::string_view id = std::string_view(mutation.key).substr(keys::kClaims.size());
    Shard& shard = ShardOf(id);
    absl::MutexLock lock(&shard.mutex);
    shard.changed = version;
    Forget(shard, id);
  }
  AdvanceTo(told_, version.value);
}

}  // namespace factcheck::domain
