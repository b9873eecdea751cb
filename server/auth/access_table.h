// Who may call: actors, memberships and API keys in memory, so that authenticating a
// call is one hash and one look-up. Exact: it observes the engine's commits, so
// a revoked key or a changed role counts for every call that begins after the
// write was acknowledged.
#ifndef FACTCHECK_SERVER_AUTH_ACCESS_TABLE_H_
#define FACTCHECK_SERVER_AUTH_ACCESS_TABLE_H_

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "server/domain/core/principal.h"
#include "server/storage/engine.h"

namespace factcheck::auth {

// Thread-safe, but for Attach and Detach.
class AccessTable : public storage::CommitObserver {
 public:
  ~AccessTable() override;

  // Loads every actor, member and key and follows the commits from there,
  // forgetting what it held before. DATA_LOSS where a record can't be read. Blocks.
  absl::Status Attach(storage::Engine* engine);
  void Detach();

  // The caller behind an `authorization` header, "Bearer KEY" (RFC 6750).
  // UNAUTHENTICATED INVALID_CREDENTIALS, the same for a missing, malformed, unknown, revoked
  // and expired key and for one of a disabled actor. Never blocks on the disk. What
  // is answered does not change any more: a long call must ask again.
  absl::StatusOr<std::shared_ptr<const domain::Principal>> Authenticate(
      std::string_view authorization, absl::Time now) const;

  // A new credential of the public, `actors/public`, with CONSUMER and nothing else: random, stored
  // nowhere, good as long as this is. For what the server shows to everybody by itself. Once,
  // before any Authenticate.
  std::string OpenToPublic();

  // What an actor (an id) may do now, for work that goes on in their name; null where no
  // call of theirs would be let in: unknown, disabled, or without a key that can be used.
  std::shared_ptr<const domain::Principal> ActingFor(std::string_view actor, absl::Time now) const;

  // Keys that are neither revoked nor of a disabled actor.
  size_t size() const;

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 private:
  struct Key {
    std::string sha256;
    absl::Time expires = absl::InfiniteFuture();
  };
  // All that is known of an actor. Keys that were revoked are not in it.
  struct Holder {
    bool enabled = false;
    v1::ActorKind kind = v1::ACTOR_KIND_UNSPECIFIED;
    domain::RoleSet roles;
    absl::flat_hash_map<std::string, domain::RoleSet> memberships;
    absl::flat_hash_map<std::string, Key> keys;  // By id.
  };
  struct Grant {
    domain::Principal principal;
    absl::Time expires;
  };
  static constexpr size_t kShards = 16;
  struct Shard {
    mutable absl::Mutex mutex;
    // By SHA-256 of the key.
    absl::flat_hash_map<std::string, std::shared_ptr<const Grant>> grants ABSL_GUARDED_BY(mutex);
  };

  using Change = std::pair<std::string, std::optional<std::string>>;  // Key, value if any.

  absl::Status Load(storage::Snapshot& view) ABSL_LOCKS_EXCLUDED(mutex_);
  // Takes in what was committed while the view was loaded, and opens.
  absl::Status CatchUp() ABSL_LOCKS_EXCLUDED(mutex_);
  // Takes a stored value in (nullopt: deleted) and returns the id of the actor that it is about.
  std::string Take(std::string_view key, const std::optional<std::string>& value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeActor(std::string_view actor, const std::optional<std::string>& value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeMember(std::string_view publisher, std::string_view actor,
                  const std::optional<std::string>& value) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TakeKey(std::string_view actor, std::string_view id, const std::optional<std::string>& value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Brings the grants of an actor's keys up to date.
  void Publish(const std::string& actor) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SetGrant(const std::string& sha256, std::shared_ptr<const Grant> grant);
  Shard& ShardOf(std::string_view sha256);
  const Shard& ShardOf(std::string_view sha256) const;

  storage::Engine* engine_ = nullptr;
  std::string public_sha256_;
  std::shared_ptr<const Grant> public_;
  mutable absl::Mutex mutex_;  // Of the writers: held while commits are taken in.
  absl::flat_hash_map<std::string, Holder> holders_ ABSL_GUARDED_BY(mutex_);
  // Set while the view is loaded: commits after it, which must be taken in after it.
  std::optional<std::vector<Change>> pending_ ABSL_GUARDED_BY(mutex_);
  bool damaged_ ABSL_GUARDED_BY(mutex_) = false;  // A record could not be read.
  std::array<Shard, kShards> shards_;
};

}  // namespace factcheck::auth

#endif  // FACTCHECK_SERVER_AUTH_ACCESS_TABLE_H_
