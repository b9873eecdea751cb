#include <string>
#include <thread>
#include <vector>

#include "tests/unit/domain/publishers/publishers_fixture.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using testing::ReasonName;
using testing::ViolatedFields;

class MembersTest : public PublishersTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Create("p").ok());
    ASSERT_TRUE(Create("q").ok());
    for (const char* id : {"boss", "anna", "ben", "rival"}) AddActor(id);
    AddActor("bot", v1::ACTOR_KIND_AI);
    ASSERT_TRUE(SetMember(admin_, "p", "boss", {v1::ROLE_ADMIN}).ok());
    ASSERT_TRUE(SetMember(admin_, "p", "anna", {v1::ROLE_FACT_CHECKER}).ok());
    ASSERT_TRUE(SetMember(admin_, "q", "rival", {v1::ROLE_ADMIN}).ok());
  }
};

TEST_F(MembersTest, AddsAndChangesRoles) {
  absl::StatusOr<v1::Member> added = SetMember(house_admin_, "p", "ben", {v1::ROLE_REVIEWER});
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->name(), "publishers/p/members/ben");
  absl::StatusOr<v1::Member> changed =
      SetMember(house_admin_, "p", "ben", {v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER}, added->etag());
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_THAT(changed->roles(), ElementsAre(v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER));
  EXPECT_EQ(changed->create_time().seconds(), added->create_time().seconds());
  EXPECT_EQ(GetMember(admin_, "p", "ben")->SerializeAsString(), changed->SerializeAsString());
  EXPECT_EQ(
      ReasonName(SetMember(house_admin_, "p", "ben", {v1::ROLE_REVIEWER}, added->etag()).status()),
      "ETAG_MISMATCH");
}

TEST_F(MembersTest, RolesKeepTheirRules) {
  struct Case {
    std::vector<v1::Role> roles;
    std::vector<std::string> fields;
  };
  for (const Case& c :
       std::vector<Case>{{{}, {"member.roles"}},
                         {{v1::ROLE_UNSPECIFIED}, {"member.roles[0]"}},
                         {{v1::ROLE_CONSUMER}, {"member.roles[0]"}},
                         {{v1::ROLE_REVIEWER, v1::ROLE_REVIEWER}, {"member.roles[1]"}},
                         {std::vector<v1::Role>(10, v1::ROLE_REVIEWER), {"member.roles"}}}) {
    v1::SetMemberRequest request;
    request.mutable_member()->set_name("publishers/p/members/ben");
    for (v1::Role role : c.roles) request.mutable_member()->add_roles(role);
    EXPECT_EQ(ViolatedFields(
                  Await<v1::Member>(publishers_, &Publishers::SetMember, admin_, request).status()),
              c.fields);
  }
  EXPECT_THAT(ViolatedFields(SetMember(admin_, "p", "bot", {v1::ROLE_REVIEWER}).status()),
              ElementsAre("member.roles"));
  EXPECT_TRUE(SetMember(admin_, "p", "bot", {v1::ROLE_AI_ASSISTANT, v1::ROLE_CONTRIBUTOR}).ok());
}

TEST_F(MembersTest, TheActorAndThePublisherMustExist) {
  EXPECT_EQ(ReasonName(SetMember(admin_, "p", "nobody", {v1::ROLE_REVIEWER}).status()),
            "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(SetMember(admin_, "none", "ben", {v1::ROLE_REVIEWER}).status()),
            "RESOURCE_NOT_FOUND");
}

TEST_F(MembersTest, OnlyAdminsOfTheHouseChangeMembers) {
  for (const Principal& who : {consumer_, auditor_, colleague_, rival_admin_}) {
    SCOPED_TRACE(who.actor);
    EXPECT_EQ(ReasonName(SetMember(who, "p", "ben", {v1::ROLE_REVIEWER}).status()), "MISSING_ROLE");
    // Whether somebody is a member shows to nobody outside.
    EXPECT_EQ(RemoveMember(who, "p", "anna").status(), RemoveMember(who, "p", "ben").status());
    EXPECT_EQ(ReasonName(RemoveMember(who, "p", "anna").status()), "MISSING_ROLE");
  }
}

