// The largest number of each column of a block, by as many columns at once as the processor can.
#ifndef FACTCHECK_SERVER_SEARCH_COLUMN_MAXIMA_H_
#define FACTCHECK_SERVER_SEARCH_COLUMN_MAXIMA_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace factcheck::search {

// A block has so many rows, one after the other, of as many numbers.
inline constexpr size_t kBlockColumns = 16;

// Sets `largest` of each column to its largest number, or to 0 where all are below.
using ColumnMaxima = void (*)(const int32_t* block, int32_t* largest);

// Those that this processor can run, the fastest last; all do the same.
std::vector<ColumnMaxima> AllColumnMaxima();

}  // namespace factcheck::search

#endif  // FACTCHECK_SERVER_SEARCH_COLUMN_MAXIMA_H_
