#include "tests/bench/matching/fit.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>

namespace factcheck::bench {
namespace {

constexpr int kSteps = 300;
constexpr int kNewtonSteps = 20;
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

// The best candidate of a query.
struct Best {
  double sum;
  bool relevant;
};

// Of those that are not relevant, where `all` is false. Ranks are shares of the largest BM25 score,
// and so change with what is left out.
std::optional<Best> BestOf(const std::vector<Candidate>& query, const search::Features& weights,
                           bool all) {
  const auto rank = static_cast<size_t>(search::Feature::kRank);
  double top = 0;
  for (const Candidate& candidate : query) {
    if (all || !candidate.relevant) top = std::max(top, candidate.features[rank]);
  }
  std::optional<Best> best;
  for (const Candidate& candidate : query) {
    if (!all && candidate.relevant) continue;
    search::Features features = candidate.features;
    features[rank] /= top;
    const double sum = Sum(weights, features);
    if (!best || sum > best->sum) best = Best{sum, candidate.relevant};
  }
  return best;
}

// Logistic regression of whether the best candidate is relevant on its sum.
void Scale(const std::vector<std::vector<Candidate>>& queries, FittedModel& model) {
  std::vector<Best> bests;
  for (const std::vector<Candidate>& query : queries) {
    for (const bool all : {true, false}) {
      if (const auto best = BestOf(query, model.weights, all)) bests.push_back(*best);
    }
  }
  double scale = 0, bias = 0;
  for (int step = 0; step < kNewtonSteps; ++step) {
    double scale_slope = 0, bias_slope = 0, scale_bend = 0, both_bend = 0, bias_bend = 0;
    for (const Best& best : bests) {
      const double p = 1 / (1 + std::exp(-scale * best.sum - bias));
      const double miss = (best.relevant ? 1 : 0) - p;
      scale_slope += miss * best.sum;
      bias_slope += miss;
      scale_bend += p * (1 - p) * best.sum * best.sum;
      both_bend += p * (1 - p) * best.sum;
      bias_bend += p * (1 - p);
    }
    const double determinant = scale_bend * bias_bend - both_bend * both_bend;
    if (determinant < 1e-12) break;
    scale += (bias_bend * scale_slope - both_bend * bias_slope) / determinant;
    bias += (scale_bend * bias_slope - both_bend * scale_slope) / determinant;
  }
  for (double& weight : model.weights) weight *= scale;
  model.bias = bias;
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
  Scale(queries, model);
  return model;
}

}  // namespace factcheck::bench
