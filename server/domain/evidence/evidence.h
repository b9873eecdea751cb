// The evidence for and against claims. Append-only: it is added, captured and
// withdrawn, and never edited or deleted.
#ifndef FACTCHECK_SERVER_DOMAIN_EVIDENCE_EVIDENCE_H_
#define FACTCHECK_SERVER_DOMAIN_EVIDENCE_EVIDENCE_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "google/protobuf/message.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {

inline constexpr int kMaxEvidenceBatch = 100;

// The methods of factcheck.v1.Claims about evidence. Thread-safe.
//
// Restricted evidence that the caller may not see is answered as what is not
// there, and so is evidence of a deleted claim for those who are no colleagues.
// Evidence of a merged claim stays with it and may still be captured and
// withdrawn; new evidence belongs to the claim that it was merged into.
class EvidenceRecords {
 public:
  // Both must outlive this.
  EvidenceRecords(ClaimBook* book, const PageTokens* tokens) : book_(book), tokens_(tokens) {}

  void AddEvidence(const Call& call, const v1::AddEvidenceRequest& request, Done done);
  void BatchAddEvidence(const Call& call, const v1::BatchAddEvidenceRequest& request, Done done);
  void WithdrawEvidence(const Call& call, const v1::WithdrawEvidenceRequest& request, Done done);
  void AddEvidenceCapture(const Call& call, const v1::AddEvidenceCaptureRequest& request,
                          Done done);

  absl::StatusOr<std::string> GetEvidence(const Call& call, const v1::GetEvidenceRequest& request);
  // In order of addition, a page full wherever enough is left that the caller may see.
  absl::StatusOr<std::string> ListEvidence(const Call& call,
                                           const v1::ListEvidenceRequest& request);

 private:
  // A change of evidence that is there.
  struct Change {
    std::string claim_id;
    std::string evidence_id;
    std::string etag;  // Empty: whatever it has.
    std::string reason;
    storage::v1::Change::Kind kind;
    std::function<absl::Status(v1::Evidence& evidence)> apply;
  };
  void Run(const Call& call, const google::protobuf::Message& request, Change change, Done done);

  ClaimBook* const book_;
  const PageTokens* const tokens_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_EVIDENCE_EVIDENCE_H_
