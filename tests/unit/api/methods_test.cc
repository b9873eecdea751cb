#include "server/api/methods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/transfers_service.pb.h"

namespace factcheck::api {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Reader {
 public:
  absl::StatusOr<std::string> GetClaim(const domain::Call&, const v1::GetClaimRequest& request) {
    return "claim " + request.name();
  }
  void AcceptClaim(const domain::Call&, const v1::AcceptClaimRequest& request, domain::Done done) {
    done("accepted " + request.name());
  }
};

std::string RunMethod(const Method& method, const Message& request) {
  const domain::Principal nobody;
  std::string answer;
  method.handler({nobody, method.name}, request, [&](absl::StatusOr<std::string> response) {
    answer = response.value_or("error");
  });
  return answer;
}

TEST(MethodTableTest, ReadsAndWritesAreRunAlike) {
  Reader reader;
  MethodTable methods;
  methods.Add("Claims/GetClaim", &reader, &Reader::GetClaim);
  methods.Add("Claims/AcceptClaim", &reader, &Reader::AcceptClaim);
  ASSERT_EQ(methods.methods().size(), 2u);
  const Method& get = *methods.methods()[0];
  EXPECT_EQ(get.name, "factcheck.v1.Claims/GetClaim");
  EXPECT_EQ(get.path, "/factcheck.v1.Claims/GetClaim");
  EXPECT_NE(get.permission, nullptr);
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  EXPECT_EQ(RunMethod(get, request), "claim claims/c1");
  v1::AcceptClaimRequest accept;
  accept.set_name("claims/c1");
  EXPECT_EQ(RunMethod(*methods.methods()[1], accept), "accepted claims/c1");
  EXPECT_THAT(methods.services(), ElementsAre("factcheck.v1.Claims"));
}

TEST(MethodTableTest, ATableThatLacksAMethodIsIncomplete) {
  Reader reader;
  MethodTable methods;
  methods.Add("Claims/GetClaim", &reader, &Reader::GetClaim);
  const absl::Status status = methods.CheckComplete();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("factcheck.v1.Admin/CompactStore"));
}

using MethodTableDeathTest = ::testing::Test;

TEST(MethodTableDeathTest, MethodsThatDoNotFitTheProtosAreBugs) {
  Reader reader;
  MethodTable methods;
  EXPECT_DEATH(methods.Add("Claims/Nonsense", &reader, &Reader::GetClaim), "check failed");
  EXPECT_DEATH(methods.Add("Claims/AcceptClaim", &reader, &Reader::GetClaim), "check failed");
  EXPECT_DEATH(methods.AddStream("Claims/GetClaim", v1::GetClaimRequest::default_instance(), {}),
               "check failed");
}

}  // namespace
}  // namespace factcheck::api
