// What differs between a text and a claim that it resembles: what flips truth.
#ifndef FACTCHECK_SERVER_SEARCH_DIFFERENCES_H_
#define FACTCHECK_SERVER_SEARCH_DIFFERENCES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/search/analysis.h"

namespace factcheck::search {

struct Difference {
  enum class Kind : uint8_t { kNumber, kName, kDate, kNegation };
  Kind kind;
  std::string in_text, in_claim;  // As they are written; one of them may be empty.
};

// An explanation is for people: of more than so many of a kind the first are told.
inline constexpr size_t kMaxDifferences = 5;

// The words of `text` whose terms `claim` has, in order, each once, without stop words. Each
// analysis is of the text beside it.
std::vector<std::string> SharedWords(std::string_view text, const Analysis& text_analysis,
                                     const Analysis& claim_analysis);

// Numbers and dates of one that nothing in the other agrees with ("over 40" agrees with "43"),
// names of the claim of which the text has no word, beside them the text's own, and negations where
// only one has them. What one has and the other has not stand together in order, as far as there
// are two.
std::vector<Difference> FindDifferences(std::string_view text, const Analysis& text_analysis,
                                        std::string_view claim, const Analysis& claim_analysis);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_DIFFERENCES_H_
