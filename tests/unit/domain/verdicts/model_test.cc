// Random walks of a whole newsroom against a small model of what must happen.
#include <algorithm>
#include <functional>
#include <optional>
#include <random>
#include <set>

#include "server/domain/verdicts/scheduler.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using Revision = v1::VerdictRevision;
using domain::Principal;

// The verdict of one publisher, as the rules of the API say it.
struct Model {
  struct Work {
    Revision::State state = Revision::STATE_DRAFT;
    Revision::Kind kind = Revision::KIND_INITIAL;
    std::string text;
    std::set<std::string> editors;
    std::set<std::string> approvals;  // Those that stand.
    std::optional<absl::Time> embargo;
  };
  v1::Verdict::State state = v1::Verdict::STATE_UNPUBLISHED;
  std::optional<Work> work;
  std::string published;  // Text in force.
  std::vector<std::string> history;
  int begun = 0;
  bool exists = false;

  bool PolicyMet(size_t quorum) const {
    const bool reserved = work->kind == Revision::KIND_RETRACTION;
    const bool by_editor =
        work->approvals.contains("standards") || work->approvals.contains("chief");
    return work->approvals.size() >= quorum && (!reserved || by_editor);
  }
  void Begin(Revision::Kind kind, const std::string& text, const std::string& who) {
    work = Work{};
    work->kind = kind;
    work->text = text;
    work->editors.insert(who);
    ++begun;
    exists = true;
  }
  void BackToDraft() {
    work->state = Revision::STATE_DRAFT;
    work->approvals.clear();
    work->embargo.reset();
  }
  void Publish() {
    state = work->kind == Revision::KIND_RETRACTION ? v1::Verdict::STATE_RETRACTED
                                                    : v1::Verdict::STATE_PUBLISHED;
    published = work->text;
    history.push_back(work->text);
    work.reset();
  }
};

class ModelTest : public VerdictsTest {
 protected:
  static constexpr int kSteps = 1500;

  bool Member(const Principal& who) const { return who.SeesWorkOf("wire"); }
  bool Holds(const Principal& who, domain::RoleSet roles) const {
    return who.IsAdmin() || (Member(who) && who.RolesIn("wire").HasAny(roles));
  }
  // What a command is refused with before its verdict's state is looked at; "" if not.
  std::string Refused(const Principal& who, domain::RoleSet roles, bool ai_may = false) const {
    if (!model_.exists || (model_.history.empty() && !Member(who))) return "RESOURCE_NOT_FOUND";
    if (who.IsAi() && !ai_may) return "AI_NOT_ALLOWED";
    if (!Holds(who, roles)) return "MISSING_ROLE";
    return "";
  }
  bool Submitted() const { return model_.work && model_.work->state != Revision::STATE_DRAFT; }

