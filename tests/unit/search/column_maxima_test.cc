#include "server/search/column_maxima.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>

#include "gtest/gtest.h"

namespace factcheck::search {
namespace {

TEST(ColumnMaximaTest, EachWayFindsWhatOneWouldFindOneByOne) {
  std::mt19937_64 random(7);
  std::array<int32_t, kBlockColumns * kBlockColumns> block;
  for (int round = 0; round < 500; ++round) {
    for (int32_t& each : block) {
      each = random() % 3 == 0 ? 0 : static_cast<int32_t>(random());  // Below 0, too.
    }
    std::array<int32_t, kBlockColumns> expected = {};
    for (size_t i = 0; i < block.size(); ++i) {
      int32_t& largest = expected[i % kBlockColumns];
      largest = std::max(largest, block[i]);
    }
    for (const ColumnMaxima find : AllColumnMaxima()) {
      std::array<int32_t, kBlockColumns> largest;
      largest.fill(-1);
      find(block.data(), largest.data());
      EXPECT_EQ(largest, expected);
    }
  }
}

}  // namespace
}  // namespace factcheck::search
