// The words for numbers, by language.
#ifndef FACTCHECK_SERVER_SEARCH_NUMBER_WORDS_H_
#define FACTCHECK_SERVER_SEARCH_NUMBER_WORDS_H_

#include <optional>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/search/quantities.h"

namespace factcheck::search {

struct NumberWord {
  double value;
  bool multiplies;  // "million": multiplies what stands before it.
};

// The number words of a language. Any thread may use it.
class NumberWords {
 public:
  explicit NumberWords(std::string_view code);

  // What `word` (case folded) counts; nullopt: it is no number word.
  std::optional<NumberWord> Find(std::string_view word) const;
  // Whether `word` stands between the words of one number: "and", "und".
  bool Joins(std::string_view word) const { return word == joiner_; }

 private:
  const absl::flat_hash_map<absl::string_view, NumberWord>* words_;  // nullptr: none are known.
  std::string_view joiner_;  // Empty: nothing joins, as no word is empty.
};

// The bound that the words which end `before` (case folded, single blanks) put on the number
// that follows them; kExact where they put none.
Quantity::Bound BoundBefore(std::string_view code, std::string_view before);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_NUMBER_WORDS_H_
