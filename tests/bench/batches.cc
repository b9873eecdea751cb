#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/table.h"
#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {
namespace {

constexpr int kMostKeys = 1000;  // Of one call.
constexpr size_t kBatches = 64;  // Made ahead, and asked for in turn.
constexpr size_t kCacheBytes = 1 << 30;

absl::Status FromRocks(const rocksdb::Status& status) {
  return status.ok() ? absl::OkStatus() : absl::InternalError(status.ToString());
}

// A RocksDB with the same keys and values, all of it in its block cache.
class Reference {
 public:
  static absl::StatusOr<std::unique_ptr<Reference>> Make(const Store& store) {
    auto reference = std::make_unique<Reference>();
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(kCacheBytes);
    rocksdb::Options options;
    options.create_if_missing = true;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* db = nullptr;
    absl::Status opened =
        FromRocks(rocksdb::DB::Open(options, (reference->directory_.path() / "db").string(), &db));
    if (!opened.ok()) return opened;
    reference->db_.reset(db);
    absl::Status filled = reference->Fill(store);
    if (!filled.ok()) return filled;
    return reference;
  }

  // Keys a second.
  absl::StatusOr<double> Measure(const std::vector<std::vector<std::string>>& batches,
                                 absl::Duration duration) const {
    uint64_t keys = 0;
    const absl::Time began = absl::Now();
    const absl::Time until = began + duration;
    for (size_t i = 0; absl::Now() < until; ++i) {
      absl::Status got = Get(batches[i % batches.size()]);
      if (!got.ok()) return got;
      keys += batches[i % batches.size()].size();
    }
    return static_cast<double>(keys) / absl::ToDoubleSeconds(absl::Now() - began);
  }

 private:
  // What the server answers for each claim, under the claim's name.
  absl::Status Fill(const Store& store) {
    const std::vector<std::string>& claims = store.claims();
    for (size_t from = 0; from < claims.size(); from += kMostKeys) {
      v1::BatchGetStatusesRequest request;
      const size_t to = std::min(claims.size(), from + kMostKeys);
      for (size_t i = from; i < to; ++i) request.add_queries()->set_claim(claims[i]);
      auto response = store.admin().BatchGetStatuses(request);
      if (!response.ok()) return response.status();
      for (size_t i = from; i < to; ++i) {
        absl::Status put = FromRocks(db_->Put(
            {}, claims[i], response->answers(static_cast<int>(i - from)).SerializeAsString()));
        if (!put.ok()) return put;
      }
    }
    return FromRocks(db_->CompactRange({}, nullptr, nullptr));
  }

  absl::Status Get(const std::vector<std::string>& names) const {
    const std::vector<rocksdb::Slice> keys(names.begin(), names.end());
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db_->MultiGet({}, db_->DefaultColumnFamily(), keys.size(), keys.data(), values.data(),
                  statuses.data());
    for (const rocksdb::Status& status : statuses) {
      if (!status.ok()) return FromRocks(status);
    }
    return absl::OkStatus();
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<rocksdb::DB> db_;
};

std::vector<std::vector<std::string>> RandomBatches(const Store& store, int keys) {
  std::mt19937_64 random(1);
  std::vector<std::vector<std::string>> batches(kBatches);
  for (std::vector<std::string>& batch : batches) {
    for (int i = 0; i < keys; ++i)
      batch.push_back(store.claims()[random() % store.claims().size()]);
  }
  return batches;
}

std::vector<std::string> ToRequests(const std::vector<std::vector<std::string>>& batches) {
  std::vector<std::string> requests;
  for (const std::vector<std::string>& batch : batches) {
    v1::BatchGetStatusesRequest request;
    for (const std::string& name : batch) request.add_queries()->set_claim(name);
    requests.push_back(request.SerializeAsString());
  }
  return requests;
}

absl::Status MeasureBatch(const Bench& bench, const Store& store, const Reference& reference,
                          int keys, int in_flight) {
  const std::string name =
      "BatchGetStatuses/" + std::to_string(keys) + "/" + std::to_string(in_flight);
  if (!bench.wanted(name)) return absl::OkStatus();
  Say(name);
  const std::vector<std::vector<std::string>> batches = RandomBatches(store, keys);
  const std::vector<std::string> requests = ToRequests(batches);
  const Load load{.method = "/factcheck.v1.Statuses/BatchGetStatuses",
                  .server = store.process().pid(),
                  .key = store.consumer_key(),
                  .in_flight = in_flight,
                  .duration = bench.duration,
                  .request = [&requests](int slot, uint64_t n) {
                    return requests[(n + static_cast<uint64_t>(slot)) % requests.size()];
                  }};
  std::vector<double> ours, theirs, server;
  // The first passes fill the cache.
  if (auto warm = reference.Measure(batches, load.warm_up); !warm.ok()) return warm.status();
  for (int round = 0; round < bench.rounds; ++round) {
    auto mine = Run(store.channel(), load);
    if (!mine.ok()) return mine.status();
    ours.push_back(mine->calls_per_second * keys);
    server.push_back(absl::ToDoubleMicroseconds(mine->server_time));
    auto other = reference.Measure(batches, bench.duration);
    if (!other.ok()) return other.status();
    theirs.push_back(*other);
  }
  bench.table->Add({"BatchGetStatuses of " + std::to_string(keys) + ", " +
                        std::to_string(in_flight) + " in flight",
                    "keys/s", std::move(ours), "MultiGet", std::move(theirs),
                    keys == kMostKeys ? "3" : ""});
  bench.table->Add({"  server's CPU a call", "us", std::move(server), "", {}, ""});
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureBatches(const Bench& bench, const Store& store) {
  if (!WantsSome(bench, "BatchGetStatuses")) return absl::OkStatus();
  auto reference = Reference::Make(store);
  if (!reference.ok()) return reference.status();
  for (const int keys : {100, kMostKeys}) {
    for (const int in_flight : {1, 4}) {
      absl::Status measured = MeasureBatch(bench, store, **reference, keys, in_flight);
      if (!measured.ok()) return measured;
    }
  }
  return absl::OkStatus();
}

}  // namespace factcheck::bench
