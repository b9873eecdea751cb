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
// record := varint(size) key varint(size) forward    see forward.h
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
  std::string_view Key(DocId doc) const {
    const uint8_t* at = records_[doc];
    return ReadBytes(at);
  }
  // Two steps of fetching a document from memory ahead of its use.
  void PrefetchRecord(DocId doc) const { __builtin_prefetch(records_.data() + doc); }
  void Prefetch(DocId doc) const {
    const uint8_t* const record = records_[doc];
    for (int line = 0; line < 3; ++line) __builtin_prefetch(record + line * 64);
  }
  void PrefetchKey(DocId doc) const { __builtin_prefetch(records_[doc]); }
  std::string_view Forward(DocId doc) const {
    const uint8_t* at = records_[doc];
    ReadBytes(at);
    return ReadBytes(at);
  }

  void Reserve(size_t documents);
  size_t memory_bytes() const;

 private:
  static std::string_view ReadBytes(const uint8_t*& at) {
    const uint32_t size = ReadVarint(at);
    const std::string_view bytes(reinterpret_cast<const char*>(at), size);
    at += size;
    return bytes;
  }

  Arena arena_;
  HugeVector<const uint8_t*> records_;
  HugeVector<uint32_t> labels_;
  absl::flat_hash_map<absl::string_view, DocId> by_key_;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_DOCUMENTS_H_
