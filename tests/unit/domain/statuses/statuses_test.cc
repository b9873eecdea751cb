#include "server/domain/statuses/statuses.h"

#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/relationship.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/claims/claims.h"
#include "server/domain/core/keys.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/tables/claim_cache.h"
#include "server/domain/tables/claim_table.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {
namespace {

using ::factcheck::testing::Parsed;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StatusesTest : public ::factcheck::testing::DomainTest {
 protected:
  StatusesTest() {
    EXPECT_TRUE(table_.Attach(&engine()).ok());
    EXPECT_TRUE(claim_table_.Attach(&engine()).ok());
  }

  v1::Claim Create(std::string_view id, std::string_view statement, std::string_view claimant,
                   std::string_view url = {}, std::string_view language = "en") {
    v1::CreateClaimRequest request;
    request.set_claim_id(std::string(id));
    request.mutable_claim()->set_statement(std::string(statement));
    request.mutable_claim()->set_language(std::string(language));
    request.mutable_claim()->add_claimants()->set_name(std::string(claimant));
    if (!url.empty()) request.mutable_claim()->add_appearances()->set_url(std::string(url));
    auto claim = Await<v1::Claim>(claims_, &Claims::CreateClaim, admin_, request);
    EXPECT_TRUE(claim.ok()) << claim.status();
    return claim.value_or(v1::Claim());
  }

  // Puts a public verdict on the claim and refreshes its status, as publishing does.
  void Publish(std::string_view claim_id, std::string_view publisher) {
    v1::Verdict verdict;
    verdict.set_name("claims/" + std::string(claim_id) + "/verdicts/" + std::string(publisher));
    verdict.set_state(v1::Verdict::STATE_PUBLISHED);
    verdict.set_published_count(1);
    verdict.mutable_published()->set_number(1);
    verdict.mutable_published()->mutable_rating()->set_label("False");
    verdict.mutable_published()->mutable_rating()->set_normal(v1::NORMAL_RATING_FALSE);
    Put(keys::PublicVerdict(claim_id, publisher), verdict);
    Refresh(claim_id);
  }

  void Confirm(std::string_view claim_id, std::string_view target, v1::Relationship::Type type) {
    v1::Relationship relationship;
    relationship.set_target("claims/" + std::string(target));
    relationship.set_type(type);
    relationship.set_state(v1::Relationship::STATE_CONFIRMED);
    Put(keys::Relationship(claim_id, "r1"), relationship);
    const Call call{admin_, "factcheck.v1.Test/Confirm"};
    ASSERT_TRUE(book()
                    .WriteAndWait(call, relationship,
                                  [&](Txn& txn) -> absl::StatusOr<std::string> {
                                    txn.Put(keys::RelationshipByTarget(target, claim_id, "r1"), "");
                                    return std::string();
                                  })
                    .ok());
    Refresh(claim_id);
    Refresh(target);
  }

  void Refresh(std::string_view claim_id) {
    const Call call{admin_, "factcheck.v1.Test/Refresh"};
    auto done =
        book().WriteAndWait(call, v1::Claim(), [&](Txn& txn) -> absl::StatusOr<std::string> {
          auto claim = txn.Load<v1::Claim>(keys::Claim(claim_id));
          if (!claim.ok()) return claim.status();
          absl::Status status = RefreshStatus(txn, (*claim)->message);
          if (!status.ok()) return status;
          return std::string();
        });
    EXPECT_TRUE(done.ok()) << done.status();
  }

  v1::StatusAnswer Ask(const v1::GetStatusRequest& request) {
    auto answer = Read<v1::StatusAnswer>(statuses_, &Statuses::GetStatus, consumer_, request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::string from_wire;
    if (statuses_.GetStatusFromWire(request.SerializeAsString(), from_wire)) {
      EXPECT_EQ(Parsed<v1::StatusAnswer>(from_wire)->SerializeAsString(),
                answer->SerializeAsString());
    }
    return answer.value_or(v1::StatusAnswer());
  }
  v1::StatusAnswer AskClaim(std::string_view id) {
    v1::GetStatusRequest request;
    request.mutable_query()->set_claim("claims/" + std::string(id));
    return Ask(request);
  }
  v1::StatusAnswer AskUrl(std::string_view url) {
    v1::GetStatusRequest request;
    request.mutable_query()->set_url(std::string(url));
    return Ask(request);
  }
  v1::StatusAnswer AskText(std::string_view statement, std::string_view claimant,
                           std::string_view language = {}) {
    v1::GetStatusRequest request;
    v1::TextQuery& text = *request.mutable_query()->mutable_text();
    text.set_statement(std::string(statement));
    text.set_claimant(std::string(claimant));
    text.set_language(std::string(language));
    return Ask(request);
  }
  static std::vector<std::string> Matches(const v1::StatusAnswer& answer) {
    std::vector<std::string> out;
    for (const v1::StatusMatch& match : answer.matches()) {
      const std::string& name = v1::Applicability_Name(match.applicability());
      out.push_back(name.substr(std::string_view("APPLICABILITY_").size()) + " " + match.claim() +
                    (match.has_status() ? "" : " without status"));
    }
    return out;
  }

  StatusTable table_;
  ClaimTable claim_table_;
  ClaimCache claim_cache_{0};
  Claims claims_{&book(), &tokens(), &claim_table_, &claim_cache_};
  Statuses statuses_{&book(), &table_};
};

TEST_F(StatusesTest, AClaimThatDoesNotExistIsAnAnswerNotAnError) {
  const v1::StatusAnswer answer = AskClaim("nobody");
  EXPECT_EQ(answer.applicability(), v1::APPLICABILITY_NONE);
  EXPECT_THAT(answer.matches(), IsEmpty());
}

TEST_F(StatusesTest, NameIsExact) {
  Create("c1", "There was no apology.", "Antony Blinken");
  const v1::StatusAnswer answer = AskClaim("c1");
  EXPECT_EQ(answer.applicability(), v1::APPLICABILITY_EXACT);
  ASSERT_THAT(Matches(answer), ElementsAre("EXACT claims/c1"));
  EXPECT_EQ(answer.matches(0).status().state(), v1::ClaimStatus::STATE_RECEIVED);
  EXPECT_FALSE(answer.matches(0).status().consistency_token().empty());
}

TEST_F(StatusesTest, AddressIsComparedInCanonicalForm) {
  Create("c1", "There was no apology.", "Blinken", "https://www.Example.org/a?utm_source=x&b=1");
  EXPECT_THAT(Matches(AskUrl("http://example.org/a?b=1#top")), ElementsAre("EXACT claims/c1"));
  EXPECT_THAT(Matches(AskUrl("https://example.org/a")), IsEmpty());
}

TEST_F(StatusesTest, TheSameSentenceByTwoClaimantsIsTwoClaims) {
  Create("c1", "There was no apology.", "Antony Blinken");
  Create("c2", "There was no apology", "Wang Yi");
  EXPECT_THAT(Matches(AskText("there was  no apology!", "antony blinken")),
              ElementsAre("EXACT claims/c1", "SUGGESTED claims/c2 without status"));
  EXPECT_THAT(
      Matches(AskText("There was no apology.", "")),
      ElementsAre("SUGGESTED claims/c1 without status", "SUGGESTED claims/c2 without status"));
  EXPECT_THAT(Matches(AskText("There was an apology.", "Antony Blinken")), IsEmpty());
}

TEST_F(StatusesTest, TextInAnotherLanguageDoesNotAnswer) {
  Create("c1", "Nein", "A", "", "de");
  Create("c2", "Nein", "A", "", "und");
  EXPECT_THAT(Matches(AskText("Nein", "A", "en")), ElementsAre("EXACT claims/c2"));
  EXPECT_THAT(Matches(AskText("Nein", "A")), ElementsAre("EXACT claims/c1", "EXACT claims/c2"));
}

TEST_F(StatusesTest, WordsThatTheClaimNoLongerHasAnswerOnlyForTheirTime) {
  const v1::Claim claim = Create("c1", "Old words", "A");
  v1::UpdateClaimRequest update;
  update.mutable_claim()->set_name("claims/c1");
  update.mutable_claim()->set_statement("New words");
  ASSERT_TRUE(Await<v1::Claim>(claims_, &Claims::UpdateClaim, admin_, update).ok());
  EXPECT_THAT(Matches(AskText("Old words", "A")), IsEmpty());
  EXPECT_THAT(Matches(AskText("New words", "A")), ElementsAre("EXACT claims/c1"));
  v1::GetStatusRequest then;
  then.mutable_query()->mutable_text()->set_statement("Old words");
  then.mutable_query()->mutable_text()->set_claimant("A");
  then.mutable_read_options()->set_token(claim.consistency_token());
  EXPECT_THAT(Matches(Ask(then)), ElementsAre("EXACT claims/c1"));
}

TEST_F(StatusesTest, ConfirmedEquivalentsOfAnUncheckedClaimCarryTheirVerdicts) {
  Create("c1", "40+ countries overflown", "A");
  Create("c2", "More than forty countries", "B");
  Publish("c2", "p1");
  EXPECT_THAT(Matches(AskClaim("c1")), ElementsAre("EXACT claims/c1"));
  Confirm("c1", "c2", v1::Relationship::TYPE_PARAPHRASE_OF);
  const v1::StatusAnswer answer = AskClaim("c1");
  ASSERT_THAT(Matches(answer), ElementsAre("EXACT claims/c1", "CONFIRMED claims/c2"));
  EXPECT_EQ(answer.matches(1).via(), "claims/c1");
  EXPECT_EQ(answer.matches(1).status().verdicts(0).rating_label(), "False");
}

TEST_F(StatusesTest, BackgroundIsNoEquivalent) {
  Create("c1", "One", "A");
  Create("c2", "Two", "B");
  Publish("c2", "p1");
  Confirm("c1", "c2", v1::Relationship::TYPE_BACKGROUND);
  EXPECT_THAT(Matches(AskClaim("c1")), ElementsAre("EXACT claims/c1"));
}

TEST_F(StatusesTest, AMergedClaimAnswersWithItsTarget) {
  Create("c1", "One", "A", "https://example.org/1");
  Create("c2", "Two", "B");
  v1::MergeClaimRequest merge;
  merge.set_name("claims/c1");
  merge.set_target("claims/c2");
  ASSERT_TRUE(Await<v1::Claim>(claims_, &Claims::MergeClaim, admin_, merge).ok());
  EXPECT_THAT(Matches(AskClaim("c1")), ElementsAre("EXACT claims/c2"));
  EXPECT_THAT(Matches(AskUrl("https://example.org/1")), ElementsAre("EXACT claims/c2"));
  EXPECT_THAT(Matches(AskText("One", "A")), ElementsAre("EXACT claims/c2"));
}

TEST_F(StatusesTest, ADeletedClaimIsUnknown) {
  Create("c1", "One", "A", "https://example.org/1");
  v1::DeleteClaimRequest request;
  request.set_name("claims/c1");
  ASSERT_TRUE(Await<v1::Claim>(claims_, &Claims::DeleteClaim, admin_, request).ok());
  EXPECT_EQ(AskClaim("c1").applicability(), v1::APPLICABILITY_NONE);
  EXPECT_EQ(AskUrl("https://example.org/1").applicability(), v1::APPLICABILITY_NONE);
}

TEST_F(StatusesTest, ADeletedClaimIsNamedByNoStatusUntilItComesBack) {
  Create("c1", "One", "A");
  Create("c2", "Two", "B");
  Confirm("c1", "c2", v1::Relationship::TYPE_DUPLICATE_OF);
  const v1::ClaimStatus before = AskClaim("c1").matches(0).status();
  ASSERT_THAT(before.equivalent_claims(), ElementsAre("claims/c2"));
  v1::DeleteClaimRequest request;
  request.set_name("claims/c2");
  ASSERT_TRUE(Await<v1::Claim>(claims_, &Claims::DeleteClaim, admin_, request).ok());
  EXPECT_THAT(AskClaim("c1").matches(0).status().equivalent_claims(), IsEmpty());

  // The past is asked with the rights of now.
  v1::GetStatusRequest then;
  then.mutable_read_options()->set_token(before.consistency_token());
  then.mutable_query()->set_claim("claims/c1");
  EXPECT_THAT(Ask(then).matches(0).status().equivalent_claims(), IsEmpty());
  const auto colleague = Read<v1::StatusAnswer>(statuses_, &Statuses::GetStatus, admin_, then);
  EXPECT_THAT(colleague->matches(0).status().equivalent_claims(), ElementsAre("claims/c2"));
  then.mutable_query()->set_claim("claims/c2");
  EXPECT_EQ(Ask(then).applicability(), v1::APPLICABILITY_NONE);

  v1::UndeleteClaimRequest back;
  back.set_name("claims/c2");
  ASSERT_TRUE(Await<v1::Claim>(claims_, &Claims::UndeleteClaim, admin_, back).ok());
  EXPECT_THAT(AskClaim("c1").matches(0).status().equivalent_claims(), ElementsAre("claims/c2"));
}

TEST_F(StatusesTest, ABatchAnswersInOrderWithNamesFromTheTable) {
  Create("c1", "One", "A");
  v1::BatchGetStatusesRequest request;
  request.add_queries()->set_claim("claims/none");
  request.add_queries()->set_claim("claims/c1");
  std::string from_wire;
  ASSERT_TRUE(statuses_.BatchGetStatusesFromWire(request.SerializeAsString(), from_wire));
  const auto plain = Read<v1::BatchGetStatusesResponse>(statuses_, &Statuses::BatchGetStatuses,
                                                        consumer_, request);
  EXPECT_EQ(Parsed<v1::BatchGetStatusesResponse>(from_wire)->SerializeAsString(),
            plain->SerializeAsString());
  request.add_queries()->mutable_text()->set_statement("One");
  EXPECT_FALSE(statuses_.BatchGetStatusesFromWire(request.SerializeAsString(), from_wire));
  auto response = Read<v1::BatchGetStatusesResponse>(statuses_, &Statuses::BatchGetStatuses,
                                                     consumer_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->answers_size(), 3);
  EXPECT_EQ(response->answers(0).applicability(), v1::APPLICABILITY_NONE);
  EXPECT_EQ(response->answers(1).applicability(), v1::APPLICABILITY_EXACT);
  EXPECT_EQ(response->answers(2).applicability(), v1::APPLICABILITY_SUGGESTED);
}

TEST_F(StatusesTest, TheTableAnswersWhatIsAskedByNameAlone) {
  Create("c1", "One", "A");
  Publish("c1", "p1");
  const auto answers = [&](const v1::GetStatusRequest& request) {
    std::string out;
    return statuses_.GetStatusFromWire(request.SerializeAsString(), out);
  };
  v1::GetStatusRequest request;
  EXPECT_FALSE(answers(request)) << "no query";
  request.mutable_query()->set_claim("claims/c1");
  EXPECT_TRUE(answers(request));
  EXPECT_THAT(Matches(Ask(request)), ElementsAre("EXACT claims/c1"));
  request.mutable_query()->set_claim("claims/absent");
  EXPECT_TRUE(answers(request));
  for (const char* name : {"", "c1", "claims/", "claims/NO ID", "claims/c1/verdicts/p1"}) {
    request.mutable_query()->set_claim(name);
    EXPECT_FALSE(answers(request)) << name;
  }
  request.mutable_query()->set_claim("claims/c1");
  request.mutable_read_options()->set_token("nonsense");
  EXPECT_FALSE(answers(request));
  request.clear_read_options();
  request.mutable_query()->set_url("https://example.org/c1");
  EXPECT_FALSE(answers(request));

  Create("c2", "Two", "B");
  Confirm("c2", "c1", v1::Relationship::TYPE_DUPLICATE_OF);
  request.mutable_query()->set_claim("claims/c2");
  EXPECT_FALSE(answers(request)) << "its equivalent's verdict belongs in the answer";
}

TEST_F(StatusesTest, ABatchOfTooManyOrNoQueriesIsNotForTheTable) {
  v1::BatchGetStatusesRequest request;
  std::string out;
  EXPECT_FALSE(statuses_.BatchGetStatusesFromWire("", out));
  for (int i = 0; i < domain::kMaxStatusQueries; ++i) {
    request.add_queries()->set_claim("claims/c" + std::to_string(i));
  }
  EXPECT_TRUE(statuses_.BatchGetStatusesFromWire(request.SerializeAsString(), out));
  request.add_queries()->set_claim("claims/c");
  out.clear();
  EXPECT_FALSE(statuses_.BatchGetStatusesFromWire(request.SerializeAsString(), out));
}

TEST_F(StatusesTest, EveryBrokenQueryOfABatchIsNamed) {
  v1::BatchGetStatusesRequest request;
  request.add_queries();
  request.add_queries()->set_claim("c1");
  request.add_queries()->set_url("javascript:alert(1)");
  request.add_queries()->mutable_text()->set_claimant(std::string(501, 'x'));
  auto response = Read<v1::BatchGetStatusesResponse>(statuses_, &Statuses::BatchGetStatuses,
                                                     consumer_, request);
  EXPECT_EQ(::factcheck::testing::ReasonName(response.status()), "INVALID_FIELDS");
  EXPECT_THAT(::factcheck::testing::ViolatedFields(response.status()),
              ElementsAre("queries[0]", "queries[1].claim", "queries[2].url",
                          "queries[3].text.statement", "queries[3].text.claimant"));
}

TEST_F(StatusesTest, ABatchOfNoneOrTooManyIsRefused) {
  for (int n : {0, kMaxStatusQueries + 1}) {
    v1::BatchGetStatusesRequest request;
    for (int i = 0; i < n; ++i) request.add_queries()->set_claim("claims/c1");
    auto response = Read<v1::BatchGetStatusesResponse>(statuses_, &Statuses::BatchGetStatuses,
                                                       consumer_, request);
    EXPECT_THAT(::factcheck::testing::ViolatedFields(response.status()), ElementsAre("queries"))
        << n;
  }
}

}  // namespace
}  // namespace factcheck::domain
