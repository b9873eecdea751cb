#include "tests/unit/domain/transfers/import_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// An ExportClaimReviews over a store that the test fills by hand.
class ExportTest : public ImportTest {
 protected:
  // A claim, a publisher and a verdict made here, not by an import.
  void PutReview() {
    claim_.set_name("claims/c1");
    claim_.set_statement("There was no apology.");
    claim_.set_language("en");
    claim_.set_state(v1::Claim::STATE_ACCEPTED);
    v1::Claimant& claimant = *claim_.add_claimants();
    claimant.set_name("A Minister");
    claimant.set_kind(v1::Claimant::KIND_PERSON);
    claimant.set_role("Minister");
    claim_.mutable_claim_date()->set_year(2023);
    claim_.mutable_claim_date()->set_month(2);
    claim_.set_claim_place("a programme");
    claim_.add_topics("a, b");
    claim_.set_assignee("actors/secret");
    claim_ = Put(domain::keys::Claim("c1"), claim_);

    publisher_.set_name("publishers/p1");
    publisher_.set_display_name("P & Co");
    publisher_.set_home_url("https://p.example/");
    publisher_.add_domains("p.example");
    publisher_ = Put(domain::keys::Publisher("p1"), publisher_);

    evidence_.set_name("claims/c1/evidence/e1");
    evidence_.set_url("https://e.example/1");
    evidence_.set_citation("A transcript");
    evidence_.set_kind(v1::Evidence::KIND_PRIMARY);
    evidence_.set_stance(v1::Evidence::STANCE_REFUTES);
    evidence_.set_visibility(v1::Evidence::VISIBILITY_PUBLIC);
    v1::Capture& capture = *evidence_.add_captures();
    capture.set_archive_url("https://archive.example/1");
    capture.set_sha256(std::string(64, 'a'));
    capture.set_size_bytes(12);
    capture.set_media_type("text/html");
    capture.mutable_capture_time()->set_seconds(1'676'000'000);
    evidence_ = Put(domain::keys::Evidence("c1", "e1"), evidence_);
    v1::Evidence hidden = evidence_;
    hidden.set_name("claims/c1/evidence/e2");
    hidden.set_url("https://secret.example/");
    hidden.set_visibility(v1::Evidence::VISIBILITY_RESTRICTED);
    Put(domain::keys::Evidence("c1", "e2"), hidden, domain::kRecordRestricted);

    verdict_.set_name("claims/c1/verdicts/p1");
    verdict_.set_state(v1::Verdict::STATE_PUBLISHED);
    verdict_.set_published_count(1);
    v1::VerdictRevision& revision = *verdict_.mutable_published();
    revision.set_number(1);
    revision.set_kind(v1::VerdictRevision::KIND_INITIAL);
    revision.set_state(v1::VerdictRevision::STATE_PUBLISHED);
    revision.set_title("Was there an apology?");
    revision.set_language("en");
    revision.set_url("https://p.example/1");
    revision.set_summary("No &amp; no.");
    revision.mutable_publish_time()->set_seconds(1'676'800'000);
    revision.add_citations()->set_evidence("claims/c1/evidence/e1");
    revision.add_citations()->set_evidence("claims/c1/evidence/e2");
    v1::VerdictRating& rating = *revision.mutable_rating();
    rating.set_scale_version("publishers/p1/ratingScales/meter/versions/1");
    rating.set_code("mostly-true");
    rating.set_label("Mostly true");
    rating.set_normal(v1::NORMAL_RATING_TRUE);
    rating.set_ordinal(4);
    rating.set_worst(1);
    rating.set_best(5);
    PutVerdict();
  }
  void PutVerdict() {
    verdict_ = Put(domain::keys::PublicVerdict("c1", "p1"), verdict_);
    Put(domain::keys::WorkVerdict("c1", "p1"), verdict_);
  }

  v1::Claim claim_;
  v1::Publisher publisher_;
  v1::Evidence evidence_;
  v1::Verdict verdict_;
};

TEST_F(ExportTest, WritesWhatSchemaOrgHasWordsFor) {
  PutReview();
  const nlohmann::json json = ExportOne();
  EXPECT_EQ(json["@context"], "https://schema.org");
  EXPECT_EQ(json["@type"], "ClaimReview");
  EXPECT_EQ(json["claimReviewed"], "There was no apology.");
  EXPECT_EQ(json["url"], "https://p.example/1");
  EXPECT_EQ(json["datePublished"], "2023-02-19T09:46:40Z");
  EXPECT_EQ(json["author"]["name"], "P & Co");
  EXPECT_EQ(json["reviewRating"]["alternateName"], "Mostly true");
  EXPECT_EQ(json["reviewRating"]["ratingValue"], 4);
  EXPECT_EQ(json["reviewRating"]["worstRating"], 1);
  EXPECT_EQ(json["reviewRating"]["bestRating"], 5);
  EXPECT_EQ(json["itemReviewed"]["@type"], "Claim");
  EXPECT_EQ(json["itemReviewed"]["author"]["jobTitle"], "Minister");
  EXPECT_EQ(json["itemReviewed"]["datePublished"], "2023-02");
  ASSERT_EQ(json["citation"].size(), 1u);
  EXPECT_EQ(json["citation"][0]["url"], "https://e.example/1");
  EXPECT_EQ(json["citation"][0]["archivedAt"], "https://archive.example/1");
  EXPECT_EQ(json["citation"][0]["sha256"], std::string(64, 'a'));
  EXPECT_EQ(json["identifier"]["value"], "claims/c1/verdicts/p1");
}

TEST_F(ExportTest, NothingRestrictedComesAlong) {
  PutReview();
  v1::Evidence withdrawn = evidence_;
  withdrawn.set_withdrawn(true);
  Put(domain::keys::Evidence("c1", "e1"), withdrawn);
  const std::string text = ExportOne().dump();
  EXPECT_THAT(text, Not(HasSubstr("secret")));
  EXPECT_THAT(text, Not(HasSubstr("e.example/1")));
}

TEST_F(ExportTest, SaysWhatIsMissing) {
  PutReview();
  verdict_.mutable_published()->clear_url();
  verdict_.mutable_published()->clear_rating();
  PutVerdict();
  std::vector<v1::ExportRecord> records = Export();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].json(), "");
  EXPECT_EQ(records[0].verdict(), "claims/c1/verdicts/p1");
  EXPECT_THAT(records[0].missing(), ElementsAre("url", "reviewRating.alternateName"));
  verdict_.mutable_published()->set_url("https://elsewhere.example/1");
  PutVerdict();
  EXPECT_THAT(Export()[0].missing(), ElementsAre("url", "reviewRating.alternateName"));
}

