// The Changes service: the feed, and who says how far they got.
#ifndef FACTCHECK_SERVER_FEED_CHANGES_H_
#define FACTCHECK_SERVER_FEED_CHANGES_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/changes_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/values/page_token.h"
#include "server/feed/hub.h"
#include "server/feed/reader.h"

namespace factcheck::feed {

inline constexpr int kMaxConsumersOfActor = 100;
inline constexpr int kMaxConsumersPage = 100;
inline constexpr int kMaxCommitsCounted = 1000;

// Thread-safe.
class Changes {
 public:
  // All must outlive this.
  Changes(domain::ClaimBook* book, const domain::PageTokens* tokens, Hub* hub)
      : book_(*book), tokens_(*tokens), hub_(*hub), reader_(book) {}

  // Shows every commit that was acknowledged before the call.
  absl::StatusOr<std::string> ListChanges(const domain::Call& call,
                                          const v1::ListChangesRequest& request);
  // Begins to follow; messages go to `sink`.
  absl::StatusOr<std::shared_ptr<Hub::Subscription>> WatchChanges(
      const domain::Call& call, const v1::WatchChangesRequest& request, std::shared_ptr<Sink> sink);
  // Hands serialised SnapshotStatusesResponses to `send`, until that fails. Of one moment, though
  // no view of the store is held meanwhile.
  using Send = absl::FunctionRef<absl::Status(std::string response)>;
  absl::Status SnapshotStatuses(const domain::Call& call, Send send);

  void AcknowledgeChanges(const domain::Call& call, const v1::AcknowledgeChangesRequest& request,
                          domain::Done done);
  absl::StatusOr<std::string> ListConsumers(const domain::Call& call,
                                            const v1::ListConsumersRequest& request);
  absl::StatusOr<std::string> GetConsumer(const domain::Call& call,
                                          const v1::GetConsumerRequest& request);
  void DeleteConsumer(const domain::Call& call, const v1::DeleteConsumerRequest& request,
                      domain::Done done);

  Hub& hub() { return hub_; }

 private:
  domain::ClaimBook& book_;
  const domain::PageTokens& tokens_;
  Hub& hub_;
  Reader reader_;
};

}  // namespace factcheck::feed

#endif  // FACTCHECK_SERVER_FEED_CHANGES_H_
