// The life of a key: shown once, stored hashed, ended at once.
#include <string>
#include <vector>

#include "server/domain/admin/key.h"
#include "server/domain/values/crypto.h"
#include "tests/unit/domain/admin/admin_fixture.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MemberOf;
using ::testing::Not;
using testing::ReasonName;
using testing::Somebody;
using testing::ViolatedFields;

class ApiKeysTest : public AdminTest {
 protected:
  ApiKeysTest() { AddActor("anna", {v1::ROLE_CONSUMER}); }
};

TEST_F(ApiKeysTest, TheSecretIsShownOnceAndStoredHashed) {
  absl::StatusOr<v1::ApiKey> key = CreateKey(admin_, "anna");
  ASSERT_TRUE(key.ok()) << key.status();
  const std::string secret = key->secret();
  ASSERT_TRUE(KeyIdOf(secret).has_value());
  EXPECT_EQ(key->name(), "actors/anna/apiKeys/" + std::string(*KeyIdOf(secret)));
  EXPECT_TRUE(secret.starts_with(key->hint()));
  // What the hint gives away is the id alone.
  EXPECT_EQ(key->hint(), "fck_" + std::string(*KeyIdOf(secret)));
  EXPECT_EQ(ListKeys(admin_, "anna")->api_keys(0).secret(), "");

  const std::string random = secret.substr(secret.size() - 43);
  auto snapshot = engine().NewSnapshot();
  ASSERT_TRUE(snapshot.ok());
  auto all = (*snapshot)->Scan({}, {.max_entries = 100'000});
  ASSERT_TRUE(all.ok());
  for (const storage::Entry& entry : all->entries) EXPECT_THAT(entry.value, Not(HasSubstr(random)));
  auto log = engine().ReadLog(storage::Version{}, {.max_entries = 100'000});
  ASSERT_TRUE(log.ok());
  for (const storage::LogEntry& entry : *log) EXPECT_THAT(entry.record, Not(HasSubstr(random)));
}

TEST_F(ApiKeysTest, ARetryAnswersWithoutTheSecretAndMakesNoOther) {
  absl::StatusOr<v1::ApiKey> first = CreateKey(admin_, "anna", "retry-1");
  ASSERT_TRUE(first.ok()) << first.status();
  absl::StatusOr<v1::ApiKey> again = CreateKey(admin_, "anna", "retry-1");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->secret(), "");
  first->clear_secret();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(ListKeys(admin_, "anna")->api_keys_size(), 1);
}

TEST_F(ApiKeysTest, ValidateOnlyMakesNoKey) {
  v1::CreateApiKeyRequest request;
  request.set_parent("actors/anna");
  request.set_validate_only(true);
  absl::StatusOr<v1::ApiKey> key =
      Await<v1::ApiKey>(service_, &Admin::CreateApiKey, admin_, request);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->secret(), "");
  EXPECT_EQ(ListKeys(admin_, "anna")->api_keys_size(), 0);
}

TEST_F(ApiKeysTest, KeysAreOfExistingActorsAndEndInTheFuture) {
  EXPECT_EQ(ReasonName(CreateKey(admin_, "nobody").status()), "RESOURCE_NOT_FOUND");
  v1::CreateApiKeyRequest request;
  request.set_parent("actors/anna");
  request.mutable_api_key()->set_display_name(std::string(501, 'x'));
  *request.mutable_api_key()->mutable_expire_time() = ToTimestamp(clock().Now());
  EXPECT_THAT(
      ViolatedFields(Await<v1::ApiKey>(service_, &Admin::CreateApiKey, admin_, request).status()),
      ElementsAre("api_key.display_name", "api_key.expire_time"));
}

TEST_F(ApiKeysTest, ARevokedKeyEndsWithTheAnswer) {
  absl::StatusOr<v1::ApiKey> key = CreateKey(admin_, "anna");
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_TRUE(Enter(key->secret()).ok());
  absl::StatusOr<v1::ApiKey> revoked = Revoke(admin_, key->name());
  ASSERT_TRUE(revoked.ok()) << revoked.status();
  EXPECT_TRUE(revoked->revoked());
  EXPECT_NE(revoked->etag(), key->etag());
  EXPECT_EQ(revoked->create_time().seconds(), key->create_time().seconds());
  EXPECT_EQ(ReasonName(Enter(key->secret()).status()), "INVALID_CREDENTIALS");
  // A second time changes nothing.
  const size_t commits = Log().size();
  EXPECT_EQ(Revoke(admin_, key->name())->etag(), revoked->etag());
  EXPECT_EQ(Log().size(), commits);
}

TEST_F(ApiKeysTest, AKeyEndsAtItsTime) {
  v1::CreateApiKeyRequest request;
  request.set_parent("actors/anna");
  const absl::Time end = clock().Now() + absl::Hours(1);
  *request.mutable_api_key()->mutable_expire_time() = ToTimestamp(end);
  absl::StatusOr<v1::ApiKey> key =
      Await<v1::ApiKey>(service_, &Admin::CreateApiKey, admin_, request);
  ASSERT_TRUE(key.ok()) << key.status();
  clock().Set(end - absl::Microseconds(1));
  EXPECT_TRUE(Enter(key->secret()).ok());
  clock().Set(end);
  EXPECT_EQ(ReasonName(Enter(key->secret()).status()), "INVALID_CREDENTIALS");
}

TEST_F(ApiKeysTest, KeysOfADisabledActorAreRefusedUntilItIsEnabled) {
  absl::StatusOr<v1::ApiKey> key = CreateKey(admin_, "anna");
  ASSERT_TRUE(key.ok()) << key.status();
  ASSERT_TRUE(SetDisabled(admin_, "anna", true).ok());
  EXPECT_EQ(ReasonName(Enter(key->secret()).status()), "INVALID_CREDENTIALS");
  ASSERT_TRUE(SetDisabled(admin_, "anna", false).ok());
  EXPECT_TRUE(Enter(key->secret()).ok());
}

TEST_F(ApiKeysTest, KeysOfOthersAreForAdmins) {
  absl::StatusOr<v1::ApiKey> key = CreateKey(admin_, "anna");
  ASSERT_TRUE(key.ok()) << key.status();
  const Principal anna = Somebody("anna", {v1::ROLE_CONSUMER});
  EXPECT_EQ(ListKeys(anna, "anna")->api_keys_size(), 1);
  EXPECT_EQ(ListKeys(admin_, "anna")->api_keys_size(), 1);
  // Staff know that the actor is there, and nothing of its keys.
  EXPECT_EQ(ReasonName(ListKeys(auditor_, "anna").status()), "MISSING_ROLE");
  EXPECT_EQ(ReasonName(ListKeys(consumer_, "anna").status()), "RESOURCE_NOT_FOUND");
  for (const Principal& who : {consumer_, auditor_, MemberOf("p", "boss", {v1::ROLE_ADMIN})}) {
    EXPECT_EQ(ReasonName(Revoke(who, key->name()).status()), "RESOURCE_NOT_FOUND");
  }
  EXPECT_TRUE(Enter(key->secret()).ok());
  EXPECT_TRUE(Revoke(anna, key->name()).ok());
}

TEST_F(ApiKeysTest, TheLastKeyOfTheLastAdminStays) {
  absl::StatusOr<v1::ApiKey> only = CreateKey(admin_, "admin");
  ASSERT_TRUE(only.ok()) << only.status();
  EXPECT_EQ(ReasonName(Revoke(admin_, only->name()).status()), "IN_USE");
  absl::StatusOr<v1::ApiKey> next = CreateKey(admin_, "admin");
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_TRUE(Revoke(admin_, only->name()).ok());
  EXPECT_EQ(ReasonName(Revoke(**Enter(next->secret()), next->name()).status()), "IN_USE");
  // Another admin's key is as good.
  AddActor("ben", {v1::ROLE_ADMIN});
  ASSERT_TRUE(CreateKey(admin_, "ben").ok());
  EXPECT_TRUE(Revoke(admin_, next->name()).ok());
}

TEST_F(ApiKeysTest, OnlyWellFormedKeysHaveAnId) {
  const std::string key = NewKey(clock().Now());
  EXPECT_TRUE(KeyIdOf(key).has_value());
  for (const std::string& bad :
       {std::string(), std::string("fck_"), key.substr(1), key + "x", "fcx" + key.substr(3),
        key.substr(0, 30) + "-" + key.substr(31), key.substr(0, 73) + "*",
        "fck_" + std::string(26, 'A') + key.substr(30)}) {
    EXPECT_EQ(KeyIdOf(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace factcheck::domain
