#include "server/feed/hub.h"

#include <atomic>
#include <random>
#include <thread>

#include "factcheck/v1/actor.pb.h"
#include "tests/unit/feed/hub_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using v1::Change;

TEST_F(HubTest, WhatIsCommittedComesToWhoWaits) {
  auto follower = Follow(consumer_, Here());
  Create("c2");
  ASSERT_TRUE(follower->AwaitCommits(1));
  Create("c3");
  ASSERT_TRUE(follower->AwaitCommits(2));
  EXPECT_THAT(Names(follower->commits()),
              ElementsAre("CLAIM_CREATED claims/c2, STATUS_CHANGED claims/c2",
                          "CLAIM_CREATED claims/c3, STATUS_CHANGED claims/c3"));
  const v1::WatchChangesResponse last = follower->messages().back();
  EXPECT_EQ(*book().stamps().VersionOf(last.token()), Here());
}

TEST_F(HubTest, WhoIsBehindGetsSeveralCommitsInAMessage) {
  const storage::Version start = Here();
  for (int i = 0; i < 500; ++i) SetContext("c1", StrCat("context ", i));
  auto follower = Follow(consumer_, start);
  ASSERT_TRUE(follower->AwaitCommits(500));
  EXPECT_LT(follower->messages().size(), 50u);
}

TEST_F(HubTest, ASlowFollowerIsReadForOnlyAsFastAsItTakesAndSlowsNobody) {
  const storage::Version start = Here();
  auto slow = Follow(consumer_, start, {}, /*takes=*/false);
  auto fast = Follow(consumer_, start);
  for (int i = 0; i < 2000; ++i) SetContext("c1", StrCat("context ", i));
  ASSERT_TRUE(fast->AwaitCommits(2000));
  EXPECT_LE(slow->messages().size(), 1u);
  // It goes on where it was, from the log: the newest commits in memory do not reach so far.
  size_t taken = slow->commits().size();
  while (taken < 2000) {
    const size_t before = slow->messages().size();
    hub_.Drained(slow->subscription());
    ASSERT_TRUE(slow->Await([&](const auto& messages) { return messages.size() > before; }));
    taken = slow->commits().size();
  }
  const std::vector<v1::Commit> of_slow = slow->commits();
  const std::vector<v1::Commit> of_fast = fast->commits();
  ASSERT_EQ(of_slow.size(), of_fast.size());
  for (size_t i = 0; i < of_slow.size(); ++i) {
    EXPECT_EQ(of_slow[i].SerializeAsString(), of_fast[i].SerializeAsString());
  }
}

TEST_F(HubTest, IdleFollowersAreNotWokenByWhatTheyDoNotWant) {
  constexpr int kFollowers = 1000;
  std::vector<std::shared_ptr<Follower>> idle;
  for (int i = 0; i < kFollowers; ++i) {
    idle.push_back(Follow(consumer_, Here(), OfClaim(StrCat("other-", i))));
  }
  const auto admissions = [&] {
    int sum = 0;
    for (const auto& follower : idle) sum += follower->admissions();
    return sum;
  };
  auto active = Follow(consumer_, Here(), OfClaim("c1"));
  // The queue is first in, first out: once the active one has both, the idle ones wait, also
  // those that looked twice.
  for (size_t i = 1; i <= 2; ++i) {
    SetContext("c1", StrCat("settle ", i));
    ASSERT_TRUE(active->AwaitCommits(i));
  }
  const int before = admissions();
  for (int i = 0; i < 100; ++i) SetContext("c1", StrCat("context ", i));
  ASSERT_TRUE(active->AwaitCommits(102));
  EXPECT_EQ(admissions(), before);
  // But the one who waits for it is found among them.
  Create("other-7");
  ASSERT_TRUE(idle[7]->AwaitCommits(1));
}

