// From author to approval: SubmitVerdict, RequestChanges, ApproveVerdict.
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using Revision = v1::VerdictRevision;

class ReviewTest : public VerdictsTest {
 protected:
  void Policy(int quorum, int origins = 0) {
    v1::PublisherPolicy policy;
    policy.set_quorum(quorum);
    policy.set_minimum_origins(origins);
    PutPublisher("wire", policy);
  }
};

TEST_F(ReviewTest, AColleagueApproves) {
  Must(Draft(author_, Text("one")));
  const v1::Verdict submitted = Must(Submit(author2_));
  EXPECT_EQ(submitted.working().state(), Revision::STATE_IN_REVIEW);
  // Who submits did not write.
  EXPECT_THAT(submitted.working().editors(), ElementsAre("actors/author"));
  const v1::Verdict approved = Must(Approve(reviewer_));
  EXPECT_EQ(approved.working().state(), Revision::STATE_APPROVED);
  const v1::Review& review = approved.working().reviews(0);
  EXPECT_EQ(review.reviewer(), "actors/reviewer");
  EXPECT_EQ(review.comment(), "fine");
  EXPECT_FALSE(review.standards_editor());
  EXPECT_EQ(domain::FromTimestamp(review.review_time()),
            domain::FromTimestamp(approved.update_time()));
}

TEST_F(ReviewTest, ApprovingOwnRevisionIsRejectedWhateverTheRoles) {
  Must(Draft(chief_, Text("one")));
  Must(Submit(chief_));
  EXPECT_EQ(ReasonName(Approve(chief_).status()), "OWN_REVISION");
  Must(Update(admin_, Text("two")));
  Must(Submit(chief_));
  EXPECT_EQ(ReasonName(Approve(admin_).status()), "OWN_REVISION");
  EXPECT_TRUE(Approve(reviewer_).ok());
}

TEST_F(ReviewTest, WhoeverWroteOnItSinceItWasBegunIsAnEditor) {
  Must(Draft(author_, Text("one")));
  Must(Update(chief_, Text("two")));
  Must(Update(author_, Text("three")));
  Must(Submit(author_));
  EXPECT_EQ(ReasonName(Approve(chief_).status()), "OWN_REVISION");
}

TEST_F(ReviewTest, WhoRetractsDoesNotApproveTheRetraction) {
  PublishFirst(Text("one"));
  Must(Retract(chief_));
  EXPECT_EQ(ReasonName(Approve(chief_).status()), "OWN_REVISION");
  EXPECT_TRUE(Approve(reviewer_).ok());
}

TEST_F(ReviewTest, OnlyReviewersReview) {
  Must(Draft(author_, Text("one")));
  Must(Submit(author_));
  for (const domain::Principal& who : {author2_, publisher_, auditor_}) {
    EXPECT_EQ(ReasonName(Approve(who).status()), "MISSING_ROLE") << who.actor;
    EXPECT_EQ(ReasonName(SendBack(who).status()), "MISSING_ROLE") << who.actor;
  }
  EXPECT_EQ(ReasonName(Approve(rival_).status()), "RESOURCE_NOT_FOUND");
  EXPECT_TRUE(SendBack(standards_).ok());
}

