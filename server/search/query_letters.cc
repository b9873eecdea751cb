#include "server/search/query_letters.h"

#include "server/base/check.h"

namespace factcheck::search {

void QueryLetters::AddTerm(std::string_view text) {
  FACTCHECK_CHECK(terms_.size() < kMostTerms);
  const size_t begin = found_.size();
  size_t grams = 0;
  ForEachGram(text, [&](uint16_t place) {
    const auto number = static_cast<uint16_t>(begin + grams++);
    if (numbers_[place] == kNotAsked) {
      numbers_[place] = number;
    } else {
      copies_.push_back({numbers_[place], number});
    }
  });
  FACTCHECK_CHECK(grams <= kMostGrams);
  terms_.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(grams)});
  // Numbers have 16 bits: kMostTerms of kMostGrams, rounded up, fit.
  static_assert((kMostTerms + 1) * ((kMostGrams + kAtOnce) / kAtOnce * kAtOnce) <= 1U << 16);
  found_.resize(begin + (grams + kAtOnce - 1) / kAtOnce * kAtOnce, kNoDocument);
}

}  // namespace factcheck::search