TEST_F(ExportTest, NumbersNeedAnOrder) {
  PutReview();
  verdict_.mutable_published()->mutable_rating()->clear_ordinal();
  PutVerdict();
  EXPECT_FALSE(ExportOne()["reviewRating"].contains("ratingValue"));
  v1::VerdictRating& rating = *verdict_.mutable_published()->mutable_rating();
  rating.set_ordinal(6);
  PutVerdict();
  EXPECT_FALSE(ExportOne()["reviewRating"].contains("ratingValue"));
}

TEST_F(ExportTest, LongStatementsAreWarnedOf) {
  PutReview();
  EXPECT_THAT(Export()[0].warnings(), IsEmpty());
  claim_.set_statement(std::string(74, 'a') + "é");
  claim_ = Put(domain::keys::Claim("c1"), claim_);
  EXPECT_THAT(Export()[0].warnings(), IsEmpty());
  claim_.set_statement(std::string(75, 'a') + "é");
  claim_ = Put(domain::keys::Claim("c1"), claim_);
  ASSERT_THAT(Export()[0].warnings(), SizeIs(1));
  EXPECT_THAT(Export()[0].warnings(0), HasSubstr("76 characters"));
}

TEST_F(ExportTest, CorrectionsAndRetractionsAreCorrectionComments) {
  PutReview();
  v1::VerdictRevision first = verdict_.published();
  first.set_state(v1::VerdictRevision::STATE_SUPERSEDED);
  v1::VerdictRevision second = first;
  second.set_number(2);
  second.set_kind(v1::VerdictRevision::KIND_CORRECTION);
  second.set_public_note("The date was wrong.");
  const domain::Call call{admin_, "factcheck.v1.Test/Put"};
  for (const v1::VerdictRevision& revision : {first, second}) {
    const std::string key =
        domain::keys::Revision("c1", "p1", static_cast<uint32_t>(revision.number()));
    auto put = book().WriteAndWait(call, v1::ImportOptions(),
                                   [&](domain::Txn& txn) -> absl::StatusOr<std::string> {
                                     auto read = txn.Get(key);
                                     if (!read.ok()) return read.status();
                                     txn.PutRecord(key, {revision.SerializeAsString(), ""});
                                     return "";
                                   });
    ASSERT_TRUE(put.ok());
  }
  v1::VerdictRevision& third = *verdict_.mutable_published();
  third.set_number(3);
  third.set_kind(v1::VerdictRevision::KIND_RETRACTION);
  third.set_public_note("All of it was wrong.");
  third.clear_rating();
  verdict_.set_state(v1::Verdict::STATE_RETRACTED);
  verdict_.set_published_count(3);
  PutVerdict();
  const nlohmann::json json = ExportOne();
  EXPECT_EQ(json["creativeWorkStatus"], "Retracted");
  EXPECT_EQ(json["reviewRating"]["alternateName"], "Retracted");
  ASSERT_EQ(json["correction"].size(), 2u);
  EXPECT_EQ(json["correction"][0]["@type"], "CorrectionComment");
  EXPECT_EQ(json["correction"][0]["text"], "The date was wrong.");
  EXPECT_EQ(json["correction"][1]["text"], "All of it was wrong.");
  v1::ExportClaimReviewsRequest request;
  request.set_published_only(true);
  EXPECT_THAT(Export(request), IsEmpty());
}

