// The Verdicts service over a claim book: two publishers, their people, a claim with
// evidence, and short ways to take a verdict through its life.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_VERDICTS_VERDICTS_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_VERDICTS_VERDICTS_FIXTURE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/status.pb.h"
#include "factcheck/v1/verdicts_service.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/tables/verdict_table.h"
#include "server/domain/values/names.h"
#include "server/domain/verdicts/verdicts.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::testing {

inline constexpr std::string_view kVerdict = "claims/c1/verdicts/wire";

inline v1::VerdictRevision Text(std::string_view summary) {
  v1::VerdictRevision revision;
  revision.set_summary(std::string(summary));
  return revision;
}

inline v1::Rating MakeRating(std::string_view code, std::string_view label, v1::NormalRating normal,
                             std::optional<int> ordinal) {
  v1::Rating rating;
  rating.set_code(std::string(code));
  rating.set_normal(normal);
  if (ordinal) rating.set_ordinal(*ordinal);
  v1::LocalizedText* text = rating.add_labels();
  text->set_language("en");
  text->set_text(std::string(label));
  return rating;
}

// False, half (Halb in German), true and satire.
inline v1::RatingScale MakeScale(std::string_view name) {
  v1::RatingScale scale;
  scale.set_name(std::string(name));
  scale.set_display_name("Scale");
  *scale.add_ratings() = MakeRating("false", "False", v1::NORMAL_RATING_FALSE, 1);
  v1::Rating half = MakeRating("half", "Half true", v1::NORMAL_RATING_MIXED, 3);
  v1::LocalizedText* german = half.add_labels();
  german->set_language("de");
  german->set_text("Halb");
  *scale.add_ratings() = half;
  *scale.add_ratings() = MakeRating("true", "True", v1::NORMAL_RATING_TRUE, 5);
  *scale.add_ratings() = MakeRating("satire", "Satire", v1::NORMAL_RATING_OTHER, std::nullopt);
  return scale;
}

class VerdictsTest : public DomainTest {
 protected:
  VerdictsTest() {
    EXPECT_TRUE(table_.Attach(&engine()).ok());
    PutPublisher("wire");
    PutPublisher("desk");
    PutClaim("c1", v1::Claim::STATE_ACCEPTED);
  }

  void PutPublisher(std::string_view id, const v1::PublisherPolicy& policy = {}) {
    v1::Publisher publisher;
    publisher.set_name(StrCat("publishers/", id));
    publisher.set_display_name(StrCat("The ", id));
    publisher.add_domains(StrCat(id, ".example"));
    publisher.set_default_language("en");
    publisher.set_default_rating_scale(StrCat("publishers/", id, "/ratingScales/main"));
    *publisher.mutable_policy() = policy;
    if (publisher.policy().quorum() == 0) publisher.mutable_policy()->set_quorum(1);
    Put(domain::keys::Publisher(id), publisher);
    const v1::RatingScale scale =
        MakeScale(StrCat("publishers/", id, "/ratingScales/main/versions/1"));
    Put(domain::keys::Scale(id, "main"), scale);
    Put(domain::keys::ScaleVersion(id, "main", 1), scale);
  }
  // As it is stored, with the etag that is needed to put it again.
  v1::Claim PutClaim(std::string_view id, v1::Claim::State state,
                     std::string_view merged_into = "") {
    v1::Claim claim;
    claim.set_name(StrCat("claims/", id));
    claim.set_statement("There was no apology.");
    claim.set_language("en");
    claim.set_state(state);
    claim.set_merged_into(std::string(merged_into));
    return Put(domain::keys::Claim(id), claim,
               state == v1::Claim::STATE_DELETED ? domain::kRecordDeleted : 0);
  }
  // Without an `origin`, one of its own.
  v1::Evidence PutEvidence(std::string_view id, std::string_view origin = "",
                           std::string_view capture = "", std::string_view claim = "c1") {
    v1::Evidence evidence;
    evidence.set_name(StrCat("claims/", claim, "/evidence/", id));
    evidence.set_url(StrCat("https://", id, ".example/a"));
    evidence.set_origin_group(origin.empty() ? evidence.name() : std::string(origin));
    evidence.set_visibility(v1::Evidence::VISIBILITY_PUBLIC);
    if (!capture.empty()) evidence.add_captures()->set_sha256(std::string(capture));
    return Put(domain::keys::Evidence(claim, id), evidence);
  }
  v1::Evidence PutRestricted(std::string_view id, std::string_view publisher) {
    v1::Evidence evidence = PutEvidence(id);
    evidence.set_visibility(v1::Evidence::VISIBILITY_RESTRICTED);
    evidence.add_restricted_to(StrCat("publishers/", publisher));
    return Put(domain::keys::Evidence("c1", id), evidence);
  }
  void Withdraw(v1::Evidence evidence) {
    evidence.set_withdrawn(true);
    const auto ids = domain::MatchName(domain::kEvidencePattern, evidence.name());
    Put(domain::keys::Evidence((*ids)[0], (*ids)[1]), evidence);
  }

