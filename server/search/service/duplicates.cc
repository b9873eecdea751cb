#include "server/search/service/duplicates.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "factcheck/v1/claim.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/records.h"
#include "server/domain/core/stamp.h"
#include "server/domain/values/check.h"
#include "server/domain/values/names.h"
#include "server/search/differences.h"
#include "server/search/features.h"
#include "server/search/post.h"
#include "server/search/service/intake.h"

namespace factcheck::search {
namespace {

// Beyond those that are wanted, because some don't count, such as later ones.
constexpr size_t kMore = 20;
// Of MatchClaims: what scores less is not looked at. A bound on the work alone: of real pairs that
// are alike enough to be suggested the shortest ("On gay marriage") score 0.28 and more.
constexpr double kLeastScore = 0.2;

std::string_view IdOf(std::string_view name) { return name.substr(name.find('/') + 1); }

// Those that everybody sees.
absl::StatusOr<std::optional<v1::Claim>> Read(domain::View& view, std::string_view id) {
  const std::string_view ids[] = {id};
  absl::StatusOr<std::vector<std::string>> found = domain::ReadClaims(view, ids, /*staff=*/false);
  if (absl::IsDataLoss(found.status())) {
    return absl::DataLossError(
        StrCat("the stored claim ", id, " is damaged: ", ToStd(found.status().message())));
  }
  if (!found.ok()) return found.status();
  v1::Claim claim;
  if (found->front().empty()) return std::optional<v1::Claim>();
  if (!claim.ParseFromString(found->front())) {
    return absl::DataLossError(StrCat("the stored claim ", id, " can't be parsed"));
  }
  return std::optional<v1::Claim>(std::move(claim));
}

// What one commit brought in is ordered by name.
bool CameBefore(const v1::Claim& a, const v1::Claim& b) {
  const absl::Time at = domain::FromTimestamp(a.create_time());
  const absl::Time bt = domain::FromTimestamp(b.create_time());
  return at != bt ? at < bt : a.name() < b.name();
}

// The share of their words, weighted by rarity, that the statements have in common. A match's score
// says which of many claims a text is likeliest to repeat, be it only the subject; that one claim
// says what the other does takes both directions.
double LikenessOf(const Features& features) {
  const double there = features[static_cast<size_t>(Feature::kQueryInStatement)];
  const double back = features[static_cast<size_t>(Feature::kStatementInQuery)];
  return there + back > 0 ? 2 * there * back / (there + back) : 0;
}

// Numbers, dates and negations flip what is true; names are spelt in many ways.
bool Flips(const Difference& difference) { return difference.kind != Difference::Kind::kName; }

class Finder {
 public:
  Finder(domain::View& view, const v1::Claim& claim, absl::Time now)
      : view_(view),
        claim_(claim),
        now_(now),
        text_(CleanPost(claim.statement())),
        analysis_(Analyze(text_, claim.language())) {}

  const Analysis& analysis() const { return analysis_; }

  // nullopt: not to be suggested.
  absl::StatusOr<std::optional<domain::Suggestion>> Consider(const Match& match) {
    absl::StatusOr<std::optional<v1::Claim>> worded = Read(view_, match.key);
    if (!worded.ok()) return worded.status();
    if (!*worded) return std::optional<domain::Suggestion>();
    std::optional<v1::Claim> target = *worded;
    if (target->state() == v1::Claim::STATE_MERGED) {
      absl::StatusOr<std::optional<v1::Claim>> into = Read(view_, IdOf(target->merged_into()));
      if (!into.ok()) return into.status();
      target = *std::move(into);
    }
    if (!target || target->state() == v1::Claim::STATE_MERGED || !CameBefore(*target, claim_)) {
      return std::optional<domain::Suggestion>();
    }
    const Analysis other = Analyze((*worded)->statement(), (*worded)->language());
    const std::vector<Difference> differences =
        FindDifferences(text_, analysis_, (*worded)->statement(), other);
    if (std::any_of(differences.begin(), differences.end(), Flips)) {
      return std::optional<domain::Suggestion>();
    }
    return std::optional<domain::Suggestion>(Make(*target, **worded, LikenessOf(match.features)));
  }

 private:
  domain::Suggestion Make(const v1::Claim& target, const v1::Claim& worded, double likeness) const {
    domain::Suggestion suggestion;
    suggestion.claim_id = std::string(IdOf(claim_.name()));
    suggestion.target_id = std::string(IdOf(target.name()));
    suggestion.id = domain::NewId(now_);
    v1::Relationship& relationship = suggestion.relationship;
    relationship.set_name(
        domain::MakeName(domain::kRelationshipPattern, {suggestion.claim_id, suggestion.id}));
    relationship.set_target(target.name());
    const bool same =
        domain::ExactForm(claim_.statement()) == domain::ExactForm(worded.statement());
    relationship.set_type(same ? v1::Relationship::TYPE_DUPLICATE_OF
                               : v1::Relationship::TYPE_PARAPHRASE_OF);
    relationship.set_state(v1::Relationship::STATE_SUGGESTED);
    relationship.set_score(std::min(likeness, 1.0));
    relationship.set_model(std::string(kSuggestModel));
    return suggestion;
  }

  domain::View& view_;
  const v1::Claim& claim_;
  const absl::Time now_;
  const std::string text_;
  const Analysis analysis_;
};

}  // namespace

absl::StatusOr<std::vector<domain::Suggestion>> FindDuplicates(const Index& index,
                                                               domain::View& view,
                                                               std::string_view claim_id,
                                                               absl::Time now,
                                                               double least_likeness, size_t most) {
  std::vector<domain::Suggestion> suggestions;
  absl::StatusOr<std::optional<v1::Claim>> claim = Read(view, claim_id);
  if (!claim.ok()) return claim.status();
  if (!*claim || (*claim)->state() == v1::Claim::STATE_MERGED) return suggestions;
  Finder finder(view, **claim, now);
  std::vector<Match> matches =
      index.FindMatches(finder.analysis(),
                        {.limit = most + kMore, .least_score = kLeastScore, .leave_out = claim_id});
  std::erase_if(matches,
                [&](const Match& each) { return LikenessOf(each.features) < least_likeness; });
  std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) {
    return LikenessOf(a.features) > LikenessOf(b.features);
  });
  for (const Match& match : matches) {
    if (suggestions.size() == most) break;
    absl::StatusOr<std::optional<domain::Suggestion>> suggestion = finder.Consider(match);
    // Another's damage keeps a claim from no suggestion but that one.
    if (absl::IsDataLoss(suggestion.status())) continue;
    if (!suggestion.ok()) return suggestion.status();
    if (!*suggestion) continue;
    const bool again = std::any_of(
        suggestions.begin(), suggestions.end(),
        [&](const domain::Suggestion& one) { return one.target_id == (*suggestion)->target_id; });
    if (!again) suggestions.push_back(**std::move(suggestion));
  }
  return suggestions;
}

}  // namespace factcheck::search
