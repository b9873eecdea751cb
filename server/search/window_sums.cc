#include "server/search/window_sums.h"

#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace factcheck::search {
namespace {

// `Some` are as many numbers as the processor works on at once.
template <typename Some>
[[gnu::always_inline]] inline void MaximaBySome(const int32_t* sums, size_t count,
                                                int32_t* largest) {
  constexpr size_t kSome = sizeof(Some) / sizeof(int32_t);
  for (size_t block = 0; block < count; block += kBlockSums, largest += kBlockColumns) {
    for (size_t column = 0; column < kBlockColumns; column += kSome) {
      Some most = {};
      for (size_t row = 0; row < kBlockColumns; ++row) {
        Some numbers;
        std::memcpy(&numbers, sums + block + row * kBlockColumns + column, sizeof(numbers));
        most = numbers > most ? numbers : most;
      }
      std::memcpy(largest + column, &most, sizeof(most));
    }
  }
}

using Four [[gnu::vector_size(16)]] = int32_t;

void MaximaByFour(const int32_t* sums, size_t count, int32_t* largest) {
  MaximaBySome<Four>(sums, count, largest);
}

// A row at a time: most have nothing above.
size_t AboveByFour(const int32_t* sums, size_t count, int32_t least, uint16_t* places) {
  size_t found = 0;
  for (size_t row = 0; row < count; row += kBlockColumns) {
    Four any = {};
    for (size_t column = 0; column < kBlockColumns; column += 4) {
      Four numbers;
      std::memcpy(&numbers, sums + row + column, sizeof(numbers));
      any |= numbers > least;
    }
    if ((any[0] | any[1] | any[2] | any[3]) == 0) continue;
    for (size_t place = row; place < row + kBlockColumns; ++place) {
      if (sums[place] > least) places[found++] = static_cast<uint16_t>(place);
    }
  }
  return found;
}

#if defined(__x86_64__)
using Eight [[gnu::vector_size(32)]] = int32_t;

[[gnu::target("avx2")]] void MaximaByEight(const int32_t* sums, size_t count, int32_t* largest) {
  MaximaBySome<Eight>(sums, count, largest);
}

[[gnu::target("avx2")]] uint32_t Bits(__m256i eight) {
  return static_cast<uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(eight)));
}

[[gnu::target("avx2")]] size_t AboveByEight(const int32_t* sums, size_t count, int32_t least,
                                            uint16_t* places) {
  constexpr size_t kAtOnce = 32;
  const __m256i bound = _mm256_set1_epi32(least);
  const auto* const all = reinterpret_cast<const __m256i*>(sums);
  // Which have any, first, without a branch: where the few are can't be foretold.
  std::array<uint16_t, kMostSums / kAtOnce + 1> some;
  size_t with_some = 0;
  for (size_t i = 0; i < count / kAtOnce; ++i) {
    const __m256i* const at = all + 4 * i;
    const __m256i a = _mm256_cmpgt_epi32(_mm256_loadu_si256(at), bound);
    const __m256i b = _mm256_cmpgt_epi32(_mm256_loadu_si256(at + 1), bound);
    const __m256i c = _mm256_cmpgt_epi32(_mm256_loadu_si256(at + 2), bound);
    const __m256i d = _mm256_cmpgt_epi32(_mm256_loadu_si256(at + 3), bound);
    some[with_some] = static_cast<uint16_t>(i);
    with_some += Bits(_mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d))) != 0 ? 1 : 0;
  }
  size_t found = 0;
  for (size_t n = 0; n < with_some; ++n) {
    const __m256i* const at = all + size_t{4} * some[n];
    uint32_t mask = 0;
    for (uint32_t part = 0; part < 4; ++part) {
      mask |= Bits(_mm256_cmpgt_epi32(_mm256_loadu_si256(at + part), bound)) << (8 * part);
    }
    for (; mask != 0; mask &= mask - 1) {
      const auto place = static_cast<size_t>(std::countr_zero(mask));
      places[found++] = static_cast<uint16_t>(kAtOnce * some[n] + place);
    }
  }
  return found;
}
#endif

}  // namespace

std::vector<SumsScan> AllSumsScans() {
  std::vector<SumsScan> all = {{MaximaByFour, AboveByFour}};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) all.push_back({MaximaByEight, AboveByEight});
#endif
  return all;
}

}  // namespace factcheck::search
