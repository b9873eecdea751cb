// Relationships over a claim book with four claims, and people to call it.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_RELATIONSHIPS_RELATIONSHIPS_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_RELATIONSHIPS_RELATIONSHIPS_FIXTURE_H_

#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/status.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/values/error.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::testing {

class RelationshipsTest : public DomainTest {
 protected:
  RelationshipsTest() {
    for (const char* id : {"a", "b", "c", "d"}) PutClaim(id);
  }

  // With its status, as the service would.
  void PutClaim(std::string_view id, v1::Claim::State state = v1::Claim::STATE_RECEIVED,
                std::string_view merged_into = "") {
    v1::Claim claim;
    claim.set_name(StrCat("claims/", id));
    claim.set_statement("There was no apology.");
    claim.set_state(state);
    claim.set_merged_into(std::string(merged_into));
    claim = Put(domain::keys::Claim(id), claim,
                state == v1::Claim::STATE_DELETED ? domain::kRecordDeleted : 0);
    auto refreshed = book().WriteAndWait({admin_, "test"}, v1::GetClaimRequest(),
                                         [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                           absl::Status status = RefreshStatus(txn, claim);
                                           if (!status.ok()) return status;
                                           return std::string();
                                         });
    EXPECT_TRUE(refreshed.ok()) << refreshed.status();
  }

  absl::StatusOr<v1::Relationship> TrySuggest(const domain::Principal& who, std::string_view claim,
                                              std::string_view target, v1::Relationship::Type type,
                                              std::string_view id = "") {
    v1::SuggestRelationshipRequest request;
    request.set_parent(StrCat("claims/", claim));
    request.set_relationship_id(std::string(id));
    request.mutable_relationship()->set_target(StrCat("claims/", target));
    request.mutable_relationship()->set_type(type);
    return Await<v1::Relationship>(relationships_, &domain::Relationships::SuggestRelationship, who,
                                   request);
  }
  // Its name.
  std::string Suggest(std::string_view claim, std::string_view target,
                      v1::Relationship::Type type = v1::Relationship::TYPE_PARAPHRASE_OF,
                      std::string_view id = "") {
    const auto suggested = TrySuggest(contributor_, claim, target, type, id);
    EXPECT_TRUE(suggested.ok()) << suggested.status();
    return suggested.ok() ? suggested->name() : "";
  }

  absl::StatusOr<v1::Relationship> Confirm(const domain::Principal& who, std::string_view name,
                                           std::string_view etag = "") {
    v1::ConfirmRelationshipRequest request;
    request.set_name(std::string(name));
    request.set_reason("the same words");
    request.set_etag(std::string(etag));
    return Await<v1::Relationship>(relationships_, &domain::Relationships::ConfirmRelationship, who,
                                   request);
  }
  absl::StatusOr<v1::Relationship> Reject(const domain::Principal& who, std::string_view name,
                                          std::string_view etag = "") {
    v1::RejectRelationshipRequest request;
    request.set_name(std::string(name));
    request.set_reason("another meeting");
    request.set_etag(std::string(etag));
    return Await<v1::Relationship>(relationships_, &domain::Relationships::RejectRelationship, who,
                                   request);
  }

  absl::StatusOr<v1::ListRelationshipsResponse> List(const domain::Principal& who,
                                                     std::string_view claim, int page_size = 0,
                                                     std::string_view filter = "",
                                                     std::string_view token = "") {
    v1::ListRelationshipsRequest request;
    request.set_parent(StrCat("claims/", claim));
    request.set_page_size(page_size);
    request.set_filter(std::string(filter));
    request.set_page_token(std::string(token));
    return Read<v1::ListRelationshipsResponse>(
        relationships_, &domain::Relationships::ListRelationships, who, request);
  }
  // Ids of all pages, in order, with "|" after each page but the last.
  std::string ListAll(const domain::Principal& who, std::string_view claim, int page_size = 0,
                      std::string_view filter = "") {
    std::string ids;
    std::string token;
    do {
      if (!token.empty()) ids += "|";
      const auto page = List(who, claim, page_size, filter, token);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return ids;
      for (const v1::Relationship& relationship : page->relationships()) {
        StrAppend(&ids, domain::keys::LastId(relationship.name()), " ");
      }
      token = page->next_page_token();
    } while (!token.empty());
    return ids;
  }

  std::vector<std::string> EquivalentsOf(std::string_view claim) {
    auto view = book().ReadNewest();
    EXPECT_TRUE(view.ok()) << view.status();
    auto status = view->Load<v1::ClaimStatus>(domain::keys::Status(claim));
    EXPECT_TRUE(status.ok() && *status);
    const auto& names = (*status)->message.equivalent_claims();
    return {names.begin(), names.end()};
  }

  const domain::Principal checker_ = MemberOf("daily", "jane", {v1::ROLE_FACT_CHECKER});
  const domain::Principal contributor_ = Somebody("tipster", {v1::ROLE_CONTRIBUTOR});
  const domain::Principal assistant_ =
      Somebody("bot", {v1::ROLE_AI_ASSISTANT, v1::ROLE_FACT_CHECKER}, v1::ACTOR_KIND_AI);
  domain::Relationships relationships_{&book(), &tokens()};
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_RELATIONSHIPS_RELATIONSHIPS_FIXTURE_H_
