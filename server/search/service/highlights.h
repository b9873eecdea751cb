// Where the words of a search stand in a claim.
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_HIGHLIGHTS_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_HIGHLIGHTS_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/search.pb.h"
#include "server/search/analysis.h"
#include "server/search/select.h"

namespace factcheck::search {

inline constexpr size_t kMaxHighlightBytes = 400;
inline constexpr int kMaxHighlightSpans = 50;

class Highlighter {
 public:
  explicit Highlighter(const Selection& selection);
  // Adds what statement and context have of the words.
  void AddTo(const v1::Claim& claim, v1::SearchResult& result) const;

 private:
  // Whether the token of `text` is one of the words, or a number written with one ("22 million").
  bool Has(std::string_view text, const Token& token, std::string_view language) const;

  absl::flat_hash_set<std::string> terms_;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_HIGHLIGHTS_H_
