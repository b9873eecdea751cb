// "Million" of "22 million": what people look for, though the whole number is one term.
#ifndef FACTCHECK_SERVER_SEARCH_SCALE_WORDS_H_
#define FACTCHECK_SERVER_SEARCH_SCALE_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "server/search/analysis.h"

namespace factcheck::search {

// The terms of the scale words ("thousand", "millones") that `token` of `text` is written
// with, in order, as Analyze makes them of those words alone; none of a token that is no number.
// `language` is that of the analysis which the token is of.
std::vector<std::string> ScaleTermsOf(std::string_view text, const Token& token,
                                      std::string_view language);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SCALE_WORDS_H_
