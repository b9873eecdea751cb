#include "server/search/postings.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace factcheck::search {
namespace {

using Postings = std::vector<std::pair<DocId, uint8_t>>;

PostingList ListOf(const Postings& postings) {
  PostingList list;
  for (const auto& [doc, impact] : postings) list.Append(doc, impact);
  return list;
}

Postings All(const PostingList& list) {
  Postings all;
  for (PostingCursor cursor(list); cursor.doc() != kNoDoc; cursor.Next()) {
    all.emplace_back(cursor.doc(), cursor.impact());
  }
  return all;
}

// Some dense, some sparse, over several ranges, with ranges that have none.
Postings RandomPostings(std::mt19937_64& random) {
  const uint64_t gap = uint64_t{1} << (random() % 18);
  Postings postings;
  uint64_t doc = random() % gap;
  for (size_t left = random() % 3000; left > 0 && doc < 5 * uint64_t{kRangeDocs}; --left) {
    postings.emplace_back(static_cast<DocId>(doc), static_cast<uint8_t>(1 + random() % 255));
    doc += 1 + random() % gap;
  }
  return postings;
}

std::vector<uint8_t> Saved(const PostingList& list, uint32_t size) {
  std::vector<uint8_t> bytes;
  list.AppendTo(bytes, size);
  return bytes;
}

TEST(PostingListTest, AnEmptyListHasNothing) {
  const PostingList list;
  EXPECT_EQ(list.size(), 0U);
  EXPECT_EQ(list.spans(), 0U);
  EXPECT_EQ(list.SizeBelow(kNoDoc), 0U);
  PostingCursor cursor(list);
  EXPECT_EQ(cursor.doc(), kNoDoc);
  cursor.Seek(7);
  EXPECT_EQ(cursor.doc(), kNoDoc);
  EXPECT_TRUE(Saved(list, 0).empty());
}

TEST(PostingListTest, HasWhatWasAppendedInWhateverRanges) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    const Postings postings = RandomPostings(random);
    const PostingList list = ListOf(postings);
    ASSERT_EQ(list.size(), postings.size());
    ASSERT_EQ(All(list), postings);
    std::set<DocId> ranges;
    uint8_t largest = 0;
    for (const auto& [doc, impact] : postings) {
      ranges.insert(doc / kRangeDocs);
      largest = std::max(largest, impact);
    }
    EXPECT_EQ(list.spans(), ranges.size());
    EXPECT_EQ(list.max_impact(), largest);
  }
}

TEST(PostingCursorTest, SeeksAsOneWouldStepByStep) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    const Postings postings = RandomPostings(random);
    const PostingList list = ListOf(postings);
    PostingCursor cursor(list);
    auto expected = postings.begin();
    const uint64_t step = uint64_t{1} << (random() % 19);
    for (uint64_t to = 0; to < 6 * uint64_t{kRangeDocs}; to += random() % step + 1) {
      const auto doc = static_cast<DocId>(to);
      cursor.Seek(doc);
      expected = std::find_if(expected, postings.end(),
                              [doc](const auto& posting) { return posting.first >= doc; });
      if (expected == postings.end()) {
        ASSERT_EQ(cursor.doc(), kNoDoc);
        break;
      }
      ASSERT_EQ(cursor.doc(), expected->first);
      ASSERT_EQ(cursor.impact(), expected->second);
    }
  }
}

TEST(PostingListTest, IsLoadedAsItWasSavedUpToADocument) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 200; ++round) {
    const Postings postings = RandomPostings(random);
    const PostingList list = ListOf(postings);
    const auto end = static_cast<DocId>(random() % (6 * uint64_t{kRangeDocs}));
    Postings below = postings;
    std::erase_if(below, [end](const auto& posting) { return posting.first >= end; });
    const uint32_t size = list.SizeBelow(end);
    ASSERT_EQ(size, below.size());
    const std::vector<uint8_t> bytes = Saved(list, size);
    PostingList loaded;
    ASSERT_TRUE(loaded.Load(bytes.data(), bytes.size(), size, end));
    EXPECT_EQ(All(loaded), below);
    EXPECT_EQ(loaded.max_impact(), ListOf(below).max_impact());
    // It goes on from there as the first did.
    loaded.Append(end, 9);
    below.emplace_back(end, 9);
    EXPECT_EQ(All(loaded), below);
  }
}

TEST(PostingListTest, WhatIsNoListIsNotLoaded) {
  const PostingList list = ListOf({{3, 1}, {9, 2}, {kRangeDocs + 1, 3}});
  const DocId end = kRangeDocs + 2;
  const std::vector<uint8_t> bytes = Saved(list, 3);
  PostingList loaded;
  ASSERT_TRUE(loaded.Load(bytes.data(), bytes.size(), 3, end));
  EXPECT_FALSE(loaded.Load(bytes.data(), bytes.size(), 3, end - 1)) << "a document too many";
  EXPECT_FALSE(loaded.Load(bytes.data(), bytes.size(), 2, end));
  EXPECT_FALSE(loaded.Load(bytes.data(), bytes.size(), 4, end));
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(loaded.Load(bytes.data(), size, 3, end)) << "cut at " << size;
  }
  // range 0, two postings (3, 9), range 1, one posting: see AppendTo.
  const auto damaged = [&](size_t at, uint8_t byte) {
    std::vector<uint8_t> other = bytes;
    other[at] = byte;
    return loaded.Load(other.data(), other.size(), 3, end);
  };
  EXPECT_FALSE(damaged(0, 1)) << "the ranges don't ascend";
  EXPECT_FALSE(damaged(1, 0)) << "a range without postings";
  EXPECT_FALSE(damaged(5, 3)) << "a document twice";
  EXPECT_FALSE(damaged(4, 0)) << "no impact";
  EXPECT_FALSE(damaged(8, 2)) << "a range beyond the end";
}

// Whatever the bytes are, Load says no or has made a list that can be walked.
TEST(PostingListTest, RandomDamageIsFoundOrHarmless) {
  std::mt19937_64 random(4);
  for (int round = 0; round < 2000; ++round) {
    const PostingList list = ListOf(RandomPostings(random));
    std::vector<uint8_t> bytes = Saved(list, list.size());
    if (bytes.empty()) continue;
    const DocId end = 5 * kRangeDocs;
    for (uint64_t n = random() % 3 + 1; n > 0; --n) {
      bytes[random() % std::min<size_t>(bytes.size(), 40)] = static_cast<uint8_t>(random());
    }
    PostingList loaded;
    if (!loaded.Load(bytes.data(), bytes.size(), list.size(), end)) continue;
    const Postings all = All(loaded);
    EXPECT_EQ(all.size(), loaded.size());
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
    EXPECT_TRUE(all.empty() || all.back().first < end);
  }
}

}  // namespace
}  // namespace factcheck::search
