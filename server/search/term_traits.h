// What matching looks at of each term of a candidate, in half a line of a cache.
#ifndef FACTCHECK_SERVER_SEARCH_TERM_TRAITS_H_
#define FACTCHECK_SERVER_SEARCH_TERM_TRAITS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace factcheck::search {

// Trigrams are told apart by a hash of so many values: two in a hundred of a document are mistaken
// for one of the query at most.
inline constexpr size_t kGramPlaces = 16384;
// A place that no trigram has.
inline constexpr uint16_t kNoGram = kGramPlaces;

// Calls `visit(place)` for each trigram of "^word$"; never for a number.
template <typename Visit>
void ForEachGram(std::string_view word, const Visit& visit) {
  constexpr uint32_t kHash = 0x9E3779B1;
  static_assert(kGramPlaces == 1U << (32 - 18));
  if (word.empty() || word[0] == '#') return;
  uint32_t window = '^';
  const auto take = [&](char c) {
    window = (window << 8 | static_cast<unsigned char>(c)) & 0xFFFFFF;
    if (window > 0xFFFF) visit(static_cast<uint16_t>((window * kHash) >> 18));
  };
  for (const char c : word) take(c);
  take('$');
}

struct alignas(32) TermTraits {
  // Most words have fewer trigrams, and nearly all have no more.
  static constexpr size_t kFewGrams = 8, kMostGrams = 11;

  explicit TermTraits(std::string_view text) : number(text.starts_with('#')) {
    places.fill(kNoGram);
    size_t count = 0;
    ForEachGram(text, [&](uint16_t place) {
      if (count < kMostGrams) places[count] = place;
      ++count;
    });
    grams = static_cast<uint8_t>(std::min<size_t>(count, UINT8_MAX));
  }
  // Only its text has them all.
  bool is_long() const { return grams > kMostGrams; }

  double log_frequency = 0;  // See InverseFrequency.
  uint8_t grams;             // How many trigrams it has.
  bool number;
  std::array<uint16_t, kMostGrams> places;  // Of its trigrams, and then kNoGram.
};
static_assert(sizeof(TermTraits) == 32);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_TERM_TRAITS_H_
