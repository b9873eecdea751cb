// What people write into a search box: words, phrases, exclusions and conditions in one line.
//
//   box       = *( SP / [ "-" ] ( condition / phrase / word ) )
//   condition = name ":" ( phrase / word )     ; name: one of those below
//   phrase    = DQUOTE text [ DQUOTE ]
//   word      = anything up to a space
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_BOX_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_BOX_H_

#include <string>
#include <string_view>

#include "server/domain/values/error.h"
#include "server/search/select.h"

namespace factcheck::search {

inline constexpr size_t kMaxBoxBytes = 2000;
inline constexpr size_t kMaxBoxParts = 50;

struct Box {
  Selection selection;
  // The conditions as a filter of ListClaims; "" where there are none.
  std::string filter;
};

// Adds violations under `field`: too long, too many parts, an exclusion or a phrase of nothing.
// Conditions' values are for the filter's parser to judge.
Box ParseBox(std::string_view field, std::string_view text, domain::Violations& violations);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_BOX_H_
