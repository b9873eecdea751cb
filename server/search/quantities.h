// Numbers in running text, in digits and in words, with what is said of their exactness.
#ifndef FACTCHECK_SERVER_SEARCH_QUANTITIES_H_
#define FACTCHECK_SERVER_SEARCH_QUANTITIES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/search/words.h"

namespace factcheck::search {

struct Quantity {
  enum class Bound : uint8_t { kExact, kAbout, kOver, kUnder };
  enum class Unit : uint8_t { kNone, kPercent, kMoney };

  double value = 0;
  Bound bound = Bound::kExact;
  Unit unit = Unit::kNone;
  size_t first_word = 0, words = 0;  // Of those it was found in, without the words of its bound.

  // The number as one term, the same however it was written: "#40", "#5000000000000", "#3.5".
  std::string Term() const;
};

// "40", "4,300", "$5bn", "22%", "40k", "20th", "forty-two", "two hundred and five thousand",
// "half a million", "a dozen", "5 trillion", "dos millones": in order, none overlapping another.
// "more than forty", "40+" and "over 40" are kOver; "nearly 40" and "up to 40" kUnder; "about 40"
// kAbout. Words of the language `code`, where it is English, Spanish, French, German, Portuguese
// or Italian. "one" by itself is no number, nor are digits inside a word ("covid19").
std::vector<Quantity> FindQuantities(std::string_view text, std::span<const Word> words,
                                     std::string_view code);

// Whether a claim about one can be true where one about the other is: the same value and unit
// where both say their unit, or bounds that allow each other ("over 40" and "43"). "Over 40" and
// "under 40" can't both be.
bool Compatible(const Quantity& a, const Quantity& b);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_QUANTITIES_H_
