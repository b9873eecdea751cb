// A text that is asked about, in terms of one index.
#ifndef FACTCHECK_SERVER_SEARCH_QUERY_H_
#define FACTCHECK_SERVER_SEARCH_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/search/analysis.h"
#include "server/search/inverted.h"
#include "server/search/top_k.h"

namespace factcheck::search {

// A distinct term of the query.
struct QueryTerm {
  std::string text;
  TermId term = kNoTerm;  // kNoTerm: no document has it.
  double weight = 0;      // Its inverse document frequency.
  // What stands for it: synonyms.
  std::vector<TermId> also;
  bool name = false;
  bool number = false;
};

// Valid as long as the index isn't changed.
struct Query {
  std::vector<QueryTerm> terms;
  std::vector<uint16_t> sequence;  // Indices into `terms`, in order of the text.
  // What the index is searched for: the terms, and for those that it doesn't have, those that
  // look alike.
  std::vector<WeightedTerm> search;
  double total_weight = 0;  // Of `terms`.
  uint64_t best_score = 0;  // No document's score is larger.
  // Who says it, by name, and the month and the year; see AddSource.
  struct NameTerm {
    TermId term;
    double weight;
  };
  std::vector<NameTerm> author;
  double author_weight = 0;  // Of all parts of the name, in the index or not.
  TermId month = kNoTerm, year = kNoTerm;
};

// Of a longer text the first so many terms count. With all that stands for them there are fewer
// than kMostTerms to search for.
inline constexpr size_t kMaxQueryTerms = 100;

Query MakeQuery(const Analysis& analysis, const Inverted& index);

// Adds who says the text and when. The author is searched for, too, with little weight.
void AddSource(std::string_view author, std::string_view date, const Inverted& index, Query& query);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_QUERY_H_
