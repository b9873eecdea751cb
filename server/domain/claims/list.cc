// ListClaims: selected and ordered by the claim table, answered with stored bytes.
#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/claims.h"
#include "server/domain/claims/records.h"
#include "server/domain/core/keys.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/tables/claim_query.h"
#include "server/domain/tables/past_rows.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

constexpr size_t kReadAtATime = 100;
constexpr size_t kMicrosBytes = 8;

// The last claim of a page: its time (8 bytes, big-endian) and id.
std::string EncodePosition(const ClaimPosition& position) {
  std::string out(kMicrosBytes, '\0');
  auto micros = static_cast<uint64_t>(position.micros);
  for (size_t i = kMicrosBytes; i-- > 0; micros >>= 8) out[i] = static_cast<char>(micros & 0xff);
  return out + position.id;
}

std::optional<ClaimPosition> DecodePosition(std::string_view bytes) {
  if (bytes.size() < kMicrosBytes) return std::nullopt;
  uint64_t micros = 0;
  for (char c : bytes.substr(0, kMicrosBytes)) micros = micros << 8 | static_cast<uint8_t>(c);
  return ClaimPosition{static_cast<int64_t>(micros), std::string(bytes.substr(kMicrosBytes))};
}

ClaimQuery ReadQuery(const v1::ListClaimsRequest& request, bool staff, Violations& violations) {
  ClaimQuery query;
  query.filter = Filter::Parse("filter", request.filter(), ClaimFilterFields(staff), violations);
  query.order = ParseOrder("order_by", request.order_by(), ClaimOrders(), violations);
  query.show_deleted = request.show_deleted();
  CheckPage(request.page_size(), request.page_token(), violations);
  query.page_size = static_cast<size_t>(EffectivePageSize(request.page_size()));
  if (!CheckCount("facets", request.facets_size(), kMaxFacets, violations)) return query;
  for (int i = 0; i < request.facets_size(); ++i) {
    const std::string& field = request.facets(i);
    if (!IsClaimFacet(field)) {
      violations.Add(StrCat("facets[", i, "]"),
                     "must be one of state, decline_reason, language, topics, claimants, status, "
                     "publisher, rating");
    } else if (std::find(query.facets.begin(), query.facets.end(), field) != query.facets.end()) {
      violations.Add(StrCat("facets[", i, "]"), "must not be repeated");
    } else {
      query.facets.push_back(field);
    }
  }
  return query;
}

// Reads what a filter wants to know of claims and the table does not hold.
ReadStoredTexts TextReader(const ClaimRowsView& rows, View& view, bool staff, absl::Time deadline) {
  return [&rows, &view, staff, deadline](std::span<const uint32_t> slots,
                                         std::vector<StoredTexts>& texts) {
    if (absl::Now() > deadline) {
      return Error(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                   "the deadline passed while claims were read; narrow the filter by fields other "
                   "than statement and import_source");
    }
    std::vector<std::string_view> ids;
    for (uint32_t slot : slots) ids.push_back(rows.id(slot));
    absl::StatusOr<std::vector<std::string>> claims = ReadClaims(view, ids, staff);
    if (!claims.ok()) return claims.status();
    for (const std::string& claim : *claims) {
      texts.push_back({std::string(TextField(claim, v1::Claim::kStatementFieldNumber)),
                       std::string(TextField(claim, v1::Claim::kImportSourceFieldNumber))});
    }
    return absl::OkStatus();
  };
}

// Appends the claims of a page while they fit; the number of slots that it went through.
absl::StatusOr<size_t> AppendPage(const ClaimRowsView& rows, std::span<const uint32_t> slots,
                                  View& view, bool staff, std::string& out) {
  for (size_t at = 0; at < slots.size(); at += kReadAtATime) {
    std::vector<std::string_view> ids;
    for (uint32_t slot : slots.subspan(at, std::min(kReadAtATime, slots.size() - at))) {
      ids.push_back(rows.id(slot));
    }
    absl::StatusOr<std::vector<std::string>> claims = ReadClaims(view, ids, staff);
    if (!claims.ok()) return claims.status();
    for (size_t i = 0; i < claims->size(); ++i) {
      const std::string& claim = (*claims)[i];
      if (!out.empty() && out.size() + claim.size() > kMaxClaimPageBytes) return at + i;
      // A deletion may have come between.
      if (!claim.empty()) AppendField(v1::ListClaimsResponse::kClaimsFieldNumber, claim, out);
    }
  }
  return slots.size();
}

