// Where one term occurs: documents in ascending order, each with its impact.
#ifndef FACTCHECK_SERVER_SEARCH_POSTINGS_H_
#define FACTCHECK_SERVER_SEARCH_POSTINGS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace factcheck::search {

using DocId = uint32_t;
inline constexpr DocId kNoDoc = UINT32_MAX;

// A growing list. One thread may append while no other reads.
//
// bytes    := block*             a block has kBlock postings, the last one fewer
// block    := doc impact (delta impact)*
// doc      := varint             the first document of the block
// delta    := varint             from the document before
// impact   := byte               1 to 255
class PostingList {
 public:
  static constexpr size_t kBlock = 64;

  // `doc` is larger than any before.
  void Append(DocId doc, uint8_t impact);

  uint32_t size() const { return size_; }
  uint8_t max_impact() const { return max_impact_; }
  size_t memory_bytes() const;
  const std::vector<uint8_t>& bytes() const { return bytes_; }

  // As much of it as is of documents below `end`. Appending never changes that.
  struct Part {
    uint32_t size = 0;  // Postings...
    size_t bytes = 0;   // ... in the first so many of bytes().
  };
  Part Below(DocId end) const;

  // The list of so many postings whose bytes these are, as bytes() gave them; false: they aren't
  // such a list over documents below `end`.
  bool Load(const uint8_t* bytes, size_t bytes_size, uint32_t size, DocId end);

 private:
  friend class PostingCursor;
  struct Block {
    DocId first;
    uint32_t offset;
    uint8_t max_impact;
  };
  void BeginBlock(DocId doc, uint32_t offset);

  std::vector<uint8_t> bytes_;
  // Of lists longer than one block: a short list is its only block.
  std::unique_ptr<std::vector<Block>> blocks_;
  uint32_t size_ = 0;
  DocId last_ = 0;
  uint8_t max_impact_ = 0;
};

// Walks a list, which must not change meanwhile. Starts at the first posting.
class PostingCursor {
 public:
  explicit PostingCursor(const PostingList& list);

  // kNoDoc after the last posting.
  DocId doc() const { return at_ < decoded_ ? docs_[at_] : kNoDoc; }
  uint8_t impact() const { return impacts_[at_]; }

  void Next() {
    if (++at_ == decoded_) Decode(block_ + 1);
  }

  // To the first posting at or after `doc`. Never goes back.
  void Seek(DocId doc);

  // No posting at or after the current one and at `doc` has a larger impact: without decoding.
  uint8_t MaxImpactAt(DocId doc) const;

 private:
  size_t blocks() const { return list_->blocks_ ? list_->blocks_->size() : (list_->size_ ? 1 : 0); }
  // The block that would hold `doc`, at or after the current one.
  size_t BlockOf(DocId doc) const;
  void Decode(size_t block);

  const PostingList* list_;
  size_t block_ = 0;
  size_t at_ = 0;
  size_t decoded_ = 0;
  std::array<DocId, PostingList::kBlock> docs_;
  std::array<uint8_t, PostingList::kBlock> impacts_;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_POSTINGS_H_
