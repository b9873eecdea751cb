// MatchClaims: exact look-ups first, then what the index finds alike, each with what differs.
#include <algorithm>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/records.h"
#include "server/domain/statuses/look_up.h"
#include "server/domain/values/check.h"
#include "server/domain/values/error.h"
#include "server/domain/values/names.h"
#include "server/search/differences.h"
#include "server/search/passages.h"
#include "server/search/post.h"
#include "server/search/service/claim_documents.h"
#include "server/search/service/searches.h"

namespace factcheck::search {
namespace {

constexpr size_t kMaxStatementBytes = 10'000;
constexpr size_t kMaxMatchedWords = 50;
// Beyond those that are asked for, because some are found twice: merged, or exact.
constexpr size_t kMore = 20;

void CheckQuery(std::string_view field, const v1::MatchQuery& query,
                domain::Violations& violations) {
  // Spans are of the text as it was given: what is brought to its stored form is a copy.
  std::string text = query.text(), claimant = query.claimant(), language = query.language();
  domain::CheckText(StrCat(field, ".text"),
                    {.max_bytes = kMaxMatchTextBytes, .required = true, .lines = true}, &text,
                    violations);
  domain::CheckText(StrCat(field, ".claimant"), {}, &claimant, violations);
  domain::CheckLanguage(StrCat(field, ".language"), false, &language, violations);
}

v1::MatchDifference::Kind KindOf(Difference::Kind kind) {
  switch (kind) {
    case Difference::Kind::kNumber:
      return v1::MatchDifference::KIND_NUMBER;
    case Difference::Kind::kName:
      return v1::MatchDifference::KIND_NAME;
    case Difference::Kind::kDate:
      return v1::MatchDifference::KIND_DATE;
    case Difference::Kind::kNegation:
      return v1::MatchDifference::KIND_NEGATION;
  }
  return v1::MatchDifference::KIND_UNSPECIFIED;
}

// EXACT before CONFIRMED before SUGGESTED before NONE.
bool IsBetter(v1::Applicability a, v1::Applicability b) {
  return b == v1::APPLICABILITY_UNSPECIFIED || a < b;
}

// Matches the passages of one request, one after another.
class Matcher {
 public:
  Matcher(const Index& index, domain::View* view, bool staff, size_t most, double least_score)
      : index_(index),
        view_(*view),
        look_up_(view, staff),
        staff_(staff),
        most_(most),
        least_score_(least_score) {}

  absl::Status Match(const v1::MatchQuery& query, v1::PassageMatch& passage) {
    text_ = CleanPost(passage.text());
    signature_ = SignatureOf(passage.text());
    if (!query.claimant().empty()) signature_.author = query.claimant();
    analysis_ = Analyze(text_, query.language());
    seen_.clear();
    passage.set_applicability(v1::APPLICABILITY_NONE);
    if (absl::Status exact = AddExact(query, passage); !exact.ok()) return exact;
    if (absl::Status alike = AddAlike(passage); !alike.ok()) return alike;
    return absl::OkStatus();
  }

  const std::string& language() const { return analysis_.language; }

 private:
  bool IsFull(const v1::PassageMatch& passage) const {
    return static_cast<size_t>(passage.matches_size()) >= most_;
  }

  absl::StatusOr<std::optional<v1::Claim>> Read(std::string_view id) {
    const std::string_view ids[] = {id};
    absl::StatusOr<std::vector<std::string>> found = domain::ReadClaims(view_, ids, staff_);
    if (!found.ok()) return found.status();
    v1::Claim claim;
    if (found->front().empty() || !claim.ParseFromString(found->front()) ||
        claim.state() == v1::Claim::STATE_DELETED) {
      return std::optional<v1::Claim>();
    }
    return std::optional<v1::Claim>(std::move(claim));
  }

