// A method of the server beside an echo with the same key and requests and replies of the same
// size.
#ifndef FACTCHECK_TESTS_BENCH_METHOD_H_
#define FACTCHECK_TESTS_BENCH_METHOD_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/bench.h"

namespace factcheck::bench {

struct Method {
  std::string name;  // "GetStatus"; with "/" and the calls in flight what --only chooses from.
  std::string path;
  std::string aim;                    // Of the ratio of the rates with 64 in flight.
  std::vector<std::string> requests;  // Serialised; taken at random.
};

// Adds rate, latencies and the server's CPU.
absl::Status MeasureMethod(const Bench& bench, const Store& store, const Echo& echo,
                           const Method& method, int in_flight);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_METHOD_H_
