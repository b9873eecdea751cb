// The same claims in our index and in Xapian's.
#ifndef FACTCHECK_TESTS_BENCH_SEARCH_CORPUS_H_
#define FACTCHECK_TESTS_BENCH_SEARCH_CORPUS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/search/document.h"
#include "server/search/index.h"
#include "tests/bench/search/xapian_index.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {

class Corpus {
 public:
  // Indexes documents 0 to `claims` - 1 in both, with one thread, in turn by the thousand.
  static absl::StatusOr<std::unique_ptr<Corpus>> Make(
      uint64_t claims, const std::function<search::Document(uint64_t)>& document);

  uint64_t claims() const { return claims_; }
  const search::Index& ours() const { return *ours_; }
  const XapianIndex& xapian() const { return *xapian_; }
  std::filesystem::path xapian_directory() const { return directory_.path() / "xapian"; }

  // The time for all claims, each with the same analysis in it; Xapian's with its commits.
  absl::Duration our_time() const { return our_time_; }
  absl::Duration xapian_time() const { return xapian_time_; }
  // Ours is in memory, Xapian's in files, which are to be in the page cache.
  size_t our_bytes() const { return ours_->stats().memory_bytes; }
  size_t xapian_bytes() const;

 private:
  Corpus() = default;
  absl::Status Fill(const std::function<search::Document(uint64_t)>& document);

  testing::TemporaryDirectory directory_;
  uint64_t claims_ = 0;
  std::unique_ptr<search::Index> ours_ = std::make_unique<search::Index>();
  std::optional<XapianIndex> xapian_;
  absl::Duration our_time_;
  absl::Duration xapian_time_;
};

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_SEARCH_CORPUS_H_
