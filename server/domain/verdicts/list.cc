// ListVerdicts: selected and ordered by the verdict table, answered with stored bytes.
#include <initializer_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/domain/claims/records.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/tables/past_rows.h"
#include "server/domain/tables/verdict_query.h"
#include "server/domain/values/big_endian.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/domain/verdicts/verdicts.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kEverywhere = "claims/-";
constexpr size_t kMicrosBytes = 8;

using Rows = std::shared_ptr<const VerdictRowsView>;

// The last verdict of a page: its time (8 bytes, big-endian), claim, '/', publisher.
std::string EncodePosition(const VerdictPosition& position) {
  std::string out;
  AppendBigEndian64(static_cast<uint64_t>(position.micros), out);
  return StrCat(out, position.claim, "/", position.publisher);
}

std::optional<VerdictPosition> DecodePosition(std::string_view bytes) {
  if (bytes.size() < kMicrosBytes) return std::nullopt;
  const std::string_view names = bytes.substr(kMicrosBytes);
  const size_t slash = names.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  return VerdictPosition{static_cast<int64_t>(ReadBigEndian64(bytes)),
                         std::string(names.substr(0, slash)), std::string(names.substr(slash + 1))};
}

absl::StatusOr<VerdictRowsView> ReadRows(View& view, absl::Time deadline,
                                         std::initializer_list<std::string> prefixes) {
  VerdictRows rows;
  for (const std::string& prefix : prefixes) {
    absl::Status status = ForEachThen(view, prefix, deadline, [&](const storage::Entry& entry) {
      rows.Apply(entry.key, entry.value);
    });
    if (!status.ok()) return status;
  }
  return rows.Freeze(view.as_of().value_or(view.snapshot().version()));
}

// The verdicts of one claim: few, so they are read rather than looked for in the table.
// NOT_FOUND where the caller sees no such claim.
absl::StatusOr<Rows> RowsOfClaim(View& view, std::string_view claim, const Call& call) {
  const std::string_view ids[] = {claim};
  absl::StatusOr<std::vector<std::string>> found = ReadClaims(view, ids, call.who.IsStaff());
  if (!found.ok()) return found.status();
  if (found->front().empty()) return NotFound(MakeName(kClaimPattern, {claim}));
  absl::StatusOr<VerdictRowsView> rows = ReadRows(
      view, call.deadline, {keys::PublicVerdictPrefix(claim), keys::WorkVerdictPrefix(claim)});
  if (!rows.ok()) return rows.status();
  return std::make_shared<const VerdictRowsView>(*std::move(rows));
}

// Appends the verdicts of a page while they fit; the number that it went through.
absl::StatusOr<size_t> AppendPage(const VerdictRowsView& rows, const VerdictPage& page, View& view,
                                  const Principal& who, std::string& out) {
  for (size_t i = 0; i < page.slots.size(); ++i) {
    const VerdictRow& row = rows.row(page.slots[i]);
    const bool member = who.SeesWorkOf(rows.publisher(row));
    absl::StatusOr<std::optional<storage::Entry>> entry =
        view.Get(member ? keys::WorkVerdict(rows.claim(row), rows.publisher(row))
                        : keys::PublicVerdict(rows.claim(row), rows.publisher(row)));
    if (!entry.ok()) return entry.status();
    if (!*entry) return absl::DataLossError("a verdict that is listed is not stored");
    absl::StatusOr<Record> record = ParseRecord((*entry)->value);
    if (!record.ok()) return record.status();
    const std::string_view bytes = record->For(member);
    if (!out.empty() && out.size() + bytes.size() > kMaxVerdictPageBytes) return i;
    AppendField(v1::ListVerdictsResponse::kVerdictsFieldNumber, bytes, out);
  }
  return page.slots.size();
}

VerdictQuery ReadQuery(const v1::ListVerdictsRequest& request, Violations& violations) {
  VerdictQuery query;
  query.filter = Filter::Parse("filter", request.filter(), VerdictFilterFields(), violations);
  query.order = ParseOrder("order_by", request.order_by(), VerdictOrders(), violations);
  CheckPage(request.page_size(), request.page_token(), violations);
  query.page_size = static_cast<size_t>(EffectivePageSize(request.page_size()));
  return query;
}

}  // namespace

absl::StatusOr<Rows> Verdicts::SelectRows(const Call& call, const v1::ReadOptions& options,
                                          std::string_view claim, std::optional<View>& view) {
  const bool past = options.as_of_case() != v1::ReadOptions::AS_OF_NOT_SET;
  if (!claim.empty() || past) {
    absl::StatusOr<View> opened = book_->Read(options, call.deadline);
    if (!opened.ok()) return opened.status();
    view.emplace(*std::move(opened));
    if (!claim.empty()) return RowsOfClaim(*view, claim, call);
    return past_.At(*view, call.deadline, [&] {
      return ReadRows(*view, call.deadline,
                      {std::string(keys::kPublicVerdicts), std::string(keys::kWorkVerdicts)});
    });
  }
  storage::Version at_least;
  if (!options.at_least_as_fresh().empty()) {
    absl::StatusOr<storage::Version> version =
        book_->stamps().VersionOf(options.at_least_as_fresh());
    if (!version.ok()) return version.status();
    at_least = *version;
  }
  absl::StatusOr<Rows> rows = table_->View(at_least, call.deadline);
  if (!rows.ok()) {
    return Error(rows.status().code(), v1::ERROR_REASON_DEADLINE_EXCEEDED,
                 "the deadline passed before the state of at_least_as_fresh was there");
  }
  v1::ReadOptions same;
  same.set_token(book_->stamps().TokenOf((*rows)->version()));
  absl::StatusOr<View> opened = book_->Read(same, call.deadline);
  if (!opened.ok()) return opened.status();
  view.emplace(*std::move(opened));
  return rows;
}

absl::StatusOr<std::string> Verdicts::ListVerdicts(const Call& call,
                                                   const v1::ListVerdictsRequest& request) {
  Violations violations(request);
  VerdictQuery query = ReadQuery(request, violations);
  std::string claim;
  if (request.parent() != kEverywhere) {
    claim = ReadName("parent", kClaimPattern, request.parent(), violations).front();
  }
  if (!violations.empty()) return violations.ToStatus();
  const absl::Time now = book_->Now();
  absl::StatusOr<std::string> position = tokens_->Read(call.method, call.who.actor, request, now);
  if (!position.ok()) return position.status();
  if (!position->empty()) query.after = DecodePosition(*position);

  std::optional<View> view;
  absl::StatusOr<Rows> rows = SelectRows(call, request.read_options(), claim, view);
  if (!rows.ok()) return rows.status();

  const auto sees = [&](std::string_view publisher) { return call.who.SeesWorkOf(publisher); };
  const VerdictPage page = RunVerdictQuery(**rows, query, sees);
  std::string out;
  absl::StatusOr<size_t> shown = AppendPage(**rows, page, *view, call.who, out);
  if (!shown.ok()) return shown.status();
  v1::ListVerdictsResponse rest;
  rest.set_total_size(page.total);
  if (*shown > 0 && (page.more || *shown < page.slots.size())) {
    const VerdictPosition last = PositionOf(**rows, query, sees, page.slots[*shown - 1]);
    rest.set_next_page_token(
        tokens_->Make(call.method, call.who.actor, request, EncodePosition(last), now));
  }
  rest.AppendToString(&out);
  return out;
}

}  // namespace factcheck::domain
