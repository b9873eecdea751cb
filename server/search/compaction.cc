#include "server/search/compaction.h"

#include <cstdint>
#include <numeric>
#include <string>
#include <utility>

#include "server/search/documents.h"
#include "server/search/forward.h"

namespace factcheck::search {

Compaction::Compaction(std::shared_ptr<const Inverted> from) : from_(std::move(from)) {
  to_.documents_.Reserve(from_->documents().live());
}

bool Compaction::Step(const std::vector<DocId>& removed, size_t most) {
  const Documents& documents = from_->documents();
  // Before more is copied: a document may have come again under the same key.
  for (; removals_ < removed.size(); ++removals_, --most) {
    if (most == 0) return true;
    const DocId doc = removed[removals_];
    if (doc < next_) to_.Remove(documents.Key(doc));
  }
  for (; next_ < documents.size(); ++next_, --most) {
    if (most == 0) return true;
    if (documents.labels(next_) != 0) Copy(next_);
  }
  return false;
}

void Compaction::Copy(DocId doc) {
  const Documents& documents = from_->documents();
  terms_.clear();
  const Forward from(documents.Forward(doc));
  from.ForEach(
      0, std::accumulate(from.counts.begin(), from.counts.end(), size_t{0}),
      [this](size_t, uint32_t term) { terms_.push_back(Copied(term >> 1) << 1 | (term & 1)); });
  const std::string forward = MakeForward(from.counts, terms_);
  to_.AddPostings(to_.documents_.Add(documents.Key(doc), documents.labels(doc), forward), forward);
}

TermId Compaction::Copied(TermId term) {
  if (term >= ids_.size()) ids_.resize(from_->vocabulary().size(), kNoTerm);
  TermId& id = ids_[term];
  if (id == kNoTerm) id = to_.AddTerm(from_->vocabulary().Text(term));
  return id;
}

}  // namespace factcheck::search