TEST_F(ReviewTest, ARequestForChangesReturnsItToDraftWithAComment) {
  Policy(2);
  Must(Draft(author_, Text("one")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  const v1::Verdict back = Must(SendBack(reviewer2_));
  EXPECT_EQ(back.working().state(), Revision::STATE_DRAFT);
  EXPECT_TRUE(back.working().reviews(0).voided());
  EXPECT_EQ(back.working().reviews(1).decision(), v1::Review::DECISION_CHANGES_REQUESTED);
  EXPECT_EQ(back.working().reviews(1).comment(), "more");
  Must(Submit(author_));
  EXPECT_EQ(Must(Approve(reviewer2_)).working().state(), Revision::STATE_IN_REVIEW);
  EXPECT_EQ(Must(Approve(reviewer_)).working().state(), Revision::STATE_APPROVED);
}

TEST_F(ReviewTest, AnyEditVoidsApprovals) {
  Must(Draft(author_, Text("one")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  const v1::Verdict edited = Must(Update(author_, Text("two")));
  EXPECT_EQ(edited.working().state(), Revision::STATE_DRAFT);
  EXPECT_TRUE(edited.working().reviews(0).voided());
  EXPECT_EQ(ReasonName(Publish(publisher_).status()), "ILLEGAL_TRANSITION");
  Must(Submit(author_));
  EXPECT_EQ(ReasonName(Publish(publisher_).status()), "POLICY_UNMET");
}

TEST_F(ReviewTest, AQuorumTakesDifferentPeople) {
  Policy(2);
  Must(Draft(author_, Text("one")));
  Must(Submit(author_));
  EXPECT_EQ(Must(Approve(reviewer_)).working().state(), Revision::STATE_IN_REVIEW);
  EXPECT_EQ(ReasonName(Approve(reviewer_).status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(UnmetTypes(Publish(publisher_).status()), std::vector<std::string>{"QUORUM"});
  EXPECT_EQ(Must(Approve(reviewer2_)).working().state(), Revision::STATE_APPROVED);
}

TEST_F(ReviewTest, ThePolicyOfTheMomentCounts) {
  Must(Draft(author_, Text("one")));
  Must(Submit(author_));
  Must(Approve(reviewer_));
  Policy(2);
  EXPECT_EQ(ReasonName(Publish(publisher_).status()), "POLICY_UNMET");
  // One more approval mends it.
  EXPECT_EQ(Must(Approve(reviewer2_)).working().state(), Revision::STATE_APPROVED);
  Policy(3);
  EXPECT_EQ(ReasonName(Publish(publisher_).status()), "POLICY_UNMET");
  Policy(2);
  EXPECT_TRUE(Publish(publisher_).ok());
}

TEST_F(ReviewTest, APolicyLoosenedMeanwhileLetsWhatIsInReviewOut) {
  Policy(2);
  Must(Draft(author_, Text("one")));
  Must(Submit(author_));
  EXPECT_EQ(Must(Approve(reviewer_)).working().state(), Revision::STATE_IN_REVIEW);
  Policy(1);
  EXPECT_TRUE(Publish(publisher_).ok());
}

TEST_F(ReviewTest, OriginsAreCountedByGroupHostOrThemselves) {
  Policy(1, 3);
  PutEvidence("wire-copy", "agency");
  PutEvidence("wire-copy-2", "agency");
  PutEvidence("paper");
  v1::Evidence book = PutEvidence("book");
  book.clear_url();
  book.set_citation("A book, p. 7");
  Put(domain::keys::Evidence("c1", "book"), book);
  Revision revision = Text("one");
  for (std::string_view id : {"wire-copy", "wire-copy-2", "paper"}) {
    revision.add_citations()->set_evidence(StrCat("claims/c1/evidence/", id));
  }
  Must(Draft(author_, revision));
  Must(Submit(author_));
  EXPECT_EQ(Must(Approve(reviewer_)).working().state(), Revision::STATE_IN_REVIEW);
  EXPECT_EQ(UnmetTypes(Publish(publisher_).status()), std::vector<std::string>{"MINIMUM_ORIGINS"});
  revision.add_citations()->set_evidence(book.name());
  Must(Update(author_, revision));
  Must(Submit(author_));
  EXPECT_EQ(Must(Approve(reviewer_)).working().state(), Revision::STATE_APPROVED);
}

TEST_F(ReviewTest, ReviewsAreHumanWordsWithinBounds) {
  Must(Draft(author_, Text("one")));
  Must(Submit(author_));
  v1::RequestChangesRequest request;
  request.set_name(std::string(kVerdict));
  EXPECT_THAT(ViolatedFields(Await<v1::Verdict>(verdicts_, &domain::Verdicts::RequestChanges,
                                                reviewer_, request)
                                 .status()),
              ElementsAre("comment"));
  request.set_comment(std::string(10'001, 'x'));
  request.set_name("claims/c1");
  request.set_etag("?");
  EXPECT_THAT(ViolatedFields(Await<v1::Verdict>(verdicts_, &domain::Verdicts::RequestChanges,
                                                reviewer_, request)
                                 .status()),
              ::testing::UnorderedElementsAre("name", "etag", "comment"));
}

TEST_F(ReviewTest, AnApprovalWithTheEtagOfWhatWasReadIsOfThatText) {
  Must(Draft(author_, Text("one")));
  const v1::Verdict read = Must(Submit(author_));
  Must(Update(author_, Text("two")));
  Must(Submit(author_));
  EXPECT_EQ(ReasonName(Approve(reviewer_, kVerdict, read.etag()).status()), "ETAG_MISMATCH");
}

}  // namespace
}  // namespace factcheck::testing
