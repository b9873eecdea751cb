// How a candidate resembles the query: a few figures that a person can follow, and one table of
// weights that makes a score of them.
#ifndef FACTCHECK_SERVER_SEARCH_FEATURES_H_
#define FACTCHECK_SERVER_SEARCH_FEATURES_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "server/search/inverted.h"
#include "server/search/query.h"

namespace factcheck::search {

// Each from 0 to 1. A term weighs its inverse document frequency; "of the query" is a share of
// the weight of the query's terms, "of the statement" of the statement's.
enum class Feature : uint8_t {
  kRank,              // BM25 score by the best candidate's.
  kScore,             // BM25 score by the largest that is possible.
  kQueryInStatement,  // Terms of the query that the statement has.
  kQueryInTitle,
  kQueryInText,       // ... that statement, title or summary has.
  kQueryInAll,        // ... that any field has.
  kStatementInQuery,  // Terms of the statement that the query has.
  kTitleInQuery,      // ... of the title; of the statement where there is no title.
  kPairs,             // Neighbours in the query that are neighbours in statement, title or summary.
  kPairsInContext,    // ... in the context.
  kRun,               // The longest run of the query's terms that stands so in any field.
  kNames,             // Terms in names of the query that statement, title, summary or claimant has.
  kNumbers,           // Numbers of the query that statement, title or summary has.
  kOtherNumbers,      // Numbers of the statement that the query doesn't have.
  kQueryLetters,      // kQueryInText, counting words by the share of trigrams that any word has.
  kStatementLetters,  // kStatementInQuery in the same way.
  kTitleLetters,
  kAuthor,  // The name of who says it that statement, title, summary or claimant has.
  kYear,    // 1: statement, title or summary has the year in which it was said.
  kMonth,   // ... and the month.
};
inline constexpr size_t kFeatures = 20;

using Features = std::array<double, kFeatures>;

// The name of a feature, for people and for the bench.
std::string_view NameOf(Feature feature);

// 0 to 1: how likely the candidate is the claim that the query repeats, as far as the model can
// say; the logistic function of a weighted sum.
double ScoreOf(const Features& features);

// Computes features of one query's candidates. For one thread, while the index doesn't change.
class FeatureExtractor {
 public:
  FeatureExtractor(const Query& query, const Inverted& index);

  // Without kRank, which needs the other candidates.
  Features Of(const ScoredDoc& candidate);

 private:
  struct Walk;
  // A set of trigrams by their hash: two in a hundred are mistaken for another at most.
  using Grams = std::bitset<16384>;

  void IndexPairs();
  void WalkTerm(Walk& walk, Field field, uint32_t position, TermId term) const;
  void WalkRun(Walk& walk, uint16_t term) const;

  const Query& query_;
  const Inverted& index_;
  absl::flat_hash_map<TermId, uint16_t> by_term_;  // Into the query's terms.
  // Bits of Walk::source by the terms of author and date.
  absl::flat_hash_map<TermId, uint16_t> by_source_;
  std::vector<std::vector<uint16_t>> positions_;   // Of each term in the sequence.
  absl::flat_hash_map<uint32_t, uint16_t> pairs_;  // Two terms' indices: the pair's.
  std::vector<double> pair_weights_;
  double all_pairs_ = 0;
  double all_names_ = 0;
  size_t all_numbers_ = 0;
  Grams grams_;                                    // Of the query's words.
  std::vector<std::vector<uint16_t>> term_grams_;  // Of each term of the query, as places in Grams.
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_FEATURES_H_
