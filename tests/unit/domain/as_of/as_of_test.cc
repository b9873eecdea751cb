// Every read as of the past answers what it answered then: random operations, after each of
// which every question is asked and its answer kept, and asked again later as of then.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "server/domain/claims/claims.h"
#include "server/domain/core/stamp.h"
#include "server/domain/evidence/evidence.h"
#include "server/domain/history/history.h"
#include "server/domain/relationships/relationships.h"
#include "server/domain/statuses/statuses.h"
#include "server/domain/tables/claim_cache.h"
#include "server/domain/tables/claim_table.h"
#include "server/domain/tables/status_table.h"
#include "tests/support/storage_fixture.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

constexpr int kClaims = 4;
constexpr int kSteps = 150;
constexpr std::string_view kPublishers[] = {"wire", "desk"};
constexpr std::string_view kStatements[] = {"There was no apology.", "It was hysterical.",
                                            "More than forty countries."};

class AsOfTest : public VerdictsTest {
 protected:
  AsOfTest() {
    EXPECT_TRUE(claim_table_.Attach(&engine()).ok());
    EXPECT_TRUE(claim_cache_.Attach(&engine()).ok());
    EXPECT_TRUE(status_table_.Attach(&engine()).ok());
    AskAboutClaims();
    AskAboutVerdicts();
    AskAboutStatuses();
  }

  using Question =
      std::function<std::string(const domain::Principal& who, const v1::ReadOptions& options)>;

  // All pages of an answer, as bytes; of an error its reason.
  template <typename Response, typename Service, typename Request>
  Question Ask(Service& service,
               absl::StatusOr<std::string> (Service::*method)(const domain::Call&, const Request&),
               Request request) {
    return [this, &service, method, request](const domain::Principal& who,
                                             const v1::ReadOptions& options) mutable {
      *request.mutable_read_options() = options;
      const auto* field = Response::descriptor()->FindFieldByName("next_page_token");
      std::string all;
      for (;;) {
        absl::StatusOr<Response> answer = Read<Response>(service, method, who, request);
        if (!answer.ok()) {
          all = ReasonName(answer.status());
          break;
        }
        const std::string next =
            field == nullptr ? "" : answer->GetReflection()->GetString(*answer, field);
        if (field != nullptr) answer->GetReflection()->ClearField(&*answer, field);
        all += answer->SerializeAsString();
        if (next.empty()) break;
        SetPageToken(request, next);
      }
      SetPageToken(request, "");
      return all;
    };
  }
  template <typename Request>
  static void SetPageToken(Request& request, const std::string& token) {
    const auto* field = Request::descriptor()->FindFieldByName("page_token");
    if (field != nullptr) request.GetReflection()->SetString(&request, field, token);
  }
  void Add(std::string name, Question question) {
    questions_.emplace_back(std::move(name), std::move(question));
  }

  void AskAboutClaims();
  void AskAboutVerdicts();
  void AskAboutStatuses();

  std::string AnyClaim() { return StrCat("claims/k", random_() % kClaims); }
  std::string AnyVerdict() {
    return StrCat(AnyClaim(), "/verdicts/", kPublishers[random_() % std::size(kPublishers)]);
  }
  absl::Status StepOnClaims();
  absl::Status StepBesideClaims();
  absl::Status StepOnVerdicts();
  absl::Status Step() {
    switch (random_() % 3) {
      case 0:
        return StepOnClaims();
      case 1:
        return StepBesideClaims();
      default:
        return StepOnVerdicts();
    }
  }

  std::map<std::string, std::string> AnswersAsOf(const v1::ReadOptions& options) {
    std::map<std::string, std::string> answers;
    for (const domain::Principal& who : {admin_, consumer_, author_}) {
      for (auto& [name, question] : questions_) {
        answers[StrCat(name, " for ", who.actor)] = question(who, options);
      }
    }
    return answers;
  }

