// Commits: preconditions, atomicity, versions, stamps, deadlines and callers' bugs.
#include <string>
#include <utility>
#include <vector>

#include "tests/conformance/engine_test.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::AllOf;
using ::factcheck::testing::DeleteOf;
using ::factcheck::testing::Newest;
using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::ValueOf;
using ::factcheck::testing::WholeLog;
using ::factcheck::testing::Write;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CommitTest : public EngineTest {
 protected:
  absl::StatusOr<Version> CommitIf(std::vector<Precondition> preconditions,
                                   std::vector<Mutation> mutations, Decision decide_again = {}) {
    CommitRequest request;
    request.batch.preconditions = std::move(preconditions);
    request.batch.mutations = std::move(mutations);
    request.decide_again = std::move(decide_again);
    return engine().Commit(std::move(request));
  }
  void CheckRefused(Batch batch, absl::StatusCode code) {
    const Version before = engine().LatestVersion();
    CommitRequest request;
    request.batch = std::move(batch);
    const absl::Status status = engine().Commit(std::move(request)).status();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_EQ(engine().LatestVersion(), before);
    EXPECT_THAT(AllOf(*View()), IsEmpty());
  }
};
FACTCHECK_FOR_EVERY_ENGINE(CommitTest);

TEST_P(CommitTest, APreconditionHoldsOnlyAtExactlyItsVersion) {
  auto first = CommitIf({{"k", std::nullopt}}, {PutOf("k", "1")});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(CommitIf({{"k", std::nullopt}}, {PutOf("k", "x")}).status().code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(CommitIf({{"k", Version{first->value - 1}}}, {PutOf("k", "x")}).status().code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(CommitIf({{"k", Version{first->value + 1}}}, {PutOf("k", "x")}).status().code(),
            absl::StatusCode::kAborted);
  auto second = CommitIf({{"k", *first}}, {PutOf("k", "2")});
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(CommitIf({{"k", *first}}, {PutOf("k", "x")}).status().code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(ValueOf(engine(), "k"), "2");
}

TEST_P(CommitTest, ADeletedKeyIsAbsentToAPrecondition) {
  auto put = Put(engine(), "k", "1");
  ASSERT_TRUE(put.ok());
  ASSERT_TRUE(CommitIf({{"k", *put}}, {DeleteOf("k")}).ok());
  EXPECT_EQ(CommitIf({{"k", *put}}, {PutOf("k", "x")}).status().code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(CommitIf({{"k", std::nullopt}}, {PutOf("k", "2")}).ok());
}

TEST_P(CommitTest, PreconditionsOfKnownKeysHoldAfterReopening) {
  if (!keeps()) GTEST_SKIP() << "keeps nothing";
  auto put = Put(engine(), "k", "1");
  ASSERT_TRUE(put.ok());
  Reopen();
  EXPECT_EQ(CommitIf({{"k", std::nullopt}}, {PutOf("k", "x")}).status().code(),
            absl::StatusCode::kAborted);
  EXPECT_TRUE(CommitIf({{"k", *put}, {"none", std::nullopt}}, {PutOf("k", "2")}).ok());
}

TEST_P(CommitTest, AFailedPreconditionWritesNothingAtAll) {
  ASSERT_TRUE(Put(engine(), "k", "1").ok());
  const Version before = engine().LatestVersion();
  CommitRequest request;
  request.batch.preconditions = {{"other", std::nullopt}, {"k", std::nullopt}};
  request.batch.mutations = {PutOf("a", "x"), PutOf("h", "x"), DeleteOf("k")};
  request.batch.log_record = "x";
  EXPECT_EQ(engine().Commit(std::move(request)).status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(engine().LatestVersion(), before);
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("k", "1")));
  EXPECT_THAT(WholeLog(engine()), IsEmpty());
}

TEST_P(CommitTest, AllMutationsOfACommitCarryItsVersion) {
  auto version = Write(engine(), {PutOf("a", "1"), PutOf("h", "2"), PutOf("z", "3")}, "record");
  ASSERT_TRUE(version.ok());
  for (const char* key : {"a", "h", "z"}) EXPECT_EQ(Newest(engine(), key)->version, *version);
  const auto log = WholeLog(engine());
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].version, *version);
  EXPECT_EQ(log[0].record, "record");
}

TEST_P(CommitTest, DeletingAnAbsentKeyIsNoError) {
  ASSERT_TRUE(Write(engine(), {DeleteOf("none"), PutOf("k", "1")}).ok());
  ASSERT_TRUE(Write(engine(), {DeleteOf("none")}).ok());
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("k", "1")));
}

