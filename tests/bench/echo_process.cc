#include "tests/bench/echo_process.h"

#include <utility>

#include "tests/bench/echo.h"

namespace factcheck::bench {

absl::StatusOr<std::unique_ptr<Echo>> Echo::Start() {
  auto echo = std::make_unique<Echo>();
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  auto process = testing::ServerProcess::Start(self, echo->directory_.path(), {"--echo"});
  if (!process.ok()) return process.status();
  echo->process_ = *std::move(process);
  echo->channel_ = Connect(echo->process_->address());
  return echo;
}

absl::StatusOr<LoadResult> Echo::Run(const Load& like, size_t request_bytes,
                                     size_t reply_bytes) const {
  Load load = like;
  load.method = kEchoMethod;
  load.server = process_->pid();
  load.request = [request = EchoRequest(request_bytes, reply_bytes)](int, uint64_t) {
    return request;
  };
  return bench::Run(channel_, load);
}

}  // namespace factcheck::bench
