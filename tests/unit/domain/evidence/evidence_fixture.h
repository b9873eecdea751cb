// Evidence over a claim book with one claim and two publishers, and people to call it.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_EVIDENCE_EVIDENCE_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_EVIDENCE_EVIDENCE_FIXTURE_H_

#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/claims_service.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/record.h"
#include "server/domain/evidence/evidence.h"
#include "server/domain/values/error.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::testing {

// Evidence that breaks no rule.
inline v1::Evidence GoodEvidence() {
  v1::Evidence evidence;
  evidence.set_url("https://www.state.gov/remarks");
  evidence.set_kind(v1::Evidence::KIND_PRIMARY);
  evidence.set_stance(v1::Evidence::STANCE_SUPPORTS);
  return evidence;
}

inline v1::Evidence RestrictedTo(std::vector<std::string> publishers) {
  v1::Evidence evidence = GoodEvidence();
  evidence.set_visibility(v1::Evidence::VISIBILITY_RESTRICTED);
  for (std::string& publisher : publishers) evidence.add_restricted_to(std::move(publisher));
  return evidence;
}

class EvidenceTest : public DomainTest {
 protected:
  EvidenceTest() {
    PutClaim("c");
    for (const char* id : {"daily", "weekly"}) {
      v1::Publisher publisher;
      publisher.set_name(StrCat("publishers/", id));
      publisher.set_display_name(id);
      Put(domain::keys::Publisher(id), publisher);
    }
  }

  v1::Claim PutClaim(std::string_view id, v1::Claim::State state = v1::Claim::STATE_RECEIVED,
                     std::string_view merged_into = "") {
    v1::Claim claim;
    claim.set_name(StrCat("claims/", id));
    claim.set_statement("There was no apology.");
    claim.set_state(state);
    claim.set_merged_into(std::string(merged_into));
    return Put(domain::keys::Claim(id), claim,
               state == v1::Claim::STATE_DELETED ? domain::kRecordDeleted : 0);
  }

  absl::StatusOr<v1::Evidence> TryAdd(const domain::Principal& who, v1::Evidence evidence,
                                      std::string_view id = "",
                                      std::string_view parent = "claims/c") {
    v1::AddEvidenceRequest request;
    request.set_parent(std::string(parent));
    *request.mutable_evidence() = std::move(evidence);
    request.set_evidence_id(std::string(id));
    return Await<v1::Evidence>(evidence_, &domain::EvidenceRecords::AddEvidence, who, request);
  }
  v1::Evidence Add(const domain::Principal& who, v1::Evidence evidence, std::string_view id = "") {
    absl::StatusOr<v1::Evidence> added = TryAdd(who, std::move(evidence), id);
    EXPECT_TRUE(added.ok()) << added.status();
    return added.value_or(v1::Evidence());
  }

  absl::StatusOr<v1::Evidence> Get(const domain::Principal& who, std::string_view name,
                                   v1::ReadOptions options = {}) {
    v1::GetEvidenceRequest request;
    request.set_name(std::string(name));
    *request.mutable_read_options() = std::move(options);
    return Read<v1::Evidence>(evidence_, &domain::EvidenceRecords::GetEvidence, who, request);
  }

  absl::StatusOr<v1::ListEvidenceResponse> List(const domain::Principal& who, int page_size = 0,
                                                std::string_view filter = "",
                                                std::string_view token = "") {
    v1::ListEvidenceRequest request;
    request.set_parent("claims/c");
    request.set_page_size(page_size);
    request.set_filter(std::string(filter));
    request.set_page_token(std::string(token));
    return Read<v1::ListEvidenceResponse>(evidence_, &domain::EvidenceRecords::ListEvidence, who,
                                          request);
  }
  // Ids of all pages, in order, with "|" after each page but the last.
  std::string ListAll(const domain::Principal& who, int page_size = 0,
                      std::string_view filter = "") {
    std::string ids;
    std::string token;
    do {
      if (!token.empty()) ids += "|";
      absl::StatusOr<v1::ListEvidenceResponse> page = List(who, page_size, filter, token);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return ids;
      for (const v1::Evidence& evidence : page->evidence()) {
        StrAppend(&ids, domain::keys::LastId(evidence.name()), " ");
      }
      token = page->next_page_token();
    } while (!token.empty());
    return ids;
  }

  absl::StatusOr<v1::Evidence> Withdraw(const domain::Principal& who, std::string_view name,
                                        std::string_view reason = "a forgery",
                                        std::string_view etag = "") {
    v1::WithdrawEvidenceRequest request;
    request.set_name(std::string(name));
    request.set_reason(std::string(reason));
    request.set_etag(std::string(etag));
    return Await<v1::Evidence>(evidence_, &domain::EvidenceRecords::WithdrawEvidence, who, request);
  }

  absl::StatusOr<v1::Evidence> Capture(const domain::Principal& who, std::string_view name,
                                       std::string_view url = "https://archive.org/x",
                                       std::string_view etag = "") {
    v1::AddEvidenceCaptureRequest request;
    request.set_name(std::string(name));
    request.mutable_capture()->set_archive_url(std::string(url));
    request.set_etag(std::string(etag));
    return Await<v1::Evidence>(evidence_, &domain::EvidenceRecords::AddEvidenceCapture, who,
                               request);
  }

  const domain::Principal daily_ = MemberOf("daily", "jane", {v1::ROLE_FACT_CHECKER});
  const domain::Principal weekly_ = MemberOf("weekly", "john", {v1::ROLE_FACT_CHECKER});
  const domain::Principal contributor_ = Somebody("tipster", {v1::ROLE_CONTRIBUTOR});
  domain::EvidenceRecords evidence_{&book(), &tokens()};
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_EVIDENCE_EVIDENCE_FIXTURE_H_
