#include "server/search/query.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/search/synonyms.h"

namespace factcheck::search {
namespace {

// Alike terms count less than the term itself.
constexpr double kAlikeShare = 0.7;
constexpr size_t kAlikeTerms = 3;
// A word written as one that the index knows as two, and the other way round.
constexpr double kCompoundShare = 0.8;
// Another word for the same.
constexpr double kSynonymShare = 0.7;
// Who says it says little of what is said.
constexpr double kAuthorShare = 0.3;
constexpr size_t kMostAuthorTerms = 8;
constexpr size_t kShortestPart = 3;
constexpr uint32_t kLeastPartFrequency = 2;
// Each look at the vocabulary takes some ten microseconds.
constexpr size_t kMostLookedUp = 12;

class Maker {
 public:
  Maker(const Analysis& analysis, const Inverted& index) : index_(index) {
    const bool all_stop = std::all_of(analysis.tokens.begin(), analysis.tokens.end(),
                                      [](const Token& token) { return token.stop; });
    const size_t tokens = std::min(analysis.tokens.size(), kMaxQueryTerms);
    query_.terms.reserve(tokens);
    query_.sequence.reserve(tokens);
    weights_.reserve(2 * tokens);
    for (const Token& token : analysis.tokens) {
      if (query_.sequence.size() == kMaxQueryTerms) break;
      if (!token.stop || all_stop) AddToken(token);
    }
  }

  Query Make() {
    for (QueryTerm& term : query_.terms) {
      term.term = index_.vocabulary().Find(term.text);
      const uint32_t frequency = term.term == kNoTerm ? 0 : index_.Frequency(term.term);
      term.weight = index_.IdfOf(frequency);
      query_.total_weight += term.weight;
      AddSynonyms(term);
      if (frequency > 0) {
        Search(term.term, term.weight);
      } else if (!term.number && term.also.empty()) {
        SearchAlike(term);
      }
    }
    JoinNeighbours();
    // Of a term that stands for several the largest weight.
    std::sort(weights_.begin(), weights_.end(), [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first < b.first : a.second > b.second;
    });
    query_.search.reserve(weights_.size());
    for (const auto& [term, weight] : weights_) {
      if (!query_.search.empty() && query_.search.back().term == term) continue;
      query_.search.push_back({term, WholeWeight(weight)});
      query_.best_score += uint64_t{query_.search.back().weight} * kMostImpact;
    }
    return std::move(query_);
  }

 private:
  void AddToken(const Token& token) {
    auto term = std::find_if(query_.terms.begin(), query_.terms.end(),
                             [&token](const QueryTerm& each) { return each.text == token.term; });
    if (term == query_.terms.end()) {
      query_.terms.push_back({.text = token.term, .number = token.number});
      term = std::prev(query_.terms.end());
    }
    term->name = term->name || token.name;
    query_.sequence.push_back(static_cast<uint16_t>(term - query_.terms.begin()));
  }

  void Search(TermId term, double weight) {
    index_.PrefetchPostings(term);
    weights_.emplace_back(term, weight);
  }

  void AddSynonyms(QueryTerm& term) {
    for (const std::string& synonym : SynonymsOf(term.text)) {
      TermId other = kNoTerm;
      if (FrequencyOf(synonym, other) == 0) continue;
      term.also.push_back(other);
      Search(other, kSynonymShare * std::min(term.weight, index_.Idf(other)));
    }
  }

  void SearchAlike(const QueryTerm& term) {
    if (looked_up_ == kMostLookedUp) return;
    ++looked_up_;
    const auto in_use = [this](TermId other) { return index_.Frequency(other) > 0; };
    for (const Vocabulary::Alike& alike :
         index_.vocabulary().FindAlike(term.text, kAlikeTerms, in_use)) {
      Search(alike.term, kAlikeShare * alike.similarity * index_.Idf(alike.term));
    }
    SplitWord(term.text);
  }

  uint32_t FrequencyOf(std::string_view text, TermId& term) const {
    term = index_.vocabulary().Find(text);
    return term == kNoTerm ? 0 : index_.Frequency(term);
  }

  // "foodstamp": the division whose rarer part is most frequent.
  void SplitWord(std::string_view text) {
    uint32_t best = kLeastPartFrequency - 1;
    TermId best_left = kNoTerm, best_right = kNoTerm;
    for (size_t at = kShortestPart; at + kShortestPart <= text.size(); ++at) {
      TermId left = kNoTerm, right = kNoTerm;
      const uint32_t frequency =
          std::min(FrequencyOf(text.substr(0, at), left), FrequencyOf(text.substr(at), right));
      if (frequency > best) {
        best = frequency;
        best_left = left;
        best_right = right;
      }
    }
    if (best_left == kNoTerm) return;
    Search(best_left, kCompoundShare * index_.Idf(best_left));
    Search(best_right, kCompoundShare * index_.Idf(best_right));
  }

  void JoinNeighbours() {
    std::string both;
    for (size_t i = 0; i + 1 < query_.sequence.size(); ++i) {
      const QueryTerm& left = query_.terms[query_.sequence[i]];
      const QueryTerm& right = query_.terms[query_.sequence[i + 1]];
      if (left.number || right.number) continue;
      TermId term = kNoTerm;
      both.assign(left.text).append(right.text);
      if (FrequencyOf(both, term) > 0) {
        Search(term, kCompoundShare * index_.Idf(term));
      }
    }
  }

  const Inverted& index_;
  Query query_;
  std::vector<std::pair<TermId, double>> weights_;  // Of what is searched for, in any order.
  size_t looked_up_ = 0;
};

}  // namespace

Query MakeQuery(const Analysis& analysis, const Inverted& index) {
  return Maker(analysis, index).Make();
}

void AddSource(std::string_view author, std::string_view date, const Inverted& index,
               Query& query) {
  const auto find = [&index](std::string_view text) {
    const TermId term = index.vocabulary().Find(text);
    return term != kNoTerm && index.Frequency(term) > 0 ? term : kNoTerm;
  };
  const bool nothing = query.search.empty();  // A name alone is no match.
  for (const Token& token : Analyze(author, "en").tokens) {
    if (token.stop || token.number || query.author.size() == kMostAuthorTerms) continue;
    const TermId term = find(token.term);
    const double weight = term == kNoTerm ? index.IdfOf(0) : index.Idf(term);
    query.author_weight += weight;
    if (term == kNoTerm) continue;
    query.author.push_back({term, weight});
    const auto same =
        std::find_if(query.search.begin(), query.search.end(),
                     [term](const WeightedTerm& other) { return other.term == term; });
    if (nothing || same != query.search.end()) continue;
    query.search.push_back({term, WholeWeight(kAuthorShare * weight)});
    query.best_score += uint64_t{query.search.back().weight} * kMostImpact;
  }
  for (const Token& token : Analyze(date, "en").tokens) {
    if (!token.number) {
      query.month = find(token.term);
    } else if (token.term.size() == 5) {  // "#2020"
      query.year = find(token.term);
    }
  }
}

}  // namespace factcheck::search
