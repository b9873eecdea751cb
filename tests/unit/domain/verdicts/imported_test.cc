#include "server/domain/verdicts/imported.h"

#include "server/domain/statuses/refresh.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {
namespace {

using Revision = v1::VerdictRevision;
using storage::v1::Change;

class ImportedTest : public VerdictsTest {
 protected:
  absl::StatusOr<v1::Verdict> Import(const Revision& content) {
    v1::Claim claim;
    claim.set_name("claims/c1");
    claim.set_state(v1::Claim::STATE_ACCEPTED);
    v1::Publisher publisher;
    publisher.set_name("publishers/wire");
    const domain::Call call{admin_, "factcheck.v1.Transfers/ImportClaimReviews"};
    return Parsed<v1::Verdict>(book().WriteAndWait(
        call, v1::Verdict(), [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
          auto open = domain::PutImportedVerdict(txn, claim, publisher, content);
          if (!open.ok()) return open.status();
          absl::Status status = domain::PutStatus(txn, {claim, {{*open, "The wire"}}, {}});
          if (!status.ok()) return status;
          return open->SerializeAsString();
        }));
  }
  Revision Content(std::string_view summary) {
    Revision content = Text(summary);
    content.set_language("en");
    content.mutable_rating()->set_code("false");
    content.mutable_rating()->set_label("False");
    content.mutable_rating()->set_normal(v1::NORMAL_RATING_FALSE);
    content.set_url("https://not-a-domain-of-ours.example/1");
    return content;
  }
};

TEST_F(ImportedTest, AnImportedVerdictIsPublishedAtOnce) {
  const v1::Verdict open = Must(Import(Content("No.")));
  EXPECT_EQ(open.state(), v1::Verdict::STATE_PUBLISHED);
  const v1::Verdict stored = Must(Get(consumer_));
  EXPECT_TRUE(stored.published().imported());
  EXPECT_EQ(stored.published().kind(), Revision::KIND_INITIAL);
  EXPECT_EQ(stored.published().rating().label(), "False");
  EXPECT_EQ(domain::FromTimestamp(stored.published().publish_time()),
            domain::FromTimestamp(stored.update_time()));
  const v1::Verdict work = Must(Get(author_));
  EXPECT_TRUE(work.published().editors().empty());
  EXPECT_FALSE(work.has_working());
  EXPECT_EQ(StatusOf().verdicts(0).rating_label(), "False");
  EXPECT_EQ(GetRevision(consumer_, 1)->SerializeAsString(), stored.published().SerializeAsString());
  EXPECT_EQ(Log().back().changes(0).kind(), Change::KIND_VERDICT_PUBLISHED);
}

TEST_F(ImportedTest, WhatDiffersIsAnUpdate) {
  Must(Import(Content("No.")));
  Must(Import(Content("Not at all.")));
  const v1::Verdict verdict = Must(Get(consumer_));
  EXPECT_EQ(verdict.published_count(), 2);
  EXPECT_EQ(verdict.published().kind(), Revision::KIND_UPDATE);
  EXPECT_NE(verdict.published().public_note(), "");
  EXPECT_EQ(GetRevision(consumer_, 1)->state(), Revision::STATE_SUPERSEDED);
}

TEST_F(ImportedTest, TheSameAgainChangesNothing) {
  Must(Import(Content("No.")));
  Must(Import(Content("Not at all.")));
  const storage::Version before = engine().LatestVersion();
  Must(Import(Content("Not at all.")));
  EXPECT_EQ(engine().LatestVersion(), before);
}

TEST_F(ImportedTest, AnImportDoesNotOverrulePeople) {
  Must(Import(Content("No.")));
  Must(Correct(author_, Text("Half.")));
  EXPECT_EQ(ReasonName(Import(Content("Other.")).status()), "ILLEGAL_TRANSITION");
  Must(Discard(author_));
  v1::Publisher without_domains;
  without_domains.set_name("publishers/wire");
  Put(domain::keys::Publisher("wire"), without_domains);
  Must(Retract(author_));
  Must(Approve(reviewer_));
  Must(Publish(publisher_));
  EXPECT_EQ(ReasonName(Import(Content("Other.")).status()), "ILLEGAL_TRANSITION");
}

}  // namespace
}  // namespace factcheck::testing
