#include "client/cli/view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "factcheck/v1/webhook.pb.h"

namespace factcheck::cli {
namespace {

using ::testing::HasSubstr;

template <typename M>
M Parse(const char* text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(TextAtTest, FollowsPaths) {
  const auto claim = Parse<v1::Claim>(
      "name: 'claims/c' state: STATE_MERGED merged_into: 'claims/d' "
      "claimants { name: 'A' } claimants { name: 'B' } claim_date { year: 2023 month: 2 } "
      "update_time { seconds: 60 } topics: ['x', 'y']");
  struct Case {
    const char* path;
    const char* text;
  };
  const Case cases[] = {
      {"name", "c"},
      {"state", "MERGED"},
      {"claimants.name", "A, B"},
      {"topics", "x, y"},
      {"claim_date", "2023-02"},
      {"update_time", "1970-01-01 00:01:00Z"},
      {"decline_reason|merged_into", "d"},
      {"context", ""},
      {"no_such_field", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(TextAt(claim, c.path), c.text) << c.path;
}

TEST(RecordTextTest, ShowsLengthsOfTimeAsPeopleWriteThem) {
  EXPECT_EQ(
      RecordText(Parse<v1::WebhookAttempt>("http_status: 204 duration { nanos: 71567000 }"), {}),
      "http status  204\n"
      "duration     71.567ms\n");
}

TEST(TableForTest, HasTheColumnsOfTheType) {
  Table table = TableFor(*v1::Claim::descriptor());
  AddTo(table, Parse<v1::Claim>("name: 'claims/c' state: STATE_ACCEPTED statement: 'S'"));
  EXPECT_EQ(table.Render({}), "CLAIM  STATE     STATEMENT\nc      ACCEPTED  S\n");
}

TEST(TableForTest, EveryColumnIsAField) {
  // A path that leads nowhere would show as a column that is always left out.
  Table table = TableFor(*v1::Evidence::descriptor());
  AddTo(table, Parse<v1::Evidence>(
                   "name: 'claims/c/evidence/e' stance: STANCE_REFUTES kind: KIND_PRIMARY "
                   "visibility: VISIBILITY_RESTRICTED publisher: 'P' url: 'https://x.example' "
                   "withdraw_reason: 'W'"));
  for (const char* shown :
       {"c/e", "REFUTES", "PRIMARY", "RESTRICTED", "P", "https://x.example", "W"}) {
    EXPECT_THAT(table.Render({}), HasSubstr(shown));
  }
}

TEST(RecordTextTest, ShowsEveryField) {
  const std::string text =
      RecordText(Parse<v1::Claim>(
                     "name: 'claims/c' statement: 'one\\ntwo' claimants { name: 'A' } "
                     "claimants { name: 'B' kind: KIND_CROWD } etag: 'E' merged_into: 'claims/d'"),
                 {});
  EXPECT_EQ(text,
            "name         claims/c\n"
            "statement\n"
            "    one\n"
            "    two\n"
            "claimants 1\n"
            "  name  A\n"
            "claimants 2\n"
            "  name  B\n"
            "  kind  CROWD\n"
            "merged into  claims/d\n"
            "etag         E\n");
}

TEST(RecordTextTest, ShowsMapsInOrder) {
  const auto statistics = Parse<v1::Statistics>(
      "claims: 3 claims_by_state { key: 'RECEIVED' value: 1 } "
      "claims_by_state { key: 'ACCEPTED' value: 2 }");
  EXPECT_THAT(RecordText(statistics, {}), HasSubstr("ACCEPTED 2, RECEIVED 1"));
}

TEST(RecordTextTest, WrapsOnATerminal) {
  v1::Claim claim;
  claim.set_statement("a statement that is much longer than the terminal is wide, by far");
  const std::string text = RecordText(claim, {.interactive = true, .width = 60});
  EXPECT_EQ(text,
            "statement  a statement that is much longer than the terminal\n"
            "           is wide, by far\n");
}

}  // namespace
}  // namespace factcheck::cli
