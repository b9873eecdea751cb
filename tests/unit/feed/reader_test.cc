#include "server/feed/reader.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "tests/unit/feed/feed_fixture.h"
#include "tests/unit/feed/raw_commit.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Change;

class ReaderTest : public FeedTest {};

TEST_F(ReaderTest, CommitsComeInOrderWholeAndOnceWhateverThePagesAre) {
  const storage::Version start = Here();
  Create("c2");
  clock().Advance(absl::Seconds(1));
  SetContext("c2", "Yesterday.");
  Accept("c2");
  PublishFirst(Text("No."));
  const std::vector<v1::Commit> all = Feed(admin_, start);
  ASSERT_EQ(all.size(), 7u);
  EXPECT_THAT(Names({all.front(), all.back()}),
              ElementsAre("CLAIM_CREATED claims/c2, STATUS_CHANGED claims/c2",
                          StrCat("VERDICT_PUBLISHED ", kVerdict, ", STATUS_CHANGED claims/c1")));
  for (size_t i = 1; i < all.size(); ++i) {
    EXPECT_LT(domain::FromTimestamp(all[i - 1].commit_time()),
              domain::FromTimestamp(all[i].commit_time()));
  }
  for (size_t page : {1u, 2u, 3u}) {
    const std::vector<v1::Commit> paged =
        Feed(admin_, start, {}, v1::CHANGE_VIEW_FULL, {.max_commits = page});
    ASSERT_EQ(paged.size(), all.size()) << page;
    for (size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(paged[i].SerializeAsString(), all[i].SerializeAsString());
    }
  }
  // Resuming behind any commit goes on with the next.
  for (size_t i = 0; i < all.size(); ++i) {
    v1::ChangeStart from;
    from.set_token(all[i].token());
    const auto position = reader_.PositionOf("start", from);
    ASSERT_TRUE(position.ok()) << position.status();
    const std::vector<v1::Commit> rest = Feed(admin_, *position);
    ASSERT_EQ(rest.size(), all.size() - i - 1);
    if (!rest.empty()) {
      EXPECT_EQ(rest.front().token(), all[i + 1].token());
    }
  }
}

