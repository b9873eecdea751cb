#include "server/search/top_k.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "server/base/check.h"
#include "server/search/window_sums.h"

namespace factcheck::search {
namespace {

// Documents; their sums stay in the nearest cache. A range of postings has whole windows.
constexpr uint32_t kWindow = 8192;
static_assert(kRangeDocs % kWindow == 0 && kWindow % kBlockSums == 0);
// Where more than one document in so many has a posting, adding up all and looking through the
// sums is cheaper than keeping account of which documents are worth it.
constexpr size_t kDense = 64;
constexpr size_t kColumns = kWindow / kBlockColumns;
// Where more than so many times as many as are wanted are better than the k-th, it pays to find a
// higher bound first.
constexpr size_t kMany = 4;

// A score and its document as one number: the larger, the better.
uint64_t Ranked(int32_t score, DocId doc) {
  return uint64_t{static_cast<uint32_t>(score)} << 32 | (UINT32_MAX - doc);
}
int32_t ScoreOf(uint64_t ranked) { return static_cast<int32_t>(ranked >> 32); }
DocId DocOf(uint64_t ranked) { return UINT32_MAX - static_cast<uint32_t>(ranked); }

struct Clause {
  PostingCursor cursor;
  int32_t weight;
  int32_t bound;  // No document gets more from it.
  size_t size;    // Of its list.
};

class Search {
 public:
  Search(const Inverted& index, std::span<const WeightedTerm> terms, size_t k, uint32_t labels)
      : documents_(index.documents()), k_(k), labels_(labels) {
    FACTCHECK_CHECK(terms.size() <= kMostTerms);
    clauses_.reserve(terms.size());
    for (const WeightedTerm& term : terms) index.PrefetchPostings(term.term);
    for (const WeightedTerm& term : terms) {
      FACTCHECK_CHECK(term.weight <= kMostWeight);
      const PostingList& list = index.Postings(term.term);
      list.Prefetch();
      if (list.size() == 0) continue;
      const auto weight = static_cast<int32_t>(term.weight);
      clauses_.push_back({PostingCursor(list), weight, weight * list.max_impact(), list.size()});
    }
    std::sort(clauses_.begin(), clauses_.end(),
              [](const Clause& a, const Clause& b) { return a.bound < b.bound; });
    int32_t sum = 0;
    for (const Clause& clause : clauses_) {
      bounds_.push_back(sum += clause.bound);
      essential_postings_ += clause.size;
    }
  }

  std::vector<ScoredDoc> Run() {
    if (k_ == 0) return {};
    while (first_essential_ < clauses_.size()) {
      DocId next = kNoDoc;
      for (size_t i = first_essential_; i < clauses_.size(); ++i) {
        next = std::min(next, clauses_[i].cursor.doc());
      }
      if (next == kNoDoc) break;
      begin_ = next / kWindow * kWindow;
      if (essential_postings_ * kDense > documents_.size()) {
        AddUpAll();
      } else {
        AddUpEssential();
      }
      KeepBest();
      while (first_essential_ < clauses_.size() && bounds_[first_essential_] <= least_) {
        essential_postings_ -= clauses_[first_essential_++].size;
      }
    }
    std::sort(best_.begin(), best_.end(), std::greater<>());
    best_.resize(std::min(best_.size(), k_));
    std::vector<ScoredDoc> best;
    best.reserve(best_.size());
    for (const uint64_t each : best_) {
      best.push_back({DocOf(each), static_cast<uint64_t>(ScoreOf(each))});
    }
    return best;
  }

 private:
  // Calls `visit(place in the window, impact)` for each posting in the window.
  template <typename Visit>
  [[gnu::always_inline]] void ForEachHere(Clause& clause, const Visit& visit) const {
    clause.cursor.Seek(begin_);
    if (clause.cursor.doc() - begin_ >= kWindow) return;
    constexpr size_t kBytes = PostingSpan::kBytes, kAtOnce = 4;
    const PostingSpan& here = clause.cursor.here();
    const uint32_t first = begin_ % kRangeDocs;
    const uint8_t* at = here.at;
    const uint8_t* const end = here.end;
    const auto take = [&](const uint8_t* posting) {
      visit(PostingSpan::LowAt(posting) - first, posting[2]);
    };
    // Where the last of some is in the window, all are.
    while (static_cast<size_t>(end - at) >= kAtOnce * kBytes &&
           PostingSpan::LowAt(at + (kAtOnce - 1) * kBytes) - first < kWindow) {
      take(at);
      take(at + kBytes);
      take(at + 2 * kBytes);
      take(at + 3 * kBytes);
      at += kAtOnce * kBytes;
    }
    for (; at != end && PostingSpan::LowAt(at) - first < kWindow; at += kBytes) take(at);
    clause.cursor.Skip(at);
  }

  void Clear() {
    if (!clear_) sums_.fill(0);
    clear_ = true;
  }

