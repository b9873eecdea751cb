// Reads while the server looks for duplicates among what was imported.
#include <signal.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/store.h"

namespace factcheck::bench {
namespace {

constexpr int kInFlight = 64;

constexpr absl::Duration kNextCommit = absl::Seconds(2);

absl::StatusOr<int64_t> Commits(const Store& store) {
  auto statistics = store.admin().GetStatistics();
  if (!statistics.ok()) return statistics.status();
  return statistics->commits();
}

// Whether it commits suggestions still, as nobody else writes.
absl::StatusOr<bool> IsSuggesting(const Store& store) {
  const absl::Time until = absl::Now() + kNextCommit;
  auto before = Commits(store);
  for (;;) {
    auto now = Commits(store);
    if (!before.ok() || !now.ok()) return before.ok() ? now.status() : before.status();
    if (*now > *before || absl::Now() > until) return *now > *before;
  }
}

// The echo's figures are those of a machine on which nobody looks for anything.
absl::StatusOr<LoadResult> RunEcho(const Echo& echo, const Load& load, const LoadResult& mine) {
  kill(load.server, SIGSTOP);
  auto other = echo.Run(load, static_cast<size_t>(std::lround(mine.request_bytes)),
                        static_cast<size_t>(std::lround(mine.reply_bytes)));
  kill(load.server, SIGCONT);
  return other;
}

}  // namespace

absl::Status MeasureReadsWhileSuggesting(const Bench& bench, const Echo& echo) {
  if (!bench.wanted("GetStatus/64/suggesting")) return absl::OkStatus();
  Say("GetStatus/64/suggesting");
  auto store = Store::Open(bench.server, bench.reviews, /*suggests=*/true);
  if (!store.ok()) return store.status();
  std::vector<std::string> requests;
  for (const std::string& name : (*store)->claims()) {
    v1::GetStatusRequest request;
    request.mutable_query()->set_claim(name);
    requests.push_back(request.SerializeAsString());
  }
  const Load load = {.method = "/factcheck.v1.Statuses/GetStatus",
                     .server = (*store)->process().pid(),
                     .key = (*store)->consumer_key(),
                     .in_flight = kInFlight,
                     .duration = bench.duration,
                     .request = [&requests, random = std::mt19937_64(1)](int, uint64_t) mutable {
                       return requests[random() % requests.size()];
                     }};
  Series ours, theirs;
  for (int round = 0; round < bench.rounds; ++round) {
    auto mine = Run((*store)->channel(), load);
    if (!mine.ok()) return mine.status();
    // It looked for them all along if it still does.
    auto suggesting = IsSuggesting(**store);
    if (!suggesting.ok()) return suggesting.status();
    if (!*suggesting) break;
    auto other = RunEcho(echo, load, *mine);
    if (!other.ok()) return other.status();
    ours.Add(*mine);
    theirs.Add(*other);
  }
  if (ours.rate.empty()) return absl::UnavailableError("the duplicates were found too soon");
  bench.table->Add({"GetStatus, 64 in flight, while duplicates are looked for", "calls/s",
                    ours.rate, "echo", theirs.rate, "0.95"});
  bench.table->Add({"  p99", "ms", ours.p99, "echo", theirs.p99, ""});
  return absl::OkStatus();
}

}  // namespace factcheck::bench
