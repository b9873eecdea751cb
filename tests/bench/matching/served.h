// A collection in a server of its own, asked through the public API.
#ifndef FACTCHECK_TESTS_BENCH_MATCHING_SERVED_H_
#define FACTCHECK_TESTS_BENCH_MATCHING_SERVED_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cpp/client.h"
#include "tests/bench/matching/collection.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {

class Served {
 public:
  // Starts `server` and imports the collection as ClaimReviews.
  static absl::StatusOr<std::unique_ptr<Served>> Start(const std::string& server,
                                                       const Collection& collection);

  // The keys of the documents that MatchClaims finds for a post, best first. Where one claim is
  // that of several documents, all of them.
  absl::StatusOr<std::vector<std::string>> Ranking(std::string_view text, size_t limit) const;

 private:
  absl::Status Import(const Collection& collection) const;
  absl::Status FindClaims(const Collection& collection);

  testing::TemporaryDirectory directory_;
  std::unique_ptr<testing::ServerProcess> process_;
  std::optional<client::Client> client_;
  std::map<std::string, std::vector<std::string>, std::less<>> documents_;  // By claim.
};

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_MATCHING_SERVED_H_
