// The Claims service over a claim book, with people to call it.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_CLAIMS_CLAIMS_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_CLAIMS_CLAIMS_FIXTURE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/status.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/claims/claims.h"
#include "server/domain/core/keys.h"
#include "server/domain/statuses/refresh.h"
#include "server/domain/tables/claim_cache.h"
#include "server/domain/tables/claim_table.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::testing {

inline std::string NameOf(std::string_view id) { return StrCat("claims/", id); }
inline std::string IdOf(std::string_view name) {
  return std::string(name.substr(name.rfind('/') + 1));
}

// A claim that breaks no rule.
inline v1::Claim GoodClaim(std::string_view statement = "There was no apology.") {
  v1::Claim claim;
  claim.set_statement(std::string(statement));
  claim.set_language("en");
  claim.add_claimants()->set_name("Antony Blinken");
  return claim;
}

inline v1::Appearance AppearanceAt(std::string_view url) {
  v1::Appearance appearance;
  appearance.set_url(std::string(url));
  return appearance;
}

class ClaimsTest : public DomainTest {
 protected:
  ClaimsTest() {
    EXPECT_TRUE(table_.Attach(&engine()).ok());
    EXPECT_TRUE(cache_.Attach(&engine()).ok());
  }

  absl::StatusOr<v1::Claim> TryCreate(const domain::Principal& who, v1::Claim claim,
                                      std::string_view id = "") {
    v1::CreateClaimRequest request;
    *request.mutable_claim() = std::move(claim);
    request.set_claim_id(std::string(id));
    return Await<v1::Claim>(claims_, &domain::Claims::CreateClaim, who, request);
  }
  v1::Claim Create(std::string_view id, v1::Claim claim = GoodClaim()) {
    absl::StatusOr<v1::Claim> created = TryCreate(contributor_, std::move(claim), id);
    EXPECT_TRUE(created.ok()) << created.status();
    return created.value_or(v1::Claim());
  }

  absl::StatusOr<v1::Claim> Accept(std::string_view id) { return Accept(checker_, id); }
  absl::StatusOr<v1::Claim> Accept(const domain::Principal& who, std::string_view id,
                                   std::string_view etag = "", std::string_view note = "") {
    v1::AcceptClaimRequest request;
    request.set_name(NameOf(id));
    request.set_etag(std::string(etag));
    request.set_note(std::string(note));
    return Await<v1::Claim>(claims_, &domain::Claims::AcceptClaim, who, request);
  }
  absl::StatusOr<v1::Claim> Decline(
      std::string_view id,
      v1::Claim::DeclineReason reason = v1::Claim::DECLINE_REASON_NOT_CHECKABLE) {
    v1::DeclineClaimRequest request;
    request.set_name(NameOf(id));
    request.set_decline_reason(reason);
    return Await<v1::Claim>(claims_, &domain::Claims::DeclineClaim, checker_, request);
  }
  absl::StatusOr<v1::Claim> Reopen(std::string_view id) {
    v1::ReopenClaimRequest request;
    request.set_name(NameOf(id));
    request.set_reason("new facts");
    return Await<v1::Claim>(claims_, &domain::Claims::ReopenClaim, checker_, request);
  }
  absl::StatusOr<v1::Claim> Assign(std::string_view id, std::string_view assignee) {
    v1::AssignClaimRequest request;
    request.set_name(NameOf(id));
    request.set_assignee(std::string(assignee));
    return Await<v1::Claim>(claims_, &domain::Claims::AssignClaim, checker_, request);
  }
  absl::StatusOr<v1::Claim> Merge(std::string_view id, std::string_view target) {
    v1::MergeClaimRequest request;
    request.set_name(NameOf(id));
    request.set_target(NameOf(target));
    return Await<v1::Claim>(claims_, &domain::Claims::MergeClaim, checker_, request);
  }
  absl::StatusOr<v1::Claim> Delete(std::string_view id) {
    v1::DeleteClaimRequest request;
    request.set_name(NameOf(id));
    return Await<v1::Claim>(claims_, &domain::Claims::DeleteClaim, checker_, request);
  }
  absl::StatusOr<v1::Claim> Undelete(std::string_view id) {
    v1::UndeleteClaimRequest request;
    request.set_name(NameOf(id));
    return Await<v1::Claim>(claims_, &domain::Claims::UndeleteClaim, checker_, request);
  }
  absl::StatusOr<v1::Appearance> AddAppearance(std::string_view id, std::string_view url,
                                               std::string_view appearance_id = "") {
    v1::AddAppearanceRequest request;
    request.set_parent(NameOf(id));
    *request.mutable_appearance() = AppearanceAt(url);
    request.set_appearance_id(std::string(appearance_id));
    return Await<v1::Appearance>(claims_, &domain::Claims::AddAppearance, contributor_, request);
  }
  absl::StatusOr<v1::Claim> Update(v1::Claim claim, std::vector<std::string> mask) {
    v1::UpdateClaimRequest request;
    *request.mutable_claim() = std::move(claim);
    for (std::string& path : mask) request.mutable_update_mask()->add_paths(std::move(path));
    return Await<v1::Claim>(claims_, &domain::Claims::UpdateClaim, contributor_, request);
  }

