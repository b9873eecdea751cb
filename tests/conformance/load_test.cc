// Load and FinishLoad: how a portable export is brought back.
#include <string>
#include <utility>
#include <vector>

#include "tests/conformance/engine_test.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::AllOf;
using ::factcheck::testing::Newest;
using ::factcheck::testing::Put;
using ::factcheck::testing::WholeLog;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using LoadTest = EngineTest;
FACTCHECK_FOR_EVERY_ENGINE(LoadTest);

TEST_P(LoadTest, WhatIsLoadedKeepsItsVersionsAndIsVisibleOnceFinished) {
  const std::vector<Entry> entries = {{"a", "1", {5}}, {"h", "2", {9}}};
  const std::vector<LogEntry> log = {{{5}, "five"}, {{9}, "nine"}};
  ASSERT_TRUE(engine().Load(entries, log).ok());
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"z", "3", {7}}}, {}).ok());
  EXPECT_THAT(AllOf(*View()), IsEmpty());
  EXPECT_EQ(engine().LatestVersion(), Version{});
  ASSERT_TRUE(engine().FinishLoad({}, {}).ok());
  const auto check = [&] {
    EXPECT_THAT(AllOf(*View()),
                ElementsAre(std::pair("a", "1"), std::pair("h", "2"), std::pair("z", "3")));
    EXPECT_EQ(Newest(engine(), "z")->version, Version{7});
    EXPECT_EQ(engine().LatestVersion(), Version{9});
    EXPECT_EQ(WholeLog(engine()).size(), 2u);
  };
  check();
  if (!keeps()) return;
  Reopen();
  check();
}

TEST_P(LoadTest, CommitsGoOnAfterTheLatestVersionGiven) {
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"a", "1", {5}}}, {}).ok());
  const Version future{VersionAt(clock().Now()).value + 1'000'000};
  ASSERT_TRUE(engine().FinishLoad(future, {}).ok());
  EXPECT_EQ(engine().LatestVersion(), future);
  auto version = Put(engine(), "a", "2");
  ASSERT_TRUE(version.ok());
  EXPECT_GT(*version, future);
}

TEST_P(LoadTest, TheLogIsLeftTrimmed) {
  const std::vector<LogEntry> log = {{{5}, "five"}, {{9}, "nine"}};
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"a", "1", {9}}}, log).ok());
  ASSERT_TRUE(engine().FinishLoad({}, {6}).ok());
  const auto check = [&] {
    EXPECT_EQ(*engine().OldestLogPosition(), Version{6});
    EXPECT_EQ(engine().ReadLog({5}, {}).status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(engine().ReadLog({6}, {})->size(), 1u);
  };
  check();
  if (!keeps()) return;
  Reopen();
  check();
}

TEST_P(LoadTest, OnlyAStoreWithoutCommitsCanBeLoaded) {
  ASSERT_TRUE(Put(engine(), "k", "1").ok());
  EXPECT_EQ(engine().Load(std::vector<Entry>{{"a", "1", {5}}}, {}).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(engine().FinishLoad({}, {}).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("k", "1")));
}

TEST_P(LoadTest, CommitsAreRefusedWhileALoadIsNotFinished) {
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"a", "1", {5}}}, {}).ok());
  EXPECT_EQ(Put(engine(), "k", "1").status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(engine().FinishLoad({}, {}).ok());
  EXPECT_TRUE(Put(engine(), "k", "1").ok());
}

TEST_P(LoadTest, ALoadThatWasCutOffLeavesAnEmptyStore) {
  if (!keeps()) GTEST_SKIP() << "keeps nothing";
  ASSERT_TRUE(engine()
                  .Load(std::vector<Entry>{{"a", "1", {5}}, {"h", "2", {5}}},
                        std::vector<LogEntry>{{{5}, "five"}})
                  .ok());
  Reopen();
  EXPECT_THAT(AllOf(*View()), IsEmpty());
  EXPECT_THAT(WholeLog(engine()), IsEmpty());
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"b", "1", {6}}}, {}).ok());
  ASSERT_TRUE(engine().FinishLoad({}, {}).ok());
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("b", "1")));
}

