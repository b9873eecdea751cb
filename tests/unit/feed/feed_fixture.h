// A newsroom whose every change is followed: claims, evidence and verdicts over a book.
#ifndef FACTCHECK_TESTS_UNIT_FEED_FEED_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_FEED_FEED_FIXTURE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/change.pb.h"
#include "factcheck/v1/claims_service.pb.h"
#include "server/domain/claims/claims.h"
#include "server/domain/evidence/evidence.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/tables/claim_table.h"
#include "server/feed/reader.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {

class FeedTest : public VerdictsTest {
 protected:
  FeedTest() { EXPECT_TRUE(claim_table_.Attach(&engine()).ok()); }

  v1::Claim Create(std::string_view id, std::vector<std::string> topics = {}) {
    v1::CreateClaimRequest request;
    request.set_claim_id(std::string(id));
    request.mutable_claim()->set_statement("It rained.");
    request.mutable_claim()->set_language("en");
    for (std::string& topic : topics) request.mutable_claim()->add_topics(std::move(topic));
    return Done(Await<v1::Claim>(claims_, &domain::Claims::CreateClaim, admin_, request,
                                 "factcheck.v1.Claims/CreateClaim"));
  }
  v1::Claim SetContext(std::string_view id, std::string_view context) {
    v1::UpdateClaimRequest request;
    request.mutable_claim()->set_name(StrCat("claims/", id));
    request.mutable_claim()->set_context(std::string(context));
    request.set_reason("SECRET reason");
    return Done(Await<v1::Claim>(claims_, &domain::Claims::UpdateClaim, admin_, request));
  }
  v1::Claim Accept(std::string_view id) {
    v1::AcceptClaimRequest request;
    request.set_name(StrCat("claims/", id));
    return Done(Await<v1::Claim>(claims_, &domain::Claims::AcceptClaim, admin_, request));
  }
  v1::Claim Delete(std::string_view id) {
    v1::DeleteClaimRequest request;
    request.set_name(StrCat("claims/", id));
    return Done(Await<v1::Claim>(claims_, &domain::Claims::DeleteClaim, admin_, request));
  }
  v1::Claim Undelete(std::string_view id) {
    v1::UndeleteClaimRequest request;
    request.set_name(StrCat("claims/", id));
    return Done(Await<v1::Claim>(claims_, &domain::Claims::UndeleteClaim, admin_, request));
  }
  v1::Claim Merge(std::string_view id, std::string_view target) {
    v1::MergeClaimRequest request;
    request.set_name(StrCat("claims/", id));
    request.set_target(StrCat("claims/", target));
    return Done(Await<v1::Claim>(claims_, &domain::Claims::MergeClaim, admin_, request));
  }
  v1::Claim Reopen(std::string_view id) {
    v1::ReopenClaimRequest request;
    request.set_name(StrCat("claims/", id));
    request.set_reason("SECRET reason");
    return Done(Await<v1::Claim>(claims_, &domain::Claims::ReopenClaim, admin_, request));
  }
  v1::Evidence AddEvidence(std::string_view id, std::string_view restricted_to = "") {
    v1::AddEvidenceRequest request;
    request.set_parent("claims/c1");
    request.set_evidence_id(std::string(id));
    v1::Evidence& evidence = *request.mutable_evidence();
    evidence.set_url(StrCat("https://", id, ".example/a"));
    evidence.set_kind(v1::Evidence::KIND_PRIMARY);
    evidence.set_stance(v1::Evidence::STANCE_REFUTES);
    if (!restricted_to.empty()) {
      evidence.set_visibility(v1::Evidence::VISIBILITY_RESTRICTED);
      evidence.add_restricted_to(StrCat("publishers/", restricted_to));
    }
    return Done(
        Await<v1::Evidence>(evidence_, &domain::EvidenceRecords::AddEvidence, admin_, request));
  }
  // A confirmed paraphrase.
  void Confirm(std::string_view claim, std::string_view target) {
    v1::SuggestRelationshipRequest suggest;
    suggest.set_parent(StrCat("claims/", claim));
    suggest.mutable_relationship()->set_target(StrCat("claims/", target));
    suggest.mutable_relationship()->set_type(v1::Relationship::TYPE_PARAPHRASE_OF);
    const auto made = Done(Await<v1::Relationship>(
        relationships_, &domain::Relationships::SuggestRelationship, admin_, suggest));
    v1::ConfirmRelationshipRequest confirm;
    confirm.set_name(made.name());
    Done(Await<v1::Relationship>(relationships_, &domain::Relationships::ConfirmRelationship,
                                 admin_, confirm));
  }

  // Where the feed stands now.
  storage::Version Here() { return engine().LatestVersion(); }
  // All that `who` sees behind `after`.
  std::vector<v1::Commit> Feed(const domain::Principal& who, storage::Version after,
                               const v1::ChangeFilter& filter = {},
                               v1::ChangeView view = v1::CHANGE_VIEW_FULL,
                               const feed::ReadLimits& limits = {}) {
    domain::Violations violations;
    const feed::Filter parsed = feed::Filter::Parse("filter", filter, violations);
    EXPECT_TRUE(violations.empty()) << violations.ToStatus();
    std::vector<v1::Commit> commits;
    for (;;) {
      auto page = reader_.Read(feed::Rights(who), parsed, view, after, limits);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return commits;
      for (const feed::ReadCommit& commit : page->commits) {
        EXPECT_TRUE(commits.emplace_back().ParseFromString(commit.bytes));
        EXPECT_EQ(commits.back().token(), reader_.TokenOf(commit.version));
      }
      if (page->caught_up) return commits;
      EXPECT_GT(page->position, after);
      after = page->position;
    }
  }
  // "CLAIM_CREATED claims/c2" and so on, of all commits, a commit's in brackets.
  std::vector<std::string> Names(const std::vector<v1::Commit>& commits) {
    std::vector<std::string> names;
    for (const v1::Commit& commit : commits) {
      std::string line;
      for (const v1::Change& change : commit.changes()) {
        StrAppend(&line, line.empty() ? "" : ", ", v1::Change::Kind_Name(change.kind()).substr(5),
                  " ", change.name());
      }
      names.push_back(line);
    }
    return names;
  }
  // The status table as it is stored: claim id to the bytes.
  std::map<std::string, std::string> StoredStatuses() {
    std::map<std::string, std::string> table;
    absl::StatusOr<domain::View> view = book().ReadNewest();
    auto all = view->Scan(storage::PrefixRange(domain::keys::kStatuses), {.max_entries = 10'000});
    EXPECT_TRUE(all.ok() && !all->more);
    for (const storage::Entry& entry : all->entries) {
      const auto record = domain::ParseRecord(entry.value);
      v1::ClaimStatus status;
      EXPECT_TRUE(record.ok() && status.ParseFromString(std::string(record->public_bytes)));
      if (status.state() == v1::ClaimStatus::STATE_UNKNOWN) continue;
      table[StrCat("claims/", entry.key.substr(domain::keys::kStatuses.size()))] =
          std::string(record->public_bytes);
    }
    return table;
  }

  template <typename T>
  T Done(absl::StatusOr<T> result) {
    EXPECT_TRUE(result.ok()) << result.status();
    return result.value_or(T());
  }

  domain::ClaimTable claim_table_;
  domain::Claims claims_{&book(), &tokens(), &claim_table_};
  domain::EvidenceRecords evidence_{&book(), &tokens()};
  domain::Relationships relationships_{&book(), &tokens()};
  feed::Reader reader_{&book()};
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_FEED_FEED_FIXTURE_H_
