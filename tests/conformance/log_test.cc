// The commit log: order, tailing, waiting and trimming.
#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "server/storage/log_position.h"
#include "tests/conformance/engine_test.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::WholeLog;
using ::factcheck::testing::Write;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LogTest : public EngineTest {
 protected:
  // Commits with these records; their versions.
  std::vector<Version> Append(const std::vector<std::string>& records) {
    std::vector<Version> versions;
    for (const std::string& record : records) {
      auto version = Write(engine(), {PutOf("k", record)}, record);
      EXPECT_TRUE(version.ok()) << version.status();
      versions.push_back(version.value_or(Version{}));
    }
    return versions;
  }
  std::vector<std::string> Read(Version after, const LogReadOptions& options = {}) {
    auto entries = engine().ReadLog(after, options);
    EXPECT_TRUE(entries.ok()) << entries.status();
    std::vector<std::string> records;
    if (entries.ok()) {
      for (const LogEntry& entry : *entries) records.push_back(entry.record);
    }
    return records;
  }
};
FACTCHECK_FOR_EVERY_ENGINE(LogTest);

TEST_P(LogTest, EntriesAscendAndComeAfterTheVersionAskedFor) {
  EXPECT_THAT(Read({}), IsEmpty());
  const std::vector<Version> versions = Append({"one", "two", "three"});
  EXPECT_THAT(Read({}), ElementsAre("one", "two", "three"));
  EXPECT_THAT(Read(versions[0]), ElementsAre("two", "three"));
  EXPECT_THAT(Read(versions[2]), IsEmpty());
  EXPECT_THAT(Read({~uint64_t{0}}), IsEmpty());
  EXPECT_THAT(Read({versions[0].value - 1}), ElementsAre("one", "two", "three"));
}

TEST_P(LogTest, SaysWhichCommitWasTheLastWithARecord) {
  EXPECT_EQ(*LastLogged(engine(), engine().LatestVersion()), Version{});
  EXPECT_TRUE(absl::IsFailedPrecondition(ExpectLogged(engine(), {})));
  const std::vector<Version> logged = Append({"one", "two"});
  clock().Advance(absl::Hours(24 * 365));
  ASSERT_TRUE(Put(engine(), "k", "unlogged").ok());
  const Version latest = engine().LatestVersion();
  EXPECT_EQ(*LastLogged(engine(), latest), logged[1]);
  EXPECT_EQ(*LastLogged(engine(), logged[1]), logged[1]);
  EXPECT_EQ(*LastLogged(engine(), {logged[1].value - 1}), logged[0]);
  EXPECT_EQ(*LastLogged(engine(), {logged[0].value - 1}), Version{});
  for (const Version version : logged) EXPECT_TRUE(ExpectLogged(engine(), version).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(ExpectLogged(engine(), latest)));
  EXPECT_TRUE(absl::IsFailedPrecondition(ExpectLogged(engine(), {latest.value + 1})));
  EXPECT_TRUE(absl::IsFailedPrecondition(ExpectLogged(engine(), {logged[0].value - 1})));
  ASSERT_TRUE(engine().TrimLog(logged[0]).ok());
  EXPECT_TRUE(absl::IsOutOfRange(ExpectLogged(engine(), logged[0])));
  EXPECT_EQ(*LastLogged(engine(), logged[0]), Version{});
  EXPECT_EQ(*LastLogged(engine(), latest), logged[1]);
}

TEST_P(LogTest, ACommitWithoutARecordLeavesNoEntry) {
  Append({"one"});
  ASSERT_TRUE(Put(engine(), "k", "unlogged").ok());
  Append({"two"});
  EXPECT_THAT(Read({}), ElementsAre("one", "two"));
}

