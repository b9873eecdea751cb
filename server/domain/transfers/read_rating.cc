// The rating of a review, whatever form it has.
#include <charconv>

#include "server/base/absl_strings.h"
#include "server/domain/transfers/loose_json.h"
#include "server/domain/transfers/review_reader.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using Json = nlohmann::json;

constexpr TextRule kLabel{.max_bytes = 2000};
constexpr double kDefaultWorst = 1;  // schema.org worstRating.
constexpr double kDefaultBest = 5;   // schema.org bestRating.

std::string Format(double number) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return std::string(digits, end);
}

// Of several names, the one in the review's language.
std::string NameOf(const Json& rating, std::string_view property, const std::string& language) {
  for (const Json* item : ItemsOf(rating, property)) {
    if (item->is_object() && !language.empty() && TextIn(*item, "@language") == language) {
      return TextOf(*item);
    }
  }
  return TextIn(rating, property);
}

// Of several ratings, the first with a name.
const Json* ChooseRating(const Json& review) {
  const JsonItems ratings = ItemsOf(review, "reviewRating");
  for (const Json* rating : ratings) {
    if (!TextIn(*rating, "alternateName").empty()) return rating;
  }
  return ratings.empty() ? nullptr : ratings.front();
}

std::optional<RatingNumber> NumberOf(const Json& rating, ReviewReader& reader) {
  const std::optional<double> value = NumberIn(rating, "ratingValue");
  if (!value) return std::nullopt;
  RatingNumber number{.value = *value,
                      .worst = NumberIn(rating, "worstRating").value_or(kDefaultWorst),
                      .best = NumberIn(rating, "bestRating").value_or(kDefaultBest)};
  if (number.worst < number.best && number.worst <= number.value && number.value <= number.best) {
    return number;
  }
  reader.texts.Warn(StrCat("ratingValue ", Format(number.value), " is not within worstRating ",
                           Format(number.worst), " to bestRating ", Format(number.best),
                           " and was left out"));
  return std::nullopt;
}

v1::NormalRating OurNormal(const Json& rating) {
  v1::NormalRating normal = v1::NORMAL_RATING_UNSPECIFIED;
  const std::string name = IdentifierOf(rating, kNormalRatingProperty);
  if (!name.empty() && !v1::NormalRating_Parse("NORMAL_RATING_" + name, &normal)) {
    return v1::NORMAL_RATING_UNSPECIFIED;
  }
  return normal;
}

std::string OurCode(const Json& rating) {
  std::string code = IdentifierOf(rating, kRatingCodeProperty);
  return IsId(code) ? code : std::string();
}

// Brings the label to its normal form, with the number's help where no rule speaks,
// and without the number where the two contradict each other.
void Normalize(const Json& rating, ReviewReader& reader, ParsedRating& parsed) {
  const std::optional<v1::NormalRating> by_label =
      reader.options.rules->Match(parsed.label, parsed.language);
  if (const v1::NormalRating ours = OurNormal(rating); ours != v1::NORMAL_RATING_UNSPECIFIED) {
    parsed.normal = ours;
  } else if (by_label) {
    parsed.normal = *by_label;
  } else if (parsed.number) {
    parsed.normal = NormalOfNumber(*parsed.number);
  }
  if (!parsed.number || parsed.normal == v1::NORMAL_RATING_OTHER) return;
  const v1::NormalRating by_number = NormalOfNumber(*parsed.number);
  const bool contradicts =
      (parsed.normal == v1::NORMAL_RATING_TRUE && by_number == v1::NORMAL_RATING_FALSE) ||
      (parsed.normal == v1::NORMAL_RATING_FALSE && by_number == v1::NORMAL_RATING_TRUE);
  if (!contradicts) return;
  parsed.number.reset();
  reader.texts.Warn("ratingValue contradicts the rating's name and was left out");
}

}  // namespace

void ReadRating(const Json& review, ReviewReader& reader, ParsedReview* out) {
  const Json* given = ChooseRating(review);
  if (given == nullptr) return reader.texts.Warn("there is no reviewRating");
  ParsedRating rating;
  rating.language = out->revision.language();
  std::string label;
  if (given->is_object()) {
    rating.number = NumberOf(*given, reader);
    rating.our_code = OurCode(*given);
    label = NameOf(*given, "alternateName", rating.language);
    if (OneLine(label).empty()) label = NameOf(*given, "name", rating.language);
    if (OneLine(label).empty() && rating.number) {
      label = StrCat(Format(rating.number->value), "/", Format(rating.number->best));
    } else if (OneLine(label).empty() && !NumberIn(*given, "ratingValue")) {
      label = TextIn(*given, "ratingValue");
    }
    if (OneLine(label).empty()) label = TextIn(*given, "ratingExplanation");
  } else {
    label = TextOf(*given);
  }
  rating.label = OneLine(reader.Text("reviewRating.alternateName", label, kLabel));
  // What our export of a retraction says in place of a rating.
  if (out->retracted && rating.label == kRetracted) return;
  if (rating.label.empty()) return reader.texts.Warn("reviewRating has no name and no number");
  if (label.size() > kLabel.max_bytes && out->revision.explanation().empty()) {
    out->revision.set_explanation(
        reader.Text("reviewRating.alternateName", label, {.max_bytes = 200'000, .lines = true}));
  }
  Normalize(*given, reader, rating);
  out->rating = std::move(rating);
}

}  // namespace factcheck::domain
