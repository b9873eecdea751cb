// Looks through the sums of a window of documents, as many at once as the processor can.
#ifndef FACTCHECK_SERVER_SEARCH_WINDOW_SUMS_H_
#define FACTCHECK_SERVER_SEARCH_WINDOW_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace factcheck::search {

// A block has so many rows, one after the other, of as many numbers.
inline constexpr size_t kBlockColumns = 16;
inline constexpr size_t kBlockSums = kBlockColumns * kBlockColumns;

inline constexpr size_t kMostSums = 65'536;

// Both take whole blocks, kMostSums at most.
struct SumsScan {
  // For each block sets `largest` of each of its columns to that column's largest number, or to 0
  // where all are below.
  void (*maxima)(const int32_t* sums, size_t count, int32_t* largest);
  // Writes the places of the numbers above `least`, ascending, and returns how many there are.
  size_t (*above)(const int32_t* sums, size_t count, int32_t least, uint16_t* places);
};

// Those that this processor can run, the fastest last; all do the same.
std::vector<SumsScan> AllSumsScans();

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_WINDOW_SUMS_H_
