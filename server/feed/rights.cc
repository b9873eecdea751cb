#include "server/feed/rights.h"

#include <algorithm>

#include "server/base/absl_strings.h"

namespace factcheck::feed {

using storage::v1::Change;

bool IsOfMember(const Change& change) {
  return change.kind() == Change::KIND_PUBLISHER_CHANGED &&
         change.name().find("/members/") != std::string::npos;
}

Rights::Rights(const domain::Principal& who)
    : colleague_(who.IsStaff()), everything_(who.SeesEverything()) {
  for (const auto& [publisher, roles] : who.memberships) {
    if (who.SeesWorkOf(publisher)) publishers_.push_back(publisher);
  }
  std::sort(publishers_.begin(), publishers_.end());
  if (!colleague_ && !everything_ && publishers_.empty()) return;
  signature_ = everything_ ? "*" : "c";
  if (everything_) return;
  for (const std::string& publisher : publishers_) StrAppend(&signature_, "/", publisher);
}

bool Rights::SeesWorkOf(std::string_view publisher) const {
  return everything_ || std::binary_search(publishers_.begin(), publishers_.end(), publisher);
}

bool Rights::MaySee(const Change& change) const {
  if (everything_) return true;
  if (change.kind() == Change::KIND_ACCESS_CHANGED) return false;
  if (change.kind() == Change::KIND_VERDICT_WORKED_ON || IsOfMember(change)) {
    return SeesWorkOf(change.publisher());
  }
  if (change.colleagues_only() && !colleague_) return false;
  if (!change.restricted()) return true;
  return std::any_of(change.visible_to().begin(), change.visible_to().end(),
                     [&](const std::string& publisher) { return SeesWorkOf(publisher); });
}

bool Rights::MaySeeWho(const storage::v1::LogRecord& record) const {
  if (everything_) return true;
  if (!colleague_) return false;
  return std::all_of(record.changes().begin(), record.changes().end(), [&](const Change& change) {
    return MaySee(change) && (change.publisher().empty() || SeesWorkOf(change.publisher()));
  });
}

}  // namespace factcheck::feed