TEST_F(HubTest, DraftsWakeNobodyWhoMayNotSeeThem) {
  auto outsider = Follow(consumer_, Here());
  auto member = Follow(author_, Here());
  for (size_t i = 1; i <= 2; ++i) {
    Create(StrCat("settle-", i));
    ASSERT_TRUE(outsider->AwaitCommits(i));
    ASSERT_TRUE(member->AwaitCommits(i));
  }
  // Everybody looks once more after what they took; this ends it.
  auto third = Follow(consumer_, Here());
  Create("settle-3");
  ASSERT_TRUE(outsider->AwaitCommits(3));
  ASSERT_TRUE(third->AwaitCommits(1));
  ASSERT_TRUE(member->AwaitCommits(3));
  Must(Draft(author_, Text("SECRET")));
  ASSERT_TRUE(member->AwaitCommits(4));
  const int before = outsider->admissions();
  Must(Submit(author_));
  Must(Approve(reviewer_));
  ASSERT_TRUE(member->AwaitCommits(6));
  EXPECT_EQ(outsider->admissions(), before);
  EXPECT_EQ(outsider->commits().size(), 3u);
}

TEST_F(HubTest, BookmarksComeWhenIdleAndMoveOverWhatIsFilteredOut) {
  auto follower = Follow(consumer_, Here(), OfClaim("c9"), true, feed::kMinBookmarkInterval);
  Create("c2");
  const storage::Version here = Here();
  // The first at once, the others each after an interval.
  ASSERT_TRUE(follower->Await([](const auto& messages) { return messages.size() >= 3; }));
  for (const v1::WatchChangesResponse& bookmark : follower->messages()) {
    EXPECT_EQ(bookmark.commits_size(), 0);
    EXPECT_TRUE(bookmark.caught_up());
  }
  EXPECT_EQ(*book().stamps().VersionOf(follower->messages().back().token()), here);
}

