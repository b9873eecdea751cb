// The words of a text in any script: where they stand and how they compare.
#ifndef FACTCHECK_SERVER_SEARCH_WORDS_H_
#define FACTCHECK_SERVER_SEARCH_WORDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace factcheck::search {

struct Word {
  enum class Case : uint8_t { kNone, kLower, kCapital, kUpper };

  std::string text;             // NFKC case folded, digits of any script as 0-9, apostrophes as '.
  uint32_t begin = 0, end = 0;  // Bytes in the text that was split.
  Case letters = Case::kNone;   // kUpper: two letters or more, all of them capitals.
  bool starts_sentence = false;
  bool joined = false;  // Nothing but a hyphen stands between this word and the one before.

  bool is_number() const { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }
};

// Words as Unicode's UAX 29 sees them, but for what posts do to them: a full stop joins only the
// letters of an abbreviation ("U.S."), a comma or stop joins digits, an apostrophe joins letters.
// Runs of scripts that are written without spaces are divided by ICU's dictionaries. What is not
// valid UTF-8 separates words. The result depends on nothing but the text; any thread may call.
std::vector<Word> SplitWords(std::string_view text);

// The sentences of a text, by ICU, each without white space around it; none of them is empty.
// Line breaks end a sentence too. Views into `text`.
std::vector<std::string_view> SplitSentences(std::string_view text);

// `text` NFKC case folded.
std::string Folded(std::string_view text);

// `word` without the accents of Latin and Greek letters: "beyoncé" as "beyonce".
std::string WithoutAccents(std::string_view word);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_WORDS_H_
