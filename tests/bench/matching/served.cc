#include "tests/bench/matching/served.h"

#include <utility>

#include "nlohmann/json.hpp"
#include "server/base/absl_strings.h"

namespace factcheck::bench {
namespace {

using search::Document;
using search::Field;

constexpr int kBatch = 200;
constexpr int kPage = 1000;
constexpr char kSite[] = "https://matching.example/";
// Asks for every suggestion: 0 would be the default, which leaves out poor ones.
constexpr double kLeastScore = 1e-12;

std::string ReviewOf(const Document& document) {
  const auto text = [&document](Field field) { return std::string(document[field]); };
  nlohmann::json review = {
      {"@type", "ClaimReview"},
      {"url", kSite + document.key},
      {"inLanguage", document.language},
      {"claimReviewed", text(Field::kStatement)},
      {"name", text(Field::kTitle)},
      {"description", text(Field::kSummary)},
      {"reviewBody", text(Field::kContext)},
      {"author", {{"@type", "Organization"}, {"name", "Matching"}, {"url", kSite}}},
      {"reviewRating", {{"@type", "Rating"}, {"alternateName", "False"}}}};
  if (!document[Field::kClaimant].empty()) {
    review["itemReviewed"] = {{"@type", "Claim"},
                              {"author", {{"@type", "Person"}, {"name", text(Field::kClaimant)}}}};
  }
  // An article may be cut within a character.
  return review.dump(-1, ' ', false, nlohmann::json::error_handler_t::ignore);
}

// One claim is made of all that agree in it.
std::string ClaimKeyOf(const Document& document) {
  return StrCat(document[Field::kClaimant], "\n", document[Field::kStatement]);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Served>> Served::Start(const std::string& server,
                                                      const Collection& collection) {
  auto served = std::make_unique<Served>();
  auto process = testing::ServerProcess::Start(server, served->directory_.path());
  if (!process.ok()) return process.status();
  served->process_ = *std::move(process);
  auto client = client::Client::Connect(
      {.address = served->process_->address(), .api_key = served->process_->admin_key()});
  if (!client.ok()) return client.status();
  served->client_ = *std::move(client);
  if (absl::Status imported = served->Import(collection); !imported.ok()) return imported;
  if (absl::Status found = served->FindClaims(collection); !found.ok()) return found;
  return served;
}

absl::Status Served::Import(const Collection& collection) const {
  absl::Status refused;
  auto import = client_->ImportClaimReviews(
      {}, {.on_answer = [&refused](const v1::ImportBatch&,
                                   const v1::ImportClaimReviewsResponse& answer) {
        if (!answer.rejections().empty()) {
          refused =
              absl::InvalidArgumentError("a record was refused: " + answer.rejections(0).reason());
        }
      }});
  v1::ImportBatch batch;
  int64_t position = 0;
  for (const Document& document : collection.documents) {
    v1::ImportRecord& record = *batch.add_records();
    record.set_position(++position);
    record.set_json(ReviewOf(document));
    if (batch.records_size() < kBatch) continue;
    if (absl::Status sent = import->Send(std::exchange(batch, {})); !sent.ok()) return sent;
  }
  if (batch.records_size() > 0) {
    if (absl::Status sent = import->Send(std::move(batch)); !sent.ok()) return sent;
  }
  absl::Status finished = import->Finish();
  return finished.ok() ? refused : finished;
}

absl::Status Served::FindClaims(const Collection& collection) {
  std::map<std::string, std::string> claim_of;  // By the document that it was imported from.
  v1::ListClaimsRequest request;
  request.set_page_size(kPage);
  for (absl::StatusOr<v1::Claim>& claim : client_->ListClaims(request)) {
    if (!claim.ok()) return claim.status();
    const std::string_view source = claim->import_source();
    if (source.starts_with(kSite)) {
      claim_of[std::string(source.substr(std::string_view(kSite).size()))] = claim->name();
    }
  }
  std::map<std::string, std::string> claim_with;  // By ClaimKeyOf.
  for (const Document& document : collection.documents) {
    const auto claim = claim_of.find(document.key);
    if (claim != claim_of.end()) claim_with.emplace(ClaimKeyOf(document), claim->second);
  }
  for (const Document& document : collection.documents) {
    const auto own = claim_of.find(document.key);
    const auto shared = claim_with.find(ClaimKeyOf(document));
    if (own == claim_of.end() && shared == claim_with.end()) {
      return absl::InternalError("the server has no claim of " + document.key);
    }
    documents_[own != claim_of.end() ? own->second : shared->second].push_back(document.key);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Served::Ranking(std::string_view text,
                                                         size_t limit) const {
  v1::MatchClaimsRequest request;
  v1::MatchQuery& query = *request.add_queries();
  query.set_kind(v1::MatchQuery::KIND_POST);
  query.set_text(std::string(text));
  request.set_max_matches(static_cast<int32_t>(limit));
  request.set_min_score(kLeastScore);
  auto response = client_->MatchClaims(request);
  if (!response.ok()) return response.status();
  std::vector<std::string> ranking;
  for (const v1::PassageMatch& passage : response->answers(0).passages()) {
    for (const v1::ClaimMatch& match : passage.matches()) {
      const auto documents = documents_.find(match.claim());
      if (documents == documents_.end()) {
        return absl::InternalError("MatchClaims found what was not imported: " + match.claim());
      }
      ranking.insert(ranking.end(), documents->second.begin(), documents->second.end());
    }
  }
  return ranking;
}

}  // namespace factcheck::bench
