// Whatever a stranger's record holds, it makes a review or a refusal; what it makes is within
// every bound of the API and in stored form, and reading it again makes the same.
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/base/check.h"
#include "server/domain/claims/validate.h"
#include "server/domain/core/principal.h"
#include "server/domain/evidence/validate.h"
#include "server/domain/transfers/claim_review_parse.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using google::protobuf::util::MessageDifferencer;

void CheckClaim(const v1::Claim& claim, absl::Time now) {
  const std::vector<std::string> fields(kClaimFields.begin(), kClaimFields.end());
  v1::Claim checked = claim;
  Violations violations;
  CheckClaimFields("claim", fields, now, &checked, violations);
  FACTCHECK_CHECK(violations.empty());
  FACTCHECK_CHECK(MessageDifferencer::Equals(checked, claim));
  FACTCHECK_CHECK(claim.appearances_size() <= kMaxAppearances);
  for (const v1::Appearance& appearance : claim.appearances()) {
    v1::Appearance again = appearance;
    CheckNewAppearance("appearance", now, &again, violations);
    FACTCHECK_CHECK(violations.empty());
  }
}

void CheckReview(const ParsedReview& review, absl::Time now) {
  CheckClaim(review.claim, now);
  FACTCHECK_CHECK(!review.claim.statement().empty() && !review.canonical_url.empty());
  FACTCHECK_CHECK(IsId(review.record_id) && IsId(review.publisher.id));
  FACTCHECK_CHECK(review.appearance_ids.size() ==
                  static_cast<size_t>(review.claim.appearances_size()));
  if (review.rating) {
    FACTCHECK_CHECK(!review.rating->label.empty() && review.rating->label.size() <= 2000);
    if (const auto& number = review.rating->number) {
      FACTCHECK_CHECK(number->worst <= number->value && number->value <= number->best);
    }
  }
  for (const ParsedEvidence& evidence : review.evidence) {
    v1::Evidence checked = evidence.evidence;
    Violations violations;
    CheckNewEvidence("evidence", Principal(), now, &checked, violations);
    FACTCHECK_CHECK(violations.empty() && IsId(evidence.id));
  }
}

void Check(std::string_view text) {
  ParseOptions options;
  options.rules = &RatingRules::Builtin();
  options.now = absl::FromUnixSeconds(1'676'808'000);
  const ParsedRecord record = ParseClaimReviews(text, options);
  FACTCHECK_CHECK(!record.reviews.empty() || !record.refusals.empty());
  FACTCHECK_CHECK(record.reviews.size() <= kMaxReviewsInRecord);
  for (const ParsedReview& review : record.reviews) CheckReview(review, options.now);
  const ParsedRecord again = ParseClaimReviews(text, options);
  FACTCHECK_CHECK(again.reviews.size() == record.reviews.size());
  for (size_t i = 0; i < again.reviews.size(); ++i) {
    FACTCHECK_CHECK(again.reviews[i].content_sha256 == record.reviews[i].content_sha256);
    FACTCHECK_CHECK(again.reviews[i].record_id == record.reviews[i].record_id);
  }
}

}  // namespace
}  // namespace factcheck::domain

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  factcheck::domain::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
