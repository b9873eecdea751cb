// The life cycle of a claim. Pure: a claim and a command make a claim or a Status.
//
//              RECEIVED   ACCEPTED   DECLINED   MERGED    DELETED
//   Accept     ACCEPTED   -          -          merged    -
//   Decline    DECLINED*  DECLINED*  -          merged    -
//   Reopen     -          -          RECEIVED   before    -
//   Merge      MERGED     MERGED     MERGED     merged    -
//   Delete     DELETED*   DELETED*   DELETED*   merged    -
//   Undelete   -          -          -          -         before
//   Edit       same       same       same       merged    -
//
// `*`: only while nothing was ever published on it. `before`: the state before the
// merge or deletion. `merged`: CLAIM_MERGED. `-`: ILLEGAL_TRANSITION.
#ifndef FACTCHECK_SERVER_DOMAIN_CLAIMS_LIFE_CYCLE_H_
#define FACTCHECK_SERVER_DOMAIN_CLAIMS_LIFE_CYCLE_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/claim.pb.h"

namespace factcheck::domain {

absl::StatusOr<v1::Claim> Accept(v1::Claim claim, std::string_view note);
// `ever_published`: a verdict on it, or on what was merged into it, became public once.
absl::StatusOr<v1::Claim> Decline(v1::Claim claim, v1::Claim::DeclineReason reason,
                                  std::string_view note, bool ever_published);
// Of a declined or merged claim. What a merge did to other claims is not undone here.
absl::StatusOr<v1::Claim> Reopen(v1::Claim claim, std::string_view reason);
absl::StatusOr<v1::Claim> Assign(v1::Claim claim, std::string_view assignee);
// `target` is another claim; it must be RECEIVED or ACCEPTED.
absl::StatusOr<v1::Claim> MergeInto(const v1::Claim& target, v1::Claim claim,
                                    std::string_view reason);
absl::StatusOr<v1::Claim> Delete(v1::Claim claim, std::string_view reason, bool ever_published);
absl::StatusOr<v1::Claim> Undelete(v1::Claim claim);

// Whether what the claim says may be changed, or anything be added to it.
absl::Status CheckEditable(const v1::Claim& claim);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CLAIMS_LIFE_CYCLE_H_
