#include "server/search/features.h"

#include <algorithm>
#include <cmath>

#include "server/search/feature_weights.h"

namespace factcheck::search {
namespace {

constexpr uint16_t kNone = UINT16_MAX;
constexpr size_t kGramPlaces = 16384;
constexpr uint16_t kMonthBit = 1U << 14, kYearBit = 1U << 15;

double& At(Features& features, Feature feature) { return features[static_cast<size_t>(feature)]; }

// Calls `visit(place)` for each trigram of "^word$"; never for a number.
template <typename Visit>
void ForEachGram(std::string_view word, const Visit& visit) {
  if (word.empty() || word[0] == '#') return;
  uint32_t window = '^';
  const auto take = [&](char c) {
    window = (window << 8 | static_cast<unsigned char>(c)) & 0xFFFFFF;
    if (window > 0xFFFF) visit(static_cast<uint16_t>((window * 0x9E3779B1U) >> 18));
  };
  for (const char c : word) take(c);
  take('$');
}
static_assert(kGramPlaces == 1U << (32 - 18));

double Share(double part, double whole) { return whole > 0 ? std::min(part / whole, 1.0) : 0; }

bool IsText(Field field) {
  return field == Field::kStatement || field == Field::kTitle || field == Field::kSummary;
}

}  // namespace

// What is gathered on one pass over a document's terms.
struct FeatureExtractor::Walk {
  enum : uint8_t { kStatement = 1, kTitle = 2, kText = 4, kAll = 8, kNamed = 16 };

  explicit Walk(const FeatureExtractor& extractor)
      : found(extractor.query_.terms.size()),
        pairs(extractor.pair_weights_.size()),
        run_at(extractor.query_.sequence.size(), UINT32_MAX),
        run_weight(extractor.query_.sequence.size()) {}

  // A field of which every term counts: the statement and the title.
  struct Field {
    double all = 0, found = 0, letters = 0;
  };

