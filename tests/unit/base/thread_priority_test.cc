#include "server/base/thread_priority.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

namespace factcheck {
namespace {

int Nice() { return getpriority(PRIO_PROCESS, 0); }

TEST(ThreadPriorityTest, LowersTheCallersPriorityAndOfThoseItStartsAlone) {
  const int before = Nice();
  int own = 0, started = 0, twice = 0;
  std::thread([&] {
    BecomeBackgroundThread();
    own = Nice();
    std::thread([&] { started = Nice(); }).join();
    BecomeBackgroundThread();
    twice = Nice();
  }).join();
  EXPECT_EQ(own, std::min(before + kBackgroundNice, 19));
  EXPECT_EQ(started, own);
  EXPECT_EQ(twice, std::min(own + kBackgroundNice, 19));
  EXPECT_EQ(Nice(), before);
}

}  // namespace
}  // namespace factcheck