TEST_P(LoadTest, NothingLoadedCanCarryVersionZeroOrAnOversizedKey) {
  const auto check = [&](const Entry& entry) {
    EXPECT_EQ(engine().Load(std::vector<Entry>{entry}, {}).code(),
              absl::StatusCode::kInvalidArgument);
  };
  check({"a", "1", {}});
  check({std::string(kMaxKeyBytes + 1, 'a'), "1", {1}});
  check({"a", std::string(kMaxValueBytes + 1, 'a'), {1}});
  EXPECT_EQ(engine().Load({}, std::vector<LogEntry>{{{}, "zero"}}).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(LoadTest, AClearedStoreIsAsNewAndCanBeLoaded) {
  ASSERT_TRUE(Put(engine(), "a", "1").ok());
  ASSERT_TRUE(Put(engine(), "h", "1").ok());
  const std::string id = engine().store_id();
  ASSERT_TRUE(engine().Clear(engine().LatestVersion()).ok());
  const auto check_empty = [&] {
    EXPECT_EQ(engine().LatestVersion(), Version{});
    EXPECT_EQ(engine().store_id(), id);
    EXPECT_THAT(AllOf(*View()), IsEmpty());
    EXPECT_THAT(WholeLog(engine()), IsEmpty());
  };
  check_empty();
  if (keeps()) {
    Reopen();
    check_empty();
  }
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"b", "2", {6}}}, {}).ok());
  ASSERT_TRUE(engine().FinishLoad({}, {}).ok());
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("b", "2")));
  ASSERT_TRUE(Put(engine(), "a", "3").ok());
  if (keeps()) Reopen();
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("a", "3"), std::pair("b", "2")));
}

TEST_P(LoadTest, AStoreThatWasClearedWhileItHeldALoadOpensAgain) {
  ASSERT_TRUE(Put(engine(), "a", "1").ok());
  ASSERT_TRUE(engine().Clear(engine().LatestVersion()).ok());
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"b", "1", {5}}}, {}).ok());
  ASSERT_TRUE(engine().Clear({}).ok());
  ASSERT_TRUE(Put(engine(), "c", "1").ok());
  if (keeps()) Reopen();
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("c", "1")));
}

TEST_P(LoadTest, OnlyTheStoreThatOneKnowsIsCleared) {
  ASSERT_TRUE(Put(engine(), "a", "1").ok());
  const Version then = engine().LatestVersion();
  ASSERT_TRUE(Put(engine(), "h", "1").ok());
  EXPECT_EQ(engine().Clear(then).code(), absl::StatusCode::kAborted);
  EXPECT_EQ(engine().Clear({}).code(), absl::StatusCode::kAborted);
  EXPECT_EQ(AllOf(*View()).size(), 2u);
}

TEST_P(LoadTest, ClearingDropsALoad) {
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"a", "1", {5}}}, {}).ok());
  ASSERT_TRUE(engine().Clear({}).ok());
  ASSERT_TRUE(engine().Load(std::vector<Entry>{{"b", "1", {4}}}, {}).ok());
  ASSERT_TRUE(engine().FinishLoad({}, {}).ok());
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("b", "1")));
  EXPECT_EQ(engine().LatestVersion(), Version{4});
}

TEST_P(LoadTest, ManyEntriesAreLoadedInSeveralCalls) {
  constexpr int kEntries = 20'000;
  std::vector<Entry> entries;
  for (int i = 0; i < kEntries; ++i) {
    entries.push_back(
        {"k" + std::to_string(i), std::string(100, 'v'), {static_cast<uint64_t>(i) + 1}});
    if (entries.size() == 7000) {
      ASSERT_TRUE(engine().Load(entries, {}).ok());
      entries.clear();
    }
  }
  ASSERT_TRUE(engine().Load(entries, {}).ok());
  ASSERT_TRUE(engine().FinishLoad({}, {}).ok());
  EXPECT_EQ(AllOf(*View()).size(), size_t{kEntries});
  EXPECT_EQ(engine().LatestVersion(), Version{kEntries});
}

}  // namespace
}  // namespace factcheck::storage
