#include "tests/unit/search/reference.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "server/search/synonyms.h"

namespace factcheck::search {
namespace {

std::set<std::string> Trigrams(const std::string& text) {
  std::set<std::string> grams;
  if (text.size() < 4 || text.size() > 40 || text[0] == '#') return grams;
  const std::string padded = "^" + text + "$";
  for (size_t i = 0; i + 3 <= padded.size(); ++i) grams.insert(padded.substr(i, 3));
  return grams;
}

double Dice(const std::string& a, const std::string& b) {
  const std::set<std::string> x = Trigrams(a), y = Trigrams(b);
  if (x.empty() || y.empty() || a.size() > 2 * b.size() || b.size() > 2 * a.size()) return 0;
  size_t shared = 0;
  for (const std::string& gram : x) shared += y.count(gram);
  return 2.0 * static_cast<double>(shared) / static_cast<double>(x.size() + y.size());
}

bool Has(const AnalyzedDocument& document, std::string_view term) {
  return std::any_of(document.terms.begin(), document.terms.end(), [&](const auto& field) {
    return std::any_of(field.begin(), field.end(),
                       [&](const FieldTerm& other) { return other.term == term; });
  });
}

}  // namespace

void Reference::Put(const AnalyzedDocument& document) {
  Remove(document.key);
  documents_.push_back(document);
}

void Reference::Remove(std::string_view key) {
  std::erase_if(documents_, [&](const AnalyzedDocument& other) { return other.key == key; });
}

size_t Reference::Frequency(std::string_view term) const {
  return static_cast<size_t>(
      std::count_if(documents_.begin(), documents_.end(),
                    [&](const AnalyzedDocument& document) { return Has(document, term); }));
}

double Reference::Idf(size_t frequency) const {
  const auto all = static_cast<double>(documents_.size());
  const auto n = static_cast<double>(frequency);
  return std::log(1 + (all - n + 0.5) / (n + 0.5));
}

std::map<std::string, double> Reference::Expanded(const Analysis& text) const {
  std::set<std::string> vocabulary;
  for (const AnalyzedDocument& document : documents_) {
    for (const auto& field : document.terms) {
      for (const FieldTerm& term : field) vocabulary.insert(term.term);
    }
  }
  std::map<std::string, double> weights;
  const auto add = [&](const std::string& term, double share) {
    weights[term] = std::max(weights[term], share * Idf(Frequency(term)));
  };
  const bool all_stop = std::all_of(text.tokens.begin(), text.tokens.end(),
                                    [](const Token& token) { return token.stop; });
  std::vector<Token> tokens;
  for (const Token& token : text.tokens) {
    if (!token.stop || all_stop) tokens.push_back(token);
  }
  std::set<std::string> seen;
  for (const Token& token : tokens) {
    if (!seen.insert(token.term).second) continue;
    bool has_synonym = false;
    for (const std::string& synonym : SynonymsOf(token.term)) {
      if (Frequency(synonym) == 0) continue;
      has_synonym = true;
      const double idf = std::min(Idf(Frequency(synonym)), Idf(Frequency(token.term)));
      weights[synonym] = std::max(weights[synonym], 0.7 * idf);
    }
    if (vocabulary.contains(token.term)) {
      add(token.term, 1);
      continue;
    }
    if (token.number || has_synonym) continue;
    std::vector<std::pair<double, std::string>> alike;
    for (const std::string& term : vocabulary) {
      const double similarity = Dice(token.term, term);
      if (similarity >= 0.6) alike.push_back({-similarity, term});
    }
    std::sort(alike.begin(), alike.end());
    for (size_t i = 0; i < alike.size() && i < 3; ++i) {
      add(alike[i].second, 0.7 * -alike[i].first);
    }
    size_t best = 1, best_at = 0;
    for (size_t at = 3; at + 3 <= token.term.size(); ++at) {
      const size_t both =
          std::min(Frequency(token.term.substr(0, at)), Frequency(token.term.substr(at)));
      if (both > best) {
        best = both;
        best_at = at;
      }
    }
    if (best_at > 0) {
      add(token.term.substr(0, best_at), 0.8);
      add(token.term.substr(best_at), 0.8);
    }
  }
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].number || tokens[i + 1].number) continue;
    const std::string both = tokens[i].term + tokens[i + 1].term;
    if (vocabulary.contains(both)) add(both, 0.8);
  }
  return weights;
}

std::vector<std::string> Reference::FindTop(const Analysis& text, size_t limit,
                                            uint32_t labels) const {
  const std::map<std::string, double> weights = Expanded(text);
  std::vector<std::pair<double, size_t>> scores;  // Negative: the best first, the older of equals.
  for (size_t d = 0; d < documents_.size(); ++d) {
    const AnalyzedDocument& document = documents_[d];
    if ((document.labels & labels) == 0) continue;
    std::array<uint32_t, kFields> lengths = {};
    for (size_t f = 0; f < kFields; ++f) {
      lengths[f] = static_cast<uint32_t>(document.terms[f].size());
    }
    double score = 0;
    for (const auto& [term, weight] : weights) {
      std::array<uint32_t, kFields> frequencies = {};
      for (size_t f = 0; f < kFields; ++f) {
        for (const FieldTerm& other : document.terms[f]) frequencies[f] += other.term == term;
      }
      if (!Has(document, term)) continue;
      const double whole = std::clamp(std::round(weight * 256), 1.0, 1048576.0);
      score += whole * Impact(frequencies, lengths);
    }
    if (score > 0) scores.push_back({-score, d});
  }
  std::sort(scores.begin(), scores.end());
  std::vector<std::string> keys;
  for (size_t i = 0; i < scores.size() && i < limit; ++i) {
    keys.push_back(documents_[scores[i].second].key);
  }
  return keys;
}

}  // namespace factcheck::search
