// The relationships of a claim, from both ends.
#include "server/domain/core/list.h"

#include <optional>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/claims/records.h"
#include "server/domain/core/keys.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/filter.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

const FilterField kFilterFields[] = {
    {"type", FilterField::Type::kEnum, v1::Relationship::Type_descriptor()},
    {"state", FilterField::Type::kEnum, v1::Relationship::State_descriptor()},
};

FilterValue ValueOf(const v1::Relationship& relationship, size_t field) {
  return int64_t{field == 0 ? static_cast<int>(relationship.type())
                            : static_cast<int>(relationship.state())};
}

// What precedes a position: whose relationships the page goes on with.
constexpr char kOwn = 'o';
constexpr char kOthers = 't';

class Lister {
 public:
  Lister(const Call& call, View& view, const Filter& filter, std::string_view claim_id)
      : view_(view), filter_(filter), claim_id_(claim_id), staff_(call.who.IsStaff()) {}

  // `last`: the position of the next page; "" at the end.
  absl::StatusOr<ListedPage> Page(std::string_view position, size_t page_size) {
    ListedPage page;
    if (position.empty() || position.front() == kOwn) {
      absl::StatusOr<ListedPage> own = Own(After(position), page_size);
      if (!own.ok()) return own.status();
      page.response = std::move(own->response);
      if (!own->last.empty()) {
        page.last = kOwn + own->last;
        return page;
      }
      position = {};
    }
    // Where the claim's own fill the page, look whether there are others at all.
    const bool full = shown_ >= page_size;
    absl::StatusOr<ListedPage> others =
        Others(After(position), full ? size_t{1} : page_size - shown_);
    if (!others.ok()) return others.status();
    if (full) {
      if (!others->response.empty()) page.last = std::string(1, kOthers);
      return page;
    }
    page.response += others->response;
    if (!others->last.empty()) page.last = kOthers + others->last;
    return page;
  }

 private:
  static std::string_view After(std::string_view position) {
    return position.empty() ? position : position.substr(1);
  }

  absl::StatusOr<ListedPage> Own(std::string_view after, size_t page_size) {
    return ListEntries(view_, keys::RelationshipPrefix(claim_id_), after,
                       static_cast<int>(page_size), [this](const storage::Entry& entry) {
                         entry_ = entry;
                         return Show();
                       });
  }

  absl::StatusOr<ListedPage> Others(std::string_view after, size_t page_size) {
    return ListEntries(view_, keys::RelationshipByTargetPrefix(claim_id_), after,
                       static_cast<int>(page_size),
                       [this](const storage::Entry& entry) -> absl::StatusOr<std::string_view> {
                         const std::vector<std::string_view> ids = keys::Ids(entry.key);
                         absl::StatusOr<std::optional<storage::Entry>> found =
                             view_.Get(keys::Relationship(ids[1], ids[2]));
                         if (!found.ok()) return found.status();
                         if (!*found)
                           return absl::DataLossError("a claim's index leads to no relationship");
                         entry_ = **std::move(found);
                         return Show();
                       });
  }

  // What of entry_ the caller may see and asks for.
  absl::StatusOr<std::string_view> Show() {
    absl::StatusOr<Record> record = ParseRecord(entry_.value);
    if (!record.ok()) return record.status();
    if (!filter_.MatchesAll() || !staff_) {
      absl::StatusOr<std::optional<Loaded<v1::Relationship>>> loaded =
          Txn::LoadFrom<v1::Relationship>(entry_);
      if (!loaded.ok()) return loaded.status();
      const v1::Relationship& relationship = (*loaded)->message;
      if (!filter_.Matches([&](size_t i) { return ValueOf(relationship, i); })) {
        return std::string_view();
      }
      absl::StatusOr<bool> seen = SeesBothEnds(relationship);
      if (!seen.ok()) return seen.status();
      if (!*seen) return std::string_view();
    }
    ++shown_;
    return record->For(staff_);
  }

  // A deleted claim's name shows nowhere to those who are no colleagues.
  absl::StatusOr<bool> SeesBothEnds(const v1::Relationship& relationship) {
    if (staff_) return true;
    const std::string_view ends[] = {keys::Ids(entry_.key).front(),
                                     keys::LastId(relationship.target())};
    absl::StatusOr<std::vector<std::string>> claims = ReadClaims(view_, ends, staff_);
    if (!claims.ok()) return claims.status();
    return !(*claims)[0].empty() && !(*claims)[1].empty();
  }

  View& view_;
  const Filter& filter_;
  const std::string_view claim_id_;
  const bool staff_;
  storage::Entry entry_;
  size_t shown_ = 0;
};

}  // namespace

absl::StatusOr<std::string> Relationships::ListRelationships(
    const Call& call, const v1::ListRelationshipsRequest& request) {
  Violations violations(request);
  CheckPage(request.page_size(), request.page_token(), violations);
  const std::string claim_id =
      ReadName("parent", kClaimPattern, request.parent(), violations).front();
  const Filter filter = Filter::Parse("filter", request.filter(), kFilterFields, violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<std::string> position =
      tokens_->Read(call.method, call.who.actor, request, book_->Now());
  if (!position.ok()) return position.status();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  const std::string_view ids[] = {claim_id};
  absl::StatusOr<std::vector<std::string>> claim = ReadClaims(*view, ids, call.who.IsStaff());
  if (!claim.ok()) return claim.status();
  if (claim->front().empty()) return NotFound(request.parent());

  Lister lister(call, *view, filter, claim_id);
  absl::StatusOr<ListedPage> page =
      lister.Page(*position, static_cast<size_t>(EffectivePageSize(request.page_size())));
  if (!page.ok()) return page.status();
  if (!page->last.empty()) {
    AppendNextPageToken(
        tokens_->Make(call.method, call.who.actor, request, page->last, book_->Now()),
        page->response);
  }
  return std::move(page->response);
}

}  // namespace factcheck::domain
