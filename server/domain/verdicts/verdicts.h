// The Verdicts service but for ListVerdictHistory (server/domain/history).
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_VERDICTS_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_VERDICTS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "google/protobuf/message.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/tables/past_rows.h"
#include "server/domain/tables/verdict_rows.h"
#include "server/domain/tables/verdict_table.h"
#include "server/domain/values/error.h"
#include "server/domain/values/page_token.h"
#include "server/domain/verdicts/access.h"
#include "server/domain/verdicts/stored_verdict.h"

namespace factcheck::domain {

// A page of a list ends early where its resources reach this many bytes: clients refuse
// messages over 4 MiB by default.
inline constexpr size_t kMaxVerdictPageBytes = 3 << 20;

// Thread-safe.
//
// Who sees the work of a publisher (Principal::SeesWorkOf) is answered from the members'
// records, everybody else from the public ones; a verdict that was never published does not
// exist for them. What may be done is decided within the commit, so that racing calls
// can't get round it: an approval without an etag counts for the text that is
// in review when it is committed, and an edit of that text voids it or refuses it.
class Verdicts {
 public:
  // All must outlive this; `table` must be attached to the book's engine.
  Verdicts(ClaimBook* book, const PageTokens* tokens, const VerdictTable* table)
      : book_(book), tokens_(tokens), table_(table) {}

  void CreateDraft(const Call& call, const v1::CreateDraftRequest& request, Done done);
  void UpdateDraft(const Call& call, const v1::UpdateDraftRequest& request, Done done);
  void CorrectVerdict(const Call& call, const v1::CorrectVerdictRequest& request, Done done);
  void RetractVerdict(const Call& call, const v1::RetractVerdictRequest& request, Done done);
  void DiscardDraft(const Call& call, const v1::DiscardDraftRequest& request, Done done);

  void SubmitVerdict(const Call& call, const v1::SubmitVerdictRequest& request, Done done);
  void RequestChanges(const Call& call, const v1::RequestChangesRequest& request, Done done);
  void ApproveVerdict(const Call& call, const v1::ApproveVerdictRequest& request, Done done);
  void PublishVerdict(const Call& call, const v1::PublishVerdictRequest& request, Done done);

  absl::StatusOr<std::string> GetVerdict(const Call& call, const v1::GetVerdictRequest& request);
  absl::StatusOr<std::string> GetVerdictRevision(const Call& call,
                                                 const v1::GetVerdictRevisionRequest& request);
  absl::StatusOr<std::string> ListVerdictRevisions(const Call& call,
                                                   const v1::ListVerdictRevisionsRequest& request);
  // The page and the total are of one version of the store.
  absl::StatusOr<std::string> ListVerdicts(const Call& call,
                                           const v1::ListVerdictsRequest& request);

  // Another store lies under the book by now.
  void ForgetPast() { past_.Clear(); }

 private:
  // A change of one verdict that is there.
  struct Command {
    std::string claim;
    std::string publisher;
    std::string etag;
    std::string reason;  // For the history.
    VerdictWork work = VerdictWork::kDraft;
    // Answers with what it stored.
    std::function<absl::StatusOr<std::string>(Txn&, const Scene&, const v1::Verdict& before)> apply;
  };
  // Reads the fields that all these requests have: `name` and `etag`.
  template <typename Request>
  static Command CommandOf(const Request& request, VerdictWork work, Violations& violations);
  void Run(const Call& call, const google::protobuf::Message& request, Command command, Done done);
  // The rows that the request is about, and the view in which their records are read: as of
  // the very version that the rows are of. An empty `claim`: all.
  absl::StatusOr<std::shared_ptr<const VerdictRowsView>> SelectRows(const Call& call,
                                                                    const v1::ReadOptions& options,
                                                                    std::string_view claim,
                                                                    std::optional<View>& view);

  ClaimBook* const book_;
  const PageTokens* const tokens_;
  const VerdictTable* const table_;
  PastRows<VerdictRowsView> past_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_VERDICTS_H_
