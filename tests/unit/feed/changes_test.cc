#include "server/feed/changes.h"

#include <map>
#include <string>
#include <vector>

#include "tests/unit/feed/hub_fixture.h"
#include "tests/unit/feed/raw_commit.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ChangesTest : public HubTest {
 protected:
  absl::StatusOr<v1::ListChangesResponse> List(const domain::Principal& who,
                                               const v1::ListChangesRequest& request) {
    return Read<v1::ListChangesResponse>(changes_, &feed::Changes::ListChanges, who, request);
  }
  absl::StatusOr<v1::Consumer> Acknowledge(const domain::Principal& who, std::string_view id,
                                           const std::string& token, bool back = false) {
    v1::AcknowledgeChangesRequest request;
    request.set_consumer_id(std::string(id));
    request.set_token(token);
    request.set_allow_back(back);
    return Await<v1::Consumer>(changes_, &feed::Changes::AcknowledgeChanges, who, request);
  }
  absl::StatusOr<v1::Consumer> Get(const domain::Principal& who, std::string_view name) {
    v1::GetConsumerRequest request;
    request.set_name(std::string(name));
    return Read<v1::Consumer>(changes_, &feed::Changes::GetConsumer, who, request);
  }
  absl::Status Delete(const domain::Principal& who, std::string_view name) {
    v1::DeleteConsumerRequest request;
    request.set_name(std::string(name));
    return Await<v1::DeleteConsumerResponse>(changes_, &feed::Changes::DeleteConsumer, who, request)
        .status();
  }
  std::vector<std::string> Consumers(const domain::Principal& who,
                                     std::string_view parent = "actors/-",
                                     std::string_view not_taken = "") {
    v1::ListConsumersRequest request;
    request.set_parent(std::string(parent));
    request.set_not_taken(std::string(not_taken));
    request.set_page_size(1);
    std::vector<std::string> names;
    do {
      auto page =
          Read<v1::ListConsumersResponse>(changes_, &feed::Changes::ListConsumers, who, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      for (const v1::Consumer& consumer : page->consumers()) names.push_back(consumer.name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
  std::string TokenHere() { return book().stamps().TokenOf(Here()); }

  feed::Changes changes_{&book(), &tokens(), &hub_};
};

TEST_F(ChangesTest, ListsPageByPageWhatWasAcknowledged) {
  v1::ListChangesRequest request;
  request.mutable_start()->set_token(TokenHere());
  request.set_page_size(2);
  for (int i = 2; i < 7; ++i) Create(StrCat("c", i));
  std::vector<std::string> names;
  bool more = true;
  while (more) {
    const auto page = List(consumer_, request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->commits_size(), 2);
    for (const v1::Commit& commit : page->commits()) names.push_back(commit.changes(0).name());
    request.mutable_start()->set_token(page->token());
    more = page->more();
  }
  EXPECT_THAT(names, ElementsAre("claims/c2", "claims/c3", "claims/c4", "claims/c5", "claims/c6"));
}

TEST_F(ChangesTest, RequestsThatMakeNoSenseNameEveryField) {
  v1::ListChangesRequest list;
  list.set_page_size(-1);
  list.mutable_filter()->add_claims("c1");
  list.set_view(static_cast<v1::ChangeView>(9));
  EXPECT_THAT(ViolatedFields(List(consumer_, list).status()),
              ElementsAre("view", "page_size", "filter.claims[0]"));
  v1::WatchChangesRequest watch;
  watch.mutable_bookmark_interval()->set_seconds(0);
  const domain::Call call{consumer_, "factcheck.v1.Changes/WatchChanges"};
  EXPECT_THAT(ViolatedFields(changes_.WatchChanges(call, watch, nullptr).status()),
              ElementsAre("bookmark_interval"));
  watch.mutable_bookmark_interval()->set_seconds(3601);
  EXPECT_THAT(ViolatedFields(changes_.WatchChanges(call, watch, nullptr).status()),
              ElementsAre("bookmark_interval"));
  watch.clear_bookmark_interval();
  EXPECT_THAT(ViolatedFields(changes_.WatchChanges(call, watch, nullptr).status()),
              ElementsAre("start"));
  EXPECT_THAT(ViolatedFields(Acknowledge(consumer_, "No Id", "").status()),
              ElementsAre("consumer_id", "token"));
}

TEST_F(ChangesTest, ASnapshotAndWhatFollowsAreTheStatusTable) {
  for (int i = 2; i < 30; ++i) Create(StrCat("c", i));
  v1::DeleteClaimRequest gone;
  gone.set_name("claims/c7");
  Done(Await<v1::Claim>(claims_, &domain::Claims::DeleteClaim, admin_, gone));
  PublishFirst(Text("No."));
  Confirm("c2", "c3");
  for (const domain::Principal& who : {consumer_, admin_}) {
    std::map<std::string, std::string> table;
    std::string token;
    const domain::Call call{who, "factcheck.v1.Changes/SnapshotStatuses"};
    ASSERT_TRUE(changes_
                    .SnapshotStatuses(call,
                                      [&](const std::string& response) {
                                        v1::SnapshotStatusesResponse parsed;
                                        EXPECT_TRUE(parsed.ParseFromString(response));
                                        for (const std::string& raw : RawFields(response, 1)) {
                                          table[RawFields(raw, 1).front()] =
                                              RawFields(raw, 2).front();
                                        }
                                        EXPECT_EQ(token, "");
                                        token = parsed.token();
                                        return absl::OkStatus();
                                      })
                    .ok());
    EXPECT_EQ(table, StoredStatuses());
    EXPECT_EQ(token, TokenHere());
  }
}

TEST_F(ChangesTest, ASnapshotIsOfOneMomentAlsoWhileWritersWrite) {
  for (int i = 2; i < 6; ++i) Create(StrCat("c", i));
  const auto before = StoredStatuses();
  std::map<std::string, std::string> table;
  const domain::Call call{admin_, "factcheck.v1.Changes/SnapshotStatuses"};
  std::string token;
  bool first = true;
  ASSERT_TRUE(changes_
                  .SnapshotStatuses(call,
                                    [&](const std::string& response) {
                                      if (std::exchange(first, false)) {
                                        Accept("c5");
                                        Create("c6");
                                      }
                                      for (const std::string& raw : RawFields(response, 1)) {
                                        table[RawFields(raw, 1).front()] =
                                            RawFields(raw, 2).front();
                                      }
                                      v1::SnapshotStatusesResponse parsed;
                                      EXPECT_TRUE(parsed.ParseFromString(response));
                                      token = parsed.token();
                                      return absl::OkStatus();
                                    })
                  .ok());
  EXPECT_EQ(table, before);
  auto page = reader_.Read(feed::Rights(admin_), {}, v1::CHANGE_VIEW_FULL,
                           *book().stamps().VersionOf(token));
  for (const feed::ReadCommit& commit : page->commits) testing::Follow(commit.bytes, table);
  EXPECT_EQ(table, StoredStatuses());
}

TEST_F(ChangesTest, AConsumerGoesForwardAndBackOnlyWhereItIsToldTo) {
  const std::string first = TokenHere();
  Create("c2");
  const std::string second = TokenHere();
  const auto made = Acknowledge(consumer_, "site", second);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->name(), "actors/consumer/consumers/site");
  EXPECT_EQ(made->token(), second);
  EXPECT_TRUE(made->has_create_time());
  const absl::Status refused = Acknowledge(consumer_, "site", first).status();
  EXPECT_EQ(ReasonName(refused), "ACKNOWLEDGED_FURTHER");
  EXPECT_EQ(Get(consumer_, made->name())->token(), second);
  ASSERT_TRUE(Acknowledge(consumer_, "site", first, /*back=*/true).ok());
  EXPECT_EQ(Get(consumer_, made->name())->token(), first);
  EXPECT_EQ(Get(consumer_, made->name())->create_time().SerializeAsString(),
            made->create_time().SerializeAsString());
  EXPECT_EQ(ReasonName(Acknowledge(consumer_, "site", "nonsense").status()),
            "INVALID_CONSISTENCY_TOKEN");
  EXPECT_EQ(
      ReasonName(Acknowledge(consumer_, "site", book().stamps().TokenOf({Here().value + 1'000'000}))
                     .status()),
      "POSITION_AHEAD");
}

TEST_F(ChangesTest, AcknowledgingIsNoChangeItself) {
  const storage::Version start = Here();
  ASSERT_TRUE(Acknowledge(consumer_, "site", TokenHere()).ok());
  EXPECT_THAT(Feed(admin_, start), IsEmpty());
}

TEST_F(ChangesTest, LagCountsWhatTheReaderOfItMaySee) {
  ASSERT_TRUE(Acknowledge(consumer_, "site", TokenHere()).ok());
  Must(Draft(author_, Text("SECRET")));
  const std::string name = "actors/consumer/consumers/site";
  EXPECT_EQ(Get(consumer_, name)->commits_behind(), 0);
  EXPECT_EQ(Get(author_, name)->commits_behind(), 1);
  Create("c2");
  clock().Advance(absl::Seconds(90));
  const auto behind = Get(consumer_, name);
  EXPECT_EQ(behind->commits_behind(), 1);
  // A commit's time may be some microseconds ahead of a clock that stands still.
  EXPECT_GE(behind->lag().seconds(), 89);
  EXPECT_LE(behind->lag().seconds(), 90);
  EXPECT_FALSE(behind->commits_behind_truncated());
  for (int i = 0; i < feed::kMaxCommitsCounted + 1; ++i) SetContext("c2", StrCat("context ", i));
  EXPECT_EQ(Get(consumer_, name)->commits_behind(), feed::kMaxCommitsCounted);
  EXPECT_TRUE(Get(consumer_, name)->commits_behind_truncated());
  ASSERT_TRUE(engine().TrimLog(Here()).ok());
  EXPECT_TRUE(Get(consumer_, name)->trimmed());
}

TEST_F(ChangesTest, TheNewsroomSeesEverybodysConsumersOthersTheirOwn) {
  const domain::Principal other = Somebody("other", {v1::ROLE_CONSUMER});
  ASSERT_TRUE(Acknowledge(consumer_, "a", TokenHere()).ok());
  ASSERT_TRUE(Acknowledge(consumer_, "b", TokenHere()).ok());
  ASSERT_TRUE(Acknowledge(other, "a", TokenHere()).ok());
  const std::vector<std::string> own = {"actors/consumer/consumers/a",
                                        "actors/consumer/consumers/b"};
  std::vector<std::string> all = own;
  all.push_back("actors/other/consumers/a");
  for (const domain::Principal& who : {admin_, auditor_, author_}) EXPECT_EQ(Consumers(who), all);
  EXPECT_EQ(Consumers(admin_, "actors/consumer"), own);
  EXPECT_EQ(Consumers(consumer_), own);
  EXPECT_EQ(Consumers(consumer_, "actors/consumer"), own);
  EXPECT_THAT(Consumers(consumer_, "actors/other"), IsEmpty());
  EXPECT_EQ(ReasonName(Get(consumer_, all.back()).status()), "RESOURCE_NOT_FOUND");
  EXPECT_TRUE(Get(author_, all.back()).ok());

  EXPECT_EQ(ReasonName(Delete(consumer_, all.back())), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(Delete(author_, all.back())), "MISSING_ROLE");
  EXPECT_TRUE(Delete(admin_, all.back()).ok());
  EXPECT_TRUE(Delete(consumer_, own[0]).ok());
  EXPECT_EQ(ReasonName(Delete(consumer_, own[0])), "RESOURCE_NOT_FOUND");
  EXPECT_THAT(Consumers(admin_), ElementsAre(own[1]));
}

TEST_F(ChangesTest, AnActorHasAHundredConsumersAtMost) {
  for (int i = 0; i < feed::kMaxConsumersOfActor; ++i) {
    ASSERT_TRUE(Acknowledge(consumer_, StrCat("n", i), TokenHere()).ok());
  }
  EXPECT_EQ(ReasonName(Acknowledge(consumer_, "more", TokenHere()).status()), "LIMIT_REACHED");
  EXPECT_TRUE(Acknowledge(consumer_, "n7", TokenHere()).ok());
  ASSERT_TRUE(Delete(consumer_, "actors/consumer/consumers/n7").ok());
  EXPECT_TRUE(Acknowledge(consumer_, "more", TokenHere()).ok());
}

TEST_F(ChangesTest, WhoStillShowsWhatWasTakenBackCanBeAsked) {
  PublishFirst(Text("No."));
  const std::string before = TokenHere();
  ASSERT_TRUE(Acknowledge(consumer_, "late", before).ok());
  ASSERT_TRUE(Acknowledge(consumer_, "prompt", before).ok());
  EXPECT_THAT(Consumers(admin_, "actors/-", kVerdict), IsEmpty());
  Must(Retract(author_));
  Must(Approve(reviewer_));
  EXPECT_THAT(Consumers(admin_, "actors/-", kVerdict), IsEmpty());
  Must(Publish(publisher_));
  ASSERT_TRUE(Acknowledge(consumer_, "prompt", TokenHere()).ok());
  EXPECT_THAT(Consumers(admin_, "actors/-", kVerdict),
              ElementsAre("actors/consumer/consumers/late"));
  v1::ListConsumersRequest request;
  request.set_parent("actors/-");
  request.set_not_taken("claims/c1/verdicts/desk");
  EXPECT_EQ(ReasonName(Read<v1::ListConsumersResponse>(changes_, &feed::Changes::ListConsumers,
                                                       admin_, request)
                           .status()),
            "RESOURCE_NOT_FOUND");
}

}  // namespace
}  // namespace factcheck::testing
