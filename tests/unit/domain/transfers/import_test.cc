#include <thread>

#include "server/domain/values/names.h"
#include "tests/unit/domain/transfers/import_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(ImportTest, ARecordMakesPublisherScaleClaimEvidenceVerdictAndStatus) {
  nlohmann::json record = Record("https://checks.example/moon", "The moon is cheese.", "False");
  record["citation"] = {"https://nasa.example/moon", "A book"};
  record["itemReviewed"]["appearance"] = "https://x.com/bob/status/1";
  EXPECT_EQ(Counts(Import({record})), "1/0/0/0");

  ASSERT_THAT(Publishers(), SizeIs(1));
  const v1::Publisher publisher = Publishers()[0];
  EXPECT_EQ(publisher.name(), "publishers/checks-example");
  EXPECT_EQ(publisher.display_name(), "Example Checks");
  EXPECT_THAT(publisher.domains(), ElementsAre("checks.example"));
  EXPECT_TRUE(publisher.imported());
  EXPECT_EQ(publisher.default_rating_scale(), "publishers/checks-example/ratingScales/imported");
  ASSERT_THAT(Claims(), SizeIs(1));
  const v1::Claim claim = Claims()[0];
  EXPECT_EQ(claim.state(), v1::Claim::STATE_ACCEPTED);
  EXPECT_EQ(claim.statement(), "The moon is cheese.");
  EXPECT_TRUE(claim.appearances(0).name().starts_with(claim.name() + "/appearances/"));
  EXPECT_EQ(claim.import_source(), "https://checks.example/moon");
  ASSERT_THAT(Verdicts(), SizeIs(1));
  const v1::Verdict verdict = Verdicts()[0];
  EXPECT_EQ(verdict.name(), claim.name() + "/verdicts/checks-example");
  EXPECT_EQ(verdict.state(), v1::Verdict::STATE_PUBLISHED);
  EXPECT_TRUE(verdict.published().imported());
  EXPECT_EQ(verdict.published().number(), 1);
  EXPECT_EQ(verdict.published().rating().label(), "False");
  EXPECT_EQ(verdict.published().rating().code(), "false");
  EXPECT_EQ(verdict.published().rating().normal(), v1::NORMAL_RATING_FALSE);
  EXPECT_EQ(verdict.published().citations_size(), 2);
  EXPECT_EQ(All<v1::Evidence>("e/").size(), 2u);
  ASSERT_THAT(Statuses(), SizeIs(1));
  EXPECT_EQ(Statuses()[0].state(), v1::ClaimStatus::STATE_CHECKED);
  EXPECT_EQ(Statuses()[0].verdicts(0).publisher_display_name(), "Example Checks");
  EXPECT_THAT(All<v1::RatingScale>("g/"), SizeIs(1));
}

TEST_F(ImportTest, TheLogSaysWhatHappened) {
  nlohmann::json record = Record("https://checks.example/moon", "The moon is cheese.", "False");
  record["citation"] = "https://nasa.example/moon";
  Import({record});
  std::vector<std::string> kinds;
  const storage::v1::LogRecord last = Log().back();
  for (const storage::v1::Change& change : last.changes()) {
    kinds.push_back(storage::v1::Change::Kind_Name(change.kind()));
    EXPECT_FALSE(change.restricted());
  }
  EXPECT_THAT(kinds,
              ElementsAre("KIND_PUBLISHER_CHANGED", "KIND_PUBLISHER_CHANGED", "KIND_CLAIM_CREATED",
                          "KIND_EVIDENCE_ADDED", "KIND_VERDICT_PUBLISHED", "KIND_STATUS_CHANGED"));
}

TEST_F(ImportTest, AgainAddsNothing) {
  std::vector<nlohmann::json> records;
  for (int i = 0; i < 20; ++i) {
    records.push_back(Record(StrCat("https://checks.example/", i), StrCat("Claim ", i, "."),
                             i % 2 == 0 ? "False" : "True"));
  }
  EXPECT_EQ(Counts(Import(records)), "20/0/0/0");
  const storage::Version before = engine().LatestVersion();
  EXPECT_EQ(Counts(Import(records)), "0/0/20/0");
  EXPECT_EQ(engine().LatestVersion(), before);
}

