#include <string>
#include <thread>
#include <vector>

#include "tests/unit/domain/admin/admin_fixture.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using testing::MemberOf;
using testing::ReasonName;
using testing::Somebody;
using testing::ViolatedFields;

const Principal kHouseAdmin = MemberOf("p", "boss", {v1::ROLE_ADMIN});

TEST_F(AdminTest, AnswersWithTheActorThatItStored) {
  absl::StatusOr<v1::Actor> created = Create(admin_, "anna", {v1::ROLE_CONSUMER});
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->name(), "actors/anna");
  EXPECT_EQ(Get(admin_, "anna")->SerializeAsString(), created->SerializeAsString());
  EXPECT_EQ(ReasonName(Create(admin_, "anna").status()), "ALREADY_EXISTS");
  EXPECT_EQ(ReasonName(Create(admin_, "factcheckd").status()), "ALREADY_EXISTS");
}

TEST_F(AdminTest, OnlyAdminsOfEverythingCreateAndChangeActors) {
  AddActor("anna");
  const Principal ai = Somebody("bot", {v1::ROLE_ADMIN}, v1::ACTOR_KIND_AI);
  for (const Principal& who : {consumer_, auditor_, kHouseAdmin, ai}) {
    SCOPED_TRACE(who.actor);
    EXPECT_EQ(ReasonName(Create(who, "ben").status()), "MISSING_ROLE");
    EXPECT_EQ(ReasonName(SetRoles(who, "anna", {v1::ROLE_ADMIN}).status()), "MISSING_ROLE");
    EXPECT_EQ(ReasonName(CreateKey(who, "anna").status()), "MISSING_ROLE");
  }
}

TEST_F(AdminTest, CreatingNamesEveryBrokenField) {
  v1::CreateActorRequest request;
  request.set_actor_id("-");
  request.mutable_actor()->add_roles(v1::ROLE_UNSPECIFIED);
  EXPECT_THAT(
      ViolatedFields(Await<v1::Actor>(service_, &Admin::CreateActor, admin_, request).status()),
      ElementsAre("actor_id", "actor.display_name", "actor.roles[0]", "actor.kind"));
}

TEST_F(AdminTest, AnAiAssistantGetsNoRoleThatDecides) {
  EXPECT_THAT(
      ViolatedFields(Create(admin_, "bot", {v1::ROLE_REVIEWER}, v1::ACTOR_KIND_AI).status()),
      ElementsAre("actor.roles"));
  ASSERT_TRUE(Create(admin_, "bot", {v1::ROLE_AI_ASSISTANT}, v1::ACTOR_KIND_AI).ok());
  EXPECT_THAT(ViolatedFields(SetRoles(admin_, "bot", {v1::ROLE_ADMIN}).status()),
              ElementsAre("actor.roles"));
}

TEST_F(AdminTest, ActorsSeeThemselvesAndStaffSeeActors) {
  AddActor("anna");
  struct Case {
    Principal who;
    std::string reason;
  };
  for (const Case& c : std::vector<Case>{{Somebody("anna", {}), "OK"},
                                         {admin_, "OK"},
                                         {auditor_, "OK"},
                                         {MemberOf("p", "ben", {v1::ROLE_REVIEWER}), "OK"},
                                         {consumer_, "RESOURCE_NOT_FOUND"},
                                         {Somebody("stranger", {}), "RESOURCE_NOT_FOUND"}}) {
    SCOPED_TRACE(c.who.actor);
    EXPECT_EQ(ReasonName(Get(c.who, "anna").status()), c.reason);
    EXPECT_EQ(ReasonName(Get(c.who, "nobody").status()), "RESOURCE_NOT_FOUND");
  }
}

TEST_F(AdminTest, TheListOfAllIsForAdminsAndAuditors) {
  AddActor("anna");
  AddActor("ben");
  v1::ListActorsRequest request;
  request.set_query("NAME OF b");
  const auto list = [&](const Principal& who) {
    return Read<v1::ListActorsResponse>(service_, &Admin::ListActors, who, request);
  };
  for (const Principal& who : {admin_, auditor_}) {
    absl::StatusOr<v1::ListActorsResponse> page = list(who);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_EQ(page->actors_size(), 1);
    EXPECT_EQ(page->actors(0).name(), "actors/ben");
  }
  for (const Principal& who : {consumer_, kHouseAdmin}) {
    EXPECT_EQ(ReasonName(list(who).status()), "MISSING_ROLE");
  }
}

TEST_F(AdminTest, TheKindCantBeChanged) {
  AddActor("anna");
  v1::UpdateActorRequest request;
  request.mutable_actor()->set_name("actors/anna");
  request.mutable_actor()->set_kind(v1::ACTOR_KIND_AI);
  request.mutable_update_mask()->add_paths("kind");
  EXPECT_EQ(ReasonName(Await<v1::Actor>(service_, &Admin::UpdateActor, admin_, request).status()),
            "INVALID_FIELDS");
}

