#include "server/domain/tables/shared_array.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"

namespace factcheck::domain {
namespace {

using Array = SharedArray<int, 4>;

std::vector<int> ItemsOf(const Array::View& view) {
  std::vector<int> items;
  for (size_t i = 0; i < view.size(); ++i) items.push_back(view[i]);
  return items;
}

TEST(SharedArrayTest, ViewShowsNeitherLaterAppendsNorChanges) {
  Array array;
  for (int i = 0; i < 6; ++i) array.Append(i);
  const Array::View before = array.Freeze();
  array.Append(6);
  array.Mutable(0) = 100;
  array.Mutable(5) = 500;
  EXPECT_EQ(ItemsOf(before), (std::vector<int>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(ItemsOf(array.Freeze()), (std::vector<int>{100, 1, 2, 3, 4, 500, 6}));
}

TEST(SharedArrayTest, AgreesWithVectorsThroughRandomChanges) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  Array array;
  std::vector<int> model;
  std::vector<std::pair<Array::View, std::vector<int>>> views;
  for (int step = 0; step < 2000; ++step) {
    const int value = static_cast<int>(random());
    if (model.empty() || random() % 3 == 0) {
      array.Append(value);
      model.push_back(value);
    } else {
      const size_t i = random() % model.size();
      array.Mutable(i) = value;
      model[i] = value;
    }
    if (random() % 10 == 0) views.emplace_back(array.Freeze(), model);
  }
  for (const auto& [view, expected] : views) EXPECT_EQ(ItemsOf(view), expected);
}

TEST(SharedArrayTest, ReadersOfViewsNeedNoLockWhileTheWriterGoesOn) {
  Array array;
  absl::Mutex mutex;
  bool done = false;
  // Every element of a view has the same value: a torn state would show.
  for (int i = 0; i < 64; ++i) array.Append(0);
  const auto read = [&] {
    for (bool last = false; !last;) {
      Array::View view;
      {
        absl::MutexLock lock(&mutex);
        view = array.Freeze();
        last = done;
      }
      for (size_t i = 1; i < view.size(); ++i) ASSERT_EQ(view[i], view[0]);
    }
  };
  std::vector<std::thread> readers;
  readers.reserve(3);
  for (int i = 0; i < 3; ++i) readers.emplace_back(read);
  for (int value = 1; value <= 2000; ++value) {
    absl::MutexLock lock(&mutex);
    for (size_t i = 0; i < array.size(); ++i) array.Mutable(i) = value;
    if (value % 50 == 0) array.Append(value);
    done = value == 2000;
  }
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace factcheck::domain
