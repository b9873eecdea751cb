// How well rankings are: the measures of the CheckThat! lab.
#ifndef FACTCHECK_TESTS_BENCH_MATCHING_MEASURES_H_
#define FACTCHECK_TESTS_BENCH_MATCHING_MEASURES_H_

#include <set>
#include <string>
#include <vector>

namespace factcheck::bench {

// Sums over queries; a measure is its sum by `queries`.
struct Measures {
  double map1 = 0, map5 = 0, mrr = 0, has5 = 0, recall = 0;
  int queries = 0;

  // `ranking` is all that was found, best first. Average precision is divided by the number of
  // relevant claims.
  void Add(const std::vector<std::string>& ranking, const std::set<std::string>& relevant);
};

}  // namespace factcheck::bench

#endif  // FACTCHECK_TESTS_BENCH_MATCHING_MEASURES_H_
