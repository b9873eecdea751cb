#include "client/cli/change_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace factcheck::cli {
namespace {

std::string Text(const char* commit_text) {
  v1::Commit commit;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(commit_text, &commit));
  return CommitText(commit, Terminal());
}

TEST(ChangeTextTest, SaysWhatACorrectionChanged) {
  EXPECT_EQ(Text("commit_time { seconds: 60 } "
                 "changes { kind: KIND_VERDICT_CORRECTED name: 'claims/c1/verdicts/wire' "
                 "          revision: 2 previous_revision: 1 overridden: true "
                 "          revision_record { rating { label: 'Half true' } "
                 "                            public_note: 'The number\\nwas wrong.' } "
                 "          previous_revision_record { rating { label: 'True' } } } "
                 "changes { kind: KIND_STATUS_CHANGED name: 'claims/c1' claim: 'claims/c1' "
                 "          status { claim: 'claims/c1' state: STATE_CHECKED "
                 "                   verdicts { publisher: 'publishers/wire' "
                 "                              rating_label: 'Half true' } } }"),
            "1970-01-01 00:01:00Z  VERDICT_CORRECTED     c1/wire #2  True → Half true; "
            "\"The number was wrong.\"  policy overridden\n"
            "1970-01-01 00:01:00Z  STATUS_CHANGED        c1  CHECKED, wire: Half true\n");
}

TEST(ChangeTextTest, SaysWhatBecameOfAClaimAndWhoDidIt) {
  EXPECT_EQ(Text("actor: 'actors/ana' "
                 "changes { kind: KIND_CLAIM_DELETED name: 'claims/c1' "
                 "          claim_state: STATE_DELETED previous_claim_state: STATE_RECEIVED } "
                 "changes { kind: KIND_CLAIM_MERGED name: 'claims/c2' "
                 "          claim_record { merged_into: 'claims/c3' } }"
                 "changes { kind: KIND_STATUS_CHANGED name: 'claims/c2' claim: 'claims/c2' "
                 "          status { claim: 'claims/c3' } }"),
            "1970-01-01 00:00:00Z  CLAIM_DELETED         c1  RECEIVED → DELETED  by ana\n"
            "1970-01-01 00:00:00Z  CLAIM_MERGED          c2  into c3  by ana\n"
            "1970-01-01 00:00:00Z  STATUS_CHANGED        c2  counts for c3  by ana\n");
}

TEST(ChangeTextTest, TextOfStrangersDoesNotPlayWithTheTerminal) {
  EXPECT_EQ(Text("changes { kind: KIND_CLAIM_CREATED name: 'claims/c1' "
                 "          claim_record { statement: 'a\\033[31mred\\nb' } }")
                .find('\033'),
            std::string::npos);
}

}  // namespace
}  // namespace factcheck::cli
