// A load generator: unary calls over raw bytes, a fixed number in flight, on one
// completion queue, with the latency of every call.
#ifndef FACTCHECK_TESTS_BENCH_LOAD_H_
#define FACTCHECK_TESTS_BENCH_LOAD_H_

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"

namespace factcheck::bench {

struct Load {
  std::string method;  // "/factcheck.v1.Statuses/GetStatus"
  pid_t server = 0;    // Whose processor time is counted; 0: nobody's.
  std::string key;     // API key; empty: the call carries none.
  int in_flight = 64;
  absl::Duration warm_up = absl::Milliseconds(200);
  absl::Duration duration = absl::Seconds(2);
  // The serialised request of the caller `slot` (0 to in_flight - 1) and its n-th call.
  std::function<std::string(int slot, uint64_t n)> request;
};

struct LoadResult {
  double calls_per_second = 0;
  absl::Duration p50;
  absl::Duration p99;
  uint64_t answered = 0;       // All calls, those of the warm-up too.
  double request_bytes = 0;    // Of a call, on average.
  double reply_bytes = 0;      // Of a call, on average.
  absl::Duration server_time;  // Of the server's processors for a call, on average.
};

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

// A channel of its own, with a connection of its own.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

// The error is that of the first call that failed.
absl::StatusOr<LoadResult> Run(const std::shared_ptr<grpc::Channel>& channel, const Load& load);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_LOAD_H_
