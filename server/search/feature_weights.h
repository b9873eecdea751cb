// The whole model: one weight a feature.
//
// Fitted by `tests/bench/matching/run --fit` on the training queries of both collections: softmax
// over each query's candidates, with a penalty on the weights.
#ifndef FACTCHECK_SERVER_SEARCH_FEATURE_WEIGHTS_H_
#define FACTCHECK_SERVER_SEARCH_FEATURE_WEIGHTS_H_

#include <array>
#include <string_view>

#include "server/search/features.h"

namespace factcheck::search {

struct FeatureWeight {
  std::string_view name;
  double weight;
};

// By Feature.
inline constexpr std::array<FeatureWeight, kFeatures> kWeights = {{
    {"rank", 7.26},
    {"score", 0.00},
    {"query in statement", 0.00},
    {"query in title", 0.00},
    {"query in text", 0.00},
    {"query in all", 3.17},
    {"statement in query", 0.00},
    {"title in query", 0.68},
    {"pairs", 0.00},
    {"pairs in context", 1.02},
    {"run", 2.68},
    {"names", 0.71},
    {"numbers", 0.00},
    {"other numbers", 0.00},
    {"query letters", 0.80},
    {"statement letters", 1.60},
    {"title letters", 2.33},
}};
inline constexpr double kBias = -11.23;

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_FEATURE_WEIGHTS_H_