TEST_F(ExportTest, UnpublishedVerdictsAreNotThere) {
  PutReview();
  v1::Verdict draft;
  draft.set_name("claims/c1/verdicts/p2");
  draft.set_state(v1::Verdict::STATE_UNPUBLISHED);
  Put(domain::keys::WorkVerdict("c1", "p2"), draft);
  EXPECT_THAT(Export(), SizeIs(1));
}

TEST_F(ExportTest, SelectsByPublisherAndClaimAndTime) {
  const auto names = [&](const v1::ExportClaimReviewsRequest& request) {
    std::vector<std::string> got;
    for (const v1::ExportRecord& record : Export(request)) got.push_back(record.verdict());
    return got;
  };
  PutReview();
  const absl::Time before = book().Now();
  clock().Advance(absl::Seconds(10));
  Import({Record("https://checks.example/1", "A.", "False")});
  v1::ExportClaimReviewsRequest request;
  EXPECT_THAT(names(request), SizeIs(2));
  request.set_publisher("publishers/p1");
  EXPECT_THAT(names(request), ElementsAre("claims/c1/verdicts/p1"));
  request.set_claim("claims/c2");
  EXPECT_THAT(names(request), IsEmpty());
  request.Clear();
  request.set_claim("claims/c1");
  EXPECT_THAT(names(request), ElementsAre("claims/c1/verdicts/p1"));
  request.Clear();
  *request.mutable_read_options()->mutable_time() = domain::ToTimestamp(before);
  EXPECT_THAT(names(request), ElementsAre("claims/c1/verdicts/p1"));
  request.Clear();
  request.set_publisher("nonsense");
  request.set_claim("publishers/x");
  const absl::Status status = transfers_.ExportClaimReviews(
      Call(consumer_), request, [](const v1::ExportClaimReviewsResponse&) { return true; });
  EXPECT_THAT(ViolatedFields(status), ElementsAre("publisher", "claim"));
}

