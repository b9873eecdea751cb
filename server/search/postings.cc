#include "server/search/postings.h"

#include <algorithm>

#include "server/base/check.h"
#include "server/search/varint.h"

namespace factcheck::search {

void PostingList::BeginBlock(DocId doc, uint32_t offset) {
  if (size_ == 0) return;
  if (blocks_ == nullptr) {
    blocks_ = std::make_unique<std::vector<Block>>();
    const uint8_t* at = bytes_.data();
    blocks_->push_back({ReadVarint(at), 0, max_impact_});
  }
  blocks_->push_back({doc, offset, 0});
}

void PostingList::Append(DocId doc, uint8_t impact) {
  FACTCHECK_CHECK(size_ == 0 || doc > last_);
  // Doubling wastes half of a large list.
  if (bytes_.capacity() - bytes_.size() < 6) {
    bytes_.reserve(std::max<size_t>(bytes_.size() + 8, bytes_.size() + bytes_.size() / 4));
  }
  const bool begins = size_ % kBlock == 0;
  if (begins) BeginBlock(doc, static_cast<uint32_t>(bytes_.size()));
  AppendVarint(begins ? doc : doc - last_, bytes_);
  bytes_.push_back(impact);
  if (blocks_ != nullptr) {
    blocks_->back().max_impact = std::max(blocks_->back().max_impact, impact);
  }
  max_impact_ = std::max(max_impact_, impact);
  last_ = doc;
  ++size_;
}

size_t PostingList::memory_bytes() const {
  size_t bytes = sizeof(PostingList) + bytes_.capacity();
  if (blocks_ != nullptr) bytes += sizeof(std::vector<Block>) + blocks_->capacity() * sizeof(Block);
  return bytes;
}

PostingList::Part PostingList::Below(DocId end) const {
  if (size_ == 0 || last_ < end) return {size_, bytes_.size()};
  Part part;
  if (blocks_ != nullptr) {
    const auto after = std::lower_bound(blocks_->begin(), blocks_->end(), end,
                                        [](const Block& b, DocId d) { return b.first < d; });
    if (after == blocks_->begin()) return part;
    const auto block = after - blocks_->begin() - 1;
    part = {static_cast<uint32_t>(block) * uint32_t{kBlock},
            (*blocks_)[static_cast<size_t>(block)].offset};
  }
  // It ends in this block, as a later one begins too late or the last posting is.
  const uint8_t* at = bytes_.data() + part.bytes;
  DocId doc = 0;
  for (size_t i = 0; i < kBlock && part.size < size_; ++i) {
    doc += ReadVarint(at);
    if (doc >= end) break;
    ++at;  // The impact.
    ++part.size;
    part.bytes = static_cast<size_t>(at - bytes_.data());
  }
  return part;
}

bool PostingList::Load(const uint8_t* bytes, size_t bytes_size, uint32_t size, DocId end) {
  *this = PostingList();
  const uint8_t* at = bytes;
  const uint8_t* const stop = bytes + bytes_size;
  for (uint32_t i = 0; i < size; ++i) {
    const auto offset = static_cast<uint32_t>(at - bytes);
    uint32_t value = 0;
    if (!ReadVarint(at, stop, value) || at == stop) return false;
    const uint8_t impact = *at++;
    const bool begins = i % kBlock == 0;
    const uint64_t doc = begins ? value : uint64_t{last_} + value;
    if (impact == 0 || doc >= end || (i > 0 && doc <= last_)) return false;
    if (size > kBlock && begins) {
      if (blocks_ == nullptr) {
        blocks_ = std::make_unique<std::vector<Block>>();
        blocks_->reserve(size / kBlock + 1);
      }
      blocks_->push_back({static_cast<DocId>(doc), offset, 0});
    }
    if (blocks_ != nullptr) {
      blocks_->back().max_impact = std::max(blocks_->back().max_impact, impact);
    }
    max_impact_ = std::max(max_impact_, impact);
    last_ = static_cast<DocId>(doc);
  }
  if (at != stop) return false;
  size_ = size;
  bytes_.assign(bytes, stop);
  return true;
}

PostingCursor::PostingCursor(const PostingList& list) : list_(&list) { Decode(0); }

void PostingCursor::Decode(size_t block) {
  block_ = block;
  at_ = 0;
  decoded_ = 0;
  if (block >= blocks()) return;
  const uint32_t offset = list_->blocks_ ? (*list_->blocks_)[block].offset : 0;
  decoded_ = std::min<size_t>(PostingList::kBlock, list_->size_ - block * PostingList::kBlock);
  const uint8_t* at = list_->bytes_.data() + offset;
  DocId doc = 0;
  for (size_t i = 0; i < decoded_; ++i) {
    doc += ReadVarint(at);
    docs_[i] = doc;
    impacts_[i] = *at++;
  }
}

size_t PostingCursor::BlockOf(DocId doc) const {
  if (list_->blocks_ == nullptr) return 0;
  const std::vector<PostingList::Block>& blocks = *list_->blocks_;
  const auto from = blocks.begin() + static_cast<ptrdiff_t>(std::min(block_ + 1, blocks.size()));
  const auto after = std::upper_bound(
      from, blocks.end(), doc, [](DocId d, const PostingList::Block& b) { return d < b.first; });
  return static_cast<size_t>(after - blocks.begin()) - 1;
}

uint8_t PostingCursor::MaxImpactAt(DocId doc) const {
  if (list_->blocks_ == nullptr || block_ >= list_->blocks_->size()) return list_->max_impact_;
  return (*list_->blocks_)[BlockOf(doc)].max_impact;
}

void PostingCursor::Seek(DocId doc) {
  if (at_ >= decoded_ || docs_[at_] >= doc) return;
  if (docs_[decoded_ - 1] < doc) {
    const size_t block = BlockOf(doc);
    // A gap between two blocks leads to the start of the next.
    Decode(block == block_ ? block_ + 1 : block);
  }
  while (at_ < decoded_ && docs_[at_] < doc) {
    if (++at_ == decoded_) Decode(block_ + 1);
  }
}

}  // namespace factcheck::search
