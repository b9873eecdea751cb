#include "server/domain/transfers/claim_review_parse.h"

#include <algorithm>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/claims/validate.h"
#include "server/domain/transfers/json_text.h"
#include "server/domain/transfers/loose_json.h"
#include "server/domain/transfers/review_reader.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using Json = nlohmann::json;

constexpr TextRule kTitle{.max_bytes = 500};
constexpr TextRule kSummary{.max_bytes = 2000, .lines = true};
constexpr TextRule kExplanation{.max_bytes = 200'000, .lines = true};
constexpr TextRule kPublicNote{.max_bytes = 5000, .lines = true};

// Properties under which a record may hold reviews rather than be one.
constexpr std::string_view kWrappers[] = {"@graph",          "dataFeedElement", "item",
                                          "itemListElement", "mainEntity",      "review"};

bool IsReview(const Json& object) {
  return IsOfType(object, "ClaimReview") || FirstOf(object, "claimReviewed") != nullptr;
}

void FindReviews(const Json& value, std::vector<const Json*>& found) {
  if (value.is_array()) {
    for (const Json& item : value) FindReviews(item, found);
    return;
  }
  if (!value.is_object()) return;
  if (IsReview(value)) {
    found.push_back(&value);
    return;
  }
  for (std::string_view wrapper : kWrappers) {
    auto at = value.find(wrapper);
    if (at != value.end()) FindReviews(*at, found);
  }
}

std::string FirstTextIn(const Json& object, std::initializer_list<std::string_view> properties) {
  for (std::string_view property : properties) {
    std::string text = TextIn(object, property);
    if (text.find_first_not_of(" \t\r\n") != std::string::npos) return text;
  }
  return {};
}

std::optional<ReadUrl> FindArticle(const Json& review, ReviewReader& reader) {
  for (std::string_view property : {"url", "mainEntityOfPage", "@id"}) {
    for (const Json* item : ItemsOf(review, property)) {
      const std::string address = AddressOf(*item);
      if (address.empty()) continue;
      if (property == "@id" && !address.starts_with("http")) continue;
      if (std::optional<ReadUrl> url = reader.Address(property, address)) return url;
    }
  }
  return std::nullopt;
}

bool IsRetracted(const Json& review) {
  for (const Json* item : ItemsOf(review, "creativeWorkStatus")) {
    if (ExactForm(TextOf(*item)) == "retracted") return true;
  }
  return false;
}

void ReadTexts(const Json& review, ReviewReader& reader, v1::VerdictRevision& revision) {
  revision.set_title(
      OneLine(reader.Text("name", FirstTextIn(review, {"name", "headline"}), kTitle)));
  std::string summary = FirstTextIn(review, {"description"});
  if (const Json* rating = FirstOf(review, "reviewRating"); summary.empty() && rating != nullptr) {
    summary = FirstTextIn(*rating, {"ratingExplanation"});
  }
  revision.set_summary(reader.Text("description", summary, kSummary));
  revision.set_explanation(reader.Text(
      "reviewBody", FirstTextIn(review, {"reviewBody", "articleBody", "text"}), kExplanation));
  std::string note;
  for (const Json* item : ItemsOf(review, "correction")) {
    const std::string text = TextIn(*item, "text").empty() ? TextOf(*item) : TextIn(*item, "text");
    if (text.empty()) continue;
    if (!note.empty()) note += "\n\n";
    note += text;
  }
  revision.set_public_note(reader.Text("correction", note, kPublicNote));
  if (std::optional<v1::PartialDate> date = reader.Date(review, {"datePublished", "dateCreated"})) {
    *revision.mutable_article_date() = *std::move(date);
  }
}

// Everything that an import stores of it, and nothing else.
std::string HashOf(const ParsedReview& review) {
  std::string all;
  const auto add = [&all](std::string_view part) { StrAppend(&all, part.size(), ":", part); };
  add(review.publisher.key);
  add(review.claim.SerializeAsString());
  add(review.revision.SerializeAsString());
  add(review.retracted ? "retracted" : "");
  if (review.rating) {
    add(review.rating->label);
    add(review.rating->language);
    add(std::to_string(static_cast<int>(review.rating->normal)));
    if (const auto& number = review.rating->number) {
      add(StrCat(number->worst, "/", number->value, "/", number->best));
    }
  }
  for (const ParsedEvidence& evidence : review.evidence) {
    add(evidence.evidence.SerializeAsString());
    add(evidence.note);
  }
  return Sha256(all);
}

// The review, or why there is none.
std::string ReadReview(const Json& review, const ParseOptions& options, ParsedReview* out) {
  const std::string our_name = IdentifierOf(review, kOurProperty);
  if (const auto ids = MatchName(kVerdictPattern, our_name)) out->our_claim_id = (*ids)[0];
  // What we wrote ourselves is plain text: it has no references of HTML to decode.
  ReviewReader reader(options, /*decode=*/out->our_claim_id.empty(), &out->warnings);
  if (FirstOf(review, "claimReviewed") == nullptr && FirstOf(review, "itemReviewed") == nullptr) {
    return "has no claimReviewed";
  }
  const std::optional<ReadUrl> article = FindArticle(review, reader);
  if (!article) {
    return out->warnings.empty() ? "has no url" : StrCat("has no usable url: ", out->warnings[0]);
  }
  out->canonical_url = CanonicalUrl(article->parsed);
  out->claim.set_import_source(article->url);
  out->revision.set_url(article->url);
  out->revision.set_language(reader.Language(review));
  if (out->revision.language().empty()) out->revision.set_language(options.default_language);

  ReadPublisher(review, article->parsed, reader, out);
  if (!ReadClaim(review, reader, out)) return "has no claimReviewed";
  ReadTexts(review, reader, out->revision);
  out->retracted = IsRetracted(review);
  ReadRating(review, reader, out);
  ReadEvidence(review, reader, out);

  // The rules that every claim must meet have the last word.
  const std::string source = out->claim.import_source();
  Violations violations;
  CheckNewClaim("claim", options.now, &out->claim, violations);
  out->claim.set_import_source(source);
  if (!violations.empty()) return StrCat("breaks a rule: ", ToStd(violations.ToStatus().message()));
  out->content_sha256 = HashOf(*out);
  return {};
}

}  // namespace

