// A disk that is full, or breaks: what was not written is known as such, and the
// engine goes on when it can.
#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "tests/unit/storage/rocksdb/rocks_fixture.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::ValueOf;
using ::factcheck::testing::WholeLog;
using ::factcheck::testing::Write;
using Kind = FileOperation::Kind;

const absl::Status kFull = absl::ResourceExhaustedError("no space left on device");
const absl::Status kBroken = absl::UnavailableError("input/output error");

class Counter final : public CommitObserver {
 public:
  void OnCommit(Version version, std::span<const Mutation>, std::string_view) override {
    EXPECT_GT(version.value, last.exchange(version.value));
    ++commits;
  }
  std::atomic<uint64_t> last = 0;
  std::atomic<int> commits = 0;
};

class FailingDiskTest : public RocksTest {
 protected:
  void SetUp() override {
    options_.hooks.free_bytes = [this] { return free_.load(); };
    options_.reserved_bytes = 1000;
    Open();
    ASSERT_TRUE(Write(engine(), {PutOf("k", "before")}, "before").ok());
  }
  // Nothing of "k=lost" is there, now and after a restart; and commits work.
  void CheckGoesOnWithout() {
    EXPECT_EQ(ValueOf(engine(), "k"), "before");
    const absl::Status next = Write(engine(), {PutOf("k", "after")}, "after").status();
    ASSERT_TRUE(next.ok()) << next;
    const auto check = [&] {
      EXPECT_EQ(ValueOf(engine(), "k"), "after");
      std::string records;
      for (const LogEntry& entry : WholeLog(engine())) records += entry.record + " ";
      EXPECT_EQ(records, "before after ");
    };
    check();
    Open(CopyAsAfterKill("killed"));
    check();
    Open();
    check();
  }
  absl::StatusCode WriteLost() {
    return Write(engine(), {PutOf("k", "lost"), PutOf("h", "lost")}, "lost").status().code();
  }

  std::atomic<uint64_t> free_ = 1'000'000;
};

