#include "factcheck/v1/error_reason.pb.h"
#include "google/rpc/error_details.pb.h"
#include "server/domain/evidence/store.h"
#include "tests/unit/domain/evidence/evidence_fixture.h"

namespace factcheck::testing {
namespace {

using storage::v1::Change;
using ::testing::ElementsAre;

class AddEvidenceTest : public EvidenceTest {
 protected:
  absl::StatusOr<v1::BatchAddEvidenceResponse> Batch(const domain::Principal& who,
                                                     const v1::BatchAddEvidenceRequest& request) {
    return Await<v1::BatchAddEvidenceResponse>(
        evidence_, &domain::EvidenceRecords::BatchAddEvidence, who, request);
  }
};

TEST_F(AddEvidenceTest, AnswersWithWhatIsReadAfterwards) {
  const v1::Evidence added = Add(contributor_, GoodEvidence(), "e");
  EXPECT_EQ(added.name(), "claims/c/evidence/e");
  EXPECT_EQ(added.visibility(), v1::Evidence::VISIBILITY_PUBLIC);
  EXPECT_TRUE(added.has_create_time());
  EXPECT_EQ(added.etag().size(), 13u);
  EXPECT_FALSE(added.consistency_token().empty());
  EXPECT_EQ(Get(consumer_, added.name())->SerializeAsString(), added.SerializeAsString());
}

TEST_F(AddEvidenceTest, MakesAnIdWhereNoneIsGiven) {
  const v1::Evidence added = Add(contributor_, GoodEvidence());
  EXPECT_EQ(added.name().size(), std::string("claims/c/evidence/").size() + 26);
}

TEST_F(AddEvidenceTest, OutputOnlyFieldsAreNotTaken) {
  v1::Evidence evidence = GoodEvidence();
  evidence.set_name("claims/other/evidence/x");
  evidence.set_withdrawn(true);
  evidence.set_withdraw_reason("no");
  evidence.mutable_create_time()->set_seconds(1);
  const v1::Evidence added = Add(contributor_, evidence, "e");
  EXPECT_EQ(added.name(), "claims/c/evidence/e");
  EXPECT_FALSE(added.withdrawn());
  EXPECT_EQ(added.withdraw_reason(), "");
  EXPECT_GT(added.create_time().seconds(), 1);
}

TEST_F(AddEvidenceTest, TheOriginIsTheSiteUnlessSomebodySaysOtherwise) {
  EXPECT_EQ(Add(contributor_, GoodEvidence(), "a").origin_group(), "state.gov");
  v1::Evidence given = GoodEvidence();
  given.set_origin_group(" AP wire ");
  EXPECT_EQ(Add(contributor_, given, "b").origin_group(), "AP wire");
  v1::Evidence cited = GoodEvidence();
  cited.clear_url();
  cited.set_citation("Minutes of the meeting");
  EXPECT_EQ(Add(contributor_, cited, "c").origin_group(), "claims/c/evidence/c");
}

TEST_F(AddEvidenceTest, IdsAreNeverGivenTwice) {
  Add(contributor_, GoodEvidence(), "e");
  const auto again = TryAdd(contributor_, GoodEvidence(), "e");
  EXPECT_EQ(ReasonName(again.status()), "ALREADY_EXISTS");
  EXPECT_EQ(ListAll(consumer_), "e ");
}

TEST_F(AddEvidenceTest, IsLogged) {
  Add(contributor_, GoodEvidence(), "e");
  const auto log = Log();
  ASSERT_EQ(log.back().changes_size(), 1);
  EXPECT_EQ(log.back().changes(0).kind(), Change::KIND_EVIDENCE_ADDED);
  EXPECT_EQ(log.back().changes(0).name(), "claims/c/evidence/e");
  EXPECT_EQ(log.back().changes(0).claim(), "c");
  EXPECT_FALSE(log.back().changes(0).restricted());
  EXPECT_EQ(log.back().meta().actor(), "tipster");
}

TEST_F(AddEvidenceTest, ToAMergedClaimSaysWhereItWent) {
  PutClaim("m", v1::Claim::STATE_MERGED, "claims/c");
  const auto added = TryAdd(contributor_, GoodEvidence(), "e", "claims/m");
  EXPECT_EQ(ReasonName(added.status()), "CLAIM_MERGED");
  google::rpc::ErrorInfo info;
  const auto payload = added.status().GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  ASSERT_TRUE(payload.has_value());
  ASSERT_TRUE(info.ParseFromString(std::string(*payload)));
  EXPECT_EQ(info.metadata().at("merged_into"), "claims/c");
}

TEST_F(AddEvidenceTest, ToADeletedOrAbsentClaim) {
  PutClaim("d", v1::Claim::STATE_DELETED);
  const auto deleted = TryAdd(consumer_, GoodEvidence(), "e", "claims/d");
  EXPECT_EQ(deleted.status(), domain::NotFound("claims/d"));
  EXPECT_EQ(ReasonName(TryAdd(contributor_, GoodEvidence(), "e", "claims/d").status()),
            "ILLEGAL_TRANSITION");
  EXPECT_EQ(TryAdd(contributor_, GoodEvidence(), "e", "claims/x").status(),
            domain::NotFound("claims/x"));
}

TEST_F(AddEvidenceTest, NamesEveryBrokenRuleAtOnce) {
  v1::Evidence evidence;
  evidence.set_publisher(std::string(501, 'p'));
  evidence.set_stance(static_cast<v1::Evidence::Stance>(9));
  evidence.add_captures();
  const auto added = TryAdd(contributor_, evidence, "Bad Id", "claims/");
  EXPECT_THAT(
      ViolatedFields(added.status()),
      ElementsAre("evidence.stance", "parent", "evidence_id", "evidence.url", "evidence.publisher",
                  "evidence.kind", "evidence.captures[0].archive_url"));
}

TEST_F(AddEvidenceTest, ARetryHappensOnce) {
  v1::AddEvidenceRequest request;
  request.set_parent("claims/c");
  *request.mutable_evidence() = GoodEvidence();
  request.set_request_id("retry-1");
  const auto add = [&] {
    return Await<v1::Evidence>(evidence_, &domain::EvidenceRecords::AddEvidence, contributor_,
                               request);
  };
  const auto first = add();
  const auto second = add();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(List(consumer_)->evidence_size(), 1);
}

TEST_F(AddEvidenceTest, ValidateOnlyWritesNothing) {
  v1::AddEvidenceRequest request;
  request.set_parent("claims/c");
  *request.mutable_evidence() = GoodEvidence();
  request.set_evidence_id("e");
  request.set_validate_only(true);
  const auto added =
      Await<v1::Evidence>(evidence_, &domain::EvidenceRecords::AddEvidence, contributor_, request);
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->name(), "claims/c/evidence/e");
  EXPECT_EQ(ListAll(consumer_), "");
}

TEST_F(AddEvidenceTest, ABatchIsAddedInItsOrder) {
  v1::BatchAddEvidenceRequest request;
  request.set_parent("claims/c");
  for (const char* id : {"z", "a", "m"}) {
    auto* part = request.add_requests();
    part->set_evidence_id(id);
    *part->mutable_evidence() = GoodEvidence();
  }
  request.mutable_requests(1)->set_parent("claims/c");
  const auto response = Batch(contributor_, request);
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->evidence_size(), 3);
  EXPECT_EQ(response->evidence(0).name(), "claims/c/evidence/z");
  EXPECT_EQ(response->evidence(2).etag(), Get(consumer_, "claims/c/evidence/m")->etag());
  EXPECT_EQ(ListAll(consumer_), "z a m ");
}

