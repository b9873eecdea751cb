// A path through every service, as a client goes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "factcheck/v1/admin_service.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/publishers_service.pb.h"
#include "factcheck/v1/statuses_service.pb.h"
#include "factcheck/v1/transfers_service.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "tests/support/server_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename T>
T Ok(absl::StatusOr<T> result) {
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : T();
}

class ServicesTest : public ::testing::Test {
 protected:
  ServicesTest() {
    v1::CreatePublisherRequest request;
    request.set_publisher_id("daily");
    request.mutable_publisher()->set_display_name("The Daily");
    request.mutable_publisher()->set_home_url("https://daily.example");
    request.mutable_publisher()->add_domains("daily.example");
    Ok(server_.admin().Call<v1::Publisher>("Publishers/CreatePublisher", request));
  }

  v1::Claim AcceptedClaim(const Caller& checker) {
    v1::CreateClaimRequest request;
    request.set_claim_id("apology");
    request.mutable_claim()->set_statement("There was no apology.");
    request.mutable_claim()->set_language("en");
    request.mutable_claim()->add_claimants()->set_name("Antony Blinken");
    v1::Claim claim = Ok(checker.Call<v1::Claim>("Claims/CreateClaim", request));
    v1::AcceptClaimRequest accept;
    accept.set_name(claim.name());
    accept.set_etag(claim.etag());
    return Ok(checker.Call<v1::Claim>("Claims/AcceptClaim", accept));
  }
  v1::Verdict Published(const Caller& checker, const Caller& editor) {
    v1::CreateDraftRequest draft;
    draft.set_parent("claims/apology");
    draft.set_publisher("publishers/daily");
    draft.mutable_revision()->set_title("No apology was made");
    draft.mutable_revision()->set_summary("Both sides say so.");
    draft.mutable_revision()->set_explanation("Neither read-out has one.");
    draft.mutable_revision()->set_language("en");
    draft.mutable_revision()->set_url("https://daily.example/apology");
    const v1::Verdict verdict = Ok(checker.Call<v1::Verdict>("Verdicts/CreateDraft", draft));
    v1::SubmitVerdictRequest submit;
    submit.set_name(verdict.name());
    Ok(checker.Call<v1::Verdict>("Verdicts/SubmitVerdict", submit));
    v1::ApproveVerdictRequest approve;
    approve.set_name(verdict.name());
    Ok(editor.Call<v1::Verdict>("Verdicts/ApproveVerdict", approve));
    v1::PublishVerdictRequest publish;
    publish.set_name(verdict.name());
    return Ok(editor.Call<v1::Verdict>("Verdicts/PublishVerdict", publish));
  }
  v1::StatusAnswer StatusOf(const Caller& caller, const std::string& token = "") {
    v1::GetStatusRequest request;
    request.mutable_query()->set_claim("claims/apology");
    request.mutable_read_options()->set_at_least_as_fresh(token);
    return Ok(caller.Call<v1::StatusAnswer>("Statuses/GetStatus", request));
  }

  TestServer server_;
};

TEST_F(ServicesTest, AClaimGoesFromReceivedToAPublishedVerdict) {
  const Caller checker =
      server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER, v1::ROLE_REVIEWER});
  const Caller editor =
      server_.NewMember("edgar", "daily", {v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER});
  const Caller consumer = server_.NewActor("platform", {v1::ROLE_CONSUMER});

  EXPECT_EQ(StatusOf(consumer).applicability(), v1::APPLICABILITY_NONE);
  EXPECT_EQ(AcceptedClaim(checker).state(), v1::Claim::STATE_ACCEPTED);
  EXPECT_EQ(StatusOf(consumer).matches(0).status().state(), v1::ClaimStatus::STATE_IN_PROGRESS);

  const v1::Verdict verdict = Published(checker, editor);
  EXPECT_EQ(verdict.state(), v1::Verdict::STATE_PUBLISHED);
  for (const std::string& token : {std::string(), verdict.consistency_token()}) {
    const v1::StatusAnswer answer = StatusOf(consumer, token);
    EXPECT_EQ(answer.applicability(), v1::APPLICABILITY_EXACT);
    ASSERT_EQ(answer.matches_size(), 1);
    EXPECT_EQ(answer.matches(0).status().state(), v1::ClaimStatus::STATE_CHECKED);
  }

  v1::GetClaimRequest get;
  get.set_name("claims/apology");
  const v1::Claim at_once = Ok(consumer.Call<v1::Claim>("Claims/GetClaim", get));
  get.mutable_read_options()->set_at_least_as_fresh(verdict.consistency_token());
  const v1::Claim as_fresh = Ok(consumer.Call<v1::Claim>("Claims/GetClaim", get));
  EXPECT_EQ(at_once.SerializeAsString(), as_fresh.SerializeAsString());
}

