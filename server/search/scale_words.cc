#include "server/search/scale_words.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "server/search/number_words.h"
#include "server/search/words.h"

namespace factcheck::search {

std::vector<std::string> ScaleTermsOf(std::string_view text, const Token& token,
                                      std::string_view language) {
  std::vector<std::string> terms;
  if (!token.number) return terms;
  const std::string_view written = text.substr(token.begin, token.end - token.begin);
  const auto is_sign = [](char c) { return static_cast<unsigned char>(c) < 'A'; };
  if (std::all_of(written.begin(), written.end(), is_sign)) return terms;
  const NumberWords numbers(language);
  for (const Word& word : SplitWords(written)) {
    if (word.is_number()) continue;
    const std::optional<NumberWord> number = numbers.Find(word.text);
    if (!number || !number->multiplies) continue;
    Analysis alone = Analyze(word.text, language);
    // "mil" by itself is a thousand, and found as that.
    if (alone.tokens.size() == 1 && !alone.tokens.front().number) {
      terms.push_back(std::move(alone.tokens.front().term));
    }
  }
  return terms;
}

}  // namespace factcheck::search
