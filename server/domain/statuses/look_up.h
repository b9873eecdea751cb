// One look-up of a status, in a view of the store.
#ifndef FACTCHECK_SERVER_DOMAIN_STATUSES_LOOK_UP_H_
#define FACTCHECK_SERVER_DOMAIN_STATUSES_LOOK_UP_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "factcheck/v1/status.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "server/domain/core/book.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

// Checks one query; `field` is its path. A good one is brought to the form that
// LookUp takes: the address canonical, texts in their stored form.
void CheckStatusQuery(std::string_view field, v1::StatusQuery* query, Violations& violations);

// Answers a query that CheckStatusQuery found good. EXACT first, then CONFIRMED
// (through confirmed equivalents of exact matches that have no verdict of their
// own), then SUGGESTED. Not thread-safe; holds one answer.
class LookUp {
 public:
  // `view` must outlive this. To who is no `colleague` a claim that is deleted by
  // now does not exist, also as of a time before.
  LookUp(View* view, bool colleague) : view_(*view), colleague_(colleague) {}
  absl::StatusOr<v1::StatusAnswer> Answer(const v1::StatusQuery& query);

 private:
  absl::StatusOr<std::optional<v1::ClaimStatus>> StatusOf(std::string_view claim_id);
  absl::StatusOr<bool> IsHidden(std::string_view claim_id);
  absl::StatusOr<std::optional<v1::ClaimStatus>> Visible(v1::ClaimStatus status);
  absl::Status AddByName(std::string_view claim_id);
  absl::Status AddByUrl(const std::string& canonical_url);
  absl::Status AddByText(const v1::TextQuery& query);
  absl::Status AddEquivalents();
  // Adds a match unless its claim has one already or the answer is full. SUGGESTED
  // never carries the status.
  void Add(v1::Applicability applicability, v1::ClaimStatus status, std::string_view via = {});
  // Calls `visit(claim, status)` for each claim, as it is in the view, that the
  // index names under `prefix`. Index entries outlive what they were made for
  // (so that the past can be asked): `visit` must look at the claim itself.
  template <typename Visit>
  absl::Status ForEachCandidate(const std::string& prefix, Visit visit);

  View& view_;
  const bool colleague_;
  v1::StatusAnswer answer_;
  absl::flat_hash_set<std::string> seen_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_STATUSES_LOOK_UP_H_