TEST_F(AddEvidenceTest, ABatchIsAllOrNothing) {
  Add(contributor_, GoodEvidence(), "taken");
  v1::BatchAddEvidenceRequest request;
  request.set_parent("claims/c");
  for (const char* id : {"new", "taken"}) {
    auto* part = request.add_requests();
    part->set_evidence_id(id);
    *part->mutable_evidence() = GoodEvidence();
  }
  EXPECT_EQ(ReasonName(Batch(contributor_, request).status()), "ALREADY_EXISTS");
  EXPECT_EQ(ListAll(consumer_), "taken ");
}

TEST_F(AddEvidenceTest, ABatchNamesTheBrokenRulesOfAllItsParts) {
  v1::BatchAddEvidenceRequest request;
  request.set_parent("claims/c");
  for (int i = 0; i < 3; ++i) *request.add_requests()->mutable_evidence() = GoodEvidence();
  request.mutable_requests(0)->set_evidence_id("same");
  request.mutable_requests(1)->set_evidence_id("same");
  request.mutable_requests(1)->set_parent("claims/other");
  request.mutable_requests(2)->set_request_id("r");
  request.mutable_requests(2)->set_validate_only(true);
  request.mutable_requests(2)->mutable_evidence()->set_url("ftp://x/");
  EXPECT_THAT(ViolatedFields(Batch(contributor_, request).status()),
              ElementsAre("requests[1].parent", "requests[1].evidence_id", "requests[2].request_id",
                          "requests[2].validate_only", "requests[2].evidence.url"));
}

TEST_F(AddEvidenceTest, ABatchHasOneToAHundredParts) {
  v1::BatchAddEvidenceRequest request;
  request.set_parent("claims/c");
  EXPECT_THAT(ViolatedFields(Batch(contributor_, request).status()), ElementsAre("requests"));
  for (int i = 0; i < 101; ++i) *request.add_requests()->mutable_evidence() = GoodEvidence();
  EXPECT_THAT(ViolatedFields(Batch(contributor_, request).status()), ElementsAre("requests"));
  request.mutable_requests()->RemoveLast();
  EXPECT_EQ(Batch(contributor_, request)->evidence_size(), 100);
}

TEST_F(AddEvidenceTest, AClaimHasABound) {
  // As if all but one had been added.
  auto put = book().WriteAndWait({admin_, "test"}, v1::AddEvidenceRequest(),
                                 [](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                   auto entry = txn.Get(domain::keys::EvidenceCount("c"));
                                   if (!entry.ok()) return entry.status();
                                   txn.Put(domain::keys::EvidenceCount("c"),
                                           std::to_string(domain::kMaxEvidence - 1));
                                   return std::string();
                                 });
  ASSERT_TRUE(put.ok()) << put.status();
  Add(contributor_, GoodEvidence(), "last");
  const auto over = TryAdd(contributor_, GoodEvidence(), "over");
  EXPECT_EQ(ReasonName(over.status()), "LIMIT_REACHED");
  EXPECT_THAT(UnmetTypes(over.status()), ElementsAre("LIMIT"));
}

}  // namespace
}  // namespace factcheck::testing
