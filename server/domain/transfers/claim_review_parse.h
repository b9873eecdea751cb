// schema.org ClaimReview in, as the world writes it. Pure.
//
// Taken (schema.org names, the first that is there):
//   publisher   author, publisher (organisations); their url, name, logo
//   statement   claimReviewed
//   claim       itemReviewed: author or creator (claimants), datePublished or dateCreated,
//               description or locationCreated (place; a long one is context), abstract,
//               inLanguage, appearance, firstAppearance, url; keywords (topics)
//   revision    url or mainEntityOfPage; name or headline (title); description or
//               reviewRating.ratingExplanation (summary); reviewBody, articleBody or text;
//               datePublished or dateCreated; inLanguage; creator and author (persons);
//               correction (public note); creativeWorkStatus "Retracted"
//   rating      reviewRating: alternateName, name, or ratingValue with bestRating and
//               worstRating (5 and 1 where absent), or ratingExplanation
//   evidence    citation, isBasedOn: addresses, texts, works with archivedAt, encoding, sha256
// and our own names, where the record came from an export of ours: identifier,
// PropertyValue with the propertyID `factcheck.v1`.
//
// Nothing is lost: texts over their bound are cut, values that can't be read are left
// out, each with a warning, and the record is kept whole beside what was made of it.
// Refused is what has no claim or no address.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_CLAIM_REVIEW_PARSE_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_CLAIM_REVIEW_PARSE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/domain/transfers/rating_rules.h"

namespace factcheck::domain {

// Reviews that one record may wrap (DataFeed, @graph).
inline constexpr size_t kMaxReviewsInRecord = 100;

struct ParsedPublisher {
  // What makes it the same publisher: its domain, or "name:" and its name in exact
  // form where its articles stand on a site that many share.
  std::string key;
  std::string id;      // Made from the key; valid, but perhaps another publisher's.
  std::string our_id;  // The id that it had where the record was exported; "": none.
  std::string display_name;
  std::string home_url;
  std::string domain;  // Empty where the key is a name.
  std::string logo_url;
};

struct ParsedRating {
  std::string label;  // One line, 1 to 2,000 bytes.
  std::string language;
  v1::NormalRating normal = v1::NORMAL_RATING_OTHER;
  // In order, and not at odds with the label.
  std::optional<RatingNumber> number;
  std::string our_code;  // As our_id.
};

struct ParsedEvidence {
  std::string id;  // Made from its address or text, or the one it had in our export.
  v1::Evidence evidence;
  std::string note;  // What it is cited for.
};

struct ParsedReview {
  ParsedPublisher publisher;
  // Checked and in stored form, without names; import_source is the article's address.
  v1::Claim claim;
  std::vector<std::string> appearance_ids;  // One for each appearance.
  // The texts, url, authors, article_date and language.
  v1::VerdictRevision revision;
  bool retracted = false;
  std::optional<ParsedRating> rating;
  std::vector<ParsedEvidence> evidence;

  std::string canonical_url;  // Of the article.
  // The same for every version of the record: made from publisher, article and statement.
  std::string record_id;
  // The same for every record with this statement by these claimants; "" without claimants.
  std::string shared_claim_id;
  std::string our_claim_id;  // As our_id.
  // SHA-256 of all that was made of the record.
  std::string content_sha256;

  std::string own_json;  // Of one among several in a record: its own JSON.

  std::vector<std::string> warnings;
};

struct ParseOptions {
  const RatingRules* rules = nullptr;
  std::string default_language = "und";  // Canonical BCP 47.
  absl::Time now;
};

struct ParsedRecord {
  std::vector<ParsedReview> reviews;
  std::vector<std::string> refusals;  // Why, for people.
};

// The reviews in one record: itself, or those that it wraps. At least one review or refusal.
ParsedRecord ParseClaimReviews(std::string_view json, const ParseOptions& options);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_CLAIM_REVIEW_PARSE_H_