TEST_F(AdminTest, AnUpdateNeedsTheEtagOfNow) {
  const v1::Actor before = AddActor("anna");
  v1::UpdateActorRequest request;
  request.mutable_actor()->set_name("actors/anna");
  request.mutable_actor()->set_display_name("Anna");
  request.mutable_actor()->set_etag(before.etag());
  absl::StatusOr<v1::Actor> first =
      Await<v1::Actor>(service_, &Admin::UpdateActor, admin_, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->display_name(), "Anna");
  request.mutable_actor()->set_display_name("Anne");
  EXPECT_EQ(ReasonName(Await<v1::Actor>(service_, &Admin::UpdateActor, admin_, request).status()),
            "ETAG_MISMATCH");
}

TEST_F(AdminTest, TheLastAdminCanNeitherBeStrippedNorDisabled) {
  AddActor("bot", {v1::ROLE_ADMIN}, v1::ACTOR_KIND_AI);
  EXPECT_EQ(ReasonName(SetRoles(admin_, "admin", {v1::ROLE_AUDITOR}).status()), "IN_USE");
  EXPECT_EQ(ReasonName(SetDisabled(admin_, "admin", true).status()), "IN_USE");
  AddActor("anna", {v1::ROLE_ADMIN});
  ASSERT_TRUE(SetDisabled(admin_, "anna", true).ok());
  EXPECT_EQ(ReasonName(SetDisabled(admin_, "admin", true).status()), "IN_USE");
  ASSERT_TRUE(SetDisabled(admin_, "anna", false).ok());
  EXPECT_TRUE(SetDisabled(admin_, "admin", true).ok());
  EXPECT_EQ(ReasonName(SetRoles(admin_, "anna", {}).status()), "IN_USE");
}

TEST_F(AdminTest, TwoAdminsWhoStripEachOtherLeaveOne) {
  const Principal anna = Somebody("anna", {v1::ROLE_ADMIN});
  for (int round = 0; round < 50; ++round) {
    AddActor("admin", {v1::ROLE_ADMIN});
    AddActor("anna", {v1::ROLE_ADMIN});
    absl::Status one;
    absl::Status other;
    std::thread first([&] { one = SetRoles(admin_, "anna", {}).status(); });
    std::thread second([&] { other = SetDisabled(anna, "admin", true).status(); });
    first.join();
    second.join();
    EXPECT_NE(one.ok(), other.ok()) << one << " " << other;
    EXPECT_EQ(ReasonName(one.ok() ? other : one), "IN_USE");
  }
}

TEST_F(AdminTest, ManyAdminsWhoAllLeaveLeaveOne) {
  constexpr int kAdmins = 8;
  std::vector<Principal> admins;
  for (int i = 0; i < kAdmins; ++i) {
    admins.push_back(Somebody("a" + std::to_string(i), {v1::ROLE_ADMIN}));
    AddActor(admins.back().actor, {v1::ROLE_ADMIN});
  }
  ASSERT_TRUE(SetDisabled(admins[0], "admin", true).ok());
  std::vector<absl::Status> results(kAdmins);
  std::vector<std::thread> threads;
  for (int i = 0; i < kAdmins; ++i) {
    threads.emplace_back(
        [&, i] { results[i] = SetDisabled(admins[i], admins[i].actor, true).status(); });
  }
  for (std::thread& thread : threads) thread.join();
  int stayed = 0;
  for (const absl::Status& status : results) stayed += status.ok() ? 0 : 1;
  EXPECT_EQ(stayed, 1);
}

TEST_F(AdminTest, WhoAmITellsRolesMembershipsAndKey) {
  AddActor("anna", {v1::ROLE_CONSUMER});
  for (const char* publisher : {"q", "p"}) {
    v1::Member member;
    member.set_name(std::string("publishers/") + publisher + "/members/anna");
    member.add_roles(v1::ROLE_REVIEWER);
    Put(keys::Member(publisher, "anna"), member);
  }
  absl::StatusOr<v1::ApiKey> key = CreateKey(admin_, "anna");
  ASSERT_TRUE(key.ok()) << key.status();
  auto who = Enter(key->secret());
  ASSERT_TRUE(who.ok()) << who.status();
  absl::StatusOr<v1::WhoAmIResponse> me =
      Read<v1::WhoAmIResponse>(service_, &Admin::WhoAmI, **who, v1::WhoAmIRequest());
  ASSERT_TRUE(me.ok()) << me.status();
  EXPECT_EQ(me->actor().name(), "actors/anna");
  EXPECT_EQ(me->api_key(), key->name());
  ASSERT_EQ(me->memberships_size(), 2);
  EXPECT_EQ(me->memberships(0).name(), "publishers/p/members/anna");
  EXPECT_EQ(me->memberships(1).name(), "publishers/q/members/anna");
}

TEST_F(AdminTest, ChangesOfAccessAreForAuditorsAndAdmins) {
  ASSERT_TRUE(Create(admin_, "anna").ok());
  ASSERT_TRUE(CreateKey(admin_, "anna").ok());
  const std::vector<storage::v1::LogRecord> log = Log();
  for (size_t i = log.size() - 2; i < log.size(); ++i) {
    ASSERT_EQ(log[i].changes_size(), 1);
    EXPECT_EQ(log[i].changes(0).kind(), storage::v1::Change::KIND_ACCESS_CHANGED);
    EXPECT_TRUE(log[i].changes(0).restricted());
    EXPECT_EQ(log[i].changes(0).visible_to_size(), 0);
  }
}

}  // namespace
}  // namespace factcheck::domain