absl::StatusOr<ClaimRowsView> ReadRows(View& view, absl::Time deadline) {
  ClaimRows rows;
  // Claims first: a status without its claim is passed over.
  for (std::string_view kind : {keys::kClaims, keys::kStatuses}) {
    absl::Status status = ForEachThen(view, kind, deadline, [&](const storage::Entry& entry) {
      std::vector<ClaimChange> change;
      AddClaimChange(entry.key, entry.value, change);
      rows.Apply(std::move(change));
    });
    if (!status.ok()) return status;
  }
  return rows.Rebuilt()->Freeze(*view.as_of());
}

// Claims that are deleted by now: others than colleagues see nothing of them in the past either.
absl::StatusOr<absl::flat_hash_set<std::string>> DeletedIds(const ClaimTable& table) {
  absl::StatusOr<std::shared_ptr<const ClaimRowsView>> rows = table.View();
  if (!rows.ok()) return rows.status();
  absl::flat_hash_set<std::string> ids;
  if ((*rows)->deleted() == 0) return ids;
  for (size_t slot = 0; slot < (*rows)->size(); ++slot) {
    const auto number = static_cast<uint32_t>(slot);
    if ((*rows)->row(number).deleted) ids.emplace((*rows)->id(number));
  }
  return ids;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ClaimRowsView>> Claims::SelectRows(
    const Call& call, const v1::ReadOptions& options, std::optional<View>& view) {
  if (options.as_of_case() != v1::ReadOptions::AS_OF_NOT_SET) {
    absl::StatusOr<View> then = book_->Read(options, call.deadline);
    if (!then.ok()) return then.status();
    view.emplace(*std::move(then));
    return past_.At(*view, call.deadline, [&] { return ReadRows(*view, call.deadline); });
  }
  storage::Version at_least;
  if (!options.at_least_as_fresh().empty()) {
    absl::StatusOr<storage::Version> version =
        book_->stamps().VersionOf(options.at_least_as_fresh());
    if (!version.ok()) return version.status();
    at_least = *version;
  }
  absl::StatusOr<std::shared_ptr<const ClaimRowsView>> rows = table_->View(at_least, call.deadline);
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

absl::StatusOr<std::string> Claims::ListClaims(const Call& call,
                                               const v1::ListClaimsRequest& request) {
  const bool staff = call.who.IsStaff();
  Violations violations(request);
  ClaimQuery query = ReadQuery(request, staff, violations);
  if (!violations.empty()) return violations.ToStatus();
  if (query.show_deleted && !staff) return MissingRole("CONTRIBUTOR");
  const absl::Time now = book_->Now();
  absl::StatusOr<std::string> position = tokens_->Read(call.method, call.who.actor, request, now);
  if (!position.ok()) return position.status();
  if (!position->empty()) query.after = DecodePosition(*position);

  std::optional<View> view;
  absl::StatusOr<std::shared_ptr<const ClaimRowsView>> rows =
      SelectRows(call, request.read_options(), view);
  if (!rows.ok()) return rows.status();
  if (request.read_options().as_of_case() != v1::ReadOptions::AS_OF_NOT_SET && !staff) {
    absl::StatusOr<absl::flat_hash_set<std::string>> hidden = DeletedIds(*table_);
    if (!hidden.ok()) return hidden.status();
    query.hidden = *std::move(hidden);
  }

  absl::StatusOr<ClaimPage> page =
      RunClaimQuery(**rows, query, TextReader(**rows, *view, staff, call.deadline));
  if (!page.ok()) return page.status();
  std::string out;
  absl::StatusOr<size_t> shown = AppendPage(**rows, page->slots, *view, staff, out);
  if (!shown.ok()) return shown.status();

  v1::ListClaimsResponse rest;
  rest.set_total_size(page->total);
  for (v1::Facet& facet : page->facets) *rest.add_facets() = std::move(facet);
  if (*shown > 0 && (page->more || *shown < page->slots.size())) {
    const ClaimPosition last = PositionOf(**rows, query, page->slots[*shown - 1]);
    rest.set_next_page_token(
        tokens_->Make(call.method, call.who.actor, request, EncodePosition(last), now));
  }
  rest.AppendToString(&out);
  return out;
}

}  // namespace factcheck::domain
