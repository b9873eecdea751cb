#include "tests/bench/matching/fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

namespace factcheck::bench {
namespace {

constexpr int kSteps = 300;
constexpr int kNewtonSteps = 20;
constexpr double kRate = 0.3;
constexpr double kRidge = 1e-3;
constexpr double kFirstWeight = 1;
constexpr auto kInformation = static_cast<size_t>(search::Feature::kInformation);

double Sum(const search::Features& weights, const search::Features& features) {
  double sum = 0;
  for (size_t i = 0; i < search::kFeatures; ++i) sum += weights[i] * features[i];
  return sum;
}

// Adds the gradient of one query's log P(relevant).
void AddGradient(const Judged& judged, const search::Features& weights,
                 search::Features& gradient) {
  const std::vector<Candidate>& query = judged.candidates;
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
    for (size_t i = 0; i < search::kFeatures; ++i) {
      gradient[i] += judged.weight * share * query[c].features[i];
    }
  }
}

// The best candidate of a query.
struct Best {
  double sum;
  double information;
  bool relevant;
  double weight = 1;
};

// Of those that are not relevant, where `all` is false. Ranks are shares of the largest BM25 score,
// and so change with what is left out.
std::optional<Best> BestOf(const std::vector<Candidate>& query, const search::Features& weights,
                           bool all) {
  const auto rank = static_cast<size_t>(search::Feature::kRank);
  double largest = 0, top = 0;
  for (const Candidate& candidate : query) {
    largest = std::max(largest, candidate.features[rank]);
    if (all || !candidate.relevant) top = std::max(top, candidate.features[rank]);
  }
  std::optional<Best> best;
  for (const Candidate& candidate : query) {
    if (!all && candidate.relevant) continue;
    search::Features features = candidate.features;
    if (top > 0) features[rank] *= largest / top;
    const double sum = Sum(weights, features);
    if (!best || sum > best->sum)
      best = Best{sum, candidate.features[kInformation], candidate.relevant};
  }
  return best;
}

using Row = std::array<double, 4>;

// Solves three equations, each a row of three factors and the right side.
std::array<double, 3> Solved(std::array<Row, 3> rows) {
  for (size_t i = 0; i < 3; ++i) {
    for (size_t j = i + 1; j < 3; ++j) {
      const double factor = rows[j][i] / rows[i][i];
      for (size_t k = i; k < 4; ++k) rows[j][k] -= factor * rows[i][k];
    }
  }
  std::array<double, 3> solution = {};
  for (size_t i = 3; i-- > 0;) {
    double rest = rows[i][3];
    for (size_t j = i + 1; j < 3; ++j) rest -= rows[i][j] * solution[j];
    solution[i] = rest / rows[i][i];
  }
  return solution;
}

// Logistic regression of whether the best candidate is relevant on its sum and the query's
// information, by Newton's method.
void Scale(const std::vector<Judged>& queries, FittedModel& model) {
  std::vector<Best> bests;
  for (const Judged& query : queries) {
    for (const bool all : {true, false}) {
      auto best = BestOf(query.candidates, model.weights, all);
      if (!best) continue;
      best->weight = query.weight;
      bests.push_back(*best);
    }
  }
  std::array<double, 3> factors = {};
  for (int step = 0; step < kNewtonSteps; ++step) {
    std::array<Row, 3> rows = {};
    for (size_t i = 0; i < 3; ++i) rows[i][i] = kRidge;
    for (const Best& best : bests) {
      const std::array<double, 3> x = {best.sum, best.information, 1};
      const double sum = factors[0] * x[0] + factors[1] * x[1] + factors[2];
      const double p = 1 / (1 + std::exp(-sum));
      for (size_t i = 0; i < 3; ++i) {
        for (size_t j = 0; j < 3; ++j) rows[i][j] += best.weight * p * (1 - p) * x[i] * x[j];
        rows[i][3] += best.weight * ((best.relevant ? 1 : 0) - p) * x[i];
      }
    }
    const std::array<double, 3> change = Solved(rows);
    for (size_t i = 0; i < 3; ++i) factors[i] += change[i];
  }
  for (double& weight : model.weights) weight *= factors[0];
  model.weights[kInformation] = factors[1];
  model.bias = factors[2];
}

}  // namespace

FittedModel Fit(const std::vector<Judged>& queries, double penalty) {
  std::vector<const Judged*> useful;
  double all_weight = 0;
  for (const Judged& query : queries) {
    const auto relevant = [](const Candidate& c) { return c.relevant; };
    if (std::none_of(query.candidates.begin(), query.candidates.end(), relevant)) continue;
    useful.push_back(&query);
    all_weight += query.weight;
  }
  FittedModel model;
  model.weights.fill(kFirstWeight);
  model.weights[kInformation] = 0;
  const auto other = static_cast<size_t>(search::Feature::kOtherNumbers);
  search::Features squares = {};
  for (int step = 0; step < kSteps; ++step) {
    search::Features gradient = {};
    for (const auto* query : useful) AddGradient(*query, model.weights, gradient);
    for (size_t i = 0; i < search::kFeatures; ++i) {
      const double slope = gradient[i] / std::max(all_weight, 1.0) - 2 * penalty * model.weights[i];
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
