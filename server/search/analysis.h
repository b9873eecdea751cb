// A text as search and matching see it: terms, and what flips its truth.
#ifndef FACTCHECK_SERVER_SEARCH_ANALYSIS_H_
#define FACTCHECK_SERVER_SEARCH_ANALYSIS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/search/dates.h"
#include "server/search/quantities.h"

namespace factcheck::search {

// One term of a text. A number of several words is one token.
struct Token {
  std::string term;             // Case folded, stemmed, without accents; "#40" for a number.
  uint32_t begin = 0, end = 0;  // Bytes in the text.
  bool stop = false;            // Too frequent in its language to tell texts apart.
  bool name = false;            // Stands in a name: capital letters where others have none.
  bool number = false;
  bool negation = false;
  bool date = false;  // Part of a date.
};

// A name of one word or several.
struct TextName {
  size_t first_token = 0, tokens = 0;
};

struct Analysis {
  std::string language;  // Primary subtag, guessed where it wasn't given or is clearly wrong.
  std::vector<Token> tokens;
  std::vector<Quantity> quantities;  // Without those in dates. Positions are tokens, not words.
  std::vector<TextDate> dates;       // Positions are tokens, not words.
  std::vector<TextName> names;
};

// The longest text that is analysed; what follows is left out.
inline constexpr size_t kMaxAnalyzedBytes = 200'000;
// A longer word is cut (at a character), as an identifier or garbage.
inline constexpr size_t kMaxTermBytes = 60;

// Analyses `text`, written in `language` (BCP 47); "" and "und": guessed from the text, as where it
// is clearly in another.
// Depends on nothing else; any thread may call.
Analysis Analyze(std::string_view text, std::string_view language = {});

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_ANALYSIS_H_
