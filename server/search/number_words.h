// The words for numbers, by language.
#ifndef FACTCHECK_SERVER_SEARCH_NUMBER_WORDS_H_
#define FACTCHECK_SERVER_SEARCH_NUMBER_WORDS_H_

#include <optional>
#include <string_view>

#include "server/search/quantities.h"

namespace factcheck::search {

struct NumberWord {
  double value;
  bool multiplies;  // "million": multiplies what stands before it.
};

// What `word` (case folded) counts in language `code`; nullopt: it is no number word.
std::optional<NumberWord> NumberWordOf(std::string_view code, std::string_view word);

// Whether `word` stands between the words of one number in language `code`: "and", "und".
bool JoinsNumber(std::string_view code, std::string_view word);

// The bound that the words which end `before` (case folded, single blanks) put on the number
// that follows them; kExact where they put none.
Quantity::Bound BoundBefore(std::string_view code, std::string_view before);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_NUMBER_WORDS_H_