  // `worded`: the claim whose words were found; another than `claim` where that was merged.
  void Add(const v1::Claim& claim, const v1::Claim& worded, v1::ClaimMatch match,
           v1::PassageMatch& passage) {
    if (!seen_.insert(claim.name()).second || IsFull(passage)) return;
    match.set_claim(claim.name());
    match.set_statement(claim.statement());
    for (const v1::Claimant& claimant : claim.claimants()) match.add_claimants(claimant.name());
    const Analysis statement = Analyze(worded.statement(), worded.language());
    for (std::string& word : SharedWords(text_, analysis_, statement)) {
      if (static_cast<size_t>(match.matched_words_size()) == kMaxMatchedWords) break;
      match.add_matched_words(std::move(word));
    }
    for (Difference& each : FindDifferences(text_, analysis_, worded.statement(), statement)) {
      v1::MatchDifference& difference = *match.add_differences();
      difference.set_kind(KindOf(each.kind));
      difference.set_in_text(std::move(each.in_text));
      difference.set_in_claim(std::move(each.in_claim));
    }
    if (IsBetter(match.applicability(), passage.applicability())) {
      passage.set_applicability(match.applicability());
    }
    *passage.add_matches() = std::move(match);
  }

  // What the record says of these very words.
  absl::Status AddExact(const v1::MatchQuery& query, v1::PassageMatch& passage) {
    if (passage.text().size() > kMaxStatementBytes) return absl::OkStatus();
    v1::StatusQuery wanted;
    v1::TextQuery& text = *wanted.mutable_text();
    text.set_statement(passage.text());
    text.set_claimant(query.claimant());
    text.set_language(query.language());
    domain::Violations violations;
    domain::CheckStatusQuery("text", &wanted, violations);
    if (!violations.empty()) return absl::OkStatus();  // Words that no statement may have.
    absl::StatusOr<v1::StatusAnswer> answer = look_up_.Answer(wanted);
    if (!answer.ok()) return answer.status();
    for (v1::StatusMatch& found : *answer->mutable_matches()) {
      const std::string_view name = found.claim();
      absl::StatusOr<std::optional<v1::Claim>> claim = Read(name.substr(name.find('/') + 1));
      if (!claim.ok()) return claim.status();
      if (!*claim) continue;
      v1::ClaimMatch match;
      match.set_applicability(found.applicability());
      match.set_via(found.via());
      match.set_score(1);
      if (found.has_status()) *match.mutable_status() = std::move(*found.mutable_status());
      Add(**claim, **claim, std::move(match), passage);
    }
    return absl::OkStatus();
  }

  // What resembles them.
  absl::Status AddAlike(v1::PassageMatch& passage) {
    if (IsFull(passage)) return absl::OkStatus();
    for (const search::Match& found : index_.FindMatches(analysis_, {.limit = most_ + kMore,
                                                                    .least_score = least_score_,
                                                                    .author = signature_.author,
                                                                    .date = signature_.date})) {
      if (IsFull(passage)) break;
      absl::StatusOr<std::optional<v1::Claim>> worded = Read(found.key);
      if (!worded.ok()) return worded.status();
      if (!*worded) continue;  // It was deleted since.
      v1::ClaimMatch match;
      match.set_applicability(v1::APPLICABILITY_SUGGESTED);
      match.set_score(found.score);
      if ((*worded)->state() != v1::Claim::STATE_MERGED) {
        Add(**worded, **worded, std::move(match), passage);
        continue;
      }
      const std::string_view target = (*worded)->merged_into();
      absl::StatusOr<std::optional<v1::Claim>> claim = Read(target.substr(target.find('/') + 1));
      if (!claim.ok()) return claim.status();
      if (!*claim) continue;
      match.set_via((*worded)->name());
      Add(**claim, **worded, std::move(match), passage);
    }
    return absl::OkStatus();
  }

