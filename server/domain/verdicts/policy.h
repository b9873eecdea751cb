// What a publisher's policy asks of a revision before it may be published. Pure.
#ifndef FACTCHECK_SERVER_DOMAIN_VERDICTS_POLICY_H_
#define FACTCHECK_SERVER_DOMAIN_VERDICTS_POLICY_H_

#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/verdict.pb.h"

namespace factcheck::domain {

enum class PolicyRule {
  kQuorum,           // As many approvals as the policy asks for.
  kFourEyes,         // At least one approval.
  kMinimumOrigins,   // Distinct origins among the evidence cited; not of a retraction.
  kStandardsEditor,  // An approval by a standards editor, where the policy reserves it.
};
// "QUORUM", as errors and Override.waived have it.
std::string_view RuleName(PolicyRule rule);

struct PolicyInputs {
  const v1::PublisherPolicy& policy;     // The publisher's of the moment.
  const v1::VerdictRevision& revision;   // With its reviews and editors.
  const v1::VerdictRevision* published;  // In force; null: none.
  int origins = 0;                       // Distinct origin groups that it cites.
};
struct UnmetRule {
  PolicyRule rule;
  std::string description;
};
// Approvals count that are not void, by distinct people, none of them an editor of
// the revision; their roles were checked when they approved.
std::vector<UnmetRule> UnmetRules(const PolicyInputs& inputs);

// Whether two revisions rate differently: another code, scale or normal form, or one
// without a rating. A new version of the scale alone is no change.
bool RatesDifferently(const v1::VerdictRevision& a, const v1::VerdictRevision& b);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_VERDICTS_POLICY_H_
