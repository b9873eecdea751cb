// ListVerdicts: selected and ordered by the verdict table, answered with stored bytes.
#include <memory>
#include <optional>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/statuses/answer.h"
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

// The verdicts of one claim: few, so they are read rather than looked for in the table.
// NOT_FOUND where the caller sees no such claim.
absl::StatusOr<Rows> RowsOfClaim(View& view, std::string_view claim, bool staff) {
  absl::StatusOr<std::optional<storage::Entry>> stored = view.Get(keys::Claim(claim));
  if (!stored.ok()) return stored.status();
  if (!*stored) return NotFound(MakeName(kClaimPattern, {claim}));
  absl::StatusOr<Record> record = ParseRecord((*stored)->value);
  if (!record.ok()) return record.status();
  if (record->deleted() && !staff) return NotFound(MakeName(kClaimPattern, {claim}));
  VerdictRows rows;
  for (const std::string& prefix :
       {keys::PublicVerdictPrefix(claim), keys::WorkVerdictPrefix(claim)}) {
    storage::KeyRange range = storage::PrefixRange(prefix);
    for (bool more = true; more;) {
      absl::StatusOr<storage::ScanResult> page = view.Scan(range, {});
      if (!page.ok()) return page.status();
      for (const storage::Entry& entry : page->entries) rows.Apply(entry.key, entry.value);
      more = page->more && !page->entries.empty();
      if (more) range.start = page->entries.back().key + '\0';
    }
  }
  return std::make_shared<const VerdictRowsView>(rows.Freeze(view.snapshot().version()));
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

// The rows that the request is about, and the view in which their records are read: as of
// the very version that they were selected at. An empty `claim`: all.
absl::StatusOr<Rows> SelectRows(ClaimBook& book, const VerdictTable& table, const Call& call,
                                const v1::ListVerdictsRequest& request, std::string_view claim,
                                std::optional<View>& view) {
  v1::ReadOptions options;
  options.set_at_least_as_fresh(request.read_options().at_least_as_fresh());
  Rows rows;
  if (claim.empty()) {
    storage::Version at_least;
    if (!options.at_least_as_fresh().empty()) {
      absl::StatusOr<storage::Version> version =
          book.stamps().VersionOf(options.at_least_as_fresh());
      if (!version.ok()) return version.status();
      at_least = *version;
    }
    absl::StatusOr<Rows> all = table.View(at_least, call.deadline);
    if (!all.ok()) {
      return Error(all.status().code(), v1::ERROR_REASON_DEADLINE_EXCEEDED,
                   "the deadline passed before the state of at_least_as_fresh was there");
    }
    rows = *std::move(all);
    options.set_token(book.stamps().TokenOf(rows->version()));
  }
  absl::StatusOr<View> opened = book.Read(options, call.deadline);
  if (!opened.ok()) return opened.status();
  view.emplace(*std::move(opened));
  if (claim.empty()) return rows;
  return RowsOfClaim(*view, claim, call.who.IsStaff());
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
  absl::StatusOr<Rows> rows = SelectRows(*book_, *table_, call, request, claim, view);
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