  // Both may do everything, so that four eyes are there.
  const domain::Principal ann_ = Somebody("ann", {v1::ROLE_ADMIN});
  const domain::Principal ben_ = Somebody("ben", {v1::ROLE_ADMIN});
  std::mt19937 random_;
  domain::ClaimTable claim_table_;
  domain::StatusTable status_table_;
  domain::ClaimCache claim_cache_{size_t{1} << 20};
  domain::Claims claims_{&book(), &tokens(), &claim_table_, &claim_cache_};
  domain::EvidenceRecords evidence_{&book(), &tokens()};
  domain::Histories histories_{&book(), &tokens()};
  domain::Relationships relationships_{&book(), &tokens()};
  domain::Statuses statuses_{&book(), &status_table_};
  std::vector<std::pair<std::string, Question>> questions_;
  int made_ = 0;
};

void AsOfTest::AskAboutClaims() {
  v1::BatchGetClaimsRequest batch;
  for (int i = 0; i < kClaims; ++i) {
    const std::string name = StrCat("claims/k", i);
    batch.add_names(name);
    v1::GetClaimRequest get;
    get.set_name(name);
    Add("GetClaim " + name, Ask<v1::Claim>(claims_, &domain::Claims::GetClaim, get));
    v1::ListEvidenceRequest evidence;
    evidence.set_parent(name);
    evidence.set_page_size(2);
    Add("ListEvidence " + name,
        Ask<v1::ListEvidenceResponse>(evidence_, &domain::EvidenceRecords::ListEvidence, evidence));
    evidence.set_filter("withdrawn = true");
    Add("ListEvidence withdrawn " + name,
        Ask<v1::ListEvidenceResponse>(evidence_, &domain::EvidenceRecords::ListEvidence, evidence));
    for (int number = 0; number < 3; ++number) {
      v1::GetEvidenceRequest one;
      one.set_name(StrCat(name, "/evidence/e", number));
      Add("GetEvidence " + one.name(),
          Ask<v1::Evidence>(evidence_, &domain::EvidenceRecords::GetEvidence, one));
    }
    v1::ListRelationshipsRequest relationships;
    relationships.set_parent(name);
    relationships.set_page_size(1);
    Add("ListRelationships " + name,
        Ask<v1::ListRelationshipsResponse>(
            relationships_, &domain::Relationships::ListRelationships, relationships));
    v1::ListClaimRevisionsRequest revisions;
    revisions.set_name(name);
    revisions.set_page_size(3);
    Add("ListClaimRevisions " + name,
        Ask<v1::ListClaimRevisionsResponse>(histories_, &domain::Histories::ListClaimRevisions,
                                            revisions));
  }
  Add("BatchGetClaims",
      Ask<v1::BatchGetClaimsResponse>(claims_, &domain::Claims::BatchGetClaims, batch));
  v1::ListClaimsRequest list;
  list.set_page_size(2);
  list.set_order_by("update_time desc");
  Add("ListClaims", Ask<v1::ListClaimsResponse>(claims_, &domain::Claims::ListClaims, list));
  list.set_filter("state = ACCEPTED OR statement : \"hysterical\"");
  list.set_order_by("create_time");
  for (const char* facet : {"state", "status", "publisher", "rating"}) list.add_facets(facet);
  Add("ListClaims filtered",
      Ask<v1::ListClaimsResponse>(claims_, &domain::Claims::ListClaims, list));
}

