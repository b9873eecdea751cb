#include <random>
#include <thread>

#include "tests/unit/domain/evidence/evidence_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ListEvidenceTest = EvidenceTest;

TEST_F(ListEvidenceTest, IsInOrderOfAdditionWhateverTheIds) {
  std::string expected;
  for (const char* id : {"m", "z", "a", "0", "k"}) {
    Add(contributor_, GoodEvidence(), id);
    StrAppend(&expected, id, " ");
  }
  EXPECT_EQ(ListAll(consumer_), expected);
}

TEST_F(ListEvidenceTest, PagesHoldAllOfItOnce) {
  for (const char* id : {"e", "d", "c", "b", "a"}) Add(contributor_, GoodEvidence(), id);
  EXPECT_EQ(ListAll(consumer_, 2), "e d |c b |a ");
  EXPECT_EQ(ListAll(consumer_, 5), "e d c b a ");
  EXPECT_EQ(ListAll(consumer_, 1), "e |d |c |b |a ");
}

TEST_F(ListEvidenceTest, WhatIsAddedMeanwhileComesLast) {
  Add(contributor_, GoodEvidence(), "b");
  Add(contributor_, GoodEvidence(), "c");
  const auto first = List(consumer_, 1);
  Add(contributor_, GoodEvidence(), "a");
  const auto second = List(consumer_, 5, "", first->next_page_token());
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->evidence_size(), 2);
  EXPECT_EQ(second->evidence(0).name(), "claims/c/evidence/c");
  EXPECT_EQ(second->evidence(1).name(), "claims/c/evidence/a");
}

TEST_F(ListEvidenceTest, Filters) {
  v1::Evidence refuting = GoodEvidence();
  refuting.set_stance(v1::Evidence::STANCE_REFUTES);
  refuting.set_publisher("The Daily");
  Add(contributor_, GoodEvidence(), "a");
  Add(contributor_, refuting, "b");
  Add(daily_, RestrictedTo({}), "c");
  ASSERT_TRUE(Withdraw(daily_, "claims/c/evidence/b").ok());
  EXPECT_EQ(ListAll(daily_, 0, "stance = REFUTES"), "b ");
  EXPECT_EQ(ListAll(daily_, 0, "kind = PRIMARY"), "a b c ");
  EXPECT_EQ(ListAll(daily_, 0, "publisher:daily"), "b ");
  EXPECT_EQ(ListAll(daily_, 0, "origin_group = \"state.gov\""), "a b c ");
  EXPECT_EQ(ListAll(daily_, 0, "withdrawn = false"), "a c ");
  EXPECT_EQ(ListAll(daily_, 0, "visibility = RESTRICTED"), "c ");
  EXPECT_EQ(ListAll(consumer_, 0, "visibility = RESTRICTED"), "");
  EXPECT_EQ(ListAll(daily_, 1, "NOT withdrawn = true"), "a |c ");
}

TEST_F(ListEvidenceTest, RefusesBadFiltersSizesAndTokens) {
  EXPECT_THAT(ViolatedFields(List(consumer_, -1, "colour = red").status()),
              ElementsAre("page_size", "filter"));
  EXPECT_EQ(ReasonName(List(consumer_, 0, "", "nonsense").status()), "INVALID_PAGE_TOKEN");
  Add(contributor_, GoodEvidence(), "a");
  Add(contributor_, GoodEvidence(), "b");
  const std::string token = List(consumer_, 1)->next_page_token();
  EXPECT_EQ(ReasonName(List(daily_, 1, "", token).status()), "INVALID_PAGE_TOKEN");
  EXPECT_EQ(ReasonName(List(consumer_, 1, "withdrawn = false", token).status()),
            "INVALID_PAGE_TOKEN");
}

TEST_F(ListEvidenceTest, OfAnAbsentOrDeletedClaim) {
  PutClaim("d", v1::Claim::STATE_DELETED);
  v1::ListEvidenceRequest request;
  const auto list = [&](const domain::Principal& who, const char* parent) {
    request.set_parent(parent);
    return Read<v1::ListEvidenceResponse>(evidence_, &domain::EvidenceRecords::ListEvidence, who,
                                          request)
        .status();
  };
  EXPECT_EQ(list(consumer_, "claims/x"), domain::NotFound("claims/x"));
  EXPECT_EQ(list(consumer_, "claims/d"), domain::NotFound("claims/d"));
  EXPECT_TRUE(list(daily_, "claims/d").ok());
}

TEST_F(ListEvidenceTest, RacingAdditionsAllGetAPlace) {
  constexpr int kThreads = 8;
  constexpr int kEach = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kEach; ++i) {
        Add(contributor_, GoodEvidence(), StrCat("t", t, "-", i));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto all = List(consumer_, 1000);
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->evidence_size(), kThreads * kEach);
  for (int i = 1; i < all->evidence_size(); ++i) {
    const auto& before = all->evidence(i - 1).create_time();
    const auto& after = all->evidence(i).create_time();
    EXPECT_LT(std::pair(before.seconds(), before.nanos()),
              std::pair(after.seconds(), after.nanos()));
  }
}

}  // namespace
}  // namespace factcheck::testing
