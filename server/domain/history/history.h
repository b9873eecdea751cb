// The full history of a resource: who changed which field from what to what,
// when and why. Every version of a record is kept with the ChangeMeta of the
// commit that wrote it; entries are the differences between neighbours.
#ifndef FACTCHECK_SERVER_DOMAIN_HISTORY_HISTORY_H_
#define FACTCHECK_SERVER_DOMAIN_HISTORY_HISTORY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {

// A page ends early where its entries reach this many bytes.
inline constexpr size_t kMaxHistoryPageBytes = 2 << 20;

// Newest first. Thread-safe.
//
// To callers who are no colleagues only what is public shows: public fields, and
// neither who did it nor the reason, which were written for colleagues; a commit
// that changed nothing public shows no entry, so a page may be short.
class Histories {
 public:
  // Both must outlive this.
  Histories(ClaimBook* book, const PageTokens* tokens) : book_(book), tokens_(tokens) {}

  // Of a claim, a piece of evidence or a relationship.
  absl::StatusOr<std::string> ListClaimRevisions(const Call& call,
                                                 const v1::ListClaimRevisionsRequest& request);
  // Of a verdict with its drafts: for members of the publisher, auditors, admins.
  absl::StatusOr<std::string> ListVerdictHistory(const Call& call,
                                                 const v1::ListVerdictHistoryRequest& request);
  // Of a publisher or a member.
  absl::StatusOr<std::string> ListPublisherHistory(const Call& call,
                                                   const v1::ListPublisherHistoryRequest& request);

 private:
  ClaimBook* const book_;
  const PageTokens* const tokens_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_HISTORY_HISTORY_H_
