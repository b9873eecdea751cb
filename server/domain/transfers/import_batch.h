// One batch of ClaimReview records into the store: one decision, one commit.
//
// Which claim a record is about
//   A record is the same as an earlier one where publisher, address of the article and
//   statement (in exact form) are: then it changes nothing, or is an UPDATE of the
//   verdict that the earlier one made. A page may review several claims, so another
//   statement at the same address is another record.
//   A new record's claim is, of these, the first that is free or says the same:
//     the claim that it had in our own export, where it came from one;
//     the claim of all records with this statement by these claimants, where claimants
//       are known, unless this publisher has a verdict on it already;
//     a claim of its own.
//   So several publishers' verdicts meet on one claim only where statement and
//   claimants agree, and no claim loses a verdict. All ids are made from the content,
//   so that importing again, or twice at once, finds what is there.
//
// What a changed record changes of its claim: the fields that differ between the
// record as it was and as it is, and that nobody edited here meanwhile.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_BATCH_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_BATCH_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "factcheck/v1/transfers_service.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/transfers/claim_review_parse.h"

namespace factcheck::domain {

struct PreparedReview {
  int64_t position = 0;
  ParsedReview review;
  std::string original;  // The JSON that it was made of.
};

// A batch, read: all that takes time and does not depend on the store.
struct PreparedBatch {
  ParseOptions options;  // Its rules must outlive the batch.
  std::vector<PreparedReview> reviews;
  v1::ImportClaimReviewsResponse response;  // Refusals and warnings so far.
};

PreparedBatch PrepareBatch(const v1::ImportBatch& batch, const ParseOptions& options);

// Decides on what `txn` shows, and writes through it.
absl::StatusOr<v1::ImportClaimReviewsResponse> DecideBatch(Txn& txn, const PreparedBatch& batch);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_BATCH_H_
