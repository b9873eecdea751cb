// Claims to search and what is asked of them: real ones, and ones made of their words.
#ifndef FACTCHECK_TESTS_BENCH_SEARCH_TEXTS_H_
#define FACTCHECK_TESTS_BENCH_SEARCH_TEXTS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/search/document.h"

namespace factcheck::bench {

// A document's number as its key, and back.
std::string KeyOf(uint64_t number);

class Texts {
 public:
  // Statement, title and claimant of every record of a file of ClaimReviews that has a statement.
  static absl::StatusOr<Texts> Read(const std::filesystem::path& reviews);

  uint64_t size() const { return documents_.size(); }
  const search::Document& Real(uint64_t number) const { return documents_[number]; }

  // Always the same for a number: the beginning of one statement and the end of another, title and
  // claimant in the same way, so that words are as frequent as they are in the real ones. So that
  // there are also as many rare ones as that many texts have, one word in fifty is new: the
  // beginning of one and the end of another.
  search::Document Made(uint64_t number) const;

 private:
  std::string Recombined(search::Field field, std::mt19937_64& random) const;

  std::vector<search::Document> documents_;
};

// A ClaimReview, as one line of JSON, whose claim is the document with that number.
std::string ReviewOf(const search::Document& document, uint64_t number);

// A post that repeats `statement` in its own words: without one word in four, between words of
// `other`.
std::string PostOf(std::string_view statement, std::string_view other, std::mt19937_64& random);

// What one types to find `statement`: one to three of its longer words; "" where it has none.
std::string SearchOf(std::string_view statement, std::mt19937_64& random);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_SEARCH_TEXTS_H_
