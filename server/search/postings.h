// Where one term occurs: documents in ascending order, each with its impact.
#ifndef FACTCHECK_SERVER_SEARCH_POSTINGS_H_
#define FACTCHECK_SERVER_SEARCH_POSTINGS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "server/base/huge_pages.h"

namespace factcheck::search {

using DocId = uint32_t;
inline constexpr DocId kNoDoc = UINT32_MAX;
// Of any posting, whatever an index has: the largest in it changes with what is removed.
inline constexpr uint8_t kMostImpact = 255;

// Postings are kept by ranges of so many documents, so that a document takes two bytes of each and
// nothing has to be unpacked.
inline constexpr DocId kRangeDocs = DocId{1} << 16;

// Some postings of one range, in ascending order. The first is at `at`; none is left where that
// is `end`.
//
// posting := low:u16 impact:u8   little endian; the document is that of the range and `low`
struct PostingSpan {
  static constexpr size_t kBytes = 3;

  DocId first_doc = 0;  // Of the range.
  const uint8_t* at = nullptr;
  const uint8_t* end = nullptr;

  bool empty() const { return at == end; }
  size_t size() const { return static_cast<size_t>(end - at) / kBytes; }
  static uint32_t LowAt(const uint8_t* posting) { return posting[0] | uint32_t{posting[1]} << 8; }
  uint32_t low() const { return LowAt(at); }
  DocId doc() const { return first_doc + low(); }
  uint8_t impact() const { return at[2]; }
  // To the first posting at or after `low`, at most kRangeDocs. Never goes back.
  void Seek(uint32_t low);
};

// A growing list. One thread may append while no other reads.
class PostingList {
 public:
  // `doc` is larger than any before, `impact` above 0.
  void Append(DocId doc, uint8_t impact);

  uint32_t size() const { return size_; }
  uint8_t max_impact() const { return max_impact_; }
  size_t memory_bytes() const;
  // Fetches the first postings from memory ahead of their use.
  void Prefetch() const { __builtin_prefetch(postings_.data()); }

  // Its postings by range, in ascending order; no span is empty.
  size_t spans() const { return ranges_ ? ranges_->size() : (size_ ? 1 : 0); }
  PostingSpan span(size_t i) const;

  // As many of its postings as are of documents below `end`. Appending never changes these.
  uint32_t SizeBelow(DocId end) const;
  // The first `size` of them, in bytes:
  //
  // list  := range*
  // range := range:varint size:varint posting^size    the number of the range; size above 0
  void AppendTo(std::vector<uint8_t>& bytes, uint32_t size) const;
  // The list of so many postings whose bytes these are; false: they aren't such a list over
  // documents below `end`.
  bool Load(const uint8_t* bytes, size_t bytes_size, uint32_t size, DocId end);

 private:
  struct Range {
    uint32_t number;  // Of the range of documents.
    uint32_t begin;   // The first posting of it.
  };
  void BeginRange(uint32_t number);

  HugeVector<uint8_t> postings_;
  // Of lists over several ranges; a list of one has that of its last document.
  std::unique_ptr<std::vector<Range>> ranges_;
  uint32_t size_ = 0;
  DocId last_ = 0;
  uint8_t max_impact_ = 0;
};

// Walks a list, which must not change meanwhile. Starts at the first posting.
class PostingCursor {
 public:
  explicit PostingCursor(const PostingList& list) : list_(&list) {
    if (list.spans() > 0) span_ = list.span(0);
  }

  // kNoDoc after the last posting.
  DocId doc() const { return span_.empty() ? kNoDoc : span_.doc(); }
  uint8_t impact() const { return span_.impact(); }

  void Next() { Skip(span_.at + PostingSpan::kBytes); }

  // To the first posting at or after `doc`. Never goes back.
  void Seek(DocId doc);
  // The current posting and those after it in its range; empty after the last.
  const PostingSpan& here() const { return span_; }
  // To a posting of here(), or its end.
  void Skip(const uint8_t* at) {
    span_.at = at;
    if (span_.empty()) NextSpan();
  }

 private:
  void NextSpan() {
    if (number_ + 1 < list_->spans()) span_ = list_->span(++number_);
  }

  const PostingList* list_;
  size_t number_ = 0;
  PostingSpan span_;  // Empty: after the last posting.
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_POSTINGS_H_
