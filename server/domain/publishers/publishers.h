// The Publishers service, but for its history: publishers, their members,
// policies and rating scales.
//
// Publishers and scales are public. Who works for a publisher is for its
// members, auditors and admins to know. A publisher is created by an admin; it
// and all that belongs to it is changed by its own admins and by admins.
//
// The statuses of claims carry the name that a publisher had when each was
// computed: a rename does not rewrite them, since a publisher may have any
// number of verdicts and a commit is bounded. Whoever needs the name of today
// reads the publisher.
#ifndef FACTCHECK_SERVER_DOMAIN_PUBLISHERS_PUBLISHERS_H_
#define FACTCHECK_SERVER_DOMAIN_PUBLISHERS_PUBLISHERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/core/call.h"
#include "server/domain/values/page_token.h"

namespace factcheck::domain {

// Thread-safe.
class Publishers {
 public:
  // Both must outlive this.
  Publishers(ClaimBook* book, const PageTokens* tokens) : book_(book), tokens_(tokens) {}

  void CreatePublisher(const Call& call, const v1::CreatePublisherRequest& request, Done done);
  absl::StatusOr<std::string> GetPublisher(const Call& call,
                                           const v1::GetPublisherRequest& request);
  absl::StatusOr<std::string> ListPublishers(const Call& call,
                                             const v1::ListPublishersRequest& request);
  // An update that changes nothing writes nothing.
  void UpdatePublisher(const Call& call, const v1::UpdatePublisherRequest& request, Done done);

  // A publisher's own admins can't take the role from the last of them (IN_USE):
  // nobody of the house could mend it. Admins of everything can.
  void SetMember(const Call& call, const v1::SetMemberRequest& request, Done done);
  // The record stays, soft-deleted and without roles; nobody finds it but in the history.
  void RemoveMember(const Call& call, const v1::RemoveMemberRequest& request, Done done);
  absl::StatusOr<std::string> GetMember(const Call& call, const v1::GetMemberRequest& request);
  absl::StatusOr<std::string> ListMembers(const Call& call, const v1::ListMembersRequest& request);

  void CreateRatingScale(const Call& call, const v1::CreateRatingScaleRequest& request, Done done);
  void AddRatingScaleVersion(const Call& call, const v1::AddRatingScaleVersionRequest& request,
                             Done done);
  absl::StatusOr<std::string> GetRatingScale(const Call& call,
                                             const v1::GetRatingScaleRequest& request);
  absl::StatusOr<std::string> ListRatingScales(const Call& call,
                                               const v1::ListRatingScalesRequest& request);

 private:
  ClaimBook* const book_;
  const PageTokens* const tokens_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_PUBLISHERS_PUBLISHERS_H_
