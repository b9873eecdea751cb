// What the readers of the parts of a ClaimReview share.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_REVIEW_READER_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_REVIEW_READER_H_

#include <optional>
#include <string>
#include <string_view>

#include "nlohmann/json.hpp"
#include "server/domain/transfers/claim_review_parse.h"
#include "server/domain/transfers/plain_text.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {

inline constexpr size_t kMaxAddressBytes = 2048;

// The propertyID under which our exports carry resource names.
inline constexpr std::string_view kOurProperty = "factcheck.v1";
// And those under which they carry what schema.org has no word for.
inline constexpr std::string_view kNormalRatingProperty = "factcheck.v1.NormalRating";
inline constexpr std::string_view kRatingCodeProperty = "factcheck.v1.Rating.code";
inline constexpr std::string_view kEvidenceKindProperty = "factcheck.v1.Evidence.Kind";
inline constexpr std::string_view kStanceProperty = "factcheck.v1.Evidence.Stance";
inline constexpr std::string_view kClaimantKindProperty = "factcheck.v1.Claimant.Kind";
inline constexpr std::string_view kRetracted = "Retracted";

// The value of the `identifier` of this propertyID; "": none.
std::string IdentifierOf(const nlohmann::json& object, std::string_view property_id);
// The last id of such a name that follows `pattern`; "": none.
std::string OurIdOf(const nlohmann::json& object, std::string_view pattern);

// An id made from what never changes of a thing: 26 characters as the server's own
// ids have, 130 bits of a SHA-256.
std::string DerivedId(std::initializer_list<std::string_view> parts);
// `text` in the alphabet of ids, at most `max` characters; "" where nothing remains.
std::string SlugOf(std::string_view text, size_t max);

// An address that was checked. `url` is as given, but for what was mended.
struct ReadUrl {
  std::string url;
  Url parsed;
};

// Reads values of one record.
struct ReviewReader {
  ReviewReader(const ParseOptions& parse_options, bool decode, std::vector<std::string>* warnings)
      : options(parse_options), texts(decode, warnings) {}

  std::string Text(std::string_view property, const std::string& value, const TextRule& rule) {
    return value.empty() ? std::string() : texts.Take(property, value, rule);
  }
  // nullopt with a warning where it is no address that we take.
  std::optional<ReadUrl> Address(std::string_view property, std::string_view value);
  // The date in the first of these properties that holds one. Warns of what it can't
  // read, and leaves out dates to come.
  std::optional<v1::PartialDate> Date(const nlohmann::json& object,
                                      std::initializer_list<std::string_view> properties);
  // Canonical BCP 47; "" where there is none.
  std::string Language(const nlohmann::json& object);

  const ParseOptions& options;
  TextTaker texts;
};

// The parts. Each reads what is its own of `review` into `out`.
// Publisher and bylines; out->revision.url and its parsed form must be known.
void ReadPublisher(const nlohmann::json& review, const Url& article, ReviewReader& reader,
                   ParsedReview* out);
// False where nothing is claimed.
bool ReadClaim(const nlohmann::json& review, ReviewReader& reader, ParsedReview* out);
void ReadRating(const nlohmann::json& review, ReviewReader& reader, ParsedReview* out);
void ReadEvidence(const nlohmann::json& review, ReviewReader& reader, ParsedReview* out);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_REVIEW_READER_H_
