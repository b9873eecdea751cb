#include "server/search/document.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "server/search/analysis.h"
#include "server/search/scale_words.h"

namespace factcheck::search {
namespace {

constexpr double kSaturation = 1.2;  // BM25's k1.

// Set by hand: what a claim says counts most, what was said around it least.
constexpr std::array<FieldRule, kFields> kRules = {{
    {.weight = 1.0, .length = 10, .b = 0.4},   // Statement.
    {.weight = 0.8, .length = 6, .b = 0.3},    // Title.
    {.weight = 0.5, .length = 12, .b = 0.4},   // Summary.
    {.weight = 0.4, .length = 2, .b = 0.2},    // Claimant.
    {.weight = 0.4, .length = 100, .b = 0.6},  // Context.
    {.weight = 0.3, .length = 3, .b = 0.2},    // Topics.
}};

// Adds the words of scale ("million") that numbers of a text are written with, each once.
void AddScales(std::string_view text, const Analysis& analysis, std::vector<FieldTerm>& scales) {
  for (const Token& token : analysis.tokens) {
    for (std::string& scale : ScaleTermsOf(text, token, analysis.language)) {
      const bool known = std::any_of(scales.begin(), scales.end(),
                                     [&](const FieldTerm& other) { return other.term == scale; });
      if (!known) scales.push_back({std::move(scale)});
    }
  }
}

}  // namespace

AnalyzedDocument AnalyzeDocument(const Document& document) {
  AnalyzedDocument analyzed;
  std::vector<FieldTerm> scales;
  analyzed.key = document.key;
  analyzed.labels = document.labels;
  for (size_t f = 0; f < kFields; ++f) {
    if (document.text[f].empty()) continue;
    Analysis analysis = Analyze(document.text[f], document.language);
    const bool all_stop = std::all_of(analysis.tokens.begin(), analysis.tokens.end(),
                                      [](const Token& token) { return token.stop; });
    AddScales(document.text[f], analysis, scales);
    std::vector<FieldTerm>& terms = analyzed.terms[f];
    for (Token& token : analysis.tokens) {
      if (terms.size() == kMaxFieldTerms) break;
      if (token.stop && !all_stop) continue;
      terms.push_back({std::move(token.term), token.name});
    }
  }
  // Where they stand they would lengthen what a claim says, and part what stands side by side.
  std::vector<FieldTerm>& topics = analyzed.terms[static_cast<size_t>(Field::kTopics)];
  topics.insert(topics.end(), std::make_move_iterator(scales.begin()),
                std::make_move_iterator(scales.end()));
  return analyzed;
}

FieldRule RuleOf(Field field) { return kRules[static_cast<size_t>(field)]; }

uint8_t Impact(const std::array<uint32_t, kFields>& frequencies,
               const std::array<uint32_t, kFields>& lengths) {
  double frequency = 0;
  for (size_t f = 0; f < kFields; ++f) {
    if (frequencies[f] == 0) continue;
    const FieldRule& rule = kRules[f];
    frequency += rule.weight * frequencies[f] / (1 - rule.b + rule.b * lengths[f] / rule.length);
  }
  const double part = frequency / (kSaturation + frequency);
  return static_cast<uint8_t>(std::clamp(std::lround(part * 255), 1L, 255L));
}

}  // namespace factcheck::search
