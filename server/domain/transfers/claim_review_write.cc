#include "server/domain/transfers/claim_review_write.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "nlohmann/json.hpp"
#include "server/base/absl_strings.h"
#include "server/domain/transfers/review_reader.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

using Json = nlohmann::ordered_json;

Json Identifier(std::string_view property, std::string value) {
  return {{"@type", "PropertyValue"}, {"propertyID", property}, {"value", std::move(value)}};
}

void SetText(Json& object, const char* property, const std::string& text) {
  if (!text.empty()) object[property] = text;
}

// One value as it is, several as a list.
void SetItems(Json& object, const char* property, Json items) {
  if (items.size() == 1) {
    object[property] = std::move(items.front());
  } else if (!items.empty()) {
    object[property] = std::move(items);
  }
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*SZ",
                          absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
                          absl::UTCTimeZone());
}

// With as much precision as the date has. A time is written with an offset that puts
// it on the date.
std::string DateText(const v1::PartialDate& date) {
  if (date.month() == 0) return absl::StrFormat("%04d", date.year());
  if (date.day() == 0) return absl::StrFormat("%04d-%02d", date.year(), date.month());
  const std::string day = absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(), date.day());
  if (!date.has_time()) return day;
  const absl::Time time =
      absl::FromUnixSeconds(date.time().seconds()) + absl::Nanoseconds(date.time().nanos());
  for (int hours : {0, 1,  -1, 2,  -2, 3,   -3, 4,   -4, 5,   -5, 6,   -6, 7,  -7,
                    8, -8, 9,  -9, 10, -10, 11, -11, 12, -12, 13, -13, 14, -14}) {
    const absl::TimeZone zone = absl::FixedTimeZone(hours * 3600);
    if (absl::FormatTime("%Y-%m-%d", time, zone) != day) continue;
    if (hours == 0) return TimeText(date.time());
    return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*S%Ez", time, zone);
  }
  return day;
}

int CharactersIn(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return !U8_IS_TRAIL(c); }));
}

Json Author(const v1::Publisher& publisher) {
  Json author = {{"@type", "Organization"}, {"name", publisher.display_name()}};
  SetText(author, "url", publisher.home_url());
  SetText(author, "logo", publisher.logo_url());
  author["identifier"] = Identifier(kOurProperty, publisher.name());
  return author;
}

Json ClaimantOf(const v1::Claimant& claimant) {
  Json out = Json::object();
  switch (claimant.kind()) {
    case v1::Claimant::KIND_PERSON:
    case v1::Claimant::KIND_CROWD:
      out["@type"] = "Person";
      break;
    case v1::Claimant::KIND_ORGANIZATION:
      out["@type"] = "Organization";
      break;
    default:
      break;
  }
  out["name"] = claimant.name();
  SetText(out, "jobTitle", claimant.role());
  SetText(out, "sameAs", claimant.same_as());
  if (claimant.kind() == v1::Claimant::KIND_CROWD) {
    out["identifier"] = Identifier(kClaimantKindProperty, "CROWD");
  }
  return out;
}

Json AppearanceOf(const v1::Appearance& appearance) {
  Json out = {{"@type", "CreativeWork"}, {"url", appearance.url()}};
  SetText(out, "author", appearance.author());
  SetText(out, "text", appearance.quote());
  if (appearance.has_publish_date()) out["datePublished"] = DateText(appearance.publish_date());
  Json archives = Json::array();
  for (const std::string& url : appearance.archive_urls()) archives.push_back(url);
  SetItems(out, "archivedAt", std::move(archives));
  if (!appearance.name().empty()) out["identifier"] = Identifier(kOurProperty, appearance.name());
  return out;
}

Json ItemReviewed(const v1::Claim& claim) {
  Json item = {{"@type", "Claim"}};
  Json authors = Json::array();
  for (const v1::Claimant& claimant : claim.claimants()) authors.push_back(ClaimantOf(claimant));
  SetItems(item, "author", std::move(authors));
  if (claim.has_claim_date()) item["datePublished"] = DateText(claim.claim_date());
  SetText(item, "inLanguage", claim.language());
  SetText(item, "description", claim.claim_place());
  SetText(item, "abstract", claim.context());
  Json appearances = Json::array();
  for (const v1::Appearance& appearance : claim.appearances()) {
    appearances.push_back(AppearanceOf(appearance));
  }
  if (!appearances.empty()) item["appearance"] = std::move(appearances);
  return item;
}

