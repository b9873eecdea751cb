// The whole model: one weight a feature.
//
// Fitted by `tests/bench/matching/run --fit` on the training queries of both collections: softmax
// over each query's candidates, with a penalty on the weights; then scaled so that scores are
// probabilities where half of what is asked about is a known claim.
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
    {"rank", 2.50},
    {"score", 0.36},
    {"query in statement", 0.00},
    {"query in title", 0.00},
    {"query in text", 0.00},
    {"query in all", 1.78},
    {"statement in query", 0.25},
    {"title in query", 0.57},
    {"pairs", 0.00},
    {"pairs in context", 0.19},
    {"run", 1.19},
    {"names", 0.33},
    {"numbers", 0.00},
    {"other numbers", -0.05},
    {"query letters", 0.76},
    {"statement letters", 0.73},
    {"title letters", 0.86},
    {"author", 1.40},
    {"year", 0.49},
    {"month", 0.72},
}};
inline constexpr double kBias = -6.05;

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_FEATURE_WEIGHTS_H_
