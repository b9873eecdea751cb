#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "factcheck/v1/actor.pb.h"
#include "server/domain/values/error.h"
#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

using domain::Claims;
namespace keys = domain::keys;
using Change = storage::v1::Change;

class TriageTest : public ClaimsTest {
 protected:
  void PutActor(std::string_view id, bool disabled = false) {
    v1::Actor actor;
    actor.set_name(StrCat("actors/", id));
    actor.set_kind(v1::ACTOR_KIND_HUMAN);
    actor.set_disabled(disabled);
    Put(keys::Actor(id), actor);
  }
  // The kinds of the newest log record.
  std::vector<Change::Kind> Logged() {
    std::vector<Change::Kind> kinds;
    const storage::v1::LogRecord newest = Log().back();
    for (const Change& change : newest.changes()) kinds.push_back(change.kind());
    return kinds;
  }
  // Every triage command on claim c1, by somebody.
  std::map<std::string, std::function<absl::Status(const domain::Principal&)>> Commands(
      std::string_view name = "claims/c1", std::string_view etag = "") {
    std::map<std::string, std::function<absl::Status(const domain::Principal&)>> commands;
    const auto add = [&](const char* label, auto method, auto request) {
      request.set_name(std::string(name));
      request.set_etag(std::string(etag));
      commands[label] = [this, method, request](const domain::Principal& who) {
        return Await<v1::Claim>(claims_, method, who, request).status();
      };
    };
    add("accept", &Claims::AcceptClaim, v1::AcceptClaimRequest());
    v1::DeclineClaimRequest decline;
    decline.set_decline_reason(v1::Claim::DECLINE_REASON_SPAM);
    add("decline", &Claims::DeclineClaim, decline);
    v1::ReopenClaimRequest reopen;
    reopen.set_reason("why");
    add("reopen", &Claims::ReopenClaim, reopen);
    add("assign", &Claims::AssignClaim, v1::AssignClaimRequest());
    v1::MergeClaimRequest merge;
    merge.set_target("claims/c2");
    add("merge", &Claims::MergeClaim, merge);
    add("delete", &Claims::DeleteClaim, v1::DeleteClaimRequest());
    add("undelete", &Claims::UndeleteClaim, v1::UndeleteClaimRequest());
    return commands;
  }
};

TEST_F(TriageTest, AcceptedClaimIsInProgress) {
  const v1::Claim created = Create("c1");
  const v1::Claim accepted = *Accept(checker_, "c1", created.etag(), "ours");
  EXPECT_EQ(accepted.state(), v1::Claim::STATE_ACCEPTED);
  EXPECT_EQ(accepted.triage_note(), "ours");
  EXPECT_EQ(accepted.create_time().nanos(), created.create_time().nanos());
  EXPECT_NE(accepted.etag(), created.etag());
  EXPECT_EQ(StatusOf("c1").state(), v1::ClaimStatus::STATE_IN_PROGRESS);
  EXPECT_EQ(Logged(), (std::vector<Change::Kind>{Change::KIND_CLAIM_STATE_CHANGED,
                                                 Change::KIND_STATUS_CHANGED}));
  EXPECT_EQ(Log().back().meta().reason(), "ours");
  EXPECT_EQ(Log().back().changes(0).previous_claim_state(), v1::Claim::STATE_RECEIVED);
  EXPECT_EQ(Log().back().changes(0).claim_state(), v1::Claim::STATE_ACCEPTED);
  EXPECT_FALSE(Log().back().changes(0).colleagues_only());
}

TEST_F(TriageTest, DeclinedClaimSaysWhyAndComesBack) {
  Create("c1");
  EXPECT_EQ(Decline("c1")->decline_reason(), v1::Claim::DECLINE_REASON_NOT_CHECKABLE);
  EXPECT_EQ(StatusOf("c1").state(), v1::ClaimStatus::STATE_DECLINED);
  const v1::Claim reopened = *Reopen("c1");
  EXPECT_EQ(reopened.state(), v1::Claim::STATE_RECEIVED);
  EXPECT_EQ(reopened.triage_note(), "new facts");
  EXPECT_EQ(StatusOf("c1").state(), v1::ClaimStatus::STATE_RECEIVED);
}

