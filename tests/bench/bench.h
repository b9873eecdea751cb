// The measurements. Each adds its rows to the table; an error means that it could not be taken.
#ifndef FACTCHECK_TESTS_BENCH_BENCH_H_
#define FACTCHECK_TESTS_BENCH_BENCH_H_

#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tests/bench/echo_process.h"
#include "tests/bench/store.h"
#include "tests/bench/table.h"

namespace factcheck::bench {

// What --only chooses from.
inline constexpr std::array<std::string_view, 39> kNames = {"empty/1",
                                                            "empty/16",
                                                            "empty/64",
                                                            "empty/64/key",
                                                            "GetStatus/1",
                                                            "GetStatus/16",
                                                            "GetStatus/64",
                                                            "GetStatus/64/suggesting",
                                                            "GetClaim/1",
                                                            "GetClaim/16",
                                                            "GetClaim/64",
                                                            "BatchGetStatuses/100/1",
                                                            "BatchGetStatuses/100/4",
                                                            "BatchGetStatuses/1000/1",
                                                            "BatchGetStatuses/1000/4",
                                                            "UpdateDraft/1",
                                                            "UpdateDraft/16",
                                                            "UpdateDraft/64",
                                                            "UpdateDraft/64/one-verdict",
                                                            "import",
                                                            "import/suggestions",
                                                            "ledger/inclusion",
                                                            "ledger/consistency",
                                                            "feed/delay",
                                                            "feed/events/1",
                                                            "feed/events/100",
                                                            "feed/events/1000",
                                                            "feed/idle",
                                                            "feed/catch-up",
                                                            "MatchClaims/1",
                                                            "MatchClaims/16",
                                                            "index/50k",
                                                            "match/50k",
                                                            "search/50k",
                                                            "index/1m",
                                                            "match/1m",
                                                            "search/1m",
                                                            "start/1m",
                                                            "server-start/1m"};

struct Bench {
  int rounds = 5;
  absl::Duration duration = absl::Seconds(2);  // Of one measurement in one round.
  std::string server;                          // Programs.
  std::string client;
  std::filesystem::path reviews;                   // The file that is imported.
  std::function<bool(const std::string&)> wanted;  // By the name of a measurement.
  Table* table = nullptr;
};

// Whether a measurement is wanted whose name begins so.
bool WantsSome(const Bench& bench, std::string_view begin);

// Says on standard error what is being done.
void Say(const std::string& what);

// An empty unary call.
absl::Status MeasureEmptyCalls(const Bench& bench, const Echo& echo);
// GetStatus and GetClaim beside an echo of the same sizes.
absl::Status MeasureReads(const Bench& bench, const Store& store, const Echo& echo);
// GetStatus beside an echo while duplicates are looked for among what was imported.
absl::Status MeasureReadsWhileSuggesting(const Bench& bench, const Echo& echo);
// BatchGetStatuses beside RocksDB's MultiGet.
absl::Status MeasureBatches(const Bench& bench, const Store& store);
// Durable changes of verdicts beside synced appends.
absl::Status MeasureWrites(const Bench& bench, const Store& store);
// `factcheck import` into empty servers beside reading the same file, and without suggestions.
absl::Status MeasureImport(const Bench& bench);
// Proofs of a ledger of a million entries beside RocksDB's Gets of the same nodes.
absl::Status MeasureLedger(const Bench& bench);
// The feed: delay, events, idle subscribers, catching up.
absl::Status MeasureFeed(const Bench& bench);
// MatchClaims beside an echo of the same sizes.
absl::Status MeasureMatchCalls(const Bench& bench, const Store& store, const Echo& echo);
// Indexing, matching, searching and starting within this process beside Xapian.
absl::Status MeasureSearch(const Bench& bench);
// From the start of a server with a million claims to its first right answers.
absl::Status MeasureServerStart(const Bench& bench);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_BENCH_H_
