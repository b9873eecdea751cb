// What claims have to do with each other: suggested by people and programs,
// confirmed or rejected by fact-checkers.
#ifndef FACTCHECK_SERVER_DOMAIN_RELATIONSHIPS_RELATIONSHIPS_H_
#define FACTCHECK_SERVER_DOMAIN_RELATIONSHIPS_RELATIONSHIPS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/relationship.pb.h"
#include "google/protobuf/message.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {

// That one claim may be in, at either end. What scans them relies on it.
inline constexpr uint32_t kMaxRelationships = 1000;

// The methods of factcheck.v1.Claims about relationships. Thread-safe.
//
//              SUGGESTED   CONFIRMED   REJECTED
//   Confirm    CONFIRMED   -           -
//   Reject     REJECTED    REJECTED    -
//
// `-`: ILLEGAL_TRANSITION. A rejected one is kept, so that it is not suggested
// again. Between claims that say the same (duplicates, paraphrases, translations)
// a decision changes the status of both, in the same commit.
class Relationships {
 public:
  // Both must outlive this.
  Relationships(ClaimBook* book, const PageTokens* tokens) : book_(book), tokens_(tokens) {}

  // ALREADY_EXISTS where the claim, target and type were suggested before, whatever
  // became of it; the error names that relationship.
  void SuggestRelationship(const Call& call, const v1::SuggestRelationshipRequest& request,
                           Done done);
  void ConfirmRelationship(const Call& call, const v1::ConfirmRelationshipRequest& request,
                           Done done);
  void RejectRelationship(const Call& call, const v1::RejectRelationshipRequest& request,
                          Done done);

  // The claim's own by id, then those that others have to it, by claim and id.
  absl::StatusOr<std::string> ListRelationships(const Call& call,
                                                const v1::ListRelationshipsRequest& request);

 private:
  ClaimBook* const book_;
  const PageTokens* const tokens_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_RELATIONSHIPS_RELATIONSHIPS_H_
