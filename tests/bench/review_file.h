// The file of ClaimReviews that is imported.
#ifndef FACTCHECK_TESTS_BENCH_REVIEW_FILE_H_
#define FACTCHECK_TESTS_BENCH_REVIEW_FILE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace factcheck::bench {

// Every line of a gzipped file, in order.
absl::Status ReadLines(const std::filesystem::path& file,
                       const std::function<void(std::string)>& take);

// Unzips and parses every line in this thread, and keeps nothing: the records.
absl::StatusOr<int64_t> ParseAll(const std::filesystem::path& file);

// Makes a file of `records` such records; always the same.
absl::Status WriteMadeUpReviews(const std::filesystem::path& file, int records);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_REVIEW_FILE_H_
