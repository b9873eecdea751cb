// The Search service over a claim book with claims, verdicts and relationships.
#ifndef FACTCHECK_TESTS_UNIT_SEARCH_SERVICE_SEARCHES_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_SEARCH_SERVICE_SEARCHES_FIXTURE_H_

#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/search_service.pb.h"
#include "server/domain/claims/claims.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/tables/claim_table.h"
#include "server/domain/tables/status_table.h"
#include "server/search/service/projection.h"
#include "server/search/service/searches.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {

class SearchesTest : public VerdictsTest {
 protected:
  SearchesTest() {
    EXPECT_TRUE(claim_table_.Attach(&engine()).ok());
    EXPECT_TRUE(status_table_.Attach(&engine()).ok());
    projection_.Start();
  }

  v1::Claim Create(std::string_view id, std::string_view statement,
                   std::string_view claimant = "The mayor", std::string_view context = "") {
    v1::CreateClaimRequest request;
    request.set_claim_id(std::string(id));
    request.mutable_claim()->set_statement(std::string(statement));
    request.mutable_claim()->set_language("en");
    request.mutable_claim()->add_claimants()->set_name(std::string(claimant));
    request.mutable_claim()->set_context(std::string(context));
    auto claim = Await<v1::Claim>(claims_, &domain::Claims::CreateClaim, admin_, request);
    EXPECT_TRUE(claim.ok()) << claim.status();
    return claim.value_or(v1::Claim());
  }

  // Its stored record, as a fault may leave it: with a change of it in the log, or without.
  void Damage(std::string_view id, bool logged) {
    const domain::Call call{admin_, "factcheck.v1.Test/Damage"};
    const auto damaged = book().WriteAndWait(
        call, v1::Claim(), [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
          txn.Put(domain::keys::Claim(id), "\x7f damaged");
          storage::v1::Change change;
          change.set_kind(storage::v1::Change::KIND_CLAIM_UPDATED);
          change.set_claim(std::string(id));
          if (logged) txn.Log(std::move(change));
          return "";
        });
    EXPECT_TRUE(damaged.ok()) << damaged.status();
  }

  template <typename Request>
  v1::Claim Do(void (domain::Claims::*method)(const domain::Call&, const Request&, domain::Done),
               Request request) {
    auto claim = Await<v1::Claim>(claims_, method, chief_, request);
    EXPECT_TRUE(claim.ok()) << claim.status();
    return claim.value_or(v1::Claim());
  }

  absl::StatusOr<v1::SearchClaimsResponse> Search(const domain::Principal& who,
                                                  const v1::SearchClaimsRequest& request) {
    return Read<v1::SearchClaimsResponse>(searches_, &search::Searches::SearchClaims, who, request);
  }
  v1::SearchClaimsResponse Search(std::string_view query) {
    v1::SearchClaimsRequest request;
    request.set_query(std::string(query));
    auto response = Search(consumer_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::SearchClaimsResponse());
  }
  static std::vector<std::string> Names(const v1::SearchClaimsResponse& response) {
    std::vector<std::string> names;
    for (const v1::SearchResult& result : response.results()) {
      names.push_back(result.claim().name().substr(7));
    }
    return names;
  }
  std::vector<std::string> Found(std::string_view query) { return Names(Search(query)); }

  absl::StatusOr<v1::MatchClaimsResponse> Match(const domain::Principal& who,
                                                const v1::MatchClaimsRequest& request) {
    return Read<v1::MatchClaimsResponse>(searches_, &search::Searches::MatchClaims, who, request);
  }
  v1::MatchAnswer Match(std::string_view text, std::string_view claimant = "") {
    v1::MatchClaimsRequest request;
    request.add_queries()->set_text(std::string(text));
    request.mutable_queries(0)->set_claimant(std::string(claimant));
    auto response = Match(consumer_, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() && response->answers_size() == 1 ? response->answers(0)
                                                          : v1::MatchAnswer();
  }

  domain::ClaimTable claim_table_;
  domain::StatusTable status_table_;
  domain::Claims claims_{&book(), &tokens(), &claim_table_};
  domain::Relationships relationships_{&book(), &tokens()};
  search::Projection projection_{&engine(), {}};
  search::Searches searches_{&book(), &tokens(), &claim_table_, &status_table_, &projection_};
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_SEARCH_SERVICE_SEARCHES_FIXTURE_H_
