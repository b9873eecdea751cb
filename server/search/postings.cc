#include "server/search/postings.h"

#include <algorithm>

#include "server/base/check.h"
#include "server/base/varint.h"

namespace factcheck::search {
namespace {

constexpr size_t kBytes = PostingSpan::kBytes;

uint32_t RangeOf(DocId doc) { return doc / kRangeDocs; }

}  // namespace

void PostingSpan::Seek(uint32_t low) {
  if (empty() || this->low() >= low) return;
  // Steps of double length to beyond it, then by halves between the last two.
  size_t left = size(), step = 1;
  while (step < left && LowAt(at + step * kBytes) < low) {
    at += step * kBytes;
    left -= step;
    step *= 2;
  }
  // The posting at `at` is before it; that at `high`, if there is one, isn't.
  size_t below = 0, high = std::min(step, left);
  while (high - below > 1) {
    const size_t middle = below + (high - below) / 2;
    (LowAt(at + middle * kBytes) < low ? below : high) = middle;
  }
  at += high * kBytes;
}

void PostingList::BeginRange(uint32_t number) {
  if (size_ == 0 || number == RangeOf(last_)) return;
  if (ranges_ == nullptr) {
    ranges_ = std::make_unique<std::vector<Range>>();
    ranges_->push_back({RangeOf(last_), 0});
  }
  ranges_->push_back({number, size_});
}

void PostingList::Append(DocId doc, uint8_t impact) {
  FACTCHECK_CHECK((size_ == 0 || doc > last_) && impact > 0);
  BeginRange(RangeOf(doc));
  // Doubling wastes half of a large list.
  if (postings_.capacity() - postings_.size() < kBytes) {
    postings_.reserve(
        std::max(postings_.size() + 2 * kBytes, postings_.size() + postings_.size() / 4));
  }
  const uint32_t low = doc % kRangeDocs;
  postings_.push_back(static_cast<uint8_t>(low));
  postings_.push_back(static_cast<uint8_t>(low >> 8));
  postings_.push_back(impact);
  max_impact_ = std::max(max_impact_, impact);
  last_ = doc;
  ++size_;
}

size_t PostingList::memory_bytes() const {
  size_t bytes = sizeof(PostingList) + postings_.capacity();
  if (ranges_ != nullptr) bytes += sizeof(std::vector<Range>) + ranges_->capacity() * sizeof(Range);
  return bytes;
}

PostingSpan PostingList::span(size_t i) const {
  const uint8_t* const all = postings_.data();
  if (ranges_ == nullptr) return {RangeOf(last_) * kRangeDocs, all, all + size_ * kBytes};
  const Range& range = (*ranges_)[i];
  const size_t end = i + 1 < ranges_->size() ? (*ranges_)[i + 1].begin : size_;
  return {range.number * kRangeDocs, all + range.begin * kBytes, all + end * kBytes};
}

uint32_t PostingList::SizeBelow(DocId end) const {
  if (size_ == 0 || last_ < end) return size_;
  PostingCursor cursor(*this);
  cursor.Seek(end);
  return static_cast<uint32_t>(static_cast<size_t>(cursor.here().at - postings_.data()) / kBytes);
}

void PostingList::AppendTo(std::vector<uint8_t>& bytes, uint32_t size) const {
  for (size_t i = 0; size > 0; ++i) {
    const PostingSpan part = span(i);
    const uint32_t here = std::min(size, static_cast<uint32_t>(part.size()));
    AppendVarint(RangeOf(part.first_doc), bytes);
    AppendVarint(here, bytes);
    bytes.insert(bytes.end(), part.at, part.at + here * kBytes);
    size -= here;
  }
}

bool PostingList::Load(const uint8_t* bytes, size_t bytes_size, uint32_t size, DocId end) {
  *this = PostingList();
  const uint8_t* at = bytes;
  const uint8_t* const stop = bytes + bytes_size;
  if (size > bytes_size / kBytes) return false;
  postings_.reserve(size * kBytes);
  while (at < stop) {
    uint32_t number = 0, here = 0;
    if (!ReadVarint(at, stop, number) || !ReadVarint(at, stop, here)) return false;
    const bool ascends = size_ == 0 || number > RangeOf(last_);
    if (!ascends || number > RangeOf(end) || here == 0 || here > size - size_ ||
        here > static_cast<size_t>(stop - at) / kBytes) {
      return false;
    }
    BeginRange(number);
    int64_t before = -1;
    for (const uint8_t* const last = at + here * kBytes; at < last; at += kBytes) {
      const uint32_t low = PostingSpan::LowAt(at);
      if (int64_t{low} <= before || at[2] == 0) return false;
      before = low;
      max_impact_ = std::max(max_impact_, at[2]);
    }
    postings_.insert(postings_.end(), at - here * kBytes, at);
    const uint64_t doc = uint64_t{number} * kRangeDocs + static_cast<uint64_t>(before);
    if (doc >= end) return false;
    last_ = static_cast<DocId>(doc);
    size_ += here;
  }
  return size_ == size;
}

void PostingCursor::Seek(DocId doc) {
  if (this->doc() >= doc) return;  // The end, too.
  const DocId first = doc / kRangeDocs * kRangeDocs;
  if (span_.first_doc < first) {
    // By halves between this range and the last.
    size_t below = number_, high = list_->spans();
    while (high - below > 1) {
      const size_t middle = below + (high - below) / 2;
      (list_->span(middle).first_doc < first ? below : high) = middle;
    }
    if (high == list_->spans()) {
      span_.at = span_.end = list_->span(high - 1).end;
      return;
    }
    number_ = high;
    span_ = list_->span(high);
  }
  if (span_.first_doc == first) span_.Seek(doc - first);
  if (span_.empty()) NextSpan();
}

}  // namespace factcheck::search
