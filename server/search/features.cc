#include "server/search/features.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "server/search/feature_weights.h"
#include "server/search/forward.h"
#include "server/search/term_traits.h"

namespace factcheck::search {
namespace {

constexpr uint16_t kNone = UINT16_MAX;
// Of terms.
constexpr uint32_t kHash = 0x9E3779B1;
// That of an inverse document frequency of 1.
constexpr double kWholeScore = kWeightUnit * kMostImpact;
// In weights of the rarest term.
constexpr double kMuch = 8, kLittle = 2, kShort = 3;
// Where a term of the query was found.
enum : uint8_t { kInStatement = 1, kInTitle = 2, kInText = 4, kInAll = 8, kInNamed = 16 };
constexpr uint16_t kMonthBit = 1U << 14, kYearBit = 1U << 15;

double& At(Features& features, Feature feature) { return features[static_cast<size_t>(feature)]; }

double Share(double part, double whole) { return whole > 0 ? std::min(part / whole, 1.0) : 0; }

double HarmonicMean(double a, double b) { return a + b > 0 ? 2 * a * b / (a + b) : 0; }

// 0 for nothing, a half for `half`, towards 1 for much more.
double Saturated(double weight, double half) { return weight > 0 ? weight / (weight + half) : 0; }

uint32_t PairOf(uint16_t smaller, uint16_t larger) { return uint32_t{smaller} << 16 | larger; }

constexpr bool IsText(Field field) {
  return field == Field::kStatement || field == Field::kTitle || field == Field::kSummary;
}

}  // namespace

FeatureExtractor::FeatureExtractor(const Query& query, const Inverted& index)
    : query_(query), index_(index), idf_(index.documents().live()), rarest_(index.IdfOf(1)) {
  const double short_weight = kShort * rarest_;
  rank_weight_ =
      std::max((query.total_weight - short_weight) / (query.total_weight + short_weight), 0.0);
  parts_.reserve(query.terms.size());
  for (const QueryTerm& term : query.terms) {
    if (term.name) all_names_ += term.weight;
    if (term.number) ++all_numbers_;
    letters_.AddTerm(term.text);
    parts_.push_back({.weight = term.weight,
                      .name_weight = term.name ? term.weight : 0,
                      .grams = static_cast<double>(letters_.Grams(parts_.size())),
                      .number = term.number});
  }
  KnowTerms();
  MakePositions();
  MakePairs();
  found_.resize(query.terms.size());
  found_pairs_.resize(1 + pairs_.size());
  run_at_.resize(query.sequence.size());
  run_weight_.resize(query.sequence.size());
}

FeatureExtractor::Known& FeatureExtractor::Slot(TermId term) {
  size_t place = (term * kHash) >> known_shift_;
  while (known_[place].term != term && known_[place].term != kNoTerm) {
    place = (place + 1) & (known_.size() - 1);
  }
  return known_[place];
}

void FeatureExtractor::KnowTerms() {
  size_t count = query_.author.size() + 2;
  for (const QueryTerm& term : query_.terms) count += 1 + term.also.size();
  // A quarter full at most, so that most terms of documents meet an empty place.
  known_.resize(std::bit_ceil(4 * count), {.at = kNone});
  known_shift_ = 32 - static_cast<uint32_t>(std::countr_zero(known_.size()));
  const auto know = [this](TermId term) -> Known& {
    Known& known = Slot(term);
    known.term = term;
    return known;
  };
  const auto know_as = [&](TermId term, size_t at) {
    Known& known = know(term);
    if (known.at == kNone) known.at = static_cast<uint16_t>(at);
  };
  for (size_t i = 0; i < query_.terms.size(); ++i) {
    if (query_.terms[i].term != kNoTerm) know_as(query_.terms[i].term, i);
  }
  // A synonym that is itself in the query stands for itself.
  for (size_t i = 0; i < query_.terms.size(); ++i) {
    for (const TermId other : query_.terms[i].also) know_as(other, i);
  }
  for (size_t i = 0; i < query_.author.size(); ++i) {
    know(query_.author[i].term).source |= static_cast<uint16_t>(1U << i);
  }
  if (query_.month != kNoTerm) know(query_.month).source |= kMonthBit;
  if (query_.year != kNoTerm) know(query_.year).source |= kYearBit;
}

void FeatureExtractor::MakePositions() {
  positions_from_.resize(query_.terms.size() + 1);
  for (const uint16_t term : query_.sequence) ++positions_from_[term + 1];
  std::partial_sum(positions_from_.begin(), positions_from_.end(), positions_from_.begin());
  positions_.resize(query_.sequence.size());
  std::vector<uint16_t> next = positions_from_;
  for (size_t i = 0; i < query_.sequence.size(); ++i) {
    positions_[next[query_.sequence[i]]++] = static_cast<uint16_t>(i);
  }
}

void FeatureExtractor::MakePairs() {
  for (size_t i = 0; i + 1 < query_.sequence.size(); ++i) {
    const auto [a, b] = std::minmax(query_.sequence[i], query_.sequence[i + 1]);
    if (a == b) continue;
    pairs_.push_back({PairOf(a, b), query_.terms[a].weight + query_.terms[b].weight});
  }
  std::sort(pairs_.begin(), pairs_.end(),
            [](const Pair& a, const Pair& b) { return a.terms < b.terms; });
  const auto same = [](const Pair& a, const Pair& b) { return a.terms == b.terms; };
  pairs_.erase(std::unique(pairs_.begin(), pairs_.end(), same), pairs_.end());
  static_assert(kMaxQueryTerms <= UINT8_MAX && kMaxQueryTerms <= QueryLetters::kMostTerms);
  pair_of_.resize(query_.terms.size() * query_.terms.size());
  for (size_t i = 0; i < pairs_.size(); ++i) {
    all_pairs_ += pairs_[i].weight;
    const size_t a = pairs_[i].terms >> 16, b = pairs_[i].terms & UINT16_MAX;
    pair_of_[a * query_.terms.size() + b] = pair_of_[b * query_.terms.size() + a] =
        static_cast<uint8_t>(i + 1);
  }
}

void FeatureExtractor::Reset() {
  std::fill(found_.begin(), found_.end(), 0);
  std::fill(found_pairs_.begin(), found_pairs_.end(), 0);
  std::fill(run_at_.begin(), run_at_.end(), UINT32_MAX);
  longest_run_ = 0;
  step_ = 0;
  statement_ = title_ = {};
  numbers_ = other_numbers_ = 0;
  source_ = 0;
  letters_.BeginDocument();
}

void FeatureExtractor::WalkRun(uint16_t term) {
  for (size_t i = positions_from_[term]; i < positions_from_[term + 1]; ++i) {
    const uint16_t at = positions_[i];
    double weight = query_.terms[term].weight;
    if (at > 0 && step_ > 0 && run_at_[at - 1] == step_ - 1) weight += run_weight_[at - 1];
    // A repeated term must not take its own run of this step for that of the one before.
    run_at_[at] = step_;
    run_weight_[at] = weight;
    longest_run_ = std::max(longest_run_, weight);
  }
}

size_t FeatureExtractor::WalkLetters(TermId term, const TermTraits& traits) {
  return traits.is_long() ? letters_.NoteLong(index_.vocabulary().Text(term))
                          : letters_.Note(traits);
}

void FeatureExtractor::WalkWhole(Whole& whole, TermId term, const TermTraits& traits, uint16_t at) {
  const size_t shared = WalkLetters(term, traits);
  const double idf = at == kNone ? idf_.OfLog(traits.log_frequency) : query_.terms[at].weight;
  whole.all += idf;
  if (at != kNone) {
    whole.found += idf;
    whole.letters += idf;
  } else if (shared > 0) {
    whole.letters += idf * static_cast<double>(shared) / traits.grams;
  }
}

void FeatureExtractor::WalkFound(uint16_t at, uint8_t where, bool is_text) {
  found_[at] |= where;
  for (const uint16_t other : {last_, before_last_}) {
    if (other == kNone) continue;
    found_pairs_[pair_of_[size_t{at} * found_.size() + other]] |= is_text ? 1 : 2;
  }
  WalkRun(at);
}

void FeatureExtractor::WalkField(Field field, std::span<const TermId> terms) {
  last_ = before_last_ = kNone;
  ++step_;
  const bool is_text = IsText(field);
  const bool is_named = is_text || field == Field::kClaimant;
  const uint8_t where =
      static_cast<uint8_t>(kInAll | (field == Field::kStatement ? kInStatement : 0) |
                           (field == Field::kTitle ? kInTitle : 0) | (is_text ? kInText : 0) |
                           (is_named ? kInNamed : 0));
  for (const TermId term : terms) {
    const Known& known = Slot(term);
    if (field == Field::kStatement) {
      const TermTraits& traits = index_.Traits(term);
      WalkWhole(statement_, term, traits, known.at);
      if (traits.number) {
        ++numbers_;
        if (known.at == kNone) ++other_numbers_;
      }
    } else if (field == Field::kTitle) {
      WalkWhole(title_, term, index_.Traits(term), known.at);
    } else if (field == Field::kSummary) {
      WalkLetters(term, index_.Traits(term));
    }
    if (is_named) source_ |= known.source;
    if (known.at != kNone) WalkFound(known.at, where, is_text);
    before_last_ = last_;
    last_ = known.at;
    ++step_;
  }
}

Features FeatureExtractor::Of(const ScoredDoc& candidate) {
  Reset();
  const Forward forward(index_.documents().Forward(candidate.doc));
  static_assert(IsText(kAllFields[0]) && IsText(kAllFields[1]) && IsText(kAllFields[2]));
  const size_t texts = size_t{forward.counts[0]} + forward.counts[1] + forward.counts[2];
  const size_t all = texts + forward.counts[3] + forward.counts[4] + forward.counts[5];
  if (terms_.size() < all) terms_.resize(all);
  TermId* const terms = terms_.data();
  forward.ForEach(0, texts, [this, terms](size_t i, uint32_t term) {
    terms[i] = term >> 1;
    index_.PrefetchTraits(terms[i]);
  });
  forward.ForEach(texts, all, [terms](size_t i, uint32_t term) { terms[i] = term >> 1; });
  const TermId* begin = terms;
  for (const Field field : kAllFields) {
    const size_t count = forward.counts[static_cast<size_t>(field)];
    if (count > 0) WalkField(field, {begin, count});
    begin += count;
  }
  letters_.EndDocument();
  return Gathered(candidate);
}

Features FeatureExtractor::Gathered(const ScoredDoc& candidate) const {
  // Without branches where it can't be foretold what a document has.
  double statement = 0, title = 0, text = 0, all = 0, names = 0, letters = 0;
  size_t numbers = 0;
  const auto weight_if = [](double weight, int bits) { return bits != 0 ? weight : 0.0; };
  for (size_t i = 0; i < found_.size(); ++i) {
    const Part& part = parts_[i];
    const int where = found_[i];
    const bool in_text = (where & kInText) != 0;
    statement += weight_if(part.weight, where & kInStatement);
    title += weight_if(part.weight, where & kInTitle);
    text += weight_if(part.weight, where & kInText);
    all += weight_if(part.weight, where & kInAll);
    names += weight_if(part.name_weight, where & kInNamed);
    numbers += part.number && in_text ? 1 : 0;
    const double share = part.grams > 0 ? static_cast<double>(letters_.Found(i)) / part.grams : 0;
    letters += part.weight * (in_text ? 1 : share);
  }
  double pairs = 0, context_pairs = 0;
  for (size_t i = 0; i < pairs_.size(); ++i) {
    pairs += weight_if(pairs_[i].weight, found_pairs_[i + 1] & 1);
    context_pairs += weight_if(pairs_[i].weight, found_pairs_[i + 1] & 2);
  }
  double author = 0;
  for (size_t i = 0; i < query_.author.size(); ++i) {
    if (source_ & (1U << i)) author += query_.author[i].weight;
  }

  // That nobody gave a claim a title says nothing about it.
  const Whole& headline = title_.all > 0 ? title_ : statement_;
  Features features = {};
  const double whole = query_.total_weight;
  At(features, Feature::kScore) =
      Share(static_cast<double>(candidate.score), static_cast<double>(query_.best_score));
  At(features, Feature::kQueryInStatement) = Share(statement, whole);
  At(features, Feature::kQueryInTitle) = Share(title, whole);
  At(features, Feature::kQueryInText) = Share(text, whole);
  At(features, Feature::kQueryInAll) = Share(all, whole);
  At(features, Feature::kStatementInQuery) = Share(statement_.found, statement_.all);
  At(features, Feature::kTitleInQuery) = Share(headline.found, headline.all);
  At(features, Feature::kPairs) = Share(pairs, all_pairs_);
  At(features, Feature::kPairsInContext) = Share(context_pairs, all_pairs_);
  At(features, Feature::kRun) = Share(longest_run_, whole);
  At(features, Feature::kNames) = Share(names, all_names_);
  At(features, Feature::kNumbers) =
      Share(static_cast<double>(numbers), static_cast<double>(all_numbers_));
  At(features, Feature::kOtherNumbers) =
      Share(static_cast<double>(other_numbers_), static_cast<double>(numbers_));
  At(features, Feature::kQueryLetters) = Share(letters, whole);
  At(features, Feature::kStatementLetters) = Share(statement_.letters, statement_.all);
  At(features, Feature::kTitleLetters) = Share(headline.letters, headline.all);
  const double title_found = title_.all > 0 ? title : statement;
  At(features, Feature::kAgreement) =
      HarmonicMean(Share(statement, whole), Share(statement_.found, statement_.all));
  At(features, Feature::kTitleAgreement) =
      HarmonicMean(Share(title_found, whole), Share(headline.found, headline.all));
  At(features, Feature::kLettersAgreement) =
      HarmonicMean(Share(letters, whole), Share(statement_.letters, statement_.all));
  At(features, Feature::kStrength) =
      Saturated(static_cast<double>(candidate.score) / kWholeScore, kMuch * rarest_);
  At(features, Feature::kMatched) = Saturated(text, kMuch * rarest_);
  At(features, Feature::kInformation) = Saturated(whole, kLittle * rarest_);
  At(features, Feature::kAuthor) = Share(author, query_.author_weight);
  At(features, Feature::kYear) = source_ & kYearBit ? 1 : 0;
  At(features, Feature::kMonth) = (source_ & kYearBit) && (source_ & kMonthBit) ? 1 : 0;
  return features;
}

std::string_view NameOf(Feature feature) { return kWeights[static_cast<size_t>(feature)].name; }

double ScoreOf(const Features& features) {
  double sum = kBias;
  for (size_t i = 0; i < kFeatures; ++i) sum += kWeights[i].weight * features[i];
  return 1 / (1 + std::exp(-sum));
}

}  // namespace factcheck::search
