// SearchClaims: words by the index, conditions and counts by the claim table, answers from the
// store.
#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/claims.h"
#include "server/domain/claims/records.h"
#include "server/domain/statuses/look_up.h"
#include "server/domain/tables/claim_query.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"
#include "server/search/service/box.h"
#include "server/search/service/claim_documents.h"
#include "server/search/service/highlights.h"
#include "server/search/service/searches.h"

namespace factcheck::search {
namespace {

using domain::ClaimQuery;
using domain::ClaimRowsView;

constexpr size_t kReadAtATime = 100;
// Of whole weights times impacts, so that usual scores are from 1 to some dozens.
constexpr double kScoreUnit = 65280;

// What a request wants, checked.
struct Wanted {
  Box box;
  ClaimQuery query;
  domain::Order order;
};

constexpr std::string_view kRelevance = "relevance";

Wanted ReadWanted(const v1::SearchClaimsRequest& request, domain::Violations& violations) {
  Wanted wanted;
  wanted.box = ParseBox("query", request.query(), violations);
  // No condition looks at what only colleagues see.
  wanted.query.filter = domain::Filter::Parse("query", wanted.box.filter,
                                              domain::ClaimFilterFields(false), violations);
  static constexpr std::string_view kOrders[] = {kRelevance, "create_time", "update_time"};
  wanted.order = domain::ParseOrder("order_by", request.order_by(), kOrders, violations);
  CheckPresent(request.read_options(), violations);
  domain::CheckPage(request.page_size(), request.page_token(), violations);
  wanted.query.page_size = kMaxResults;
  if (!domain::CheckCount("facets", request.facets_size(), domain::kMaxFacets, violations)) {
    return wanted;
  }
  for (int i = 0; i < request.facets_size(); ++i) {
    const std::string& field = request.facets(i);
    std::vector<std::string>& facets = wanted.query.facets;
    if (!domain::IsClaimFacet(field)) {
      violations.Add(StrCat("facets[", i, "]"),
                     "must be one of state, decline_reason, language, topics, claimants, status, "
                     "publisher, rating");
    } else if (std::find(facets.begin(), facets.end(), field) != facets.end()) {
      violations.Add(StrCat("facets[", i, "]"), "must not be repeated");
    } else {
      facets.push_back(field);
    }
  }
  return wanted;
}

struct Found {
  uint32_t slot;
  uint64_t score;
};

// The claims that have the words.
std::vector<Found> FindByWords(const Index& index, const Selection& selection,
                               const domain::ClaimTable& table, const ClaimRowsView& rows) {
  std::string keys;
  std::vector<std::pair<size_t, uint64_t>> ends;
  index.Select(selection, kLiveClaim, [&](std::string_view key, uint64_t score) {
    keys += key;
    ends.emplace_back(keys.size(), score);
  });
  std::vector<std::string_view> ids;
  ids.reserve(ends.size());
  size_t begin = 0;
  for (const auto& [end, score] : ends) {
    ids.push_back(std::string_view(keys).substr(begin, end - begin));
    begin = end;
  }
  const std::vector<uint32_t> slots = table.SlotsOf(rows, ids);
  std::vector<Found> found;
  found.reserve(slots.size());
  for (size_t i = 0; i < slots.size(); ++i) {
    if (slots[i] != domain::ClaimTable::kNoSlot) found.push_back({slots[i], ends[i].second});
  }
  return found;
}

void Sort(const ClaimRowsView& rows, const domain::Order& order, std::vector<Found>& found) {
  const bool by_update = order.field == "update_time";
  std::sort(found.begin(), found.end(), [&](const Found& a, const Found& b) {
    if (order.field == kRelevance && a.score != b.score) return a.score > b.score;
    const int64_t x = by_update ? rows.row(a.slot).update_micros : a.slot;
    const int64_t y = by_update ? rows.row(b.slot).update_micros : b.slot;
    if (x != y) return order.descending ? x > y : x < y;
    return a.slot < b.slot;
  });
}

absl::StatusOr<Result> Run(const Wanted& wanted, const Index& index,
                           const domain::ClaimTable& table, const ClaimRowsView& rows) {
  std::vector<Found> found;
  const Selection& selection = wanted.box.selection;
  if (!selection.all.empty() || !selection.none.empty()) {
    found = FindByWords(index, selection, table, rows);
  } else {
    for (uint32_t slot = 0; slot < rows.size(); ++slot) {
      if (rows.row(slot).state != v1::Claim::STATE_MERGED) found.push_back({slot, 0});
    }
  }
  if (!wanted.box.stop_phrases.empty()) {
    absl::flat_hash_map<uint32_t, uint64_t> scores;
    for (const Found& each :
         FindByWords(index, {wanted.box.stop_phrases, selection.none}, table, rows)) {
      scores.emplace(each.slot, each.score);
    }
    for (Found& each : found) {
      if (const auto score = scores.find(each.slot); score != scores.end()) {
        each.score = score->second;
      }
    }
  }
  Sort(rows, wanted.order, found);
  std::vector<uint32_t> slots;
  slots.reserve(found.size());
  for (const Found& each : found) slots.push_back(each.slot);
  // No condition needs a text that the table doesn't hold.
  const domain::ReadStoredTexts none = [](std::span<const uint32_t>,
                                          std::vector<domain::StoredTexts>&) {
    return absl::InternalError("a condition asked for a stored text");
  };
  absl::StatusOr<domain::ClaimPage> page =
      domain::RunClaimQueryAmong(rows, slots, wanted.query, none);
  if (!page.ok()) return page.status();

  Result result;
  result.total = page->total;
  result.facets = std::move(page->facets);
  auto next = found.begin();
  for (const uint32_t slot : page->slots) {
    while (next->slot != slot) ++next;
    result.ids.emplace_back(rows.id(slot));
    result.scores.push_back(static_cast<double>(next->score) / kScoreUnit);
  }
  return result;
}

// Where a page begins: the number of the kept result, and how many were shown.
std::string EncodePosition(uint64_t number, uint64_t shown) { return StrCat(number, " ", shown); }
bool DecodePosition(std::string_view text, uint64_t& number, uint64_t& shown) {
  const size_t space = text.find(' ');
  return space != std::string_view::npos &&
         absl::SimpleAtoi(ToAbsl(text.substr(0, space)), &number) &&
         absl::SimpleAtoi(ToAbsl(text.substr(space + 1)), &shown);
}

// What is known of each of the claims; empty where nothing is.
absl::StatusOr<std::vector<v1::StatusAnswer>> StatusesOf(const domain::StatusTable& table,
                                                         std::span<const std::string_view> ids,
                                                         domain::LookUp& look_up) {
  std::vector<v1::StatusAnswer> answers(ids.size());
  std::vector<std::string> bytes;
  std::vector<size_t> partial;
  table.FindEach(ids,
                 [&](std::string_view, domain::StatusTable::Found found, std::string_view answer) {
                   if (found.has_equivalents) partial.push_back(bytes.size());
                   bytes.emplace_back(answer);
                   return true;
                 });
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (!answers[i].ParseFromString(bytes[i])) {
      return absl::DataLossError("a status that is kept in memory can't be parsed");
    }
  }
  for (const size_t i : partial) {
    v1::StatusQuery query;
    query.set_claim(domain::MakeName(domain::kClaimPattern, {ids[i]}));
    absl::StatusOr<v1::StatusAnswer> answer = look_up.Answer(query);
    if (!answer.ok()) return answer.status();
    answers[i] = *std::move(answer);
  }
  return answers;
}

// Adds results from `begin` while they fit; where the next page begins.
absl::StatusOr<size_t> AppendPage(const Result& result, size_t begin, size_t most,
                                  const Highlighter& highlighter, const domain::StatusTable& table,
                                  domain::View& view, bool staff,
                                  v1::SearchClaimsResponse& response) {
  const size_t end = std::min(begin + most, result.ids.size());
  domain::LookUp look_up(&view, staff);
  size_t bytes = 0;
  for (size_t at = begin; at < end; at += kReadAtATime) {
    std::vector<std::string_view> ids;
    for (size_t i = at; i < std::min(at + kReadAtATime, end); ++i) ids.push_back(result.ids[i]);
    absl::StatusOr<std::vector<std::string>> claims = domain::ReadClaims(view, ids, staff);
    if (!claims.ok()) return claims.status();
    absl::StatusOr<std::vector<v1::StatusAnswer>> statuses = StatusesOf(table, ids, look_up);
    if (!statuses.ok()) return statuses.status();
    for (size_t i = 0; i < ids.size(); ++i) {
      v1::SearchResult shown;
      // It may have been deleted or merged since.
      if ((*claims)[i].empty() || !shown.mutable_claim()->ParseFromString((*claims)[i]) ||
          shown.claim().state() == v1::Claim::STATE_DELETED ||
          shown.claim().state() == v1::Claim::STATE_MERGED) {
        continue;
      }
      v1::StatusAnswer& answer = (*statuses)[i];
      if (answer.matches_size() > 0) {
        *shown.mutable_status() = std::move(*answer.mutable_matches(0)->mutable_status());
      }
      shown.set_score(result.scores[at + i]);
      highlighter.AddTo(shown.claim(), shown);
      bytes += shown.ByteSizeLong();
      if (bytes > domain::kMaxClaimPageBytes && response.results_size() > 0) return at + i;
      *response.add_results() = std::move(shown);
    }
  }
  return end;
}

}  // namespace

