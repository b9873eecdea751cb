#include "tests/bench/matching/measures.h"

#include <cstddef>

namespace factcheck::bench {

void Measures::Add(const std::vector<std::string>& ranking, const std::set<std::string>& relevant) {
  const auto all = static_cast<double>(relevant.size());
  double hits = 0;
  bool first = true;
  for (size_t i = 0; i < ranking.size(); ++i) {
    if (!relevant.contains(ranking[i])) continue;
    const auto rank = static_cast<double>(i + 1);
    hits += 1;
    if (first) mrr += 1 / rank;
    if (first && i < 5) has5 += 1;
    first = false;
    if (i < 1) map1 += hits / rank / all;
    if (i < 5) map5 += hits / rank / all;
  }
  recall += hits / all;
  ++queries;
}

}  // namespace factcheck::bench
