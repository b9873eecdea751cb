#include "server/domain/tables/text_pool.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace factcheck::domain {
namespace {

TEST(TextPoolTest, NumbersTextsInOrderOfFirstAppearance) {
  TextPool pool;
  EXPECT_EQ(pool.Intern("balloon"), 0u);
  EXPECT_EQ(pool.Intern("china"), 1u);
  EXPECT_EQ(pool.Intern(""), 2u);
  EXPECT_EQ(pool.Intern("balloon"), 0u);
  EXPECT_EQ(pool.Find("china"), 1u);
  EXPECT_EQ(pool.Find("chin"), std::nullopt);
  EXPECT_EQ(pool[1], "china");
  EXPECT_EQ(pool[2], "");
  EXPECT_EQ(pool.size(), 3u);
}

TEST(TextPoolTest, ViewOutlivesThePool) {
  auto pool = std::make_unique<TextPool>();
  const std::string large(200'000, 'x');
  pool->Intern("kept");
  pool->Intern(large);
  const TextPool::View view = pool->Freeze();
  pool->Intern("not in the view");
  pool.reset();
  EXPECT_EQ(view.size(), 2u);
  EXPECT_EQ(view[0], "kept");
  EXPECT_EQ(view[1], large);
}

TEST(TextPoolTest, ListsComeBackAsTheyWere) {
  TextPool pool;
  const std::vector<uint32_t> list = {7, 0, 4'000'000'000, 7};
  pool.Intern("abc");  // So that the list does not begin a block.
  const uint32_t number = pool.InternList(list);
  const uint32_t empty = pool.InternList({});
  EXPECT_EQ(pool.InternList(list), number);
  const TextPool::View view = pool.Freeze();
  EXPECT_EQ(std::vector<uint32_t>(view.List(number).begin(), view.List(number).end()), list);
  EXPECT_TRUE(view.List(empty).empty());
}

TEST(TextPoolTest, HoldsManyTextsOnceEach) {
  TextPool pool;
  for (int round = 0; round < 2; ++round) {
    for (uint32_t i = 0; i < 50'000; ++i) ASSERT_EQ(pool.Intern("text " + std::to_string(i)), i);
  }
  EXPECT_EQ(pool.size(), 50'000u);
  EXPECT_EQ(pool[49'999], "text 49999");
  EXPECT_LT(pool.memory_bytes(), 50'000u * 60);
}

}  // namespace
}  // namespace factcheck::domain
