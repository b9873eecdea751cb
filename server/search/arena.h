// Memory for many small byte strings that live equally long.
#ifndef FACTCHECK_SERVER_SEARCH_ARENA_H_
#define FACTCHECK_SERVER_SEARCH_ARENA_H_

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include "server/base/huge_pages.h"

namespace factcheck::search {

// What it gives stays where it is as long as the arena lives, and isn't aligned.
class Arena {
 public:
  static constexpr size_t kChunk = size_t{1} << 18;

  char* Allocate(size_t size) {
    if (size > left_) {
      const size_t chunk = std::max(size, kChunk);
      chunks_.emplace_back(chunk);
      at_ = chunks_.back().data();
      left_ = chunk;
      total_ += chunk;
    }
    char* given = at_;
    at_ += size;
    left_ -= size;
    return given;
  }

  std::string_view Copy(std::string_view text) {
    if (text.empty()) return {};
    char* copy = Allocate(text.size());
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

  size_t memory_bytes() const { return total_; }

 private:
  std::vector<HugeVector<char>> chunks_;
  char* at_ = nullptr;
  size_t left_ = 0;
  size_t total_ = 0;
};

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_ARENA_H_
