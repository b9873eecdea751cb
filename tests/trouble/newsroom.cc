#include "tests/trouble/newsroom.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"

namespace factcheck::testing {
namespace {

constexpr char kPublisher[] = "publishers/daily";

v1::PublisherPolicy OneApproval() {
  v1::PublisherPolicy policy;
  policy.set_quorum(1);
  return policy;
}

v1::RatingScale Scale() {
  v1::RatingScale scale;
  scale.set_display_name("Truth");
  int ordinal = 0;
  for (const auto& [code, normal] : {std::pair{"false", v1::NORMAL_RATING_FALSE},
                                     std::pair{"half-true", v1::NORMAL_RATING_MIXED},
                                     std::pair{"true", v1::NORMAL_RATING_TRUE}}) {
    v1::Rating& rating = *scale.add_ratings();
    rating.set_code(code);
    rating.set_normal(normal);
    rating.set_ordinal(++ordinal);
    rating.add_labels()->set_language("en");
    rating.mutable_labels(0)->set_text(code);
  }
  return scale;
}

std::string NewKey(Stubs& stubs, const std::string& admin, const std::string& actor) {
  v1::CreateApiKeyRequest make;
  make.set_parent("actors/" + actor);
  v1::ApiKey key;
  const grpc::Status status = Call(*stubs.admin, &v1::Admin::Stub::CreateApiKey, admin, make, &key);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return key.secret();
}

std::string Hire(Stubs& stubs, const std::string& admin, const std::string& id,
                 const std::vector<v1::Role>& roles) {
  v1::CreateActorRequest create;
  create.set_actor_id(id);
  create.mutable_actor()->set_display_name(id);
  create.mutable_actor()->set_kind(v1::ACTOR_KIND_HUMAN);
  v1::Actor actor;
  grpc::Status status = Call(*stubs.admin, &v1::Admin::Stub::CreateActor, admin, create, &actor);
  EXPECT_TRUE(status.ok()) << status.error_message();
  v1::SetMemberRequest set;
  set.mutable_member()->set_name(std::string(kPublisher) + "/members/" + id);
  for (v1::Role role : roles) set.mutable_member()->add_roles(role);
  v1::Member member;
  status = Call(*stubs.publishers, &v1::Publishers::Stub::SetMember, admin, set, &member);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return NewKey(stubs, admin, id);
}

// How many of the first `done` steps change the claim itself, add evidence, publish.
size_t ClaimChanges(size_t done) { return std::min<size_t>(done, 2); }
int EvidenceAdded(size_t done) { return done >= 3 ? 1 : 0; }
int Published(size_t done) { return (done >= 7 ? 1 : 0) + (done >= 11 ? 1 : 0); }

}  // namespace

Stubs::Stubs(const std::string& address)
    : channel(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())),
      admin(v1::Admin::NewStub(channel)),
      claims(v1::Claims::NewStub(channel)),
      ledger(v1::Ledger::NewStub(channel)),
      publishers(v1::Publishers::NewStub(channel)),
      statuses(v1::Statuses::NewStub(channel)),
      verdicts(v1::Verdicts::NewStub(channel)) {}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return "";
  for (const google::protobuf::Any& any : details.details()) {
    google::rpc::ErrorInfo info;
    if (any.UnpackTo(&info)) return info.reason();
  }
  return "";
}

Keys OpenNewsroom(Stubs& stubs, const std::string& admin_key) {
  Keys keys;
  keys.admin = admin_key;
  v1::CreatePublisherRequest create;
  create.set_publisher_id("daily");
  create.mutable_publisher()->set_display_name("The Daily Check");
  create.mutable_publisher()->set_default_language("en");
  *create.mutable_publisher()->mutable_policy() = OneApproval();
  v1::Publisher publisher;
  grpc::Status status = Call(*stubs.publishers, &v1::Publishers::Stub::CreatePublisher, admin_key,
                             create, &publisher);
  EXPECT_TRUE(status.ok()) << status.error_message();
  v1::CreateRatingScaleRequest scale;
  scale.set_parent(kPublisher);
  scale.set_rating_scale_id("truth");
  *scale.mutable_rating_scale() = Scale();
  v1::RatingScale made;
  status =
      Call(*stubs.publishers, &v1::Publishers::Stub::CreateRatingScale, admin_key, scale, &made);
  EXPECT_TRUE(status.ok()) << status.error_message();
  v1::UpdatePublisherRequest update;
  update.mutable_publisher()->set_name(kPublisher);
  update.mutable_publisher()->set_default_rating_scale("publishers/daily/ratingScales/truth");
  status = Call(*stubs.publishers, &v1::Publishers::Stub::UpdatePublisher, admin_key, update,
                &publisher);
  EXPECT_TRUE(status.ok()) << status.error_message();
  keys.checker = Hire(stubs, admin_key, "carla", {v1::ROLE_FACT_CHECKER});
  keys.editor = Hire(stubs, admin_key, "edgar", {v1::ROLE_REVIEWER, v1::ROLE_PUBLISHER});
  return keys;
}