TEST_F(ExportTest, ComesInMessagesOfABoundedSize) {
  std::vector<nlohmann::json> records;
  for (int i = 0; i < 450; ++i) {
    nlohmann::json record =
        Record(StrCat("https://checks.example/", i), StrCat("Claim ", i), "False");
    record["reviewBody"] = std::string(4'000, 'x');
    records.push_back(record);
  }
  Import(records);
  int messages = 0, total = 0;
  const absl::Status status = transfers_.ExportClaimReviews(
      Call(consumer_), {}, [&](const v1::ExportClaimReviewsResponse& response) {
        EXPECT_EQ(response.estimated_total(), messages == 0 ? 7 : 0);
        EXPECT_LT(response.ByteSizeLong(), domain::kExportMessageBytes + 20'000);
        ++messages;
        total += response.records_size();
        return true;
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(total, 450);
  EXPECT_GT(messages, 5);
  messages = 0;
  EXPECT_TRUE(transfers_
                  .ExportClaimReviews(Call(consumer_), {},
                                      [&](const v1::ExportClaimReviewsResponse&) {
                                        ++messages;
                                        return false;
                                      })
                  .ok());
  EXPECT_EQ(messages, 1);
}

TEST_F(ExportTest, ANativeVerdictComesBackTheSame) {
  PutReview();
  const std::vector<v1::ExportRecord> before = Export();
  class Other : public ImportTest {
   public:
    using ImportTest::All;
    using ImportTest::BatchOf;
    using ImportTest::Claims;
    using ImportTest::Counts;
    using ImportTest::Export;
    using ImportTest::Import;
    void TestBody() override {}
  } other;
  const v1::ImportBatch batch = ImportTest::BatchOf(std::vector<std::string>{before[0].json()});
  EXPECT_EQ(Counts(other.Import(batch)), "1/0/0/0");
  const v1::Claim claim = other.Claims()[0];
  EXPECT_EQ(claim.name(), "claims/c1");
  EXPECT_EQ(claim.statement(), claim_.statement());
  EXPECT_EQ(claim.claimants(0).role(), "Minister");
  EXPECT_THAT(claim.topics(), ElementsAre("a, b"));
  const v1::Verdict verdict = other.All<v1::Verdict>("v/")[0];
  EXPECT_EQ(verdict.name(), "claims/c1/verdicts/p1");
  EXPECT_EQ(verdict.published().summary(), "No &amp; no.");
  EXPECT_EQ(verdict.published().rating().code(), "mostly-true");
  EXPECT_EQ(verdict.published().rating().ordinal(), 4);
  EXPECT_EQ(verdict.published().rating().best(), 5);
  const v1::Evidence evidence = other.All<v1::Evidence>("e/")[0];
  EXPECT_EQ(evidence.name(), "claims/c1/evidence/e1");
  EXPECT_EQ(evidence.kind(), v1::Evidence::KIND_PRIMARY);
  EXPECT_EQ(evidence.stance(), v1::Evidence::STANCE_REFUTES);
  EXPECT_EQ(evidence.captures(0).SerializeAsString(), evidence_.captures(0).SerializeAsString());
}

TEST_F(ExportTest, OursBackIntoTheSameStoreChangesNothing) {
  PutReview();
  nlohmann::json json = ExportOne();
  EXPECT_EQ(Counts(Import({json})), "0/0/1/0");
  json["name"] = "Somebody's own headline";
  const v1::ImportClaimReviewsResponse response = Import({json});
  EXPECT_EQ(Counts(response), "0/0/0/1");
  EXPECT_THAT(response.rejections(0).reason(), HasSubstr("claims/c1/verdicts/p1"));
}

TEST_F(ExportTest, WhatIsImportedAndExportedAndImportedIsTheSame) {
  nlohmann::json rich = Record("https://checks.example/1", "Tom &amp; \"Jerry\" &lt;3", "FALSE");
  rich["citation"] = {
      "https://a.example/?a=1&amp;b=2",
      "A book",
      {{"url", "https://b.example"}, {"name", "T"}, {"archivedAt", "https://c.example"}}};
  rich["itemReviewed"]["datePublished"] = "2020-01-03T01:00:00+05:00";
  rich["itemReviewed"]["appearance"] = {"https://x.com/a/status/1",
                                        {{"url", "https://d.example"}, {"text", "said so"}}};
  rich["keywords"] = "['a', 'b, c']";
  rich["correction"] = "A slip was mended.";
  nlohmann::json bare = Record("https://checks.example/2", "B.", "False");
  bare.erase("datePublished");
  nlohmann::json number = Record("https://checks.example/3", "C.", "x", "viral posts");
  number["reviewRating"] = {{"ratingValue", 2}, {"bestRating", 10}, {"worstRating", 0}};
  nlohmann::json taken_back = Record("https://checks.example/4", "D.", "False", "");
  taken_back["creativeWorkStatus"] = "Retracted";
  Import({rich, bare, number, taken_back, Record("https://b.example/1", "B.", "True"),
          Record("https://checks.example/5", "B.", "True")});
  const std::vector<v1::ExportRecord> first = Export();
  ASSERT_THAT(first, SizeIs(6));
  class Other : public ImportTest {
   public:
    using ImportTest::Export;
    using ImportTest::Import;
    void TestBody() override {}
  } other;
  std::vector<std::string> texts;
  for (const v1::ExportRecord& record : first) texts.push_back(record.json());
  EXPECT_EQ(Counts(other.Import(ImportTest::BatchOf(texts))), "6/0/0/0");
  const std::vector<v1::ExportRecord> second = other.Export();
  ASSERT_THAT(second, SizeIs(6));
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].verdict(), second[i].verdict());
    EXPECT_EQ(first[i].json(), second[i].json());
  }
  EXPECT_EQ(Counts(other.Import(ImportTest::BatchOf(texts))), "0/0/6/0");
}

}  // namespace
}  // namespace factcheck::testing
