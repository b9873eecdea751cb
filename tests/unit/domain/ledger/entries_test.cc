// What is entered in the ledger, and when.
#include <thread>

#include "factcheck/v1/verdict.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "server/domain/core/stamp.h"
#include "server/domain/ledger/entry.h"
#include "server/domain/verdicts/scheduler.h"
#include "server/ledger/tree_hash.h"
#include "tests/unit/domain/ledger/ledger_fixture.h"

namespace factcheck::testing {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

v1::VerdictRevision Rated(std::string_view code, std::string_view summary) {
  v1::VerdictRevision revision = Text(summary);
  revision.mutable_rating()->set_code(std::string(code));
  return revision;
}

TEST_F(LedgerTest, EveryPublicationUpdateCorrectionAndRetractionIsEnteredAndNoOtherWork) {
  Must(Draft(author_, Rated("false", "one")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  EXPECT_THAT(Parsed(), IsEmpty());
  const v1::Verdict first = Must(Publish(publisher_));
  clock().Advance(absl::Hours(1));
  for (const auto kind : {v1::VerdictRevision::KIND_UPDATE, v1::VerdictRevision::KIND_CORRECTION}) {
    Must(Correct(author_, Rated("half", "two"), kind));
    Must(Submit(author_));
    Must(Approve(reviewer_));
    Must(Publish(publisher_));
  }
  Must(Retract(author_));
  EXPECT_THAT(Parsed(), SizeIs(3));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));

  const std::vector<v1::LedgerEntry> entries = Parsed();
  ASSERT_THAT(entries, SizeIs(4));
  const v1::LedgerEntry::Kind kinds[] = {
      v1::LedgerEntry::KIND_PUBLICATION, v1::LedgerEntry::KIND_UPDATE,
      v1::LedgerEntry::KIND_CORRECTION, v1::LedgerEntry::KIND_RETRACTION};
  for (int i = 0; i < 4; ++i) {
    const v1::LedgerEntry& entry = entries[static_cast<size_t>(i)];
    const absl::StatusOr<v1::VerdictRevision> revision = GetRevision(consumer_, i + 1);
    ASSERT_TRUE(revision.ok());
    EXPECT_EQ(entry.index(), i);
    EXPECT_EQ(entry.kind(), kinds[i]);
    EXPECT_EQ(entry.claim(), "claims/c1");
    EXPECT_EQ(entry.publisher(), "publishers/wire");
    EXPECT_EQ(entry.revision(), revision->name());
    EXPECT_TRUE(MessageDifferencer::Equals(entry.publish_time(), revision->publish_time()));
    EXPECT_EQ(entry.has_rating(), revision->has_rating());
    EXPECT_TRUE(MessageDifferencer::Equals(entry.rating(), revision->rating()));
    EXPECT_FALSE(entry.has_entry_time());
  }
  EXPECT_EQ(entries[0].rating().label(), "False");
  EXPECT_EQ(entries[0].rating().normal(), v1::NORMAL_RATING_FALSE);
  EXPECT_EQ(domain::FromTimestamp(entries[0].publish_time()),
            domain::FromTimestamp(first.published().publish_time()));
}

TEST_F(LedgerTest, AnEntryCommitsToWhatThePublicReadsBySaltedHash) {
  PutRestricted("secret", "wire");
  PutEvidence("open");
  v1::VerdictRevision revision = Rated("false", "one");
  revision.add_citations()->set_evidence("claims/c1/evidence/secret");
  revision.add_citations()->set_evidence("claims/c1/evidence/open");
  PublishFirst(revision);
  PublishMany(1);
  const v1::GetEntriesResponse response = *Entries();
  ASSERT_EQ(response.records_size(), 2);
  const v1::LedgerRecord& record = response.records(0);
  EXPECT_EQ(record.salt().size(), 32u);
  EXPECT_NE(record.salt(), response.records(1).salt());
  EXPECT_EQ(Parsed()[0].content_sha256(),
            domain::LedgerContentHash(record.salt(), record.content()));
  EXPECT_THAT(record.content(), Not(HasSubstr("secret")));
  EXPECT_THAT(record.content(), Not(HasSubstr("author")));
  v1::VerdictRevision content;
  ASSERT_TRUE(content.ParseFromString(record.content()));
  v1::VerdictRevision read = *GetRevision(consumer_, 1);
  EXPECT_EQ(read.citations_size(), 1);
  read.clear_state();
  read.clear_publish_time();
  EXPECT_TRUE(MessageDifferencer::Equals(content, read));
}

TEST_F(LedgerTest, AnEmbargoedRevisionIsEnteredWhenItIsReleased) {
  Must(Draft(author_, Text("later")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  const absl::Time release = clock().Now() + absl::Hours(3);
  Must(Publish(publisher_, release));
  EXPECT_THAT(Parsed(), IsEmpty());
  EXPECT_EQ(ReasonName(Inclusion("claims/c1/verdicts/wire/revisions/1").status()),
            "RESOURCE_NOT_FOUND");
  clock().Set(release + absl::Seconds(1));
  domain::Scheduler scheduler(&book(), clock().AsFunction(), {});
  ASSERT_EQ(*scheduler.RunDue(), 1u);
  const std::vector<v1::LedgerEntry> entries = Parsed();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(domain::FromTimestamp(entries[0].publish_time()), clock().Now());
}

TEST_F(LedgerTest, ARetryAndAValidationEnterNothing) {
  Must(Draft(author_, Text("once")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  v1::PublishVerdictRequest request;
  request.set_name(std::string(kVerdict));
  request.set_validate_only(true);
  Must(Await<v1::Verdict>(verdicts_, &domain::Verdicts::PublishVerdict, publisher_, request));
  EXPECT_THAT(Parsed(), IsEmpty());
  request.set_validate_only(false);
  request.set_request_id("once");
  for (int i = 0; i < 2; ++i) {
    Must(Await<v1::Verdict>(verdicts_, &domain::Verdicts::PublishVerdict, publisher_, request));
  }
  EXPECT_THAT(Parsed(), SizeIs(1));
}

TEST_F(LedgerTest, PublishersWhoMeetGetPlacesSideBySideAndDecideOnce) {
  constexpr int kThreads = 8;
  constexpr int kEach = 10;
  for (int i = 0; i < kThreads * kEach; ++i) {
    const std::string claim = StrCat("m", i);
    const std::string verdict = StrCat("claims/", claim, "/verdicts/wire");
    PutClaim(claim, v1::Claim::STATE_ACCEPTED);
    Must(Draft(author_, Text("x"), claim));
    Must(Submit(author_, verdict));
    Must(Approve(reviewer_, verdict));
  }
  const uint64_t decided_before = engine().Statistics()->decided_again;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        Must(Publish(publisher_, std::nullopt, "",
                     StrCat("claims/m", t * kEach + i, "/verdicts/wire")));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(engine().Statistics()->decided_again, decided_before);
  const std::vector<v1::LedgerEntry> entries = Parsed();
  ASSERT_THAT(entries, SizeIs(kThreads * kEach));
  for (size_t i = 1; i < entries.size(); ++i) {
    EXPECT_LT(domain::FromTimestamp(entries[i - 1].publish_time()),
              domain::FromTimestamp(entries[i].publish_time()));
  }
  EXPECT_THAT(Faults(), IsEmpty());
}

}  // namespace
}  // namespace factcheck::testing
