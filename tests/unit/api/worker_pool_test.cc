#include "server/api/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"

namespace factcheck::api {
namespace {

TEST(WorkerPoolTest, EveryTaskIsRun) {
  std::atomic<int> ran = 0;
  WorkerPool pool(3, 1000);
  absl::BlockingCounter done(100);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(pool.TrySubmit([&] {
      ++ran;
      done.DecrementCount();
    }));
  }
  done.Wait();
  EXPECT_EQ(ran, 100);
}

TEST(WorkerPoolTest, AFullQueueRefuses) {
  absl::Notification go;
  absl::Notification running;
  WorkerPool pool(1, 2);
  ASSERT_TRUE(pool.TrySubmit([&] {
    running.Notify();
    go.WaitForNotification();
  }));
  running.WaitForNotification();
  EXPECT_TRUE(pool.TrySubmit([] {}));
  EXPECT_TRUE(pool.TrySubmit([] {}));
  EXPECT_EQ(pool.queued(), 2u);
  EXPECT_FALSE(pool.TrySubmit([] {}));
  go.Notify();
}

TEST(WorkerPoolTest, StoppingRunsWhatWasSubmittedAndTakesNoMore) {
  std::atomic<int> ran = 0;
  WorkerPool pool(2, 100);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.TrySubmit([&] { ++ran; }));
  pool.Stop();
  EXPECT_EQ(ran, 50);
  EXPECT_FALSE(pool.TrySubmit([&] { ++ran; }));
}

}  // namespace
}  // namespace factcheck::api
