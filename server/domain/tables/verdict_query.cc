#include "server/domain/tables/verdict_query.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "factcheck/v1/common.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/base/absl_strings.h"

namespace factcheck::domain {
namespace {

// In the order of VerdictFilterFields.
enum Field : size_t {
  kPublisher,
  kState,
  kStale,
  kRating,
  kWorkingState,
  kWorkingKind,
  kWorkingEditor,
  kEmbargoTime,
  kUpdateTime,
  kPublishTime,
  kFieldCount,
};

enum class OrderBy { kUpdate, kPublish, kEmbargo };

OrderBy OrderOf(const Order& order) {
  if (order.field == "publish_time") return OrderBy::kPublish;
  if (order.field == "embargo_time") return OrderBy::kEmbargo;
  return OrderBy::kUpdate;
}

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

FilterValue NumberOrUnset(int64_t number) {
  if (number == 0) return std::monostate();
  return number;
}
FilterValue TimeOrUnset(int64_t micros) {
  if (micros == VerdictRow::kNoTime) return std::monostate();
  return absl::FromUnixMicros(micros);
}

// Rows as the caller sees them.
class Lens {
 public:
  Lens(const VerdictRowsView& rows, SeesWork sees) : rows_(rows), sees_(sees) {
    known_.resize(rows.publishers());
    written_.resize(rows.publishers());
  }

  void MoveTo(uint32_t slot) {
    row_ = &rows_.row(slot);
    member_ = SeesWorkOf(*row_);
  }
  bool Exists() const {
    return member_ ? row_->work_update_micros != VerdictRow::kNoTime : row_->is_public;
  }
  int64_t Time(OrderBy order) const {
    switch (order) {
      case OrderBy::kPublish:
        return row_->publish_micros;
      case OrderBy::kEmbargo:
        return member_ ? row_->embargo_micros : VerdictRow::kNoTime;
      case OrderBy::kUpdate:
        break;
    }
    return member_ ? row_->work_update_micros : row_->public_update_micros;
  }
  FilterValue Value(size_t field) {
    switch (field) {
      case kPublisher: {
        Written& written = written_[row_->publisher];
        if (written.name.empty()) {
          written.name = StrCat("publishers/", rows_.publisher(*row_));
          written.ways = {written.name, IdOf(written.name)};
        }
        return std::span<const std::string_view>(written.ways);
      }
      case kState:
        return NumberOrUnset(row_->state);
      case kStale:
        return int64_t{row_->stale};
      case kRating:
        return NumberOrUnset(row_->rating);
      case kWorkingState:
        return NumberOrUnset(member_ ? row_->working_state : 0);
      case kWorkingKind:
        return NumberOrUnset(member_ ? row_->working_kind : 0);
      case kWorkingEditor:
        return Editors();
      case kEmbargoTime:
        return TimeOrUnset(Time(OrderBy::kEmbargo));
      case kUpdateTime:
        return TimeOrUnset(Time(OrderBy::kUpdate));
      case kPublishTime:
        return TimeOrUnset(Time(OrderBy::kPublish));
      default:
        return std::monostate();
    }
  }

 private:
  // The ways in which a publisher may be written in a filter; empty where nobody has asked yet.
  struct Written {
    std::string name;
    std::array<std::string_view, 2> ways;
  };

  bool SeesWorkOf(const VerdictRow& row) {
    std::optional<bool>& known = known_[row.publisher];
    if (!known) known = sees_(rows_.publisher(row));
    return *known;
  }
  FilterValue Editors() const {
    std::vector<std::string_view> names;
    if (!member_) return names;
    for (uint32_t number : rows_.editors(*row_)) {
      const std::string_view name = rows_.actor(number);
      names.push_back(name);
      names.push_back(IdOf(name));
    }
    return names;
  }