TEST_F(ServicesTest, ManyStatusesAreAnsweredInOrder) {
  AcceptedClaim(server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER}));
  v1::BatchGetStatusesRequest request;
  for (int i = 0; i < 1000; ++i) {
    request.add_queries()->set_claim(i % 2 == 0 ? "claims/apology" : "claims/none");
  }
  const auto response =
      Ok(server_.admin().Call<v1::BatchGetStatusesResponse>("Statuses/BatchGetStatuses", request));
  ASSERT_EQ(response.answers_size(), 1000);
  EXPECT_EQ(response.answers(998).applicability(), v1::APPLICABILITY_EXACT);
  EXPECT_EQ(response.answers(999).applicability(), v1::APPLICABILITY_NONE);
}

TEST_F(ServicesTest, EvidenceIsAddedAndListed) {
  const Caller checker = server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER});
  AcceptedClaim(checker);
  v1::AddEvidenceRequest add;
  add.set_parent("claims/apology");
  add.mutable_evidence()->set_citation("Read-out of 18 February 2023");
  add.mutable_evidence()->set_kind(v1::Evidence::KIND_PRIMARY);
  add.mutable_evidence()->set_stance(v1::Evidence::STANCE_SUPPORTS);
  Ok(checker.Call<v1::Evidence>("Claims/AddEvidence", add));
  v1::ListEvidenceRequest list;
  list.set_parent("claims/apology");
  EXPECT_EQ(Ok(checker.Call<v1::ListEvidenceResponse>("Claims/ListEvidence", list)).evidence_size(),
            1);
}

TEST_F(ServicesTest, ListsGoOnFromTheirTokens) {
  const Caller checker = server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER});
  for (int i = 0; i < 5; ++i) {
    v1::CreateClaimRequest request;
    request.mutable_claim()->set_statement("Statement " + std::to_string(i));
    request.mutable_claim()->set_language("en");
    Ok(checker.Call<v1::Claim>("Claims/CreateClaim", request));
  }
  v1::ListClaimsRequest list;
  list.set_page_size(2);
  int seen = 0;
  do {
    const auto page = Ok(checker.Call<v1::ListClaimsResponse>("Claims/ListClaims", list));
    seen += page.claims_size();
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_EQ(seen, 5);
}

TEST_F(ServicesTest, AWriteThatIsRetriedHappensOnce) {
  const Caller checker = server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER});
  v1::CreateClaimRequest request;
  request.mutable_claim()->set_statement("There was no apology.");
  request.mutable_claim()->set_language("en");
  request.set_request_id("5f1d7a2e-9c3b-4a55-8a39-2f8f6f3f2f11");
  const v1::Claim first = Ok(checker.Call<v1::Claim>("Claims/CreateClaim", request));
  const v1::Claim again = Ok(checker.Call<v1::Claim>("Claims/CreateClaim", request));
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  request.mutable_claim()->set_statement("There was an apology.");
  EXPECT_EQ(ReasonName(checker.Try("Claims/CreateClaim", request)), "REQUEST_ID_REUSED");
}

