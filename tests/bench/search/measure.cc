// Search and matching within this process, beside Xapian on the same texts.
#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "server/search/index.h"
#include "tests/bench/bench.h"
#include "tests/bench/search/asked.h"
#include "tests/bench/search/corpus.h"
#include "tests/bench/search/texts.h"
#include "tests/bench/search/xapian_index.h"

namespace factcheck::bench {
namespace {

constexpr uint64_t kReal = 50'000;
constexpr uint64_t kMade = 1'000'000;
constexpr size_t kQuestionsOfReal = 1000;
constexpr size_t kQuestionsOfMade = 200;  // Xapian needs a while for each.
constexpr int kMostIndexings = 3;         // Of the smaller one; the larger is made once.
constexpr double kMega = 1e6;

struct Size {
  std::string name;   // "50k"
  std::string label;  // "50,000 real claims"
  uint64_t claims;
  size_t questions;
  int indexings;
  std::function<search::Document(uint64_t)> document;
};

enum class Kind { kMatch, kSearch };

// Questions about random claims of a corpus; always the same.
std::vector<Question> QuestionsOf(const Size& size, Kind kind) {
  std::mt19937_64 random(1);
  std::vector<Question> questions;
  while (questions.size() < size.questions) {
    const uint64_t number = random() % size.claims;
    const std::string statement = size.document(number)[search::Field::kStatement];
    const std::string other = size.document(random() % size.claims)[search::Field::kStatement];
    std::string text =
        kind == Kind::kMatch ? PostOf(statement, other, random) : SearchOf(statement, random);
    if (kind == Kind::kSearch && !AsksForWords(text)) continue;
    if (!text.empty()) questions.push_back({std::move(text), KeyOf(number)});
  }
  return questions;
}

struct Series {
  void Add(const Answers& answers) {
    p50.push_back(answers.p50);
    p99.push_back(answers.p99);
    found.push_back(answers.found);
  }
  std::vector<double> p50, p99, found;
};

absl::Status MeasureQuestions(const Bench& bench, const Size& size, const Corpus& corpus,
                              Kind kind) {
  const bool match = kind == Kind::kMatch;
  const std::string name = (match ? "match/" : "search/") + size.name;
  if (!bench.wanted(name)) return absl::OkStatus();
  Say(name);
  const std::vector<Question> questions = QuestionsOf(size, kind);
  const Asked ours = match ? OurMatch : OurSearch;
  const Asked theirs = match ? XapianMatch : XapianSearch;
  // The first pass brings Xapian's files into the page cache.
  if (auto warm = Ask(corpus, questions, theirs); !warm.ok()) return warm.status();
  Series us, them;
  for (int round = 0; round < bench.rounds; ++round) {
    auto mine = Ask(corpus, questions, ours);
    if (!mine.ok()) return mine.status();
    us.Add(*mine);
    auto other = Ask(corpus, questions, theirs);
    if (!other.ok()) return other.status();
    them.Add(*other);
  }
  const bool judged = match && size.claims == kReal;
  bench.table->Add({(match ? "match, " : "search, ") + size.label + ": p50", "ms",
                    std::move(us.p50), "Xapian", std::move(them.p50), ""});
  bench.table->Add({"  p99", "ms", std::move(us.p99), "Xapian", std::move(them.p99),
                    judged ? "under 2, ratio under 0.1" : ""});
  bench.table->Add({"  asked-for claim among 20", "%", std::move(us.found), "Xapian",
                    std::move(them.found), ""});
  return absl::OkStatus();
}

// A start: our index is read from its file; Xapian opens its own and reads when it is asked.
absl::Status MeasureStart(const Bench& bench, const Size& size, const Corpus& corpus) {
  if (!bench.wanted("start/" + size.name)) return absl::OkStatus();
  Say("start/" + size.name);
  const testing::TemporaryDirectory directory;
  const std::string file = (directory.path() / "search.index").string();
  if (absl::Status saved = corpus.ours().Save(file); !saved.ok()) return saved;
  const std::vector<Question> questions = QuestionsOf(size, Kind::kMatch);
  std::vector<double> ours, theirs;
  for (int round = 0; round < bench.rounds; ++round) {
    const search::Analysis post = search::Analyze(questions[0].text);
    absl::Time began = absl::Now();
    auto loaded = search::Index::Load(file);
    if (!loaded.ok()) return loaded.status();
    if ((*loaded)->FindMatches(post, {}).empty()) {
      return absl::InternalError("the index that was loaded answers nothing");
    }
    ours.push_back(absl::ToDoubleSeconds(absl::Now() - began));
    began = absl::Now();
    auto opened = XapianIndex::Open(corpus.xapian_directory());
    if (!opened.ok()) return opened.status();
    std::vector<std::string> terms;
    for (const search::Token& token : post.tokens) terms.push_back(token.term);
    if (auto found = opened->FindAny(terms, 1); !found.ok()) return found.status();
    theirs.push_back(absl::ToDoubleSeconds(absl::Now() - began));
  }
  bench.table->Add({"start to first match, " + size.label, "s", std::move(ours),
                    "Xapian, files in the page cache", std::move(theirs), "under 2"});
  bench.table->Add({"  saved index",
                    "MB",
                    {static_cast<double>(std::filesystem::file_size(file)) / kMega},
                    "",
                    {},
                    ""});
  return absl::OkStatus();
}

absl::Status MeasureSize(const Bench& bench, const Size& size) {
  const bool index = bench.wanted("index/" + size.name);
  if (!index && !bench.wanted("match/" + size.name) && !bench.wanted("search/" + size.name) &&
      !bench.wanted("start/" + size.name)) {
    return absl::OkStatus();
  }
  Say("an index of " + size.label);
  std::unique_ptr<Corpus> corpus;
  std::vector<double> our_rate, xapian_rate;
  for (int round = 0; round < (index ? std::min(bench.rounds, size.indexings) : 1); ++round) {
    corpus = nullptr;
    auto made = Corpus::Make(size.claims, size.document);
    if (!made.ok()) return made.status();
    corpus = *std::move(made);
    const auto claims = static_cast<double>(size.claims);
    our_rate.push_back(claims / absl::ToDoubleSeconds(corpus->our_time()));
    xapian_rate.push_back(claims / absl::ToDoubleSeconds(corpus->xapian_time()));
  }
  if (index) {
    bench.table->Add({"index, " + size.label, "claims/s", std::move(our_rate), "Xapian",
                      std::move(xapian_rate), ""});
    bench.table->Add({"  memory",
                      "MB",
                      {static_cast<double>(corpus->our_bytes()) / kMega},
                      "Xapian's files",
                      {static_cast<double>(corpus->xapian_bytes()) / kMega},
                      ""});
  }
  for (const Kind kind : {Kind::kMatch, Kind::kSearch}) {
    absl::Status measured = MeasureQuestions(bench, size, *corpus, kind);
    if (!measured.ok()) return measured;
  }
  return MeasureStart(bench, size, *corpus);
}

}  // namespace

absl::Status MeasureSearch(const Bench& bench) {
  const bool some = WantsSome(bench, "index") || WantsSome(bench, "match") ||
                    WantsSome(bench, "search") || WantsSome(bench, "start");
  if (!some) return absl::OkStatus();
  auto texts = Texts::Read(bench.reviews);
  if (!texts.ok()) return texts.status();
  const uint64_t real = std::min(kReal, texts->size());
  const std::string label = real == kReal ? "50,000 claims" : std::to_string(real) + " claims";
  absl::Status measured =
      MeasureSize(bench, {"50k", label, real, kQuestionsOfReal, kMostIndexings,
                          [&texts](uint64_t number) { return texts->Real(number); }});
  if (!measured.ok()) return measured;
  return MeasureSize(bench, {"1m", "1,000,000 claims", kMade, kQuestionsOfMade, 1,
                             [&texts](uint64_t number) { return texts->Made(number); }});
}

}  // namespace factcheck::bench
