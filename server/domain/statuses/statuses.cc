#include "server/domain/statuses/statuses.h"

#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/core/plain_wire.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/statuses/look_up.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

// Of an answer in a batch, with room to spare.
constexpr size_t kUsualAnswerBytes = 512;

// A serialised StatusAnswer that says that nothing is known.
std::string_view NoneAnswer() {
  static const std::string* const answer = [] {
    v1::StatusAnswer none;
    none.set_applicability(v1::APPLICABILITY_NONE);
    return new std::string(none.SerializeAsString());
  }();
  return *answer;
}

// Whether the table alone answers for this claim; then `use` was shown the answer. What is no
// id has no status either.
bool AnswerFromTable(const StatusTable& table, std::string_view claim_id, StatusTable::Use use) {
  const StatusTable::Found found = table.Find(claim_id, use);
  if (found.exists) return !found.has_equivalents;
  if (!IsId(claim_id)) return false;
  use(NoneAnswer());
  return true;
}

}  // namespace

bool Statuses::GetStatusFromWire(std::string_view request, std::string& out) const {
  const std::optional<std::string_view> query =
      TakePlainField(v1::GetStatusRequest::kQueryFieldNumber, request);
  if (!query || !request.empty()) return false;
  const std::optional<std::string_view> id =
      PlainClaimId(v1::StatusQuery::kClaimFieldNumber, *query);
  return id && AnswerFromTable(*table_, *id, [&](std::string_view answer) { out.append(answer); });
}

bool Statuses::BatchGetStatusesFromWire(std::string_view request, std::string& out) const {
  std::array<std::string_view, kMaxStatusQueries> ids;
  size_t count = 0;
  while (!request.empty()) {
    const std::optional<std::string_view> query =
        TakePlainField(v1::BatchGetStatusesRequest::kQueriesFieldNumber, request);
    if (!query || count == ids.size()) return false;
    const std::optional<std::string_view> id =
        PlainClaimId(v1::StatusQuery::kClaimFieldNumber, *query);
    if (!id) return false;
    ids[count++] = *id;
  }
  out.reserve(count * kUsualAnswerBytes);
  return count > 0 &&
         table_->FindEach(std::span(ids).first(count),
                          [&](std::string_view id, auto found, std::string_view answer) {
                            if (found.has_equivalents || (!found.exists && !IsId(id))) return false;
                            AppendField(v1::BatchGetStatusesResponse::kAnswersFieldNumber,
                                        found.exists ? answer : NoneAnswer(), out);
                            return true;
                          });
}

absl::StatusOr<std::string> Statuses::GetStatus(const Call& call,
                                                const v1::GetStatusRequest& request) {
  Violations violations(request);
  v1::StatusQuery query = request.query();
  CheckStatusQuery("query", &query, violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  absl::StatusOr<v1::StatusAnswer> answer = LookUp(&*view, call.who.IsStaff()).Answer(query);
  if (!answer.ok()) return answer.status();
  return answer->SerializeAsString();
}

absl::StatusOr<std::string> Statuses::BatchGetStatuses(const Call& call,
                                                       const v1::BatchGetStatusesRequest& request) {
  Violations violations(request);
  if (request.queries().empty() || request.queries_size() > kMaxStatusQueries) {
    violations.Add("queries", StrCat("must have 1 to ", kMaxStatusQueries, " entries"));
    return violations.ToStatus();
  }
  std::vector<v1::StatusQuery> queries(request.queries().begin(), request.queries().end());
  for (size_t i = 0; i < queries.size(); ++i) {
    CheckStatusQuery(StrCat("queries[", i, "]"), &queries[i], violations);
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  LookUp look_up(&*view, call.who.IsStaff());
  std::string out;
  for (const v1::StatusQuery& query : queries) {
    absl::StatusOr<v1::StatusAnswer> answer = look_up.Answer(query);
    if (!answer.ok()) return answer.status();
    AppendField(v1::BatchGetStatusesResponse::kAnswersFieldNumber, answer->SerializeAsString(),
                out);
  }
  return out;
}

}  // namespace factcheck::domain
