#include "server/domain/statuses/statuses.h"

#include <utility>

#include "server/base/absl_strings.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/statuses/look_up.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kClaimPrefix = "claims/";

bool IsPlain(const v1::ReadOptions& options) {
  return options.at_least_as_fresh().empty() &&
         options.as_of_case() == v1::ReadOptions::AS_OF_NOT_SET;
}

// "" where `query` is not by a well-formed name.
std::string_view ClaimIdOf(const v1::StatusQuery& query) {
  if (query.query_case() != v1::StatusQuery::kClaim) return {};
  const std::string_view name = query.claim();
  if (!name.starts_with(kClaimPrefix)) return {};
  const std::string_view id = name.substr(kClaimPrefix.size());
  return IsId(id) ? id : std::string_view();
}

// A serialised StatusAnswer that says that nothing is known.
std::string_view NoneAnswer() {
  static const std::string* const answer = [] {
    v1::StatusAnswer none;
    none.set_applicability(v1::APPLICABILITY_NONE);
    return new std::string(none.SerializeAsString());
  }();
  return *answer;
}

// Whether the table alone answers for this claim; then the answer is appended.
bool AppendFromTable(const StatusTable& table, std::string_view claim_id, std::string& out) {
  const size_t before = out.size();
  const StatusTable::Found found = table.AppendAnswer(claim_id, out);
  if (found.has_equivalents) {
    out.resize(before);
    return false;
  }
  if (!found.exists) out.append(NoneAnswer());
  return true;
}

}  // namespace

std::optional<absl::StatusOr<std::string>> Statuses::GetStatusAtOnce(
    const v1::GetStatusRequest& request) const {
  if (!IsPlain(request.read_options())) return std::nullopt;
  const std::string_view id = ClaimIdOf(request.query());
  std::string out;
  if (id.empty() || !AppendFromTable(*table_, id, out)) return std::nullopt;
  return absl::StatusOr<std::string>(std::move(out));
}

std::optional<absl::StatusOr<std::string>> Statuses::BatchGetStatusesAtOnce(
    const v1::BatchGetStatusesRequest& request) const {
  if (!IsPlain(request.read_options()) || request.queries().empty() ||
      request.queries_size() > kMaxStatusQueries) {
    return std::nullopt;
  }
  std::string out;
  std::string answer;
  for (const v1::StatusQuery& query : request.queries()) {
    const std::string_view id = ClaimIdOf(query);
    answer.clear();
    if (id.empty() || !AppendFromTable(*table_, id, answer)) return std::nullopt;
    AppendField(v1::BatchGetStatusesResponse::kAnswersFieldNumber, answer, out);
  }
  return absl::StatusOr<std::string>(std::move(out));
}

absl::StatusOr<std::string> Statuses::GetStatus(const Call& call,
                                                const v1::GetStatusRequest& request) {
  if (auto at_once = GetStatusAtOnce(request)) return *std::move(at_once);
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
  if (auto at_once = BatchGetStatusesAtOnce(request)) return *std::move(at_once);
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
