// How good matching is, on judged queries, and how fast; see tests/bench/matching/run.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/search/features.h"
#include "server/search/index.h"
#include "server/search/post.h"
#include "tests/bench/matching/collection.h"
#include "tests/bench/matching/fit.h"
#include "tests/bench/matching/measures.h"

namespace factcheck::bench {
namespace {

using search::Analysis;
using search::Index;
using search::Match;
using Clock = std::chrono::steady_clock;

constexpr size_t kCandidates = 100;
constexpr double kPenalty = 0.0005;

double Microseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::micro>(Clock::now() - from).count();
}

std::unique_ptr<Index> Indexed(const Collection& collection) {
  auto index = std::make_unique<Index>();
  const Clock::time_point begun = Clock::now();
  for (const search::Document& document : collection.documents) {
    const search::Change change{search::AnalyzeDocument(document), false};
    index->Apply({&change, 1}, 0);
  }
  const auto count = static_cast<double>(collection.documents.size());
  std::printf("%s: %zu claims, %.1f us to index one, %.2f kB of memory each\n",
              collection.name.c_str(), collection.documents.size(), Microseconds(begun) / count,
              static_cast<double>(index->stats().memory_bytes) / 1000 / count);
  return index;
}

std::vector<Match> Ranking(const Index& index, std::string_view text) {
  return index.FindMatches(search::Analyze(search::CleanPost(text)),
                           {.limit = kCandidates, .candidates = kCandidates});
}

void Measure(const Collection& collection, const Index& index, bool show) {
  for (const auto& [split, queries] : collection.splits) {
    Measures measures;
    std::vector<double> times;
    for (const LabelledQuery& query : queries) {
      const Clock::time_point begun = Clock::now();
      const std::vector<Match> matches = Ranking(index, query.text);
      times.push_back(Microseconds(begun));
      std::vector<std::string> keys;
      for (const Match& match : matches) keys.push_back(match.key);
      measures.Add(keys, query.relevant);
      if (show && !keys.empty() && !query.relevant.contains(keys[0])) {
        std::printf("  %s\n    %s\n    best %s, right %s\n", query.id.c_str(), query.text.c_str(),
                    keys[0].c_str(), query.relevant.begin()->c_str());
      }
    }
    std::sort(times.begin(), times.end());
    const double n = measures.queries;
    std::printf(
        "%-20s %-5s %4d queries  MAP@1 %.4f  MAP@5 %.4f  MRR %.4f  HasPositives@5 %.4f  "
        "recall@%zu %.4f  p50 %.0f us  p99 %.0f us\n",
        collection.name.c_str(), split.c_str(), measures.queries, measures.map1 / n,
        measures.map5 / n, measures.mrr / n, measures.has5 / n, kCandidates, measures.recall / n,
        times[times.size() / 2], times[times.size() * 99 / 100]);
  }
}

void AddCandidates(const Collection& collection, const Index& index,
                   std::vector<std::vector<Candidate>>& all) {
  const auto train = collection.splits.find("train");
  if (train == collection.splits.end()) return;
  for (const LabelledQuery& query : train->second) {
    std::vector<Candidate>& candidates = all.emplace_back();
    for (const Match& match : Ranking(index, query.text)) {
      candidates.push_back({match.features, query.relevant.contains(match.key)});
    }
  }
}

int Main(int argc, char** argv) {
  bool fit = false, show = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--fit") == 0) {
      fit = true;
    } else if (std::strcmp(argv[i], "--show") == 0) {
      show = true;
    } else {
      std::fprintf(stderr, "matching: unknown option '%s'; see run --help\n", argv[i]);
      return 2;
    }
  }
  std::vector<std::vector<Candidate>> candidates;
  int found = 0;
  for (const char* name : {"snopes_tweets", "politifact_debates"}) {
    const std::optional<Collection> collection = ReadCollection(name);
    if (!collection) {
      std::fprintf(stderr, "matching: no %s in FACTCHECK_DATA/matching\n", name);
      continue;
    }
    ++found;
    const std::unique_ptr<Index> index = Indexed(*collection);
    Measure(*collection, *index, show);
    if (fit) AddCandidates(*collection, *index, candidates);
  }
  if (fit) {
    const FittedModel model = Fit(candidates, kPenalty);
    for (size_t i = 0; i < search::kFeatures; ++i) {
      std::printf("    {\"%s\", %.2f},\n",
                  std::string(NameOf(static_cast<search::Feature>(i))).c_str(), model.weights[i]);
    }
    std::printf("kBias = %.2f\n", model.bias);
  }
  return found > 0 ? 0 : 1;
}

}  // namespace
}  // namespace factcheck::bench

int main(int argc, char** argv) { return factcheck::bench::Main(argc, argv); }
