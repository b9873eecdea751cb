#include "server/domain/verdicts/policy.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace factcheck::domain {
namespace {

using Revision = v1::VerdictRevision;

v1::PublisherPolicy Policy(int quorum, int origins = 0) {
  v1::PublisherPolicy policy;
  policy.set_quorum(quorum);
  policy.set_minimum_origins(origins);
  return policy;
}

// Approvals: "a b" by a and b, "s!" by a standards editor, "-a" void, "?a" wants changes.
// Always written by `author`.
Revision Reviewed(const std::vector<std::string>& approvals,
                  Revision::Kind kind = Revision::KIND_INITIAL) {
  Revision revision;
  revision.set_kind(kind);
  revision.add_editors("actors/author");
  for (std::string reviewer : approvals) {
    v1::Review* review = revision.add_reviews();
    review->set_decision(v1::Review::DECISION_APPROVED);
    if (reviewer.front() == '-') review->set_voided(true);
    if (reviewer.front() == '?') review->set_decision(v1::Review::DECISION_CHANGES_REQUESTED);
    if (reviewer.front() == '-' || reviewer.front() == '?') reviewer.erase(0, 1);
    if (reviewer.back() == '!') {
      review->set_standards_editor(true);
      reviewer.pop_back();
    }
    review->set_reviewer("actors/" + reviewer);
  }
  return revision;
}

Revision Rated(Revision revision, const std::string& code, v1::NormalRating normal,
               const std::string& scale_version = "publishers/p/ratingScales/s/versions/1") {
  revision.mutable_rating()->set_code(code);
  revision.mutable_rating()->set_normal(normal);
  revision.mutable_rating()->set_scale_version(scale_version);
  return revision;
}

void CheckUnmet(const v1::PublisherPolicy& policy, const Revision& revision,
                const Revision* published, int origins, const std::vector<std::string>& expected) {
  std::vector<std::string> names;
  for (const UnmetRule& rule : UnmetRules({policy, revision, published, origins})) {
    names.emplace_back(RuleName(rule.rule));
    EXPECT_FALSE(rule.description.empty());
  }
  EXPECT_THAT(names, ::testing::ElementsAreArray(expected));
}

TEST(PolicyTest, QuorumCountsDistinctApprovalsThatStand) {
  CheckUnmet(Policy(1), Reviewed({}), nullptr, 0, {"QUORUM", "FOUR_EYES"});
  CheckUnmet(Policy(1), Reviewed({"a"}), nullptr, 0, {});
  CheckUnmet(Policy(1), Reviewed({"-a"}), nullptr, 0, {"QUORUM", "FOUR_EYES"});
  CheckUnmet(Policy(1), Reviewed({"?a"}), nullptr, 0, {"QUORUM", "FOUR_EYES"});
  CheckUnmet(Policy(1), Reviewed({"author"}), nullptr, 0, {"QUORUM", "FOUR_EYES"});
  CheckUnmet(Policy(2), Reviewed({"a"}), nullptr, 0, {"QUORUM"});
  CheckUnmet(Policy(2), Reviewed({"a", "a"}), nullptr, 0, {"QUORUM"});
  CheckUnmet(Policy(2), Reviewed({"a", "-b"}), nullptr, 0, {"QUORUM"});
  CheckUnmet(Policy(2), Reviewed({"a", "b"}), nullptr, 0, {});
  CheckUnmet(Policy(0), Reviewed({}), nullptr, 0, {"QUORUM", "FOUR_EYES"});
  CheckUnmet(Policy(0), Reviewed({"a"}), nullptr, 0, {});
}

TEST(PolicyTest, OriginsCountButForRetractions) {
  CheckUnmet(Policy(1, 2), Reviewed({"a"}), nullptr, 1, {"MINIMUM_ORIGINS"});
  CheckUnmet(Policy(1, 2), Reviewed({"a"}), nullptr, 2, {});
  const Revision published;
  CheckUnmet(Policy(1, 2), Reviewed({"a"}, Revision::KIND_RETRACTION), &published, 0, {});
}

TEST(PolicyTest, StandardsEditorForRetractions) {
  v1::PublisherPolicy policy = Policy(1);
  const Revision published = Rated({}, "false", v1::NORMAL_RATING_FALSE);
  CheckUnmet(policy, Reviewed({"a"}, Revision::KIND_RETRACTION), &published, 0, {});
  policy.set_standards_editor_for_retraction(true);
  CheckUnmet(policy, Reviewed({"a"}, Revision::KIND_RETRACTION), &published, 0,
             {"STANDARDS_EDITOR"});
  CheckUnmet(policy, Reviewed({"s!"}, Revision::KIND_RETRACTION), &published, 0, {});
  CheckUnmet(policy, Reviewed({"a", "-s!"}, Revision::KIND_RETRACTION), &published, 0,
             {"STANDARDS_EDITOR"});
  CheckUnmet(policy, Reviewed({"a"}), nullptr, 0, {});
  CheckUnmet(policy, Reviewed({"a"}, Revision::KIND_CORRECTION), &published, 0, {});
}

TEST(PolicyTest, StandardsEditorForCorrections) {
  v1::PublisherPolicy policy = Policy(1);
  policy.set_standards_editor_for_correction(true);
  const Revision published;
  CheckUnmet(policy, Reviewed({"a"}, Revision::KIND_CORRECTION), &published, 0,
             {"STANDARDS_EDITOR"});
  CheckUnmet(policy, Reviewed({"s!"}, Revision::KIND_CORRECTION), &published, 0, {});
  CheckUnmet(policy, Reviewed({"a"}, Revision::KIND_UPDATE), &published, 0, {});
  CheckUnmet(policy, Reviewed({"a"}), nullptr, 0, {});
}

TEST(PolicyTest, StandardsEditorForRatingChanges) {
  v1::PublisherPolicy policy = Policy(1);
  policy.set_standards_editor_for_rating_change(true);
  const Revision update = Reviewed({"a"}, Revision::KIND_UPDATE);
  const Revision was_false = Rated({}, "false", v1::NORMAL_RATING_FALSE);
  const Revision unrated;
  const std::vector<std::string> reserved = {"STANDARDS_EDITOR"};
  CheckUnmet(policy, Rated(update, "true", v1::NORMAL_RATING_TRUE), &was_false, 0, reserved);
  CheckUnmet(policy, update, &was_false, 0, reserved);
  CheckUnmet(policy, Rated(update, "false", v1::NORMAL_RATING_FALSE), &unrated, 0, reserved);
  CheckUnmet(policy, Rated(update, "false", v1::NORMAL_RATING_MIXED), &was_false, 0, reserved);
  CheckUnmet(
      policy,
      Rated(update, "false", v1::NORMAL_RATING_FALSE, "publishers/p/ratingScales/other/versions/1"),
      &was_false, 0, reserved);
  CheckUnmet(policy, Rated(update, "false", v1::NORMAL_RATING_FALSE), &was_false, 0, {});
  CheckUnmet(
      policy,
      Rated(update, "false", v1::NORMAL_RATING_FALSE, "publishers/p/ratingScales/s/versions/2"),
      &was_false, 0, {});
  CheckUnmet(policy, update, &unrated, 0, {});
  CheckUnmet(policy, Rated(Reviewed({"a"}), "true", v1::NORMAL_RATING_TRUE), nullptr, 0, {});
  // What a retraction needs is a rule of its own.
  CheckUnmet(policy, Reviewed({"a"}, Revision::KIND_RETRACTION), &was_false, 0, {});
}

TEST(PolicyTest, AllUnmetRulesAreNamed) {
  v1::PublisherPolicy policy = Policy(3, 2);
  policy.set_standards_editor_for_correction(true);
  const Revision published;
  CheckUnmet(policy, Reviewed({}, Revision::KIND_CORRECTION), &published, 0,
             {"QUORUM", "FOUR_EYES", "MINIMUM_ORIGINS", "STANDARDS_EDITOR"});
}

}  // namespace
}  // namespace factcheck::domain