TEST_F(ReaderTest, PublicationsCarryTheRevisionBeforeAndAfter) {
  const storage::Version start = Here();
  PublishFirst(Text("No."));
  Must(Correct(author_, Text("Not quite.")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  Must(Retract(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  v1::ChangeFilter filter;
  filter.add_kinds(Change::KIND_VERDICT_PUBLISHED);
  filter.add_kinds(Change::KIND_VERDICT_CORRECTED);
  filter.add_kinds(Change::KIND_VERDICT_RETRACTED);
  const std::vector<v1::Commit> commits = Feed(consumer_, start, filter);
  ASSERT_EQ(commits.size(), 3u);
  const Change& first = commits[0].changes(0);
  EXPECT_EQ(first.revision_record().summary(), "No.");
  EXPECT_EQ(first.revision_record().state(), v1::VerdictRevision::STATE_PUBLISHED);
  EXPECT_FALSE(first.has_previous_revision_record());
  const Change& second = commits[1].changes(0);
  EXPECT_EQ(second.kind(), Change::KIND_VERDICT_CORRECTED);
  EXPECT_EQ(second.revision(), 2);
  EXPECT_EQ(second.previous_revision(), 1);
  EXPECT_EQ(second.revision_record().summary(), "Not quite.");
  EXPECT_EQ(second.revision_record().state(), v1::VerdictRevision::STATE_PUBLISHED);
  EXPECT_EQ(second.previous_revision_record().summary(), "No.");
  EXPECT_EQ(second.previous_revision_record().supersede_time().SerializeAsString(),
            commits[1].commit_time().SerializeAsString());
  EXPECT_EQ(commits[2].changes(0).kind(), Change::KIND_VERDICT_RETRACTED);
  EXPECT_EQ(commits[2].changes(0).revision_record().public_note(), "We were misled.");
  for (const v1::Commit& commit : commits) EXPECT_EQ(commit.actor() + commit.reason(), "");
}

TEST_F(ReaderTest, AFollowerHasTheStatusTableByteForByte) {
  Create("c2");
  Create("c3");
  Create("c4");
  Accept("c2");
  PublishFirst(Text("No."));
  Confirm("c2", "c3");
  Merge("c4", "c1");
  Delete("c3");
  Create("c5");
  Delete("c5");
  Undelete("c3");
  for (const domain::Principal& who : {consumer_, admin_, rival_}) {
    std::map<std::string, std::string> table;
    storage::Version after;
    for (bool more = true; more;) {
      auto page =
          reader_.Read(feed::Rights(who), {}, v1::CHANGE_VIEW_FULL, after, {.max_commits = 2});
      ASSERT_TRUE(page.ok()) << page.status();
      for (const feed::ReadCommit& commit : page->commits) Follow(commit.bytes, table);
      after = page->position;
      more = !page->caught_up;
    }
    // c1 was put there by the fixture, which computes no status before a verdict does.
    EXPECT_EQ(table, StoredStatuses()) << who.actor;
  }
}

TEST_F(ReaderTest, DeletionsAndMergesAreClearAndShowNothingOfTheContent) {
  const storage::Version start = Here();
  Create("c2");
  SetContext("c2", "SECRET context");
  Create("c3");
  Delete("c2");
  Merge("c3", "c1");
  EXPECT_THAT(Names(Feed(consumer_, start)),
              ElementsAre("CLAIM_CREATED claims/c3, STATUS_CHANGED claims/c3",
                          "CLAIM_DELETED claims/c2, STATUS_CHANGED claims/c2",
                          "CLAIM_MERGED claims/c3, CLAIM_UPDATED claims/c1, "
                          "STATUS_CHANGED claims/c3, STATUS_CHANGED claims/c1"));
  const std::vector<v1::Commit> public_feed = Feed(consumer_, start);
  const Change& deletion = public_feed[1].changes(0);
  EXPECT_EQ(deletion.previous_claim_state(), v1::Claim::STATE_RECEIVED);
  EXPECT_FALSE(deletion.has_claim_record());
  EXPECT_FALSE(public_feed[1].changes(1).has_status());
  for (const v1::Commit& commit : public_feed) {
    EXPECT_EQ(commit.SerializeAsString().find("SECRET"), std::string::npos);
  }
  EXPECT_EQ(public_feed[2].changes(0).claim_record().merged_into(), "claims/c1");
  EXPECT_EQ(Feed(admin_, start).size(), 5u);
  // What comes back shows again, with what it was.
  const storage::Version deleted = Here();
  Undelete("c2");
  Reopen("c3");
  const std::vector<v1::Commit> back = Feed(consumer_, deleted);
  EXPECT_EQ(back[0].changes(0).kind(), Change::KIND_CLAIM_UNDELETED);
  EXPECT_EQ(back[0].changes(1).status().state(), v1::ClaimStatus::STATE_RECEIVED);
  EXPECT_EQ(back[1].changes(0).kind(), Change::KIND_CLAIM_UNMERGED);
  EXPECT_EQ(Feed(consumer_, start).size(), 7u);
}

TEST_F(ReaderTest, StatusesNameNoClaimThatIsDeletedByNow) {
  const storage::Version start = Here();
  Create("c2");
  Create("c3");
  Confirm("c2", "c3");
  const auto names_c3 = [&](const domain::Principal& who) {
    int count = 0;
    for (const v1::Commit& commit : Feed(who, start)) {
      for (const Change& change : commit.changes()) {
        if (change.name() == "claims/c2") count += change.status().equivalent_claims_size();
      }
    }
    return count;
  };
  EXPECT_EQ(names_c3(consumer_), 1);
  Delete("c3");
  EXPECT_EQ(names_c3(consumer_), 0);
  EXPECT_EQ(names_c3(admin_), 1);
}

TEST_F(ReaderTest, FiltersSelectByKindPublisherTopicAndClaim) {
  const storage::Version start = Here();
  Create("c2", {"weather"});
  Create("c3", {"sports", "weather"});
  PublishFirst(Text("No."));
  v1::ChangeFilter by_topic;
  by_topic.add_topics("Sports");
  EXPECT_THAT(Names(Feed(consumer_, start, by_topic)),
              ElementsAre("CLAIM_CREATED claims/c3, STATUS_CHANGED claims/c3"));
  v1::ChangeFilter by_claim;
  by_claim.add_claims("claims/c2");
  by_claim.add_kinds(Change::KIND_STATUS_CHANGED);
  EXPECT_THAT(Names(Feed(consumer_, start, by_claim)), ElementsAre("STATUS_CHANGED claims/c2"));
  v1::ChangeFilter by_publisher;
  by_publisher.add_publishers("publishers/wire");
  EXPECT_THAT(Names(Feed(consumer_, start, by_publisher)),
              ElementsAre(StrCat("VERDICT_PUBLISHED ", kVerdict, ", STATUS_CHANGED claims/c1")));
  by_publisher.set_publishers(0, "publishers/desk");
  EXPECT_THAT(Feed(consumer_, start, by_publisher), IsEmpty());
  // What is filtered out moves the position all the same.
  domain::Violations none;
  const auto page =
      reader_.Read(feed::Rights(consumer_), feed::Filter::Parse("filter", by_publisher, none),
                   v1::CHANGE_VIEW_FULL, start);
  ASSERT_TRUE(page.ok());
  EXPECT_TRUE(page->caught_up);
  EXPECT_EQ(page->position, Here());
}

TEST_F(ReaderTest, FiltersAreBounded) {
  v1::ChangeFilter filter;
  filter.add_kinds(Change::KIND_UNSPECIFIED);
  filter.add_publishers("gazette");
  filter.add_claims("claims/c1");
  filter.add_claims("claims/c1");
  for (int i = 0; i <= feed::kMaxFilterTopics; ++i) filter.add_topics(StrCat("t", i));
  domain::Violations violations;
  feed::Filter::Parse("filter", filter, violations);
  EXPECT_THAT(
      ViolatedFields(violations.ToStatus()),
      ElementsAre("filter.kinds[0]", "filter.publishers[0]", "filter.claims[1]", "filter.topics"));
}

TEST_F(ReaderTest, BasicViewHasNamesAndNoRecords) {
  const storage::Version start = Here();
  PublishFirst(Text("No."));
  for (const v1::Commit& commit : Feed(consumer_, start, {}, v1::CHANGE_VIEW_BASIC)) {
    for (const Change& change : commit.changes()) {
      EXPECT_FALSE(change.has_status() || change.has_revision_record()) << change.DebugString();
      EXPECT_FALSE(change.content_omitted());
    }
  }
}

TEST_F(ReaderTest, ACommitTooLargeKeepsItsStatusesAndSaysWhatItLeftOut) {
  const storage::Version start = Here();
  const std::string long_text(200'000, 'x');
  // One commit with twenty claims, each with a context of 200,000 bytes.
  ASSERT_TRUE(book()
                  .WriteAndWait({admin_, "factcheck.v1.Test/Put"}, v1::Claim(),
                                [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                  for (int i = 0; i < 20; ++i) {
                                    const std::string id = StrCat("big", i);
                                    v1::Claim claim;
                                    claim.set_name(StrCat("claims/", id));
                                    claim.set_context(long_text);
                                    v1::ClaimStatus status;
                                    status.set_claim(claim.name());
                                    for (const std::string& key :
                                         {domain::keys::Claim(id), domain::keys::Status(id)}) {
                                      if (auto read = txn.Get(key); !read.ok())
                                        return read.status();
                                    }
                                    txn.PutResource(domain::keys::Claim(id), &claim);
                                    txn.PutResource(domain::keys::Status(id), &status);
                                    for (auto kind : {storage::v1::Change::KIND_CLAIM_CREATED,
                                                      storage::v1::Change::KIND_STATUS_CHANGED}) {
                                      storage::v1::Change change;
                                      change.set_kind(kind);
                                      change.set_name(claim.name());
                                      change.set_claim(id);
                                      txn.Log(change);
                                    }
                                  }
                                  return std::string();
                                })
                  .ok());
  const std::vector<v1::Commit> commits = Feed(consumer_, start);
  ASSERT_EQ(commits.size(), 1u);
  EXPECT_LE(commits[0].ByteSizeLong(), feed::kMaxReadCommits + (3u << 20));
  EXPECT_EQ(commits[0].changes_size(), 40);
  int omitted = 0;
  for (const Change& change : commits[0].changes()) {
    EXPECT_NE(change.content_omitted(), change.has_status() || change.has_claim_record());
    EXPECT_EQ(change.kind() == Change::KIND_STATUS_CHANGED, change.has_status());
    omitted += change.content_omitted();
  }
  EXPECT_EQ(omitted, 5);
}

TEST_F(ReaderTest, StartsAtATimeTheBeginningOrNow) {
  const storage::Version start = Here();
  clock().Advance(absl::Minutes(1));
  const absl::Time time = clock().Now();
  Create("c2");
  clock().Advance(absl::Minutes(1));
  Create("c3");
  const auto behind = [&](const v1::ChangeStart& from) {
    const auto position = reader_.PositionOf("start", from);
    EXPECT_TRUE(position.ok()) << position.status();
    return Feed(consumer_, position.value_or(storage::Version())).size();
  };
  v1::ChangeStart from;
  *from.mutable_time() = domain::ToTimestamp(time);
  EXPECT_EQ(behind(from), 2u);
  *from.mutable_time() = domain::ToTimestamp(time + absl::Microseconds(1));
  EXPECT_EQ(behind(from), 1u);
  from.set_edge(v1::ChangeStart::EDGE_NOW);
  EXPECT_EQ(behind(from), 0u);
  from.set_edge(v1::ChangeStart::EDGE_BEGINNING);
  EXPECT_GE(behind(from), 2u);

  const auto refused = [&](const v1::ChangeStart& bad) {
    return ReasonName(reader_.PositionOf("start", bad).status());
  };
  EXPECT_EQ(refused({}), "INVALID_FIELDS");
  from.set_edge(v1::ChangeStart::EDGE_UNSPECIFIED);
  EXPECT_EQ(refused(from), "INVALID_FIELDS");
  *from.mutable_time() = domain::ToTimestamp(clock().Now() + absl::Seconds(1));
  EXPECT_EQ(refused(from), "INVALID_FIELDS");
  from.set_token("nonsense");
  EXPECT_EQ(refused(from), "INVALID_CONSISTENCY_TOKEN");
  from.set_token(domain::Stamps("another store id").TokenOf(start));
  EXPECT_EQ(refused(from), "INVALID_CONSISTENCY_TOKEN");
  from.set_token(reader_.TokenOf(storage::Version{Here().value + 1}));
  EXPECT_EQ(refused(from), "POSITION_AHEAD");
}

TEST_F(ReaderTest, ATrimmedPositionNamesTheOldest) {
  Create("c2");
  const storage::Version oldest = Here();
  Create("c3");
  ASSERT_TRUE(engine().TrimLog(oldest).ok());
  v1::ChangeStart from;
  from.set_edge(v1::ChangeStart::EDGE_BEGINNING);
  for (const absl::Status& status :
       {reader_.PositionOf("start", from).status(),
        reader_.Read(feed::Rights(admin_), {}, v1::CHANGE_VIEW_FULL, {}).status()}) {
    EXPECT_EQ(ReasonName(status), "POSITION_TRIMMED");
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
    const auto info = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
    ASSERT_TRUE(info);
    EXPECT_THAT(std::string(*info), ::testing::HasSubstr(reader_.TokenOf(oldest)));
  }
  EXPECT_EQ(Feed(consumer_, oldest).size(), 1u);
}

}  // namespace
}  // namespace factcheck::testing
