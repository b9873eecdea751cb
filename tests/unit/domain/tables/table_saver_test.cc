#include "server/domain/tables/table_saver.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace factcheck::testing {
namespace {

TEST(TableSaverTest, SavesAllAgainAndAgainAndTellsOfWhatFailed) {
  std::atomic<int> good = 0;
  std::atomic<int> bad = 0;
  std::atomic<int> told = 0;
  absl::Notification often;
  domain::TableSaver saver({[&] {
                              if (++good == 3) often.Notify();
                              return absl::OkStatus();
                            },
                            [&] {
                              ++bad;
                              return absl::UnavailableError("no room");
                            }},
                           absl::Milliseconds(1), [&](const absl::Status& status) {
                             EXPECT_EQ(status.message(), "no room");
                             ++told;
                           });
  saver.Start();
  often.WaitForNotification();
  saver.Stop();
  EXPECT_GE(bad, 2);
  EXPECT_EQ(told, bad);
  // From then on only when asked to.
  const int saved = good;
  saver.SaveAll();
  EXPECT_EQ(good, saved + 1);
  EXPECT_EQ(told, bad);
  saver.Start();
  saver.Stop();
}

TEST(TableSaverTest, AStopDoesNotWaitForTheNextTime) {
  domain::TableSaver saver({[] { return absl::OkStatus(); }}, absl::Hours(1), {});
  saver.Start();
  const absl::Time began = absl::Now();
  saver.Stop();
  EXPECT_LT(absl::Now() - began, absl::Minutes(1));
}

}  // namespace
}  // namespace factcheck::testing
