// The methods of Claims that read claims by name.
#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/claims.h"
#include "server/domain/claims/records.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/plain_wire.h"
#include "server/domain/statuses/answer.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr size_t kReadAtATime = 100;

}  // namespace

std::optional<absl::StatusOr<std::string>> Claims::GetClaimAtOnce(
    const Call& call, const v1::GetClaimRequest& request) {
  const v1::ReadOptions& options = request.read_options();
  if (options.as_of_case() != v1::ReadOptions::AS_OF_NOT_SET) return std::nullopt;
  if (!options.at_least_as_fresh().empty()) {
    absl::StatusOr<storage::Version> version =
        book_->stamps().VersionOf(options.at_least_as_fresh());
    if (!version.ok() || *version > book_->engine().LatestVersion()) return std::nullopt;
  }
  constexpr std::string_view kPrefix = "claims/";
  const std::string_view name = request.name();
  if (!name.starts_with(kPrefix) || !IsId(name.substr(kPrefix.size()))) return std::nullopt;

  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot =
      book_->engine().NewSnapshot(storage::Version{}, absl::InfinitePast());
  if (!snapshot.ok()) return std::nullopt;
  absl::StatusOr<std::optional<storage::Entry>> entry =
      (*snapshot)->Get(keys::Claim(name.substr(kPrefix.size())));
  if (!entry.ok()) return absl::StatusOr<std::string>(entry.status());
  if (!*entry) return absl::StatusOr<std::string>(NotFound(name));
  absl::StatusOr<std::string_view> visible = VisibleClaim((*entry)->value, call.who.IsStaff());
  if (!visible.ok()) return absl::StatusOr<std::string>(visible.status());
  if (visible->empty()) return absl::StatusOr<std::string>(NotFound(name));
  return absl::StatusOr<std::string>(std::string(*visible));
}

bool Claims::GetClaimFromWire(const Call& call, std::string_view request, std::string& out) const {
  const std::optional<std::string_view> id =
      PlainClaimId(v1::GetClaimRequest::kNameFieldNumber, request);
  if (cache_ == nullptr || !id || !IsId(*id)) return false;
  bool visible = false;
  const absl::StatusOr<bool> found = cache_->Read(*id, [&](std::string_view stored) {
    const absl::StatusOr<std::string_view> claim = VisibleClaim(stored, call.who.IsStaff());
    if (!claim.ok() || claim->empty()) return;
    visible = true;
    out.append(*claim);
  });
  return found.ok() && *found && visible;
}

absl::StatusOr<std::string> Claims::GetClaim(const Call& call, const v1::GetClaimRequest& request) {
  if (auto at_once = GetClaimAtOnce(call, request)) return *std::move(at_once);
  Violations violations(request);
  const std::string id = ReadName("name", kClaimPattern, request.name(), violations).front();
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();
  const std::string_view ids[] = {id};
  absl::StatusOr<std::vector<std::string>> found = ReadClaims(*view, ids, call.who.IsStaff());
  if (!found.ok()) return found.status();
  if (found->front().empty()) return NotFound(request.name());
  return std::move(found->front());
}

absl::StatusOr<std::string> Claims::BatchGetClaims(const Call& call,
                                                   const v1::BatchGetClaimsRequest& request) {
  Violations violations(request);
  if (request.names().empty() || request.names_size() > kMaxBatchGetClaims) {
    violations.Add("names", StrCat("must have 1 to ", kMaxBatchGetClaims, " entries"));
    return violations.ToStatus();
  }
  std::vector<std::string> ids;
  absl::flat_hash_set<std::string> seen;
  for (int i = 0; i < request.names_size(); ++i) {
    std::string id =
        ReadName(StrCat("names[", i, "]"), kClaimPattern, request.names(i), violations).front();
    if (seen.insert(id).second) ids.push_back(std::move(id));
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();

  const std::vector<std::string_view> wanted(ids.begin(), ids.end());
  std::string out;
  for (size_t at = 0; at < wanted.size(); at += kReadAtATime) {
    const auto some = std::span(wanted).subspan(at, std::min(kReadAtATime, wanted.size() - at));
    absl::StatusOr<std::vector<std::string>> found = ReadClaims(*view, some, call.who.IsStaff());
    if (!found.ok()) return found.status();
    for (size_t i = 0; i < some.size(); ++i) {
      if ((*found)[i].empty()) {
        AppendField(v1::BatchGetClaimsResponse::kMissingFieldNumber,
                    MakeName(kClaimPattern, {some[i]}), out);
      } else {
        AppendField(v1::BatchGetClaimsResponse::kClaimsFieldNumber, (*found)[i], out);
      }
    }
    if (out.size() > kMaxClaimBatchBytes) {
      return InvalidField("names", "these claims are larger than 64 MiB together; ask for fewer");
    }
  }
  return out;
}

}  // namespace factcheck::domain
