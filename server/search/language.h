// What the analysis knows of each language: its stemmer, its stop words, its words of negation;
// and a guess at the language of a text that came without one.
#ifndef FACTCHECK_SERVER_SEARCH_LANGUAGE_H_
#define FACTCHECK_SERVER_SEARCH_LANGUAGE_H_

#include <span>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "server/search/words.h"

namespace factcheck::search {

// The rules of one language. All of them live for the whole program; any thread may read them.
struct LanguageRules {
  std::string_view code;    // Primary subtag of BCP 47: "en".
  const char* stemmer;      // Snowball's name for its algorithm; nullptr: words stay as they are.
  bool elides;              // Article and noun are one word: "l'eau".
  bool capitals_are_names;  // False where every noun has a capital, and where there are none.
  absl::flat_hash_set<absl::string_view> stop_words;
  absl::flat_hash_set<absl::string_view> negations;  // Whether or not they are stop words.
};

// The rules for a BCP 47 tag; those for an unknown language, which has no stemmer and no stop
// words, where there are none for it.
const LanguageRules& RulesFor(std::string_view tag);

// The likely language of `text`, as a primary subtag that RulesFor knows: by its script, and
// within a script by its frequent words and special letters. "en" where nothing speaks for any.
std::string_view GuessLanguage(std::string_view text);
// `words` are those of the text.
std::string_view GuessLanguage(std::string_view text, std::span<const Word> words);

// The language to analyse `text` in that is said to be in `stated` (BCP 47; "" and "und": it isn't
// said): that one, unless RulesFor knows it and the text is clearly in another, by its script or by
// frequent words. Files of many sources label everything alike.
std::string_view LanguageOf(std::string_view stated, std::string_view text,
                            std::span<const Word> words);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_LANGUAGE_H_