  absl::StatusOr<v1::Claim> Get(const domain::Principal& who, std::string_view id) {
    v1::GetClaimRequest request;
    request.set_name(NameOf(id));
    absl::StatusOr<v1::Claim> claim =
        Read<v1::Claim>(claims_, &domain::Claims::GetClaim, who, request);
    std::string from_wire;
    EXPECT_EQ(claims_.GetClaimFromWire({who, "factcheck.v1.Test/Read"}, request.SerializeAsString(),
                                       from_wire),
              claim.ok());
    if (claim.ok()) {
      EXPECT_EQ(Parsed<v1::Claim>(from_wire)->SerializeAsString(), claim->SerializeAsString());
    }
    return claim;
  }
  v1::Claim Stored(std::string_view id) {
    absl::StatusOr<v1::Claim> claim = Get(auditor_, id);
    EXPECT_TRUE(claim.ok()) << claim.status();
    return claim.value_or(v1::Claim());
  }
  absl::StatusOr<v1::ListClaimsResponse> List(const domain::Principal& who,
                                              const v1::ListClaimsRequest& request) {
    return Read<v1::ListClaimsResponse>(claims_, &domain::Claims::ListClaims, who, request);
  }

  bool HasKey(const std::string& key) {
    absl::StatusOr<domain::View> view = book().ReadNewest();
    EXPECT_TRUE(view.ok());
    return view->Get(key)->has_value();
  }
  v1::ClaimStatus StatusOf(std::string_view id) {
    absl::StatusOr<domain::View> view = book().ReadNewest();
    EXPECT_TRUE(view.ok());
    auto status = view->Load<v1::ClaimStatus>(domain::keys::Status(id));
    EXPECT_TRUE(status.ok() && *status) << id;
    return (**status).message;
  }

  // A verdict that became public, as the Verdicts service leaves it.
  void Publish(std::string_view id, std::string_view publisher,
               v1::NormalRating normal = v1::NORMAL_RATING_FALSE,
               v1::Verdict::State state = v1::Verdict::STATE_PUBLISHED) {
    v1::Verdict verdict;
    verdict.set_name(StrCat("claims/", id, "/verdicts/", publisher));
    verdict.set_state(state);
    verdict.set_published_count(1);
    verdict.mutable_published()->set_number(1);
    verdict.mutable_published()->mutable_rating()->set_normal(normal);
    const domain::Call call{admin_, "factcheck.v1.Test/Publish"};
    absl::StatusOr<std::string> done = book().WriteAndWait(
        call, v1::GetClaimRequest(), [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
          const std::string key = domain::keys::PublicVerdict(id, publisher);
          auto before = txn.Get(key);
          if (!before.ok()) return before.status();
          v1::Verdict stored = verdict;
          txn.PutResource(key, &stored);
          auto claim = txn.Load<v1::Claim>(domain::keys::Claim(id));
          if (!claim.ok()) return claim.status();
          absl::Status status = domain::RefreshStatus(txn, (*claim)->message);
          if (!status.ok()) return status;
          return "";
        });
    EXPECT_TRUE(done.ok()) << done.status();
  }

  const domain::Principal contributor_ = Somebody("carla", {v1::ROLE_CONTRIBUTOR});
  const domain::Principal checker_ = MemberOf("reuters", "frank", {v1::ROLE_FACT_CHECKER});
  const domain::Principal assistant_ =
      Somebody("model", {v1::ROLE_CONTRIBUTOR, v1::ROLE_FACT_CHECKER}, v1::ACTOR_KIND_AI);

  domain::ClaimTable table_;
  domain::ClaimCache cache_{size_t{1} << 20};
  domain::Claims claims_{&book(), &tokens(), &table_, &cache_};
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_CLAIMS_CLAIMS_FIXTURE_H_
