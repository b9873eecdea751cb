#include "server/domain/tables/status_table.h"

#include <gtest/gtest.h>

#include <thread>

#include "factcheck/v1/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::testing {
namespace {

using domain::StatusTable;
namespace keys = domain::keys;

class StatusTableTest : public DomainTest {
 protected:
  v1::ClaimStatus PutStatus(std::string_view id, std::string_view of,
                            v1::ClaimStatus::State state = v1::ClaimStatus::STATE_RECEIVED) {
    v1::ClaimStatus status;
    status.set_claim(StrCat("claims/", of));
    if (id == of) status.set_state(state);
    return Put(keys::Status(id), status);
  }
  // The answer for a claim; nullopt where there is none.
  static std::optional<v1::StatusAnswer> Answer(const StatusTable& table, std::string_view id) {
    std::string bytes = "before";
    if (!table.AppendAnswer(id, bytes).exists) {
      EXPECT_EQ(bytes, "before");
      return std::nullopt;
    }
    v1::StatusAnswer answer;
    EXPECT_TRUE(answer.ParseFromString(bytes.substr(6)));
    return answer;
  }
};

TEST_F(StatusTableTest, AnswersWithTheStoredStatus) {
  const v1::ClaimStatus loaded = PutStatus("a", "a");
  StatusTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  const v1::ClaimStatus followed = PutStatus("b", "b", v1::ClaimStatus::STATE_CHECKED);
  for (const v1::ClaimStatus& status : {loaded, followed}) {
    const auto answer = Answer(table, status.claim().substr(7));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->applicability(), v1::APPLICABILITY_EXACT);
    ASSERT_EQ(answer->matches_size(), 1);
    EXPECT_EQ(answer->matches(0).claim(), status.claim());
    EXPECT_EQ(answer->matches(0).status().SerializeAsString(), status.SerializeAsString());
  }
  EXPECT_EQ(table.size(), 2u);
  EXPECT_GT(table.memory_bytes(), 0u);
}

TEST_F(StatusTableTest, MergedClaimAnswersWithItsTarget) {
  StatusTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  PutStatus("b", "b", v1::ClaimStatus::STATE_CHECKED);
  PutStatus("a", "b");
  EXPECT_EQ(Answer(table, "a")->matches(0).claim(), "claims/b");
  PutStatus("b", "c");
  EXPECT_FALSE(Answer(table, "a")) << "the target is not there";
  PutStatus("c", "a");
  EXPECT_FALSE(Answer(table, "a")) << "a ring ends the search";
}

TEST_F(StatusTableTest, DeletedAndAbsentClaimsAnswerNothing) {
  StatusTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  PutStatus("a", "a", v1::ClaimStatus::STATE_UNKNOWN);
  EXPECT_FALSE(Answer(table, "a"));
  EXPECT_FALSE(Answer(table, "absent"));
}

TEST_F(StatusTableTest, TellsOfEquivalentsWhereTheClaimIsNotChecked) {
  StatusTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  v1::ClaimStatus status;
  status.set_claim("claims/a");
  status.set_state(v1::ClaimStatus::STATE_RECEIVED);
  status.add_equivalent_claims("claims/b");
  Put(keys::Status("a"), status);
  std::string bytes;
  EXPECT_TRUE(table.AppendAnswer("a", bytes).has_equivalents);
  status.add_verdicts();
  Put(keys::Status("a"), status);
  EXPECT_FALSE(table.AppendAnswer("a", bytes).has_equivalents);
}

TEST_F(StatusTableTest, CommitsDuringTheLoadAreNotLost) {
  for (int i = 0; i < 3000; ++i) PutStatus(StrCat("c", i), StrCat("c", i));
  std::thread writer([&] {
    for (int i = 0; i < 3000; ++i) {
      PutStatus(StrCat("c", i), StrCat("c", i), v1::ClaimStatus::STATE_CHECKED);
    }
  });
  StatusTable table;
  ASSERT_TRUE(table.Attach(&engine()).ok());
  writer.join();
  for (int i = 0; i < 3000; ++i) {
    ASSERT_EQ(Answer(table, StrCat("c", i))->matches(0).status().state(),
              v1::ClaimStatus::STATE_CHECKED)
        << i;
  }
}

}  // namespace
}  // namespace factcheck::testing