TEST_F(ImportTest, AnImportThatWasCutOffGoesOn) {
  std::vector<nlohmann::json> records;
  for (int i = 0; i < 20; ++i) {
    records.push_back(
        Record(StrCat("https://checks.example/", i), StrCat("Claim ", i, "."), "False"));
  }
  Import({records.begin(), records.begin() + 7});
  EXPECT_EQ(Counts(Import(records)), "13/0/7/0");
  EXPECT_THAT(Verdicts(), SizeIs(20));
}

TEST_F(ImportTest, AChangedRecordIsAnUpdateAndTheOldTextStays) {
  nlohmann::json record = Record("https://checks.example/moon", "The moon is cheese.", "False");
  Import({record});
  record["reviewRating"]["alternateName"] = "Half true";
  record["name"] = "A new headline";
  EXPECT_EQ(Counts(Import({record})), "0/1/0/0");
  ASSERT_THAT(Verdicts(), SizeIs(1));
  const v1::VerdictRevision now = Verdicts()[0].published();
  EXPECT_EQ(now.number(), 2);
  EXPECT_EQ(now.kind(), v1::VerdictRevision::KIND_UPDATE);
  EXPECT_EQ(now.rating().label(), "Half true");
  EXPECT_EQ(now.title(), "A new headline");
  EXPECT_NE(now.public_note(), "");
  const auto revisions = All<v1::VerdictRevision>("r/");
  ASSERT_THAT(revisions, SizeIs(2));
  EXPECT_EQ(revisions[0].state(), v1::VerdictRevision::STATE_SUPERSEDED);
  EXPECT_EQ(revisions[0].rating().label(), "False");
  EXPECT_EQ(Statuses()[0].verdicts(0).rating_label(), "Half true");
  EXPECT_EQ(Statuses()[0].verdicts(0).corrections(), 1);
  EXPECT_EQ(Counts(Import({record})), "0/0/1/0");
  EXPECT_EQ(All<v1::RatingScale>("G/").size(), 2u);
}

TEST_F(ImportTest, WhatChangesOfTheClaimAloneMakesNoRevision) {
  nlohmann::json record = Record("https://checks.example/moon", "The moon is cheese.", "False");
  Import({record});
  record["keywords"] = "moon";
  record["claimReviewed"] = "The Moon is cheese";
  EXPECT_EQ(Counts(Import({record})), "0/1/0/0");
  EXPECT_EQ(Verdicts()[0].published().number(), 1);
  EXPECT_THAT(Claims()[0].topics(), ElementsAre("moon"));
  EXPECT_EQ(Claims()[0].statement(), "The Moon is cheese");
}

TEST_F(ImportTest, EditsMadeHereStay) {
  nlohmann::json record = Record("https://checks.example/moon", "The moon is cheese.", "False");
  record["keywords"] = "moon";
  Import({record});
  v1::Claim claim = Claims()[0];
  claim.clear_topics();
  claim.add_topics("astronomy");
  Put(domain::keys::Claim(claim.name().substr(7)), claim);
  record["keywords"] = "moon, cheese";
  record["itemReviewed"]["description"] = "a speech";
  const v1::ImportClaimReviewsResponse response = Import({record});
  EXPECT_EQ(Counts(response), "0/1/0/0");
  EXPECT_THAT(Claims()[0].topics(), ElementsAre("astronomy"));
  EXPECT_EQ(Claims()[0].claim_place(), "a speech");
  ASSERT_THAT(response.warnings(), SizeIs(1));
  EXPECT_THAT(response.warnings(0).message(), HasSubstr("topics was edited here"));
}

TEST_F(ImportTest, CitationsThatGoStayAsEvidence) {
  nlohmann::json record = Record("https://checks.example/moon", "The moon is cheese.", "False");
  record["citation"] = {"https://a.example", "https://b.example"};
  Import({record});
  record["citation"] = {"https://b.example", "https://c.example"};
  EXPECT_EQ(Counts(Import({record})), "0/1/0/0");
  EXPECT_EQ(All<v1::Evidence>("e/").size(), 3u);
  EXPECT_EQ(Verdicts()[0].published().citations_size(), 2);
}

nlohmann::json By(nlohmann::json record, std::string_view name) {
  record["author"]["name"] = name;
  return record;
}

