// Random texts of few words, so that they share terms.
#ifndef FACTCHECK_TESTS_UNIT_SEARCH_RANDOM_TEXT_H_
#define FACTCHECK_TESTS_UNIT_SEARCH_RANDOM_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>

#include "server/search/document.h"

namespace factcheck::search {

using Random = std::mt19937_64;

inline size_t Below(Random& random, size_t end) { return random() % end; }

// Frequent words first; some alike, some joined of others, numbers, stop words.
inline std::string RandomText(Random& random, size_t words) {
  static constexpr const char* kWords[] = {
      "bridge",    "mayor",    "vaccine",   "vaccines", "closed",    "Berlin",  "the",
      "not",       "40",       "forty",     "2020",     "balloon",   "baloon",  "foodstamp",
      "food",      "stamp",    "Senate",    "senator",  "Paris",     "climate", "climatic",
      "doctor",    "docter",   "election",  "elected",  "billion",   "tax",     "taxes",
      "migration", "migrants", "hospital",  "hospitol", "news",      "paper",   "newspaper",
      "crime",     "crimes",   "physician", "cops",     "immigrant", "police",  "polices",
      "inflation"};
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    // The square makes the first ones frequent.
    const size_t wide = std::size(kWords);
    text += kWords[Below(random, 1 + Below(random, wide))];
    text += Below(random, 8) == 0 ? ". " : " ";
  }
  return text;
}

inline Document RandomDocument(Random& random, size_t keys) {
  Document document;
  document.key = "claim" + std::to_string(Below(random, keys));
  document.language = "en";
  document.labels = 1 + static_cast<uint32_t>(Below(random, 3));
  document[Field::kStatement] = RandomText(random, 1 + Below(random, 12));
  if (Below(random, 2) == 0) document[Field::kTitle] = RandomText(random, Below(random, 6));
  if (Below(random, 4) == 0) document[Field::kContext] = RandomText(random, Below(random, 60));
  if (Below(random, 4) == 0) document[Field::kClaimant] = RandomText(random, 2);
  return document;
}

}  // namespace factcheck::search

#endif  // FACTCHECK_TESTS_UNIT_SEARCH_RANDOM_TEXT_H_
