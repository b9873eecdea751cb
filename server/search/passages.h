// A text as passages to be matched one by one: a post is one, an article as many as it has
// sentences.
#ifndef FACTCHECK_SERVER_SEARCH_PASSAGES_H_
#define FACTCHECK_SERVER_SEARCH_PASSAGES_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace factcheck::search {

struct Passage {
  size_t begin = 0, end = 0;  // Bytes in the text.
  double check_worthiness = 0;
};

// A text of fewer sentences or bytes is one passage, unless it is said to be an article.
inline constexpr size_t kArticleSentences = 5;
inline constexpr size_t kArticleBytes = 500;

bool LooksLikeArticle(std::string_view text);

// The sentences of `text` without those that are too short to claim anything, the most
// check-worthy first, of equals in their order.
std::vector<Passage> SplitArticle(std::string_view text, std::string_view language);

// 0 to 1: how far a sentence has the form of what can be checked: numbers, names, dates,
// comparisons and reported speech speak for it; questions, orders, opinions ("I think") and
// fragments against it. The sum of a few fixed weights, set by hand.
double CheckWorthiness(std::string_view sentence, std::string_view language);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_PASSAGES_H_
