#include "server/search/differences.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

namespace factcheck::search {
namespace {

// One of the two texts.
struct Side {
  std::string_view text;
  const Analysis& analysis;

  std::string Words(size_t first, size_t count) const {
    const Token& begin = analysis.tokens[first];
    const Token& end = analysis.tokens[first + count - 1];
    return std::string(text.substr(begin.begin, end.end - begin.begin));
  }
};

using Texts = std::vector<std::string>;

void AddOnce(std::string text, Texts& texts) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

Texts LoneNumbers(const Side& side, const Side& other) {
  Texts lone;
  for (const Quantity& quantity : side.analysis.quantities) {
    const bool met =
        std::any_of(other.analysis.quantities.begin(), other.analysis.quantities.end(),
                    [&](const Quantity& another) { return Compatible(quantity, another); });
    if (!met) AddOnce(side.Words(quantity.first_word, quantity.words), lone);
  }
  return lone;
}

Texts LoneDates(const Side& side, const Side& other) {
  Texts lone;
  for (const TextDate& date : side.analysis.dates) {
    const bool met = std::any_of(other.analysis.dates.begin(), other.analysis.dates.end(),
                                 [&](const TextDate& another) { return date.Agrees(another); });
    if (!met) AddOnce(side.Words(date.first_word, date.words), lone);
  }
  return lone;
}

Texts LoneNames(const Side& side, const Side& other) {
  std::set<std::string_view> terms;
  for (const Token& token : other.analysis.tokens) terms.insert(token.term);
  Texts lone;
  for (const TextName& name : side.analysis.names) {
    const auto begin = side.analysis.tokens.begin() + static_cast<ptrdiff_t>(name.first_token);
    const bool met = std::any_of(begin, begin + static_cast<ptrdiff_t>(name.tokens),
                                 [&](const Token& token) { return terms.contains(token.term); });
    const bool date = begin->date;
    if (!met && !date) AddOnce(side.Words(name.first_token, name.tokens), lone);
  }
  return lone;
}

Texts Negations(const Side& side) {
  Texts found;
  for (size_t i = 0; i < side.analysis.tokens.size(); ++i) {
    if (side.analysis.tokens[i].negation) AddOnce(side.Words(i, 1), found);
  }
  return found;
}

void Append(Difference::Kind kind, const Texts& in_text, const Texts& in_claim,
            std::vector<Difference>& differences) {
  const size_t count = std::min(std::max(in_text.size(), in_claim.size()), kMaxDifferences);
  for (size_t i = 0; i < count; ++i) {
    differences.push_back({kind, i < in_text.size() ? in_text[i] : std::string(),
                           i < in_claim.size() ? in_claim[i] : std::string()});
  }
}

}  // namespace

std::vector<std::string> SharedWords(std::string_view text, const Analysis& text_analysis,
                                     const Analysis& claim_analysis) {
  std::set<std::string_view> terms;
  for (const Token& token : claim_analysis.tokens) {
    if (!token.stop) terms.insert(token.term);
  }
  const Side side{text, text_analysis};
  Texts shared;
  for (size_t i = 0; i < text_analysis.tokens.size(); ++i) {
    const Token& token = text_analysis.tokens[i];
    // Each term once: what is told is why it was found.
    if (!token.stop && terms.erase(token.term) > 0) shared.push_back(side.Words(i, 1));
  }
  return shared;
}

std::vector<Difference> FindDifferences(std::string_view text, const Analysis& text_analysis,
                                        std::string_view claim, const Analysis& claim_analysis) {
  const Side a{text, text_analysis}, b{claim, claim_analysis};
  std::vector<Difference> differences;
  Append(Difference::Kind::kNumber, LoneNumbers(a, b), LoneNumbers(b, a), differences);
  Append(Difference::Kind::kDate, LoneDates(a, b), LoneDates(b, a), differences);
  // A post names many that a claim has no need to: those count beside names that it lacks.
  const Texts names_in_claim = LoneNames(b, a);
  Texts names_in_text = LoneNames(a, b);
  names_in_text.resize(std::min(names_in_text.size(), names_in_claim.size()));
  Append(Difference::Kind::kName, names_in_text, names_in_claim, differences);
  const Texts in_text = Negations(a), in_claim = Negations(b);
  if (in_text.empty() != in_claim.empty()) {
    Append(Difference::Kind::kNegation, in_text, in_claim, differences);
  }
  return differences;
}

}  // namespace factcheck::search