  std::string DoDraft(const Principal& who) {
    const std::string text = NewText();
    std::string expected = "OK";
    if (!Holds(who, {v1::ROLE_FACT_CHECKER, v1::ROLE_AI_ASSISTANT})) {
      expected = "MISSING_ROLE";
    } else if (model_.work || !model_.history.empty()) {
      expected = "ALREADY_EXISTS";
    } else {
      model_.Begin(Revision::KIND_INITIAL, text, who.actor);
    }
    Check(expected, Draft(who, Text(text)).status());
    return "draft";
  }
  std::string DoUpdate(const Principal& who) {
    const std::string text = NewText();
    std::string expected =
        Refused(who, {v1::ROLE_FACT_CHECKER, v1::ROLE_AI_ASSISTANT}, /*ai_may=*/true);
    if (expected.empty() && !model_.work) expected = kIllegal;
    if (expected.empty() && who.IsAi() && Submitted()) expected = "AI_NOT_ALLOWED";
    if (expected.empty()) {
      model_.work->text = text;
      model_.work->editors.insert(who.actor);
      model_.BackToDraft();
    }
    Check(expected, Update(who, Text(text)).status());
    return "update";
  }
  std::string DoSubmit(const Principal& who) {
    std::string expected = Refused(who, {v1::ROLE_FACT_CHECKER});
    if (expected.empty() && (!model_.work || Submitted())) expected = kIllegal;
    if (expected.empty()) model_.work->state = Revision::STATE_IN_REVIEW;
    Check(expected, Submit(who).status());
    return "submit";
  }
  std::string DoApprove(const Principal& who) {
    std::string expected = Refused(who, {v1::ROLE_REVIEWER, v1::ROLE_STANDARDS_EDITOR});
    if (expected.empty() && !Submitted()) expected = kIllegal;
    if (expected.empty() && model_.work->editors.contains(who.actor)) expected = "OWN_REVISION";
    if (expected.empty() && model_.work->approvals.contains(who.actor)) expected = kIllegal;
    if (expected.empty()) {
      model_.work->approvals.insert(who.actor);
      if (model_.work->state == Revision::STATE_IN_REVIEW && model_.PolicyMet(quorum_)) {
        model_.work->state = Revision::STATE_APPROVED;
      }
    }
    Check(expected, Approve(who).status());
    return "approve";
  }
  std::string DoSendBack(const Principal& who) {
    std::string expected = Refused(who, {v1::ROLE_REVIEWER, v1::ROLE_STANDARDS_EDITOR});
    if (expected.empty() && !Submitted()) expected = kIllegal;
    if (expected.empty()) model_.BackToDraft();
    Check(expected, SendBack(who).status());
    return "send back";
  }
  std::string DoPublish(const Principal& who) {
    const bool overrides = Below(4) == 0;
    std::optional<absl::Time> embargo;
    if (Below(2) == 0) embargo = clock().Now() + absl::Minutes(Below(30));
    std::string expected = Refused(who, overrides ? domain::RoleSet{v1::ROLE_STANDARDS_EDITOR}
                                                  : domain::RoleSet{v1::ROLE_PUBLISHER});
    if (expected.empty() && !Submitted()) expected = kIllegal;
    if (expected.empty() && !model_.PolicyMet(quorum_) && !overrides) expected = "POLICY_UNMET";
    if (expected.empty() && model_.PolicyMet(quorum_) && !Holds(who, {v1::ROLE_PUBLISHER})) {
      expected = "MISSING_ROLE";
    }
    if (expected.empty()) {
      model_.work->embargo.reset();
      if (embargo && *embargo > clock().Now()) {
        model_.work->embargo = embargo;
        model_.work->state = Revision::STATE_EMBARGOED;
      } else {
        model_.Publish();
      }
    }
    Check(expected, Publish(who, embargo, overrides ? "urgent" : "").status());
    return "publish";
  }
  std::string DoCorrect(const Principal& who) {
    const std::string text = NewText();
    const auto kind = Below(2) == 0 ? Revision::KIND_UPDATE : Revision::KIND_CORRECTION;
    std::string expected =
        Refused(who, {v1::ROLE_FACT_CHECKER, v1::ROLE_AI_ASSISTANT}, /*ai_may=*/true);
    if (expected.empty() && (model_.work || model_.history.empty())) expected = kIllegal;
    if (expected.empty()) model_.Begin(kind, text, who.actor);
    Check(expected, Correct(who, Text(text), kind).status());
    return "correct";
  }
  std::string DoRetract(const Principal& who) {
    std::string expected = Refused(who, {v1::ROLE_FACT_CHECKER, v1::ROLE_STANDARDS_EDITOR});
    if (expected.empty() && (model_.work || model_.state != v1::Verdict::STATE_PUBLISHED)) {
      expected = kIllegal;
    }
    if (expected.empty()) {
      model_.Begin(Revision::KIND_RETRACTION, "", who.actor);
      model_.work->state = Revision::STATE_IN_REVIEW;
    }
    Check(expected, Retract(who).status());
    return "retract";
  }
  std::string DoDiscard(const Principal& who) {
    std::string expected = Refused(who, {v1::ROLE_FACT_CHECKER, v1::ROLE_STANDARDS_EDITOR});
    if (expected.empty() && !model_.work) expected = kIllegal;
    if (expected.empty()) model_.work.reset();
    Check(expected, Discard(who).status());
    return "discard";
  }
  std::string DoWait() {
    clock().Advance(absl::Minutes(Below(20)));
    if (model_.work && model_.work->embargo && *model_.work->embargo <= clock().Now()) {
      model_.Publish();
    }
    EXPECT_TRUE(scheduler_.RunDue().ok());
    return "wait";
  }
  void PutPolicy() {
    v1::PublisherPolicy policy;
    policy.set_quorum(static_cast<int>(quorum_));
    policy.set_standards_editor_for_retraction(true);
    PutPublisher("wire", policy);
  }

