#include "server/search/index.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "server/search/checkpoint.h"
#include "server/search/compaction.h"
#include "server/search/query.h"
#include "server/search/top_k.h"

namespace factcheck::search {
namespace {

// Beyond as many candidates as answers are wanted, none is looked at whose BM25 score is a smaller
// share of the best one's. On judged queries 0.3 changes no answer, 0.4 one in a thousand.
constexpr double kLeastShare = 0.35;
// So many candidates ahead their documents are fetched from memory.
constexpr size_t kAhead = 6;

// What a Compact takes in while others wait.
constexpr size_t kCompactionStep = 256;

// Tells of documents by their keys, some documents later than they came: meanwhile the keys are
// fetched from memory.
class KeysAhead {
 public:
  KeysAhead(const Documents& documents, absl::FunctionRef<void(std::string_view, uint64_t)> visit)
      : documents_(documents), visit_(visit) {}

  void Add(DocId doc, uint64_t score) {
    documents_.PrefetchRecord(doc);
    if (added_ >= kStep) documents_.PrefetchKey(found_[(added_ - kStep) % kKept].doc);
    if (added_ >= kKept) Tell(found_[added_ % kKept]);
    found_[added_++ % kKept] = {doc, score};
  }
  void Finish() {
    for (size_t i = added_ - std::min(added_, kKept); i < added_; ++i) Tell(found_[i % kKept]);
  }

 private:
  static constexpr size_t kStep = 16, kKept = 2 * kStep;

  void Tell(const ScoredDoc& found) { visit_(documents_.Key(found.doc), found.score); }

  const Documents& documents_;
  const absl::FunctionRef<void(std::string_view, uint64_t)> visit_;
  std::array<ScoredDoc, kKept> found_;
  size_t added_ = 0;
};

}  // namespace

Index::Index() : inverted_(std::make_shared<Inverted>()) {}

void Index::Apply(std::span<const Change> changes, uint64_t position) {
  const absl::MutexLock lock(&mutex_);
  for (const Change& change : changes) {
    if (compacting_) {
      const DocId old = inverted_->documents().Find(change.document.key);
      if (old != kNoDoc) removed_.push_back(old);
    }
    if (change.removes) {
      inverted_->Remove(change.document.key);
    } else {
      inverted_->Put(change.document);
    }
  }
  most_changes_ = std::max(most_changes_, changes.size());
  position_ = position;
}

bool Index::IsWasteful() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return inverted_->IsWasteful();
}

size_t Index::CompactionStep() const {
  // A change is a document and a removal at most: a step takes in twice what came with an Apply, so
  // that it catches up with whoever changes without a pause.
  return std::max(kCompactionStep, 4 * most_changes_);
}

void Index::Compact(absl::FunctionRef<bool()> wanted) {
  const absl::MutexLock one_at_a_time(&compactions_);
  std::optional<Compaction> compaction;
  {
    const absl::MutexLock lock(&mutex_);
    compaction.emplace(inverted_);
    compacting_ = true;
    most_changes_ = 0;
  }
  std::shared_ptr<Inverted> old;  // Freed after the lock is, or after whoever saves it.
  while (wanted()) {
    {
      const absl::ReaderMutexLock lock(&mutex_);
      if (compaction->Step(removed_, CompactionStep())) continue;
    }
    const absl::MutexLock lock(&mutex_);
    if (compaction->Step(removed_, CompactionStep())) continue;
    old = std::exchange(inverted_, std::make_shared<Inverted>(compaction->Take()));
    break;
  }
  const absl::MutexLock lock(&mutex_);
  compacting_ = false;
  removed_ = {};
}

uint64_t Index::position() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return position_;
}

