#include <gtest/gtest.h>

#include "factcheck/v1/actor.pb.h"
#include "server/domain/core/record.h"
#include "server/domain/core/stamp.h"
#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

using domain::Claims;
namespace keys = domain::keys;

class ReadClaimsTest : public ClaimsTest {
 protected:
  absl::StatusOr<v1::Claim> GetAsOf(const domain::Principal& who, std::string_view id,
                                    const std::string& token) {
    v1::GetClaimRequest request;
    request.set_name(NameOf(id));
    request.mutable_read_options()->set_token(token);
    return Read<v1::Claim>(claims_, &Claims::GetClaim, who, request);
  }
  absl::StatusOr<v1::BatchGetClaimsResponse> BatchGet(const domain::Principal& who,
                                                      const std::vector<std::string>& ids,
                                                      const std::string& token = "") {
    v1::BatchGetClaimsRequest request;
    for (const std::string& id : ids) request.add_names(NameOf(id));
    request.mutable_read_options()->set_token(token);
    return Read<v1::BatchGetClaimsResponse>(claims_, &Claims::BatchGetClaims, who, request);
  }
};

TEST_F(ReadClaimsTest, AnswersWithTheStoredBytes) {
  Create("c1");
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  absl::StatusOr<domain::View> view = book().ReadNewest();
  const auto entry = *view->Get(keys::Claim("c1"));
  const domain::Record record = *domain::ParseRecord(entry->value);
  EXPECT_EQ(*claims_.GetClaim({consumer_, "m"}, request), record.public_bytes);
  EXPECT_EQ(*claims_.GetClaim({contributor_, "m"}, request), record.all_bytes);
  EXPECT_EQ(**claims_.GetClaimAtOnce({consumer_, "m"}, request), record.public_bytes);
}

TEST_F(ReadClaimsTest, StaffFieldsReachNobodyElse) {
  v1::Actor actor;
  Put(keys::Actor("secret-assignee"), actor);
  Create("c1");
  Create("c2");
  ASSERT_TRUE(Assign("c1", "actors/secret-assignee").ok());
  ASSERT_TRUE(Accept(checker_, "c1", "", "secret-note").ok());
  const v1::Claim then = Stored("c1");
  ASSERT_TRUE(Merge("c1", "c2").ok());
  EXPECT_EQ(then.triage_note(), "secret-note");

  std::vector<v1::Claim> seen;
  seen.push_back(*Get(consumer_, "c1"));
  seen.push_back(*GetAsOf(consumer_, "c1", then.consistency_token()));
  const v1::BatchGetClaimsResponse batch = *BatchGet(consumer_, {"c1"});
  seen.insert(seen.end(), batch.claims().begin(), batch.claims().end());
  const v1::ListClaimsResponse list = *List(consumer_, {});
  seen.insert(seen.end(), list.claims().begin(), list.claims().end());
  EXPECT_EQ(seen.size(), 5u);
  for (const v1::Claim& claim : seen) {
    EXPECT_THAT(claim.SerializeAsString(), ::testing::Not(::testing::HasSubstr("secret")));
    std::vector<const google::protobuf::FieldDescriptor*> set;
    claim.GetReflection()->ListFields(claim, &set);
    for (const auto* field : set) {
      EXPECT_TRUE(field->number() < 60 || field->number() >= 90) << field->name();
    }
  }
}

TEST_F(ReadClaimsTest, AsOfShowsWhatHeldThen) {
  const v1::Claim created = Create("c1");
  clock().Advance(absl::Seconds(10));
  const v1::Claim accepted = *Accept("c1");
  EXPECT_EQ(GetAsOf(consumer_, "c1", created.consistency_token())->state(),
            v1::Claim::STATE_RECEIVED);
  EXPECT_EQ(GetAsOf(consumer_, "c1", accepted.consistency_token())->state(),
            v1::Claim::STATE_ACCEPTED);
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  *request.mutable_read_options()->mutable_time() =
      domain::ToTimestamp(clock().Now() - absl::Seconds(5));
  EXPECT_EQ(Read<v1::Claim>(claims_, &Claims::GetClaim, consumer_, request)->etag(),
            created.etag());
  *request.mutable_read_options()->mutable_time() =
      domain::ToTimestamp(clock().Now() - absl::Seconds(20));
  EXPECT_EQ(ReasonName(Read<v1::Claim>(claims_, &Claims::GetClaim, consumer_, request).status()),
            "RESOURCE_NOT_FOUND");
}