  std::vector<uint8_t> found;  // Where each term of the query was found.
  std::vector<uint8_t> pairs;  // 1: in the text; 2: in the context.
  // Of the run that ends with this term of the sequence: the step at which, and its weight.
  std::vector<uint32_t> run_at;
  std::vector<double> run_weight;
  double longest_run = 0;
  uint32_t step = 0;  // Over all fields, with a gap between two.
  search::Field field = search::Field::kStatement;
  uint16_t last = kNone, before_last = kNone;  // The query's terms that stand just before.
  Field statement, title;
  size_t numbers = 0, other_numbers = 0;  // Of the statement.
  uint16_t source = 0;                    // What of author and date was found.
  Grams grams;
};

FeatureExtractor::FeatureExtractor(const Query& query, const Inverted& index)
    : query_(query),
      index_(index),
      positions_(query.terms.size()),
      term_grams_(query.terms.size()) {
  for (size_t i = 0; i < query.terms.size(); ++i) {
    const QueryTerm& term = query.terms[i];
    if (term.term != kNoTerm) by_term_.emplace(term.term, static_cast<uint16_t>(i));
    if (term.name) all_names_ += term.weight;
    if (term.number) ++all_numbers_;
    ForEachGram(term.text, [&](uint16_t place) {
      grams_.set(place);
      term_grams_[i].push_back(place);
    });
  }
  // A synonym that is itself in the query stands for itself.
  for (size_t i = 0; i < query.terms.size(); ++i) {
    for (const TermId other : query.terms[i].also) {
      by_term_.emplace(other, static_cast<uint16_t>(i));
    }
  }
  for (size_t i = 0; i < query.author.size(); ++i) {
    by_source_[query.author[i].term] |= static_cast<uint16_t>(1U << i);
  }
  if (query.month != kNoTerm) by_source_[query.month] |= kMonthBit;
  if (query.year != kNoTerm) by_source_[query.year] |= kYearBit;
  for (size_t i = 0; i < query.sequence.size(); ++i) {
    positions_[query.sequence[i]].push_back(static_cast<uint16_t>(i));
  }
  IndexPairs();
}

void FeatureExtractor::IndexPairs() {
  for (size_t i = 0; i + 1 < query_.sequence.size(); ++i) {
    const uint16_t a = std::min(query_.sequence[i], query_.sequence[i + 1]);
    const uint16_t b = std::max(query_.sequence[i], query_.sequence[i + 1]);
    if (a == b) continue;
    const auto next = static_cast<uint16_t>(pair_weights_.size());
    if (!pairs_.emplace(uint32_t{a} << 16 | b, next).second) continue;
    pair_weights_.push_back(query_.terms[a].weight + query_.terms[b].weight);
    all_pairs_ += pair_weights_.back();
  }
}

void FeatureExtractor::WalkRun(Walk& walk, uint16_t term) const {
  for (const uint16_t at : positions_[term]) {
    double weight = query_.terms[term].weight;
    if (at > 0 && walk.step > 0 && walk.run_at[at - 1] == walk.step - 1) {
      weight += walk.run_weight[at - 1];
    }
    // A repeated term must not take its own run of this step for that of the one before.
    walk.run_at[at] = walk.step;
    walk.run_weight[at] = weight;
    walk.longest_run = std::max(walk.longest_run, weight);
  }
}

void FeatureExtractor::WalkTerm(Walk& walk, Field field, uint32_t position, TermId term) const {
  if (position == 0 || field != walk.field) {
    walk.field = field;
    walk.last = walk.before_last = kNone;
    ++walk.step;
  }
  const auto found = by_term_.find(term);
  const uint16_t at = found == by_term_.end() ? kNone : found->second;
  if (field == Field::kStatement || field == Field::kTitle) {
    Walk::Field& sums = field == Field::kStatement ? walk.statement : walk.title;
    const std::string_view text = index_.vocabulary().Text(term);
    const double idf = at == kNone ? index_.Idf(term) : query_.terms[at].weight;
    size_t grams = 0, shared = 0;
    ForEachGram(text, [&](uint16_t place) {
      ++grams;
      shared += grams_.test(place) ? 1 : 0;
      walk.grams.set(place);
    });
    sums.all += idf;
    if (at != kNone) {
      sums.found += idf;
      sums.letters += idf;
    } else if (grams > 0) {
      sums.letters += idf * static_cast<double>(shared) / static_cast<double>(grams);
    }
    if (field == Field::kStatement && text[0] == '#') {
      ++walk.numbers;
      if (at == kNone) ++walk.other_numbers;
    }
  } else if (field == Field::kSummary) {
    ForEachGram(index_.vocabulary().Text(term), [&](uint16_t place) { walk.grams.set(place); });
  }
  if (!by_source_.empty() && (IsText(field) || field == Field::kClaimant)) {
    const auto source = by_source_.find(term);
    if (source != by_source_.end()) walk.source |= source->second;
  }
  if (at != kNone) {
    uint8_t where = Walk::kAll;
    if (field == Field::kStatement) where |= Walk::kStatement;
    if (field == Field::kTitle) where |= Walk::kTitle;
    if (IsText(field)) where |= Walk::kText;
    if (IsText(field) || field == Field::kClaimant) where |= Walk::kNamed;
    walk.found[at] |= where;
    for (const uint16_t other : {walk.last, walk.before_last}) {
      if (other == kNone || other == at) continue;
      const auto pair = pairs_.find(uint32_t{std::min(at, other)} << 16 | std::max(at, other));
      if (pair != pairs_.end()) walk.pairs[pair->second] |= IsText(field) ? 1 : 2;
    }
    WalkRun(walk, at);
  }
  walk.before_last = walk.last;
  walk.last = at;
  ++walk.step;
}

Features FeatureExtractor::Of(const ScoredDoc& candidate) {
  Walk walk(*this);
  ForEachTerm(index_.documents().Forward(candidate.doc),
              [&](Field field, uint32_t position, TermId term, bool) {
                WalkTerm(walk, field, position, term);
              });

  double statement = 0, title = 0, text = 0, all = 0, names = 0, letters = 0;
  size_t numbers = 0;
  for (size_t i = 0; i < walk.found.size(); ++i) {
    const QueryTerm& term = query_.terms[i];
    const uint8_t where = walk.found[i];
    if (where & Walk::kStatement) statement += term.weight;
    if (where & Walk::kTitle) title += term.weight;
    if (where & Walk::kAll) all += term.weight;
    if (term.name && (where & Walk::kNamed)) names += term.weight;
    if (term.number && (where & Walk::kText)) ++numbers;
    if (where & Walk::kText) {
      text += term.weight;
      letters += term.weight;
    } else if (!term_grams_[i].empty()) {
      const auto shared = std::count_if(term_grams_[i].begin(), term_grams_[i].end(),
                                        [&](uint16_t place) { return walk.grams.test(place); });
      letters +=
          term.weight * static_cast<double>(shared) / static_cast<double>(term_grams_[i].size());
    }
  }
  double pairs = 0, context_pairs = 0;
  for (size_t i = 0; i < walk.pairs.size(); ++i) {
    if (walk.pairs[i] & 1) pairs += pair_weights_[i];
    if (walk.pairs[i] & 2) context_pairs += pair_weights_[i];
  }

  // That nobody gave a claim a title says nothing about it.
  const Walk::Field& headline = walk.title.all > 0 ? walk.title : walk.statement;
  Features features = {};
  const double whole = query_.total_weight;
  At(features, Feature::kScore) =
      Share(static_cast<double>(candidate.score), static_cast<double>(query_.best_score));
  At(features, Feature::kQueryInStatement) = Share(statement, whole);
  At(features, Feature::kQueryInTitle) = Share(title, whole);
  At(features, Feature::kQueryInText) = Share(text, whole);
  At(features, Feature::kQueryInAll) = Share(all, whole);
  At(features, Feature::kStatementInQuery) = Share(walk.statement.found, walk.statement.all);
  At(features, Feature::kTitleInQuery) = Share(headline.found, headline.all);
  At(features, Feature::kPairs) = Share(pairs, all_pairs_);
  At(features, Feature::kPairsInContext) = Share(context_pairs, all_pairs_);
  At(features, Feature::kRun) = Share(walk.longest_run, whole);
  At(features, Feature::kNames) = Share(names, all_names_);
  At(features, Feature::kNumbers) =
      Share(static_cast<double>(numbers), static_cast<double>(all_numbers_));
  At(features, Feature::kOtherNumbers) =
      Share(static_cast<double>(walk.other_numbers), static_cast<double>(walk.numbers));
  At(features, Feature::kQueryLetters) = Share(letters, whole);
  At(features, Feature::kStatementLetters) = Share(walk.statement.letters, walk.statement.all);
  At(features, Feature::kTitleLetters) = Share(headline.letters, headline.all);
  double author = 0;
  for (size_t i = 0; i < query_.author.size(); ++i) {
    if (walk.source & (1U << i)) author += query_.author[i].weight;
  }
  At(features, Feature::kAuthor) = Share(author, query_.author_weight);
  At(features, Feature::kYear) = walk.source & kYearBit ? 1 : 0;
  At(features, Feature::kMonth) = (walk.source & kYearBit) && (walk.source & kMonthBit) ? 1 : 0;
  return features;
}

std::string_view NameOf(Feature feature) { return kWeights[static_cast<size_t>(feature)].name; }

double ScoreOf(const Features& features) {
  double sum = kBias;
  for (size_t i = 0; i < kFeatures; ++i) sum += kWeights[i].weight * features[i];
  return 1 / (1 + std::exp(-sum));
}

}  // namespace factcheck::search
