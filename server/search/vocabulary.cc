#include "server/search/vocabulary.h"

#include <algorithm>
#include <cmath>
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
  for (const uint32_t gram : TrigramsOf(Text(term))) {
    std::vector<TermId>& terms = grams_[gram];
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
  std::vector<const std::vector<TermId>*> lists;
  for (const uint32_t gram : grams) {
    const auto found = grams_.find(gram);
    static const auto& none = *new std::vector<TermId>;
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
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());

  std::vector<Alike> alike;
  for (const TermId term : candidates) {
    const std::string_view other = Text(term);
    if (other == text || other.size() > 2 * text.size() || text.size() > 2 * other.size()) continue;
    if (!counts(term)) continue;
    const std::vector<uint32_t> others = TrigramsOf(other);
    size_t shared = 0;
    for (auto a = grams.begin(), b = others.begin(); a != grams.end() && b != others.end();) {
      if (*a == *b)
        ++shared, ++a, ++b;
      else if (*a < *b)
        ++a;
      else
        ++b;
    }
    const double similarity =
        2.0 * static_cast<double>(shared) / static_cast<double>(grams.size() + others.size());
    if (similarity >= kLeastSimilarity) alike.push_back({term, similarity});
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
         grams_.capacity() * (sizeof(uint32_t) + sizeof(std::vector<TermId>) + 5) +
         grams_capacity_ * sizeof(TermId);
}

}  // namespace factcheck::search
