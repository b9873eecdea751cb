// Snowball stems.
#ifndef FACTCHECK_SERVER_SEARCH_STEM_H_
#define FACTCHECK_SERVER_SEARCH_STEM_H_

#include <string>
#include <string_view>

namespace factcheck::search {

// The stem of `word` (case folded) by Snowball's algorithm of that name; the word itself where
// `algorithm` is nullptr or leaves less than two characters. Any thread may call.
std::string Stem(const char* algorithm, std::string_view word);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_STEM_H_
