// A growing array of which immutable views can be taken at any time: how one
// writer goes on while many readers walk a state that no longer changes.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_SHARED_ARRAY_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_SHARED_ARRAY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

namespace factcheck::domain {

// One writer at a time; it must also be the one that takes views. A view may be
// read by any thread that got it in an orderly way (through a mutex).
//
// Appending never touches what a view shows. Changing an element copies its
// chunk, once a view taken: so kChunk is small where elements change and large
// where they don't.
template <typename T, size_t kChunk>
class SharedArray {
  static_assert(std::is_trivially_copyable_v<T>);
  struct Chunk {
    uint64_t epoch;
    std::array<T, kChunk> items;
  };

 public:
  class View {
   public:
    size_t size() const { return size_; }
    const T& operator[](size_t i) const { return chunks_[i / kChunk]->items[i % kChunk]; }

   private:
    friend class SharedArray;
    std::vector<std::shared_ptr<const Chunk>> chunks_;
    size_t size_ = 0;
  };

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T& operator[](size_t i) const { return chunks_[i / kChunk]->items[i % kChunk]; }
  const T& back() const { return (*this)[size_ - 1]; }
  size_t memory_bytes() const { return chunks_.size() * (sizeof(Chunk) + 16 + sizeof(void*) * 2); }

  void Append(const T& item) {
    if (size_ == chunks_.size() * kChunk) {
      // Not make_shared: it would clear the items.
      chunks_.push_back(std::shared_ptr<Chunk>(new Chunk));
      chunks_.back()->epoch = epoch_;
    }
    chunks_.back()->items[size_ % kChunk] = item;
    ++size_;
  }

  T& Mutable(size_t i) {
    std::shared_ptr<Chunk>& chunk = chunks_[i / kChunk];
    if (chunk->epoch != epoch_) {
      chunk = std::make_shared<Chunk>(*chunk);
      chunk->epoch = epoch_;
    }
    return chunk->items[i % kChunk];
  }

  View Freeze() {
    ++epoch_;
    View view;
    view.chunks_.assign(chunks_.begin(), chunks_.end());
    view.size_ = size_;
    return view;
  }

 private:
  std::vector<std::shared_ptr<Chunk>> chunks_;
  size_t size_ = 0;
  uint64_t epoch_ = 0;  // Of the views taken so far; a chunk of an earlier one is shared.
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_SHARED_ARRAY_H_