void AsOfTest::AskAboutVerdicts() {
  v1::ListVerdictsRequest list;
  list.set_page_size(2);
  for (int i = 0; i < kClaims; ++i) {
    for (std::string_view publisher : kPublishers) {
      v1::GetVerdictRequest get;
      get.set_name(StrCat("claims/k", i, "/verdicts/", publisher));
      Add("GetVerdict " + get.name(),
          Ask<v1::Verdict>(verdicts_, &domain::Verdicts::GetVerdict, get));
      v1::GetVerdictRevisionRequest revision;
      revision.set_name(StrCat(get.name(), "/revisions/1"));
      Add("GetVerdictRevision " + revision.name(),
          Ask<v1::VerdictRevision>(verdicts_, &domain::Verdicts::GetVerdictRevision, revision));
      v1::ListVerdictRevisionsRequest revisions;
      revisions.set_parent(get.name());
      revisions.set_page_size(2);
      Add("ListVerdictRevisions " + get.name(),
          Ask<v1::ListVerdictRevisionsResponse>(verdicts_, &domain::Verdicts::ListVerdictRevisions,
                                                revisions));
      v1::ListVerdictHistoryRequest history;
      history.set_name(get.name());
      history.set_page_size(3);
      Add("ListVerdictHistory " + get.name(),
          Ask<v1::ListVerdictHistoryResponse>(histories_, &domain::Histories::ListVerdictHistory,
                                              history));
    }
    list.set_parent(StrCat("claims/k", i));
    Add("ListVerdicts " + list.parent(),
        Ask<v1::ListVerdictsResponse>(verdicts_, &domain::Verdicts::ListVerdicts, list));
  }
  list.set_parent("claims/-");
  Add("ListVerdicts",
      Ask<v1::ListVerdictsResponse>(verdicts_, &domain::Verdicts::ListVerdicts, list));
  list.set_filter("state = RETRACTED OR rating = TRUE");
  Add("ListVerdicts filtered",
      Ask<v1::ListVerdictsResponse>(verdicts_, &domain::Verdicts::ListVerdicts, list));
}

void AsOfTest::AskAboutStatuses() {
  v1::BatchGetStatusesRequest batch;
  const auto add = [&](const std::string& name, const v1::StatusQuery& query) {
    v1::GetStatusRequest get;
    *get.mutable_query() = query;
    *batch.add_queries() = query;
    Add("GetStatus " + name, Ask<v1::StatusAnswer>(statuses_, &domain::Statuses::GetStatus, get));
  };
  for (int i = 0; i < kClaims; ++i) {
    v1::StatusQuery query;
    query.set_claim(StrCat("claims/k", i));
    add(query.claim(), query);
    query.set_url(StrCat("https://post.example/", i));
    add(query.url(), query);
  }
  for (std::string_view statement : kStatements) {
    v1::StatusQuery query;
    query.mutable_text()->set_statement(std::string(statement));
    add(query.text().statement(), query);
    query.mutable_text()->set_claimant("Wang Yi");
    add(query.text().statement() + " of Wang", query);
  }
  Add("BatchGetStatuses",
      Ask<v1::BatchGetStatusesResponse>(statuses_, &domain::Statuses::BatchGetStatuses, batch));
}

absl::Status AsOfTest::StepOnClaims() {
  const std::string name = AnyClaim();
  switch (random_() % 9) {
    case 0: {
      v1::CreateClaimRequest request;
      request.set_claim_id(name.substr(name.rfind('/') + 1));
      request.mutable_claim()->set_statement(std::string(kStatements[random_() % 3]));
      request.mutable_claim()->set_language("en");
      request.mutable_claim()->add_claimants()->set_name(random_() % 2 ? "Wang Yi" : "Blinken");
      return Await<v1::Claim>(claims_, &domain::Claims::CreateClaim, ann_, request).status();
    }
    case 1: {
      v1::AcceptClaimRequest request;
      request.set_name(name);
      return Await<v1::Claim>(claims_, &domain::Claims::AcceptClaim, ann_, request).status();
    }
    case 2: {
      v1::DeclineClaimRequest request;
      request.set_name(name);
      request.set_decline_reason(v1::Claim::DECLINE_REASON_NOT_CHECKABLE);
      return Await<v1::Claim>(claims_, &domain::Claims::DeclineClaim, ann_, request).status();
    }
    case 3: {
      v1::ReopenClaimRequest request;
      request.set_name(name);
      request.set_reason("new facts");
      return Await<v1::Claim>(claims_, &domain::Claims::ReopenClaim, ann_, request).status();
    }
    case 4: {
      v1::MergeClaimRequest request;
      request.set_name(name);
      request.set_target(AnyClaim());
      return Await<v1::Claim>(claims_, &domain::Claims::MergeClaim, ann_, request).status();
    }
    case 5: {
      v1::DeleteClaimRequest request;
      request.set_name(name);
      return Await<v1::Claim>(claims_, &domain::Claims::DeleteClaim, ann_, request).status();
    }
    case 6: {
      v1::UndeleteClaimRequest request;
      request.set_name(name);
      return Await<v1::Claim>(claims_, &domain::Claims::UndeleteClaim, ann_, request).status();
    }
    case 7: {
      // Back to an earlier statement, too: then its look-up entry is written again.
      v1::UpdateClaimRequest request;
      request.mutable_claim()->set_name(name);
      request.mutable_claim()->set_statement(std::string(kStatements[random_() % 3]));
      request.mutable_update_mask()->add_paths("statement");
      return Await<v1::Claim>(claims_, &domain::Claims::UpdateClaim, ann_, request).status();
    }
    default: {
      v1::AddAppearanceRequest request;
      request.set_parent(name);
      request.mutable_appearance()->set_url(StrCat("https://post.example/", random_() % kClaims));
      return Await<v1::Appearance>(claims_, &domain::Claims::AddAppearance, ann_, request).status();
    }
  }
}

