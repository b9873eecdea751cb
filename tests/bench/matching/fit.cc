#include "tests/bench/matching/fit.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace factcheck::bench {
namespace {

constexpr int kSteps = 1500;
constexpr double kRate = 0.3;
constexpr double kFirstWeight = 1;

double Sum(const search::Features& weights, const search::Features& features) {
  double sum = 0;
  for (size_t i = 0; i < search::kFeatures; ++i) sum += weights[i] * features[i];
  return sum;
}

// Adds the gradient of one query's log P(relevant).
void AddGradient(const std::vector<Candidate>& query, const search::Features& weights,
                 search::Features& gradient) {
  std::vector<double> power(query.size());
  double largest = -1e9;
  for (size_t c = 0; c < query.size(); ++c) {
    power[c] = Sum(weights, query[c].features);
    largest = std::max(largest, power[c]);
  }
  double all = 0, right = 0;
  for (size_t c = 0; c < query.size(); ++c) {
    power[c] = std::exp(power[c] - largest);
    all += power[c];
    if (query[c].relevant) right += power[c];
  }
  for (size_t c = 0; c < query.size(); ++c) {
    const double share =
        (query[c].relevant ? power[c] / std::max(right, 1e-12) : 0) - power[c] / all;
    for (size_t i = 0; i < search::kFeatures; ++i) gradient[i] += share * query[c].features[i];
  }
}

// The bias at which the mean of the best candidates' scores is the share that is right.
double FitBias(const std::vector<std::vector<Candidate>>& queries,
               const search::Features& weights) {
  std::vector<double> sums;
  double right = 0;
  for (const std::vector<Candidate>& query : queries) {
    const auto best =
        std::max_element(query.begin(), query.end(), [&](const Candidate& a, const Candidate& b) {
          return Sum(weights, a.features) < Sum(weights, b.features);
        });
    if (best == query.end()) continue;
    sums.push_back(Sum(weights, best->features));
    right += best->relevant ? 1 : 0;
  }
  double low = -100, high = 100;
  for (int i = 0; i < 60; ++i) {
    const double bias = (low + high) / 2;
    double mean = 0;
    for (const double sum : sums) mean += 1 / (1 + std::exp(-sum - bias));
    (mean > right ? high : low) = bias;
  }
  return low;
}

}  // namespace

FittedModel Fit(const std::vector<std::vector<Candidate>>& queries, double penalty) {
  std::vector<const std::vector<Candidate>*> useful;
  for (const std::vector<Candidate>& query : queries) {
    const auto relevant = [](const Candidate& c) { return c.relevant; };
    if (std::any_of(query.begin(), query.end(), relevant)) useful.push_back(&query);
  }
  FittedModel model;
  model.weights.fill(kFirstWeight);
  const auto other = static_cast<size_t>(search::Feature::kOtherNumbers);
  search::Features squares = {};
  for (int step = 0; step < kSteps; ++step) {
    search::Features gradient = {};
    for (const auto* query : useful) AddGradient(*query, model.weights, gradient);
    for (size_t i = 0; i < search::kFeatures; ++i) {
      const double slope = gradient[i] / static_cast<double>(std::max<size_t>(useful.size(), 1)) -
                           2 * penalty * model.weights[i];
      // Adagrad: the features differ much in how they vary.
      squares[i] += slope * slope;
      model.weights[i] += kRate * slope / std::sqrt(squares[i] + 1e-12);
      model.weights[i] =
          i == other ? std::min(model.weights[i], 0.0) : std::max(model.weights[i], 0.0);
    }
  }
  model.bias = FitBias(queries, model.weights);
  return model;
}

}  // namespace factcheck::bench
