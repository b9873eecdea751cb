#include "server/domain/values/names.h"

#include <algorithm>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/domain/values/violations_of.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void CheckIsId(std::string_view id, bool good) { EXPECT_EQ(IsId(id), good) << id; }

TEST(IdTest, FollowsItsRule) {
  for (std::string_view good : {"a", "0", "a-b", "a--b", "no-apology-2023"}) CheckIsId(good, true);
  CheckIsId(std::string(63, 'a'), true);
  for (std::string_view bad : {"", "-", "-a", "a-", "A", "a_b", "a/b", "a.b", "\xC3\xA9", "a b"}) {
    CheckIsId(bad, false);
  }
  CheckIsId(std::string(64, 'a'), false);
  CheckIsId(std::string_view("a\0b", 3), false);
}

TEST(NewIdTest, IsAnId) {
  const std::string id = NewId(absl::FromUnixSeconds(1'676'808'000));
  EXPECT_EQ(id.size(), 26u);
  EXPECT_TRUE(IsId(id)) << id;
}

TEST(NewIdTest, BeginsWithTheTimeInCrockfordBase32) {
  // The example of the ULID specification's JavaScript package: 1469918176385.
  EXPECT_EQ(NewId(absl::FromUnixMillis(1'469'918'176'385)).substr(0, 10), "01aryz6s41");
  EXPECT_EQ(NewId(absl::UnixEpoch()).substr(0, 10), "0000000000");
  EXPECT_EQ(NewId(absl::FromUnixSeconds(-5)).substr(0, 10), "0000000000");
}

TEST(NewIdTest, SortsByTimeAndNeverRepeats) {
  std::vector<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    ids.push_back(NewId(absl::FromUnixMillis(1'676'808'000'000 + i * 7)));
  }
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  std::set<std::string> same_time;
  for (int i = 0; i < 1000; ++i) same_time.insert(NewId(absl::FromUnixSeconds(1)));
  EXPECT_EQ(same_time.size(), 1000u);
}

TEST(MatchNameTest, GivesTheIds) {
  EXPECT_THAT(*MatchName(kClaimPattern, "claims/a"), ElementsAre("a"));
  EXPECT_THAT(*MatchName(kEvidencePattern, "claims/a/evidence/b-2"), ElementsAre("a", "b-2"));
  EXPECT_THAT(*MatchName(kRevisionPattern, "claims/a/verdicts/b/revisions/2147483647"),
              ElementsAre("a", "b", "2147483647"));
}

void CheckNoMatch(std::string_view pattern, std::string_view name) {
  EXPECT_EQ(MatchName(pattern, name), std::nullopt) << name;
}

TEST(MatchNameTest, RefusesWhatDoesNotFollowThePattern) {
  for (std::string_view name : {"", "claims", "claims/", "claims/A", "/claims/a", "claims/a/",
                                "claims//a", "claim/a", "claims/a/evidence/b", "claims/*"}) {
    CheckNoMatch(kClaimPattern, name);
  }
  for (std::string_view number : {"0", "01", "-1", "+1", "a", "2147483648", "99999999999", ""}) {
    CheckNoMatch(kRevisionPattern, "claims/a/verdicts/b/revisions/" + std::string(number));
  }
}

TEST(ReadNameTest, GivesEmptyIdsWhereItRefuses) {
  Violations violations;
  EXPECT_THAT(ReadName("name", kEvidencePattern, "claims/a", violations), ElementsAre("", ""));
  EXPECT_THAT(ReadName("parent", kClaimPattern, "", violations), ElementsAre(""));
  EXPECT_THAT(testing::FieldsOf(violations), ElementsAre("name", "parent"));
  EXPECT_THAT(testing::Described(violations)[1], "parent: is required: claims/*");
}

TEST(MakeNameTest, IsTheInverseOfMatchName) {
  EXPECT_EQ(MakeName(kEvidencePattern, {"c", "e"}), "claims/c/evidence/e");
  EXPECT_EQ(MakeName(kActorPattern, {"a"}), "actors/a");
}

TEST(CheckIdTest, RequiredOrNot) {
  Violations violations;
  CheckId("a", "", false, violations);
  CheckId("b", "good-id", true, violations);
  EXPECT_THAT(testing::FieldsOf(violations), IsEmpty());
  CheckId("c", "", true, violations);
  CheckId("d", "Bad", false, violations);
  EXPECT_THAT(testing::FieldsOf(violations), ElementsAre("c", "d"));
}

}  // namespace
}  // namespace factcheck::domain