TEST_F(ImportTest, PublishersMeetWhereStatementAndClaimantAgree) {
  EXPECT_EQ(Counts(Import({By(Record("https://a.example/1", "It rains.", "False"), "A"),
                           By(Record("https://b.example/1", "it  rains", "True"), "B")})),
            "2/0/0/0");
  ASSERT_THAT(Claims(), SizeIs(1));
  EXPECT_THAT(Verdicts(), SizeIs(2));
  ASSERT_THAT(Statuses(), SizeIs(1));
  EXPECT_EQ(Statuses()[0].verdicts_size(), 2);
  EXPECT_TRUE(Statuses()[0].disputed());
  // And in a later batch.
  EXPECT_EQ(Counts(Import({By(Record("https://c.example/1", "It rains!", "True"), "C")})),
            "1/0/0/0");
  EXPECT_THAT(Claims(), SizeIs(1));
  EXPECT_EQ(Statuses()[0].verdicts_size(), 3);
}

TEST_F(ImportTest, TheSameSentenceByTwoClaimantsIsTwoClaims) {
  Import({By(Record("https://a.example/1", "It rains.", "False", "Bob"), "A"),
          By(Record("https://b.example/1", "It rains.", "True", "Ann"), "B"),
          By(Record("https://c.example/1", "It rains.", "True", ""), "C"),
          By(Record("https://d.example/1", "It rains.", "True", ""), "D")});
  EXPECT_THAT(Claims(), SizeIs(4));
  EXPECT_THAT(Verdicts(), SizeIs(4));
}

TEST_F(ImportTest, OnePublisherTwiceIsTwoClaims) {
  const std::vector<nlohmann::json> records = {
      Record("https://checks.example/1", "It rains.", "False"),
      Record("https://checks.example/2", "It rains.", "True")};
  EXPECT_EQ(Counts(Import(records)), "2/0/0/0");
  EXPECT_THAT(Claims(), SizeIs(2));
  EXPECT_THAT(Verdicts(), SizeIs(2));
  EXPECT_EQ(Counts(Import({records[1], records[0]})), "0/0/2/0");
}

TEST_F(ImportTest, OnePageMayReviewSeveralClaims) {
  const std::vector<nlohmann::json> records = {
      Record("https://checks.example/1", "It rains.", "False"),
      Record("https://checks.example/1", "It snows.", "True")};
  EXPECT_EQ(Counts(Import(records)), "2/0/0/0");
  EXPECT_EQ(Counts(Import(records)), "0/0/2/0");
}

TEST_F(ImportTest, AFollowedMergeTakesTheVerdictAlong) {
  Import({By(Record("https://a.example/1", "It rains.", "False"), "A"),
          By(Record("https://a.example/2", "Rain falls.", "False"), "A")});
  std::vector<v1::Claim> claims = Claims();
  const bool first_rains = claims[0].statement() == "It rains.";
  v1::Claim merged = claims[first_rains ? 0 : 1];
  v1::Claim target = claims[first_rains ? 1 : 0];
  merged.set_state(v1::Claim::STATE_MERGED);
  merged.set_merged_into(target.name());
  target.add_merged_from(merged.name());
  Put(domain::keys::Claim(merged.name().substr(7)), merged);
  Put(domain::keys::Claim(target.name().substr(7)), target);
  EXPECT_EQ(Counts(Import({By(Record("https://b.example/1", "It rains.", "True"), "B")})),
            "1/0/0/0");
  EXPECT_THAT(Claims(), SizeIs(2));
  bool found = false;
  for (const v1::Verdict& verdict : Verdicts()) {
    found = found || verdict.name() == target.name() + "/verdicts/b-example";
  }
  EXPECT_TRUE(found);
}

TEST_F(ImportTest, BadRecordsAreRefusedAndTheRestTaken) {
  const v1::ImportClaimReviewsResponse response = Import(BatchOf(std::vector<std::string>{
      "nonsense", Record("https://checks.example/1", "It rains.", "False").dump(), "{}",
      R"({"@type":"ClaimReview","claimReviewed":"x"})"}));
  EXPECT_EQ(Counts(response), "1/0/0/3");
  EXPECT_EQ(response.rejections(0).position(), 0);
  EXPECT_EQ(response.rejections(1).position(), 2);
  EXPECT_EQ(response.rejections(2).position(), 3);
  EXPECT_EQ(response.rejections(2).reason(), "has no url");
  EXPECT_NE(response.consistency_token(), "");
}