ParsedRecord ParseClaimReviews(std::string_view json, const ParseOptions& options) {
  ParsedRecord record;
  absl::StatusOr<ParsedJson> parsed = ParseJsonText(json);
  if (!parsed.ok()) {
    record.refusals.emplace_back(ToStd(parsed.status().message()));
    return record;
  }
  if (json.find("schema:") != std::string_view::npos ||
      json.find("schema.org/claimReviewed") != std::string_view::npos) {
    ShortenKeys(parsed->value);
  }
  std::vector<const Json*> found;
  FindReviews(parsed->value, found);
  if (found.empty()) {
    record.refusals.emplace_back(parsed->value.is_object() ? "is no ClaimReview"
                                                           : "is no JSON object");
    return record;
  }
  if (found.size() > kMaxReviewsInRecord) {
    record.refusals.push_back(StrCat("holds ", found.size(), " reviews; at most ",
                                     kMaxReviewsInRecord, " may come as one record"));
    return record;
  }
  for (const Json* review : found) {
    ParsedReview out;
    std::string refusal = ReadReview(*review, options, &out);
    if (!refusal.empty()) {
      record.refusals.push_back(std::move(refusal));
      continue;
    }
    if (found.size() > 1) {
      out.own_json = review->dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    if (!parsed->mended.empty()) {
      out.warnings.push_back(StrCat("the JSON had ", parsed->mended, ", which was mended"));
    }
    record.reviews.push_back(std::move(out));
  }
  return record;
}

}  // namespace factcheck::domain
