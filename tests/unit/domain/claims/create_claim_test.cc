#include <gtest/gtest.h>

#include "server/domain/core/stamp.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

using domain::Claims;
namespace keys = domain::keys;

class CreateClaimTest : public ClaimsTest {};

TEST_F(CreateClaimTest, ClaimIsReceivedWithWhatItWasGiven) {
  v1::Claim given = GoodClaim();
  given.add_topics("Balloon");
  given.set_claim_place("Meet the Press, NBC");
  const v1::Claim created = Create("", given);
  EXPECT_TRUE(domain::IsId(IdOf(created.name()))) << created.name();
  EXPECT_EQ(created.state(), v1::Claim::STATE_RECEIVED);
  EXPECT_EQ(created.statement(), given.statement());
  EXPECT_EQ(created.topics(0), "balloon");
  EXPECT_EQ(created.etag().size(), 13u);
  EXPECT_EQ(created.create_time().seconds(), created.update_time().seconds());
  EXPECT_EQ(book().stamps().VersionOf(created.consistency_token())->value,
            engine().LatestVersion().value);
  EXPECT_EQ(Stored(IdOf(created.name())).SerializeAsString(), created.SerializeAsString());
}

TEST_F(CreateClaimTest, IdIsGivenOnceForEver) {
  Create("balloon");
  EXPECT_EQ(ReasonName(TryCreate(contributor_, GoodClaim(), "balloon").status()), "ALREADY_EXISTS");
  ASSERT_TRUE(Delete("balloon").ok());
  EXPECT_EQ(ReasonName(TryCreate(contributor_, GoodClaim(), "balloon").status()), "ALREADY_EXISTS");
}

TEST_F(CreateClaimTest, AppearancesGetNamesCanonicalAddressesAndPlatforms) {
  v1::Claim given = GoodClaim();
  *given.add_appearances() = AppearanceAt("HTTP://www.example.org:80/a/?utm_source=x#top");
  *given.add_appearances() = AppearanceAt("https://twitter.com/SecBlinken/status/16273778934510");
  const v1::Claim created = Create("c1", given);
  ASSERT_EQ(created.appearances_size(), 2);
  EXPECT_TRUE(created.appearances(0).name().starts_with("claims/c1/appearances/"));
  EXPECT_NE(created.appearances(0).name(), created.appearances(1).name());
  EXPECT_EQ(created.appearances(0).url(), "HTTP://www.example.org:80/a/?utm_source=x#top");
  EXPECT_EQ(created.appearances(0).canonical_url(), "https://example.org/a");
  EXPECT_EQ(created.appearances(1).platform(), "x.com");
}

TEST_F(CreateClaimTest, StatusAndIndexComeInTheSameCommit) {
  v1::Claim given = GoodClaim();
  *given.add_appearances() = AppearanceAt("https://example.org/a");
  const uint64_t before = engine().LatestVersion().value;
  Create("c1", given);
  EXPECT_EQ(StatusOf("c1").state(), v1::ClaimStatus::STATE_RECEIVED);
  EXPECT_TRUE(HasKey(keys::UrlIndex("https://example.org/a", "c1")));
  EXPECT_TRUE(HasKey(keys::TextIndex(domain::ExactForm(given.statement()), "c1")));
  auto log = engine().ReadLog(storage::Version{before}, {});
  ASSERT_EQ(log->size(), 1u);
  const storage::v1::LogRecord record = Log().back();
  EXPECT_EQ(record.meta().actor(), "carla");
  ASSERT_EQ(record.changes_size(), 2);
  EXPECT_EQ(record.changes(0).kind(), storage::v1::Change::KIND_CLAIM_CREATED);
  EXPECT_EQ(record.changes(0).claim(), "c1");
  EXPECT_FALSE(record.changes(0).restricted());
  EXPECT_EQ(record.changes(1).kind(), storage::v1::Change::KIND_STATUS_CHANGED);
}

TEST_F(CreateClaimTest, ValidateOnlyAnswersAndWritesNothing) {
  v1::CreateClaimRequest request;
  *request.mutable_claim() = GoodClaim();
  request.set_claim_id("c1");
  request.set_validate_only(true);
  const uint64_t before = engine().LatestVersion().value;
  auto answer = Await<v1::Claim>(claims_, &Claims::CreateClaim, contributor_, request);
  EXPECT_EQ(answer->name(), "claims/c1");
  EXPECT_EQ(engine().LatestVersion().value, before);
  EXPECT_EQ(ReasonName(Get(contributor_, "c1").status()), "RESOURCE_NOT_FOUND");
}

TEST_F(CreateClaimTest, RetryWithItsRequestIdHappensOnce) {
  v1::CreateClaimRequest request;
  *request.mutable_claim() = GoodClaim();
  request.set_request_id("4f1c");
  auto first = Await<v1::Claim>(claims_, &Claims::CreateClaim, contributor_, request);
  auto second = Await<v1::Claim>(claims_, &Claims::CreateClaim, contributor_, request);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(List(contributor_, {})->total_size(), 1);
}

TEST_F(CreateClaimTest, AllViolationsAreToldAtOnce) {
  v1::CreateClaimRequest request;
  request.set_claim_id("Not An Id");
  request.mutable_claim()->add_claimants()->set_kind(static_cast<v1::Claimant::Kind>(77));
  auto answer = Await<v1::Claim>(claims_, &Claims::CreateClaim, contributor_, request);
  EXPECT_THAT(ViolatedFields(answer.status()),
              ::testing::UnorderedElementsAre("claim_id", "claim.claimants[0].kind",
                                              "claim.claimants[0].name", "claim.statement",
                                              "claim.language"));
}

TEST_F(CreateClaimTest, AiAssistantBringsInClaims) {
  EXPECT_TRUE(TryCreate(assistant_, GoodClaim(), "c1").ok());
}

}  // namespace
}  // namespace factcheck::testing