TEST_F(ImportTest, OfOneRecordInTwoVersionsTheLastCounts) {
  const nlohmann::json first = Record("https://checks.example/1", "It rains.", "False");
  const nlohmann::json second = Record("https://checks.example/1", "It rains.", "True");
  const v1::ImportClaimReviewsResponse response = Import({first, second, second});
  EXPECT_EQ(Counts(response), "1/0/2/0");
  ASSERT_THAT(response.warnings(), SizeIs(1));
  EXPECT_EQ(response.warnings(0).position(), 0);
  EXPECT_EQ(Verdicts()[0].published().rating().label(), "True");
}

TEST_F(ImportTest, ARecordMayHoldSeveral) {
  const nlohmann::json feed = {
      {"@type", "DataFeed"},
      {"dataFeedElement",
       {{{"@type", "DataFeedItem"}, {"item", Record("https://checks.example/1", "A.", "False")}},
        {{"@type", "DataFeedItem"}, {"item", Record("https://checks.example/2", "B.", "True")}}}}};
  EXPECT_EQ(Counts(Import({feed})), "2/0/0/0");
  EXPECT_EQ(Counts(Import({Record("https://checks.example/2", "B.", "True")})), "0/0/1/0");
}

TEST_F(ImportTest, ValidateOnlyWritesNothing) {
  v1::ImportOptions options;
  options.set_validate_only(true);
  const v1::ImportBatch batch =
      BatchOf(std::vector<nlohmann::json>{Record("https://checks.example/1", "A.", "False")});
  EXPECT_EQ(Counts(Import(batch, options)), "1/0/0/0");
  EXPECT_THAT(Claims(), IsEmpty());
  EXPECT_THAT(Publishers(), IsEmpty());
}

TEST_F(ImportTest, OnlyAdminsOfEverythingImport) {
  const v1::ImportBatch batch =
      BatchOf(std::vector<nlohmann::json>{Record("https://checks.example/1", "A.", "False")});
  const domain::Principal member = MemberOf("checks-example", "m", {v1::ROLE_ADMIN});
  for (const domain::Principal* who : {&consumer_, &auditor_, &member}) {
    EXPECT_EQ(ReasonName(transfers_.ImportBatch(Call(*who), {}, batch).status()), "MISSING_ROLE");
    EXPECT_EQ(ReasonName(transfers_.CheckImport(Call(*who), {})), "MISSING_ROLE");
  }
  const domain::Principal ai = Somebody("ai", {v1::ROLE_ADMIN}, v1::ACTOR_KIND_AI);
  EXPECT_EQ(ReasonName(transfers_.ImportBatch(Call(ai), {}, batch).status()), "AI_NOT_ALLOWED");
}

TEST_F(ImportTest, OptionsAndBatchesAreBounded) {
  v1::ImportOptions options;
  options.set_rating_rules("false -> MAYBE\n");
  options.set_default_language("not a language");
  EXPECT_THAT(ViolatedFields(transfers_.CheckImport(Call(admin_), options)),
              ElementsAre("options.default_language", "options.rating_rules"));
  EXPECT_EQ(ReasonName(TryImport({}, {}).status()), "INVALID_FIELDS");
  EXPECT_EQ(ReasonName(TryImport(BatchOf(std::vector<std::string>(501, "{}"))).status()),
            "INVALID_FIELDS");
  EXPECT_EQ(Counts(Import(BatchOf(std::vector<std::string>{std::string((1 << 20) + 1, ' ')}))),
            "0/0/0/1");
  EXPECT_EQ(
      ReasonName(
          TryImport(BatchOf(std::vector<std::string>(9, std::string(1 << 20, ' ')))).status()),
      "INVALID_FIELDS");
}

TEST_F(ImportTest, OtherRulesRateOtherwise) {
  const v1::ImportBatch batch =
      BatchOf(std::vector<nlohmann::json>{Record("https://checks.example/1", "A.", "Blorp")});
  Import(batch);
  EXPECT_EQ(Verdicts()[0].published().rating().normal(), v1::NORMAL_RATING_OTHER);
  v1::ImportOptions options;
  options.set_rating_rules("blorp -> FALSE\n");
  EXPECT_EQ(Counts(Import(batch, options)), "0/1/0/0");
  EXPECT_EQ(Verdicts()[0].published().rating().normal(), v1::NORMAL_RATING_FALSE);
  EXPECT_EQ(Verdicts()[0].published().rating().label(), "Blorp");
  EXPECT_EQ(Counts(Import(batch, options)), "0/0/1/0");
}

