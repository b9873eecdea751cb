// The word lists of each language, as data: lower case, blanks between.
#ifndef FACTCHECK_SERVER_SEARCH_LANGUAGE_WORDS_H_
#define FACTCHECK_SERVER_SEARCH_LANGUAGE_WORDS_H_

#include <span>
#include <string_view>

namespace factcheck::search {

struct LanguageWords {
  std::string_view code;
  const char* stemmer;
  bool elides;
  bool capitals_are_names;
  std::string_view stop_words;
  std::string_view negations;
  std::string_view letters;  // Letters that hardly any other language of its script has.
};

std::span<const LanguageWords> AllLanguageWords();

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_LANGUAGE_WORDS_H_
