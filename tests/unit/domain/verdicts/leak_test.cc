// Nobody but members of the publisher, auditors and admins learns of work in progress.
#include <set>

#include "absl/strings/cord.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using Revision = v1::VerdictRevision;

constexpr std::string_view kSecret = "SECRET";

// A revision of which every text carries `mark`.
Revision Marked(std::string_view mark) {
  Revision revision;
  for (std::string* text : {revision.mutable_title(), revision.mutable_summary(),
                            revision.mutable_explanation(), revision.add_authors()}) {
    *text = std::string(mark);
  }
  revision.set_url(StrCat("https://wire.example/", mark));
  revision.mutable_rating()->set_code("half");
  return revision;
}

class LeakTest : public VerdictsTest {
 protected:
  template <typename Response, typename Request>
  void Look(const domain::Principal& who, const Request& request,
            absl::StatusOr<std::string> (domain::Verdicts::*method)(const domain::Call&,
                                                                    const Request&)) {
    const domain::Call call{who, "factcheck.v1.Verdicts/Read"};
    absl::StatusOr<std::string> bytes = (verdicts_.*method)(call, request);
    const std::string seen = bytes.ok() ? *bytes : bytes.status().ToString();
    EXPECT_EQ(seen.find(kSecret), std::string::npos)
        << who.actor << " " << Request::descriptor()->name();
  }

  void LookEverywhere(const domain::Principal& who) {
    for (std::string_view parent : {"claims/-", "claims/c1"}) {
      for (std::string_view filter :
           {"", "working_state = DRAFT", "NOT working_state = DRAFT", "working_editor = author"}) {
        v1::ListVerdictsRequest list;
        list.set_parent(std::string(parent));
        list.set_filter(std::string(filter));
        Look<v1::ListVerdictsResponse>(who, list, &domain::Verdicts::ListVerdicts);
      }
    }
    v1::ListVerdictRevisionsRequest revisions;
    revisions.set_parent(std::string(kVerdict));
    Look<v1::ListVerdictRevisionsResponse>(who, revisions, &domain::Verdicts::ListVerdictRevisions);
    for (const std::string& token : tokens_seen_) {
      v1::GetVerdictRequest get;
      get.set_name(std::string(kVerdict));
      get.mutable_read_options()->set_token(token);
      Look<v1::Verdict>(who, get, &domain::Verdicts::GetVerdict);
      for (int number = 1; number <= 4; ++number) {
        v1::GetVerdictRevisionRequest revision;
        revision.set_name(StrCat(kVerdict, "/revisions/", number));
        *revision.mutable_read_options() = get.read_options();
        Look<Revision>(who, revision, &domain::Verdicts::GetVerdictRevision);
      }
    }
  }

  // After each step of a verdict's work every outsider looks everywhere, also into the past.
  void Step(const absl::StatusOr<v1::Verdict>& done) {
    const v1::Verdict verdict = Must(done);
    tokens_seen_.push_back(verdict.consistency_token());
    for (const domain::Principal& who : {consumer_, rival_, roaming_, rival_robot_, nobody_}) {
      LookEverywhere(who);
      EXPECT_EQ(List(who, "working_state = DRAFT OR working_editor = author")->total_size(), 0);
      EXPECT_EQ(List(who, "embargo_time > 2000-01-01")->total_size(), 0);
      EXPECT_EQ(List(who)->total_size(), Get(who).ok() ? 1 : 0);
    }
    EXPECT_EQ(StatusOf().SerializeAsString().find(kSecret), std::string::npos);
  }

  const domain::Principal roaming_ =
      Somebody("roaming", {v1::ROLE_FACT_CHECKER, v1::ROLE_REVIEWER, v1::ROLE_STANDARDS_EDITOR,
                           v1::ROLE_PUBLISHER, v1::ROLE_AI_ASSISTANT});
  const domain::Principal rival_robot_ =
      MemberOf("desk", "rival-robot", {v1::ROLE_AI_ASSISTANT}, v1::ACTOR_KIND_AI);
  const domain::Principal nobody_ = MemberOf("wire", "nobody", {v1::ROLE_CONSUMER});
  std::vector<std::string> tokens_seen_;
};