  void Check(const std::string& expected, const absl::Status& actual) {
    EXPECT_EQ(expected.empty() ? "OK" : expected, ReasonName(actual));
  }
  void CheckState() {
    auto work = Get(auditor_);
    ASSERT_EQ(work.ok(), model_.exists);
    if (!model_.exists) return;
    EXPECT_EQ(work->state(), model_.state);
    EXPECT_EQ(work->revision_count(), model_.begun);
    ASSERT_EQ(work->has_working(), model_.work.has_value());
    if (model_.work) {
      EXPECT_EQ(work->working().state(), model_.work->state);
      EXPECT_EQ(work->working().kind(), model_.work->kind);
      EXPECT_EQ(work->working().summary(), model_.work->text);
      EXPECT_EQ(work->working().editors_size(), static_cast<int>(model_.work->editors.size()));
    }
    auto open = Get(consumer_);
    ASSERT_EQ(open.ok(), !model_.history.empty());
    EXPECT_EQ(List(consumer_)->total_size(), open.ok() ? 1 : 0);
    EXPECT_EQ(List(author_)->total_size(), 1);
    if (!open.ok()) return;
    EXPECT_EQ(open->published().summary(), model_.published);
    EXPECT_EQ(open->published_count(), static_cast<int>(model_.history.size()));
    EXPECT_EQ(open->state(), model_.state);
    EXPECT_EQ(StatusOf().verdicts(0).revision(), open->published().number());
  }
  void CheckHistory() {
    std::vector<std::string> public_texts;
    std::string token;
    do {
      auto page = ListRevisions(consumer_, 7, token);
      if (model_.history.empty()) {
        EXPECT_EQ(ReasonName(page.status()), "RESOURCE_NOT_FOUND");
        return;
      }
      ASSERT_TRUE(page.ok());
      for (const Revision& revision : page->revisions()) public_texts.push_back(revision.summary());
      token = page->next_page_token();
    } while (!token.empty());
    std::reverse(public_texts.begin(), public_texts.end());
    EXPECT_EQ(public_texts, model_.history);
  }

  int Below(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
  std::string NewText() { return StrCat("text ", ++texts_); }

  const std::string kIllegal = "ILLEGAL_TRANSITION";
  std::mt19937 random_;
  int texts_ = 0;
  size_t quorum_ = 1;
  Model model_;
  domain::Scheduler scheduler_{&book(), clock().AsFunction(), {}};
};

TEST_F(ModelTest, ARandomWalkDoesWhatTheModelSays) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(StrCat("seed ", seed));
  random_.seed(seed);
  quorum_ = 1 + static_cast<size_t>(Below(2));
  PutPolicy();
  const std::vector<Principal> people = {author_,    author2_,   reviewer_, reviewer2_,
                                         standards_, publisher_, chief_,    ai_,
                                         rival_,     consumer_,  admin_};
  const std::vector<std::function<std::string(const Principal&)>> commands = {
      [&](const Principal& who) { return DoDraft(who); },
      [&](const Principal& who) { return DoUpdate(who); },
      [&](const Principal& who) { return DoSubmit(who); },
      [&](const Principal& who) { return DoSubmit(who); },
      [&](const Principal& who) { return DoApprove(who); },
      [&](const Principal& who) { return DoApprove(who); },
      [&](const Principal& who) { return DoSendBack(who); },
      [&](const Principal& who) { return DoPublish(who); },
      [&](const Principal& who) { return DoPublish(who); },
      [&](const Principal& who) { return DoCorrect(who); },
      [&](const Principal& who) { return DoRetract(who); },
      [&](const Principal& who) { return DoDiscard(who); },
      [&](const Principal&) { return DoWait(); },
  };
  for (int step = 0; step < kSteps; ++step) {
    const Principal& who = people[static_cast<size_t>(Below(static_cast<int>(people.size())))];
    const std::string did =
        commands[static_cast<size_t>(Below(static_cast<int>(commands.size())))](who);
    CheckState();
    ASSERT_FALSE(HasFailure()) << "step " << step << ": " << did << " by " << who.actor;
  }
  CheckHistory();
}

}  // namespace
}  // namespace factcheck::testing
