// The best documents for weighted terms, without scoring all that have one of them.
#ifndef FACTCHECK_SERVER_SEARCH_TOP_K_H_
#define FACTCHECK_SERVER_SEARCH_TOP_K_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "server/search/inverted.h"

namespace factcheck::search {

// Weights are whole numbers, so that a score is the same in whatever order it is added up.
struct WeightedTerm {
  TermId term;
  uint32_t weight;  // 1 to kMostWeight.
};
// More than the weight of a term that one of a thousand million documents has; the sum of a
// thousand terms of it times the largest impact still has 31 bits.
inline constexpr uint32_t kMostWeight = uint32_t{1} << 13;
inline constexpr size_t kMostTerms = 1000;
inline constexpr double kWeightUnit = 256;  // The whole weight of 1.
// The weight of a term whose inverse document frequency times its share in the query is `weight`.
uint32_t WholeWeight(double weight);

struct ScoredDoc {
  DocId doc;
  uint64_t score;  // Sum over the terms: weight times impact.
};

// The `k` live documents of largest score that share a bit with `labels`, best first; of equals
// the older. Only such with a score above 0. Each term at most once in `terms`, which are
// kMostTerms at most.
//
// In windows of documents. Where many have one of the terms, every posting is added up, and the
// sums are looked through: that costs less than keeping account. Where few have one, by MaxScore:
// terms that can't lift a document over the k-th score even together are looked up only for
// documents that others brought near it.
std::vector<ScoredDoc> TopK(const Inverted& index, std::span<const WeightedTerm> terms, size_t k,
                            uint32_t labels);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_TOP_K_H_
