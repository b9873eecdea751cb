// Words that mean nearly the same, as fact-checks and posts use them.
#ifndef FACTCHECK_SERVER_SEARCH_SYNONYMS_H_
#define FACTCHECK_SERVER_SEARCH_SYNONYMS_H_

#include <span>
#include <string>
#include <string_view>

namespace factcheck::search {

// The other terms of the group of `term`, which is one as Analyze makes it of an English text;
// empty: it is in none. A list that is small on purpose: what is the same thing to whoever asks
// whether it was checked ("covid", "coronavirus"), and peoples beside their countries.
std::span<const std::string> SynonymsOf(std::string_view term);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SYNONYMS_H_
