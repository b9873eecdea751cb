#include "server/search/top_k.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace factcheck::search {
namespace {

constexpr double kWeightUnit = 256;
constexpr size_t kWindow = 4096;  // Documents; their sums stay in the nearest cache.

struct ByScore {
  bool operator()(const ScoredDoc& a, const ScoredDoc& b) const {
    return a.score != b.score ? a.score > b.score : a.doc < b.doc;
  }
};

struct Clause {
  PostingCursor cursor;
  uint64_t weight;
  uint64_t bound;  // No document gets more from it.
};

class Search {
 public:
  Search(const Inverted& index, std::span<const WeightedTerm> terms, size_t k, uint32_t labels)
      : documents_(index.documents()), k_(k), labels_(labels) {
    clauses_.reserve(terms.size());
    for (const WeightedTerm& term : terms) {
      const PostingList& list = index.Postings(term.term);
      if (list.size() == 0) continue;
      clauses_.push_back(
          {PostingCursor(list), term.weight, uint64_t{term.weight} * list.max_impact()});
    }
    std::sort(clauses_.begin(), clauses_.end(),
              [](const Clause& a, const Clause& b) { return a.bound < b.bound; });
    uint64_t sum = 0;
    for (const Clause& clause : clauses_) bounds_.push_back(sum += clause.bound);
  }

  std::vector<ScoredDoc> Run() {
    if (k_ == 0) return {};
    while (first_essential_ < clauses_.size()) {
      DocId next = kNoDoc;
      for (size_t i = first_essential_; i < clauses_.size(); ++i) {
        next = std::min(next, clauses_[i].cursor.doc());
      }
      if (next == kNoDoc) break;
      Window(next / kWindow * kWindow);
      while (first_essential_ < clauses_.size() && bounds_[first_essential_] <= least_) {
        ++first_essential_;
      }
    }
    std::sort_heap(best_.begin(), best_.end(), ByScore());
    return std::move(best_);
  }

 private:
  void Window(DocId begin) {
    const DocId end = begin + kWindow;
    std::array<uint64_t, kWindow / 64> seen = {};
    for (size_t i = first_essential_; i < clauses_.size(); ++i) {
      Clause& clause = clauses_[i];
      for (DocId doc = clause.cursor.doc(); doc < end; doc = clause.cursor.doc()) {
        const size_t at = doc - begin;
        const uint64_t bit = uint64_t{1} << (at % 64);
        if ((seen[at / 64] & bit) == 0) sums_[at] = 0;
        seen[at / 64] |= bit;
        sums_[at] += clause.weight * clause.cursor.impact();
        clause.cursor.Next();
      }
    }
    for (size_t word = 0; word < seen.size(); ++word) {
      for (uint64_t bits = seen[word]; bits != 0; bits &= bits - 1) {
        const size_t at = word * 64 + static_cast<size_t>(std::countr_zero(bits));
        Finish(begin + static_cast<DocId>(at), sums_[at]);
      }
    }
  }

  // Adds what the other terms give to a document that the essential ones gave `score`.
  void Finish(DocId doc, uint64_t score) {
    if (first_essential_ > 0 && score + bounds_[first_essential_ - 1] <= least_) return;
    if ((documents_.labels(doc) & labels_) == 0) return;
    for (size_t i = first_essential_; i-- > 0;) {
      if (score + bounds_[i] <= least_) return;
      Clause& clause = clauses_[i];
      const uint64_t below = i > 0 ? bounds_[i - 1] : 0;
      if (score + below + clause.weight * clause.cursor.MaxImpactAt(doc) <= least_) return;
      clause.cursor.Seek(doc);
      if (clause.cursor.doc() == doc) score += clause.weight * clause.cursor.impact();
    }
    if (score <= least_) return;
    best_.push_back({doc, score});
    std::push_heap(best_.begin(), best_.end(), ByScore());
    if (best_.size() > k_) {
      std::pop_heap(best_.begin(), best_.end(), ByScore());
      best_.pop_back();
    }
    if (best_.size() == k_) least_ = best_.front().score;
  }

  const Documents& documents_;
  const size_t k_;
  const uint32_t labels_;
  std::vector<Clause> clauses_;   // By ascending bound.
  std::vector<uint64_t> bounds_;  // Sum of the bounds up to and with this clause.
  size_t first_essential_ = 0;
  // A document needs more. Later ones lose ties, so that equals don't count.
  uint64_t least_ = 0;
  std::vector<ScoredDoc> best_;  // A heap, the worst in front.
  std::array<uint64_t, kWindow> sums_;
};

}  // namespace

uint32_t WholeWeight(double weight) {
  return static_cast<uint32_t>(std::clamp(std::lround(weight * kWeightUnit), 1L, 1L << 20));
}

std::vector<ScoredDoc> TopK(const Inverted& index, std::span<const WeightedTerm> terms, size_t k,
                            uint32_t labels) {
  return Search(index, terms, k, labels).Run();
}

}  // namespace factcheck::search