TEST_F(HubTest, AKeyThatIsRevokedEndsTheStreamAlsoAnIdleOne) {
  auto follower = Follow(consumer_, Here());
  Create("c2");
  ASSERT_TRUE(follower->AwaitCommits(1));
  follower->Refuse(absl::UnauthenticatedError("revoked"));
  v1::Actor actor;
  actor.set_name("actors/consumer");
  Put(domain::keys::Actor("consumer"), actor);
  EXPECT_EQ(follower->AwaitEnd().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(hub_.subscriptions(), 0u);
}

TEST_F(HubTest, RolesThatShrinkOrGrowChangeWhatShowsFromThatMomentOn) {
  auto follower = Follow(author_, Here());
  Must(Draft(author_, Text("first")));
  ASSERT_TRUE(follower->AwaitCommits(1));
  follower->Become(consumer_);
  v1::Actor actor;
  actor.set_name("actors/author");
  Put(domain::keys::Actor("author"), actor);
  Must(Submit(author_));
  Create("c2");
  ASSERT_TRUE(follower->AwaitCommits(2));
  EXPECT_EQ(follower->commits().back().changes(0).kind(), Change::KIND_CLAIM_CREATED);
  follower->Become(author_);
  Put(domain::keys::Actor("author"), actor);
  Must(Approve(reviewer_));
  ASSERT_TRUE(follower->AwaitCommits(3));
  EXPECT_EQ(follower->commits().back().changes(0).kind(), Change::KIND_VERDICT_WORKED_ON);
}

TEST_F(HubTest, WhatWasDeletedSinceIsNotSentFromMemoryEither) {
  const storage::Version start = Here();
  auto first = Follow(consumer_, start);
  Create("c2");
  SetContext("c2", "SECRET context");
  ASSERT_TRUE(first->AwaitCommits(2));  // It is rendered and kept by now.
  Delete("c2");
  auto second = Follow(consumer_, start);
  ASSERT_TRUE(second->AwaitCommits(1));
  EXPECT_THAT(Names(second->commits()),
              ElementsAre("CLAIM_DELETED claims/c2, STATUS_CHANGED claims/c2"));
  Undelete("c2");
  auto third = Follow(consumer_, start);
  ASSERT_TRUE(third->AwaitCommits(4));
}

TEST_F(HubTest, APositionThatIsTrimmedEndsTheStreamAndSaysSo) {
  const storage::Version start = Here();
  SetContext("c1", "first");
  auto slow = Follow(consumer_, start, {}, /*takes=*/false);
  ASSERT_TRUE(slow->AwaitCommits(1));
  for (int i = 0; i < 1200; ++i) SetContext("c1", StrCat("context ", i));
  ASSERT_TRUE(engine().TrimLog(Here()).ok());
  hub_.Drained(slow->subscription());
  EXPECT_EQ(ReasonName(slow->AwaitEnd()), "POSITION_TRIMMED");
}

TEST_F(HubTest, StoppingEndsEveryStreamAndTakesNoMore) {
  auto waiting = Follow(consumer_, Here());
  auto slow = Follow(consumer_, storage::Version(), {}, /*takes=*/false);
  hub_.Stop();
  EXPECT_EQ(ReasonName(waiting->AwaitEnd()), "UNAVAILABLE");
  EXPECT_EQ(ReasonName(slow->AwaitEnd()), "UNAVAILABLE");
  EXPECT_EQ(ReasonName(hub_.Subscribe({}, waiting).status()), "UNAVAILABLE");
  ASSERT_TRUE(hub_.Start().ok());
  auto again = Follow(consumer_, Here());
  Create("c2");
  EXPECT_TRUE(again->AwaitCommits(1));
}

TEST_F(HubTest, ThereIsAMostOfFollowers) {
  std::vector<std::shared_ptr<Follower>> followers;
  for (int i = 0; i < 2000; ++i) followers.push_back(Follow(consumer_, Here()));
  EXPECT_EQ(ReasonName(hub_.Subscribe({}, followers[0]).status()), "RATE_LIMITED");
  hub_.Cancel(followers[0]->subscription());
  EXPECT_EQ(hub_.subscriptions(), 1999u);
  Follow(consumer_, Here());
}

// Ordered, unique, reliable, atomic and resumable, while writers write and followers are
// cut off at random.
TEST_F(HubTest, FollowersWhoAreCutOffMissNothingAndSeeNothingTwice) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(StrCat("seed ", seed));
  constexpr int kWriters = 3;
  constexpr int kWrites = 150;
  constexpr int kFollowers = 4;
  const storage::Version start = Here();
  std::atomic<int> writing = kWriters;
  std::vector<std::thread> threads;
  for (int w = 0; w < kWriters; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < kWrites; ++i) {
        const std::string id = StrCat("w", w, "-", i);
        Create(id, {i % 2 == 0 ? "even" : "odd"});
        Accept(id);
        if (i % 5 == 0) Delete(id);
      }
      --writing;
    });
  }
  std::vector<std::vector<v1::Commit>> seen(kFollowers);
  for (int f = 0; f < kFollowers; ++f) {
    threads.emplace_back([&, f] {
      std::mt19937 random(seed + static_cast<unsigned>(f));
      v1::ChangeFilter filter;
      if (f == 3) filter.add_topics("even");
      storage::Version position = start;
      for (bool last = false; !last;) {
        last = writing.load() == 0;
        // At the end a bookmark tells that nothing is to come.
        auto follower = Follow(admin_, position, filter, true,
                               last ? feed::kMinBookmarkInterval : feed::kMaxBookmarkInterval);
        const size_t wanted = random() % 40;
        if (last) {
          // Whatever there is.
          const storage::Version end = Here();
          ASSERT_TRUE(follower->Await([&](const auto& messages) {
            return !messages.empty() && *book().stamps().VersionOf(messages.back().token()) >= end;
          }));
        } else {
          follower->Await([&](const auto& messages) {
            return messages.size() >= wanted || writing.load() == 0;
          });
        }
        hub_.Cancel(follower->subscription());
        for (const v1::WatchChangesResponse& message : follower->messages()) {
          for (const v1::Commit& commit : message.commits()) {
            seen[static_cast<size_t>(f)].push_back(commit);
          }
          position = *book().stamps().VersionOf(message.token());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  v1::ChangeFilter even;
  even.add_topics("even");
  for (int f = 0; f < kFollowers; ++f) {
    const std::vector<v1::Commit> all = Feed(admin_, start, f == 3 ? even : v1::ChangeFilter());
    const std::vector<v1::Commit>& got = seen[static_cast<size_t>(f)];
    ASSERT_EQ(got.size(), all.size()) << f;
    for (size_t i = 0; i < all.size(); ++i) {
      ASSERT_EQ(got[i].SerializeAsString(), all[i].SerializeAsString()) << f << " " << i;
    }
  }
}

}  // namespace
}  // namespace factcheck::testing
