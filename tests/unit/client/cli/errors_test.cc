#include "client/cli/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "nlohmann/json.hpp"

namespace factcheck::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename Detail>
void Attach(absl::Status& status, const Detail& detail) {
  status.SetPayload("type.googleapis.com/" + Detail::descriptor()->full_name(),
                    absl::Cord(detail.SerializeAsString()));
}

absl::Status ServerError(absl::StatusCode code, const char* message, const char* reason,
                         std::map<std::string, std::string> metadata = {}) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_domain("factcheck.v1");
  info.set_reason(reason);
  info.mutable_metadata()->insert(metadata.begin(), metadata.end());
  Attach(status, info);
  return status;
}

std::string Text(const absl::Status& status) {
  return ErrorText(status, {}, "h:1", [](std::string_view field) {
    return field == "claim.statement" ? "STATEMENT" : "";
  });
}

TEST(ErrorTextTest, NamesEveryFieldAndItsOption) {
  absl::Status status =
      ServerError(absl::StatusCode::kInvalidArgument, "2 fields break their rules",
                  "INVALID_FIELDS", {{"violations", "120"}});
  google::rpc::BadRequest bad;
  auto* first = bad.add_field_violations();
  first->set_field("claim.statement");
  first->set_description("is required");
  auto* second = bad.add_field_violations();
  second->set_field("claim.language");
  second->set_description("is no language");
  Attach(status, bad);
  EXPECT_EQ(Text(status),
            "error: 2 fields break their rules [INVALID_ARGUMENT INVALID_FIELDS]\n"
            "  claim.statement: is required (STATEMENT)\n"
            "  claim.language: is no language\n"
            "  ... 120 in all\n");
}

TEST(ErrorTextTest, SaysViolationsThatAreListedOnce) {
  absl::Status status = ServerError(absl::StatusCode::kInvalidArgument,
                                    "a: is required; b: is wrong", "INVALID_FIELDS");
  google::rpc::BadRequest bad;
  auto* first = bad.add_field_violations();
  first->set_field("a");
  first->set_description("is required");
  auto* second = bad.add_field_violations();
  second->set_field("b");
  second->set_description("is wrong");
  Attach(status, bad);
  EXPECT_EQ(Text(status),
            "error: 2 fields of the request are wrong [INVALID_ARGUMENT INVALID_FIELDS]\n"
            "  a: is required\n"
            "  b: is wrong\n");
}

TEST(ErrorTextTest, SaysTheOnlyViolationOnce) {
  absl::Status status = ServerError(absl::StatusCode::kInvalidArgument,
                                    "claim.statement: is required", "INVALID_FIELDS");
  google::rpc::BadRequest bad;
  auto* only = bad.add_field_violations();
  only->set_field("claim.statement");
  only->set_description("is required");
  Attach(status, bad);
  EXPECT_EQ(Text(status),
            "error: claim.statement: is required (STATEMENT) [INVALID_ARGUMENT INVALID_FIELDS]\n");
}

TEST(ErrorTextTest, NamesEveryUnmetPrecondition) {
  absl::Status status =
      ServerError(absl::StatusCode::kFailedPrecondition, "the policy is not met", "POLICY_UNMET");
  google::rpc::PreconditionFailure failure;
  auto* unmet = failure.add_violations();
  unmet->set_type("QUORUM");
  unmet->set_subject("claims/c/verdicts/p");
  unmet->set_description("one more approval");
  Attach(status, failure);
  EXPECT_THAT(Text(status), HasSubstr("  QUORUM claims/c/verdicts/p: one more approval\n"));
}

TEST(ErrorTextTest, SaysHowToMendIt) {
  EXPECT_THAT(
      Text(ServerError(absl::StatusCode::kAborted, "changed", "ETAG_MISMATCH", {{"etag", "abc"}})),
      HasSubstr("--etag abc"));
  EXPECT_THAT(Text(ServerError(absl::StatusCode::kUnauthenticated, "no", "INVALID_CREDENTIALS")),
              HasSubstr("--key-file"));
  EXPECT_THAT(Text(absl::UnavailableError("refused")), HasSubstr("running at h:1"));
}

TEST(ErrorTextTest, SaysAReasonThatIsTheCodeOnce) {
  EXPECT_EQ(Text(ServerError(absl::StatusCode::kAlreadyExists, "there is one", "ALREADY_EXISTS")),
            "error: there is one [ALREADY_EXISTS]\n");
}

TEST(ErrorTextTest, TextFromTheServerCannotPlayWithTheTerminal) {
  EXPECT_THAT(Text(absl::InternalError("\x1b[2J\nerror: fake")), Not(HasSubstr("\x1b")));
}

TEST(ErrorJsonTest, IsOneObjectOnALine) {
  const std::string line = ErrorJson(
      ServerError(absl::StatusCode::kAborted, "changed\xff", "ETAG_MISMATCH", {{"etag", "abc"}}));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["error"]["code"], "ABORTED");
  EXPECT_EQ(json["error"]["reason"], "ETAG_MISMATCH");
  EXPECT_EQ(json["error"]["metadata"]["etag"], "abc");
}

TEST(ExitCodeTest, IsAsDocumented) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("")), 1);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("")), 1);
  EXPECT_EQ(ExitCodeOf(absl::UnknownError("")), 1);
  EXPECT_EQ(ExitCodeOf(UsageError("")), 2);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("")), 3);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("")), 3);
  EXPECT_EQ(ExitCodeOf(ServerError(absl::StatusCode::kUnknown, "", "OUTCOME_UNKNOWN")), 3);
}

TEST(NearestTest, FindsWhatWasMeant) {
  const std::vector<std::string> known = {"claim", "evidence", "--state", "--status"};
  EXPECT_EQ(Nearest("clam", known), "claim");
  EXPECT_EQ(Nearest("evidance", known), "evidence");
  EXPECT_EQ(Nearest("--stat", known), "--state");
  EXPECT_EQ(Nearest("zebra", known), "");
}

}  // namespace
}  // namespace factcheck::cli
