// Group commit: who waits while a sync is under way shares the next one.
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

using ::factcheck::testing::PutOf;
using ::factcheck::testing::ValueOf;

// Holds the first sync of the write-ahead log until it is let go.
class HeldSync {
 public:
  explicit HeldSync(Disk& disk) {
    disk.Set([state = state_](const FileOperation& operation) {
      if (operation.kind == FileOperation::Kind::kSync && operation.path.ends_with(".log") &&
          !state->held.exchange(true)) {
        state->reached.Notify();
        state->go.WaitForNotification();
      }
      return absl::OkStatus();
    });
  }
  void AwaitReached() { state_->reached.WaitForNotification(); }
  void LetGo() { state_->go.Notify(); }

 private:
  struct State {
    std::atomic<bool> held = false;
    absl::Notification reached;
    absl::Notification go;
  };
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

class GroupCommitTest : public RocksTest {
 protected:
  void SetUp() override { Open(); }
};

TEST_F(GroupCommitTest, CommitsThatWaitTogetherAreSyncedOnce) {
  constexpr int kWaiting = 50;
  const uint64_t syncs_before = engine().Statistics()->synced_writes;
  HeldSync sync(disk_);
  absl::BlockingCounter open(kWaiting + 1);
  const auto commit = [&](int i) {
    CommitRequest request;
    request.batch.mutations = {PutOf("k" + std::to_string(i), "v")};
    engine().CommitAsync(std::move(request), [&](absl::StatusOr<Version> version) {
      EXPECT_TRUE(version.ok());
      open.DecrementCount();
    });
  };
  commit(0);
  sync.AwaitReached();
  for (int i = 1; i <= kWaiting; ++i) commit(i);
  sync.LetGo();
  open.Wait();
  auto statistics = engine().Statistics();
  EXPECT_EQ(statistics->commits, uint64_t{kWaiting + 1});
  EXPECT_EQ(statistics->synced_writes - syncs_before, 2u);
}

TEST_F(GroupCommitTest, NothingIsVisibleOrReportedBeforeItIsSynced) {
  HeldSync sync(disk_);
  std::atomic<bool> reported = false;
  absl::Notification done;
  CommitRequest request;
  request.batch.mutations = {PutOf("k", "v")};
  engine().CommitAsync(std::move(request), [&](absl::StatusOr<Version> version) {
    EXPECT_TRUE(version.ok());
    reported = true;
    done.Notify();
  });
  sync.AwaitReached();
  // Readers go on meanwhile.
  EXPECT_EQ(ValueOf(engine(), "k"), std::nullopt);
  EXPECT_EQ(engine().LatestVersion(), Version{});
  EXPECT_TRUE(engine().ReadLog({}, {}).ok());
  EXPECT_FALSE(reported);
  sync.LetGo();
  done.WaitForNotification();
  EXPECT_EQ(ValueOf(engine(), "k"), "v");
}

TEST_F(GroupCommitTest, WithinAGroupEachIsDecidedOnWhatThoseBeforeItWrote) {
  HeldSync sync(disk_);
  absl::BlockingCounter open(5);
  std::vector<absl::Status> outcomes(5);
  const auto commit = [&](int i, std::vector<Precondition> preconditions,
                          std::vector<Mutation> mutations, Decision decide_again = {}) {
    CommitRequest request;
    request.batch = {.preconditions = std::move(preconditions), .mutations = std::move(mutations)};
    request.decide_again = std::move(decide_again);
    engine().CommitAsync(std::move(request), [&, i](absl::StatusOr<Version> version) {
      outcomes[i] = version.status();
      open.DecrementCount();
    });
  };
  commit(0, {}, {PutOf("first", "v")});
  sync.AwaitReached();
  commit(1, {{"k", std::nullopt}}, {PutOf("k", "1"), PutOf("other", "1")});
  commit(2, {{"k", std::nullopt}}, {PutOf("k", "2")});  // Too late.
  commit(3, {{"k", std::nullopt}}, {PutOf("k", "3")},
         [](Snapshot& newest) -> absl::StatusOr<Batch> {
           return Batch{.mutations = {PutOf("k", (*newest.Get("k"))->value + "+3"),
                                      testing::DeleteOf("other")}};
         });
  commit(4, {{"other", std::nullopt}}, {PutOf("last", "4")});  // Absent again by then.
  sync.LetGo();
  open.Wait();
  EXPECT_TRUE(outcomes[0].ok() && outcomes[1].ok() && outcomes[3].ok() && outcomes[4].ok());
  EXPECT_EQ(outcomes[2].code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ValueOf(engine(), "k"), "1+3");
  EXPECT_EQ(ValueOf(engine(), "other"), std::nullopt);
  EXPECT_EQ(ValueOf(engine(), "last"), "4");
  EXPECT_EQ(engine().Statistics()->synced_writes, 2u);
}

}  // namespace
}  // namespace factcheck::storage