TEST_F(LeakTest, OutsidersSeeOnlyWhatWasPublished) {
  PutRestricted("hidden", "wire");
  Revision first = Marked("open");
  first.add_citations()->set_evidence("claims/c1/evidence/hidden");
  first.mutable_citations(0)->set_note("SECRET note");
  Step(Draft(author_, Marked("SECRET")));
  Step(Discard(author_));
  // From here on the text is meant for all; how it came about is not.
  Step(Draft(author_, Marked("SECRET-draft")));
  Step(Update(author2_, first));
  Step(Submit(author_));
  v1::RequestChangesRequest back;
  back.set_name(std::string(kVerdict));
  back.set_comment("SECRET comment");
  Step(Await<v1::Verdict>(verdicts_, &domain::Verdicts::RequestChanges, reviewer_, back));
  Step(Submit(author_));
  Step(Approve(reviewer_));
  Step(Publish(publisher_, clock().Now() + absl::Hours(1)));
  Step(Publish(publisher_));
  Step(Correct(author_, Marked("SECRET-correction")));
  Step(Submit(author_));
  Step(Publish(standards_, clock().Now() + absl::Hours(1), "SECRET urgency"));
  Step(Update(author_, Marked("corrected")));
  Step(Submit(author_));
  Step(Approve(reviewer2_));
  Step(Publish(publisher_));
  Step(Retract(author_));
  Step(Update(author_, Text("SECRET reasons")));
  const auto shown = Must(Get(consumer_));
  EXPECT_EQ(shown.published().summary(), "corrected");
  EXPECT_EQ(shown.published().citations_size(), 0);
}

TEST_F(LeakTest, EtagsTimesAndTotalsDoNotTellOfDrafting) {
  PublishFirst(Text("No."));
  const std::string before = List(rival_)->SerializeAsString();
  clock().Advance(absl::Hours(1));
  Must(Correct(author_, Text("SECRET")));
  EXPECT_EQ(List(rival_)->SerializeAsString(), before);
  PutClaim("c2", v1::Claim::STATE_ACCEPTED);
  Must(Draft(author_, Text("SECRET"), "c2"));
  EXPECT_EQ(List(rival_)->SerializeAsString(), before);
  EXPECT_EQ(List(rival_, "", "claims/c2")->SerializeAsString(), "");
}

TEST_F(LeakTest, AuditorsSeeAndDoNothing) {
  Must(Draft(author_, Text("one")));
  EXPECT_EQ(Must(Get(auditor_)).working().summary(), "one");
  EXPECT_EQ(List(auditor_, "working_state = DRAFT")->total_size(), 1);
  std::set<std::string> reasons;
  for (const absl::Status& status :
       {Update(auditor_, Text("two")).status(), Submit(auditor_).status(),
        Approve(auditor_).status(), SendBack(auditor_).status(), Publish(auditor_).status(),
        Publish(auditor_, std::nullopt, "urgent").status(), Discard(auditor_).status()}) {
    reasons.insert(ReasonName(status));
  }
  EXPECT_THAT(reasons, ::testing::ElementsAre("MISSING_ROLE"));
}

TEST_F(LeakTest, WhatIsHiddenAndWhatIsNotThereAreRefusedAlike) {
  Must(Draft(author_, Text("one")));
  const auto refusals = [&](std::string_view claim) {
    const std::string name = StrCat("claims/", claim, "/verdicts/wire");
    std::vector<std::string> texts;
    for (const absl::Status& status :
         {Get(rival_, name).status(), Update(rival_, {}, {}, name).status(),
          Submit(rival_, name).status(), Approve(rival_, name).status(),
          SendBack(rival_, name).status(), Publish(rival_, std::nullopt, "", name).status(),
          Correct(rival_, {}, Revision::KIND_UPDATE, name).status(), Retract(rival_, name).status(),
          Discard(rival_, name).status()}) {
      // Everything that goes on the wire, with the names alike.
      std::set<std::string> payloads;
      status.ForEachPayload([&](absl::string_view type, const absl::Cord& bytes) {
        payloads.insert(StrCat(type, std::string(bytes)));
      });
      std::string text(status.message());
      for (const std::string& payload : payloads) text += payload;
      for (size_t at; (at = text.find(claim)) != std::string::npos;) text.replace(at, 2, "..");
      texts.push_back(std::move(text));
    }
    return texts;
  };
  PutClaim("c2", v1::Claim::STATE_ACCEPTED);
  EXPECT_EQ(refusals("c1"), refusals("c2"));
}

}  // namespace
}  // namespace factcheck::testing