TEST_F(ImportTest, EachBatchAddsAtMostOneVersionOfAScale) {
  std::vector<nlohmann::json> records;
  for (int i = 0; i < 30; ++i) {
    records.push_back(Record(StrCat("https://checks.example/", i), StrCat("Claim ", i, "."),
                             StrCat("Rating no ", i % 15)));
  }
  Import({records.begin(), records.begin() + 10});
  Import({records.begin() + 10, records.end()});
  Import(records);
  const auto versions = All<v1::RatingScale>("G/");
  ASSERT_THAT(versions, SizeIs(2));
  EXPECT_EQ(versions[0].ratings_size(), 10);
  EXPECT_EQ(versions[1].ratings_size(), 15);
  EXPECT_EQ(All<v1::RatingScale>("g/")[0].name(), versions[1].name());
}

TEST_F(ImportTest, LabelsThatLookAlikeAreDistinctRatings) {
  Import({Record("https://checks.example/1", "A.", "False"),
          Record("https://checks.example/2", "B.", "FALSE"),
          Record("https://checks.example/3", "C.", "False"),
          Record("https://checks.example/4", "D.", "?!")});
  const v1::RatingScale scale = All<v1::RatingScale>("g/")[0];
  ASSERT_EQ(scale.ratings_size(), 3);
  EXPECT_EQ(scale.ratings(0).code(), "false");
  EXPECT_EQ(scale.ratings(1).code(), "false-2");
  EXPECT_TRUE(domain::IsId(scale.ratings(2).code()));
  for (const v1::Verdict& verdict : Verdicts()) {
    EXPECT_NE(verdict.published().rating().label(), "");
  }
}

TEST_F(ImportTest, NumbersKeepTheirPlace) {
  const auto with_number = [](int i, int value) {
    nlohmann::json record = Record(StrCat("https://checks.example/", i), StrCat("Claim ", i), "");
    record["reviewRating"] = {
        {"ratingValue", std::to_string(value)}, {"bestRating", "10"}, {"worstRating", "0"}};
    return record;
  };
  Import({with_number(1, 0), with_number(2, 10), with_number(3, 5)});
  const v1::RatingScale scale = All<v1::RatingScale>("g/")[0];
  EXPECT_EQ(scale.ratings(0).labels(0).text(), "0/10");
  EXPECT_EQ(scale.ratings(0).ordinal(), 0);
  EXPECT_EQ(scale.ratings(1).ordinal(), 10);
  for (const v1::Verdict& verdict : Verdicts()) {
    EXPECT_EQ(verdict.published().rating().worst(), 0);
    EXPECT_EQ(verdict.published().rating().best(), 10);
  }
}

TEST_F(ImportTest, AFullScaleLeavesTheRatingInTheSummary) {
  std::vector<nlohmann::json> records;
  v1::ImportClaimReviewsResponse last;
  int unrated = 0;
  for (int batch = 0; batch < 3; ++batch) {
    records.clear();
    for (int i = 0; i < 400; ++i) {
      records.push_back(Record(StrCat("https://checks.example/", batch, "/", i),
                               StrCat("Claim ", batch, " ", i, "."),
                               StrCat("Rating ", batch, " ", i, " ", std::string(1900, 'x'))));
    }
    last = Import(records);
    EXPECT_EQ(last.created(), 400);
    unrated += last.warnings_size();
  }
  EXPECT_GT(unrated, 0);
  int without = 0;
  for (const v1::Verdict& verdict : Verdicts()) {
    if (verdict.published().has_rating()) continue;
    ++without;
    EXPECT_TRUE(verdict.published().summary().starts_with("Rating "));
  }
  EXPECT_EQ(without, unrated);
}

TEST_F(ImportTest, APublisherOfThatIdButAnotherDomainIsAnother) {
  v1::Publisher other;
  other.set_name("publishers/checks-example");
  other.set_display_name("Others");
  other.add_domains("others.example");
  Put(domain::keys::Publisher("checks-example"), other);
  Import({Record("https://checks.example/1", "A.", "False")});
  ASSERT_THAT(Publishers(), SizeIs(2));
  EXPECT_TRUE(Publishers()[1].name().starts_with("publishers/checks-example-"));
  EXPECT_EQ(Counts(Import({Record("https://checks.example/1", "A.", "False")})), "0/0/1/0");
  EXPECT_EQ(Counts(Import({Record("https://checks.example/2", "B.", "False")})), "1/0/0/0");
  EXPECT_THAT(Publishers(), SizeIs(2));
}

