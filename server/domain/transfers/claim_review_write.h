// schema.org ClaimReview out. Pure.
//
// Standard properties where schema.org has one; our own names as `identifier`
// (PropertyValue with the propertyID `factcheck.v1`), so that what is exported and
// imported into an empty server has the names that it had.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_CLAIM_REVIEW_WRITE_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_CLAIM_REVIEW_WRITE_H_

#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/verdict.pb.h"

namespace factcheck::domain {

// Longer statements are cut off where search engines show them.
inline constexpr int kMaxShownStatement = 75;

// The public note of an UPDATE that an import made of a changed record.
inline constexpr std::string_view kRecordChangedNote =
    "The publisher's own record of this review changed; it was imported again.";

struct EvidenceToWrite {
  v1::Evidence evidence;  // Public.
  std::string note;
};

// As the public sees them.
struct ReviewToWrite {
  v1::Claim claim;
  v1::Verdict verdict;  // With its published revision.
  v1::Publisher publisher;
  std::vector<EvidenceToWrite> evidence;  // In order of citation.
  // Earlier published revisions that are corrections, oldest first.
  std::vector<v1::VerdictRevision> corrections;
};

struct WrittenReview {
  std::string json;  // One line; empty where something is missing.
  std::vector<std::string> missing;
  std::vector<std::string> warnings;
};

WrittenReview WriteClaimReview(const ReviewToWrite& review);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_CLAIM_REVIEW_WRITE_H_