TEST_F(FailingDiskTest, CommitsAreRefusedWhileTheReserveIsTouched) {
  free_ = 999;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(WriteLost(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ValueOf(engine(), "k"), "before");
  free_ = 1000;
  CheckGoesOnWithout();
}

TEST_F(FailingDiskTest, AWriteThatMeetsAFullDiskWritesNothing) {
  disk_.Fail(Kind::kWrite, ".log", kFull);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(WriteLost(), absl::StatusCode::kResourceExhausted);
  disk_.Heal();
  CheckGoesOnWithout();
}

TEST_F(FailingDiskTest, OnADiskThatIsFullForAllFilesReadsGoOn) {
  disk_.FailAll(kFull);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(WriteLost(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(ValueOf(engine(), "k"), "before");
    EXPECT_EQ(WholeLog(engine()).size(), 1u);
  }
  disk_.Heal();
  CheckGoesOnWithout();
}

TEST_F(FailingDiskTest, AFullDiskThatWasFullWhenTheMemoryTableWasFreshIsLeftToo) {
  // Nothing in memory to flush: RocksDB's own recovery would not leave the torn file.
  ASSERT_TRUE(engine().Compact().ok());
  disk_.Fail(Kind::kWrite, ".log", kFull);
  EXPECT_EQ(WriteLost(), absl::StatusCode::kResourceExhausted);
  disk_.Heal();
  CheckGoesOnWithout();
}

TEST_F(FailingDiskTest, AWriteThatFailsHalfWayWritesNothing) {
  disk_.Fail(Kind::kWrite, ".log", kBroken);
  EXPECT_EQ(WriteLost(), absl::StatusCode::kUnavailable);
  disk_.Heal();
  CheckGoesOnWithout();
}

TEST_F(FailingDiskTest, AfterAFailedSyncTheOutcomeIsReadBackFromTheDisk) {
  Counter observer;
  ASSERT_TRUE(engine().AddObserver(&observer).ok());
  auto failed = std::make_shared<std::atomic<bool>>(false);
  disk_.Set([failed](const FileOperation& operation) {
    const bool hit = operation.kind == Kind::kSync && operation.path.ends_with(".log");
    return hit && !failed->exchange(true) ? kBroken : absl::OkStatus();
  });
  // All of it had reached the file, so it is written, and now in a sorted file that is synced.
  const auto version = Write(engine(), {PutOf("k", "landed")}, "landed");
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_TRUE(*failed);
  EXPECT_EQ(ValueOf(engine(), "k"), "landed");
  EXPECT_EQ(observer.last, version->value);
  EXPECT_EQ(observer.commits, 1);
  ASSERT_TRUE(Put(engine(), "k", "after").ok());
  EXPECT_EQ(observer.commits, 2);
  Open(CopyAsAfterKill("killed"));
  EXPECT_EQ(ValueOf(engine(), "k"), "after");
  EXPECT_EQ(WholeLog(engine()).size(), 2u);
}

TEST_F(FailingDiskTest, WhereTheDiskDoesNotTellTheOutcomeIsUnknownUntilItDoes) {
  Counter observer;
  ASSERT_TRUE(engine().AddObserver(&observer).ok());
  disk_.Set([](const FileOperation& operation) {
    // The write gets through, no sync does, and no file can be made.
    return operation.kind == Kind::kWrite ? absl::OkStatus() : kBroken;
  });
  EXPECT_EQ(Write(engine(), {PutOf("k", "landed")}, "landed").status().code(),
            absl::StatusCode::kUnknown);
  EXPECT_EQ(engine().NewSnapshot().status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Put(engine(), "k", "x").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(observer.commits, 0);
  disk_.Heal();
  ASSERT_TRUE(Put(engine(), "other", "after").ok());
  EXPECT_EQ(ValueOf(engine(), "k"), "landed");
  EXPECT_EQ(observer.commits, 2);
  EXPECT_EQ(WholeLog(engine()).size(), 2u);
  engine().RemoveObserver(&observer);
}

TEST_F(FailingDiskTest, AStoreThatIsStillReadIsNotClosedUnderItsReader) {
  auto held = engine().NewSnapshot();
  ASSERT_TRUE(held.ok());
  disk_.Fail(Kind::kWrite, ".log", kFull);
  EXPECT_EQ(WriteLost(), absl::StatusCode::kUnknown);
  disk_.Heal();
  EXPECT_EQ(Put(engine(), "k", "x").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ((*(*held)->Get("k"))->value, "before");
  EXPECT_EQ(ValueOf(engine(), "k"), "before");
  held->reset();
  CheckGoesOnWithout();
}

TEST_F(FailingDiskTest, OutcomesThatRestedOnAFailedGroupFallWithIt) {
  // Of two commits in one group the second finds its precondition broken by the
  // first; when the first is not written, that is no reason to abort.
  enum class Phase { kHoldNextSync, kHeld, kFull };
  struct State {
    std::atomic<Phase> phase = Phase::kHoldNextSync;
    absl::Notification held;
    absl::Notification go;
  };
  auto state = std::make_shared<State>();
  disk_.Set([state](const FileOperation& operation) {
    if (!operation.path.ends_with(".log")) return absl::OkStatus();
    Phase expected = Phase::kHoldNextSync;
    if (operation.kind == Kind::kSync &&
        state->phase.compare_exchange_strong(expected, Phase::kHeld)) {
      state->held.Notify();
      state->go.WaitForNotification();
      state->phase = Phase::kFull;
      return absl::OkStatus();
    }
    return operation.kind == Kind::kWrite && state->phase == Phase::kFull ? kFull
                                                                          : absl::OkStatus();
  });
  std::vector<absl::Status> outcomes(3);
  absl::BlockingCounter open(3);
  const auto commit = [&](int i, Batch batch) {
    CommitRequest request;
    request.batch = std::move(batch);
    engine().CommitAsync(std::move(request), [&, i](absl::StatusOr<Version> version) {
      outcomes[i] = version.status();
      open.DecrementCount();
    });
  };
  commit(0, {.mutations = {PutOf("first", "v")}});
  state->held.WaitForNotification();
  commit(1, {.preconditions = {{"new", std::nullopt}}, .mutations = {PutOf("new", "1")}});
  commit(2, {.preconditions = {{"new", std::nullopt}}, .mutations = {PutOf("new", "2")}});
  state->go.Notify();
  open.Wait();
  EXPECT_TRUE(outcomes[0].ok()) << outcomes[0];
  EXPECT_EQ(outcomes[1].code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(outcomes[2].code(), absl::StatusCode::kResourceExhausted);
  disk_.Heal();
  EXPECT_EQ(ValueOf(engine(), "new"), std::nullopt);
  ASSERT_TRUE(Put(engine(), "new", "3").ok());
}

TEST_F(FailingDiskTest, ADiskThatIsFullForSortedFilesOnlyIsSurvived) {
  disk_.Fail(Kind::kCreate, ".sst", kFull);
  // More than memory holds, so that it has to be put into sorted files.
  int written = 0;
  for (int i = 0; i < 20; ++i) {
    const auto status =
        Put(engine(), "big" + std::to_string(i), std::string(1 << 20, 'v')).status();
    if (status.ok()) {
      ++written;
    } else {
      ASSERT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
    }
  }
  EXPECT_LT(written, 20);
  disk_.Heal();
  ASSERT_TRUE(Put(engine(), "after", "v").ok());
  Open(CopyAsAfterKill("killed"));
  EXPECT_EQ(testing::AllOf(**engine().NewSnapshot()).size(), static_cast<size_t>(written) + 2);
}

TEST_F(FailingDiskTest, TrimmingOnAFullDiskForgetsNothing) {
  disk_.Fail(Kind::kWrite, ".log", kFull);
  EXPECT_EQ(engine().TrimLog(engine().LatestVersion()).code(),
            absl::StatusCode::kResourceExhausted);
  disk_.Heal();
  EXPECT_EQ(WholeLog(engine()).size(), 1u);
  CheckGoesOnWithout();
}

}  // namespace
}  // namespace factcheck::storage
