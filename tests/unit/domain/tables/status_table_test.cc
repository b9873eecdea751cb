#include "server/domain/tables/status_table.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

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
    std::optional<v1::StatusAnswer> answer;
    const StatusTable::Found found = table.Find(id, [&](std::string_view bytes) {
      EXPECT_TRUE(answer.emplace().ParseFromString(std::string(bytes)));
    });
    EXPECT_EQ(found.exists && !found.has_equivalents, answer.has_value());
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
  const auto unused = [](std::string_view) { FAIL() << "it does not say everything"; };
  EXPECT_TRUE(table.Find("a", unused).exists);
  EXPECT_TRUE(table.Find("a", unused).has_equivalents);
  status.add_verdicts();
  Put(keys::Status("a"), status);
  EXPECT_EQ(Answer(table, "a")->matches(0).status().verdicts_size(), 1);
}

TEST_F(StatusTableTest, FindsManyAsItFindsEach) {
  // With a hash that many ids share, rows stand in each other's way.
  const StatusTable::Hash poor = [](std::string_view id) -> uint64_t { return id.size() % 3; };
  for (const StatusTable::Hash hash : {StatusTable::Hash(StatusTable::HashOf), poor}) {
    StatusTable table(hash);
    ASSERT_TRUE(table.Attach(&engine()).ok());
    std::vector<std::string> ids;
    for (int i = 0; i < 200; ++i) {
      ids.push_back(StrCat("c", i * i));
      // Every seventh was merged into the one before it, and some are not there.
      if (i % 7 == 6) {
        PutStatus(ids.back(), ids[ids.size() - 2]);
      } else if (i % 11 != 0) {
        PutStatus(ids.back(), ids.back(),
                  i % 5 == 0 ? v1::ClaimStatus::STATE_UNKNOWN : v1::ClaimStatus::STATE_CHECKED);
      }
    }
    ids.push_back(ids.front());
    const std::vector<std::string_view> asked(ids.begin(), ids.end());
    std::vector<std::pair<StatusTable::Found, std::string>> found;
    EXPECT_TRUE(table.FindEach(
        asked, [&](std::string_view id, StatusTable::Found one, std::string_view answer) {
          EXPECT_EQ(id, asked[found.size()]);
          found.emplace_back(one, answer);
          return true;
        }));
    ASSERT_EQ(found.size(), asked.size());
    int answered = 0;
    for (size_t i = 0; i < asked.size(); ++i) {
      std::string alone;
      const StatusTable::Found one =
          table.Find(asked[i], [&](std::string_view bytes) { alone = std::string(bytes); });
      EXPECT_EQ(found[i].first.exists, one.exists) << asked[i];
      EXPECT_EQ(found[i].second, alone) << asked[i];
      answered += one.exists ? 1 : 0;
    }
    EXPECT_GT(answered, 100);
    size_t calls = 0;
    EXPECT_FALSE(table.FindEach(asked, [&](auto, auto, auto) { return ++calls < 70; }));
    EXPECT_EQ(calls, 70u);
  }
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