TEST_F(ServicesTest, EmbargoesEndByTheClock) {
  const Caller checker = server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER});
  const Caller editor =
      server_.NewMember("edgar", "daily", {v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER});
  const Caller consumer = server_.NewActor("platform", {v1::ROLE_CONSUMER});
  AcceptedClaim(checker);
  v1::CreateDraftRequest draft;
  draft.set_parent("claims/apology");
  draft.set_publisher("publishers/daily");
  draft.mutable_revision()->set_title("No apology was made");
  draft.mutable_revision()->set_summary("Both sides say so.");
  draft.mutable_revision()->set_explanation("Neither read-out has one.");
  draft.mutable_revision()->set_language("en");
  draft.mutable_revision()->set_url("https://daily.example/apology");
  const v1::Verdict verdict = Ok(checker.Call<v1::Verdict>("Verdicts/CreateDraft", draft));
  v1::SubmitVerdictRequest submit;
  submit.set_name(verdict.name());
  Ok(checker.Call<v1::Verdict>("Verdicts/SubmitVerdict", submit));
  v1::ApproveVerdictRequest approve;
  approve.set_name(verdict.name());
  Ok(editor.Call<v1::Verdict>("Verdicts/ApproveVerdict", approve));
  v1::PublishVerdictRequest publish;
  publish.set_name(verdict.name());
  publish.mutable_embargo_time()->set_seconds(
      absl::ToUnixSeconds(server_.clock().Now() + absl::Hours(1)));
  Ok(editor.Call<v1::Verdict>("Verdicts/PublishVerdict", publish));
  EXPECT_EQ(StatusOf(consumer).matches(0).status().state(), v1::ClaimStatus::STATE_IN_PROGRESS);
  server_.clock().Advance(absl::Hours(2));
  ASSERT_TRUE(server_.server().backend().RunDue().ok());
  EXPECT_EQ(StatusOf(consumer).matches(0).status().state(), v1::ClaimStatus::STATE_CHECKED);
}

TEST_F(ServicesTest, TheServerTellsOfItself) {
  AcceptedClaim(server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER}));
  const auto info =
      Ok(server_.admin().Call<v1::ServerInfo>("Admin/GetServerInfo", v1::GetServerInfoRequest()));
  EXPECT_EQ(info.engine(), "memory");
  EXPECT_EQ(info.store_id().size(), 32u);
  const auto statistics =
      Ok(server_.admin().Call<v1::Statistics>("Admin/GetStatistics", v1::GetStatisticsRequest()));
  EXPECT_EQ(statistics.claims(), 1);
  EXPECT_EQ(statistics.claims_by_state().at("ACCEPTED"), 1);
  EXPECT_EQ(statistics.publishers(), 1);
  EXPECT_GT(statistics.commits(), 0);
}

TEST_F(ServicesTest, MetricsCountCallsAndNameNobody) {
  AcceptedClaim(server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER}));
  const std::string text = server_.server().metrics().Serialize();
  EXPECT_THAT(text, HasSubstr("factcheck_calls_total{code=\"OK\",method=\"factcheck.v1.Claims/"
                              "AcceptClaim\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("factcheck_commits_total"));
  EXPECT_THAT(text, HasSubstr("factcheck_queued_calls 0\n"));
  EXPECT_THAT(text, Not(HasSubstr("apology")));
  EXPECT_THAT(text, Not(HasSubstr("carla")));
}

TEST_F(ServicesTest, TheLogHasNeitherStatementsNorKeys) {
  const Caller checker = server_.NewMember("carla", "daily", {v1::ROLE_FACT_CHECKER});
  AcceptedClaim(checker);
  EXPECT_EQ(ReasonName(server_.WithKey("fck_wrong").Try("Admin/WhoAmI", v1::WhoAmIRequest())),
            "INVALID_CREDENTIALS");
  ASSERT_TRUE(server_.Stop());
  EXPECT_THAT(server_.log_text(), HasSubstr("factcheck.v1.Claims/AcceptClaim"));
  EXPECT_THAT(server_.log_text(), Not(HasSubstr("apology")));
  EXPECT_THAT(server_.log_text(), Not(HasSubstr(checker.key())));
  EXPECT_THAT(server_.log_text(), Not(HasSubstr("fck_wrong")));
}

}  // namespace
}  // namespace factcheck::testing
