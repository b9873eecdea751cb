// Dates in running text.
#ifndef FACTCHECK_SERVER_SEARCH_DATES_H_
#define FACTCHECK_SERVER_SEARCH_DATES_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "server/search/words.h"

namespace factcheck::search {

// A day, a month, a day without its year, or a year; what was not said is 0.
struct TextDate {
  int year = 0, month = 0, day = 0;
  size_t first_word = 0, words = 0;  // Of those it was found in.

  // Whether both can be the same day: nothing that both say differs.
  bool Agrees(const TextDate& other) const;
};

// "January 5, 2020", "5 January 2020", "5. Januar 2020", "5 de enero de 2020", "May 2016",
// "Jan. 5", "2020-01-05", "2020": in order, none overlapping another. Month names of English,
// Spanish, French, German, Portuguese and Italian; a year alone is one from 1800 to 2099 that
// stands by itself. Forms like 1/5/2020, whose order of day and month nobody knows, give the year.
std::vector<TextDate> FindDates(std::string_view text, std::span<const Word> words);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_DATES_H_
