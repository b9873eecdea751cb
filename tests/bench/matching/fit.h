// Fits the re-ranker's weights.
#ifndef FACTCHECK_TESTS_BENCH_MATCHING_FIT_H_
#define FACTCHECK_TESTS_BENCH_MATCHING_FIT_H_

#include <vector>

#include "server/search/features.h"

namespace factcheck::bench {

struct Candidate {
  search::Features features;
  bool relevant;
};

struct Judged {
  std::vector<Candidate> candidates;
  double weight = 1;  // How much it counts.
};

struct FittedModel {
  search::Features weights;
  double bias;
};

// By gradient ascent on the weighted mean over the queries of log P(relevant), where P is the
// softmax of the weighted sums of a query's candidates; `penalty` times the squared weights is
// subtracted. Queries of which no candidate is relevant don't count. No weight is negative, but
// that of kOtherNumbers, which is not positive: more resemblance never makes a score smaller.
// Scaled so that a score is the probability that the best candidate is relevant, over the queries
// as they are and, as many, over the same queries without what is relevant: texts that nobody has
// checked. kInformation can't rank, being the same for all candidates, and gets its weight there.
FittedModel Fit(const std::vector<Judged>& queries, double penalty);

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_MATCHING_FIT_H_
