// The demonstration, loaded by the command line into a fresh server as deploy/run does it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "client/cpp/client.h"
#include "nlohmann/json.hpp"
#include "tests/demo/newsroom_text.h"
#include "tests/support/server_process.h"

namespace factcheck::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr absl::Duration kLimit = absl::Seconds(60);

class DemoLoadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = ServerProcess::Start(FACTCHECKD, directory_.path());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  std::vector<std::string> Arguments(const std::vector<std::string>& command) const {
    std::vector<std::string> arguments = {FACTCHECK,
                                          "--config",
                                          "/nowhere",
                                          "--address",
                                          server_->address(),
                                          "--key-file",
                                          server_->key_file().string()};
    arguments.insert(arguments.end(), command.begin(), command.end());
    return arguments;
  }
  // What it printed.
  std::string Factcheck(const std::vector<std::string>& command) const {
    const Finished finished = RunProgram(Arguments(command), kLimit);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return finished.out;
  }
  // One JSON object a line.
  std::vector<json> FactcheckJson(std::vector<std::string> command) const {
    command.insert(command.end(), {"--output", "json"});
    const std::string out = Factcheck(command);
    std::vector<json> objects;
    for (size_t at = 0; at < out.size();) {
      const size_t end = std::min(out.find('\n', at), out.size());
      objects.push_back(json::parse(out.substr(at, end - at), nullptr, false));
      EXPECT_FALSE(objects.back().is_discarded()) << out;
      at = end + 1;
    }
    return objects;
  }
  json StatusOf(const std::string& claim) const {
    const std::vector<json> answers = FactcheckJson({"status", "get", claim});
    if (answers.size() != 1 || answers[0].value("matches", json::array()).size() != 1) {
      ADD_FAILURE() << claim << ": " << json(answers);
      return json::object();
    }
    return answers[0]["matches"][0].value("status", json::object());
  }
  std::vector<std::string> Text() const {
    const auto client =
        client::Client::Connect({.address = server_->address(), .api_key = server_->admin_key()});
    EXPECT_TRUE(client.ok()) << client.status();
    return client.ok() ? NewsroomText(*client) : std::vector<std::string>();
  }

  TemporaryDirectory directory_;
  std::unique_ptr<ServerProcess> server_;
};

// Statements by claim's id.
std::map<std::string, std::string> Statements(const std::vector<json>& claims) {
  std::map<std::string, std::string> statements;
  for (const json& claim : claims) {
    statements[claim.at("name").get<std::string>().substr(7)] = claim.at("statement");
  }
  return statements;
}

TEST_F(DemoLoadTest, TellsTheWholeStory) {
  EXPECT_THAT(Factcheck({"demo", "load"}), HasSubstr("Loaded the demonstration"));

  const std::map<std::string, std::string> statements =
      Statements(FactcheckJson({"claim", "list"}));
  EXPECT_EQ(
      statements,
      (std::map<std::string, std::string>{
          {"no-apology", "There was no apology."},
          {"forty-countries",
           "More than forty countries have had these balloons fly over them in recent years."},
          {"not-surveillance", "The balloon was not intended for surveillance."},
          {"sensitive-sites", "The balloon attempted to surveil very sensitive military sites."},
          {"sovereignty", "The balloon violated U.S. sovereignty and international law."},
          {"eight-days", "The balloon floated above the United States for eight days."},
          {"antennas",
           "The balloon carried multiple antennas capable of collecting signals intelligence."},
          {"maker-ties", "The maker of the balloon has proven ties to the Chinese military."},
          {"nonlethal-aid", "China may be giving Russia nonlethal military assistance."},
          {"hysterical", "The U.S. reaction was \"hysterical\" and broke international norms."},
          {"forty-plus", "40+ countries overflown"}}));

  std::set<std::string> stances;
  for (const auto& [id, statement] : statements) {
    for (const json& evidence : FactcheckJson({"evidence", "list", id})) {
      stances.insert(evidence.at("stance"));
    }
  }
  EXPECT_EQ(stances,
            (std::set<std::string>{"STANCE_SUPPORTS", "STANCE_REFUTES", "STANCE_CONTEXT"}));

  EXPECT_EQ(FactcheckJson({"publisher", "list"}).size(), 2u);
  const std::vector<json> hysterical = FactcheckJson({"claim", "get", "hysterical"});
  ASSERT_EQ(hysterical.size(), 1u);
  EXPECT_EQ(hysterical[0].at("state"), "STATE_DECLINED");
  EXPECT_EQ(hysterical[0].at("declineReason"), "DECLINE_REASON_NOT_CHECKABLE");
}

