// The start of a server with a million claims.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "client/cpp/client.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/search_service.pb.h"
#include "factcheck/v1/transfers_service.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/bench/search/texts.h"
#include "tests/support/server_process.h"

namespace factcheck::bench {
namespace {

constexpr uint64_t kClaims = 1'000'000;
constexpr int kImportBatch = 200;
constexpr int kMostRounds = 3;
constexpr char kId[] = "asked-for";
constexpr char kName[] = "claims/asked-for";
constexpr char kStatement[] = "Ninety zeppelins circled the lighthouse of Wangerooge";
// Of building an index of all.
constexpr absl::Duration kLongest = absl::Minutes(10);
constexpr double kMega = 1e6;

using Server = testing::ServerProcess;

absl::StatusOr<client::Client> ConnectTo(const Server& server) {
  return client::Client::Connect(
      {.address = server.address(), .api_key = server.admin_key(), .timeout = kLongest});
}

absl::Status Import(const client::Client& admin, const Texts& texts) {
  auto import = admin.ImportClaimReviews({}, {});
  for (uint64_t number = 0; number < kClaims;) {
    v1::ImportBatch batch;
    for (; batch.records_size() < kImportBatch && number < kClaims; ++number) {
      v1::ImportRecord& record = *batch.add_records();
      record.set_position(static_cast<int64_t>(number) + 1);
      record.set_json(ReviewOf(texts.Made(number), number));
    }
    if (absl::Status sent = import->Send(std::move(batch)); !sent.ok()) return sent;
  }
  return import->Finish();
}

// Whether both methods answer with the claim, which they must with what `token` is of.
absl::Status Ask(const client::Client& admin, const std::string& token) {
  v1::SearchClaimsRequest search;
  search.set_query("zeppelins wangerooge");
  search.mutable_read_options()->set_at_least_as_fresh(token);
  std::vector<std::string> found;
  for (absl::StatusOr<v1::SearchResult>& result : admin.SearchClaims(search)) {
    if (!result.ok()) return result.status();
    found.push_back(result->claim().name());
  }
  v1::MatchClaimsRequest match;
  match.add_queries()->set_text(std::string("They say that ") + kStatement);
  match.mutable_read_options()->set_at_least_as_fresh(token);
  auto matched = admin.MatchClaims(match);
  if (!matched.ok()) return matched.status();
  if (found != std::vector<std::string>{kName}) {
    return absl::InternalError("a search found " + std::to_string(found.size()) + " claims");
  }
  const bool right = matched->answers_size() == 1 && matched->answers(0).passages_size() == 1 &&
                     matched->answers(0).passages(0).matches_size() > 0 &&
                     matched->answers(0).passages(0).matches(0).claim() == kName;
  return right ? absl::OkStatus() : absl::InternalError("a text was not matched to its claim");
}

struct Figures {
  std::vector<double> serves, answers, memory;
};

// Starts the server, asks it and stops it again.
absl::Status MeasureStart(const Bench& bench, const std::filesystem::path& directory,
                          const std::string& token, Figures& figures) {
  const absl::Time began = absl::Now();
  auto server = Server::Start(bench.server, directory);
  if (!server.ok()) return server.status();
  figures.serves.push_back(absl::ToDoubleSeconds(absl::Now() - began));
  auto admin = ConnectTo(**server);
  if (!admin.ok()) return admin.status();
  absl::Status asked = Ask(*admin, token);
  // Until the first index is built.
  while (absl::IsUnavailable(asked) && absl::Now() < began + kLongest) asked = Ask(*admin, token);
  if (!asked.ok()) return asked;
  figures.answers.push_back(absl::ToDoubleSeconds(absl::Now() - began));
  figures.memory.push_back(static_cast<double>(ResidentBytes((*server)->pid())) / kMega);
  return (*server)->Stop() == 0 ? absl::OkStatus() : absl::InternalError("the server did not stop");
}

// The token of the last commit.
absl::StatusOr<std::string> Fill(const Bench& bench, const std::filesystem::path& directory) {
  auto texts = Texts::Read(bench.reviews);
  if (!texts.ok()) return texts.status();
  auto server = Server::Start(bench.server, directory, {"--no-suggest-duplicates"});
  if (!server.ok()) return server.status();
  auto admin = ConnectTo(**server);
  if (!admin.ok()) return admin.status();
  if (absl::Status imported = Import(*admin, *texts); !imported.ok()) return imported;
  v1::CreateClaimRequest create;
  create.set_claim_id(kId);
  create.mutable_claim()->set_statement(kStatement);
  create.mutable_claim()->set_language("en");
  create.mutable_claim()->add_claimants()->set_name("The keeper");
  auto claim = admin->CreateClaim(create);
  if (!claim.ok()) return claim.status();
  if (absl::Status asked = Ask(*admin, claim->consistency_token()); !asked.ok()) return asked;
  if ((*server)->Stop() != 0) return absl::InternalError("the server did not stop");
  return claim->consistency_token();
}

}  // namespace

absl::Status MeasureServerStart(const Bench& bench) {
  if (!bench.wanted("server-start/1m")) return absl::OkStatus();
  Say("server-start/1m: a store with a million claims");
  const testing::TemporaryDirectory directory;
  const absl::Time began = absl::Now();
  auto token = Fill(bench, directory.path());
  if (!token.ok()) return token.status();
  Say("filled in " + absl::FormatDuration(absl::Trunc(absl::Now() - began, absl::Seconds(1))));
  Figures saved, built;
  for (int round = 0; round < std::min(bench.rounds, kMostRounds); ++round) {
    absl::Status measured = MeasureStart(bench, directory.path(), *token, saved);
    if (!measured.ok()) return measured;
    for (const char* file : {"search.index", "claims.table", "verdicts.table", "statuses.table"}) {
      std::filesystem::remove(directory.path() / "data" / file);
    }
    measured = MeasureStart(bench, directory.path(), *token, built);
    if (!measured.ok()) return measured;
  }
  bench.table->Add({"server's start to right answers, 1,000,000 claims", "s",
                    std::move(saved.answers), "without saved files", std::move(built.answers),
                    "under 2"});
  bench.table->Add({"  until it serves", "s", std::move(saved.serves), "without saved files",
                    std::move(built.serves), ""});
  bench.table->Add({"  resident then", "MB", std::move(saved.memory), "without saved files",
                    std::move(built.memory), ""});
  return absl::OkStatus();
}

}  // namespace factcheck::bench