TEST_F(TriageTest, NothingPublishedIsDeclinedOrDeleted) {
  Create("c1");
  ASSERT_TRUE(Accept("c1").ok());
  Publish("c1", "reuters");
  EXPECT_EQ(ReasonName(Decline("c1").status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(Delete("c1").status()), "ILLEGAL_TRANSITION");
  Publish("c1", "reuters", v1::NORMAL_RATING_UNSPECIFIED, v1::Verdict::STATE_RETRACTED);
  EXPECT_EQ(ReasonName(Delete("c1").status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(Stored("c1").state(), v1::Claim::STATE_ACCEPTED);
}

TEST_F(TriageTest, VerdictOfAMergedClaimKeepsItsTargetToo) {
  Create("c1");
  Create("c2");
  Publish("c1", "reuters");
  ASSERT_TRUE(Merge("c1", "c2").ok());
  EXPECT_EQ(ReasonName(Decline("c2").status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonName(Delete("c2").status()), "ILLEGAL_TRANSITION");
}

TEST_F(TriageTest, DeletedClaimExistsForColleaguesAlone) {
  v1::Claim given = GoodClaim();
  *given.add_appearances() = AppearanceAt("https://example.org/a");
  Create("c1", given);
  ASSERT_TRUE(Accept("c1").ok());
  const v1::Claim deleted = *Delete("c1");
  EXPECT_EQ(deleted.state(), v1::Claim::STATE_DELETED);
  EXPECT_EQ(deleted.delete_time().seconds(), deleted.update_time().seconds());
  EXPECT_EQ(StatusOf("c1").state(), v1::ClaimStatus::STATE_UNKNOWN);
  // As a claim that never was.
  EXPECT_EQ(Get(consumer_, "c1").status(), domain::NotFound("claims/c1"));
  EXPECT_EQ(Get(consumer_, "absent").status(), domain::NotFound("claims/absent"));
  EXPECT_TRUE(Get(contributor_, "c1").ok());

  const v1::Claim back = *Undelete("c1");
  EXPECT_EQ(back.state(), v1::Claim::STATE_ACCEPTED);
  EXPECT_FALSE(back.has_delete_time());
  EXPECT_TRUE(Get(consumer_, "c1").ok());
  EXPECT_EQ(StatusOf("c1").state(), v1::ClaimStatus::STATE_IN_PROGRESS);
}

TEST_F(TriageTest, DraftsDoNotStandInTheWayOfADeletion) {
  Create("c1");
  v1::Verdict draft;
  draft.set_state(v1::Verdict::STATE_UNPUBLISHED);
  draft.mutable_working()->set_title("secret");
  Put(keys::WorkVerdict("c1", "afp"), draft);
  EXPECT_TRUE(Delete("c1").ok());
}

TEST_F(TriageTest, AssigneeIsAnActorWhoCanWork) {
  Create("c1");
  PutActor("anna");
  PutActor("gone", /*disabled=*/true);
  EXPECT_EQ(Assign("c1", "actors/anna")->assignee(), "actors/anna");
  // Who works on it is not for everybody to know, nor that it changed.
  EXPECT_TRUE(Log().back().changes(0).colleagues_only());
  EXPECT_EQ(Logged(), std::vector<Change::Kind>{Change::KIND_CLAIM_UPDATED});
  const uint64_t version = engine().LatestVersion().value;
  EXPECT_EQ(Assign("c1", "actors/anna")->assignee(), "actors/anna");
  EXPECT_EQ(engine().LatestVersion().value, version) << "no change, no commit";
  for (const char* nobody : {"actors/nobody", "actors/gone", "anna"}) {
    EXPECT_EQ(ViolatedFields(Assign("c1", nobody).status()), std::vector<std::string>{"assignee"})
        << nobody;
  }
  EXPECT_FALSE(Get(consumer_, "c1")->has_delete_time());
  EXPECT_EQ(Get(consumer_, "c1")->assignee(), "");
  EXPECT_EQ(Assign("c1", "")->assignee(), "");
}

TEST_F(TriageTest, AiAssistantsDecideNothing) {
  Create("c1");
  Create("c2");
  const uint64_t version = engine().LatestVersion().value;
  for (const auto& [label, command] : Commands()) {
    const absl::Status status = command(assistant_);
    EXPECT_EQ(ReasonName(status), "AI_NOT_ALLOWED") << label;
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  }
  EXPECT_EQ(engine().LatestVersion().value, version);
}

TEST_F(TriageTest, ExistenceComesBeforePermission) {
  for (const auto& [label, command] : Commands("claims/absent")) {
    EXPECT_EQ(ReasonName(command(assistant_)), "RESOURCE_NOT_FOUND") << label;
    EXPECT_EQ(ReasonName(command(checker_)), "RESOURCE_NOT_FOUND") << label;
  }
}

TEST_F(TriageTest, StaleEtagStopsEveryCommand) {
  const v1::Claim created = Create("c1");
  Create("c2");
  ASSERT_TRUE(AddAppearance("c1", "https://example.org/").ok());
  for (const auto& [label, command] : Commands("claims/c1", created.etag())) {
    const absl::Status status = command(checker_);
    EXPECT_EQ(ReasonName(status), "ETAG_MISMATCH") << label;
    EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  }
}

TEST_F(TriageTest, MalformedRequestsAreToldOfAllFields) {
  for (const auto& [label, command] : Commands("c1", "not-an-etag")) {
    const std::vector<std::string> fields = ViolatedFields(command(checker_));
    EXPECT_THAT(fields, ::testing::IsSupersetOf({"name", "etag"})) << label;
  }
  v1::ReopenClaimRequest reopen;
  reopen.set_name("claims/c1");
  EXPECT_EQ(
      ViolatedFields(Await<v1::Claim>(claims_, &Claims::ReopenClaim, checker_, reopen).status()),
      std::vector<std::string>{"reason"});
  v1::DeclineClaimRequest decline;
  decline.set_name("claims/c1");
  decline.set_note(std::string(2001, 'x'));
  EXPECT_EQ(
      ViolatedFields(Await<v1::Claim>(claims_, &Claims::DeclineClaim, checker_, decline).status()),
      (std::vector<std::string>{"decline_reason", "note"}));
}

}  // namespace
}  // namespace factcheck::testing
