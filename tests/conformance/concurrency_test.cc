// Many callers at once: nothing lost, nothing seen half done.
#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "tests/conformance/engine_test.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::Newest;
using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::ValueOf;
using ::factcheck::testing::Write;

void InParallel(int threads, const std::function<void(int)>& work) {
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back(work, i);
  for (std::thread& thread : running) thread.join();
}

// What adds one to the number at `key`, decided on what `view` shows.
absl::StatusOr<Batch> Increment(Snapshot& view, const std::string& key) {
  absl::StatusOr<std::optional<Entry>> entry = view.Get(key);
  if (!entry.ok()) return entry.status();
  Batch batch;
  batch.preconditions = {{key, *entry ? std::optional((*entry)->version) : std::nullopt}};
  batch.mutations = {PutOf(key, std::to_string(*entry ? std::stoi((*entry)->value) + 1 : 1))};
  batch.log_record = "+1";
  return batch;
}

using ConcurrencyTest = EngineTest;
FACTCHECK_FOR_EVERY_ENGINE(ConcurrencyTest);

TEST_P(ConcurrencyTest, IncrementsThatRetryWhenAbortedAreAllCounted) {
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  InParallel(kThreads, [&](int) {
    for (int i = 0; i < kEach; ++i) {
      while (true) {
        CommitRequest request;
        request.batch = *Increment(*View(), "n");
        const absl::Status status = engine().Commit(std::move(request)).status();
        if (status.ok()) break;
        ASSERT_EQ(status.code(), absl::StatusCode::kAborted) << status;
      }
    }
  });
  EXPECT_EQ(ValueOf(engine(), "n"), std::to_string(kThreads * kEach));
  EXPECT_EQ(testing::WholeLog(engine()).size(), size_t{kThreads * kEach});
}

TEST_P(ConcurrencyTest, IncrementsOfOneHotKeyThatDecideAgainAllSucceedAtFirstCall) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  absl::Mutex mutex;
  std::vector<Version> versions;
  InParallel(kThreads, [&](int) {
    for (int i = 0; i < kEach; ++i) {
      CommitRequest request;
      request.batch = *Increment(*View(), "n");
      request.decide_again = [](Snapshot& newest) { return Increment(newest, "n"); };
      absl::StatusOr<Version> version = engine().Commit(std::move(request));
      ASSERT_TRUE(version.ok()) << version.status();
      absl::MutexLock lock(&mutex);
      versions.push_back(*version);
    }
  });
  EXPECT_EQ(ValueOf(engine(), "n"), std::to_string(kThreads * kEach));
  std::sort(versions.begin(), versions.end());
  EXPECT_EQ(std::adjacent_find(versions.begin(), versions.end()), versions.end());
  std::vector<Version> logged;
  for (const LogEntry& entry : testing::WholeLog(engine())) logged.push_back(entry.version);
  EXPECT_EQ(logged, versions);
}

TEST_P(ConcurrencyTest, CommitsThatWaitTogetherAreDecidedOneAfterAnother) {
  // None waits for another, so they reach the engine in great groups.
  constexpr int kCommits = 300;
  absl::BlockingCounter open(kCommits);
  std::atomic<int> failed = 0;
  const Batch first = *Increment(*View(), "h/n");
  for (int i = 0; i < kCommits; ++i) {
    CommitRequest request;
    request.batch = first;
    request.decide_again = [](Snapshot& newest) -> absl::StatusOr<Batch> {
      // The key must be found by each way of reading.
      auto scan = newest.Scan(PrefixRange("h/"), {.reverse = true});
      auto entry = newest.Get("h/n");
      if (!scan.ok()) return scan.status();
      if (scan->entries.size() != 1 || scan->entries[0].value != (*entry)->value ||
          scan->entries[0].version != (*entry)->version || newest.version() != (*entry)->version) {
        return absl::InternalError("a scan shows something else than a get");
      }
      return Increment(newest, "h/n");
    };
    engine().CommitAsync(std::move(request), [&](absl::StatusOr<Version> version) {
      if (!version.ok()) ++failed;
      open.DecrementCount();
    });
  }
  open.Wait();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(ValueOf(engine(), "h/n"), std::to_string(kCommits));
}