TEST_F(ImportTest, APublisherThatIsHereIsUsedWhereItHasTheDomain) {
  v1::Publisher here;
  here.set_name("publishers/checks-example");
  here.set_display_name("Our own name");
  here.add_domains("checks.example");
  Put(domain::keys::Publisher("checks-example"), here);
  Import({Record("https://checks.example/1", "A.", "False")});
  ASSERT_THAT(Publishers(), SizeIs(1));
  EXPECT_EQ(Publishers()[0].display_name(), "Our own name");
  EXPECT_FALSE(Publishers()[0].imported());
  EXPECT_EQ(Publishers()[0].default_rating_scale(), "");
}

TEST_F(ImportTest, WorkDoneHereIsNotOverruled) {
  nlohmann::json record = Record("https://checks.example/1", "A.", "False");
  Import({record});
  v1::Verdict verdict = All<v1::Verdict>(domain::keys::kWorkVerdicts)[0];
  verdict.mutable_working()->set_number(2);
  verdict.mutable_working()->set_state(v1::VerdictRevision::STATE_DRAFT);
  const std::string key = domain::keys::WorkVerdict(Claims()[0].name().substr(7), "checks-example");
  Put(key, verdict);
  record["name"] = "New";
  v1::ImportClaimReviewsResponse response = Import({record});
  EXPECT_EQ(Counts(response), "0/0/0/1");
  EXPECT_THAT(response.rejections(0).reason(), HasSubstr("is being worked on here"));
  verdict.clear_working();
  verdict.mutable_published()->set_imported(false);
  Put(key, verdict);
  response = Import({record});
  EXPECT_EQ(Counts(response), "0/0/0/1");
  EXPECT_THAT(response.rejections(0).reason(), HasSubstr("published anew here"));
}

TEST_F(ImportTest, ARetractedRecordIsARetraction) {
  nlohmann::json record = Record("https://checks.example/1", "A.", "False");
  Import({record});
  record["creativeWorkStatus"] = "Retracted";
  record["correction"] = {{"@type", "CorrectionComment"}, {"text", "We were wrong."}};
  EXPECT_EQ(Counts(Import({record})), "0/1/0/0");
  ASSERT_THAT(Verdicts(), SizeIs(1));
  EXPECT_EQ(Verdicts()[0].state(), v1::Verdict::STATE_RETRACTED);
  EXPECT_EQ(Verdicts()[0].published().public_note(), "We were wrong.");
  EXPECT_EQ(Statuses()[0].state(), v1::ClaimStatus::STATE_RETRACTED);
  EXPECT_EQ(Counts(Import({record})), "0/0/1/0");
  record.erase("creativeWorkStatus");
  EXPECT_EQ(Counts(Import({record})), "0/0/0/1");
  // As a new record, too.
  nlohmann::json other = Record("https://checks.example/2", "B.", "False");
  other["creativeWorkStatus"] = "Retracted";
  EXPECT_EQ(Counts(Import({other})), "1/0/0/0");
  EXPECT_EQ(Verdicts()[0].state(), v1::Verdict::STATE_RETRACTED);
  EXPECT_EQ(Verdicts()[1].state(), v1::Verdict::STATE_RETRACTED);
}

TEST_F(ImportTest, ConcurrentImportsOfTheSameRecordsDoNotDouble) {
  constexpr int kBatches = 10, kRecords = 20;
  std::vector<v1::ImportBatch> batches;
  for (int b = 0; b < kBatches; ++b) {
    std::vector<nlohmann::json> records;
    for (int i = 0; i < kRecords; ++i) {
      records.push_back(By(Record(StrCat("https://p", i % 3, ".example/", b, "/", i),
                                  StrCat("Claim ", b, " ", i, "."), StrCat("Rating ", b % 4)),
                           StrCat("P", i % 3)));
    }
    batches.push_back(BatchOf(records));
  }
  std::atomic<int> created = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int b = 0; b < kBatches; ++b) {
        created += Import(batches[static_cast<size_t>((b + t) % kBatches)]).created();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(created, kBatches * kRecords);
  EXPECT_THAT(Verdicts(), SizeIs(kBatches * kRecords));
  EXPECT_THAT(Claims(), SizeIs(kBatches * kRecords));
  EXPECT_THAT(Publishers(), SizeIs(3));
}

}  // namespace
}  // namespace factcheck::testing
