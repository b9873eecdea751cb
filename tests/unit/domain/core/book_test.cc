#include "server/domain/core/book.h"

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/core/keys.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {
namespace {

using ::factcheck::testing::Parsed;
using ::factcheck::testing::ReasonName;
using ::factcheck::testing::ViolatedFields;
using ::testing::ElementsAre;

class BookTest : public ::factcheck::testing::DomainTest {
 protected:
  // Appends to the claim's statement, as often as it is called.
  absl::StatusOr<v1::Claim> Append(std::string_view text, std::string_view request_id = {},
                                   bool validate_only = false) {
    v1::UpdateClaimRequest request;
    request.set_request_id(std::string(request_id));
    request.set_validate_only(validate_only);
    request.set_reason(std::string(text));
    const Call call{admin_, "factcheck.v1.Test/Append"};
    return Parsed<v1::Claim>(
        book().WriteAndWait(call, request, [text](Txn& txn) -> absl::StatusOr<std::string> {
          auto before = txn.Load<v1::Claim>(keys::Claim("c"));
          if (!before.ok()) return before.status();
          v1::Claim claim = *before ? (*before)->message : v1::Claim();
          claim.set_name("claims/c");
          claim.mutable_statement()->append(text);
          return txn.PutResource(keys::Claim("c"), &claim);
        }));
  }
  absl::StatusOr<std::string> StatementAt(const v1::ReadOptions& options) {
    absl::StatusOr<View> view = book().Read(options, absl::InfiniteFuture());
    if (!view.ok()) return view.status();
    auto claim = view->Load<v1::Claim>(keys::Claim("c"));
    if (!claim.ok()) return claim.status();
    return *claim ? (*claim)->message.statement() : "absent";
  }
};

TEST_F(BookTest, ARetryWithTheSameRequestIdHappensOnceAndIsAnsweredAlike) {
  const absl::StatusOr<v1::Claim> first = Append("a", "r-1");
  const absl::StatusOr<v1::Claim> again = Append("a", "r-1");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(*StatementAt({}), "a");
}

// So that tables which begin from a file miss nothing.
TEST_F(BookTest, TheLogNamesEveryClaimThatACommitWrote) {
  const Call call{admin_, "factcheck.v1.Test/Put"};
  const auto write = [&](std::initializer_list<std::string> records, std::string_view named) {
    return book()
        .WriteAndWait(call, v1::GetClaimRequest(),
                      [&](Txn& txn) -> absl::StatusOr<std::string> {
                        for (const std::string& key : records) txn.Put(key, "record");
                        if (!named.empty()) {
                          storage::v1::Change change;
                          change.set_claim(std::string(named));
                          txn.Log(change);
                        }
                        return "";
                      })
        .status();
  };
  ASSERT_TRUE(write({keys::Claim("a"), keys::Status("a"), keys::WorkVerdict("b", "p"),
                     keys::PublicVerdict("c", "p"), keys::Evidence("d", "e")},
                    "b")
                  .ok());
  ASSERT_TRUE(write({keys::Status("e")}, "").ok());
  ASSERT_TRUE(write({keys::Evidence("f", "e")}, "").ok());
  const std::vector<storage::v1::LogRecord> log = Log();
  ASSERT_EQ(log.size(), 2U) << "the last has none";
  EXPECT_THAT(log[0].other_claims(), ElementsAre("a", "c"));
  EXPECT_THAT(log[1].other_claims(), ElementsAre("e"));
}

TEST_F(BookTest, ARequestIdOfAnotherRequestIsRefused) {
  ASSERT_TRUE(Append("a", "r-1").ok());
  EXPECT_EQ(ReasonName(Append("b", "r-1").status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(*StatementAt({}), "a");
}

TEST_F(BookTest, RequestIdsHaveAForm) {
  for (std::string_view id : {"a b", "ä", "a/b"}) {
    EXPECT_THAT(ViolatedFields(Append("a", id).status()), ElementsAre("request_id")) << id;
  }
  EXPECT_THAT(ViolatedFields(Append("a", std::string(65, 'a')).status()),
              ElementsAre("request_id"));
  EXPECT_TRUE(Append("a", std::string(64, 'a')).ok());
}

TEST_F(BookTest, ValidateOnlyAnswersAsIfAndWritesNothing) {
  const absl::StatusOr<v1::Claim> answer = Append("a", "r-1", /*validate_only=*/true);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->statement(), "a");
  EXPECT_EQ(*StatementAt({}), "absent");
  EXPECT_TRUE(Append("a", "r-1").ok());
}

TEST_F(BookTest, WritersThatMeetAreDecidedOneAfterAnother) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) EXPECT_TRUE(Append("x").ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(StatementAt({})->size(), static_cast<size_t>(kThreads * kEach));
}

TEST_F(BookTest, TheSameRequestIdFromManyThreadsHappensOnce) {
  std::vector<std::thread> threads;
  std::vector<std::string> answers(8);
  for (std::string& answer : answers) {
    threads.emplace_back([&] { answer = Append("x", "r-1")->SerializeAsString(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(*StatementAt({}), "x");
  for (const std::string& answer : answers) EXPECT_EQ(answer, answers.front());
}

TEST_F(BookTest, WhatIsKnownAbsentIsNotLookedUpAndIsNoPrecondition) {
  auto snapshot = engine().NewSnapshot();
  ASSERT_TRUE(snapshot.ok());
  Txn txn(**snapshot, book().stamps(), admin_, "factcheck.v1.Test/Put", clock().Now());
  ASSERT_TRUE(txn.Get(keys::Claim("c")).ok());
  txn.KnowAbsent(keys::Status("c"));
  txn.KnowAbsent(keys::Claim("c"));  // Read before: stays a precondition.
  const auto status = txn.Get(keys::Status("c"));
  ASSERT_TRUE(status.ok());
  EXPECT_FALSE(status->has_value());
  v1::Claim claim;
  txn.PutResource(keys::Status("c"), &claim);
  const storage::Batch batch = txn.Take();
  ASSERT_EQ(batch.preconditions.size(), 1u);
  EXPECT_EQ(batch.preconditions[0].key, keys::Claim("c"));
  EXPECT_EQ(batch.mutations.size(), 1u);
}

TEST_F(BookTest, AsOfAnswersAsItWas) {
  std::vector<v1::Claim> states;
  for (std::string_view text : {"a", "b", "c"}) {
    states.push_back(*Append(text));
    clock().Advance(absl::Minutes(1));
  }
  const std::vector<std::string> expected = {"a", "ab", "abc"};
  for (size_t i = 0; i < states.size(); ++i) {
    v1::ReadOptions by_token;
    by_token.set_token(states[i].consistency_token());
    EXPECT_EQ(*StatementAt(by_token), expected[i]);
    v1::ReadOptions by_time;
    *by_time.mutable_time() =
        ToTimestamp(FromTimestamp(states[i].update_time()) + absl::Seconds(30));
    EXPECT_EQ(*StatementAt(by_time), expected[i]);
    absl::StatusOr<View> newest = book().ReadNewest();
    const auto then =
        newest->GetAt(keys::Claim("c"), *book().stamps().VersionOf(states[i].consistency_token()));
    ASSERT_TRUE(then.ok() && *then) << then.status();
    EXPECT_EQ((*Txn::LoadFrom<v1::Claim>(**then))->message.statement(), expected[i]);
  }
  v1::ReadOptions before;
  *before.mutable_time() = ToTimestamp(FromTimestamp(states[0].update_time()) - absl::Seconds(1));
  EXPECT_EQ(*StatementAt(before), "absent");
}

TEST_F(BookTest, TheFutureIsNotKnownYet) {
  v1::ReadOptions options;
  *options.mutable_time() = ToTimestamp(clock().Now() + absl::Hours(1));
  EXPECT_THAT(ViolatedFields(StatementAt(options).status()), ElementsAre("read_options.time"));
}

TEST_F(BookTest, AReadAtLeastAsFreshAsWhatNeverCameEndsWithTheDeadline) {
  ASSERT_TRUE(Append("a").ok());
  v1::ReadOptions options;
  options.set_at_least_as_fresh(
      book().stamps().TokenOf(storage::Version{engine().LatestVersion().value + 1}));
  EXPECT_EQ(ReasonName(book().Read(options, absl::Now() + absl::Milliseconds(20)).status()),
            "DEADLINE_EXCEEDED");
}

}  // namespace
}  // namespace factcheck::domain
