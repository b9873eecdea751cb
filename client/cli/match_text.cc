#include "client/cli/match_text.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/cli/names.h"
#include "client/cli/text_width.h"
#include "client/cli/view.h"
#include "client/cpp/text.h"

namespace factcheck::cli {
namespace {

using client::Concat;

constexpr int kMostAlike = 3;
// Likelier than not the same claim. Of sentences on real claims two in three find theirs so; none
// of those without a claim finds one.
constexpr double kAlikeScore = 0.5;
constexpr size_t kShownStatementColumns = 80;
// What is to be written waits no longer for it.
constexpr absl::Duration kPatience = absl::Seconds(2);

// "  no-apology  There was no apology.  (The Gazette: False)"
std::string AlikeText(const v1::ClaimMatch& match) {
  std::string text = Concat({"  ", ShortName(match.claim()), "  ",
                             CutToWidth(OneLine(match.statement()), kShownStatementColumns)});
  if (const std::string ratings = RatingsText(match); !ratings.empty()) {
    text += Concat({"  (", ratings, ")"});
  }
  if (const std::string differences = DifferencesText(match); !differences.empty()) {
    text += Concat({"  differs: ", differences});
  }
  return text;
}

}  // namespace

std::string DifferencesText(const v1::ClaimMatch& match) {
  std::string all;
  for (const v1::MatchDifference& difference : match.differences()) {
    if (!all.empty()) all += "; ";
    std::string kind = TextAt(difference, "kind");
    for (char& c : kind) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    const auto or_none = [](const std::string& text) { return text.empty() ? "-" : text; };
    all +=
        Concat({kind, ": ", or_none(difference.in_text()), " / ", or_none(difference.in_claim())});
  }
  return all;
}

std::string RatingsText(const v1::ClaimMatch& match) {
  std::string ratings;
  for (const v1::VerdictSummary& verdict : match.status().verdicts()) {
    if (!ratings.empty()) ratings += "; ";
    ratings += Concat({TextAt(verdict, "publisher_display_name|publisher"), ": ",
                       verdict.retracted() ? "retracted" : verdict.rating_label()});
  }
  return ratings;
}

void NoteAlike(Runtime& runtime, const v1::Claim& claim) {
  const absl::StatusOr<client::Client> client = runtime.Connect();
  if (!client.ok()) return;
  v1::MatchClaimsRequest request;
  request.set_max_matches(kMostAlike);
  request.set_min_score(kAlikeScore);
  v1::MatchQuery& query = *request.add_queries();
  query.set_text(claim.statement());
  query.set_language(claim.language());
  query.set_kind(v1::MatchQuery::KIND_POST);
  if (!claim.claimants().empty()) query.set_claimant(claim.claimants(0).name());
  const absl::StatusOr<v1::MatchClaimsResponse> response =
      client->MatchClaims(request, {.timeout = kPatience});
  if (!response.ok()) return;
  bool told = false;
  for (const v1::MatchAnswer& answer : response->answers()) {
    for (const v1::PassageMatch& passage : answer.passages()) {
      for (const v1::ClaimMatch& match : passage.matches()) {
        if (!std::exchange(told, true)) runtime.printer().Note("possibly checked already:");
        runtime.printer().Note(AlikeText(match));
      }
    }
  }
}

}  // namespace factcheck::cli