std::string NewConsumer(Stubs& stubs, const std::string& admin_key, const std::string& id) {
  v1::CreateActorRequest create;
  create.set_actor_id(id);
  create.mutable_actor()->set_display_name(id);
  create.mutable_actor()->set_kind(v1::ACTOR_KIND_SERVICE);
  create.mutable_actor()->add_roles(v1::ROLE_CONSUMER);
  v1::Actor actor;
  grpc::Status status =
      Call(*stubs.admin, &v1::Admin::Stub::CreateActor, admin_key, create, &actor);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return NewKey(stubs, admin_key, id);
}

std::string Story::RequestId() const {
  std::string id = claim_.substr(claim_.find('/') + 1);
  return id + "-" + std::to_string(done_);
}

grpc::Status Story::Step(Stubs& stubs, const Keys& keys) {
  const grpc::Status status = done_ < 3 ? StepClaim(stubs, keys) : StepVerdict(stubs, keys);
  if (status.ok()) ++done_;
  return status;
}

grpc::Status Story::StepClaim(Stubs& stubs, const Keys& keys) {
  grpc::Status status;
  if (done_ == 0) {
    v1::CreateClaimRequest request;
    request.set_request_id(RequestId());
    request.set_claim_id(claim_.substr(claim_.find('/') + 1));
    request.mutable_claim()->set_statement("Statement of " + claim_);
    request.mutable_claim()->set_language("en");
    v1::Claim claim;
    status = Call(*stubs.claims, &v1::Claims::Stub::CreateClaim, keys.checker, request, &claim);
    token_ = status.ok() ? claim.consistency_token() : token_;
  } else if (done_ == 1) {
    v1::AcceptClaimRequest request;
    request.set_request_id(RequestId());
    request.set_name(claim_);
    v1::Claim claim;
    status = Call(*stubs.claims, &v1::Claims::Stub::AcceptClaim, keys.checker, request, &claim);
    token_ = status.ok() ? claim.consistency_token() : token_;
  } else {
    v1::AddEvidenceRequest request;
    request.set_request_id(RequestId());
    request.set_parent(claim_);
    request.mutable_evidence()->set_citation("A transcript");
    request.mutable_evidence()->set_kind(v1::Evidence::KIND_PRIMARY);
    request.mutable_evidence()->set_stance(v1::Evidence::STANCE_SUPPORTS);
    v1::Evidence evidence;
    status = Call(*stubs.claims, &v1::Claims::Stub::AddEvidence, keys.checker, request, &evidence);
    token_ = status.ok() ? evidence.consistency_token() : token_;
  }
  return status;
}

grpc::Status Story::StepVerdict(Stubs& stubs, const Keys& keys) {
  v1::Verdict answer;
  grpc::Status status;
  const auto call = [&](auto method, const std::string& key, auto request) {
    request.set_request_id(RequestId());
    status = Call(*stubs.verdicts, method, key, request, &answer);
  };
  switch (done_) {
    case 3: {
      v1::CreateDraftRequest request;
      request.set_parent(claim_);
      request.set_publisher(kPublisher);
      request.mutable_revision()->mutable_rating()->set_code("true");
      request.mutable_revision()->set_title("Title");
      request.mutable_revision()->set_summary("Summary");
      request.mutable_revision()->set_explanation("Explanation");
      request.mutable_revision()->set_language("en");
      call(&v1::Verdicts::Stub::CreateDraft, keys.checker, request);
      break;
    }
    case 4:
    case 8: {
      v1::SubmitVerdictRequest request;
      request.set_name(verdict());
      call(&v1::Verdicts::Stub::SubmitVerdict, keys.checker, request);
      break;
    }
    case 5:
    case 9: {
      v1::ApproveVerdictRequest request;
      request.set_name(verdict());
      call(&v1::Verdicts::Stub::ApproveVerdict, keys.editor, request);
      break;
    }
    case 6:
    case 10: {
      v1::PublishVerdictRequest request;
      request.set_name(verdict());
      call(&v1::Verdicts::Stub::PublishVerdict, keys.editor, request);
      break;
    }
    default: {
      v1::CorrectVerdictRequest request;
      request.set_name(verdict());
      request.set_kind(v1::VerdictRevision::KIND_CORRECTION);
      request.set_public_note("The rating was wrong.");
      request.mutable_revision()->mutable_rating()->set_code("half-true");
      call(&v1::Verdicts::Stub::CorrectVerdict, keys.checker, request);
    }
  }
  if (status.ok()) token_ = answer.consistency_token();
  return status;
}

