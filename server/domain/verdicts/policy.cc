#include "server/domain/verdicts/policy.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

struct Approvals {
  int count = 0;
  bool by_standards_editor = false;
};

Approvals CountApprovals(const v1::VerdictRevision& revision) {
  absl::flat_hash_set<std::string> reviewers;
  Approvals approvals;
  for (const v1::Review& review : revision.reviews()) {
    if (review.decision() != v1::Review::DECISION_APPROVED || review.voided()) continue;
    const auto& editors = revision.editors();
    if (std::find(editors.begin(), editors.end(), review.reviewer()) != editors.end()) continue;
    if (reviewers.insert(review.reviewer()).second) ++approvals.count;
    approvals.by_standards_editor |= review.standards_editor();
  }
  return approvals;
}

// Why a standards editor must approve; "" where none must.
std::string_view ReservedBecause(const PolicyInputs& inputs) {
  const v1::PublisherPolicy& policy = inputs.policy;
  const v1::VerdictRevision& revision = inputs.revision;
  const bool retracts = revision.kind() == v1::VerdictRevision::KIND_RETRACTION;
  if (retracts && policy.standards_editor_for_retraction()) return "a retraction";
  if (revision.kind() == v1::VerdictRevision::KIND_CORRECTION &&
      policy.standards_editor_for_correction()) {
    return "a correction";
  }
  // A retraction has no rating; taking it back is ruled on above.
  if (!retracts && policy.standards_editor_for_rating_change() && inputs.published != nullptr &&
      RatesDifferently(revision, *inputs.published)) {
    return "a change of the rating";
  }
  return {};
}

std::string_view ScaleOf(std::string_view version_name) {
  const auto ids = MatchName(kScaleVersionPattern, version_name);
  return ids ? (*ids)[1] : std::string_view();
}

}  // namespace

std::string_view RuleName(PolicyRule rule) {
  switch (rule) {
    case PolicyRule::kQuorum:
      return "QUORUM";
    case PolicyRule::kFourEyes:
      return "FOUR_EYES";
    case PolicyRule::kMinimumOrigins:
      return "MINIMUM_ORIGINS";
    case PolicyRule::kStandardsEditor:
      return "STANDARDS_EDITOR";
  }
  return {};
}

std::vector<UnmetRule> UnmetRules(const PolicyInputs& inputs) {
  std::vector<UnmetRule> unmet;
  const Approvals approvals = CountApprovals(inputs.revision);
  const int quorum = std::max(1, inputs.policy.quorum());
  if (approvals.count < quorum) {
    unmet.push_back({PolicyRule::kQuorum,
                     StrCat("has ", approvals.count, " of ", quorum,
                            " approvals by people who did not write on it; ask for more with "
                            "SubmitVerdict and ApproveVerdict")});
  }
  if (approvals.count == 0) {
    unmet.push_back({PolicyRule::kFourEyes, "nobody but its editors has approved it"});
  }
  if (inputs.revision.kind() != v1::VerdictRevision::KIND_RETRACTION &&
      inputs.origins < inputs.policy.minimum_origins()) {
    unmet.push_back({PolicyRule::kMinimumOrigins,
                     StrCat("cites ", inputs.origins, " of ", inputs.policy.minimum_origins(),
                            " distinct origins; add evidence of other origins and cite it")});
  }
  if (const std::string_view because = ReservedBecause(inputs);
      !because.empty() && !approvals.by_standards_editor) {
    unmet.push_back({PolicyRule::kStandardsEditor,
                     StrCat(because, " needs the approval of a standards editor")});
  }
  return unmet;
}

bool RatesDifferently(const v1::VerdictRevision& a, const v1::VerdictRevision& b) {
  if (a.has_rating() != b.has_rating()) return true;
  if (!a.has_rating()) return false;
  return a.rating().code() != b.rating().code() || a.rating().normal() != b.rating().normal() ||
         ScaleOf(a.rating().scale_version()) != ScaleOf(b.rating().scale_version());
}

}  // namespace factcheck::domain
