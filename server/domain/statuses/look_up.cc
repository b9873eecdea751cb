#include "server/domain/statuses/look_up.h"

#include <utility>
#include <vector>

#include "factcheck/v1/claim.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/core/txn.h"
#include "server/domain/statuses/statuses.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/domain/values/url.h"

namespace factcheck::domain {
namespace {

// Index entries of one address or text that are looked at. More claims than this
// with the very same address are cut off; the answer says so.
constexpr size_t kMaxCandidates = 200;

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

bool SpeaksLanguage(const v1::Claim& claim, const std::string& language) {
  return language.empty() || claim.language() == language || claim.language() == "und";
}

bool AppearedAt(const v1::Claim& claim, const std::string& canonical_url) {
  for (const v1::Appearance& appearance : claim.appearances()) {
    if (appearance.canonical_url() == canonical_url) return true;
  }
  return false;
}

bool IsClaimedBy(const v1::Claim& claim, const std::string& exact_claimant) {
  for (const v1::Claimant& claimant : claim.claimants()) {
    if (ExactForm(claimant.name()) == exact_claimant) return true;
  }
  return false;
}

}  // namespace

void CheckStatusQuery(std::string_view field, v1::StatusQuery* query, Violations& violations) {
  switch (query->query_case()) {
    case v1::StatusQuery::kClaim:
      ReadName(StrCat(field, ".claim"), kClaimPattern, query->claim(), violations);
      return;
    case v1::StatusQuery::kUrl: {
      const std::string path = StrCat(field, ".url");
      const size_t before = violations.count();
      CheckUrl(path, /*required=*/true, query->mutable_url(), violations);
      if (violations.count() != before) return;
      absl::StatusOr<Url> url = ParseUrl(query->url());
      if (!url.ok()) return violations.Add(path, ToStd(url.status().message()));
      query->set_url(CanonicalUrl(*url));
      return;
    }
    case v1::StatusQuery::kText: {
      v1::TextQuery& text = *query->mutable_text();
      CheckText(StrCat(field, ".text.statement"),
                {.max_bytes = 10'000, .required = true, .lines = true}, text.mutable_statement(),
                violations);
      CheckText(StrCat(field, ".text.claimant"), {.max_bytes = 500}, text.mutable_claimant(),
                violations);
      CheckLanguage(StrCat(field, ".text.language"), /*required=*/false, text.mutable_language(),
                    violations);
      return;
    }
    case v1::StatusQuery::QUERY_NOT_SET:
      violations.Add(field, "must have one of claim, url, text");
  }
}

absl::StatusOr<v1::StatusAnswer> LookUp::Answer(const v1::StatusQuery& query) {
  answer_.Clear();
  seen_.clear();
  absl::Status status;
  switch (query.query_case()) {
    case v1::StatusQuery::kClaim:
      status = AddByName(IdOf(query.claim()));
      if (status.ok()) status = AddEquivalents();
      break;
    case v1::StatusQuery::kUrl:
      status = AddByUrl(query.url());
      if (status.ok()) status = AddEquivalents();
      break;
    case v1::StatusQuery::kText:
      status = AddByText(query.text());
      break;
    case v1::StatusQuery::QUERY_NOT_SET:
      break;
  }
  if (!status.ok()) return status;
  answer_.set_applicability(answer_.matches().empty() ? v1::APPLICABILITY_NONE
                                                      : answer_.matches(0).applicability());
  return std::move(answer_);
}

absl::StatusOr<std::optional<v1::ClaimStatus>> LookUp::StatusOf(std::string_view claim_id) {
  std::string id(claim_id);
  // A merge re-points what was merged before, so one step is the rule; the bound
  // only keeps a damaged store from looping here.
  for (int hop = 0; hop < 4; ++hop) {
    absl::StatusOr<std::optional<Loaded<v1::ClaimStatus>>> found =
        view_.Load<v1::ClaimStatus>(keys::Status(id));
    if (!found.ok()) return found.status();
    if (!*found) return std::optional<v1::ClaimStatus>();
    v1::ClaimStatus& status = (*found)->message;
    if (IdOf(status.claim()) == id) {
      if (status.state() == v1::ClaimStatus::STATE_UNKNOWN) return std::optional<v1::ClaimStatus>();
      return Visible(std::move(status));
    }
    id = IdOf(status.claim());
  }
  return absl::DataLossError("a merged claim redirects without end");
}

absl::StatusOr<bool> LookUp::IsHidden(std::string_view claim_id) {
  absl::StatusOr<std::optional<storage::Entry>> newest =
      view_.snapshot().Get(keys::Claim(claim_id));
  if (!newest.ok()) return newest.status();
  if (!*newest) return false;
  absl::StatusOr<Record> record = ParseRecord((*newest)->value);
  if (!record.ok()) return record.status();
  return record->deleted();
}

absl::StatusOr<std::optional<v1::ClaimStatus>> LookUp::Visible(v1::ClaimStatus status) {
  // The newest statuses are computed without what is deleted.
  if (!view_.as_of() || colleague_) return std::optional<v1::ClaimStatus>(std::move(status));
  absl::StatusOr<bool> hidden = IsHidden(IdOf(status.claim()));
  if (!hidden.ok()) return hidden.status();
  if (*hidden) return std::optional<v1::ClaimStatus>();
  const auto names = std::move(*status.mutable_equivalent_claims());
  status.clear_equivalent_claims();
  for (const std::string& name : names) {
    hidden = IsHidden(IdOf(name));
    if (!hidden.ok()) return hidden.status();
    if (!*hidden) status.add_equivalent_claims(name);
  }
  return std::optional<v1::ClaimStatus>(std::move(status));
}

void LookUp::Add(v1::Applicability applicability, v1::ClaimStatus status, std::string_view via) {
  if (!seen_.insert(status.claim()).second) return;
  if (answer_.matches_size() == kMaxStatusMatches) return answer_.set_truncated(true);
  v1::StatusMatch& match = *answer_.add_matches();
  match.set_applicability(applicability);
  match.set_claim(status.claim());
  match.set_via(std::string(via));
  if (applicability != v1::APPLICABILITY_SUGGESTED) *match.mutable_status() = std::move(status);
}

absl::Status LookUp::AddByName(std::string_view claim_id) {
  absl::StatusOr<std::optional<v1::ClaimStatus>> status = StatusOf(claim_id);
  if (!status.ok()) return status.status();
  if (*status) Add(v1::APPLICABILITY_EXACT, *std::move(*status));
  return absl::OkStatus();
}

absl::Status LookUp::AddEquivalents() {
  const int exact = answer_.matches_size();
  for (int i = 0; i < exact; ++i) {
    const v1::ClaimStatus& asked = answer_.matches(i).status();
    if (asked.verdicts_size() > 0) continue;
    const std::string via = asked.claim();
    const auto names = asked.equivalent_claims();
    for (const std::string& name : names) {
      absl::StatusOr<std::optional<v1::ClaimStatus>> status = StatusOf(IdOf(name));
      if (!status.ok()) return status.status();
      if (!*status || (*status)->verdicts().empty()) continue;
      Add(v1::APPLICABILITY_CONFIRMED, *std::move(*status), via);
    }
  }
  return absl::OkStatus();
}

template <typename Visit>
absl::Status LookUp::ForEachCandidate(const std::string& prefix, Visit visit) {
  storage::KeyRange range = storage::PrefixRange(prefix);
  size_t candidates = 0;
  for (bool more = true; more;) {
    // Of the index as it is now: an entry may have been written again since. Whether the claim
    // had the address or text then, the claim itself says.
    absl::StatusOr<storage::ScanResult> found =
        view_.snapshot().Scan(range, {.max_entries = kMaxCandidates});
    if (!found.ok()) return found.status();
    for (const storage::Entry& entry : found->entries) {
      const std::string_view id = keys::LastId(entry.key);
      absl::StatusOr<std::optional<Loaded<v1::Claim>>> claim =
          view_.Load<v1::Claim>(keys::Claim(id));
      if (!claim.ok()) return claim.status();
      if (!*claim) continue;  // Is of a later time.
      if (candidates++ == kMaxCandidates) {
        answer_.set_truncated(true);
        return absl::OkStatus();
      }
      absl::StatusOr<std::optional<v1::ClaimStatus>> status = StatusOf(id);
      if (!status.ok()) return status.status();
      if (*status) visit((*claim)->message, *std::move(*status));
    }
    more = found->more && !found->entries.empty();
    if (more) range.start = found->entries.back().key + '\0';
  }
  return absl::OkStatus();
}

absl::Status LookUp::AddByUrl(const std::string& canonical_url) {
  return ForEachCandidate(keys::UrlIndexPrefix(canonical_url),
                          [&](const v1::Claim& claim, v1::ClaimStatus status) {
                            if (AppearedAt(claim, canonical_url)) {
                              Add(v1::APPLICABILITY_EXACT, std::move(status));
                            }
                          });
}

absl::Status LookUp::AddByText(const v1::TextQuery& query) {
  const std::string statement = ExactForm(query.statement());
  const std::string claimant = ExactForm(query.claimant());
  std::vector<v1::ClaimStatus> suggested;
  absl::Status status = ForEachCandidate(keys::TextIndexPrefix(statement),
                                         [&](const v1::Claim& claim, v1::ClaimStatus status) {
                                           if (ExactForm(claim.statement()) != statement) return;
                                           if (!SpeaksLanguage(claim, query.language())) return;
                                           if (!claimant.empty() && IsClaimedBy(claim, claimant)) {
                                             Add(v1::APPLICABILITY_EXACT, std::move(status));
                                           } else {
                                             suggested.push_back(std::move(status));
                                           }
                                         });
  if (status.ok()) status = AddEquivalents();
  if (!status.ok()) return status;
  for (v1::ClaimStatus& other : suggested) Add(v1::APPLICABILITY_SUGGESTED, std::move(other));
  return absl::OkStatus();
}

}  // namespace factcheck::domain