TEST_F(ReadClaimsTest, DeletedClaimIsNotShownAsOfAnEarlierTimeEither) {
  const v1::Claim created = Create("c1");
  ASSERT_TRUE(Delete("c1").ok());
  EXPECT_EQ(ReasonName(GetAsOf(consumer_, "c1", created.consistency_token()).status()),
            "RESOURCE_NOT_FOUND");
  EXPECT_TRUE(GetAsOf(checker_, "c1", created.consistency_token()).ok());
  EXPECT_EQ(BatchGet(consumer_, {"c1"}, created.consistency_token())->missing_size(), 1);
}

TEST_F(ReadClaimsTest, AtOnceIsForTheNewestStateAlone) {
  const v1::Claim created = Create("c1");
  v1::GetClaimRequest request;
  const auto at_once = [&] { return claims_.GetClaimAtOnce({consumer_, "m"}, request); };
  request.set_name("claims/c1");
  EXPECT_TRUE(at_once()->ok());
  request.mutable_read_options()->set_at_least_as_fresh(created.consistency_token());
  EXPECT_TRUE(at_once()->ok());
  request.mutable_read_options()->set_at_least_as_fresh("nonsense");
  EXPECT_FALSE(at_once().has_value());
  request.mutable_read_options()->set_at_least_as_fresh(
      book().stamps().TokenOf(storage::Version{engine().LatestVersion().value + 1}));
  EXPECT_FALSE(at_once().has_value());
  request.mutable_read_options()->clear_at_least_as_fresh();
  request.mutable_read_options()->set_token(created.consistency_token());
  EXPECT_FALSE(at_once().has_value());
  request.clear_read_options();
  request.set_name("claims/absent");
  EXPECT_EQ(ReasonName(at_once()->status()), "RESOURCE_NOT_FOUND");
  request.set_name("claims/NOT AN ID");
  EXPECT_FALSE(at_once().has_value());
  EXPECT_EQ(ViolatedFields(claims_.GetClaim({consumer_, "m"}, request).status()),
            std::vector<std::string>{"name"});
}

TEST_F(ReadClaimsTest, BatchKeepsTheOrderAndListsWhatIsMissing) {
  for (const char* id : {"c1", "c2", "c3"}) Create(id);
  ASSERT_TRUE(Delete("c2").ok());
  const v1::BatchGetClaimsResponse got = *BatchGet(consumer_, {"c3", "x", "c1", "c3", "c2"});
  ASSERT_EQ(got.claims_size(), 2);
  EXPECT_EQ(got.claims(0).name(), "claims/c3");
  EXPECT_EQ(got.claims(1).name(), "claims/c1");
  EXPECT_THAT(got.missing(), ::testing::ElementsAre("claims/x", "claims/c2"));
  EXPECT_EQ(BatchGet(contributor_, {"c2"})->claims_size(), 1);
}

TEST_F(ReadClaimsTest, BatchIsBounded) {
  std::vector<std::string> ids;
  ids.reserve(1001);
  for (int i = 0; i < 1000; ++i) ids.push_back(StrCat("c", i));
  EXPECT_EQ(BatchGet(consumer_, ids)->missing_size(), 1000);
  ids.push_back("one-more");
  EXPECT_EQ(ViolatedFields(BatchGet(consumer_, ids).status()), std::vector<std::string>{"names"});
  EXPECT_EQ(ViolatedFields(BatchGet(consumer_, {}).status()), std::vector<std::string>{"names"});
  EXPECT_EQ(ViolatedFields(BatchGet(consumer_, {"ok", "NOT OK"}).status()),
            std::vector<std::string>{"names[1]"});
}

}  // namespace
}  // namespace factcheck::testing
