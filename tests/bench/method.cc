#include "tests/bench/method.h"

#include <cmath>
#include <cstdint>
#include <random>

#include "tests/bench/load.h"

namespace factcheck::bench {
namespace {

constexpr int kJudged = 64;  // In flight where the aims apply.
// Long enough to ask for each claim of the real file once: what is measured is the look-up of what
// the server has in memory.
constexpr absl::Duration kProbe = absl::Seconds(2);

Load RandomLoad(const Method& method, const Store& store, int in_flight, absl::Duration duration) {
  return {.method = method.path,
          .server = store.process().pid(),
          .key = store.consumer_key(),
          .in_flight = in_flight,
          .duration = duration,
          .request = [&method, random = std::mt19937_64(1)](int, uint64_t) mutable {
            return method.requests[random() % method.requests.size()];
          }};
}

Load ProbingLoad(const Method& method, const Store& store) {
  Load load = RandomLoad(method, store, kJudged, kProbe);
  load.warm_up = absl::ZeroDuration();
  load.request = [&method, next = size_t{0}](int, uint64_t) mutable {
    return method.requests[next++ % method.requests.size()];
  };
  return load;
}

}  // namespace

absl::Status MeasureMethod(const Bench& bench, const Store& store, const Echo& echo,
                           const Method& method, int in_flight) {
  const std::string name = method.name + "/" + std::to_string(in_flight);
  if (!bench.wanted(name)) return absl::OkStatus();
  Say(name);
  auto probe = Run(store.channel(), ProbingLoad(method, store));
  if (!probe.ok()) return probe.status();
  const auto request_bytes = static_cast<size_t>(std::lround(probe->request_bytes));
  const auto reply_bytes = static_cast<size_t>(std::lround(probe->reply_bytes));
  Series ours;
  Series theirs;
  const Load load = RandomLoad(method, store, in_flight, bench.duration);
  for (int round = 0; round < bench.rounds; ++round) {
    auto mine = Run(store.channel(), load);
    if (!mine.ok()) return mine.status();
    ours.Add(*mine);
    auto other = echo.Run(load, request_bytes, reply_bytes);
    if (!other.ok()) return other.status();
    theirs.Add(*other);
  }
  const bool judged = in_flight == kJudged;
  const std::string label = method.name + ", " + std::to_string(in_flight) + " in flight";
  const std::string reference = "echo of " + std::to_string(reply_bytes) + " B";
  bench.table->Add({label, "calls/s", ours.rate, reference, theirs.rate, judged ? method.aim : ""});
  bench.table->Add({"  p50", "ms", ours.p50, "echo", theirs.p50, ""});
  bench.table->Add({"  p99", "ms", ours.p99, "echo", theirs.p99, judged ? "under 2" : ""});
  bench.table->Add({"  server's CPU a call", "us", ours.server, "echo", theirs.server, ""});
  return absl::OkStatus();
}

}  // namespace factcheck::bench
