// How a candidate resembles the query: a few figures that a person can follow, and one table of
// weights that makes a score of them.
#ifndef FACTCHECK_SERVER_SEARCH_FEATURES_H_
#define FACTCHECK_SERVER_SEARCH_FEATURES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "server/search/inverted.h"
#include "server/search/query.h"
#include "server/search/query_letters.h"
#include "server/search/term_traits.h"

namespace factcheck::search {

// Each from 0 to 1. A term weighs its inverse document frequency; "of the query" is a share of
// the weight of the query's terms, "of the statement" of the statement's.
enum class Feature : uint8_t {
  kRank,              // BM25 score by the best candidate's, as far as the text is long.
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
  // Shares of both, as one: the harmonic mean. A short claim that is all there says more than
  // a long one of which the query's words are a part.
  kAgreement,         // Of kQueryInStatement and kStatementInQuery.
  kTitleAgreement,    // ... in the title; in the statement where there is no title.
  kLettersAgreement,  // Of kQueryLetters and kStatementLetters.
  // How much there is to go by, in weights of the rarest term: a text of two plain words is in
  // many claims that it doesn't repeat.
  kStrength,     // The BM25 score s: s / (s + 8).
  kMatched,      // The query's terms that statement, title or summary has: w / (w + 8).
  kInformation,  // All of the query's terms, the same for each candidate: w / (w + 2).
};
inline constexpr size_t kFeatures = 26;

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

  // Without kRank, which needs the other candidates: it is `rank_weight` of the share of the best
  // score. Some candidate is the first for the shortest text, too, where that says nothing.
  Features Of(const ScoredDoc& candidate);
  double rank_weight() const { return rank_weight_; }

 private:
  // What Gathered asks of each term of the query.
  struct Part {
    double weight;
    double name_weight;  // 0: it stands in no name.
    double grams;
    bool number;
  };

  // A term of the index that the query speaks of.
  struct Known {
    TermId term = kNoTerm;
    uint16_t at;          // Into the query's terms; kNone: it's none of them.
    uint16_t source = 0;  // Bits of source_ by the terms of author and date.
  };
  struct Pair {
    uint32_t terms;  // Two indices into the query's terms, the smaller one first.
    double weight;
  };
  // A field of which every term counts: the statement and the title.
  struct Whole {
    double all = 0, found = 0, letters = 0;
  };

  Known& Slot(TermId term);
  void KnowTerms();
  void MakePositions();
  void MakePairs();

  void Reset();
  // What is gathered on one pass over a document's terms.
  void WalkField(Field field, std::span<const TermId> terms);
  void WalkWhole(Whole& whole, TermId term, const TermTraits& traits, uint16_t at);
  // Notes the trigrams of a term; returns how many of them the query has.
  size_t WalkLetters(TermId term, const TermTraits& traits);
  void WalkFound(uint16_t at, uint8_t where, bool is_text);
  void WalkRun(uint16_t term);
  Features Gathered(const ScoredDoc& candidate) const;

  const Query& query_;
  const Inverted& index_;
  const InverseFrequency idf_;
  std::vector<Known> known_;  // A hash table: a term is at its hash or after it.
  uint32_t known_shift_ = 0;
  // Where each term is in the sequence: those of term i from position_from_[i] on.
  std::vector<uint16_t> positions_, positions_from_;
  std::vector<Pair> pairs_;  // In ascending order.
  double all_pairs_ = 0;
  double rarest_ = 0;  // The weight of the rarest term.
  double rank_weight_ = 0;
  double all_names_ = 0;
  size_t all_numbers_ = 0;
  std::vector<uint8_t> pair_of_;  // By two terms: 1 and the index of the pair, 0 for none.
  QueryLetters letters_;
  std::vector<Part> parts_;  // By term.

  // Of the document at hand.
  std::vector<TermId> terms_;         // Its terms, and maybe more of one before.
  std::vector<uint8_t> found_;        // Where each term of the query was found.
  std::vector<uint8_t> found_pairs_;  // By pair_of_; 1: in the text; 2: in the context.
  std::vector<uint32_t> run_at_;      // Of the run that ends with this term of the sequence: the
  std::vector<double> run_weight_;    // step at which, and its weight.
  double longest_run_ = 0;
  uint32_t step_ = 0;            // Over all fields, with a gap between two.
  uint16_t last_, before_last_;  // The query's terms that stand just before.
  Whole statement_, title_;
  size_t numbers_ = 0, other_numbers_ = 0;  // Of the statement.
  uint16_t source_ = 0;                     // What of author and date was found.
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_FEATURES_H_
