// What people write into a search box: words, phrases, exclusions and conditions in one line.
//
//   box       = *( SP / [ "-" ] ( condition / phrase / word ) )
//   condition = name ":" ( quoted / word )
//   phrase    = DQUOTE text [ DQUOTE ]
//   quoted    = DQUOTE text [ DQUOTE ]         ; with \" and \\ for the characters behind
//   word      = anything up to a space
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_BOX_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_BOX_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/values/error.h"
#include "server/search/select.h"

namespace factcheck::search {

inline constexpr size_t kMaxBoxBytes = 2000;
inline constexpr size_t kMaxBoxParts = 50;

struct Box {
  // Without phrases of nothing but stop words, which tell no claims apart.
  Selection selection;
  // Those that were to be there, where no other was: they select nothing, but whose words they are
  // comes first.
  std::vector<Phrase> stop_phrases;
  // The conditions as a filter of ListClaims; "" where there are none.
  std::string filter;
};

// Adds violations under `field`: too long, too many parts, an exclusion or a phrase of nothing.
// Conditions' values are for the filter's parser to judge.
Box ParseBox(std::string_view field, std::string_view text, domain::Violations& violations);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_BOX_H_