Json Rating(const v1::VerdictRevision& revision, bool retracted) {
  if (!revision.has_rating()) return {{"@type", "Rating"}, {"alternateName", kRetracted}};
  const v1::VerdictRating& rating = revision.rating();
  Json out = {{"@type", "Rating"}, {"alternateName", rating.label()}};
  if (rating.has_ordinal() && rating.has_worst() && rating.has_best() &&
      rating.worst() <= rating.ordinal() && rating.ordinal() <= rating.best() &&
      rating.worst() < rating.best() && !retracted) {
    out["ratingValue"] = rating.ordinal();
    out["worstRating"] = rating.worst();
    out["bestRating"] = rating.best();
  }
  std::string normal = v1::NormalRating_Name(rating.normal());
  out["identifier"] = Json::array(
      {Identifier(kRatingCodeProperty, rating.code()),
       Identifier(kNormalRatingProperty, normal.substr(std::string("NORMAL_RATING_").size()))});
  return out;
}

void AddCaptures(const v1::Evidence& evidence, Json& out) {
  if (evidence.captures().empty()) return;
  Json archives = Json::array();
  Json encodings = Json::array();
  for (const v1::Capture& capture : evidence.captures()) {
    archives.push_back(capture.archive_url());
    Json encoding = {{"@type", "MediaObject"}, {"contentUrl", capture.archive_url()}};
    SetText(encoding, "sha256", capture.sha256());
    if (capture.size_bytes() != 0) encoding["contentSize"] = std::to_string(capture.size_bytes());
    SetText(encoding, "encodingFormat", capture.media_type());
    if (capture.has_capture_time()) encoding["dateCreated"] = TimeText(capture.capture_time());
    SetText(encoding, "creator", capture.captured_by());
    if (encoding.size() > 2) encodings.push_back(std::move(encoding));
  }
  SetItems(out, "archivedAt", std::move(archives));
  SetText(out, "sha256", evidence.captures(evidence.captures_size() - 1).sha256());
  if (!encodings.empty()) out["encoding"] = std::move(encodings);
}

// Whether the store would give it this origin by itself.
bool IsDefaultOrigin(const v1::Evidence& evidence) {
  const absl::StatusOr<Url> url = ParseUrl(evidence.url());
  return evidence.origin_group() == (url.ok() ? SiteOf(*url) : evidence.name());
}

Json Citation(const EvidenceToWrite& cited) {
  const v1::Evidence& evidence = cited.evidence;
  Json out = {{"@type", "CreativeWork"}};
  SetText(out, "url", evidence.url());
  SetText(out, "name", evidence.citation());
  SetText(out, "publisher", evidence.publisher());
  if (!IsDefaultOrigin(evidence)) SetText(out, "isPartOf", evidence.origin_group());
  SetText(out, "text", evidence.quote());
  SetText(out, "abstract", evidence.note());
  SetText(out, "inLanguage", evidence.language());
  if (evidence.has_publish_date()) out["datePublished"] = DateText(evidence.publish_date());
  AddCaptures(evidence, out);
  if (!cited.note.empty()) out["comment"] = {{"@type", "Comment"}, {"text", cited.note}};
  Json identifiers = Json::array({Identifier(kOurProperty, evidence.name())});
  if (evidence.kind() != v1::Evidence::KIND_SECONDARY) {
    identifiers.push_back(
        Identifier(kEvidenceKindProperty, v1::Evidence::Kind_Name(evidence.kind()).substr(5)));
  }
  if (evidence.stance() != v1::Evidence::STANCE_CONTEXT) {
    identifiers.push_back(
        Identifier(kStanceProperty, v1::Evidence::Stance_Name(evidence.stance()).substr(7)));
  }
  SetItems(out, "identifier", std::move(identifiers));
  return out;
}

