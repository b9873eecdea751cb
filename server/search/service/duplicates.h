// The likely duplicates of one new claim.
#ifndef FACTCHECK_SERVER_SEARCH_SERVICE_DUPLICATES_H_
#define FACTCHECK_SERVER_SEARCH_SERVICE_DUPLICATES_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/domain/core/book.h"
#include "server/domain/relationships/stored_suggestion.h"
#include "server/search/index.h"

namespace factcheck::search {

// As intake.h says; at most `most`, best first. None of a claim that is not there, deleted or
// merged. `index` has the claim, `view` is of then or later, `now` goes into the ids.
absl::StatusOr<std::vector<domain::Suggestion>> FindDuplicates(const Index& index,
                                                               domain::View& view,
                                                               std::string_view claim_id,
                                                               absl::Time now,
                                                               double least_likeness, size_t most);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_SERVICE_DUPLICATES_H_
