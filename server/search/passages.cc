#include "server/search/passages.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "server/base/absl_strings.h"
#include "server/search/analysis.h"
#include "server/search/words.h"

namespace factcheck::search {
namespace {

constexpr size_t kFewestWords = 4;
constexpr size_t kUsualWords = 8;
constexpr size_t kManyWords = 60;

// English: what is said of how much, how often and since when, and who is said to say it.
bool IsClaimWord(std::string_view term) {
  static const auto& words = *new absl::flat_hash_set<absl::string_view>{
      "percent", "million", "billion",  "trillion", "most",     "least",     "highest",  "lowest",
      "largest", "biggest", "first",    "record",   "increase", "increased", "decrease", "doubled",
      "every",   "all",     "never",    "ever",     "caused",   "causes",    "cause",    "kills",
      "killed",  "died",    "banned",   "study",    "studies",  "data",      "report",   "reported",
      "law",     "bill",    "tax",      "taxes",    "than",     "rate",      "cost",     "costs",
      "voted",   "signed",  "arrested", "proves",   "shows",    "according", "announced"};
  return words.contains(ToAbsl(term));
}

bool IsOpinionWord(std::string_view term) {
  static const auto& words = *new absl::flat_hash_set<absl::string_view>{
      "i",     "think", "believe", "hope",  "feel",  "maybe",  "perhaps", "please",
      "would", "could", "should",  "might", "let's", "thank",  "thanks",  "welcome",
      "i'm",   "i'd",   "i'll",    "sorry", "hello", "opinion"};
  return words.contains(ToAbsl(term));
}

}  // namespace

bool LooksLikeArticle(std::string_view text) {
  return text.size() >= kArticleBytes && SplitSentences(text).size() >= kArticleSentences;
}

double CheckWorthiness(std::string_view sentence, std::string_view language) {
  const Analysis analysis = Analyze(sentence, language);
  const size_t words = analysis.tokens.size();
  if (words < kFewestWords) return 0;
  double score = 0.3;
  if (words >= kUsualWords) score += 0.1;
  if (words > kManyWords) score -= 0.1;
  score += 0.12 * static_cast<double>(std::min<size_t>(analysis.quantities.size(), 2));
  score += 0.08 * static_cast<double>(std::min<size_t>(analysis.names.size(), 2));
  if (!analysis.dates.empty()) score += 0.06;
  size_t claims = 0, opinions = 0;
  for (const Word& word : SplitWords(sentence)) {
    claims += IsClaimWord(word.text) ? 1 : 0;
    opinions += IsOpinionWord(word.text) ? 1 : 0;
  }
  score += 0.07 * static_cast<double>(std::min<size_t>(claims, 2));
  score -= 0.1 * static_cast<double>(std::min<size_t>(opinions, 2));
  if (sentence.ends_with('?')) score -= 0.2;
  return std::clamp(score, 0.0, 1.0);
}

std::vector<Passage> SplitArticle(std::string_view text, std::string_view language) {
  std::vector<Passage> passages;
  for (const std::string_view sentence : SplitSentences(text)) {
    const double worth = CheckWorthiness(sentence, language);
    if (worth <= 0) continue;
    const auto begin = static_cast<size_t>(sentence.data() - text.data());
    passages.push_back({begin, begin + sentence.size(), worth});
  }
  std::stable_sort(passages.begin(), passages.end(), [](const Passage& a, const Passage& b) {
    return a.check_worthiness > b.check_worthiness;
  });
  return passages;
}

}  // namespace factcheck::search