TEST_F(MembersTest, ARemovedMemberIsNotFoundAndStaysInTheHistory) {
  clock().Advance(absl::Seconds(5));
  const absl::Time then = clock().Now();
  clock().Advance(absl::Seconds(5));
  absl::StatusOr<v1::RemoveMemberResponse> removed = RemoveMember(house_admin_, "p", "anna");
  ASSERT_TRUE(removed.ok()) << removed.status();
  EXPECT_FALSE(removed->consistency_token().empty());
  EXPECT_EQ(ReasonName(GetMember(admin_, "p", "anna").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ReasonName(RemoveMember(house_admin_, "p", "anna").status()), "RESOURCE_NOT_FOUND");
  EXPECT_EQ(ListMembers(admin_, "p")->members_size(), 1);

  v1::GetMemberRequest request;
  request.set_name("publishers/p/members/anna");
  *request.mutable_read_options()->mutable_time() = ToTimestamp(then);
  absl::StatusOr<v1::Member> was =
      Read<v1::Member>(publishers_, &Publishers::GetMember, admin_, request);
  ASSERT_TRUE(was.ok()) << was.status();
  EXPECT_THAT(was->roles(), ElementsAre(v1::ROLE_FACT_CHECKER));
}

TEST_F(MembersTest, AMemberWhoComesBackBeginsAnew) {
  absl::StatusOr<v1::Member> first = GetMember(admin_, "p", "anna");
  ASSERT_TRUE(RemoveMember(house_admin_, "p", "anna").ok());
  EXPECT_EQ(
      ReasonName(SetMember(house_admin_, "p", "anna", {v1::ROLE_REVIEWER}, first->etag()).status()),
      "ETAG_MISMATCH");
  clock().Advance(absl::Seconds(5));
  absl::StatusOr<v1::Member> again = SetMember(house_admin_, "p", "anna", {v1::ROLE_REVIEWER});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_GT(again->create_time().seconds(), first->create_time().seconds());
  EXPECT_THAT(GetMember(admin_, "p", "anna")->roles(), ElementsAre(v1::ROLE_REVIEWER));
}

TEST_F(MembersTest, WhoWorksForAPublisherIsForItsMembersAuditorsAndAdminsToKnow) {
  for (const Principal& who : {colleague_, house_admin_, auditor_, admin_}) {
    SCOPED_TRACE(who.actor);
    EXPECT_EQ(ListMembers(who, "p")->members_size(), 2);
    EXPECT_TRUE(GetMember(who, "p", "boss").ok());
  }
  for (const Principal& who : {consumer_, rival_admin_}) {
    SCOPED_TRACE(who.actor);
    EXPECT_EQ(ReasonName(ListMembers(who, "p").status()), "MISSING_ROLE");
    EXPECT_EQ(ReasonName(GetMember(who, "p", "boss").status()), "RESOURCE_NOT_FOUND");
    EXPECT_EQ(ReasonName(ListMembers(who, "none").status()), "RESOURCE_NOT_FOUND");
  }
}

TEST_F(MembersTest, PagesLeaveRemovedMembersOut) {
  for (const char* id : {"c1", "c2", "c3"}) {
    AddActor(id);
    ASSERT_TRUE(SetMember(admin_, "p", id, {v1::ROLE_REVIEWER}).ok());
  }
  ASSERT_TRUE(RemoveMember(admin_, "p", "c1").ok());
  ASSERT_TRUE(RemoveMember(admin_, "p", "c3").ok());
  absl::StatusOr<v1::ListMembersResponse> first = ListMembers(admin_, "p", 2);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->members_size(), 2);
  absl::StatusOr<v1::ListMembersResponse> second =
      ListMembers(admin_, "p", 2, first->next_page_token());
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->members_size(), 1);
  EXPECT_EQ(second->members(0).name(), "publishers/p/members/c2");
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(MembersTest, ChangesShowInTheFeedToTheHouseOnly) {
  ASSERT_TRUE(SetMember(house_admin_, "p", "ben", {v1::ROLE_REVIEWER}).ok());
  const storage::v1::Change change = Log().back().changes(0);
  EXPECT_EQ(change.name(), "publishers/p/members/ben");
  EXPECT_TRUE(change.restricted());
  EXPECT_THAT(change.visible_to(), ElementsAre("p"));
}

TEST_F(MembersTest, TheHouseCantLoseItsLastAdmin) {
  EXPECT_EQ(ReasonName(RemoveMember(house_admin_, "p", "boss").status()), "IN_USE");
  EXPECT_EQ(ReasonName(SetMember(house_admin_, "p", "boss", {v1::ROLE_REVIEWER}).status()),
            "IN_USE");
  // A disabled admin could not mend it.
  AddActor("ghost", v1::ACTOR_KIND_HUMAN, /*disabled=*/true);
  ASSERT_TRUE(SetMember(house_admin_, "p", "ghost", {v1::ROLE_ADMIN}).ok());
  EXPECT_EQ(ReasonName(RemoveMember(house_admin_, "p", "boss").status()), "IN_USE");
  ASSERT_TRUE(SetMember(house_admin_, "p", "ben", {v1::ROLE_ADMIN}).ok());
  EXPECT_TRUE(RemoveMember(house_admin_, "p", "boss").ok());
}

TEST_F(MembersTest, AnAdminOfEverythingMayTakeTheLastAway) {
  EXPECT_TRUE(RemoveMember(admin_, "p", "boss").ok());
}

TEST_F(MembersTest, TwoAdminsWhoRemoveEachOtherLeaveOne) {
  for (int round = 0; round < 50; ++round) {
    ASSERT_TRUE(SetMember(admin_, "p", "boss", {v1::ROLE_ADMIN}).ok());
    ASSERT_TRUE(SetMember(admin_, "p", "ben", {v1::ROLE_ADMIN}).ok());
    const Principal ben = testing::MemberOf("p", "ben", {v1::ROLE_ADMIN});
    absl::Status one;
    absl::Status other;
    std::thread first([&] { one = RemoveMember(house_admin_, "p", "ben").status(); });
    std::thread second([&] { other = RemoveMember(ben, "p", "boss").status(); });
    first.join();
    second.join();
    EXPECT_NE(one.ok(), other.ok()) << one << " " << other;
    EXPECT_EQ(ReasonName(one.ok() ? other : one), "IN_USE");
  }
}

}  // namespace
}  // namespace factcheck::domain