  const VerdictRowsView& rows_;
  const SeesWork sees_;
  // Both by number of publisher.
  std::vector<std::optional<bool>> known_;
  std::vector<Written> written_;
  const VerdictRow* row_ = nullptr;
  bool member_ = false;
};

// A row and what it is ordered by.
struct Place {
  int64_t micros;
  std::string_view claim;
  std::string_view publisher;
  uint32_t slot;
};

class InOrder {
 public:
  explicit InOrder(bool descending) : descending_(descending) {}
  bool operator()(const Place& a, const Place& b) const {
    if (a.micros != b.micros) return TimesInOrder(a.micros, b.micros);
    const auto here = std::tie(a.claim, a.publisher);
    const auto there = std::tie(b.claim, b.publisher);
    return descending_ ? there < here : here < there;
  }
  // Of two different times.
  bool TimesInOrder(int64_t a, int64_t b) const {
    if (a == VerdictRow::kNoTime || b == VerdictRow::kNoTime) return b == VerdictRow::kNoTime;
    return descending_ ? b < a : a < b;
  }

 private:
  bool descending_;
};

Place PlaceOf(const VerdictRowsView& rows, const Lens& lens, OrderBy order, uint32_t slot) {
  const VerdictRow& row = rows.row(slot);
  return {lens.Time(order), rows.claim(row), rows.publisher(row), slot};
}

}  // namespace

std::span<const FilterField> VerdictFilterFields() {
  using Type = FilterField::Type;
  static const std::array<FilterField, kFieldCount> fields = {{
      {"publisher", Type::kName},
      {"state", Type::kEnum, v1::Verdict::State_descriptor()},
      {"stale", Type::kBool},
      {"rating", Type::kEnum, v1::NormalRating_descriptor()},
      {"working_state", Type::kEnum, v1::VerdictRevision::State_descriptor()},
      {"working_kind", Type::kEnum, v1::VerdictRevision::Kind_descriptor()},
      {"working_editor", Type::kName},
      {"embargo_time", Type::kTime},
      {"update_time", Type::kTime},
      {"publish_time", Type::kTime},
  }};
  return fields;
}

std::span<const std::string_view> VerdictOrders() {
  static constexpr std::array<std::string_view, 3> kOrders = {"update_time", "publish_time",
                                                              "embargo_time"};
  return kOrders;
}

VerdictPage RunVerdictQuery(const VerdictRowsView& rows, const VerdictQuery& query, SeesWork sees) {
  Lens lens(rows, sees);
  const FilterRow ask = [&lens](size_t field) { return lens.Value(field); };
  const OrderBy order = OrderOf(query.order);
  const InOrder in_order(query.order.descending);
  std::optional<Place> after;
  if (query.after) {
    after = Place{query.after->micros, query.after->claim, query.after->publisher, 0};
  }
  VerdictPage page;
  // The first of the page and one more, as a heap with the last of them on top.
  std::vector<Place> best;
  // Newer rows have higher slots mostly: begun at the right end, the page is found early, and
  // for all other rows a look at their time will do.
  const auto size = static_cast<uint32_t>(rows.size());
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t slot = query.order.descending ? size - 1 - i : i;
    lens.MoveTo(slot);
    if (!lens.Exists() || !query.filter.Matches(ask)) continue;
    ++page.total;
    const bool full = best.size() > query.page_size;
    const int64_t micros = lens.Time(order);
    if (after && micros != after->micros && in_order.TimesInOrder(micros, after->micros)) continue;
    if (full && micros != best.front().micros &&
        in_order.TimesInOrder(best.front().micros, micros)) {
      continue;
    }
    const Place place = PlaceOf(rows, lens, order, slot);
    if (after && !in_order(*after, place)) continue;
    if (full) {
      if (!in_order(place, best.front())) continue;
      std::pop_heap(best.begin(), best.end(), in_order);
      best.pop_back();
    }
    best.push_back(place);
    std::push_heap(best.begin(), best.end(), in_order);
  }
  std::sort_heap(best.begin(), best.end(), in_order);
  page.more = best.size() > query.page_size;
  if (page.more) best.pop_back();
  for (const Place& place : best) page.slots.push_back(place.slot);
  return page;
}

VerdictPosition PositionOf(const VerdictRowsView& rows, const VerdictQuery& query, SeesWork sees,
                           uint32_t slot) {
  Lens lens(rows, sees);
  lens.MoveTo(slot);
  const Place place = PlaceOf(rows, lens, OrderOf(query.order), slot);
  return {place.micros, std::string(place.claim), std::string(place.publisher)};
}

}  // namespace factcheck::domain
