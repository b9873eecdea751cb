// Observers are told of exactly the commits after their view.
#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "tests/conformance/engine_test.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::DeleteOf;
using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::Write;
using ::testing::ElementsAre;

class Recorder final : public CommitObserver {
 public:
  struct Seen {
    Version version;
    std::vector<std::string> mutations;
    std::string log_record;
  };
  void OnCommit(Version version, std::span<const Mutation> mutations,
                std::string_view log_record) override {
    Seen seen{version, {}, std::string(log_record)};
    for (const Mutation& mutation : mutations) {
      seen.mutations.push_back(mutation.key + "=" + mutation.value.value_or("(deleted)"));
    }
    absl::MutexLock lock(&mutex_);
    seen_.push_back(std::move(seen));
  }
  std::vector<Seen> seen() {
    absl::MutexLock lock(&mutex_);
    return seen_;
  }
  std::vector<Version> versions() {
    std::vector<Version> versions;
    for (const Seen& seen : seen()) versions.push_back(seen.version);
    return versions;
  }

 private:
  absl::Mutex mutex_;
  std::vector<Seen> seen_;
};

using ObserverTest = EngineTest;
FACTCHECK_FOR_EVERY_ENGINE(ObserverTest);

TEST_P(ObserverTest, IsToldOfWhatACommitWroteAsItWasStored) {
  ASSERT_TRUE(Put(engine(), "before", "1").ok());
  Recorder recorder;
  auto view = engine().AddObserver(&recorder);
  ASSERT_TRUE(view.ok());
  EXPECT_EQ((*view)->version(), engine().LatestVersion());
  Mutation stamped = PutOf("s", "????");
  stamped.stamp = [](Version, std::string& value) { value = "done"; };
  Mutation moving = PutOf("m________", "v");
  moving.version_at = 1;
  auto version =
      Write(engine(), {std::move(stamped), std::move(moving), DeleteOf("before")}, "record");
  ASSERT_TRUE(version.ok());
  const auto seen = recorder.seen();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].version, *version);
  EXPECT_EQ(seen[0].log_record, "record");
  std::string key = "m";
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(version->value >> shift);
  EXPECT_THAT(seen[0].mutations, ElementsAre("s=done", key + "=v", "before=(deleted)"));
  engine().RemoveObserver(&recorder);
}

TEST_P(ObserverTest, IsToldBeforeTheCommitIsReportedAndNotOfFailedOrEmptyOnes) {
  Recorder recorder;
  ASSERT_TRUE(engine().AddObserver(&recorder).ok());
  std::vector<Version> reported;
  for (int i = 0; i < 20; ++i) {
    auto version = Put(engine(), "k", std::to_string(i));
    ASSERT_TRUE(version.ok());
    reported.push_back(*version);
    ASSERT_EQ(recorder.versions(), reported);
    CommitRequest fails;
    fails.batch.preconditions = {{"k", std::nullopt}};
    fails.batch.mutations = {PutOf("k", "x")};
    ASSERT_FALSE(engine().Commit(std::move(fails)).ok());
    ASSERT_TRUE(engine().Commit({}).ok());
  }
  EXPECT_EQ(recorder.versions(), reported);
  engine().RemoveObserver(&recorder);
  ASSERT_TRUE(Put(engine(), "k", "later").ok());
  EXPECT_EQ(recorder.versions(), reported);
}

TEST_P(ObserverTest, AddedUnderLoadMeetsEachCommitEitherInItsViewOrOnce) {
  constexpr int kThreads = 3;
  std::atomic<bool> stop = false;
  std::atomic<int> commits = 0;
  absl::Mutex mutex;
  std::vector<Version> committed;
  std::vector<std::thread> writers;
  for (int thread = 0; thread < kThreads; ++thread) {
    writers.emplace_back([&, thread] {
      for (int i = 0; !stop; ++i) {
        auto version = Put(engine(), std::to_string(thread) + "/" + std::to_string(i), "v");
        ASSERT_TRUE(version.ok());
        ++commits;
        absl::MutexLock lock(&mutex);
        committed.push_back(*version);
      }
    });
  }
  const auto await_commits = [&](int more) {
    for (const int until = commits + more; commits < until;) {
      ASSERT_TRUE(engine().AwaitCommit(engine().LatestVersion(), absl::InfiniteFuture()).ok());
    }
  };
  std::vector<std::unique_ptr<Recorder>> recorders;
  std::vector<std::pair<Version, size_t>> started;  // The view's version and its number of keys.
  for (int i = 0; i < 5; ++i) {
    await_commits(20);
    recorders.push_back(std::make_unique<Recorder>());
    auto view = engine().AddObserver(recorders.back().get());
    ASSERT_TRUE(view.ok());
    started.emplace_back((*view)->version(), testing::AllOf(**view).size());
  }
  await_commits(20);
  stop = true;
  for (std::thread& writer : writers) writer.join();
  std::sort(committed.begin(), committed.end());
  for (size_t i = 0; i < recorders.size(); ++i) {
    const auto first = std::upper_bound(committed.begin(), committed.end(), started[i].first);
    EXPECT_EQ(recorders[i]->versions(), std::vector<Version>(first, committed.end()));
    EXPECT_EQ(started[i].second, static_cast<size_t>(first - committed.begin()));
    engine().RemoveObserver(recorders[i].get());
  }
}

}  // namespace
}  // namespace factcheck::storage
