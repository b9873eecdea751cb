#include "server/search/vocabulary.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "server/base/absl_strings.h"

namespace factcheck::search {
namespace {

constexpr size_t kShortestAlike = 4;
constexpr size_t kLongestAlike = 40;

}  // namespace

std::vector<uint32_t> TrigramsOf(std::string_view text) {
  std::vector<uint32_t> grams;
  if (text.size() < kShortestAlike || text.size() > kLongestAlike || text[0] == '#') return grams;
  const std::string padded = StrCat("^", text, "$");
  for (size_t i = 0; i + 3 <= padded.size(); ++i) {
    const auto byte = [&](size_t n) { return uint32_t{static_cast<unsigned char>(padded[i + n])}; };
    grams.push_back(byte(0) << 16 | byte(1) << 8 | byte(2));
  }
  std::sort(grams.begin(), grams.end());
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  return grams;
}

TermId Vocabulary::Find(std::string_view text) const {
  const auto found = ids_.find(ToAbsl(text));
  return found == ids_.end() ? kNoTerm : found->second;
}

TermId Vocabulary::Add(std::string_view text) {
  if (const TermId known = Find(text); known != kNoTerm) return known;
  const auto term = static_cast<TermId>(terms_.size());
  const absl::string_view kept = ToAbsl(arena_.Copy(text));
  terms_.push_back(kept);
  ids_.emplace(kept, term);
  AddGrams(term);
  return term;
}

void Vocabulary::AddGrams(TermId term) {
  const std::vector<uint32_t> grams = TrigramsOf(Text(term));
  gram_counts_.push_back(static_cast<uint8_t>(grams.size()));
  for (const uint32_t gram : grams) {
    HugeVector<TermId>& terms = grams_[gram];
    if (terms.size() == terms.capacity()) {
      grams_capacity_ -= terms.capacity();
      terms.reserve(terms.size() + terms.size() / 4 + 2);
      grams_capacity_ += terms.capacity();
    }
    terms.push_back(term);
  }
}

std::vector<Vocabulary::Alike> Vocabulary::FindAlike(std::string_view text, size_t limit,
                                                     absl::FunctionRef<bool(TermId)> counts) const {
  const std::vector<uint32_t> grams = TrigramsOf(text);
  std::vector<const HugeVector<TermId>*> lists;
  for (const uint32_t gram : grams) {
    const auto found = grams_.find(gram);
    static const auto& none = *new HugeVector<TermId>;
    lists.push_back(found == grams_.end() ? &none : &found->second);
  }
  std::sort(lists.begin(), lists.end(),
            [](const auto* a, const auto* b) { return a->size() < b->size(); });
  // Of n grams, a term alike shares m at least (the shortest one does: Dice's 2s / (n + s) is at
  // least the bound), so that one of any n - m + 1 lists has it.
  const auto n = static_cast<double>(grams.size());
  const auto least = static_cast<size_t>(std::ceil(kLeastSimilarity * n / (2 - kLeastSimilarity)));
  std::vector<TermId> candidates;
  for (size_t i = 0; i < lists.size() && i + least <= lists.size(); ++i) {
    candidates.insert(candidates.end(), lists[i]->begin(), lists[i]->end());
  }
  std::sort(candidates.begin(), candidates.end());

  std::vector<Alike> alike;
  for (size_t i = 0, next = 0; i < candidates.size(); i = next) {
    const TermId term = candidates[i];
    while (next < candidates.size() && candidates[next] == term) ++next;
    const auto similarity = [&](size_t shared) {
      return 2.0 * static_cast<double>(shared) / (n + gram_counts_[term]);
    };
    // The other m - 1 lists may have it as well.
    if (similarity(next - i + least - 1) < kLeastSimilarity) continue;
    const std::string_view other = Text(term);
    if (other == text || other.size() > 2 * text.size() || text.size() > 2 * other.size()) continue;
    if (!counts(term)) continue;
    const std::vector<uint32_t> others = TrigramsOf(other);
    std::vector<uint32_t> shared;
    std::set_intersection(grams.begin(), grams.end(), others.begin(), others.end(),
                          std::back_inserter(shared));
    if (similarity(shared.size()) >= kLeastSimilarity) {
      alike.push_back({term, similarity(shared.size())});
    }
  }
  std::sort(alike.begin(), alike.end(), [&](const Alike& a, const Alike& b) {
    return a.similarity != b.similarity ? a.similarity > b.similarity : Text(a.term) < Text(b.term);
  });
  if (alike.size() > limit) alike.resize(limit);
  return alike;
}

size_t Vocabulary::memory_bytes() const {
  return arena_.memory_bytes() + terms_.capacity() * sizeof(terms_[0]) +
         ids_.capacity() * (sizeof(absl::string_view) + sizeof(TermId) + 5) +
         grams_.capacity() * (sizeof(uint32_t) + sizeof(HugeVector<TermId>) + 5) +
         grams_capacity_ * sizeof(TermId) + gram_counts_.capacity();
}

}  // namespace factcheck::search