TEST_P(LogTest, AReadEndsAtItsLimitsButAlwaysAdvances) {
  Append({"12345", "12345", "12345"});
  EXPECT_EQ(Read({}, {.max_entries = 2}).size(), 2u);
  EXPECT_EQ(Read({}, {.max_bytes = 0}).size(), 1u);
  EXPECT_EQ(Read({}, {.max_bytes = 6}).size(), 2u);
  EXPECT_EQ(engine().ReadLog({}, {.max_entries = 0}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(LogTest, TailingUnderWritesMeetsEveryCommitOnceInOrder) {
  constexpr int kThreads = 4;
  constexpr int kEach = 60;
  absl::Mutex mutex;
  std::vector<std::pair<Version, std::string>> written;
  std::vector<std::thread> writers;
  for (int thread = 0; thread < kThreads; ++thread) {
    writers.emplace_back([&, thread] {
      for (int i = 0; i < kEach; ++i) {
        const std::string record = std::to_string(thread) + ":" + std::to_string(i);
        auto version = Write(engine(), {PutOf(record, "v")}, record);
        ASSERT_TRUE(version.ok());
        absl::MutexLock lock(&mutex);
        written.emplace_back(*version, record);
      }
    });
  }
  std::vector<std::pair<Version, std::string>> tailed;
  Version after;
  while (tailed.size() < kThreads * kEach) {
    ASSERT_TRUE(engine().AwaitCommit(after, absl::InfiniteFuture()).ok());
    auto entries = engine().ReadLog(after, {.max_entries = 7});
    ASSERT_TRUE(entries.ok());
    for (const LogEntry& entry : *entries) {
      ASSERT_GT(entry.version, after);
      after = entry.version;
      tailed.emplace_back(entry.version, entry.record);
    }
  }
  for (std::thread& writer : writers) writer.join();
  std::sort(written.begin(), written.end());
  EXPECT_EQ(tailed, written);
}

TEST_P(LogTest, AwaitCommitReturnsOnceThereIsANewerCommitOrTheDeadlineHasPassed) {
  EXPECT_EQ(engine().AwaitCommit({}, absl::InfinitePast()).code(),
            absl::StatusCode::kDeadlineExceeded);
  std::thread writer([&] { ASSERT_TRUE(Put(engine(), "k", "1").ok()); });
  EXPECT_TRUE(engine().AwaitCommit({}, absl::InfiniteFuture()).ok());
  writer.join();
  EXPECT_TRUE(engine().AwaitCommit({}, absl::InfinitePast()).ok());
  EXPECT_EQ(engine().AwaitCommit(engine().LatestVersion(), absl::InfinitePast()).code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(engine().AwaitCommit({~uint64_t{0}}, absl::InfinitePast()).code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_P(LogTest, ATrimmedLogSaysSoToWhoAsksForWhatIsForgotten) {
  const std::vector<Version> versions = Append({"one", "two", "three"});
  EXPECT_EQ(*engine().OldestLogPosition(), Version{});
  ASSERT_TRUE(engine().TrimLog(versions[1]).ok());
  const auto check = [&] {
    EXPECT_EQ(*engine().OldestLogPosition(), versions[1]);
    EXPECT_EQ(engine().ReadLog({}, {}).status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(engine().ReadLog({versions[1].value - 1}, {}).status().code(),
              absl::StatusCode::kOutOfRange);
    EXPECT_THAT(Read(versions[1]), ElementsAre("three"));
    EXPECT_THAT(Read(versions[2]), IsEmpty());
  };
  check();
  // Trimming less than before changes nothing.
  ASSERT_TRUE(engine().TrimLog(versions[0]).ok());
  check();
  ASSERT_TRUE(engine().Compact().ok());
  check();
  if (!keeps()) return;
  Reopen();
  check();
}

TEST_P(LogTest, TrimmingUpToTheFutureForgetsWhatThereIsAndNoMore) {
  const std::vector<Version> versions = Append({"one", "two"});
  ASSERT_TRUE(engine().TrimLog({~uint64_t{0}}).ok());
  EXPECT_THAT(Read(versions[1]), IsEmpty());
  Append({"three"});
  EXPECT_THAT(Read(versions[1]), ElementsAre("three"));
}

TEST_P(LogTest, TrimmingAnEmptyLogForgetsNothing) {
  ASSERT_TRUE(engine().TrimLog({~uint64_t{0}}).ok());
  Append({"one"});
  EXPECT_THAT(Read({}), ElementsAre("one"));
}

}  // namespace
}  // namespace factcheck::storage
