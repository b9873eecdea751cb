#include <array>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/load.h"

namespace factcheck::bench {
namespace {

constexpr std::array kInFlight = {1, 16, 64};
constexpr size_t kKeyBytes = 48;  // As many as an API key has.
constexpr int kJudged = 64;       // In flight where the aims apply.
// Long enough to ask for each claim of the real file once: what is measured is the look-up of what
// the server has in memory.
constexpr absl::Duration kProbe = absl::Seconds(2);

// Figures of one load, round by round.
struct Series {
  void Add(const LoadResult& result) {
    rate.push_back(result.calls_per_second);
    p50.push_back(absl::ToDoubleMilliseconds(result.p50));
    p99.push_back(absl::ToDoubleMilliseconds(result.p99));
    server.push_back(absl::ToDoubleMicroseconds(result.server_time));
  }
  std::vector<double> rate, p50, p99, server;
};

struct Method {
  std::string name;  // "GetStatus"
  std::string path;
  std::string aim;
  std::vector<std::string> requests;  // Serialised, one for each claim.
};

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

}  // namespace

absl::Status MeasureEmptyCalls(const Bench& bench, const Echo& echo) {
  struct Case {
    int in_flight;
    bool with_key;
  };
  for (const Case& which : {Case{1, false}, Case{16, false}, Case{64, false}, Case{64, true}}) {
    const std::string name =
        "empty/" + std::to_string(which.in_flight) + (which.with_key ? "/key" : "");
    if (!bench.wanted(name)) continue;
    Say(name);
    Series series;
    for (int round = 0; round < bench.rounds; ++round) {
      auto result = echo.Run({.key = which.with_key ? std::string(kKeyBytes, 'k') : "",
                              .in_flight = which.in_flight,
                              .duration = bench.duration},
                             0, 0);
      if (!result.ok()) return result.status();
      series.Add(*result);
    }
    bench.table->Add({"empty call, " + std::to_string(which.in_flight) + " in flight" +
                          (which.with_key ? ", with a key" : ""),
                      "calls/s",
                      series.rate,
                      "",
                      {},
                      ""});
    bench.table->Add({"  p50", "ms", series.p50, "", {}, ""});
    bench.table->Add({"  p99", "ms", series.p99, "", {}, ""});
  }
  return absl::OkStatus();
}

absl::Status MeasureReads(const Bench& bench, const Store& store, const Echo& echo) {
  Method status{"GetStatus", "/factcheck.v1.Statuses/GetStatus", "0.95", {}};
  Method claim{"GetClaim", "/factcheck.v1.Claims/GetClaim", "0.85", {}};
  for (const std::string& name : store.claims()) {
    v1::GetStatusRequest get_status;
    get_status.mutable_query()->set_claim(name);
    status.requests.push_back(get_status.SerializeAsString());
    v1::GetClaimRequest get_claim;
    get_claim.set_name(name);
    claim.requests.push_back(get_claim.SerializeAsString());
  }
  for (const Method& method : {std::cref(status), std::cref(claim)}) {
    for (const int in_flight : kInFlight) {
      absl::Status measured = MeasureMethod(bench, store, echo, method, in_flight);
      if (!measured.ok()) return measured;
    }
  }
  return absl::OkStatus();
}

}  // namespace factcheck::bench
