#include "server/domain/verdicts/rating.h"

#include <algorithm>

namespace factcheck::domain {
namespace {

std::string_view LabelIn(const v1::Rating& rating, std::string_view language) {
  while (!language.empty()) {
    for (const v1::LocalizedText& label : rating.labels()) {
      if (label.language() == language) return label.text();
    }
    const size_t cut = language.rfind('-');
    language = cut == std::string_view::npos ? std::string_view() : language.substr(0, cut);
    // A single letter introduces what follows it.
    if (language.size() > 2 && language[language.size() - 2] == '-') {
      language.remove_suffix(2);
    }
  }
  return rating.labels().empty() ? std::string_view() : std::string_view(rating.labels(0).text());
}

void SetPosition(const v1::RatingScale& scale, int ordinal, v1::VerdictRating* resolved) {
  int worst = ordinal;
  int best = ordinal;
  for (const v1::Rating& rating : scale.ratings()) {
    if (!rating.has_ordinal()) continue;
    worst = std::min(worst, rating.ordinal());
    best = std::max(best, rating.ordinal());
  }
  resolved->set_ordinal(ordinal);
  resolved->set_worst(worst);
  resolved->set_best(best);
}

}  // namespace

std::optional<v1::VerdictRating> ResolveRating(const v1::RatingScale& scale, std::string_view code,
                                               std::string_view language) {
  const auto& ratings = scale.ratings();
  const auto rating = std::find_if(ratings.begin(), ratings.end(),
                                   [&](const v1::Rating& r) { return r.code() == code; });
  if (rating == ratings.end()) return std::nullopt;
  v1::VerdictRating resolved;
  resolved.set_scale_version(scale.name());
  resolved.set_code(rating->code());
  resolved.set_label(std::string(LabelIn(*rating, language)));
  resolved.set_normal(rating->normal());
  if (rating->has_ordinal()) SetPosition(scale, rating->ordinal(), &resolved);
  return resolved;
}

}  // namespace factcheck::domain
