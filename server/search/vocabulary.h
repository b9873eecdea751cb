// The terms of an index: each has a number, and those that look alike can be found.
#ifndef FACTCHECK_SERVER_SEARCH_VOCABULARY_H_
#define FACTCHECK_SERVER_SEARCH_VOCABULARY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "server/base/huge_pages.h"
#include "server/search/arena.h"

namespace factcheck::search {

using TermId = uint32_t;
inline constexpr TermId kNoTerm = UINT32_MAX;

// Grows only. One thread may add while no other reads.
class Vocabulary {
 public:
  size_t size() const { return terms_.size(); }
  // Valid as long as the vocabulary.
  std::string_view Text(TermId term) const { return {terms_[term].data(), terms_[term].size()}; }

  TermId Find(std::string_view text) const;  // kNoTerm: it isn't there.
  TermId Add(std::string_view text);         // Its number, old or new.

  struct Alike {
    TermId term;
    double similarity;  // Dice's coefficient of their trigrams, kLeastSimilarity to 1.
  };
  static constexpr double kLeastSimilarity = 0.6;

  // The at most `limit` terms most alike to `text` by their letters of which `counts` holds, best
  // first, of equals in the order of their bytes; not `text` itself. None for words shorter than
  // four bytes, and for numbers.
  std::vector<Alike> FindAlike(std::string_view text, size_t limit,
                               absl::FunctionRef<bool(TermId)> counts) const;

  size_t memory_bytes() const;

 private:
  void AddGrams(TermId term);

  Arena arena_;
  template <typename Key, typename Value>
  using Map = absl::flat_hash_map<Key, Value, typename absl::flat_hash_map<Key, Value>::hasher,
                                  typename absl::flat_hash_map<Key, Value>::key_equal,
                                  HugePages<std::pair<const Key, Value>>>;

  HugeVector<absl::string_view> terms_;
  Map<absl::string_view, TermId> ids_;
  Map<uint32_t, HugeVector<TermId>> grams_;
  HugeVector<uint8_t> gram_counts_;  // By term.
  size_t grams_capacity_ = 0;        // Of all lists in it.
};

// The trigrams of bytes of "^text$", each once, in ascending order; none where it is too short
// to compare or a number.
std::vector<uint32_t> TrigramsOf(std::string_view text);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_VOCABULARY_H_
