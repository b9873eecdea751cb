#include "server/feed/filter.h"

#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/values/check.h"
#include "server/domain/values/lower_case.h"
#include "server/domain/values/names.h"
#include "server/feed/rights.h"

namespace factcheck::feed {
namespace {

using domain::Violations;
using storage::v1::Change;

constexpr size_t kMaxTopicBytes = 100;

template <typename Set>
void ReadIds(std::string_view field, int max, std::string_view pattern,
             const google::protobuf::RepeatedPtrField<std::string>& names, Set& ids,
             Violations& violations) {
  if (!domain::CheckCount(field, names.size(), max, violations)) return;
  for (int i = 0; i < names.size(); ++i) {
    const std::string place = StrCat(field, "[", i, "]");
    const size_t before = violations.count();
    std::string id = domain::ReadName(place, pattern, names[i], violations).front();
    if (violations.count() == before && !ids.insert(std::move(id)).second) {
      violations.Add(place, "is there twice");
    }
  }
}

v1::Change::Kind KindOfState(const Change& change) {
  if (change.claim_state() == v1::Claim::STATE_DELETED) return v1::Change::KIND_CLAIM_DELETED;
  if (change.claim_state() == v1::Claim::STATE_MERGED) return v1::Change::KIND_CLAIM_MERGED;
  if (change.previous_claim_state() == v1::Claim::STATE_DELETED) {
    return v1::Change::KIND_CLAIM_UNDELETED;
  }
  if (change.previous_claim_state() == v1::Claim::STATE_MERGED) {
    return v1::Change::KIND_CLAIM_UNMERGED;
  }
  return v1::Change::KIND_CLAIM_STATE_CHANGED;
}

}  // namespace

v1::Change::Kind KindOf(const Change& change) {
  switch (change.kind()) {
    case Change::KIND_CLAIM_CREATED:
      return v1::Change::KIND_CLAIM_CREATED;
    case Change::KIND_CLAIM_UPDATED:
      return v1::Change::KIND_CLAIM_UPDATED;
    case Change::KIND_CLAIM_STATE_CHANGED:
      return KindOfState(change);
    case Change::KIND_EVIDENCE_ADDED:
      return v1::Change::KIND_EVIDENCE_ADDED;
    case Change::KIND_EVIDENCE_UPDATED:
      return v1::Change::KIND_EVIDENCE_UPDATED;
    case Change::KIND_EVIDENCE_WITHDRAWN:
      return v1::Change::KIND_EVIDENCE_WITHDRAWN;
    case Change::KIND_RELATIONSHIP_SUGGESTED:
      return v1::Change::KIND_RELATIONSHIP_SUGGESTED;
    case Change::KIND_RELATIONSHIP_CONFIRMED:
      return v1::Change::KIND_RELATIONSHIP_CONFIRMED;
    case Change::KIND_RELATIONSHIP_REJECTED:
      return v1::Change::KIND_RELATIONSHIP_REJECTED;
    case Change::KIND_VERDICT_WORKED_ON:
      return v1::Change::KIND_VERDICT_WORKED_ON;
    case Change::KIND_VERDICT_PUBLISHED:
      return v1::Change::KIND_VERDICT_PUBLISHED;
    case Change::KIND_VERDICT_UPDATED:
      return v1::Change::KIND_VERDICT_UPDATED;
    case Change::KIND_VERDICT_CORRECTED:
      return v1::Change::KIND_VERDICT_CORRECTED;
    case Change::KIND_VERDICT_RETRACTED:
      return v1::Change::KIND_VERDICT_RETRACTED;
    case Change::KIND_VERDICT_STALE:
      return v1::Change::KIND_VERDICT_STALE;
    case Change::KIND_STATUS_CHANGED:
      return v1::Change::KIND_STATUS_CHANGED;
    case Change::KIND_PUBLISHER_CHANGED:
      return IsOfMember(change) ? v1::Change::KIND_MEMBER_CHANGED
                                : v1::Change::KIND_PUBLISHER_CHANGED;
    case Change::KIND_ACCESS_CHANGED:
      return v1::Change::KIND_ACCESS_CHANGED;
    default:
      return v1::Change::KIND_UNSPECIFIED;
  }
}

Filter Filter::Parse(std::string_view field, const v1::ChangeFilter& filter,
                     Violations& violations) {
  Filter parsed;
  const std::string kinds = StrCat(field, ".kinds");
  if (domain::CheckCount(kinds, filter.kinds_size(), kMaxFilterKinds, violations)) {
    for (int i = 0; i < filter.kinds_size(); ++i) {
      const std::string place = StrCat(kinds, "[", i, "]");
      // Numbers that are no kind are found by Violations' constructor.
      if (!v1::Change::Kind_IsValid(filter.kinds(i))) continue;
      domain::CheckSet(place, filter.kinds(i), violations);
      const uint64_t bit = uint64_t{1} << static_cast<unsigned>(filter.kinds(i));
      if ((parsed.kinds_ & bit) != 0) violations.Add(place, "is there twice");
      parsed.kinds_ |= bit;
    }
  }
  ReadIds(StrCat(field, ".publishers"), kMaxFilterPublishers, domain::kPublisherPattern,
          filter.publishers(), parsed.publishers_, violations);
  ReadIds(StrCat(field, ".claims"), kMaxFilterClaims, domain::kClaimPattern, filter.claims(),
          parsed.claims_, violations);
  auto topics = filter.topics();
  domain::CheckTexts(StrCat(field, ".topics"), kMaxFilterTopics, {.max_bytes = kMaxTopicBytes},
                     &topics, violations);
  for (const std::string& topic : topics) parsed.topics_.insert(domain::LowerCase(topic));
  return parsed;
}

bool Filter::MaySelect(const Change& change) const {
  const v1::Change::Kind kind = KindOf(change);
  if (kind == v1::Change::KIND_UNSPECIFIED || !SelectsKind(kind)) return false;
  if (!claims_.empty() && !claims_.contains(change.claim())) return false;
  if (!topics_.empty() && change.claim().empty()) return false;
  // Whose verdicts a status names is not in the log.
  return publishers_.empty() || kind == v1::Change::KIND_STATUS_CHANGED ||
         publishers_.contains(change.publisher());
}

}  // namespace factcheck::feed
