#include "server/search/window_sums.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace factcheck::search {
namespace {

constexpr size_t kBlocks = 3;
constexpr size_t kSums = kBlocks * kBlockSums;

// Some are 0 and some below, in rounds with more and with fewer of them.
std::array<int32_t, kSums> RandomSums(int round, std::mt19937_64& random) {
  std::array<int32_t, kSums> sums;
  const uint64_t one_in = 1 + static_cast<uint64_t>(round) % 100;
  for (int32_t& each : sums) each = random() % one_in == 0 ? static_cast<int32_t>(random()) : 0;
  return sums;
}

TEST(WindowSumsTest, EachWayFindsTheMaximaThatOneWouldFindOneByOne) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    const std::array<int32_t, kSums> sums = RandomSums(round, random);
    std::array<int32_t, kBlocks* kBlockColumns> expected = {};
    for (size_t i = 0; i < sums.size(); ++i) {
      int32_t& largest = expected[i / kBlockSums * kBlockColumns + i % kBlockColumns];
      largest = std::max(largest, sums[i]);
    }
    for (const SumsScan& scan : AllSumsScans()) {
      std::array<int32_t, kBlocks * kBlockColumns> largest;
      largest.fill(-1);
      scan.maxima(sums.data(), sums.size(), largest.data());
      EXPECT_EQ(largest, expected);
    }
  }
}

TEST(WindowSumsTest, EachWayFindsWhatIsAboveInOrder) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 300; ++round) {
    const std::array<int32_t, kSums> sums = RandomSums(round, random);
    for (const int32_t least : {INT32_MIN, -5, 0, sums[random() % kSums], INT32_MAX}) {
      std::vector<uint16_t> expected;
      for (size_t i = 0; i < sums.size(); ++i) {
        if (sums[i] > least) expected.push_back(static_cast<uint16_t>(i));
      }
      for (const SumsScan& scan : AllSumsScans()) {
        std::vector<uint16_t> places(kSums);
        places.resize(scan.above(sums.data(), sums.size(), least, places.data()));
        EXPECT_EQ(places, expected) << "above " << least;
      }
    }
  }
}

}  // namespace
}  // namespace factcheck::search
