// Asks one corpus the same questions in our index and in Xapian's.
#ifndef FACTCHECK_TESTS_BENCH_SEARCH_ASKED_H_
#define FACTCHECK_TESTS_BENCH_SEARCH_ASKED_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/search/corpus.h"

namespace factcheck::bench {

struct Question {
  std::string text;
  std::string key;  // Of the document that it was made from.
};

// What answering every question once took.
struct Answers {
  double p50 = 0, p99 = 0;  // Milliseconds.
  double found = 0;         // Percent of the questions whose document was among the best 20.
};

// Answers with the keys of the best 20.
using Asked =
    std::function<absl::StatusOr<std::vector<std::string>>(const Corpus&, std::string_view)>;

absl::StatusOr<Answers> Ask(const Corpus& corpus, const std::vector<Question>& questions,
                            const Asked& asked);

// MatchClaims's work on a post: clean, analyse, find candidates, re-rank.
absl::StatusOr<std::vector<std::string>> OurMatch(const Corpus& corpus, std::string_view post);
// The same post's terms, joined by OR; making the terms is in it.
absl::StatusOr<std::vector<std::string>> XapianMatch(const Corpus& corpus, std::string_view post);
// Whether a search asks for anything: every word of some stops, and they are no question to Xapian.
bool AsksForWords(std::string_view words);
// SearchClaims's work on words: every claim that has all of them, each scored.
absl::StatusOr<std::vector<std::string>> OurSearch(const Corpus& corpus, std::string_view words);
// The same words, joined by AND, and how many claims have them.
absl::StatusOr<std::vector<std::string>> XapianSearch(const Corpus& corpus, std::string_view words);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_SEARCH_ASKED_H_
