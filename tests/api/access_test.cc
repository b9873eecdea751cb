// Who may call: closed by default, for every method that the protos name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "factcheck/v1/actor.pb.h"
#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/search_service.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "factcheck/v1/transfers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "server/base/absl_strings.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

const google::protobuf::FileDescriptor* const kFiles[] = {
    v1::CreateActorRequest::descriptor()->file(),  v1::CreateClaimRequest::descriptor()->file(),
    v1::GetPublisherRequest::descriptor()->file(), v1::GetStatusRequest::descriptor()->file(),
    v1::ExportAllRequest::descriptor()->file(),    v1::CreateDraftRequest::descriptor()->file(),
    v1::SearchClaimsRequest::descriptor()->file()};

// Every method of the API: "Claims/GetClaim".
std::vector<std::string> EveryMethod() {
  std::vector<std::string> methods;
  for (const auto* file : kFiles) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(
            StrCat(file->service(s)->name(), "/", file->service(s)->method(m)->name()));
      }
    }
  }
  return methods;
}

// A unary call of a streaming method is one message and its end on the wire, too.
void CheckEveryMethodRefuses(const Caller& caller, absl::StatusCode code, std::string_view reason) {
  for (const std::string& method : EveryMethod()) {
    const absl::Status status = ToAbslStatus(caller.CallRaw(method, "").status);
    EXPECT_EQ(status.code(), code) << method << ": " << status;
    EXPECT_EQ(ReasonName(status), reason) << method;
  }
}

TEST(AccessTest, EveryMethodIsServed) {
  TestServer server;
  EXPECT_GE(EveryMethod().size(), 70u);
  for (const std::string& method : EveryMethod()) {
    // No message begins like this, so that each method gets as far as reading it.
    const absl::Status status = ToAbslStatus(server.admin().CallRaw(method, "\x07").status);
    EXPECT_EQ(ReasonName(status), "INVALID_FIELDS") << method << ": " << status;
  }
}

TEST(AccessTest, EveryMethodIsRefusedWithoutAKey) {
  TestServer server;
  CheckEveryMethodRefuses(server.WithKey(""), absl::StatusCode::kUnauthenticated,
                          "INVALID_CREDENTIALS");
}

TEST(AccessTest, EveryMethodIsRefusedWithAKeyThatIsNone) {
  TestServer server;
  CheckEveryMethodRefuses(server.WithKey(server.admin().key() + "x"),
                          absl::StatusCode::kUnauthenticated, "INVALID_CREDENTIALS");
}

TEST(AccessTest, WhoHasNoRoleMayOnlyAskWhoTheyAre) {
  TestServer server;
  const Caller nobody = server.NewActor("nobody", {});
  int refused = 0;
  for (const std::string& method : EveryMethod()) {
    const absl::Status status = ToAbslStatus(nobody.CallRaw(method, "").status);
    if (ReasonName(status) == "MISSING_ROLE") ++refused;
  }
  // All but those that are open to every key: WhoAmI, GetActor, ListApiKeys, RevokeApiKey.
  EXPECT_EQ(refused, static_cast<int>(EveryMethod().size()) - 4);
}

TEST(AccessTest, ARevokedKeyIsRefusedAtOnce) {
  TestServer server;
  const Caller consumer = server.NewActor("platform", {v1::ROLE_CONSUMER});
  const auto me = consumer.Call<v1::WhoAmIResponse>("Admin/WhoAmI", v1::WhoAmIRequest());
  ASSERT_TRUE(me.ok()) << me.status();
  EXPECT_EQ(me->actor().name(), "actors/platform");
  v1::RevokeApiKeyRequest revoke;
  revoke.set_name(me->api_key());
  ASSERT_TRUE(server.admin().Try("Admin/RevokeApiKey", revoke).ok());
  CheckEveryMethodRefuses(consumer, absl::StatusCode::kUnauthenticated, "INVALID_CREDENTIALS");
}

TEST(AccessTest, AnExpiredKeyIsRefused) {
  TestServer server;
  const Caller consumer = server.NewActor("platform", {v1::ROLE_CONSUMER});
  v1::CreateApiKeyRequest request;
  request.set_parent("actors/platform");
  request.mutable_api_key()->mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(server.clock().Now() + absl::Hours(1)));
  const auto key = server.admin().Call<v1::ApiKey>("Admin/CreateApiKey", request);
  ASSERT_TRUE(key.ok()) << key.status();
  const Caller caller = server.WithKey(key->secret());
  EXPECT_TRUE(caller.Try("Admin/WhoAmI", v1::WhoAmIRequest()).ok());
  server.clock().Advance(absl::Hours(2));
  EXPECT_EQ(ReasonName(caller.Try("Admin/WhoAmI", v1::WhoAmIRequest())), "INVALID_CREDENTIALS");
  EXPECT_TRUE(consumer.Try("Admin/WhoAmI", v1::WhoAmIRequest()).ok());
}

TEST(AccessTest, ConsumersReadAndDoNotWrite) {
  TestServer server;
  const Caller consumer = server.NewActor("platform", {v1::ROLE_CONSUMER});
  v1::GetStatusRequest status;
  status.mutable_query()->set_claim("claims/none");
  EXPECT_TRUE(consumer.Try("Statuses/GetStatus", status).ok());
  const absl::Status refused = consumer.Try("Claims/CreateClaim", v1::CreateClaimRequest());
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonName(refused), "MISSING_ROLE");
}

TEST(AccessTest, AiAssistantsDoNotApprove) {
  TestServer server;
  const Caller assistant = server.NewActor("assistant", {v1::ROLE_AI_ASSISTANT}, v1::ACTOR_KIND_AI);
  EXPECT_EQ(ReasonName(assistant.Try("Verdicts/ApproveVerdict", v1::ApproveVerdictRequest())),
            "AI_NOT_ALLOWED");
}

TEST(AccessTest, WhoIsRefusedLearnsNothingOfTheRequest) {
  TestServer server;
  const Caller stranger = server.WithKey("");
  const absl::Status status =
      ToAbslStatus(stranger.CallRaw("Claims/CreateClaim", "\x0a\x03\xff\xff\xff").status);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
}

TEST(AccessTest, UnknownMethodsAreUnimplemented) {
  TestServer server;
  EXPECT_EQ(server.admin().CallRaw("Claims/Nonsense", "").status.error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace factcheck::testing
