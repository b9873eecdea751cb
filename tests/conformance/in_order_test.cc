// Batch::in_order: what depends on the place of a commit among all others.
#include <atomic>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "tests/conformance/engine_test.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::AllOf;
using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::ValueOf;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr char kCount[] = "n";

// Numbers commits from 1 on: `number/<n>` holds the version and who has it.
absl::Status TakeNumber(Version version, Snapshot& newest, std::vector<Mutation>& mutations) {
  absl::StatusOr<std::optional<Entry>> count = newest.Get(kCount);
  if (!count.ok()) return count.status();
  EXPECT_LT(newest.version(), version);
  const int next = *count ? std::stoi((*count)->value) + 1 : 1;
  const std::string owner = mutations.front().key;
  mutations.push_back(PutOf(kCount, std::to_string(next)));
  mutations.push_back(
      PutOf("number/" + std::to_string(next), std::to_string(version.value) + " " + owner));
  return absl::OkStatus();
}

class InOrderTest : public EngineTest {
 protected:
  CommitRequest Numbered(const std::string& key) {
    CommitRequest request;
    request.batch.mutations = {PutOf(key, "v")};
    request.batch.in_order = TakeNumber;
    return request;
  }
};
FACTCHECK_FOR_EVERY_ENGINE(InOrderTest);

TEST_P(InOrderTest, CommitsThatWaitTogetherAreNumberedInTheirOrderAndDecidedOnce) {
  constexpr int kCommits = 200;
  absl::BlockingCounter open(kCommits);
  std::vector<Version> versions(kCommits);
  for (int i = 0; i < kCommits; ++i) {
    engine().CommitAsync(Numbered("k" + std::to_string(i)),
                         [&, i](absl::StatusOr<Version> version) {
                           EXPECT_TRUE(version.ok()) << version.status();
                           versions[static_cast<size_t>(i)] = version.value_or(Version{});
                           open.DecrementCount();
                         });
  }
  open.Wait();
  EXPECT_EQ(ValueOf(engine(), kCount), std::to_string(kCommits));
  for (int i = 0; i < kCommits; ++i) {
    // One caller's commits are taken in the order in which they were given.
    EXPECT_EQ(ValueOf(engine(), "number/" + std::to_string(i + 1)),
              std::to_string(versions[static_cast<size_t>(i)].value) + " k" + std::to_string(i));
  }
  EXPECT_EQ(engine().Statistics()->decided_again, 0u);
}

TEST_P(InOrderTest, WhatItAppendsIsStampedKeyedAndToldOf) {
  class Observer final : public CommitObserver {
   public:
    void OnCommit(Version, std::span<const Mutation> mutations, std::string_view) override {
      for (const Mutation& mutation : mutations) seen.emplace_back(mutation.key, *mutation.value);
    }
    std::vector<std::pair<std::string, std::string>> seen;
  } observer;
  ASSERT_TRUE(engine().AddObserver(&observer).ok());
  CommitRequest request;
  request.batch.mutations = {PutOf("k", "v")};
  request.batch.in_order = [](Version, Snapshot&, std::vector<Mutation>& mutations) {
    Mutation added = PutOf("at/12345678", "????");
    added.version_at = 3;
    added.stamp = [](Version, std::string& value) { value = "done"; };
    mutations.push_back(std::move(added));
    return absl::OkStatus();
  };
  const absl::StatusOr<Version> version = engine().Commit(std::move(request));
  ASSERT_TRUE(version.ok()) << version.status();
  std::string key = "at/";
  for (int shift = 56; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>(version->value >> shift & 0xff));
  }
  EXPECT_EQ(ValueOf(engine(), key), "done");
  EXPECT_THAT(observer.seen, ElementsAre(Pair("k", "v"), Pair(key, "done")));
  engine().RemoveObserver(&observer);
}

TEST_P(InOrderTest, AFailureWritesNothingAndLeavesNoHole) {
  ASSERT_TRUE(engine().Commit(Numbered("a")).ok());
  const Version before = engine().LatestVersion();
  CommitRequest refused = Numbered("b");
  refused.batch.log_record = "b";
  refused.batch.in_order = [](Version version, Snapshot& newest, std::vector<Mutation>& mutations) {
    EXPECT_TRUE(TakeNumber(version, newest, mutations).ok());
    return absl::DataLossError("the count is damaged");
  };
  EXPECT_EQ(engine().Commit(std::move(refused)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(engine().LatestVersion(), before);
  EXPECT_EQ(ValueOf(engine(), "b"), std::nullopt);
  ASSERT_TRUE(engine().Commit(Numbered("c")).ok());
  EXPECT_EQ(ValueOf(engine(), kCount), "2");
}

TEST_P(InOrderTest, AKeyThatTheBatchHasIsRefused) {
  CommitRequest request = Numbered("k");
  request.batch.in_order = [](Version, Snapshot&, std::vector<Mutation>& mutations) {
    mutations.push_back(PutOf("k", "again"));
    return absl::OkStatus();
  };
  EXPECT_EQ(engine().Commit(std::move(request)).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ValueOf(engine(), "k"), std::nullopt);
}

TEST_P(InOrderTest, ItIsCalledForTheBatchThatStandsAndForNoOther) {
  ASSERT_TRUE(Put(engine(), "k", "1").ok());
  int first = 0;
  int again = 0;
  const auto counting = [](int& calls) {
    return [&calls](Version, Snapshot& newest, std::vector<Mutation>& mutations) {
      ++calls;
      EXPECT_EQ(mutations.size(), 1u);
      EXPECT_EQ((*newest.Get("k"))->value, "1");  // Nothing of this commit.
      return absl::OkStatus();
    };
  };
  CommitRequest decided;
  decided.batch.preconditions = {{"k", std::nullopt}};
  decided.batch.mutations = {PutOf("k", "x")};
  decided.batch.in_order = counting(first);
  CommitRequest aborted = decided;
  decided.decide_again = [&](Snapshot&) -> absl::StatusOr<Batch> {
    Batch batch;
    batch.mutations = {PutOf("k", "2")};
    batch.in_order = counting(again);
    return batch;
  };
  EXPECT_EQ(engine().Commit(std::move(aborted)).status().code(), absl::StatusCode::kAborted);
  ASSERT_TRUE(engine().Commit(std::move(decided)).ok());
  EXPECT_EQ(first, 0);
  EXPECT_EQ(again, 1);
  CommitRequest empty;
  empty.batch.in_order = counting(first);
  ASSERT_TRUE(engine().Commit(std::move(empty)).ok());
  EXPECT_EQ(first, 0);
}

TEST_P(InOrderTest, TheCountGoesOnAfterReopening) {
  if (!keeps()) GTEST_SKIP() << "keeps nothing";
  for (const char* key : {"a", "b"}) ASSERT_TRUE(engine().Commit(Numbered(key)).ok());
  Reopen();
  EXPECT_EQ(ValueOf(engine(), kCount), "2");
  const absl::StatusOr<Version> third = engine().Commit(Numbered("c"));
  ASSERT_TRUE(third.ok());
  EXPECT_EQ(ValueOf(engine(), "number/3"), std::to_string(third->value) + " c");
}

}  // namespace
}  // namespace factcheck::storage
