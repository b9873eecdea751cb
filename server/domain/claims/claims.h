// The Claims service but for evidence, relationships and history, which have their own.
#ifndef FACTCHECK_SERVER_DOMAIN_CLAIMS_CLAIMS_H_
#define FACTCHECK_SERVER_DOMAIN_CLAIMS_CLAIMS_H_

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/tables/claim_cache.h"
#include "server/domain/tables/claim_rows.h"
#include "server/domain/tables/claim_table.h"
#include "server/domain/tables/past_rows.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {

inline constexpr int kMaxBatchGetClaims = 1000;
// A page of a list ends early where its claims reach this many bytes: clients refuse
// messages over 4 MiB by default.
inline constexpr size_t kMaxClaimPageBytes = 3 << 20;
// BatchGetClaims can't end early; more than this is refused.
inline constexpr size_t kMaxClaimBatchBytes = 64 << 20;

// Thread-safe.
//
// Deleted claims exist for colleagues alone (Principal::IsStaff); to others they are
// NOT_FOUND, also as of a time before the deletion. AI assistants bring in and edit claims;
// triage (accept, decline, reopen, assign, merge, delete, undelete) is not theirs.
class Claims {
 public:
  // All must outlive this; `table` and `cache` must be attached to the book's engine. Without a
  // cache, GetClaimFromWire answers nothing.
  Claims(ClaimBook* book, const PageTokens* tokens, const ClaimTable* table,
         ClaimCache* cache = nullptr)
      : book_(book), tokens_(tokens), table_(table), cache_(cache) {}

  void CreateClaim(const Call& call, const v1::CreateClaimRequest& request, Done done);
  void UpdateClaim(const Call& call, const v1::UpdateClaimRequest& request, Done done);

  void AcceptClaim(const Call& call, const v1::AcceptClaimRequest& request, Done done);
  void DeclineClaim(const Call& call, const v1::DeclineClaimRequest& request, Done done);
  void ReopenClaim(const Call& call, const v1::ReopenClaimRequest& request, Done done);
  void AssignClaim(const Call& call, const v1::AssignClaimRequest& request, Done done);
  void MergeClaim(const Call& call, const v1::MergeClaimRequest& request, Done done);
  void DeleteClaim(const Call& call, const v1::DeleteClaimRequest& request, Done done);
  void UndeleteClaim(const Call& call, const v1::UndeleteClaimRequest& request, Done done);

  void AddAppearance(const Call& call, const v1::AddAppearanceRequest& request, Done done);
  void UpdateAppearance(const Call& call, const v1::UpdateAppearanceRequest& request, Done done);

  absl::StatusOr<std::string> GetClaim(const Call& call, const v1::GetClaimRequest& request);
  // The same without waiting, for threads that must not; nullopt where GetClaim might wait for
  // a newer state, looks into the past or finds fault with the request.
  std::optional<absl::StatusOr<std::string>> GetClaimAtOnce(const Call& call,
                                                            const v1::GetClaimRequest& request);
  // The same for a serialised request that names a claim and says nothing else: appends the
  // serialised claim to `out`. False, with `out` as it was, for any other request, be it good or
  // bad, and where there is no such claim: it is for the methods above.
  bool GetClaimFromWire(const Call& call, std::string_view request, std::string& out) const;
  absl::StatusOr<std::string> BatchGetClaims(const Call& call,
                                             const v1::BatchGetClaimsRequest& request);
  // The page, total and counts are all of one version of the store.
  absl::StatusOr<std::string> ListClaims(const Call& call, const v1::ListClaimsRequest& request);

  // Another store lies under the book by now.
  void ForgetPast() { past_.Clear(); }

 private:
  // A change of one claim that is there.
  struct Command {
    std::string id;
    std::string etag;
    std::string reason;    // For the history.
    bool decides = false;  // Not for AI assistants.
    // Answers with what it stored.
    std::function<absl::StatusOr<std::string>(Txn&, const v1::Claim& before)> apply;
  };
  void Run(const Call& call, const google::protobuf::Message& request, Command command, Done done);
  // The rows that a list selects from, and the view in which their records are read: as of the
  // very version that the rows are of.
  absl::StatusOr<std::shared_ptr<const ClaimRowsView>> SelectRows(const Call& call,
                                                                  const v1::ReadOptions& options,
                                                                  std::optional<View>& view);

  ClaimBook* const book_;
  const PageTokens* const tokens_;
  const ClaimTable* const table_;
  ClaimCache* const cache_;
  PastRows<ClaimRowsView> past_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CLAIMS_CLAIMS_H_
