#include "tests/bench/search/corpus.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"

namespace factcheck::bench {
namespace {

constexpr uint64_t kAtATime = 1000;

}  // namespace

absl::StatusOr<std::unique_ptr<Corpus>> Corpus::Make(
    uint64_t claims, const std::function<search::Document(uint64_t)>& document) {
  std::unique_ptr<Corpus> corpus(new Corpus());
  corpus->claims_ = claims;
  auto xapian = XapianIndex::Make(corpus->xapian_directory());
  if (!xapian.ok()) return xapian.status();
  corpus->xapian_ = *std::move(xapian);
  if (absl::Status filled = corpus->Fill(document); !filled.ok()) return filled;
  return corpus;
}

absl::Status Corpus::Fill(const std::function<search::Document(uint64_t)>& document) {
  std::vector<search::Document> documents;
  std::vector<search::AnalyzedDocument> analyzed;
  std::vector<search::Change> changes;
  for (uint64_t from = 0; from < claims_; from += kAtATime) {
    documents.clear();
    analyzed.clear();
    changes.clear();
    for (uint64_t i = from; i < std::min(claims_, from + kAtATime); ++i) {
      documents.push_back(document(i));
    }
    const absl::Time began = absl::Now();
    for (const search::Document& each : documents) {
      analyzed.push_back(search::AnalyzeDocument(each));
    }
    const absl::Time analysed = absl::Now();
    if (absl::Status added = xapian_->Add(analyzed); !added.ok()) return added;
    const absl::Time added = absl::Now();
    for (search::AnalyzedDocument& each : analyzed) changes.push_back({std::move(each), false});
    ours_->Apply(changes, 0);
    const absl::Time applied = absl::Now();
    our_time_ += analysed - began + (applied - added);
    xapian_time_ += added - began;
  }
  const absl::Time began = absl::Now();
  absl::Status committed = xapian_->Commit();
  xapian_time_ += absl::Now() - began;
  return committed;
}

size_t Corpus::xapian_bytes() const {
  size_t bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(xapian_directory())) {
    if (file.is_regular_file()) bytes += file.file_size();
  }
  return bytes;
}

}  // namespace factcheck::bench
