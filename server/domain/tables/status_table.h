// The status of every claim, in memory, as the bytes of the answer: what makes
// the hot read a hash look-up and a copy. Exact: it observes the engine's
// commits, so a status is here before the write that made it is acknowledged.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_STATUS_TABLE_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_STATUS_TABLE_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "server/base/absl_strings.h"
#include "server/base/chunk_file.h"
#include "server/domain/tables/table_file.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// Thread-safe.
class StatusTable : public storage::CommitObserver {
 public:
  struct Found {
    bool exists = false;
    // Where set, the answer does not say everything: the claim is not checked itself and
    // has confirmed equivalents.
    bool has_equivalents = false;
  };

  using Hash = uint64_t (*)(std::string_view);
  static uint64_t HashOf(std::string_view claim_id) {
    return absl::Hash<absl::string_view>()(ToAbsl(claim_id));
  }
  // A test may bring a poor hash.
  explicit StatusTable(Hash hash = HashOf) : hash_(hash) {}

  // Loads every status, or begins with the rows in the file and what was written since, and follows
  // the commits from there. Blocks. Again, without a file, after what no observer is told of
  // (Engine::Load): loads afresh.
  absl::Status Attach(storage::Engine* engine, const TableFile& file = {});
  void Detach();
  ~StatusTable() override;

  // Takes a serialised factcheck.v1.StatusAnswer, under a lock: must be quick.
  using Use = absl::FunctionRef<void(std::string_view answer)>;

  // Shows `use` the answer for the claim with this id, if there is one and it says
  // everything. Merged claims answer with their target.
  Found Find(std::string_view claim_id, Use use) const;

  // Takes what Find says of a claim, the answer being "" where it is not shown; whether to go on.
  // Under a lock, too.
  using UseEach =
      absl::FunctionRef<bool(std::string_view claim_id, Found, std::string_view answer)>;
  // Find for many claims, in their order, at a fraction of its cost for each. False where `use`
  // ended it.
  bool FindEach(std::span<const std::string_view> claim_ids, UseEach use) const;

  // Saves the rows in this file, where it isn't what has them already. Commits go on meanwhile. One
  // call at a time, and none while the table is attached.
  absl::Status Save(const std::string& path);

  size_t size() const;
  size_t memory_bytes() const;

  void OnCommit(storage::Version version, std::span<const storage::Mutation> mutations,
                std::string_view log_record) override;

 private:
  // One block of memory, as what a look-up costs is the memory that it touches.
  class Row {
   public:
    enum class Kind : uint8_t {
      kAnswer,    // `bytes` is a serialised StatusAnswer,
      kPartial,   // one that does not say everything (Found::has_equivalents),
      kRedirect,  // or the id of the target of a merged claim.
      kUnknown,   // No bytes.
    };
    Row(std::string_view id, Kind kind, std::string_view bytes);
    Kind kind() const { return static_cast<Kind>(block_[0]); }
    std::string_view id() const { return {&block_[kHeader], IdSize()}; }
    std::string_view bytes() const;
    // Has the processor fetch it.
    void Fetch() const;
    size_t memory_bytes() const { return kHeader + IdSize() + bytes().size(); }

   private:
    // The kind, the size of the id, that of the bytes.
    static constexpr size_t kHeader = 2 + sizeof(uint32_t);
    size_t IdSize() const { return static_cast<uint8_t>(block_[1]); }
    std::unique_ptr<char[]> block_;
  };
  static constexpr size_t kShards = 16;
  struct Shard {
    mutable absl::Mutex mutex;
    // By the hash of the id, or the next number that is free: so a row is found without touching
    // it, and its memory can be fetched while others are looked for. Rows are never taken out.
    absl::flat_hash_map<uint64_t, Row> rows ABSL_GUARDED_BY(mutex);

    // Null where there is none.
    const Row* Find(std::string_view claim_id, uint64_t hash) const
        ABSL_SHARED_LOCKS_REQUIRED(mutex);
    // Without `replace`, a row that is there stays.
    void Put(uint64_t hash, Row row, bool replace) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  };
  // Holds every shard for reading.
  class AllShards;
  // By other bits of the hash than the shard's own table goes by.
  static size_t ShardOf(uint64_t hash) { return (hash >> 32) % kShards; }
  static std::optional<Row> ParseRow(std::string_view claim_id, std::string_view stored);
  void Set(std::string_view claim_id, std::string_view stored, bool replace);
  // As Set, of rows by their hash; takes them.
  static void PutAll(Shard& shard, std::vector<std::pair<uint64_t, Row>>& rows);

  absl::Status Load(storage::Snapshot& from);
  absl::Status ReadRows(storage::Version position, storage::Snapshot& from, ChunkReader& reader);
  absl::Status WriteRows(ChunkWriter& writer) const;
  static void AppendRows(const Shard& shard, std::span<const uint64_t> hashes,
                         std::vector<uint8_t>& to);

  // What a row says; nullopt where it leads to another claim, whose id `redirect` becomes.
  static std::optional<std::pair<Found, std::string_view>> Read(const Row* row,
                                                                std::string& redirect);

  const Hash hash_;
  storage::Engine* engine_ = nullptr;
  storage::Version saved_;             // Of the file.
  std::atomic<uint64_t> applied_ = 0;  // Version of the newest commit that is in the rows.
  std::array<Shard, kShards> shards_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_STATUS_TABLE_H_
