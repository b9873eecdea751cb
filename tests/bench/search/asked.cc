#include "tests/bench/search/asked.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/search/analysis.h"
#include "server/search/index.h"
#include "server/search/post.h"
#include "server/search/select.h"

namespace factcheck::bench {
namespace {

constexpr size_t kBest = 20;
constexpr uint32_t kEveryLabel = UINT32_MAX;
constexpr double kPercent = 100;

// Without stop words, as in the box.
std::vector<search::Phrase> PhrasesOf(std::string_view words) {
  std::vector<search::Phrase> phrases;
  for (size_t begin = 0; begin < words.size();) {
    const size_t end = std::min(words.find(' ', begin), words.size());
    search::Phrase phrase = search::MakePhrase(words.substr(begin, end - begin));
    const bool counts = std::any_of(phrase.begin(), phrase.end(),
                                    [](const search::AnyTerm& word) { return !word.stop; });
    if (counts) phrases.push_back(std::move(phrase));
    begin = end + 1;
  }
  return phrases;
}

}  // namespace

absl::StatusOr<Answers> Ask(const Corpus& corpus, const std::vector<Question>& questions,
                            const Asked& asked) {
  std::vector<double> times;
  times.reserve(questions.size());
  double found = 0;
  for (const Question& question : questions) {
    const absl::Time began = absl::Now();
    auto keys = asked(corpus, question.text);
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - began));
    if (!keys.ok()) return keys.status();
    found += std::find(keys->begin(), keys->end(), question.key) != keys->end() ? 1 : 0;
  }
  if (times.empty()) return absl::FailedPreconditionError("there are no questions");
  std::sort(times.begin(), times.end());
  return Answers{.p50 = times[times.size() / 2],
                 .p99 = times[times.size() * 99 / 100],
                 .found = kPercent * found / static_cast<double>(times.size())};
}

absl::StatusOr<std::vector<std::string>> OurMatch(const Corpus& corpus, std::string_view post) {
  std::vector<std::string> keys;
  for (search::Match& match :
       corpus.ours().FindMatches(search::Analyze(search::CleanPost(post)), {.limit = kBest})) {
    keys.push_back(std::move(match.key));
  }
  return keys;
}

absl::StatusOr<std::vector<std::string>> XapianMatch(const Corpus& corpus, std::string_view post) {
  std::vector<std::string> terms;
  search::Analysis analysis = search::Analyze(search::CleanPost(post));
  for (search::Token& token : analysis.tokens) {
    if (!token.stop) terms.push_back(std::move(token.term));
  }
  auto found = corpus.xapian().FindAny(terms, kBest);
  if (!found.ok()) return found.status();
  return std::move(found->keys);
}

bool AsksForWords(std::string_view words) { return !PhrasesOf(words).empty(); }

absl::StatusOr<std::vector<std::string>> OurSearch(const Corpus& corpus, std::string_view words) {
  using Scored = std::pair<uint64_t, std::string>;
  const auto better = [](const Scored& a, const Scored& b) { return a.first > b.first; };
  std::vector<Scored> best;  // A heap, the worst in front.
  corpus.ours().Select({.all = PhrasesOf(words), .none = {}}, kEveryLabel,
                       [&](std::string_view key, uint64_t score) {
                         if (best.size() == kBest && score <= best.front().first) return;
                         best.emplace_back(score, key);
                         std::push_heap(best.begin(), best.end(), better);
                         if (best.size() <= kBest) return;
                         std::pop_heap(best.begin(), best.end(), better);
                         best.pop_back();
                       });
  std::sort_heap(best.begin(), best.end(), better);
  std::vector<std::string> keys;
  for (Scored& each : best) keys.push_back(std::move(each.second));
  return keys;
}

absl::StatusOr<std::vector<std::string>> XapianSearch(const Corpus& corpus,
                                                      std::string_view words) {
  auto found = corpus.xapian().FindAll(PhrasesOf(words), kBest);
  if (!found.ok()) return found.status();
  return std::move(found->keys);
}

}  // namespace factcheck::bench
