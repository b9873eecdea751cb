// A suggestion into the store, whoever makes it: a caller or the server by itself.
#ifndef FACTCHECK_SERVER_DOMAIN_RELATIONSHIPS_STORED_SUGGESTION_H_
#define FACTCHECK_SERVER_DOMAIN_RELATIONSHIPS_STORED_SUGGESTION_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "factcheck/v1/relationship.pb.h"
#include "server/domain/core/txn.h"

namespace factcheck::domain {

struct Suggestion {
  std::string claim_id;
  std::string id;
  std::string target_id;
  v1::Relationship relationship;  // Checked, but for what only the commit knows.
};

// The relationships that the claim is in. Commits that relate one claim meet at this number.
absl::StatusOr<uint32_t> CountRelationships(Txn& txn, std::string_view claim_id);

// Stores it as the caller's; what the caller is answered. That the claims stand, take one more
// and have none of this id and type was read through `txn`.
absl::StatusOr<std::string> StoreSuggestion(Txn& txn, const Suggestion& suggestion);

// More than so many relationships of a claim are left to people.
inline constexpr uint32_t kMaxSuggestedByServer = 100;

// The same for a suggestion that the server makes by itself, which is no error where it can't be:
// false where one of the claims is not there, deleted or merged, where anything at all relates
// them in either direction, of any type and state (what was rejected is not suggested again), or
// one of them is in kMaxSuggestedByServer.
absl::StatusOr<bool> SuggestByServer(Txn& txn, const Suggestion& suggestion);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_RELATIONSHIPS_STORED_SUGGESTION_H_
