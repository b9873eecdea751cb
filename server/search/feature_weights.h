// The whole model: one weight a feature.
//
// Fitted by `tests/bench/matching/run --fit` on the training queries of both collections, on short
// pieces of them, and on titles asked for where the claim has none: softmax over each query's
// candidates, with a penalty on the weights; then scaled, with what the query has of information,
// so that scores are probabilities where half of what is asked about is a known claim.
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
    {"rank", 3.15},
    {"score", 0.67},
    {"query in statement", 0.27},
    {"query in title", 0.00},
    {"query in text", 0.03},
    {"query in all", 2.74},
    {"statement in query", 0.11},
    {"title in query", 0.50},
    {"pairs", 0.22},
    {"pairs in context", 0.57},
    {"run", 1.74},
    {"names", 0.46},
    {"numbers", 0.00},
    {"other numbers", 0.00},
    {"query letters", 1.18},
    {"statement letters", 0.81},
    {"title letters", 0.91},
    {"author", 1.66},
    {"year", 0.57},
    {"month", 0.77},
    {"agreement", 0.29},
    {"title agreement", 0.59},
    {"letters agreement", 1.12},
    {"strength", 1.16},
    {"matched", 1.34},
    {"information", 5.42},
}};
inline constexpr double kBias = -10.64;

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_FEATURE_WEIGHTS_H_
