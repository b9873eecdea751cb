// Texts, each held once and known by its number.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_TEXT_POOL_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_TEXT_POOL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "server/base/chunk_file.h"
#include "server/domain/tables/shared_array.h"

namespace factcheck::domain {

// Texts are only ever added; one that nobody uses any longer goes with its pool.
// Threads: as SharedArray.
class TextPool {
  struct Text {
    const char* data;
    uint32_t size;
  };
  using Texts = SharedArray<Text, 4096>;
  using Blocks = std::vector<std::unique_ptr<char[]>>;

 public:
  TextPool();
  TextPool(const TextPool&) = delete;
  TextPool& operator=(const TextPool&) = delete;

  // Makes room for `texts` in all.
  void Reserve(size_t texts) { numbers_.reserve(texts); }
  // The number of `text`: from 0, in order of first appearance.
  uint32_t Intern(std::string_view text);
  std::optional<uint32_t> Find(std::string_view text) const;
  std::string_view operator[](uint32_t number) const { return Of(texts_[number]); }
  size_t size() const { return texts_.size(); }
  size_t memory_bytes() const;

  // All texts in order of their numbers, and back into an empty pool. DATA_LOSS: a text is there
  // twice.
  class View;
  static absl::Status Write(const View& view, ChunkWriter& writer);
  absl::Status Read(ChunkReader& reader, uint32_t texts);

  // A list of numbers is interned as a text of its own.
  uint32_t InternList(std::span<const uint32_t> numbers);

  // Keeps the texts alive, also past the pool.
  class View {
   public:
    std::string_view operator[](uint32_t number) const { return Of(texts_[number]); }
    std::span<const uint32_t> List(uint32_t number) const {
      const Text& text = texts_[number];
      // Texts begin at multiples of alignof(uint32_t).
      return {reinterpret_cast<const uint32_t*>(text.data), text.size / sizeof(uint32_t)};
    }
    size_t size() const { return texts_.size(); }

   private:
    friend class TextPool;
    Texts::View texts_;
    std::shared_ptr<const Blocks> blocks_;
  };
  View Freeze();

 private:
  struct Hash {
    using is_transparent = void;
    const TextPool* pool;
    size_t operator()(std::string_view text) const;
    size_t operator()(uint32_t number) const { return (*this)((*pool)[number]); }
  };
  struct Equal {
    using is_transparent = void;
    const TextPool* pool;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t a, std::string_view b) const { return (*pool)[a] == b; }
    bool operator()(std::string_view a, uint32_t b) const { return a == (*pool)[b]; }
  };

  static std::string_view Of(const Text& text) { return {text.data, text.size}; }
  const char* Keep(std::string_view text);

  Texts texts_;
  // The vector changes with the writer; views only follow pointers into the blocks.
  std::shared_ptr<Blocks> blocks_;
  char* free_ = nullptr;  // Within the newest block.
  size_t free_bytes_ = 0;
  size_t block_bytes_ = 0;
  absl::flat_hash_set<uint32_t, Hash, Equal> numbers_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_TEXT_POOL_H_