absl::Status AsOfTest::StepBesideClaims() {
  const std::string name = AnyClaim();
  switch (random_() % 5) {
    case 0:
    case 1: {
      v1::AddEvidenceRequest request;
      request.set_parent(name);
      request.set_evidence_id(StrCat("e", random_() % 5));
      v1::Evidence& evidence = *request.mutable_evidence();
      evidence.set_url("https://source.example/a");
      evidence.set_kind(v1::Evidence::KIND_PRIMARY);
      evidence.set_stance(v1::Evidence::STANCE_REFUTES);
      if (random_() % 3 == 0) {
        evidence.set_visibility(v1::Evidence::VISIBILITY_RESTRICTED);
        evidence.add_restricted_to("publishers/desk");
      }
      return Await<v1::Evidence>(evidence_, &domain::EvidenceRecords::AddEvidence, ann_, request)
          .status();
    }
    case 2: {
      v1::WithdrawEvidenceRequest request;
      request.set_name(StrCat(name, "/evidence/e", random_() % 5));
      request.set_reason("a hoax");
      return Await<v1::Evidence>(evidence_, &domain::EvidenceRecords::WithdrawEvidence, ann_,
                                 request)
          .status();
    }
    case 3: {
      v1::SuggestRelationshipRequest request;
      request.set_parent(name);
      request.set_relationship_id(StrCat("r", made_++));
      request.mutable_relationship()->set_target(AnyClaim());
      request.mutable_relationship()->set_type(v1::Relationship::TYPE_PARAPHRASE_OF);
      return Await<v1::Relationship>(relationships_, &domain::Relationships::SuggestRelationship,
                                     ann_, request)
          .status();
    }
    default: {
      v1::ConfirmRelationshipRequest request;
      request.set_name(StrCat(name, "/relationships/r", random_() % (made_ + 1)));
      return Await<v1::Relationship>(relationships_, &domain::Relationships::ConfirmRelationship,
                                     ann_, request)
          .status();
    }
  }
}

absl::Status AsOfTest::StepOnVerdicts() {
  const std::string name = AnyVerdict();
  const domain::Principal& who = random_() % 2 ? ann_ : ben_;
  v1::VerdictRevision revision = Text(StrCat("Summary ", made_++));
  revision.mutable_rating()->set_code(random_() % 2 ? "true" : "false");
  revision.set_title("Title");
  revision.set_language("en");
  const auto ids = *domain::MatchName(domain::kVerdictPattern, name);
  switch (random_() % 9) {
    case 0:
    case 1:
      return Draft(who, revision, ids[0], ids[1]).status();
    case 2:
      return Update(who, revision, {"summary", "rating"}, name).status();
    case 3:
      return Submit(who, name).status();
    case 4:
      return Approve(who, name).status();
    case 5:
      return Publish(who, std::nullopt, "nobody else is there", name).status();
    case 6:
      return Correct(who, revision, v1::VerdictRevision::KIND_CORRECTION, name).status();
    case 7:
      return Retract(who, name).status();
    default:
      return Discard(who, name).status();
  }
}

