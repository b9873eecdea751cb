#include "server/search/compaction.h"

#include <cstdint>
#include <utility>

#include "server/base/varint.h"
#include "server/search/document.h"
#include "server/search/documents.h"

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
  forward_.clear();
  const auto* at = reinterpret_cast<const uint8_t*>(documents.Forward(doc).data());
  for (size_t f = 0; f < kFields; ++f) {
    const uint32_t terms = ReadVarint(at);
    AppendVarint(terms, forward_);
    for (uint32_t i = 0; i < terms; ++i) {
      const uint32_t term = ReadVarint(at);
      AppendVarint(Copied(term >> 1) << 1 | (term & 1), forward_);
    }
  }
  to_.AddPostings(to_.documents_.Add(documents.Key(doc), documents.labels(doc), forward_),
                  forward_);
}

TermId Compaction::Copied(TermId term) {
  if (term >= ids_.size()) ids_.resize(from_->vocabulary().size(), kNoTerm);
  TermId& id = ids_[term];
  if (id == kNoTerm) id = to_.AddTerm(from_->vocabulary().Text(term));
  return id;
}

}  // namespace factcheck::search