std::vector<Match> Index::FindMatches(const Analysis& text, const MatchOptions& options) const {
  const absl::ReaderMutexLock lock(&mutex_);
  Query query = MakeQuery(text, *inverted_);
  AddSource(options.author, options.date, *inverted_, query);
  const DocId left_out =
      options.leave_out.empty() ? kNoDoc : inverted_->documents().Find(options.leave_out);
  std::vector<ScoredDoc> candidates = TopK(
      *inverted_, query.search,
      std::max(options.candidates, options.limit) + (left_out == kNoDoc ? 0 : 1), options.labels);
  // Before the others are compared with the best.
  std::erase_if(candidates, [&](const ScoredDoc& each) { return each.doc == left_out; });
  if (candidates.empty()) return {};

  const Documents& documents = inverted_->documents();
  for (const ScoredDoc& candidate : candidates) documents.PrefetchRecord(candidate.doc);
  struct Ranked {
    double score;
    DocId doc;
    uint32_t at;  // Into `all`.
  };
  std::vector<Ranked> ranked;
  std::vector<Features> all;
  ranked.reserve(candidates.size());
  all.reserve(candidates.size());
  FeatureExtractor extractor(query, *inverted_);
  const auto top = static_cast<double>(candidates.front().score);
  for (size_t i = 0; i < candidates.size(); ++i) {
    const ScoredDoc& candidate = candidates[i];
    const double share = static_cast<double>(candidate.score) / top;
    if (i >= options.limit && share < kLeastShare) break;
    if (i + kAhead < candidates.size()) documents.Prefetch(candidates[i + kAhead].doc);
    Features features = extractor.Of(candidate);
    features[static_cast<size_t>(Feature::kRank)] = extractor.rank_weight() * share;
    const double score = ScoreOf(features);
    if (score < options.least_score) continue;
    ranked.push_back({score, candidate.doc, static_cast<uint32_t>(all.size())});
    all.push_back(features);
  }
  const size_t kept = std::min(options.limit, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<ptrdiff_t>(kept), ranked.end(),
                    [&documents](const Ranked& a, const Ranked& b) {
                      if (a.score != b.score) return a.score > b.score;
                      return documents.Key(a.doc) < documents.Key(b.doc);
                    });
  std::vector<Match> matches;
  matches.reserve(kept);
  for (size_t i = 0; i < kept; ++i) {
    matches.push_back(
        {std::string(documents.Key(ranked[i].doc)), ranked[i].score, all[ranked[i].at]});
  }
  return matches;
}

std::vector<std::string> Index::FindTop(const Analysis& text, size_t limit, uint32_t labels) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const Query query = MakeQuery(text, *inverted_);
  std::vector<std::string> keys;
  for (const ScoredDoc& found : TopK(*inverted_, query.search, limit, labels)) {
    keys.emplace_back(inverted_->documents().Key(found.doc));
  }
  return keys;
}

void Index::Select(const Selection& selection, uint32_t labels,
                   absl::FunctionRef<void(std::string_view, uint64_t)> visit) const {
  const absl::ReaderMutexLock lock(&mutex_);
  // Where many are found, most of the time would go into waiting for their keys.
  KeysAhead keys(inverted_->documents(), visit);
  search::Select(*inverted_, selection, labels,
                 [&keys](DocId doc, uint64_t score) { keys.Add(doc, score); });
  keys.Finish();
}

IndexImage Index::Image() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return ImageOf(inverted_, position_);
}

absl::Status Index::Save(const IndexImage& image, const std::string& path) const {
  const absl::MutexLock one_at_a_time(&saves_);
  return SaveCheckpoint(path, image, mutex_);
}

absl::StatusOr<std::unique_ptr<Index>> Index::Load(const std::string& path) {
  absl::StatusOr<Checkpoint> loaded = LoadCheckpoint(path);
  if (!loaded.ok()) return loaded.status();
  auto index = std::make_unique<Index>();
  const absl::MutexLock lock(&index->mutex_);
  *index->inverted_ = std::move(loaded->inverted);
  index->position_ = loaded->position;
  return index;
}

IndexStats Index::stats() const {
  const absl::ReaderMutexLock lock(&mutex_);
  const Documents& documents = inverted_->documents();
  return {.documents = documents.live(),
          .removed = documents.size() - documents.live(),
          .terms = inverted_->vocabulary().size(),
          .memory_bytes = inverted_->memory_bytes()};
}

}  // namespace factcheck::search
