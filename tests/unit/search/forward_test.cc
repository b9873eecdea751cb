#include "server/search/forward.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace factcheck::search {
namespace {

using Counts = std::array<uint32_t, kFields>;

// All that ForEachTerm says, in order; numbers with the bit of the name.
void ExpectTerms(const std::string& forward, const Counts& counts,
                 const std::vector<uint32_t>& terms) {
  size_t i = 0, field = 0, position = 0;
  ForEachTerm(forward, [&](Field in, uint32_t at, TermId term, bool name) {
    while (field < kFields && position == counts[field]) {
      ++field;
      position = 0;
    }
    ASSERT_LT(i, terms.size());
    EXPECT_EQ(static_cast<size_t>(in), field);
    EXPECT_EQ(at, position++);
    EXPECT_EQ(term << 1 | (name ? 1 : 0), terms[i++]);
  });
  EXPECT_EQ(i, terms.size());
}

TEST(ForwardTest, GivesBackTheTermsOfAnyWidth) {
  std::mt19937_64 random(3);
  for (const uint64_t end : {1ULL << 3, 1ULL << 16, (1ULL << 16) + 9, 1ULL << 24, 1ULL << 32}) {
    for (int round = 0; round < 100; ++round) {
      Counts counts;
      std::vector<uint32_t> terms;
      for (uint32_t& count : counts) {
        count = static_cast<uint32_t>(random() % 3 == 0 ? 0 : random() % 200);
        for (uint32_t i = 0; i < count; ++i) {
          terms.push_back(static_cast<uint32_t>(random() % end));
        }
      }
      const std::string forward = MakeForward(counts, terms);
      ExpectTerms(forward, counts, terms);
      uint32_t largest = 0;
      for (const uint32_t term : terms) largest = std::max(largest, term >> 1);
      EXPECT_TRUE(IsForward(forward, size_t{largest} + 1));
      EXPECT_EQ(IsForward(forward, largest), terms.empty());
    }
  }
}

TEST(ForwardTest, WhatIsOfAnotherFormIsNone) {
  const std::string forward = MakeForward({1, 0, 2, 0, 0, 200}, std::vector<uint32_t>(203, 6));
  ASSERT_TRUE(IsForward(forward, 4));
  for (size_t size = 0; size < forward.size(); ++size) {
    EXPECT_FALSE(IsForward(forward.substr(0, size), 4)) << size;
  }
  EXPECT_FALSE(IsForward(forward + '\0', 4));
  for (const char width : {'\0', '\1', '\3', '\5', '\377'}) {
    std::string other = forward;
    other[0] = width;
    EXPECT_FALSE(IsForward(other, 4)) << static_cast<int>(width);
  }
}

}  // namespace
}  // namespace factcheck::search
