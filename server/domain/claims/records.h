// Stored claims as readers are answered with them: bytes, not parsed.
#ifndef FACTCHECK_SERVER_DOMAIN_CLAIMS_RECORDS_H_
#define FACTCHECK_SERVER_DOMAIN_CLAIMS_RECORDS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/domain/core/book.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// What of a stored claim the caller may see: "" where nothing, as a claim is never empty.
// A view into `stored`.
absl::StatusOr<std::string_view> VisibleClaim(std::string_view stored, bool staff);

// The claims with these ids as of the view, as the caller may see them; "" for those that
// are not there. Who is no colleague sees nothing of a claim that is deleted by now.
absl::StatusOr<std::vector<std::string>> ReadClaims(View& view,
                                                    std::span<const std::string_view> ids,
                                                    bool staff);

// A top-level string field of a serialised message; "" where it is not set.
std::string_view TextField(std::string_view message, int number);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CLAIMS_RECORDS_H_
