// Stores of a release without a ledger.
#include "server/domain/ledger/catch_up.h"

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/ledger_append.h"
#include "server/domain/core/stamp.h"
#include "server/domain/ledger/entry.h"
#include "tests/unit/domain/ledger/ledger_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CatchUpTest : public LedgerTest {
 protected:
  // Three publications of two verdicts, the later claim first; and work that is not public.
  CatchUpTest() {
    PutClaim("a1", v1::Claim::STATE_ACCEPTED);
    PublishFirst(Text("one"));
    clock().Advance(absl::Hours(1));
    PublishOn("a1", "two");
    clock().Advance(absl::Hours(1));
    Must(Correct(author_, Text("three")));
    Must(Submit(author_));
    Must(Approve(reviewer_));
    Must(Publish(publisher_));
    Must(Correct(author_, Text("discarded")));
    Must(Discard(author_));
    with_ledger_ = Parsed();
    RemoveLedger();
    EXPECT_THAT(Stored(), IsEmpty());
    clock().Advance(absl::Hours(24));
  }
  // Places, names and times as they would have been.
  void CheckEntered() {
    const std::vector<v1::LedgerEntry> entries = Parsed();
    ASSERT_THAT(entries, SizeIs(with_ledger_.size()));
    for (size_t i = 0; i < entries.size(); ++i) {
      v1::LedgerEntry expected = with_ledger_[i];
      *expected.mutable_entry_time() = entries[i].entry_time();
      expected.set_content_sha256(entries[i].content_sha256());
      EXPECT_EQ(entries[i].SerializeAsString(), expected.SerializeAsString());
      // The clock stands still, commits go on by microseconds.
      EXPECT_LT(domain::FromTimestamp(entries[i].entry_time()) - clock().Now(), absl::Seconds(1));
      EXPECT_GE(domain::FromTimestamp(entries[i].entry_time()), clock().Now());
    }
    EXPECT_THAT(Faults(), IsEmpty());
  }
  std::vector<v1::LedgerEntry> with_ledger_;
};

TEST_F(CatchUpTest, WhatWasPublishedIsEnteredInItsOrderWithBothTimes) {
  ASSERT_TRUE(domain::EnterEarlierPublications(book()).ok());
  CheckEntered();
  const auto stored = Stored();
  ASSERT_TRUE(domain::EnterEarlierPublications(book()).ok());
  EXPECT_EQ(Stored(), stored);
  PublishOn(
      [&] {
        PutClaim("new", v1::Claim::STATE_ACCEPTED);
        return "new";
      }(),
      "four");
  EXPECT_EQ(Parsed().back().index(), 3);
  EXPECT_FALSE(Parsed().back().has_entry_time());
}

TEST_F(CatchUpTest, NothingIsPublishedMeanwhileAndWhatWasCutOffGoesOn) {
  // The first of them is entered, and then the server died.
  domain::LedgerAppender appender = *domain::LedgerAppender::Open(std::nullopt);
  v1::VerdictRevision first = *GetRevision(consumer_, 1);
  domain::LedgerDraft draft = domain::LedgerDraftOf("c1", "wire", first);
  *draft.entry.mutable_entry_time() = domain::ToTimestamp(clock().Now());
  const auto sink = [&](const std::string& key, const std::string& value) { Write(key, value); };
  appender.Append(draft, domain::FromTimestamp(first.publish_time()), sink);
  appender.set_catching_up(true);
  appender.Finish(sink);

  PutClaim("new", v1::Claim::STATE_ACCEPTED);
  const std::string verdict = "claims/new/verdicts/wire";
  Must(Draft(author_, Text("x"), "new"));
  Must(Submit(author_, verdict));
  Must(Approve(reviewer_, verdict));
  const absl::Status refused = Publish(publisher_, std::nullopt, "", verdict).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable) << refused;

  ASSERT_TRUE(domain::EnterEarlierPublications(book()).ok());
  CheckEntered();
  Must(Publish(publisher_, std::nullopt, "", verdict));
  EXPECT_THAT(Parsed(), SizeIs(4));
}

TEST_F(CatchUpTest, ADatabaseThatCameInWithoutALedgerWaitsForIt) {
  Write(domain::keys::LedgerHead(), domain::LedgerHeadToCatchUp());
  ASSERT_TRUE(domain::EnterEarlierPublications(book()).ok());
  CheckEntered();
}

TEST_F(LedgerTest, ANewStoreHasNothingToCatchUpWith) {
  const storage::Version before = engine().LatestVersion();
  ASSERT_TRUE(domain::EnterEarlierPublications(book()).ok());
  EXPECT_EQ(engine().LatestVersion(), before);
}

}  // namespace
}  // namespace factcheck::testing
