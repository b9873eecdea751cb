// The documents of an index: their keys and the terms of their fields in order.
#ifndef FACTCHECK_SERVER_SEARCH_DOCUMENTS_H_
#define FACTCHECK_SERVER_SEARCH_DOCUMENTS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "server/base/huge_pages.h"
#include "server/base/varint.h"
#include "server/search/arena.h"
#include "server/search/document.h"
#include "server/search/postings.h"
#include "server/search/vocabulary.h"

namespace factcheck::search {

// Documents get ascending numbers, which are not used again. A replaced or removed document keeps
// its number and its bytes until the index is compacted, but has no labels. One thread may change
// while no other reads.
//
// record  := varint(size) key varint(size) forward
// forward := field^kFields       by Field
// field   := varint(terms) term^terms
// term    := varint(number of the term << 1 | 1 if it stands in a name)
class Documents {
 public:
  // `key` belongs to no live document.
  DocId Add(std::string_view key, uint32_t labels, std::string_view forward);
  // Adds a document that has no labels any more.
  void AddRemoved();
  void Remove(DocId doc);

  size_t size() const { return records_.size(); }  // With those removed.
  size_t live() const { return by_key_.size(); }
  DocId Find(std::string_view key) const;  // kNoDoc: no live document has it.
  uint32_t labels(DocId doc) const { return labels_[doc]; }
  const HugeVector<uint32_t>& labels() const { return labels_; }
  // Both only of documents that are live or were.
  std::string_view Key(DocId doc) const;
  // Two steps of fetching a document from memory ahead of its use.
  void PrefetchRecord(DocId doc) const { __builtin_prefetch(records_.data() + doc); }
  void Prefetch(DocId doc) const {
    const uint8_t* const record = records_[doc];
    for (int line = 0; line < 3; ++line) __builtin_prefetch(record + line * 64);
  }
  std::string_view Forward(DocId doc) const;

  void Reserve(size_t documents);
  size_t memory_bytes() const;

 private:
  Arena arena_;
  HugeVector<const uint8_t*> records_;
  HugeVector<uint32_t> labels_;
  absl::flat_hash_map<absl::string_view, DocId> by_key_;
};

// Calls `visit(Field, position, TermId, bool name)` for each term of `forward`, in order.
template <typename Visit>
void ForEachTerm(std::string_view forward, const Visit& visit) {
  const auto* at = reinterpret_cast<const uint8_t*>(forward.data());
  for (const Field field : kAllFields) {
    const uint32_t terms = ReadVarint(at);
    for (uint32_t i = 0; i < terms; ++i) {
      const uint32_t term = ReadVarint(at);
      visit(field, i, term >> 1, (term & 1) != 0);
    }
  }
}

// Whether `forward` is of that form, with terms numbered below `terms`.
bool IsForward(std::string_view forward, size_t terms);

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_DOCUMENTS_H_
