// Proofs on a ledger of a million entries, within this process.
#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/table.h"
#include "rocksdb/write_batch.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/ledger_append.h"
#include "server/domain/ledger/stored_tree.h"
#include "server/ledger/tree_path.h"
#include "server/storage/rocksdb/rocks_engine.h"
#include "tests/bench/bench.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {
namespace {

constexpr uint64_t kEntries = 1'000'000;
constexpr size_t kCacheBytes = 1 << 30;
constexpr size_t kLoadEntries = 50'000;
constexpr size_t kAsked = 4096;  // Made ahead, and asked for in turn.

absl::Status FromRocks(const rocksdb::Status& status) {
  return status.ok() ? absl::OkStatus() : absl::InternalError(status.ToString());
}

// A store that holds a ledger, and a RocksDB with the same nodes under the same keys.
class Ledger {
 public:
  absl::Status Make() {
    storage::RocksOptions options;
    options.directory = (directory_.path() / "store").string();
    options.clock = [] { return absl::Now(); };
    options.block_cache_bytes = kCacheBytes;
    auto engine = storage::OpenRocksEngine(std::move(options));
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    if (absl::Status opened = OpenReference(); !opened.ok()) return opened;
    if (absl::Status filled = Fill(); !filled.ok()) return filled;
    if (absl::Status compacted = engine_->Compact(); !compacted.ok()) return compacted;
    return FromRocks(reference_->CompactRange({}, nullptr, nullptr));
  }

  storage::Engine& engine() { return *engine_; }
  absl::Status Get(const std::string& key) const {
    rocksdb::PinnableSlice value;
    return FromRocks(reference_->Get({}, reference_->DefaultColumnFamily(), key, &value));
  }

 private:
  absl::Status OpenReference() {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(kCacheBytes);
    rocksdb::Options options;
    options.create_if_missing = true;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* db = nullptr;
    absl::Status opened =
        FromRocks(rocksdb::DB::Open(options, (directory_.path() / "reference").string(), &db));
    reference_.reset(db);
    return opened;
  }

  absl::Status Fill() {
    auto appender = domain::LedgerAppender::Open(std::nullopt);
    if (!appender.ok()) return appender.status();
    std::vector<storage::Entry> entries;
    const auto sink = [&](std::string key, std::string value) {
      entries.push_back({std::move(key), std::move(value), storage::Version{1}});
    };
    for (uint64_t i = 0; i < kEntries; ++i) {
      domain::LedgerDraft draft;
      draft.claim = "c" + std::to_string(i);
      draft.publisher = "p";
      draft.number = 1;
      appender->Append(draft, absl::UnixEpoch(), sink);
      if (entries.size() < kLoadEntries) continue;
      if (absl::Status stored = Store(entries); !stored.ok()) return stored;
      entries.clear();
    }
    appender->Finish(sink);
    if (absl::Status stored = Store(entries); !stored.ok()) return stored;
    return engine_->FinishLoad(storage::Version{1}, {});
  }