// Notes of corrections, of the retraction, and what an imported record had of its own.
Json Corrections(const ReviewToWrite& review) {
  Json out = Json::array();
  const auto add = [&out](const v1::VerdictRevision& revision) {
    Json comment = {{"@type", "CorrectionComment"}, {"text", revision.public_note()}};
    if (!revision.imported()) comment["datePublished"] = TimeText(revision.publish_time());
    out.push_back(std::move(comment));
  };
  for (const v1::VerdictRevision& revision : review.corrections) add(revision);
  const v1::VerdictRevision& current = review.verdict.published();
  const bool corrects = current.kind() == v1::VerdictRevision::KIND_CORRECTION ||
                        current.kind() == v1::VerdictRevision::KIND_RETRACTION ||
                        current.imported();
  if (corrects && !current.public_note().empty() && current.public_note() != kRecordChangedNote) {
    add(current);
  }
  return out;
}

void AddDates(const v1::VerdictRevision& revision, Json& out) {
  if (revision.has_article_date()) {
    out["datePublished"] = DateText(revision.article_date());
  } else if (!revision.imported()) {
    out["datePublished"] = TimeText(revision.publish_time());
  }
  if (revision.number() > 1 && !revision.imported()) {
    out["dateModified"] = TimeText(revision.publish_time());
  }
}

bool IsOnDomains(const std::string& url, const v1::Publisher& publisher) {
  if (publisher.domains().empty()) return true;
  const absl::StatusOr<Url> parsed = ParseUrl(url);
  return parsed.ok() && std::any_of(publisher.domains().begin(), publisher.domains().end(),
                                    [&](const std::string& domain) {
                                      return IsWithinDomain(parsed->host, domain);
                                    });
}

void FindFaults(const ReviewToWrite& review, bool retracted, WrittenReview& written) {
  const v1::VerdictRevision& revision = review.verdict.published();
  if (review.claim.statement().empty()) written.missing.emplace_back("claimReviewed");
  if (revision.url().empty()) {
    written.missing.emplace_back("url");
  } else if (!IsOnDomains(revision.url(), review.publisher)) {
    written.warnings.emplace_back("url is on none of the publisher's domains");
    if (!revision.imported()) written.missing.emplace_back("url");
  }
  if (revision.rating().label().empty() && !retracted) {
    written.missing.emplace_back("reviewRating.alternateName");
  }
  if (const int n = CharactersIn(review.claim.statement()); n > kMaxShownStatement) {
    written.warnings.push_back(
        StrCat("claimReviewed has ", n, " characters; more than 75 are cut off where it is shown"));
  }
}

}  // namespace

WrittenReview WriteClaimReview(const ReviewToWrite& review) {
  WrittenReview written;
  const v1::VerdictRevision& revision = review.verdict.published();
  const bool retracted = review.verdict.state() == v1::Verdict::STATE_RETRACTED;
  FindFaults(review, retracted, written);
  if (!written.missing.empty()) return written;

  Json out = {{"@context", "https://schema.org"}, {"@type", "ClaimReview"}};
  out["url"] = revision.url();
  out["claimReviewed"] = review.claim.statement();
  SetText(out, "name", revision.title());
  out["author"] = Author(review.publisher);
  AddDates(revision, out);
  SetText(out, "inLanguage", revision.language());
  if (retracted) out["creativeWorkStatus"] = kRetracted;
  out["reviewRating"] = Rating(revision, retracted);
  out["itemReviewed"] = ItemReviewed(review.claim);
  SetText(out, "description", revision.summary());
  SetText(out, "reviewBody", revision.explanation());
  Json creators = Json::array();
  for (const std::string& name : revision.authors()) {
    creators.push_back({{"@type", "Person"}, {"name", name}});
  }
  SetItems(out, "creator", std::move(creators));
  Json keywords = Json::array();
  for (const std::string& topic : review.claim.topics()) keywords.push_back(topic);
  if (!keywords.empty()) out["keywords"] = std::move(keywords);
  Json citations = Json::array();
  for (const EvidenceToWrite& cited : review.evidence) citations.push_back(Citation(cited));
  if (!citations.empty()) out["citation"] = std::move(citations);
  if (Json corrections = Corrections(review); !corrections.empty()) {
    out["correction"] = std::move(corrections);
  }
  out["identifier"] = Identifier(kOurProperty, review.verdict.name());
  written.json = out.dump(-1, ' ', false, Json::error_handler_t::replace);
  return written;
}

}  // namespace factcheck::domain
