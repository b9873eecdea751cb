#include "server/domain/values/error.h"
#include "tests/unit/domain/evidence/evidence_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;

class RestrictedEvidenceTest : public EvidenceTest {
 protected:
  // To this caller the evidence and one that never was are the same, on every path.
  void CheckInvisible(const domain::Principal& who) {
    const std::string name = "claims/c/evidence/secret";
    EXPECT_EQ(Get(who, name).status(), domain::NotFound(name));
    EXPECT_EQ(Withdraw(who, name).status(), domain::NotFound(name));
    EXPECT_EQ(Capture(who, name).status(), domain::NotFound(name));
    EXPECT_EQ(Withdraw(who, name, "x", "0123456789abc").status(), domain::NotFound(name));
    EXPECT_EQ(ListAll(who), "before after ");
    EXPECT_EQ(ListAll(who, 1), "before |after ");
    EXPECT_EQ(ListAll(who, 2), "before after ");
  }
  void CheckVisible(const domain::Principal& who) {
    EXPECT_TRUE(Get(who, "claims/c/evidence/secret").ok());
    EXPECT_EQ(ListAll(who), "before secret after last-secret ");
  }
  void AddAll() {
    Add(contributor_, GoodEvidence(), "before");
    Add(daily_, RestrictedTo({"publishers/daily"}), "secret");
    Add(contributor_, GoodEvidence(), "after");
    Add(daily_, RestrictedTo({"publishers/daily"}), "last-secret");
  }
};

TEST_F(RestrictedEvidenceTest, ExistsForItsPublishersAuditorsAndAdmins) {
  AddAll();
  CheckVisible(daily_);
  CheckVisible(MemberOf("daily", "other", {v1::ROLE_CONTRIBUTOR}));
  CheckVisible(auditor_);
  CheckVisible(admin_);
}

TEST_F(RestrictedEvidenceTest, DoesNotExistForAnybodyElse) {
  AddAll();
  CheckInvisible(weekly_);
  CheckInvisible(consumer_);
  CheckInvisible(contributor_);
  CheckInvisible(MemberOf("daily", "reader", {v1::ROLE_CONSUMER}));
  CheckInvisible(Somebody("checker", {v1::ROLE_FACT_CHECKER}));
}

TEST_F(RestrictedEvidenceTest, AsOfReadsAnswerWithTheRightsOfNow) {
  AddAll();
  v1::ReadOptions then;
  then.set_token(Get(daily_, "claims/c/evidence/secret")->consistency_token());
  const std::string name = "claims/c/evidence/secret";
  EXPECT_TRUE(Get(daily_, name, then).ok());
  EXPECT_EQ(Get(weekly_, name, then).status(), domain::NotFound(name));
}

TEST_F(RestrictedEvidenceTest, TheLogSaysWhoMaySeeIt) {
  Add(daily_, RestrictedTo({"publishers/daily", "publishers/weekly"}), "secret");
  ASSERT_TRUE(Capture(weekly_, "claims/c/evidence/secret").ok());
  ASSERT_TRUE(Withdraw(daily_, "claims/c/evidence/secret").ok());
  const auto log = Log();
  ASSERT_GE(log.size(), 3u);
  for (size_t i = log.size() - 3; i < log.size(); ++i) {
    ASSERT_EQ(log[i].changes_size(), 1);
    EXPECT_TRUE(log[i].changes(0).restricted());
    EXPECT_THAT(log[i].changes(0).visible_to(), ElementsAre("daily", "weekly"));
  }
}

TEST_F(RestrictedEvidenceTest, IsForTheCallersPublishersWhereNoneIsNamed) {
  domain::Principal both = MemberOf("weekly", "both", {v1::ROLE_FACT_CHECKER});
  both.memberships["daily"] = {v1::ROLE_CONTRIBUTOR};
  both.memberships["monthly"] = {v1::ROLE_CONSUMER};  // Reads there, works elsewhere.
  EXPECT_THAT(Add(both, RestrictedTo({}), "e").restricted_to(),
              ElementsAre("publishers/daily", "publishers/weekly"));
  EXPECT_THAT(Add(daily_, RestrictedTo({}), "f").restricted_to(), ElementsAre("publishers/daily"));
}

TEST_F(RestrictedEvidenceTest, WhoIsMemberOfNoPublisherMustNameThem) {
  EXPECT_THAT(ViolatedFields(TryAdd(contributor_, RestrictedTo({})).status()),
              ElementsAre("evidence.restricted_to"));
  EXPECT_THAT(ViolatedFields(TryAdd(admin_, RestrictedTo({})).status()),
              ElementsAre("evidence.restricted_to"));
}

TEST_F(RestrictedEvidenceTest, OnlyMembersAndAdminsRestrictToAPublisher) {
  EXPECT_EQ(ReasonName(TryAdd(contributor_, RestrictedTo({"publishers/daily"})).status()),
            "MISSING_ROLE");
  EXPECT_EQ(ReasonName(TryAdd(weekly_, RestrictedTo({"publishers/daily"})).status()),
            "MISSING_ROLE");
  EXPECT_TRUE(TryAdd(weekly_, RestrictedTo({"publishers/daily", "publishers/weekly"})).ok());
  EXPECT_TRUE(TryAdd(admin_, RestrictedTo({"publishers/daily"})).ok());
}

TEST_F(RestrictedEvidenceTest, ThePublishersMustExist) {
  EXPECT_THAT(ViolatedFields(
                  TryAdd(daily_, RestrictedTo({"publishers/x", "publishers/daily", "publishers/y"}))
                      .status()),
              ElementsAre("evidence.restricted_to[0]", "evidence.restricted_to[2]"));
}

TEST_F(RestrictedEvidenceTest, ThePublishersAreNamedOnceAndWell) {
  EXPECT_THAT(
      ViolatedFields(
          TryAdd(daily_, RestrictedTo({"publishers/daily", "daily", "publishers/daily"})).status()),
      ElementsAre("evidence.restricted_to[1]", "evidence.restricted_to[2]"));
  EXPECT_THAT(
      ViolatedFields(
          TryAdd(daily_, RestrictedTo(std::vector<std::string>(21, "publishers/daily"))).status()),
      ElementsAre("evidence.restricted_to"));
}

TEST_F(RestrictedEvidenceTest, NamingPublishersWithoutRestrictingIsRefused) {
  for (const auto visibility :
       {v1::Evidence::VISIBILITY_PUBLIC, v1::Evidence::VISIBILITY_UNSPECIFIED}) {
    v1::Evidence evidence = RestrictedTo({"publishers/daily"});
    evidence.set_visibility(visibility);
    EXPECT_THAT(ViolatedFields(TryAdd(daily_, evidence).status()),
                ElementsAre("evidence.restricted_to"));
  }
}

}  // namespace
}  // namespace factcheck::testing