TEST_P(CommitTest, AVersionIsTheCommitTimeAndGoesPastItsPredecessor) {
  auto first = Put(engine(), "k", "1");
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(CommitTime(*first), clock().Now());
  EXPECT_EQ(VersionAt(clock().Now()), *first);
  auto still = Put(engine(), "k", "2");  // The clock stands still.
  EXPECT_EQ(still->value, first->value + 1);
  clock().Advance(-absl::Hours(1));
  auto back = Put(engine(), "k", "3");
  EXPECT_EQ(back->value, first->value + 2);
  clock().Advance(absl::Hours(2));
  auto forth = Put(engine(), "k", "4");
  EXPECT_EQ(CommitTime(*forth), clock().Now());
}

TEST_P(CommitTest, VersionsGoOnAfterReopeningWithTheClockBehind) {
  if (!keeps()) GTEST_SKIP() << "keeps nothing";
  auto before = Put(engine(), "k", "1");
  clock().Advance(-absl::Hours(24));
  Reopen();
  auto after = Put(engine(), "k", "2");
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->value, before->value + 1);
}

TEST_P(CommitTest, WithNothingToWriteACommitOnlyChecksItsPreconditions) {
  auto put = Put(engine(), "k", "1");
  ASSERT_TRUE(put.ok());
  auto nothing = CommitIf({{"k", *put}}, {});
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_EQ(*nothing, *put);
  EXPECT_EQ(engine().LatestVersion(), *put);
  EXPECT_EQ(CommitIf({{"k", std::nullopt}}, {}).status().code(), absl::StatusCode::kAborted);
}

TEST_P(CommitTest, ALogRecordAloneIsACommit) {
  auto version = Write(engine(), {}, "only a record");
  ASSERT_TRUE(version.ok());
  EXPECT_GT(*version, Version{});
  EXPECT_EQ(engine().LatestVersion(), *version);
  EXPECT_EQ(WholeLog(engine()).size(), 1u);
}

TEST_P(CommitTest, AStampIsCalledOnceWithTheVersionAndItsValueIsStored) {
  int calls = 0;
  Mutation mutation = PutOf("k", "????????");
  mutation.stamp = [&](Version version, std::string& value) {
    ++calls;
    value = std::to_string(version.value).substr(0, 8);
  };
  auto version = Write(engine(), {std::move(mutation)});
  ASSERT_TRUE(version.ok());
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(ValueOf(engine(), "k"), std::to_string(version->value).substr(0, 8));
}

TEST_P(CommitTest, VersionAtPutsTheCommitsVersionIntoTheKeySoThatKeysSortByCommit) {
  std::vector<std::string> expected;
  for (int i = 0; i < 3; ++i) {
    Mutation mutation = PutOf("h/claim/________/tail", std::to_string(i));
    mutation.version_at = 8;
    ASSERT_TRUE(Write(engine(), {std::move(mutation)}).ok());
    expected.push_back(std::to_string(i));
  }
  auto found = View()->Scan(PrefixRange("h/claim/"), {});
  ASSERT_TRUE(found.ok());
  std::vector<std::string> values;
  for (const Entry& entry : found->entries) {
    uint64_t version = 0;
    for (int i = 0; i < 8; ++i) version = version << 8 | static_cast<uint8_t>(entry.key[8 + i]);
    EXPECT_EQ(version, entry.version.value);
    EXPECT_EQ(entry.key.substr(16), "/tail");
    values.push_back(entry.value);
  }
  EXPECT_EQ(values, expected);
}