  void AddUpAll() {
    Clear();
    int32_t* const sums = sums_.data();
    for (Clause& clause : clauses_) {
      ForEachHere(clause, [sums, weight = clause.weight](uint32_t place, int32_t impact) {
        sums[place] += weight * impact;
      });
    }
    clear_ = false;
    if (least_ > 0) {
      const size_t noted = Above(least_);
      if (noted <= kMany * k_) return TakeNoted(noted);
    }
    // Most windows have many documents that others in the same window leave behind.
    const size_t before = best_.size();
    const int32_t least = LeastHere();
    TakeNoted(Above(least));
    if (least > least_ && best_.size() - before < k_) {  // Some have other labels.
      best_.resize(before);
      TakeNoted(Above(least_));
    }
  }

  static const SumsScan& Scan() {
    static const SumsScan scan = AllSumsScans().back();
    return scan;
  }

  // A sum that k documents of the window exceed, labels aside, and not many more; least_ where it
  // isn't larger.
  int32_t LeastHere() {
    Scan().maxima(sums_.data(), kWindow, largest_.data());
    // By halves between two bounds.
    int32_t least = least_, too_high = *std::max_element(largest_.begin(), largest_.end());
    while (too_high - least > 1) {
      const int32_t middle = least + (too_high - least) / 2;
      size_t above = 0;
      for (const int32_t each : largest_) above += each > middle ? 1 : 0;
      (above >= k_ ? least : too_high) = middle;
      if (above >= k_ && above < k_ + k_ / 4) break;
    }
    return least;
  }

  // Notes the documents of a larger sum, and returns how many there are.
  size_t Above(int32_t least) { return Scan().above(sums_.data(), kWindow, least, noted_.data()); }

  void TakeNoted(size_t noted) {
    for (size_t n = 0; n < noted; ++n) Take(noted_[n]);
  }

  void Take(size_t place) {
    const DocId doc = begin_ + static_cast<DocId>(place);
    if ((documents_.labels(doc) & labels_) != 0) best_.push_back(Ranked(sums_[place], doc));
  }

  void AddUpEssential() {
    Clear();
    size_t noted = 0;
    for (size_t i = first_essential_; i < clauses_.size(); ++i) {
      const int32_t weight = clauses_[i].weight;
      ForEachHere(clauses_[i], [this, weight, &noted](uint32_t place, int32_t impact) {
        noted_[noted] = static_cast<uint16_t>(place);
        noted += sums_[place] == 0 ? 1 : 0;
        sums_[place] += weight * impact;
      });
    }
    for (size_t i = 0; i < first_essential_; ++i) clauses_[i].cursor.Seek(begin_);
    for (size_t n = 0; n < noted; ++n) {
      if (AddOthers(noted_[n])) Take(noted_[n]);
    }
    for (size_t n = 0; n < noted; ++n) sums_[noted_[n]] = 0;
  }

  // Adds what the other terms give a document; false: that doesn't lift it over the k-th score.
  bool AddOthers(uint32_t place) {
    const uint32_t low = begin_ % kRangeDocs + place;
    for (size_t i = first_essential_; i-- > 0;) {
      if (sums_[place] + bounds_[i] <= least_) return false;
      const Clause& clause = clauses_[i];
      if (clause.cursor.doc() - begin_ >= kWindow) continue;
      PostingSpan span = clause.cursor.here();
      span.Seek(low);
      if (!span.empty() && span.low() == low) sums_[place] += clause.weight * span.impact();
    }
    return sums_[place] > least_;
  }

  // Not for each one that is better: half as many more cost less than to be selected from.
  void KeepBest() {
    if (best_.size() < k_ + (least_ > 0 ? k_ / 2 : 0)) return;
    const auto last = best_.begin() + static_cast<ptrdiff_t>(k_) - 1;
    std::nth_element(best_.begin(), last, best_.end(), std::greater<>());
    best_.resize(k_);
    least_ = ScoreOf(best_.back());
  }

  const Documents& documents_;
  const size_t k_;
  const uint32_t labels_;
  std::vector<Clause> clauses_;  // By ascending bound.
  std::vector<int32_t> bounds_;  // Sum of the bounds up to and with this clause.
  size_t first_essential_ = 0;
  size_t essential_postings_ = 0;
  // A document needs more. Later ones lose ties, so that equals don't count.
  int32_t least_ = 0;
  std::vector<uint64_t> best_;  // The best k_ and some more; Ranked.

  DocId begin_ = 0;  // Of the window.
  std::array<int32_t, kWindow> sums_;
  bool clear_ = false;                       // All sums are 0.
  std::array<int32_t, kColumns> largest_;    // Sum of each column.
  std::array<uint16_t, kWindow + 1> noted_;  // Documents with a sum.
};

}  // namespace

uint32_t WholeWeight(double weight) {
  return static_cast<uint32_t>(
      std::clamp(std::lround(weight * kWeightUnit), 1L, static_cast<long>(kMostWeight)));
}

std::vector<ScoredDoc> TopK(const Inverted& index, std::span<const WeightedTerm> terms, size_t k,
                            uint32_t labels) {
  return Search(index, terms, k, labels).Run();
}

}  // namespace factcheck::search