TEST_P(ConcurrencyTest, OfRacingConditionalCommitsExactlyOneWins) {
  for (int round = 0; round < 20; ++round) {
    const std::string key = "k" + std::to_string(round);
    constexpr int kCommits = 10;
    absl::BlockingCounter open(kCommits);
    std::atomic<int> won = 0;
    std::atomic<int> aborted = 0;
    for (int i = 0; i < kCommits; ++i) {
      CommitRequest request;
      request.batch.preconditions = {{key, std::nullopt}};
      request.batch.mutations = {PutOf(key, std::to_string(i))};
      engine().CommitAsync(std::move(request), [&](absl::StatusOr<Version> version) {
        if (version.ok()) ++won;
        if (absl::IsAborted(version.status())) ++aborted;
        open.DecrementCount();
      });
    }
    open.Wait();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(aborted, kCommits - 1);
  }
}

TEST_P(ConcurrencyTest, TransfersKeepTheSumInEverySnapshot) {
  constexpr int kAccounts = 6;
  constexpr int kStart = 100;
  std::vector<std::string> accounts;
  std::vector<Mutation> opening;
  for (int i = 0; i < kAccounts; ++i) {
    // On both sides of, and within, the region that an engine may keep apart.
    accounts.push_back(std::string(1, "ahz"[i % 3]) + std::to_string(i));
    opening.push_back(PutOf(accounts.back(), std::to_string(kStart)));
  }
  ASSERT_TRUE(Write(engine(), opening).ok());
  const auto sum = [](const auto& entries) {
    int total = 0;
    for (const auto& entry : entries) total += std::stoi(entry.value);
    return total;
  };
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      auto view = View();
      auto scanned = view->Scan({}, {});
      auto again = view->Scan({}, {.reverse = true});
      auto several = view->MultiGet(accounts);
      ASSERT_TRUE(scanned.ok() && again.ok() && several.ok());
      ASSERT_EQ(sum(scanned->entries), kAccounts * kStart);
      ASSERT_EQ(sum(again->entries), kAccounts * kStart);
      std::vector<Entry> got;
      for (auto& entry : *several) got.push_back(*entry);
      ASSERT_EQ(sum(got), kAccounts * kStart);
    }
  });
  InParallel(4, [&](int thread) {
    std::mt19937_64 random(static_cast<uint64_t>(thread));
    for (int i = 0; i < 60; ++i) {
      const std::string from = accounts[random() % kAccounts];
      const std::string to = accounts[random() % kAccounts];
      if (from == to) continue;
      const int amount = static_cast<int>(random() % 10);
      const Decision transfer = [=](Snapshot& view) -> absl::StatusOr<Batch> {
        auto a = view.Get(from);
        auto b = view.Get(to);
        if (!a.ok() || !b.ok()) return absl::InternalError("unreadable");
        return Batch{.preconditions = {{from, (*a)->version}, {to, (*b)->version}},
                     .mutations = {PutOf(from, std::to_string(std::stoi((*a)->value) - amount)),
                                   PutOf(to, std::to_string(std::stoi((*b)->value) + amount))}};
      };
      CommitRequest request;
      request.batch = *transfer(*View());
      request.decide_again = transfer;
      ASSERT_TRUE(engine().Commit(std::move(request)).ok());
    }
  });
  done = true;
  reader.join();
}

TEST_P(ConcurrencyTest, AReportedCommitIsInTheNextSnapshotOfAnyThread) {
  InParallel(4, [&](int thread) {
    const std::string key = "k" + std::to_string(thread);
    for (int i = 0; i < 50; ++i) {
      auto version = Put(engine(), key, std::to_string(i));
      ASSERT_TRUE(version.ok());
      ASSERT_GE(engine().LatestVersion(), *version);
      ASSERT_EQ(ValueOf(engine(), key), std::to_string(i));
    }
  });
}

TEST_P(ConcurrencyTest, DestroyingAnEngineCompletesWhatItHasAccepted) {
  constexpr int kCommits = 100;
  std::atomic<int> completed = 0;
  for (int i = 0; i < kCommits; ++i) {
    CommitRequest request;
    request.batch.mutations = {PutOf("k" + std::to_string(i), "v")};
    engine().CommitAsync(std::move(request), [&](absl::StatusOr<Version> version) {
      EXPECT_TRUE(version.ok());
      ++completed;
    });
  }
  Close();
  EXPECT_EQ(completed, kCommits);
}

}  // namespace
}  // namespace factcheck::storage
