#include "server/base/huge_pages.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace factcheck {
namespace {

// What one thread holds: no two pieces overlap if each still has its own byte everywhere.
struct Piece {
  unsigned char* memory;
  size_t size;
  size_t alignment;
  unsigned char byte;

  bool Intact() const {
    for (size_t i = 0; i < size; ++i) {
      if (memory[i] != byte) return false;
    }
    return true;
  }
};

// Of every size up to some huge pages.
size_t RandomSize(std::mt19937_64& random) { return random() % (size_t{1} << (random() % 24)); }

size_t AllocateAndFree(uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Piece> pieces;
  size_t wrong = 0;
  for (int step = 0; step < 1000; ++step) {
    if (pieces.size() < 8 || random() % 2 == 0) {
      const size_t size = RandomSize(random), alignment = size_t{1} << (random() % 7);
      auto* const memory = static_cast<unsigned char*>(AllocateInHugePages(size, alignment));
      if (reinterpret_cast<uintptr_t>(memory) % alignment != 0) ++wrong;
      const auto byte = static_cast<unsigned char>(random());
      std::memset(memory, byte, size);
      pieces.push_back({memory, size, alignment, byte});
    } else {
      std::swap(pieces[random() % pieces.size()], pieces.back());
      if (!pieces.back().Intact()) ++wrong;
      FreeInHugePages(pieces.back().memory, pieces.back().size, pieces.back().alignment);
      pieces.pop_back();
    }
  }
  for (const Piece& piece : pieces) {
    if (!piece.Intact()) ++wrong;
    FreeInHugePages(piece.memory, piece.size, piece.alignment);
  }
  return wrong;
}

TEST(HugePagesTest, WhatSeveralThreadsHoldIsAlignedAndTheirOwn) {
  std::vector<size_t> wrong(4, 1);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([&wrong, i] { wrong[i] = AllocateAndFree(i + 1); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<size_t>(4, 0));
}

TEST(HugePagesTest, AVectorGrowsAndMoves) {
  HugeVector<uint32_t> numbers;
  for (uint32_t i = 0; i < 1'000'000; ++i) numbers.push_back(i);
  const HugeVector<uint32_t> moved = std::move(numbers);
  ASSERT_EQ(moved.size(), 1'000'000U);
  for (uint32_t i = 0; i < moved.size(); ++i) ASSERT_EQ(moved[i], i);
}

}  // namespace
}  // namespace factcheck
