// A social post as the text that its author wrote.
#ifndef FACTCHECK_SERVER_SEARCH_POST_H_
#define FACTCHECK_SERVER_SEARCH_POST_H_

#include <string>
#include <string_view>

namespace factcheck::search {

// `text` without web addresses ("https://t.co/x", "pic.twitter.com/x", also where they are glued
// to the word before) and without a signature tail ("— Name (@user) January 5, 2020"), with
// hashtags and user names divided into words ("#AustralianFires" as "Australian Fires"), leading
// "RT @user:" left out and HTML entities of the five markup characters resolved. A text that has
// none of these stays as it is.
std::string CleanPost(std::string_view text);

// Who wrote a post, and when, as its signature says; empty: there is none.
struct Signature {
  std::string_view author;  // "Name"
  std::string_view date;    // "January 5, 2020"
};
Signature SignatureOf(std::string_view text);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_POST_H_
