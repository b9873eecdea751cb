#include "server/domain/claims/life_cycle.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

#include "server/base/absl_strings.h"
#include "server/domain/core/stamp.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {
namespace {

using factcheck::testing::ReasonName;
using Claim = v1::Claim;

Claim In(Claim::State state) {
  Claim claim;
  claim.set_name("claims/c1");
  claim.set_statement("There was no apology.");
  claim.set_state(state);
  if (state == Claim::STATE_DECLINED) claim.set_decline_reason(Claim::DECLINE_REASON_SPAM);
  if (state == Claim::STATE_MERGED) {
    claim.set_merged_into("claims/c2");
    claim.set_state_before(Claim::STATE_ACCEPTED);
  }
  if (state == Claim::STATE_DELETED) claim.set_state_before(Claim::STATE_ACCEPTED);
  return claim;
}

Claim Target(Claim::State state = Claim::STATE_RECEIVED) {
  Claim target = In(state);
  target.set_name("claims/c2");
  return target;
}

using Command = std::function<absl::StatusOr<Claim>(const Claim&)>;
const std::map<std::string, Command>& Commands() {
  static const auto* const commands = new std::map<std::string, Command>{
      {"accept", [](const Claim& c) { return Accept(c, ""); }},
      {"decline", [](const Claim& c) { return Decline(c, Claim::DECLINE_REASON_SPAM, "", false); }},
      {"decline published",
       [](const Claim& c) { return Decline(c, Claim::DECLINE_REASON_SPAM, "", true); }},
      {"reopen", [](const Claim& c) { return Reopen(c, "why"); }},
      {"assign", [](const Claim& c) { return Assign(c, "actors/a"); }},
      {"merge", [](const Claim& c) { return MergeInto(Target(), c, ""); }},
      {"delete", [](const Claim& c) { return Delete(c, "", false); }},
      {"delete published", [](const Claim& c) { return Delete(c, "", true); }},
      {"undelete", [](const Claim& c) { return Undelete(c); }},
      {"edit",
       [](const Claim& c) -> absl::StatusOr<Claim> {
         absl::Status status = CheckEditable(c);
         if (!status.ok()) return status;
         return c;
       }},
  };
  return *commands;
}

// The state that the command leads to, or the reason of the error.
void CheckCommand(Claim::State from, const std::string& command, const std::string& expected) {
  SCOPED_TRACE(StrCat(command, " in ", Claim::State_Name(from)));
  const absl::StatusOr<Claim> result = Commands().at(command)(In(from));
  const std::string got =
      result.ok() ? Claim::State_Name(result->state()).substr(6) : ReasonName(result.status());
  EXPECT_EQ(got, expected);
}

TEST(LifeCycleTest, EveryCommandInEveryState) {
  constexpr char kIllegal[] = "ILLEGAL_TRANSITION";
  constexpr char kMerged[] = "CLAIM_MERGED";
  struct Row {
    const char* command;
    const char* received;
    const char* accepted;
    const char* declined;
    const char* merged;
    const char* deleted;
  };
  const Row rows[] = {
      {"accept", "ACCEPTED", kIllegal, kIllegal, kMerged, kIllegal},
      {"decline", "DECLINED", "DECLINED", kIllegal, kMerged, kIllegal},
      {"decline published", kIllegal, kIllegal, kIllegal, kMerged, kIllegal},
      {"reopen", kIllegal, kIllegal, "RECEIVED", "ACCEPTED", kIllegal},
      {"assign", "RECEIVED", "ACCEPTED", "DECLINED", kMerged, kIllegal},
      {"merge", "MERGED", "MERGED", "MERGED", kMerged, kIllegal},
      {"delete", "DELETED", "DELETED", "DELETED", kMerged, kIllegal},
      {"delete published", kIllegal, kIllegal, kIllegal, kMerged, kIllegal},
      {"undelete", kIllegal, kIllegal, kIllegal, kIllegal, "ACCEPTED"},
      {"edit", "RECEIVED", "ACCEPTED", "DECLINED", kMerged, kIllegal},
  };
  EXPECT_EQ(std::size(rows), Commands().size());
  for (const Row& row : rows) {
    CheckCommand(Claim::STATE_RECEIVED, row.command, row.received);
    CheckCommand(Claim::STATE_ACCEPTED, row.command, row.accepted);
    CheckCommand(Claim::STATE_DECLINED, row.command, row.declined);
    CheckCommand(Claim::STATE_MERGED, row.command, row.merged);
    CheckCommand(Claim::STATE_DELETED, row.command, row.deleted);
  }
}

TEST(LifeCycleTest, ClaimIsMergedOnlyIntoOneThatStands) {
  const auto merge = [](Claim::State target) {
    return ReasonName(MergeInto(Target(target), In(Claim::STATE_RECEIVED), "").status());
  };
  EXPECT_EQ(merge(Claim::STATE_RECEIVED), "OK");
  EXPECT_EQ(merge(Claim::STATE_ACCEPTED), "OK");
  EXPECT_EQ(merge(Claim::STATE_DECLINED), "ILLEGAL_TRANSITION");
  EXPECT_EQ(merge(Claim::STATE_MERGED), "CLAIM_MERGED");
  EXPECT_EQ(merge(Claim::STATE_DELETED), "ILLEGAL_TRANSITION");
}

TEST(LifeCycleTest, DeclineReasonLastsAsLongAsTheState) {
  const Claim declined = *Decline(In(Claim::STATE_ACCEPTED), Claim::DECLINE_REASON_DUPLICATE, "n",
                                  /*ever_published=*/false);
  EXPECT_EQ(declined.decline_reason(), Claim::DECLINE_REASON_DUPLICATE);
  EXPECT_EQ(declined.triage_note(), "n");
  EXPECT_EQ(Reopen(declined, "r")->decline_reason(), Claim::DECLINE_REASON_UNSPECIFIED);
  EXPECT_EQ(Reopen(declined, "r")->triage_note(), "r");
}

TEST(LifeCycleTest, MergeAndDeletionAreTakenBackWhole) {
  for (Claim::State state : {Claim::STATE_RECEIVED, Claim::STATE_ACCEPTED, Claim::STATE_DECLINED}) {
    const Claim before = In(state);
    const Claim merged = *MergeInto(Target(), before, "");
    EXPECT_EQ(merged.merged_into(), "claims/c2");
    EXPECT_EQ(merged.decline_reason(), Claim::DECLINE_REASON_UNSPECIFIED);
    Claim reopened = *Reopen(merged, "why");
    reopened.clear_triage_note();
    EXPECT_EQ(reopened.SerializeAsString(), before.SerializeAsString());

    const Claim deleted = *Delete(before, "", /*ever_published=*/false);
    EXPECT_TRUE(Stamps::IsCommitTime(deleted.delete_time()));
    EXPECT_EQ(Undelete(deleted)->SerializeAsString(), before.SerializeAsString());
  }
}

TEST(LifeCycleTest, MergedClaimNamesTheOther) {
  const absl::Status status = Accept(In(Claim::STATE_MERGED), "").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("claims/c2"));
  EXPECT_EQ(factcheck::testing::UnmetTypes(status), std::vector<std::string>{"STATE"});
}

}  // namespace
}  // namespace factcheck::domain
