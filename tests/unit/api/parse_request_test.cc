#include "server/api/parse_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kBad = "caf\xe9";

// Serialising does not look at the text.
std::string Wire(const google::protobuf::Message& message) { return message.SerializeAsString(); }

void CheckFields(const google::protobuf::Message& request,
                 const ::testing::Matcher<std::vector<std::string>>& fields) {
  std::unique_ptr<google::protobuf::Message> parsed(request.New());
  const absl::Status status = ParseRequest(Wire(request), parsed.get());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(testing::ReasonName(status), "INVALID_FIELDS");
  EXPECT_THAT(testing::ViolatedFields(status), fields);
}

TEST(ParseRequestTest, GoodBytesAreParsed) {
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  v1::GetClaimRequest parsed;
  EXPECT_TRUE(ParseRequest(Wire(request), &parsed).ok());
  EXPECT_EQ(parsed.name(), "claims/c1");
  EXPECT_TRUE(ParseRequest(std::string_view(), &parsed).ok());
  EXPECT_EQ(parsed.name(), "");
}

TEST(ParseRequestTest, EveryTextThatIsNotUtf8IsNamed) {
  v1::CreateClaimRequest request;
  request.set_claim_id(kBad);
  request.mutable_claim()->set_statement(kBad);
  request.mutable_claim()->add_topics("good");
  request.mutable_claim()->add_topics(kBad);
  request.mutable_claim()->add_claimants()->set_name("good");
  request.mutable_claim()->add_claimants()->set_name(kBad);
  request.mutable_claim()->mutable_claimants(1)->set_role(kBad);
  std::unique_ptr<google::protobuf::Message> parsed(request.New());
  const absl::Status status = ParseRequest(Wire(request), parsed.get());
  EXPECT_THAT(
      testing::ViolatedFields(status),
      ::testing::UnorderedElementsAre("claim_id", "claim.statement", "claim.topics[1]",
                                      "claim.claimants[1].name", "claim.claimants[1].role"));
}

TEST(ParseRequestTest, TextsWithinOneofsAndDeepMessagesAreNamed) {
  v1::BatchGetStatusesRequest request;
  request.add_queries()->set_claim("claims/c1");
  request.add_queries()->set_claim(kBad);
  CheckFields(request, ElementsAre("queries[1].claim"));
}

TEST(ParseRequestTest, OverlongAndSurrogateEncodingsAreNotUtf8) {
  for (const char* text : {"\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xff", "\xe2\x82"}) {
    v1::GetClaimRequest request;
    request.set_name(text);
    CheckFields(request, ElementsAre("name"));
  }
}

TEST(ParseRequestTest, BytesThatAreNoMessageAreSaidToBeNone) {
  const std::string wires[] = {"\xff\xff\xff\xff",
                               "\x0a",
                               std::string("\x0a\x05"
                                           "ab",
                                           4),
                               "\x0c",
                               std::string(1, '\0'),
                               std::string("\x0a\xff\xff\xff\xff\x0f", 6)};
  for (const std::string& wire : wires) {
    v1::GetClaimRequest request;
    const absl::Status status = ParseRequest(wire, &request);
    EXPECT_EQ(testing::ReasonName(status), "INVALID_FIELDS") << ::testing::PrintToString(wire);
    EXPECT_THAT(testing::ViolatedFields(status), IsEmpty());
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("GetClaimRequest"));
  }
}

TEST(ParseRequestTest, BytesInSeveralPiecesAreOneMessage) {
  v1::GetClaimRequest request;
  request.set_name("claims/c1");
  const std::string wire = Wire(request);
  const grpc::Slice slices[] = {grpc::Slice(wire.substr(0, 3)), grpc::Slice(wire.substr(3))};
  grpc::ByteBuffer buffer(slices, 2);
  v1::GetClaimRequest parsed;
  EXPECT_TRUE(ParseRequest(buffer, &parsed).ok());
  EXPECT_EQ(parsed.name(), "claims/c1");
}

TEST(ParseRequestTest, NoBytesAreTheEmptyMessage) {
  const grpc::Slice none;
  grpc::ByteBuffer buffer(&none, 1);
  v1::GetClaimRequest parsed;
  EXPECT_TRUE(ParseRequest(buffer, &parsed).ok());
}

}  // namespace
}  // namespace factcheck::api
