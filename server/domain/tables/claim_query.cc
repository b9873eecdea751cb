#include "server/domain/tables/claim_query.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/tables/claim_facets.h"

namespace factcheck::domain {
namespace {

constexpr size_t kTextsAtATime = 256;

// In the order of ClaimFilterFields.
enum Field : size_t {
  kState,
  kDeclineReason,
  kLanguage,
  kTopics,
  kClaimants,
  kStatement,
  kStatus,
  kDisputed,
  kStale,
  kPublisher,
  kRating,
  kImportSource,
  kCreateTime,
  kUpdateTime,
  kClaimYear,
  kAssignee,  // Last: not for everybody.
  kFieldCount,
};

FilterValue NumberOrUnset(int64_t number) {
  if (number == 0) return std::monostate();
  return number;
}

// Claims in the order of a query; places that a later update emptied have no slot.
class Sequence {
 public:
  Sequence(const ClaimRowsView& rows, const Order& order)
      : rows_(rows), by_update_(order.field == "update_time"), descending_(order.descending) {}

  size_t size() const { return by_update_ ? rows_.updates() : rows_.size(); }
  std::optional<uint32_t> operator[](size_t i) const {
    const size_t at = At(i);
    if (!by_update_) return static_cast<uint32_t>(at);
    const ClaimUpdate& update = rows_.update(at);
    if (rows_.row(update.slot).update_micros != update.micros) return std::nullopt;
    return update.slot;
  }
  // The first index behind `position`.
  size_t Behind(const ClaimPosition& position) const {
    size_t low = 0;
    size_t high = size();
    while (low < high) {
      const size_t middle = low + (high - low) / 2;
      if (IsBehind(middle, position)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

 private:
  size_t At(size_t i) const { return descending_ ? size() - 1 - i : i; }
  bool IsBehind(size_t i, const ClaimPosition& position) const {
    const size_t at = At(i);
    const uint32_t slot = by_update_ ? rows_.update(at).slot : static_cast<uint32_t>(at);
    const int64_t micros = by_update_ ? rows_.update(at).micros : rows_.row(slot).create_micros;
    const auto here = std::tuple(micros, rows_.id(slot));
    const auto there = std::tuple(position.micros, std::string_view{position.id});
    return descending_ ? here < there : here > there;
  }

  const ClaimRowsView& rows_;
  const bool by_update_;
  const bool descending_;
};

// Claims in an order that was given.
struct Slots {
  std::span<const uint32_t> slots;
  size_t size() const { return slots.size(); }
  std::optional<uint32_t> operator[](size_t i) const { return slots[i]; }
};

// Answers what a filter asks about one row.
class Row {
 public:
  explicit Row(const ClaimRowsView& rows) : rows_(rows) {}

  void MoveTo(uint32_t slot, const StoredTexts* texts) {
    row_ = &rows_.row(slot);
    texts_ = texts;
    lacked_texts_ = false;
  }
  // Whether an answer would have needed texts that were not there.
  bool lacked_texts() const { return lacked_texts_; }

  FilterValue Value(size_t field) {
    switch (field) {
      case kState:
        return NumberOrUnset(row_->state);
      case kDeclineReason:
        return NumberOrUnset(row_->decline_reason);
      case kStatus:
        return NumberOrUnset(row_->status);
      case kDisputed:
        return int64_t{row_->disputed};
      case kStale:
        return int64_t{row_->stale};
      case kClaimYear:
        return NumberOrUnset(row_->year);
      case kCreateTime:
        return absl::FromUnixMicros(row_->create_micros);
      case kUpdateTime:
        return absl::FromUnixMicros(row_->update_micros);
      case kLanguage:
        return Text(row_->language);
      case kAssignee:
        return Text(row_->assignee);
      case kTopics:
        return Texts(row_->topics);
      case kClaimants:
        return Texts(row_->claimants);
      case kPublisher:
        return Publishers();
      case kRating:
        return Ratings();
      case kStatement:
        return Stored(&StoredTexts::statement);
      case kImportSource:
        return Stored(&StoredTexts::import_source);
      default:
        return std::monostate();
    }
  }

 private:
  FilterValue Text(uint32_t number) const {
    if (number == ClaimRow::kNone) return std::monostate();
    return rows_.text(number);
  }
  FilterValue Texts(uint32_t list) const {
    std::vector<std::string_view> texts;
    if (list == ClaimRow::kNone) return texts;
    for (uint32_t number : rows_.list(list)) texts.push_back(rows_.text(number));
    return texts;
  }
  FilterValue Publishers() const {
    std::vector<std::string_view> texts;
    if (row_->publishers == ClaimRow::kNone) return texts;
    for (uint32_t number : rows_.list(row_->publishers)) {
      const std::string_view name = rows_.text(number);
      texts.push_back(name);
      texts.push_back(name.substr(name.rfind('/') + 1));
    }
    return texts;
  }
  FilterValue Ratings() const {
    std::vector<std::string_view> texts;
    for (int bit = 1; bit < 8; ++bit) {
      if (row_->ratings >> bit & 1) {
        texts.push_back(ShortEnumName(*v1::NormalRating_descriptor(), bit));
      }
    }
    return texts;
  }
  FilterValue Stored(std::string StoredTexts::*text) {
    if (texts_ == nullptr) {
      lacked_texts_ = true;
      return std::monostate();
    }
    const std::string_view value = texts_->*text;
    if (value.empty()) return std::monostate();
    return value;
  }

  const ClaimRowsView& rows_;
  const ClaimRow* row_ = nullptr;
  const StoredTexts* texts_ = nullptr;
  bool lacked_texts_ = false;
};

// One run of a query over every row, in its order.
class Run {
 public:
  Run(const ClaimRowsView& rows, const ClaimQuery& query, const ReadStoredTexts& read)
      : rows_(rows), query_(query), read_(read), row_(rows) {
    for (const std::string& field : query.facets) facets_.emplace_back(&rows, field);
  }

  // Those before `start` are counted, but in no page.
  template <typename SomeSequence>
  absl::StatusOr<ClaimPage> Everything(const SomeSequence& sequence, size_t start) {
    for (size_t i = 0; i < sequence.size(); ++i) {
      const std::optional<uint32_t> slot = sequence[i];
      if (!slot || (rows_.row(*slot).deleted && !query_.show_deleted)) continue;
      if (!query_.hidden.empty() && query_.hidden.contains(ToAbsl(rows_.id(*slot)))) continue;
      row_.MoveTo(*slot, nullptr);
      const bool matches = query_.filter.Matches(ask_);
      // Once a row waits for its texts, those behind it wait too: the page is in order.
      if (row_.lacked_texts()) {
        waiting_.push_back({*slot, i >= start, std::nullopt});
      } else if (waiting_.empty()) {
        if (matches) Take(*slot, i >= start);
      } else {
        waiting_.push_back({*slot, i >= start, matches});
      }
      if (waiting_.size() < kTextsAtATime) continue;
      absl::Status status = DecideWaiting();
      if (!status.ok()) return status;
    }
    absl::Status status = DecideWaiting();
    if (!status.ok()) return status;
    for (const ClaimFacet& facet : facets_) page_.facets.push_back(facet.Result(kMaxFacetCounts));
    return std::move(page_);
  }

  // Without a filter or facets nothing but the page is looked at.
  ClaimPage PageOnly(const Sequence& sequence) {
    page_.total = static_cast<int64_t>(rows_.size() - (query_.show_deleted ? 0 : rows_.deleted()));
    const size_t start = query_.after ? sequence.Behind(*query_.after) : 0;
    for (size_t i = start; i < sequence.size() && !page_.more; ++i) {
      const std::optional<uint32_t> slot = sequence[i];
      if (slot && (query_.show_deleted || !rows_.row(*slot).deleted)) AddToPage(*slot);
    }
    return std::move(page_);
  }

 private:
  struct WaitingRow {
    uint32_t slot;
    bool may_page;
    std::optional<bool> matches;  // Not set: its texts will say.
  };

  void AddToPage(uint32_t slot) {
    if (page_.slots.size() < query_.page_size) {
      page_.slots.push_back(slot);
    } else {
      page_.more = true;
    }
  }
  void Take(uint32_t slot, bool may_page) {
    ++page_.total;
    for (ClaimFacet& facet : facets_) facet.Count(rows_.row(slot));
    if (may_page) AddToPage(slot);
  }
  absl::Status DecideWaiting() {
    std::vector<uint32_t> slots;
    for (const WaitingRow& row : waiting_) {
      if (!row.matches) slots.push_back(row.slot);
    }
    std::vector<StoredTexts> texts;
    if (!slots.empty()) {
      absl::Status status = read_(slots, texts);
      if (!status.ok()) return status;
    }
    size_t next = 0;
    for (const WaitingRow& row : waiting_) {
      bool matches = row.matches.value_or(false);
      if (!row.matches) {
        row_.MoveTo(row.slot, &texts[next++]);
        matches = query_.filter.Matches(ask_);
      }
      if (matches) Take(row.slot, row.may_page);
    }
    waiting_.clear();
    return absl::OkStatus();
  }

  const ClaimRowsView& rows_;
  const ClaimQuery& query_;
  const ReadStoredTexts& read_;
  Row row_;
  const FilterRow ask_ = [this](size_t field) { return row_.Value(field); };
  std::vector<ClaimFacet> facets_;
  std::vector<WaitingRow> waiting_;
  ClaimPage page_;
};

}  // namespace

std::span<const FilterField> ClaimFilterFields(bool staff) {
  using Type = FilterField::Type;
  static const std::array<FilterField, kFieldCount> fields = {{
      {"state", Type::kEnum, v1::Claim::State_descriptor()},
      {"decline_reason", Type::kEnum, v1::Claim::DeclineReason_descriptor()},
      {"language", Type::kText},
      {"topics", Type::kTexts},
      {"claimants", Type::kTexts},
      {"statement", Type::kText},
      {"status", Type::kEnum, v1::ClaimStatus::State_descriptor()},
      {"disputed", Type::kBool},
      {"stale", Type::kBool},
      {"publisher", Type::kTexts},
      {"rating", Type::kTexts, v1::NormalRating_descriptor()},
      {"import_source", Type::kText},
      {"create_time", Type::kTime},
      {"update_time", Type::kTime},
      {"claim_year", Type::kNumber},
      {"assignee", Type::kText},
  }};
  return std::span(fields).first(staff ? kFieldCount : size_t{kAssignee});
}

std::span<const std::string_view> ClaimOrders() {
  static constexpr std::array<std::string_view, 2> kOrders = {"create_time", "update_time"};
  return kOrders;
}

bool IsClaimFacet(std::string_view field) { return ClaimFacet::Exists(field); }

absl::StatusOr<ClaimPage> RunClaimQuery(const ClaimRowsView& rows, const ClaimQuery& query,
                                        const ReadStoredTexts& read) {
  const Sequence sequence(rows, query.order);
  Run run(rows, query, read);
  if (query.filter.MatchesAll() && query.facets.empty() && query.hidden.empty()) {
    return run.PageOnly(sequence);
  }
  return run.Everything(sequence, query.after ? sequence.Behind(*query.after) : 0);
}

absl::StatusOr<ClaimPage> RunClaimQueryAmong(const ClaimRowsView& rows,
                                             std::span<const uint32_t> slots,
                                             const ClaimQuery& query, const ReadStoredTexts& read) {
  return Run(rows, query, read).Everything(Slots{slots}, 0);
}

ClaimPosition PositionOf(const ClaimRowsView& rows, const ClaimQuery& query, uint32_t slot) {
  const ClaimRow& row = rows.row(slot);
  return {query.order.field == "update_time" ? row.update_micros : row.create_micros,
          std::string(rows.id(slot))};
}

}  // namespace factcheck::domain