int Story::published() const { return Published(done_); }

// Each published revision has its entry, and no other.
std::string Story::CheckLedger(Stubs& stubs, const Keys& keys) const {
  for (int number = 1; number <= published() + 1; ++number) {
    v1::GetInclusionProofRequest request;
    request.set_revision(verdict() + "/revisions/" + std::to_string(number));
    v1::InclusionProof proof;
    const grpc::Status status =
        Call(*stubs.ledger, &v1::Ledger::Stub::GetInclusionProof, keys.checker, request, &proof);
    if (number > published()) {
      if (status.error_code() == grpc::StatusCode::NOT_FOUND) continue;
      return "the ledger has " + request.revision() + ", which was not published";
    }
    v1::LedgerEntry entry;
    if (!status.ok() || !entry.ParseFromString(proof.record().entry()) ||
        entry.revision() != request.revision() || entry.index() != proof.index()) {
      return "the ledger has not " + request.revision() + ": " + status.error_message();
    }
  }
  return "";
}

std::string Story::Check(Stubs& stubs, const Keys& keys) const {
  if (done_ == 0) return "";
  const auto wrong = [&](const std::string& what) {
    return claim_ + " after " + std::to_string(done_) + " steps: " + what;
  };
  v1::ListClaimRevisionsRequest history_request;
  history_request.set_name(claim_);
  history_request.mutable_read_options()->set_at_least_as_fresh(token_);
  v1::ListClaimRevisionsResponse history;
  grpc::Status status = Call(*stubs.claims, &v1::Claims::Stub::ListClaimRevisions, keys.admin,
                             history_request, &history);
  if (!status.ok()) return wrong("history: " + status.error_message());
  if (static_cast<size_t>(history.entries_size()) != ClaimChanges(done_)) {
    return wrong("the claim changed " + std::to_string(history.entries_size()) + " times");
  }
  v1::ListEvidenceRequest evidence_request;
  evidence_request.set_parent(claim_);
  v1::ListEvidenceResponse evidence;
  status =
      Call(*stubs.claims, &v1::Claims::Stub::ListEvidence, keys.admin, evidence_request, &evidence);
  if (!status.ok()) return wrong("evidence: " + status.error_message());
  if (evidence.evidence_size() != EvidenceAdded(done_)) return wrong("evidence");
  v1::GetStatusRequest status_request;
  status_request.mutable_query()->set_claim(claim_);
  v1::StatusAnswer answer;
  status =
      Call(*stubs.statuses, &v1::Statuses::Stub::GetStatus, keys.checker, status_request, &answer);
  if (!status.ok() || answer.matches_size() != 1) return wrong("no status");
  const v1::ClaimStatus& known = answer.matches(0).status();
  const int published = Published(done_);
  if (known.verdicts_size() != (published > 0 ? 1 : 0)) return wrong("verdicts in the status");
  if (done_ < 4) return "";
  if (std::string missing = CheckLedger(stubs, keys); !missing.empty()) return wrong(missing);
  v1::GetVerdictRequest verdict_request;
  verdict_request.set_name(verdict());
  v1::Verdict found;
  status =
      Call(*stubs.verdicts, &v1::Verdicts::Stub::GetVerdict, keys.checker, verdict_request, &found);
  if (!status.ok()) return wrong("verdict: " + status.error_message());
  if (found.published_count() != published) return wrong("published " + found.ShortDebugString());
  if (found.has_working() == (done_ == 7 || done_ == 11)) return wrong("the working revision");
  if (published == 0) return "";
  const v1::VerdictSummary& summary = known.verdicts(0);
  if (summary.revision() != found.published().number() || summary.corrections() != published - 1 ||
      summary.rating_code() != (published == 1 ? "true" : "half-true")) {
    return wrong("status and verdict differ: " + known.ShortDebugString());
  }
  return "";
}

}  // namespace factcheck::testing
