// The evidence of a claim.
#include "server/domain/core/list.h"

#include <iterator>
#include <optional>

#include "server/domain/claims/records.h"
#include "server/domain/core/keys.h"
#include "server/domain/evidence/evidence.h"
#include "server/domain/evidence/store.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/filter.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

// In the order of ValueOf.
const FilterField kFilterFields[] = {
    {"stance", FilterField::Type::kEnum, v1::Evidence::Stance_descriptor()},
    {"kind", FilterField::Type::kEnum, v1::Evidence::Kind_descriptor()},
    {"publisher", FilterField::Type::kText},
    {"origin_group", FilterField::Type::kText},
    {"withdrawn", FilterField::Type::kBool},
    {"visibility", FilterField::Type::kEnum, v1::Evidence::Visibility_descriptor()},
};

FilterValue TextOrNone(const std::string& text) {
  if (text.empty()) return std::monostate();
  return std::string_view(text);
}

FilterValue ValueOf(const v1::Evidence& evidence, size_t field) {
  switch (field) {
    case 0:
      return int64_t{evidence.stance()};
    case 1:
      return int64_t{evidence.kind()};
    case 2:
      return TextOrNone(evidence.publisher());
    case 3:
      return TextOrNone(evidence.origin_group());
    case 4:
      return int64_t{evidence.withdrawn()};
    default:
      return int64_t{evidence.visibility()};
  }
}

// Shows the evidence that an entry of the order leads to.
class Shown {
 public:
  Shown(const Call& call, const Filter& filter, std::string_view claim_id)
      : call_(call), filter_(filter), claim_id_(claim_id) {}

  void ReadFrom(View& view) { view_ = &view; }

  absl::StatusOr<std::string_view> Show(const storage::Entry& in_order) {
    absl::StatusOr<std::optional<storage::Entry>> found =
        view_->Get(keys::Evidence(claim_id_, in_order.value));
    if (!found.ok()) return found.status();
    if (!*found) return absl::DataLossError("a claim's order leads to no evidence");
    entry_ = **std::move(found);
    absl::StatusOr<Record> record = ParseRecord(entry_.value);
    if (!record.ok()) return record.status();
    if (record->restricted() || !filter_.MatchesAll()) {
      absl::StatusOr<std::optional<Loaded<v1::Evidence>>> loaded =
          Txn::LoadFrom<v1::Evidence>(entry_);
      if (!loaded.ok()) return loaded.status();
      const v1::Evidence& evidence = (*loaded)->message;
      const bool shows = MaySeeEvidence(call_.who, evidence) &&
                         filter_.Matches([&](size_t i) { return ValueOf(evidence, i); });
      if (!shows) return std::string_view();
    }
    return record->For(call_.who.IsStaff());
  }

 private:
  const Call& call_;
  const Filter& filter_;
  const std::string_view claim_id_;
  View* view_ = nullptr;
  storage::Entry entry_;
};

}  // namespace

absl::StatusOr<std::string> EvidenceRecords::ListEvidence(const Call& call,
                                                          const v1::ListEvidenceRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  const std::string claim_id =
      ReadName("parent", kClaimPattern, request.parent(), violations).front();
  const Filter filter = Filter::Parse("filter", request.filter(), kFilterFields, violations);
  if (!violations.empty()) return violations.ToStatus();
  static_assert(kMaxEvidence < kMaxListScan, "a page never ends because of what it leaves out");
  Shown shown(call, filter, claim_id);
  const auto admit = [&](View& view) -> absl::Status {
    shown.ReadFrom(view);
    const std::string_view ids[] = {claim_id};
    absl::StatusOr<std::vector<std::string>> claim = ReadClaims(view, ids, call.who.IsStaff());
    if (!claim.ok()) return claim.status();
    return claim->front().empty() ? NotFound(request.parent()) : absl::OkStatus();
  };
  return ListResources(*book_, *tokens_, call, request, keys::EvidenceInOrderPrefix(claim_id),
                       admit, [&](const storage::Entry& entry) { return shown.Show(entry); });
}

}  // namespace factcheck::domain