TEST_F(AsOfTest, EveryReadAnswersWhatItAnsweredThen) {
  const uint64_t seed = TestSeed();
  random_.seed(seed);
  struct Moment {
    std::string token;
    absl::Time time;
    std::map<std::string, std::string> answers;
  };
  std::vector<Moment> moments;
  int done = 0;
  while (done < kSteps) {
    clock().Advance(absl::Seconds(1));
    if (!Step().ok()) continue;
    ++done;
    moments.push_back({book().stamps().TokenOf(engine().LatestVersion()), clock().Now(),
                       AnswersAsOf(v1::ReadOptions())});
  }
  // What is deleted by now would not show to a consumer in the past either.
  clock().Advance(absl::Seconds(1));  // Not at the time of the last step.
  for (int i = 0; i < kClaims; ++i) {
    v1::UndeleteClaimRequest request;
    request.set_name(StrCat("claims/k", i));
    Await<v1::Claim>(claims_, &domain::Claims::UndeleteClaim, ann_, request).IgnoreError();
  }
  clock().Advance(absl::Seconds(1));
  int changed = 0;
  for (size_t i = 0; i < moments.size(); ++i) {
    v1::ReadOptions options;
    if (i % 2 == 0) {
      options.set_token(moments[i].token);
    } else {
      *options.mutable_time() = domain::ToTimestamp(moments[i].time);
    }
    const std::map<std::string, std::string> again = AnswersAsOf(options);
    for (const auto& [question, answer] : moments[i].answers) {
      ASSERT_EQ(again.at(question), answer) << question << " after step " << i;
      changed += answer != moments.back().answers.at(question);
    }
  }
  // Else the past would be no different from the present.
  EXPECT_GT(changed, kSteps * 10);
}

TEST_F(AsOfTest, WhatWasDeletedSinceNeitherShowsNorCounts) {
  for (std::string_view id : {"k0", "k1"}) {
    v1::CreateClaimRequest request;
    request.set_claim_id(std::string(id));
    request.mutable_claim()->set_statement(std::string(kStatements[0]));
    request.mutable_claim()->set_language("en");
    request.mutable_claim()->add_claimants()->set_name("Wang Yi");
    ASSERT_TRUE(Await<v1::Claim>(claims_, &domain::Claims::CreateClaim, ann_, request).ok());
  }
  v1::ListClaimsRequest list;
  list.mutable_read_options()->set_token(book().stamps().TokenOf(engine().LatestVersion()));
  list.add_facets("state");
  const auto listed = [&](const domain::Principal& who) {
    return *Read<v1::ListClaimsResponse>(claims_, &domain::Claims::ListClaims, who, list);
  };
  const int64_t before = listed(consumer_).total_size();
  v1::DeleteClaimRequest request;
  request.set_name("claims/k0");
  ASSERT_TRUE(Await<v1::Claim>(claims_, &domain::Claims::DeleteClaim, ann_, request).ok());

  const v1::ListClaimsResponse seen = listed(consumer_);
  EXPECT_EQ(seen.total_size(), before - 1);
  EXPECT_EQ(seen.claims_size(), before - 1);
  int64_t counted = 0;
  for (const v1::FacetCount& count : seen.facets(0).counts()) counted += count.count();
  EXPECT_EQ(counted, before - 1);
  EXPECT_EQ(seen.SerializeAsString().find("claims/k0"), std::string::npos);
  EXPECT_EQ(listed(admin_).total_size(), before);

  v1::ListClaimRevisionsRequest revisions;
  revisions.set_name("claims/k0");
  *revisions.mutable_read_options() = list.read_options();
  EXPECT_EQ(ReasonName(Read<v1::ListClaimRevisionsResponse>(
                           histories_, &domain::Histories::ListClaimRevisions, consumer_, revisions)
                           .status()),
            "RESOURCE_NOT_FOUND");
}

TEST_F(AsOfTest, AListOfThePastEndsWithItsDeadline) {
  v1::ListClaimsRequest list;
  list.mutable_read_options()->set_token(book().stamps().TokenOf(engine().LatestVersion()));
  const domain::Call call{.who = admin_, .method = "m", .deadline = absl::InfinitePast()};
  EXPECT_EQ(claims_.ListClaims(call, list).status().code(), absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace factcheck::testing