  const Index& index_;
  domain::View& view_;
  domain::LookUp look_up_;
  const bool staff_;
  const size_t most_;
  const double least_score_;
  std::string text_;     // Of the passage, cleaned.
  Signature signature_;  // Views into the query and the passage.
  Analysis analysis_;
  absl::flat_hash_set<std::string> seen_;
};

v1::PassageMatch PassageOf(std::string_view text, const Passage& passage) {
  v1::PassageMatch made;
  made.mutable_span()->set_begin(static_cast<int32_t>(passage.begin));
  made.mutable_span()->set_end(static_cast<int32_t>(passage.end));
  made.set_text(std::string(text.substr(passage.begin, passage.end - passage.begin)));
  made.set_check_worthiness(passage.check_worthiness);
  return made;
}

absl::Status Answer(const v1::MatchQuery& query, absl::Time deadline, Matcher& matcher,
                    v1::MatchAnswer& answer) {
  const std::string_view text = query.text();
  const bool article = query.kind() == v1::MatchQuery::KIND_ARTICLE ||
                       (query.kind() == v1::MatchQuery::KIND_UNSPECIFIED && LooksLikeArticle(text));
  std::vector<Passage> passages = {{0, text.size(), 1}};
  if (article) passages = SplitArticle(text, query.language());
  if (passages.size() > kMaxPassages) {
    answer.set_skipped_sentences(static_cast<int32_t>(passages.size() - kMaxPassages));
    passages.resize(kMaxPassages);
  }
  answer.set_applicability(v1::APPLICABILITY_NONE);
  for (const Passage& passage : passages) {
    if (absl::Now() > deadline) {
      return domain::Error(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                           "the deadline passed before every text was matched; send fewer");
    }
    v1::PassageMatch matched = PassageOf(text, passage);
    if (absl::Status status = matcher.Match(query, matched); !status.ok()) return status;
    if (answer.language().empty()) answer.set_language(matcher.language());
    if (IsBetter(matched.applicability(), answer.applicability())) {
      answer.set_applicability(matched.applicability());
    }
    if (!article || matched.matches_size() > 0) *answer.add_passages() = std::move(matched);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> Searches::MatchClaims(const domain::Call& call,
                                                  const v1::MatchClaimsRequest& request) {
  domain::Violations violations(request);
  CheckPresent(request.read_options(), violations);
  if (request.queries().empty() || request.queries_size() > kMaxMatchQueries) {
    violations.Add("queries", StrCat("must have 1 to ", kMaxMatchQueries, " entries"));
    return violations.ToStatus();
  }
  size_t bytes = 0;
  for (int i = 0; i < request.queries_size(); ++i) {
    CheckQuery(StrCat("queries[", i, "]"), request.queries(i), violations);
    bytes += request.queries(i).text().size();
  }
  if (bytes > kMaxMatchBytes) {
    violations.Add("queries", StrCat("must be at most ", kMaxMatchBytes, " bytes together"));
  }
  domain::CheckRange("max_matches", request.max_matches(), 0, kMaxMatches, violations);
  if (!(request.min_score() >= 0 && request.min_score() <= 1)) {
    violations.Add("min_score", "must be from 0 to 1");
  }
  if (!violations.empty()) return violations.ToStatus();

  absl::StatusOr<std::shared_ptr<const Index>> index = Newest(call, request.read_options());
  if (!index.ok()) return index.status();
  absl::StatusOr<domain::View> view = book_.ReadNewest();
  if (!view.ok()) return view.status();
  const int most = request.max_matches() == 0 ? kDefaultMatches : request.max_matches();
  const double least = request.min_score() == 0 ? kDefaultMinScore : request.min_score();
  Matcher matcher(**index, &*view, call.who.IsStaff(), static_cast<size_t>(most), least);
  v1::MatchClaimsResponse response;
  for (const v1::MatchQuery& query : request.queries()) {
    absl::Status status = Answer(query, call.deadline, matcher, *response.add_answers());
    if (!status.ok()) return status;
  }
  return response.SerializeAsString();
}

}  // namespace factcheck::search
