// Stems of English words, with what Snowball's algorithm leaves apart: irregular forms, and British
// and American spellings.
#ifndef FACTCHECK_SERVER_SEARCH_WORD_FORMS_H_
#define FACTCHECK_SERVER_SEARCH_WORD_FORMS_H_

#include <string>
#include <string_view>

namespace factcheck::search {

// The stem of `word` (English, case folded). "torn" has that of "tear", "women" that of "woman",
// "colour" that of "color", "organise" that of "organize"; forms that are as often another word
// ("left", "fed", "rose") have their own. Any thread may call.
std::string EnglishStem(std::string_view word);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_WORD_FORMS_H_