TEST_F(DemoLoadTest, HasVerdictsInEveryState) {
  Factcheck({"demo", "load"});
  std::set<std::string> of_verdicts;
  std::set<std::string> of_revisions;
  std::set<std::string> kinds;
  for (const json& verdict : FactcheckJson({"verdict", "list"})) {
    of_verdicts.insert(verdict.at("state"));
    const std::string name = verdict.at("name").get<std::string>().substr(7);
    const std::string id = name.substr(0, name.find('/')) + name.substr(name.rfind('/'));
    for (const json& revision : FactcheckJson({"verdict", "revisions", id})) {
      of_revisions.insert(revision.at("state"));
      kinds.insert(revision.at("kind"));
    }
    if (verdict.contains("working")) of_revisions.insert(verdict["working"].at("state"));
  }
  EXPECT_EQ(of_verdicts,
            (std::set<std::string>{"STATE_UNPUBLISHED", "STATE_PUBLISHED", "STATE_RETRACTED"}));
  EXPECT_EQ(of_revisions,
            (std::set<std::string>{"STATE_DRAFT", "STATE_IN_REVIEW", "STATE_APPROVED",
                                   "STATE_EMBARGOED", "STATE_PUBLISHED", "STATE_SUPERSEDED"}));
  EXPECT_EQ(kinds, (std::set<std::string>{"KIND_INITIAL", "KIND_CORRECTION", "KIND_RETRACTION"}));

  // Published; corrected; taken back; two publishers who differ; nothing to see yet; an opinion.
  const json no_apology = StatusOf("no-apology");
  EXPECT_EQ(no_apology.at("state"), "STATE_CHECKED");
  EXPECT_FALSE(no_apology.value("disputed", false));
  const json eight_days = StatusOf("eight-days");
  EXPECT_EQ(eight_days.at("verdicts").at(0).at("ratingCode"), "half-true");
  EXPECT_EQ(eight_days.at("verdicts").at(0).at("corrections"), 1);
  EXPECT_EQ(StatusOf("nonlethal-aid").at("state"), "STATE_RETRACTED");
  const json forty = StatusOf("forty-countries");
  EXPECT_TRUE(forty.value("disputed", false));
  EXPECT_EQ(forty.at("verdicts").size(), 2u);
  EXPECT_EQ(StatusOf("antennas").at("state"), "STATE_IN_PROGRESS");
  EXPECT_EQ(StatusOf("hysterical").at("state"), "STATE_DECLINED");
}

TEST_F(DemoLoadTest, TheParaphraseIsASuggestionAndLendsNoVerdict) {
  Factcheck({"demo", "load"});
  int suggested = 0;
  for (const json& relationship : FactcheckJson({"relationship", "list", "forty-plus"})) {
    if (relationship.at("type") != "TYPE_PARAPHRASE_OF") continue;
    EXPECT_EQ(relationship.at("state"), "STATE_SUGGESTED");
    EXPECT_EQ(relationship.at("target"), "claims/forty-countries");
    ++suggested;
  }
  EXPECT_EQ(suggested, 1);
  const json status = StatusOf("forty-plus");
  EXPECT_EQ(status.at("state"), "STATE_RECEIVED");
  EXPECT_FALSE(status.contains("verdicts"));
}

TEST_F(DemoLoadTest, LoadingAgainAddsNothing) {
  Factcheck({"demo", "load"});
  const std::vector<std::string> before = Text();
  EXPECT_THAT(Factcheck({"demo", "load"}), HasSubstr("nothing was changed"));
  EXPECT_EQ(Text(), before);
}

TEST_F(DemoLoadTest, AKilledLoadAndAKilledServerAreTakenUpAgain) {
  Factcheck({"demo", "load"});
  const std::vector<std::string> expected = Text();

  TemporaryDirectory other;
  auto second = ServerProcess::Start(FACTCHECKD, other.path());
  ASSERT_TRUE(second.ok()) << second.status();
  server_ = *std::move(second);
  const auto client =
      client::Client::Connect({.address = server_->address(), .api_key = server_->admin_key()});
  ASSERT_TRUE(client.ok()) << client.status();
  // In the midst of the claims, then of the verdicts.
  v1::GetClaimRequest claim;
  claim.set_name("claims/sovereignty");
  EXPECT_TRUE(KillProgramWhen(
      Arguments({"demo", "load"}), [&] { return client->GetClaim(claim).ok(); }, kLimit));
  v1::GetVerdictRequest verdict;
  verdict.set_name("claims/not-surveillance/verdicts/courier");
  EXPECT_TRUE(KillProgramWhen(
      Arguments({"demo", "load"}), [&] { return client->GetVerdict(verdict).ok(); }, kLimit));
  server_->Kill();
  second = ServerProcess::Start(FACTCHECKD, other.path());
  ASSERT_TRUE(second.ok()) << second.status();
  server_ = *std::move(second);

  EXPECT_THAT(Factcheck({"demo", "load"}), HasSubstr("Completed the demonstration"));
  EXPECT_EQ(Text(), expected);
}

TEST_F(DemoLoadTest, WhoBringsInAClaimIsToldOfKnownOnesLikeIt) {
  Factcheck({"claim", "create", "The old bridge over the river was closed for a year", "--id",
             "known", "--language", "en"});
  Factcheck({"claim", "create", "The mayor bought forty buses", "--language", "en"});
  const std::string statement = "The old bridge over the river was closed for 2 years";
  const Finished alike = RunProgram(Arguments({"claim", "create", statement, "--language", "en",
                                               "--validate-only", "--output", "json"}),
                                    kLimit);
  EXPECT_EQ(alike.exit_code, 0) << alike.err;
  EXPECT_THAT(alike.err, HasSubstr("possibly checked already:"));
  EXPECT_THAT(alike.err, HasSubstr("known  The old bridge over the river was closed for a year"));
  EXPECT_FALSE(json::parse(alike.out, nullptr, false).is_discarded()) << alike.out;
  const Finished other = RunProgram(
      Arguments({"claim", "create", "Wolves returned to the valley", "--language", "en"}), kLimit);
  EXPECT_EQ(other.exit_code, 0) << other.err;
  EXPECT_EQ(other.err, "");
}

}  // namespace
}  // namespace factcheck::testing
