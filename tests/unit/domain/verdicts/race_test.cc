// Calls that race: the rules hold within the commit, so no order gets round them.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using Revision = v1::VerdictRevision;

class RaceTest : public VerdictsTest {
 protected:
  static constexpr int kRounds = 300;

  // A call that may come too early or too late, but only for a reason that is told.
  static void Attempt(const absl::StatusOr<v1::Verdict>& done) {
    EXPECT_FALSE(ReasonName(done.status()).starts_with("NO_DETAILS")) << done.status();
  }

  // Every state that the verdict was ever in, as members saw it.
  std::vector<v1::Verdict> AllStates() {
    std::vector<v1::Verdict> states;
    const std::string key = domain::keys::WorkVerdict("c1", "wire");
    auto view = book().ReadNewest();
    storage::KeyRange range = storage::PrefixRange(domain::keys::HistoryPrefix(key));
    for (bool more = true; more;) {
      auto page = view->snapshot().Scan(range, {});
      EXPECT_TRUE(page.ok());
      for (const storage::Entry& entry : page->entries) {
        states.push_back((*domain::Txn::LoadFrom<v1::Verdict>(entry))->message);
        range.start = entry.key + '\0';
      }
      more = page->more;
    }
    states.push_back((*view->Load<v1::Verdict>(key))->message);
    return states;
  }
  static std::set<std::string> Approvers(const Revision& revision) {
    std::set<std::string> names;
    for (const v1::Review& review : revision.reviews()) {
      if (review.decision() == v1::Review::DECISION_APPROVED && !review.voided()) {
        names.insert(review.reviewer());
      }
    }
    return names;
  }
};

TEST_F(RaceTest, NobodyEverApprovesTheirOwnWords) {
  Must(Draft(chief_, Text("begun")));
  std::thread writer([&] {
    for (int i = 0; i < kRounds; ++i) {
      Attempt(Update(chief_, Text(StrCat("by the chief ", i))));
      Attempt(Submit(author_));
    }
  });
  std::thread approver([&] {
    for (int i = 0; i < kRounds; ++i) Attempt(Approve(chief_));
  });
  std::thread colleague([&] {
    for (int i = 0; i < kRounds; ++i) Attempt(Approve(reviewer_));
  });
  writer.join();
  approver.join();
  colleague.join();
  for (const v1::Verdict& state : AllStates()) {
    EXPECT_FALSE(Approvers(state.working()).contains("actors/chief"));
    if (state.working().state() == Revision::STATE_DRAFT) {
      EXPECT_TRUE(Approvers(state.working()).empty());
    }
    if (state.working().state() == Revision::STATE_APPROVED) {
      EXPECT_FALSE(Approvers(state.working()).empty());
    }
  }
}

TEST_F(RaceTest, AnApprovalWithAnEtagIsNeverOfAnotherText) {
  Must(Draft(author_, Text("begun")));
  std::atomic<bool> writing = true;
  std::thread writer([&] {
    for (int i = 0; i < kRounds; ++i) {
      Attempt(Update(author_, Text(StrCat("text ", i))));
      Attempt(Submit(author_));
    }
    writing = false;
  });
  std::vector<std::pair<std::string, std::string>> approved;  // Read, approved.
  while (writing) {
    auto read = Get(reviewer_);
    if (!read.ok() || read->working().state() != Revision::STATE_IN_REVIEW) continue;
    auto done = Approve(reviewer_, kVerdict, read->etag());
    if (done.ok()) approved.emplace_back(read->working().summary(), done->working().summary());
  }
  writer.join();
  for (const auto& [read, text] : approved) EXPECT_EQ(read, text);
}

TEST_F(RaceTest, WhatIsPublishedWasApprovedByAnother) {
  Must(Draft(author_, Text("begun")));
  std::atomic<int> running = 3;
  std::thread writer([&] {
    for (int i = 0; i < kRounds; ++i) {
      Attempt(Update(author_, Text(StrCat("text ", i))));
      Attempt(Submit(author_));
      Attempt(Correct(author_, Text(StrCat("corrected ", i))));
    }
    --running;
  });
  std::thread reviewer([&] {
    for (int i = 0; i < kRounds; ++i) Attempt(Approve(i % 2 == 0 ? reviewer_ : chief_));
    --running;
  });
  std::thread publisher([&] {
    for (int i = 0; i < kRounds; ++i) Attempt(Publish(publisher_));
    --running;
  });
  // Readers meanwhile see nothing that was not published.
  while (running > 0) {
    auto open = Get(consumer_);
    if (open.ok()) {
      EXPECT_EQ(open->published().state(), Revision::STATE_PUBLISHED);
      EXPECT_FALSE(open->has_working());
    }
  }
  writer.join();
  reviewer.join();
  publisher.join();
  // Now one that surely is.
  Attempt(Correct(author_, Text("last")));
  Attempt(Submit(author_));
  Attempt(Approve(reviewer_));
  Attempt(Publish(publisher_));
  int published = 0;
  for (const v1::Verdict& state : AllStates()) {
    if (!state.has_published()) continue;
    published = std::max(published, state.published_count());
    EXPECT_FALSE(Approvers(state.published()).empty());
    for (const std::string& editor : state.published().editors()) {
      EXPECT_FALSE(Approvers(state.published()).contains(editor));
    }
  }
  EXPECT_GT(published, 0);
}

TEST_F(RaceTest, TwoDraftersBeginOneVerdict) {
  std::atomic<int> begun = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      if (Draft(i % 2 == 0 ? author_ : author2_, Text("one")).ok()) ++begun;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(begun, 1);
}

}  // namespace
}  // namespace factcheck::testing
