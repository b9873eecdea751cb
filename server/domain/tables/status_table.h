// The status of every claim, in memory, as the bytes of the answer: what makes
// the hot read a hash look-up and a copy. Exact: it observes the engine's
// commits, so a status is here before the write that made it is acknowledged.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_STATUS_TABLE_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_STATUS_TABLE_H_

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// Thread-safe.
class StatusTable : public storage::CommitObserver {
 public:
  struct Found {
    bool exists = false;
    // Where set, the serialised answer does not say everything: the claim is not
    // checked itself and has confirmed equivalents.
    bool has_equivalents = false;
  };

  // Loads every status and follows the commits from there. Blocks. Again after what
  // no observer is told of (Engine::Load): loads afresh.
  absl::Status Attach(storage::Engine* engine);
  void Detach();
  ~StatusTable() override;

  // Appends the serialised factcheck.v1.StatusAnswer for the claim with this id;
  // appends nothing where there is none. Merged claims answer with their target.
  Found AppendAnswer(std::string_view claim_id, std::string& out) const;

  size_t size() const;
  size_t memory_bytes() const;

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 private:
  struct Row {
    std::string answer;    // Serialised StatusAnswer; empty for a redirect.
    std::string redirect;  // Id of the target of a merged claim.
    bool has_equivalents = false;
  };
  static constexpr size_t kShards = 64;
  struct Shard {
    mutable absl::Mutex mutex;
    absl::flat_hash_map<std::string, Row> rows ABSL_GUARDED_BY(mutex);
  };
  static size_t ShardOf(std::string_view claim_id);
  static std::optional<Row> ParseRow(std::string_view claim_id, std::string_view stored);
  // Without `replace`, a row that is there stays.
  void Set(std::string_view claim_id, std::string_view stored, bool replace);

  storage::Engine* engine_ = nullptr;
  std::array<Shard, kShards> shards_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_STATUS_TABLE_H_
