// How good matching is, on judged queries, and how fast; see tests/bench/matching/run.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/search/document.h"
#include "server/search/features.h"
#include "server/search/index.h"
#include "server/search/post.h"
#include "server/search/words.h"
#include "tests/bench/matching/collection.h"
#include "tests/bench/matching/fit.h"
#include "tests/bench/matching/measures.h"
#include "tests/bench/matching/served.h"

namespace factcheck::bench {
namespace {

using search::Analysis;
using search::Index;
using search::Match;
using Clock = std::chrono::steady_clock;

constexpr size_t kAnswers = 50;     // As many as MatchClaims gives...
constexpr size_t kCandidates = 70;  // ... of as many as it then asks the index for, and looks at.
constexpr size_t kCompared = 5;
constexpr double kPenalty = 0.0005;
// What the fit asks beside the training queries.
constexpr uint64_t kSeed = 5;
constexpr int kPieces = 2;
constexpr double kPieceWeight = 0.3;
constexpr uint64_t kTitleOneIn = 8;
constexpr size_t kTitleBytes = 15;
constexpr double kTitleWeight = 0.2;
// Whose titles are headlines of their own; those of the other collection are on its articles.
constexpr std::string_view kTitled = "snopes_tweets";

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

std::vector<Match> Find(const Index& index, std::string_view text, size_t limit) {
  const search::Signature signature = search::SignatureOf(text);
  return index.FindMatches(search::Analyze(search::CleanPost(text)), {.limit = limit,
                                                                      .candidates = kCandidates,
                                                                      .author = signature.author,
                                                                      .date = signature.date});
}

std::vector<std::string> Ranking(const Index& index, std::string_view text) {
  std::vector<std::string> keys;
  for (Match& match : Find(index, text, kCandidates)) {
    if (keys.size() == kAnswers) break;
    keys.push_back(std::move(match.key));
  }
  return keys;
}

// Answers of the best that the two rankings don't share.
bool DiffersAtTop(std::vector<std::string> a, std::vector<std::string> b) {
  a.resize(std::min(a.size(), kCompared));
  b.resize(std::min(b.size(), kCompared));
  return a != b;
}

using Rank = std::function<absl::StatusOr<std::vector<std::string>>(std::string_view)>;

// `other`, where there is one, ranks too, and is told of where it differs.
absl::Status Measure(const Collection& collection, std::string_view how, const Rank& rank,
                     const Rank& other, bool show) {
  for (const auto& [split, queries] : collection.splits) {
    Measures measures;
    std::vector<double> times;
    int differing = 0;
    for (const LabelledQuery& query : queries) {
      const Clock::time_point begun = Clock::now();
      absl::StatusOr<std::vector<std::string>> keys = rank(query.text);
      times.push_back(Microseconds(begun));
      if (!keys.ok()) return keys.status();
      measures.Add(*keys, query.relevant);
      if (other != nullptr) {
        absl::StatusOr<std::vector<std::string>> others = other(query.text);
        if (!others.ok()) return others.status();
        if (DiffersAtTop(*keys, *std::move(others))) ++differing;
      }
      if (show && !keys->empty() && !query.relevant.contains(keys->front())) {
        std::printf("  %s\n    %s\n    best %s, right %s\n", query.id.c_str(), query.text.c_str(),
                    keys->front().c_str(), query.relevant.begin()->c_str());
      }
    }
    std::sort(times.begin(), times.end());
    const double n = measures.queries;
    std::printf(
        "%-18s %-5s %-10s %4d queries  MAP@1 %.4f  MAP@5 %.4f  MRR %.4f  HasPositives@5 %.4f  "
        "recall@%zu %.4f  p50 %.0f us  p99 %.0f us\n",
        collection.name.c_str(), split.c_str(), std::string(how).c_str(), measures.queries,
        measures.map1 / n, measures.map5 / n, measures.mrr / n, measures.has5 / n, kAnswers,
        measures.recall / n, times[times.size() / 2], times[times.size() * 99 / 100]);
    if (other != nullptr) {
      std::printf("%-18s %-5s in %d queries the library ranks the first %zu otherwise\n",
                  collection.name.c_str(), split.c_str(), differing, kCompared);
    }
  }
  return absl::OkStatus();
}

Judged Judge(const Index& index, std::string_view text, const std::set<std::string>& relevant,
             double weight) {
  Judged judged{.weight = weight};
  for (const Match& match : Find(index, text, kCandidates)) {
    judged.candidates.push_back({match.features, relevant.contains(match.key)});
  }
  return judged;
}

// 3 to 10 words of a text that stand together, as people post what they don't explain.
std::string PieceOf(std::string_view text, std::mt19937_64& random) {
  const std::string clean = search::CleanPost(text);
  const std::vector<search::Word> words = search::SplitWords(clean);
  const size_t count = 3 + random() % 8;
  if (words.size() <= count) return clean;
  const size_t first = random() % (words.size() - count + 1);
  const uint32_t begin = words[first].begin;
  return clean.substr(begin, words[first + count - 1].end - begin);
}

void AddQueries(const Collection& collection, const Index& index, std::vector<Judged>& all) {
  const auto train = collection.splits.find("train");
  if (train == collection.splits.end()) return;
  std::mt19937_64 random(kSeed);
  for (const LabelledQuery& query : train->second) {
    all.push_back(Judge(index, query.text, query.relevant, 1));
    for (int i = 0; i < kPieces; ++i) {
      all.push_back(Judge(index, PieceOf(query.text, random), query.relevant, kPieceWeight));
    }
  }
}

// An editor's title says in a few words what the claim says in others. Asked for where half of the
// claims, and those asked for, have statements alone.
void AddTitles(const Collection& collection, std::vector<Judged>& all) {
  std::mt19937_64 random(kSeed);
  Collection bare{.name = collection.name + " without titles"};
  std::vector<const search::Document*> asked;
  for (const search::Document& document : collection.documents) {
    const std::string_view title = document[search::Field::kTitle];
    const bool asks = random() % kTitleOneIn == 0;
    if (asks && title.size() >= kTitleBytes) asked.push_back(&document);
    search::Document& copy = bare.documents.emplace_back(document);
    if (asks || random() % 2 == 0) {
      copy[search::Field::kTitle].clear();
      copy[search::Field::kSummary].clear();
    }
  }
  const std::unique_ptr<Index> index = Indexed(bare);
  for (const search::Document* document : asked) {
    all.push_back(Judge(*index, (*document)[search::Field::kTitle], {document->key}, kTitleWeight));
  }
}

struct Flags {
  bool fit = false, show = false;
  std::string server;  // Empty: none is asked.
};

absl::Status MeasureCollection(const Collection& collection, const Flags& flags,
                               std::vector<Judged>& judged) {
  const std::unique_ptr<Index> index = Indexed(collection);
  const Rank library = [&index](std::string_view text) { return Ranking(*index, text); };
  absl::Status measured = Measure(collection, "library", library, nullptr, flags.show);
  if (!measured.ok()) return measured;
  if (flags.fit) AddQueries(collection, *index, judged);
  if (flags.fit && collection.name == kTitled) AddTitles(collection, judged);
  if (flags.server.empty()) return absl::OkStatus();
  auto served = Served::Start(flags.server, collection);
  if (!served.ok()) return served.status();
  const Rank api = [&served](std::string_view text) { return (*served)->Ranking(text, kAnswers); };
  return Measure(collection, "API", api, library, false);
}

void PrintModel(const FittedModel& model) {
  for (size_t i = 0; i < search::kFeatures; ++i) {
    std::printf("    {\"%s\", %.2f},\n",
                std::string(NameOf(static_cast<search::Feature>(i))).c_str(), model.weights[i]);
  }
  std::printf("kBias = %.2f\n", model.bias);
}

int Main(const Flags& flags) {
  std::vector<Judged> judged;
  int found = 0;
  for (const char* name : {"snopes_tweets", "politifact_debates"}) {
    const std::optional<Collection> collection = ReadCollection(name);
    if (!collection) {
      std::fprintf(stderr, "matching: no %s in FACTCHECK_DATA/matching\n", name);
      continue;
    }
    ++found;
    absl::Status measured = MeasureCollection(*collection, flags, judged);
    if (!measured.ok()) {
      std::fprintf(stderr, "matching: FAILED: %s\n", measured.ToString().c_str());
      return 1;
    }
  }
  if (flags.fit) PrintModel(Fit(judged, kPenalty));
  return found > 0 ? 0 : 1;
}

}  // namespace
}  // namespace factcheck::bench

int main(int argc, char** argv) {
  factcheck::bench::Flags flags;
  CLI::App app("Measures matching; tests/bench/matching/run builds what it needs and calls it.");
  app.add_flag("--fit", flags.fit);
  app.add_flag("--show", flags.show);
  app.add_option("--server", flags.server);
  CLI11_PARSE(app, argc, argv);
  return factcheck::bench::Main(flags);
}