  absl::StatusOr<v1::Verdict> Draft(const domain::Principal& who,
                                    const v1::VerdictRevision& revision,
                                    std::string_view claim = "c1",
                                    std::string_view publisher = "wire") {
    v1::CreateDraftRequest request;
    request.set_parent(StrCat("claims/", claim));
    request.set_publisher(StrCat("publishers/", publisher));
    *request.mutable_revision() = revision;
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::CreateDraft, who, request);
  }
  absl::StatusOr<v1::Verdict> Update(const domain::Principal& who,
                                     const v1::VerdictRevision& revision,
                                     std::vector<std::string> mask = {},
                                     std::string_view name = kVerdict) {
    v1::UpdateDraftRequest request;
    request.set_name(std::string(name));
    *request.mutable_revision() = revision;
    for (std::string& path : mask) request.mutable_update_mask()->add_paths(std::move(path));
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::UpdateDraft, who, request);
  }
  absl::StatusOr<v1::Verdict> Submit(const domain::Principal& who,
                                     std::string_view name = kVerdict) {
    v1::SubmitVerdictRequest request;
    request.set_name(std::string(name));
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::SubmitVerdict, who, request);
  }
  absl::StatusOr<v1::Verdict> Approve(const domain::Principal& who,
                                      std::string_view name = kVerdict,
                                      std::string_view etag = "") {
    v1::ApproveVerdictRequest request;
    request.set_name(std::string(name));
    request.set_etag(std::string(etag));
    request.set_comment("fine");
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::ApproveVerdict, who, request);
  }
  absl::StatusOr<v1::Verdict> SendBack(const domain::Principal& who,
                                       std::string_view name = kVerdict) {
    v1::RequestChangesRequest request;
    request.set_name(std::string(name));
    request.set_comment("more");
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::RequestChanges, who, request);
  }
  absl::StatusOr<v1::Verdict> Publish(const domain::Principal& who,
                                      std::optional<absl::Time> embargo = std::nullopt,
                                      std::string_view override_reason = "",
                                      std::string_view name = kVerdict) {
    v1::PublishVerdictRequest request;
    request.set_name(std::string(name));
    if (embargo) *request.mutable_embargo_time() = domain::ToTimestamp(*embargo);
    request.set_override_reason(std::string(override_reason));
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::PublishVerdict, who, request);
  }
  absl::StatusOr<v1::Verdict> Correct(
      const domain::Principal& who, const v1::VerdictRevision& revision,
      v1::VerdictRevision::Kind kind = v1::VerdictRevision::KIND_CORRECTION,
      std::string_view name = kVerdict) {
    v1::CorrectVerdictRequest request;
    request.set_name(std::string(name));
    request.set_kind(kind);
    *request.mutable_revision() = revision;
    request.set_public_note("The number was wrong.");
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::CorrectVerdict, who, request);
  }
  absl::StatusOr<v1::Verdict> Retract(const domain::Principal& who,
                                      std::string_view name = kVerdict) {
    v1::RetractVerdictRequest request;
    request.set_name(std::string(name));
    request.set_public_note("We were misled.");
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::RetractVerdict, who, request);
  }
  absl::StatusOr<v1::Verdict> Discard(const domain::Principal& who,
                                      std::string_view name = kVerdict) {
    v1::DiscardDraftRequest request;
    request.set_name(std::string(name));
    return Await<v1::Verdict>(verdicts_, &domain::Verdicts::DiscardDraft, who, request);
  }
  absl::StatusOr<v1::Verdict> Get(const domain::Principal& who, std::string_view name = kVerdict,
                                  const v1::ReadOptions& options = {}) {
    v1::GetVerdictRequest request;
    request.set_name(std::string(name));
    *request.mutable_read_options() = options;
    return Read<v1::Verdict>(verdicts_, &domain::Verdicts::GetVerdict, who, request);
  }
  absl::StatusOr<v1::VerdictRevision> GetRevision(const domain::Principal& who, int number) {
    v1::GetVerdictRevisionRequest request;
    request.set_name(StrCat(kVerdict, "/revisions/", number));
    return Read<v1::VerdictRevision>(verdicts_, &domain::Verdicts::GetVerdictRevision, who,
                                     request);
  }
  absl::StatusOr<v1::ListVerdictRevisionsResponse> ListRevisions(const domain::Principal& who,
                                                                 int page_size = 0,
                                                                 std::string_view token = "") {
    v1::ListVerdictRevisionsRequest request;
    request.set_parent(std::string(kVerdict));
    request.set_page_size(page_size);
    request.set_page_token(std::string(token));
    return Read<v1::ListVerdictRevisionsResponse>(
        verdicts_, &domain::Verdicts::ListVerdictRevisions, who, request);
  }
  absl::StatusOr<v1::ListVerdictsResponse> List(const domain::Principal& who,
                                                std::string_view filter = "",
                                                std::string_view parent = "claims/-",
                                                std::string_view order = "", int page_size = 0,
                                                std::string_view token = "") {
    v1::ListVerdictsRequest request;
    request.set_parent(std::string(parent));
    request.set_filter(std::string(filter));
    request.set_order_by(std::string(order));
    request.set_page_size(page_size);
    request.set_page_token(std::string(token));
    return Read<v1::ListVerdictsResponse>(verdicts_, &domain::Verdicts::ListVerdicts, who, request);
  }
  v1::ClaimStatus StatusOf(std::string_view claim = "c1") {
    absl::StatusOr<domain::View> view = book().ReadNewest();
    auto status = view->Load<v1::ClaimStatus>(domain::keys::Status(claim));
    return status.ok() && *status ? (*status)->message : v1::ClaimStatus();
  }

  // The named steps, each of which must succeed; the verdict after the last.
  v1::Verdict Must(const absl::StatusOr<v1::Verdict>& verdict) {
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return verdict.value_or(v1::Verdict());
  }
  v1::Verdict PublishFirst(const v1::VerdictRevision& revision) {
    Must(Draft(author_, revision));
    Must(Submit(author_));
    Must(Approve(reviewer_));
    return Must(Publish(publisher_));
  }

  domain::Principal author_ = MemberOf("wire", "author", {v1::ROLE_FACT_CHECKER});
  domain::Principal author2_ = MemberOf("wire", "author2", {v1::ROLE_FACT_CHECKER});
  domain::Principal reviewer_ = MemberOf("wire", "reviewer", {v1::ROLE_REVIEWER});
  domain::Principal reviewer2_ = MemberOf("wire", "reviewer2", {v1::ROLE_REVIEWER});
  domain::Principal standards_ = MemberOf("wire", "standards", {v1::ROLE_STANDARDS_EDITOR});
  domain::Principal publisher_ = MemberOf("wire", "publisher", {v1::ROLE_PUBLISHER});
  // Holds every role in the publisher.
  domain::Principal chief_ = MemberOf("wire", "chief",
                                      {v1::ROLE_FACT_CHECKER, v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER,
                                       v1::ROLE_STANDARDS_EDITOR, v1::ROLE_ADMIN});
  domain::Principal ai_ = MemberOf("wire", "robot",
                                   {v1::ROLE_AI_ASSISTANT, v1::ROLE_FACT_CHECKER, v1::ROLE_REVIEWER,
                                    v1::ROLE_PUBLISHER, v1::ROLE_STANDARDS_EDITOR},
                                   v1::ACTOR_KIND_AI);
  // Holds every role in the other publisher.
  domain::Principal rival_ = MemberOf("desk", "rival",
                                      {v1::ROLE_FACT_CHECKER, v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER,
                                       v1::ROLE_STANDARDS_EDITOR, v1::ROLE_ADMIN});

  domain::VerdictTable table_;
  domain::Verdicts verdicts_{&book(), &tokens(), &table_};
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_VERDICTS_VERDICTS_FIXTURE_H_
