#include "server/search/column_maxima.h"

#include <cstring>

namespace factcheck::search {
namespace {

// `Some` are as many numbers as the processor works on at once.
template <typename Some>
[[gnu::always_inline]] inline void LargestBySome(const int32_t* block, int32_t* largest) {
  constexpr size_t kSome = sizeof(Some) / sizeof(int32_t);
  for (size_t column = 0; column < kBlockColumns; column += kSome) {
    Some most = {};
    for (size_t row = 0; row < kBlockColumns; ++row) {
      Some numbers;
      std::memcpy(&numbers, block + row * kBlockColumns + column, sizeof(numbers));
      most = numbers > most ? numbers : most;
    }
    std::memcpy(largest + column, &most, sizeof(most));
  }
}

using Four [[gnu::vector_size(16)]] = int32_t;
void LargestByFour(const int32_t* block, int32_t* largest) { LargestBySome<Four>(block, largest); }

#if defined(__x86_64__)
using Eight [[gnu::vector_size(32)]] = int32_t;
[[gnu::target("avx2")]] void LargestByEight(const int32_t* block, int32_t* largest) {
  LargestBySome<Eight>(block, largest);
}
#endif

}  // namespace

std::vector<ColumnMaxima> AllColumnMaxima() {
  std::vector<ColumnMaxima> all = {LargestByFour};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) all.push_back(LargestByEight);
#endif
  return all;
}

}  // namespace factcheck::search
