#include <array>
#include <string>
#include <utility>
#include <vector>

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/method.h"

namespace factcheck::bench {
namespace {

constexpr std::array kInFlight = {1, 16, 64};
constexpr size_t kKeyBytes = 48;  // As many as an API key has.

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