  absl::Status Store(const std::vector<storage::Entry>& entries) {
    rocksdb::WriteBatch batch;
    for (const storage::Entry& entry : entries) {
      if (rocksdb::Status put = batch.Put(entry.key, entry.value); !put.ok()) {
        return FromRocks(put);
      }
    }
    if (rocksdb::Status written = reference_->Write({}, &batch); !written.ok()) {
      return FromRocks(written);
    }
    return engine_->Load(entries, {});
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<storage::Engine> engine_;
  std::unique_ptr<rocksdb::DB> reference_;
};

// What is asked for: an inclusion proof of an entry, or the consistency of a size, in the
// whole tree.
enum class Kind { kInclusion, kConsistency };

std::vector<uint64_t> RandomNumbers() {
  std::mt19937_64 random(1);
  std::vector<uint64_t> numbers(kAsked);
  for (uint64_t& number : numbers) number = 1 + random() % (kEntries - 1);
  return numbers;
}

absl::StatusOr<double> ProofsPerSecond(Ledger& ledger, Kind kind,
                                       const std::vector<uint64_t>& numbers,
                                       absl::Duration duration) {
  uint64_t proofs = 0;
  const absl::Time began = absl::Now();
  for (const absl::Time until = began + duration; absl::Now() < until; ++proofs) {
    auto snapshot = ledger.engine().NewSnapshot();
    if (!snapshot.ok()) return snapshot.status();
    auto tree = domain::StoredTree::Open(**snapshot);
    if (!tree.ok()) return tree.status();
    const uint64_t number = numbers[proofs % numbers.size()];
    const auto hashes = kind == Kind::kInclusion ? tree->Inclusion(number, kEntries)
                                                 : tree->Consistency(number, kEntries);
    if (!hashes.ok()) return hashes.status();
  }
  return static_cast<double>(proofs) / absl::ToDoubleSeconds(absl::Now() - began);
}

// Proofs a second, if a proof were its nodes, each got by itself.
absl::StatusOr<double> GetsOfProofsPerSecond(const Ledger& ledger,
                                             const std::vector<std::vector<std::string>>& keys,
                                             absl::Duration duration) {
  uint64_t proofs = 0;
  const absl::Time began = absl::Now();
  for (const absl::Time until = began + duration; absl::Now() < until; ++proofs) {
    for (const std::string& key : keys[proofs % keys.size()]) {
      if (absl::Status got = ledger.Get(key); !got.ok()) return got;
    }
  }
  return static_cast<double>(proofs) / absl::ToDoubleSeconds(absl::Now() - began);
}

absl::Status MeasureKind(const Bench& bench, Ledger& ledger, Kind kind, const std::string& title) {
  const std::vector<uint64_t> numbers = RandomNumbers();
  std::vector<std::vector<std::string>> keys;
  for (const uint64_t number : numbers) {
    const ledger::TreePath path = kind == Kind::kInclusion
                                      ? ledger::InclusionPath(number, kEntries)
                                      : ledger::ConsistencyPath(number, kEntries);
    std::vector<std::string>& of_proof = keys.emplace_back();
    for (const ledger::NodeId& node : path.nodes) {
      of_proof.push_back(domain::keys::LedgerNode(node.level, node.index));
    }
  }
  std::vector<double> ours;
  std::vector<double> theirs;
  // The first passes fill the caches.
  if (auto warm = ProofsPerSecond(ledger, kind, numbers, bench.duration); !warm.ok()) {
    return warm.status();
  }
  if (auto warm = GetsOfProofsPerSecond(ledger, keys, bench.duration); !warm.ok()) {
    return warm.status();
  }
  for (int round = 0; round < bench.rounds; ++round) {
    auto mine = ProofsPerSecond(ledger, kind, numbers, bench.duration);
    if (!mine.ok()) return mine.status();
    ours.push_back(*mine);
    auto other = GetsOfProofsPerSecond(ledger, keys, bench.duration);
    if (!other.ok()) return other.status();
    theirs.push_back(*other);
  }
  bench.table->Add(
      {title, "proofs/s", std::move(ours), "Gets of their nodes", std::move(theirs), ""});
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureLedger(const Bench& bench) {
  if (!WantsSome(bench, "ledger")) return absl::OkStatus();
  Say("a ledger of a million entries");
  Ledger ledger;
  if (absl::Status made = ledger.Make(); !made.ok()) return made;
  for (const auto& [name, kind, title] :
       {std::tuple("ledger/inclusion", Kind::kInclusion, "inclusion proofs, 1,000,000 entries"),
        std::tuple("ledger/consistency", Kind::kConsistency,
                   "consistency proofs, 1,000,000 entries")}) {
    if (!bench.wanted(name)) continue;
    Say(name);
    if (absl::Status measured = MeasureKind(bench, ledger, kind, title); !measured.ok()) {
      return measured;
    }
  }
  return absl::OkStatus();
}

}  // namespace factcheck::bench
