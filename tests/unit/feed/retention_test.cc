#include "server/feed/retention.h"

#include <string>
#include <thread>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "tests/unit/feed/feed_fixture.h"

namespace factcheck::testing {
namespace {

class RetentionTest : public FeedTest {
 protected:
  // Makes `count` commits, `apart` from each other, and returns where each ended.
  std::vector<storage::Version> Write(int count, absl::Duration apart) {
    std::vector<storage::Version> versions;
    for (int i = 0; i < count; ++i) {
      SetContext("c1", StrCat("context ", absl::ToUnixMicros(clock().Now())));
      versions.push_back(Here());
      clock().Advance(apart);
    }
    return versions;
  }
  void Consume(storage::Version position) {
    Done(book().WriteAndWait({consumer_, "factcheck.v1.Test/Put"}, v1::Claim(),
                             [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                               storage::v1::StoredConsumer stored;
                               stored.set_position(position.value);
                               txn.Put(domain::keys::Consumer("consumer", "site"),
                                       stored.SerializeAsString());
                               return std::string();
                             }));
  }
  void Deliver(storage::Version position) {
    Done(book().WriteAndWait(
        {consumer_, "factcheck.v1.Test/Put"}, v1::Claim(),
        [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
          storage::v1::WebhookProgress progress;
          *progress.mutable_position() = domain::ToTimestamp(storage::CommitTime(position));
          txn.Put(domain::keys::WebhookProgress("w1"), progress.SerializeAsString());
          return std::string();
        }));
  }
  size_t LogEntries(storage::Version after) {
    return engine().ReadLog(after, {.max_entries = 10'000})->size();
  }
};

TEST_F(RetentionTest, EverythingIsKeptByDefault) {
  Write(3, absl::Hours(24 * 365));
  EXPECT_EQ(*feed::Retention(&book(), {}).TrimNow(), storage::Version{});
}

TEST_F(RetentionTest, WhatIsOlderThanTheTimeKeptGoes) {
  const auto versions = Write(10, absl::Hours(24));
  feed::Retention retention(&book(), {.kept = {.time = absl::Hours(24 * 5)}});
  const storage::Version oldest = *retention.TrimNow();
  EXPECT_EQ(LogEntries(oldest), 5u);
  EXPECT_GE(oldest, versions[4]);
  EXPECT_LT(oldest, versions[5]);
}

TEST_F(RetentionTest, AConsumerHoldsTheLogBackButNotForEver) {
  const auto versions = Write(10, absl::Hours(24));
  feed::Retention retention(&book(), {.kept = {.time = absl::Hours(24 * 3)}});
  Consume(versions[5]);
  EXPECT_EQ(*retention.TrimNow(), versions[5]);
  clock().Advance(absl::Hours(24 * 4));
  // By now it is further behind than twice what is kept.
  EXPECT_GT(*retention.TrimNow(), versions[5]);
  Consume(versions[9]);
  EXPECT_EQ(*retention.TrimNow(), versions[9]);
}

TEST_F(RetentionTest, AWebhookHoldsTheLogBackLikeAConsumer) {
  const auto versions = Write(10, absl::Hours(24));
  feed::Retention retention(&book(), {.kept = {.time = absl::Hours(24 * 3)}});
  Deliver(versions[5]);
  EXPECT_EQ(*retention.TrimNow(), versions[5]);
  clock().Advance(absl::Hours(24 * 4));
  EXPECT_GT(*retention.TrimNow(), versions[5]);
}

TEST_F(RetentionTest, WhatExceedsTheBytesKeptGoesWhateverHoldsIt) {
  const auto versions = Write(500, absl::Seconds(1));
  uint64_t bytes = 0;
  const auto log = *engine().ReadLog({}, {.max_entries = 10'000});
  for (const storage::LogEntry& entry : log) {
    bytes += entry.record.size();
  }
  Consume(versions[0]);
  feed::Retention retention(&book(), {.kept = {.bytes = bytes / 2}});
  storage::Version oldest = *retention.TrimNow();
  EXPECT_NEAR(static_cast<double>(LogEntries(oldest)), 250, 15);
  // It goes on weighing where it was.
  Write(100, absl::Seconds(1));
  oldest = *retention.TrimNow();
  EXPECT_NEAR(static_cast<double>(LogEntries(oldest)), 250, 15);
  EXPECT_EQ(*retention.TrimNow(), oldest);
}

TEST_F(RetentionTest, WorksInTheBackground) {
  Write(10, absl::Hours(24));
  feed::Retention retention(&book(),
                            {.kept = {.time = absl::Hours(24)}, .interval = absl::Milliseconds(1)});
  retention.Start();
  const auto trimmed = [&] { return *engine().OldestLogPosition() > storage::Version{}; };
  for (int i = 0; i < 1'000'000 && !trimmed(); ++i) std::this_thread::yield();
  EXPECT_TRUE(trimmed());
  retention.Stop();
}

}  // namespace
}  // namespace factcheck::testing
