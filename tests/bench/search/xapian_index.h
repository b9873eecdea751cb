// The same documents by the same terms in Xapian.
#ifndef FACTCHECK_TESTS_BENCH_SEARCH_XAPIAN_INDEX_H_
#define FACTCHECK_TESTS_BENCH_SEARCH_XAPIAN_INDEX_H_

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/search/document.h"
#include "server/search/select.h"

namespace factcheck::bench {

// A database of Xapian's own kind on disk, with the defaults that it has: BM25, a flush every
// 10,000 documents. Terms have no positions, which Xapian is the faster for.
class XapianIndex {
 public:
  struct Found {
    std::vector<std::string> keys;  // The best, best first.
    uint64_t total = 0;             // Of FindAll: how many were found.
  };

  // Makes one in an empty directory.
  static absl::StatusOr<XapianIndex> Make(const std::filesystem::path& directory);
  // Opens what Make made, to read.
  static absl::StatusOr<XapianIndex> Open(const std::filesystem::path& directory);

  absl::Status Add(std::span<const search::AnalyzedDocument> documents);
  // Writes what was added, and makes it be found.
  absl::Status Commit();

  // The best documents that have some of the terms.
  absl::StatusOr<Found> FindAny(const std::vector<std::string>& terms, size_t limit) const;
  // The best documents that have all words.
  absl::StatusOr<Found> FindAll(const std::vector<search::Phrase>& words, size_t limit) const;

 private:
  // `counted`: so many documents at least are counted exactly.
  absl::StatusOr<Found> Find(absl::FunctionRef<Xapian::Query()> make, size_t limit,
                             Xapian::doccount counted) const;

  std::filesystem::path directory_;
  Xapian::WritableDatabase writable_;
  Xapian::Database readable_;
};

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_SEARCH_XAPIAN_INDEX_H_
