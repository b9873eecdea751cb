// The echo server as a process of its own: this program, run again.
#ifndef FACTCHECK_TESTS_BENCH_ECHO_PROCESS_H_
#define FACTCHECK_TESTS_BENCH_ECHO_PROCESS_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/channel.h"
#include "tests/bench/load.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {

class Echo {
 public:
  static absl::StatusOr<std::unique_ptr<Echo>> Start();

  // Calls with a request and a reply of these sizes, otherwise as `like`.
  absl::StatusOr<LoadResult> Run(const Load& like, size_t request_bytes, size_t reply_bytes) const;

 private:
  testing::TemporaryDirectory directory_;
  std::unique_ptr<testing::ServerProcess> process_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_ECHO_PROCESS_H_
