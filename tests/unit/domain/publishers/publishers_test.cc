#include "server/domain/publishers/publishers.h"

#include <string>
#include <vector>

#include "server/domain/core/list.h"
#include "server/domain/core/record.h"
#include "tests/unit/domain/publishers/publishers_fixture.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::ReasonName;
using testing::ViolatedFields;

TEST_F(PublishersTest, AnswersWithWhatItStored) {
  absl::StatusOr<v1::Publisher> created = Create("p", "  The House ");
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), "publishers/p");
  EXPECT_EQ(created->display_name(), "The House");
  EXPECT_EQ(created->policy().quorum(), 1);
  EXPECT_FALSE(created->etag().empty());
  EXPECT_FALSE(created->consistency_token().empty());
  absl::StatusOr<v1::Publisher> got = Get("p");
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->SerializeAsString(), created->SerializeAsString());
}

TEST_F(PublishersTest, OnlyAdminsOfEverythingCreatePublishers) {
  const Principal ai = testing::Somebody("bot", {v1::ROLE_ADMIN}, v1::ACTOR_KIND_AI);
  v1::CreatePublisherRequest request;
  request.set_publisher_id("p");
  request.mutable_publisher()->set_display_name("House");
  for (const Principal& who : {consumer_, auditor_, rival_admin_, ai}) {
    SCOPED_TRACE(who.actor);
    EXPECT_EQ(
        ReasonName(
            Await<v1::Publisher>(publishers_, &Publishers::CreatePublisher, who, request).status()),
        "MISSING_ROLE");
  }
  EXPECT_EQ(ReasonName(Get("p").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(PublishersTest, AnIdIsTakenOnce) {
  ASSERT_TRUE(Create("p").ok());
  EXPECT_EQ(ReasonName(Create("p").status()), "ALREADY_EXISTS");
}

TEST_F(PublishersTest, CreatingNamesEveryBrokenField) {
  v1::CreatePublisherRequest request;
  request.set_publisher_id("No Id");
  request.mutable_publisher()->set_default_rating_scale("publishers/p/ratingScales/s");
  request.mutable_publisher()->set_home_url("gopher://x");
  EXPECT_THAT(ViolatedFields(
                  Await<v1::Publisher>(publishers_, &Publishers::CreatePublisher, admin_, request)
                      .status()),
              ElementsAre("publisher_id", "publisher.default_rating_scale",
                          "publisher.display_name", "publisher.home_url"));
}

TEST_F(PublishersTest, ValidateOnlyWritesNothing) {
  v1::CreatePublisherRequest request;
  request.set_publisher_id("p");
  request.mutable_publisher()->set_display_name("House");
  request.set_validate_only(true);
  EXPECT_TRUE(
      Await<v1::Publisher>(publishers_, &Publishers::CreatePublisher, admin_, request).ok());
  EXPECT_EQ(ReasonName(Get("p").status()), "RESOURCE_NOT_FOUND");
}

class UpdatePublisherTest : public PublishersTest {
 protected:
  void SetUp() override {
    absl::StatusOr<v1::Publisher> created = Create("p");
    ASSERT_TRUE(created.ok()) << created.status();
    before_ = *created;
    ASSERT_TRUE(Create("q").ok());
    request_.mutable_publisher()->set_name("publishers/p");
  }
  absl::StatusOr<v1::Publisher> Update(const Principal& who) {
    return Await<v1::Publisher>(publishers_, &Publishers::UpdatePublisher, who, request_);
  }
  v1::Publisher before_;
  v1::UpdatePublisherRequest request_;
};

TEST_F(UpdatePublisherTest, ItsOwnAdminsAndAdminsOfEverythingMay) {
  struct Case {
    const Principal& who;
    std::string reason;
  };
  for (const Case& c : std::vector<Case>{{house_admin_, "OK"},
                                         {admin_, "OK"},
                                         {rival_admin_, "MISSING_ROLE"},
                                         {colleague_, "MISSING_ROLE"},
                                         {auditor_, "MISSING_ROLE"},
                                         {consumer_, "MISSING_ROLE"}}) {
    SCOPED_TRACE(c.who.actor);
    request_.mutable_publisher()->set_display_name("By " + c.who.actor);
    EXPECT_EQ(ReasonName(Update(c.who).status()), c.reason);
  }
}

TEST_F(UpdatePublisherTest, ExistenceComesBeforePermission) {
  request_.mutable_publisher()->set_name("publishers/none");
  request_.mutable_publisher()->set_display_name("x");
  EXPECT_EQ(ReasonName(Update(consumer_).status()), "RESOURCE_NOT_FOUND");
}

TEST_F(UpdatePublisherTest, ChangesOnlyWhatTheMaskNames) {
  request_.mutable_publisher()->set_display_name("ignored");
  request_.mutable_publisher()->mutable_policy()->set_minimum_origins(3);
  request_.mutable_update_mask()->add_paths("policy");
  absl::StatusOr<v1::Publisher> after = Update(admin_);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->display_name(), "House");
  EXPECT_EQ(after->policy().minimum_origins(), 3);
  EXPECT_EQ(after->policy().quorum(), 1);
  EXPECT_NE(after->etag(), before_.etag());
  EXPECT_EQ(after->create_time().seconds(), before_.create_time().seconds());
}

TEST_F(UpdatePublisherTest, RefusesPathsThatCantBeChanged) {
  request_.mutable_publisher()->set_display_name("x");
  request_.mutable_update_mask()->add_paths("imported");
  request_.mutable_update_mask()->add_paths("policy.quorum");
  EXPECT_EQ(ReasonName(Update(admin_).status()), "INVALID_FIELDS");
}

TEST_F(UpdatePublisherTest, AnUpdateThatChangesNothingWritesNothing) {
  request_.mutable_publisher()->set_display_name("House");
  const size_t commits = Log().size();
  absl::StatusOr<v1::Publisher> after = Update(admin_);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->etag(), before_.etag());
  EXPECT_EQ(Log().size(), commits);
}

TEST_F(UpdatePublisherTest, AStaleEtagIsRefused) {
  request_.mutable_publisher()->set_display_name("First");
  request_.mutable_publisher()->set_etag(before_.etag());
  ASSERT_TRUE(Update(admin_).ok());
  request_.mutable_publisher()->set_display_name("Second");
  EXPECT_EQ(ReasonName(Update(admin_).status()), "ETAG_MISMATCH");
  EXPECT_EQ(Get("p")->display_name(), "First");
}

TEST_F(UpdatePublisherTest, TheDefaultScaleMustExist) {
  request_.mutable_publisher()->set_default_rating_scale("publishers/p/ratingScales/s");
  EXPECT_THAT(ViolatedFields(Update(admin_).status()),
              ElementsAre("publisher.default_rating_scale"));
  v1::CreateRatingScaleRequest scale;
  scale.set_parent("publishers/p");
  scale.set_rating_scale_id("s");
  *scale.mutable_rating_scale() = TwoRatings();
  ASSERT_TRUE(
      Await<v1::RatingScale>(publishers_, &Publishers::CreateRatingScale, admin_, scale).ok());
  absl::StatusOr<v1::Publisher> after = Update(admin_);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_EQ(after->default_rating_scale(), "publishers/p/ratingScales/s");
}

TEST_F(UpdatePublisherTest, IsReadableAsItWas) {
  clock().Advance(absl::Seconds(10));
  const absl::Time then = clock().Now();
  clock().Advance(absl::Seconds(10));
  request_.mutable_publisher()->set_display_name("Renamed");
  ASSERT_TRUE(Update(admin_).ok());
  v1::GetPublisherRequest request;
  request.set_name("publishers/p");
  *request.mutable_read_options()->mutable_time() = ToTimestamp(then);
  EXPECT_EQ(Read<v1::Publisher>(publishers_, &Publishers::GetPublisher, consumer_, request)
                ->display_name(),
            "House");
}

TEST_F(UpdatePublisherTest, EveryChangeIsLogged) {
  request_.mutable_publisher()->set_display_name("Renamed");
  ASSERT_TRUE(Update(house_admin_).ok());
  const storage::v1::LogRecord last = Log().back();
  EXPECT_EQ(last.meta().actor(), "boss");
  ASSERT_EQ(last.changes_size(), 1);
  EXPECT_EQ(last.changes(0).kind(), storage::v1::Change::KIND_PUBLISHER_CHANGED);
  EXPECT_EQ(last.changes(0).name(), "publishers/p");
  EXPECT_EQ(last.changes(0).publisher(), "p");
  EXPECT_FALSE(last.changes(0).restricted());
}

class ListPublishersTest : public PublishersTest {
 protected:
  std::vector<std::string> NamesOf(const v1::ListPublishersResponse& page) {
    std::vector<std::string> names;
    for (const v1::Publisher& publisher : page.publishers()) names.push_back(publisher.name());
    return names;
  }
  absl::StatusOr<v1::ListPublishersResponse> List(const v1::ListPublishersRequest& request) {
    return Read<v1::ListPublishersResponse>(publishers_, &Publishers::ListPublishers, consumer_,
                                            request);
  }
};

TEST_F(ListPublishersTest, GoesThroughAllInPages) {
  for (const char* id : {"c", "a", "e", "b", "d"}) ASSERT_TRUE(Create(id).ok());
  v1::ListPublishersRequest request;
  request.set_page_size(2);
  std::vector<std::string> names;
  for (int pages = 1;; ++pages) {
    absl::StatusOr<v1::ListPublishersResponse> page = List(request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (std::string& name : NamesOf(*page)) names.push_back(std::move(name));
    if (page->next_page_token().empty()) {
      EXPECT_EQ(pages, 3);
      break;
    }
    EXPECT_EQ(page->publishers_size(), 2);
    request.set_page_token(page->next_page_token());
  }
  EXPECT_THAT(names, ElementsAre("publishers/a", "publishers/b", "publishers/c", "publishers/d",
                                 "publishers/e"));
}

TEST_F(ListPublishersTest, AFullLastPageHasNoNext) {
  for (const char* id : {"a", "b"}) ASSERT_TRUE(Create(id).ok());
  v1::ListPublishersRequest request;
  request.set_page_size(2);
  absl::StatusOr<v1::ListPublishersResponse> page = List(request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->publishers_size(), 2);
  EXPECT_EQ(page->next_page_token(), "");
}

TEST_F(ListPublishersTest, FindsByIdNameAndDomain) {
  ASSERT_TRUE(Create("reuters", "Reuters Fact Check").ok());
  ASSERT_TRUE(Create("ap", "Associated Press").ok());
  v1::CreatePublisherRequest with_domain;
  with_domain.set_publisher_id("z");
  with_domain.mutable_publisher()->set_display_name("Élysée");
  with_domain.mutable_publisher()->add_domains("factcheck.example");
  ASSERT_TRUE(
      Await<v1::Publisher>(publishers_, &Publishers::CreatePublisher, admin_, with_domain).ok());
  struct Case {
    const char* query;
    std::vector<std::string> names;
  };
  for (const Case& c :
       std::vector<Case>{{"", {"publishers/ap", "publishers/reuters", "publishers/z"}},
                         {"FACT", {"publishers/reuters", "publishers/z"}},
                         {"press", {"publishers/ap"}},
                         {"éLYS", {"publishers/z"}},
                         {"nobody", {}}}) {
    SCOPED_TRACE(c.query);
    v1::ListPublishersRequest request;
    request.set_query(c.query);
    absl::StatusOr<v1::ListPublishersResponse> page = List(request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(NamesOf(*page), c.names);
  }
}

TEST_F(ListPublishersTest, AQueryThatSelectsFewOfManyEndsItsPageEarlyAndStillFindsAll) {
  const int total = static_cast<int>(kMaxListScan) + 500;
  const Call call{admin_, "factcheck.v1.Test/Put"};
  ASSERT_TRUE(book()
                  .WriteAndWait(call, v1::ListPublishersRequest(),
                                [&](Txn& txn) -> absl::StatusOr<std::string> {
                                  for (int i = 0; i < total; ++i) {
                                    v1::Publisher publisher;
                                    const std::string id = "p" + std::to_string(100'000 + i);
                                    publisher.set_name("publishers/" + id);
                                    publisher.set_display_name(i + 1 == total ? "Last" : "Other");
                                    txn.Put(keys::Publisher(id),
                                            MakeRecord(0, "", publisher.SerializeAsString(), ""));
                                  }
                                  return std::string();
                                })
                  .ok());
  v1::ListPublishersRequest request;
  request.set_query("last");
  absl::StatusOr<v1::ListPublishersResponse> page = List(request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->publishers_size(), 0);
  ASSERT_NE(page->next_page_token(), "");
  request.set_page_token(page->next_page_token());
  page = List(request);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->publishers_size(), 1);
  EXPECT_EQ(page->publishers(0).display_name(), "Last");
  EXPECT_EQ(page->next_page_token(), "");
}

TEST_F(ListPublishersTest, ATokenIsOfItsRequest) {
  for (const char* id : {"a", "b"}) ASSERT_TRUE(Create(id).ok());
  v1::ListPublishersRequest request;
  request.set_page_size(1);
  absl::StatusOr<v1::ListPublishersResponse> page = List(request);
  ASSERT_TRUE(page.ok()) << page.status();
  request.set_page_token(page->next_page_token());
  request.set_query("b");
  EXPECT_EQ(ReasonName(List(request).status()), "INVALID_PAGE_TOKEN");
}

}  // namespace
}  // namespace factcheck::domain
