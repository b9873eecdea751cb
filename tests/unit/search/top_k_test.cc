#include "server/search/top_k.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/absl_strings.h"
#include "server/search/inverted.h"

namespace factcheck::search {
namespace {

constexpr size_t kTerms = 40;

std::string Term(size_t i) { return StrCat("term", i); }

// Documents of several windows and ranges; term i is in one document of about `rarity(i)`.
Inverted RandomIndex(std::mt19937_64& random, size_t documents, bool sparse) {
  Inverted index;
  for (size_t doc = 0; doc < documents; ++doc) {
    AnalyzedDocument document;
    document.key = StrCat("d", doc);
    document.labels = 1 + static_cast<uint32_t>(random() % 3);
    for (size_t i = 0; i < kTerms; ++i) {
      const size_t rarity = (sparse ? 500 : 4) + i * i * (sparse ? 50 : 2);
      if (random() % rarity != 0) continue;
      const auto field = random() % kFields;
      for (uint64_t n = random() % 3; n <= 2; ++n) document.terms[field].push_back({Term(i)});
    }
    index.Put(document);
  }
  return index;
}

std::vector<ScoredDoc> Slowly(const Inverted& index, const std::vector<WeightedTerm>& terms,
                              size_t k, uint32_t labels) {
  std::vector<uint64_t> sums(index.documents().size());
  for (const WeightedTerm& term : terms) {
    for (PostingCursor cursor(index.Postings(term.term)); cursor.doc() != kNoDoc; cursor.Next()) {
      sums[cursor.doc()] += uint64_t{term.weight} * cursor.impact();
    }
  }
  std::vector<ScoredDoc> all;
  for (DocId doc = 0; doc < sums.size(); ++doc) {
    if (sums[doc] > 0 && (index.documents().labels(doc) & labels) != 0) {
      all.push_back({doc, sums[doc]});
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const ScoredDoc& a, const ScoredDoc& b) { return a.score > b.score; });
  all.resize(std::min(all.size(), k));
  return all;
}

std::vector<std::pair<DocId, uint64_t>> Pairs(const std::vector<ScoredDoc>& found) {
  std::vector<std::pair<DocId, uint64_t>> pairs;
  for (const ScoredDoc& each : found) pairs.emplace_back(each.doc, each.score);
  return pairs;
}

class TopKTest : public ::testing::TestWithParam<bool> {};

TEST_P(TopKTest, FindsWhatAddingUpEverythingFinds) {
  std::mt19937_64 random(GetParam() ? 5 : 6);
  Inverted index = RandomIndex(random, 70'000 + kRangeDocs, GetParam());
  for (int i = 0; i < 5000; ++i) index.Remove(StrCat("d", random() % index.documents().size()));
  for (int round = 0; round < 300; ++round) {
    std::vector<WeightedTerm> terms;
    for (size_t i = 0; i < kTerms; ++i) {
      const TermId term = index.vocabulary().Find(Term(i));
      if (random() % 4 != 0 || term == kNoTerm) continue;
      // Few different weights make equal scores.
      const auto weight = static_cast<uint32_t>(
          round % 3 == 0 ? 1 + random() % 2 : 1 + random() % (round % 3 == 1 ? 2000 : kMostWeight));
      terms.push_back({term, weight});
    }
    const size_t k = random() % 100;
    const auto labels = static_cast<uint32_t>(random() % 4);
    ASSERT_EQ(Pairs(TopK(index, terms, k, labels)), Pairs(Slowly(index, terms, k, labels)))
        << "round " << round << ", k " << k << ", labels " << labels;
  }
}

INSTANTIATE_TEST_SUITE_P(Indexes, TopKTest, ::testing::Bool(), [](const auto& info) {
  return info.param ? "OfRareTerms" : "OfFrequentTerms";
});

TEST(TopKTest, TheLargestSumsFit) {
  Inverted index;
  AnalyzedDocument document{.key = "d", .labels = 1, .terms = {}};
  for (size_t i = 0; i < kMostTerms; ++i) document.terms[0].assign(1, {Term(i)});
  for (size_t i = 0; i < kMostTerms; ++i) document.terms[i % 2 + 3].push_back({Term(i)});
  index.Put(document);
  std::vector<WeightedTerm> terms;
  for (size_t i = 0; i < kMostTerms; ++i) {
    terms.push_back({index.vocabulary().Find(Term(i)), kMostWeight});
  }
  EXPECT_EQ(Pairs(TopK(index, terms, 1, 1)), Pairs(Slowly(index, terms, 1, 1)));
}

TEST(WholeWeightTest, IsWithinItsBounds) {
  EXPECT_EQ(WholeWeight(0), 1U);
  EXPECT_EQ(WholeWeight(2), 512U);
  EXPECT_EQ(WholeWeight(1e9), kMostWeight);
}

}  // namespace
}  // namespace factcheck::search