absl::StatusOr<std::string> Searches::SearchClaims(const domain::Call& call,
                                                   const v1::SearchClaimsRequest& request) {
  domain::Violations violations(request);
  const Wanted wanted = ReadWanted(request, violations);
  if (!violations.empty()) return violations.ToStatus();
  const absl::Time now = book_.Now();
  absl::StatusOr<std::string> position = tokens_.Read(call.method, call.who.actor, request, now);
  if (!position.ok()) return position.status();

  uint64_t number = 0, begin = 0;
  std::shared_ptr<const Result> result;
  if (DecodePosition(*position, number, begin)) result = results_.Find(number);
  if (result == nullptr) {
    absl::StatusOr<std::shared_ptr<const Index>> index = Newest(call, request.read_options());
    if (!index.ok()) return index.status();
    absl::StatusOr<std::shared_ptr<const ClaimRowsView>> rows =
        table_.View(book_.engine().LatestVersion(), call.deadline);
    if (!rows.ok()) return rows.status();
    absl::StatusOr<Result> found = Run(wanted, **index, table_, **rows);
    if (!found.ok()) return found.status();
    result = std::make_shared<const Result>(*std::move(found));
    number = 0;
  }

  absl::StatusOr<domain::View> view = book_.ReadNewest();
  if (!view.ok()) return view.status();
  v1::SearchClaimsResponse response;
  const auto most = static_cast<size_t>(domain::EffectivePageSize(request.page_size()));
  absl::StatusOr<size_t> end =
      AppendPage(*result, std::min<size_t>(begin, result->ids.size()), most,
                 Highlighter(wanted.box.selection), statuses_, *view, call.who.IsStaff(), response);
  if (!end.ok()) return end.status();
  if (*end < result->ids.size()) {
    if (number == 0) number = results_.Keep(result);
    response.set_next_page_token(
        tokens_.Make(call.method, call.who.actor, request, EncodePosition(number, *end), now));
  }
  response.set_total_size(result->total);
  for (const v1::Facet& facet : result->facets) *response.add_facets() = facet;
  return response.SerializeAsString();
}

}  // namespace factcheck::search