TEST_P(CommitTest, ADeadlineThatHasPassedPreventsTheWrite) {
  CommitRequest request;
  request.batch.mutations = {PutOf("k", "1")};
  request.deadline = absl::InfinitePast();
  EXPECT_EQ(engine().Commit(std::move(request)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ValueOf(engine(), "k"), std::nullopt);
}

TEST_P(CommitTest, CallersBugsAreRefusedAndWriteNothing) {
  const auto invalid = absl::StatusCode::kInvalidArgument;
  CheckRefused({.mutations = {PutOf("k", "1"), PutOf("k", "2")}}, invalid);
  CheckRefused({.mutations = {PutOf("k", "1"), DeleteOf("k")}}, invalid);
  CheckRefused({.mutations = {PutOf(std::string(kMaxKeyBytes + 1, 'k'), "1")}}, invalid);
  CheckRefused({.mutations = {PutOf("k", std::string(kMaxValueBytes + 1, 'v'))}}, invalid);
  CheckRefused({.preconditions = {{std::string(kMaxKeyBytes + 1, 'k'), std::nullopt}},
                .mutations = {PutOf("k", "1")}},
               invalid);
  std::vector<Mutation> large;
  for (size_t i = 0; i <= kMaxBatchBytes / kMaxValueBytes; ++i) {
    large.push_back(PutOf("k" + std::to_string(i), std::string(kMaxValueBytes, 'v')));
  }
  CheckRefused({.mutations = large}, invalid);
  Mutation past_the_end = PutOf("0123456789", "1");
  past_the_end.version_at = 3;
  CheckRefused({.mutations = {past_the_end}}, invalid);
  past_the_end.key = "short";
  past_the_end.version_at = 0;
  CheckRefused({.mutations = {past_the_end}}, invalid);
  // Two keys that become one.
  Mutation one = PutOf("k________", "1");
  Mutation other = PutOf("k++++++++", "2");
  one.version_at = other.version_at = 1;
  CheckRefused({.mutations = {one, other}}, invalid);
}

TEST_P(CommitTest, WhatIsJustWithinTheLimitsIsStored) {
  const std::string key(kMaxKeyBytes, 'k');
  const std::string value(kMaxValueBytes, 'v');
  ASSERT_TRUE(Put(engine(), key, value).ok());
  EXPECT_EQ(ValueOf(engine(), key), value);
}

TEST_P(CommitTest, DecideAgainSeesTheNewestStateAndItsBatchIsCommitted) {
  ASSERT_TRUE(Write(engine(), {PutOf("k", "1"), PutOf("h", "x")}).ok());
  int decisions = 0;
  auto version = CommitIf(
      {{"k", std::nullopt}}, {PutOf("k", "never")}, [&](Snapshot& newest) -> absl::StatusOr<Batch> {
        ++decisions;
        EXPECT_EQ(newest.version(), Newest(engine(), "k")->version);
        auto entry = newest.Get("k");
        auto several = newest.MultiGet(std::vector<std::string>{"h", "none"});
        auto scan = newest.Scan({}, {});
        EXPECT_EQ((*entry)->value, "1");
        EXPECT_EQ((*several)[0]->value, "x");
        EXPECT_FALSE((*several)[1]);
        EXPECT_EQ(scan->entries.size(), 2u);
        // Its preconditions are not looked at.
        return Batch{.preconditions = {{"k", std::nullopt}}, .mutations = {PutOf("k", "2")}};
      });
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(decisions, 1);
  EXPECT_EQ(ValueOf(engine(), "k"), "2");
  EXPECT_EQ(engine().Statistics()->decided_again, 1u);
}

TEST_P(CommitTest, DecideAgainIsNotCalledWhereThePreconditionsHold) {
  auto version =
      CommitIf({{"k", std::nullopt}}, {PutOf("k", "1")}, [](Snapshot&) -> absl::StatusOr<Batch> {
        ADD_FAILURE() << "decided again";
        return Batch();
      });
  EXPECT_TRUE(version.ok());
  EXPECT_EQ(engine().Statistics()->decided_again, 0u);
}

TEST_P(CommitTest, ADecisionCanEndTheCommitWithAStatusOfItsOwn) {
  ASSERT_TRUE(Put(engine(), "k", "1").ok());
  const auto refuse = [](Snapshot&) -> absl::StatusOr<Batch> {
    absl::Status status = absl::FailedPreconditionError("not now");
    status.SetPayload("why", absl::Cord("because"));
    return status;
  };
  const absl::Status status = CommitIf({{"k", std::nullopt}}, {PutOf("k", "x")}, refuse).status();
  EXPECT_EQ(status.message(), "not now");
  EXPECT_EQ(status.GetPayload("why"), absl::Cord("because"));
  EXPECT_EQ(ValueOf(engine(), "k"), "1");
}

TEST_P(CommitTest, ADecisionMayWriteNothingOrBeInvalid) {
  auto put = Put(engine(), "k", "1");
  auto nothing = CommitIf({{"k", std::nullopt}}, {PutOf("k", "x")},
                          [](Snapshot&) -> absl::StatusOr<Batch> { return Batch(); });
  ASSERT_TRUE(nothing.ok());
  EXPECT_EQ(*nothing, *put);
  auto invalid =
      CommitIf({{"k", std::nullopt}}, {PutOf("k", "x")}, [](Snapshot&) -> absl::StatusOr<Batch> {
        return Batch{.mutations = {PutOf("a", "1"), PutOf("a", "2")}};
      });
  EXPECT_EQ(invalid.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("k", "1")));
}

TEST_P(CommitTest, StatisticsCountCommits) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Put(engine(), "k" + std::to_string(i), "v").ok());
  auto statistics = engine().Statistics();
  ASSERT_TRUE(statistics.ok());
  EXPECT_EQ(statistics->commits, 5u);
  EXPECT_GE(statistics->synced_writes, 1u);
  EXPECT_LE(statistics->synced_writes, 5u);
  EXPECT_EQ(statistics->estimated_keys, 5u);
  EXPECT_GT(statistics->memory_bytes, 0u);
  EXPECT_EQ(statistics->disk_bytes > 0, keeps());
}

}  // namespace
}  // namespace factcheck::storage
