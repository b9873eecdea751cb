// A text that is asked about, in terms of one index.
#ifndef FACTCHECK_SERVER_SEARCH_QUERY_H_
#define FACTCHECK_SERVER_SEARCH_QUERY_H_

#include <cstddef>
#include <cstdint>
#include <string>
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
};

// Of a longer text the first so many terms count.
inline constexpr size_t kMaxQueryTerms = 100;

Query MakeQuery(const Analysis& analysis, const Inverted& index);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_QUERY_H_
