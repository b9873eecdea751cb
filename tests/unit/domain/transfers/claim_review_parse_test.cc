#include "server/domain/transfers/claim_review_parse.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/absl_strings.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ParseOptions Options() {
  ParseOptions options;
  options.rules = &RatingRules::Builtin();
  options.now = absl::FromUnixSeconds(1'676'808'000);  // 2023-02-19.
  return options;
}

// A whole record, and `extra` members over it (JSON without braces).
std::string RecordWith(std::string_view extra) {
  return StrCat(
      R"({"@context":"https://schema.org","@type":"ClaimReview",)",
      R"("url":"https://checks.example/moon","claimReviewed":"The moon is cheese.",)",
      R"("author":{"@type":"Organization","name":"Example Checks",)",
      R"("url":"https://checks.example/"},"datePublished":"2020-01-03","inLanguage":"en",)",
      R"("reviewRating":{"@type":"Rating","alternateName":"False"})", extra.empty() ? "" : ",",
      extra, "}");
}

ParsedReview One(std::string_view json, const ParseOptions& options = Options()) {
  ParsedRecord record = ParseClaimReviews(json, options);
  EXPECT_THAT(record.refusals, IsEmpty());
  EXPECT_EQ(record.reviews.size(), 1u) << json;
  if (record.reviews.empty()) return {};
  return std::move(record.reviews.front());
}

ParsedReview With(std::string_view extra) { return One(RecordWith(extra)); }

std::string Warnings(const ParsedReview& review) { return absl::StrJoin(review.warnings, "|"); }

std::string Date(const v1::PartialDate& date) {
  return StrCat(date.year(), "-", date.month(), "-", date.day());
}

TEST(ParseClaimReview, TakesAWholeRecord) {
  const ParsedReview review = With(
      R"("name":"Is the moon cheese?","creator":{"@type":"Person","name":"Ann Writer"},)"
      R"("keywords":"Moon, cheese","itemReviewed":{"@type":"Claim","datePublished":"2019-12",)"
      R"("author":{"@type":"Person","name":"Bob","jobTitle":"Miller","sameAs":"https://bob.example"},)"
      R"("description":"a speech in Exampleton","appearance":[{"@type":"CreativeWork",)"
      R"("url":"http://x.com/bob/status/12"}]},"citation":["https://nasa.example/moon"])");
  EXPECT_EQ(review.publisher.id, "checks-example");
  EXPECT_EQ(review.publisher.domain, "checks.example");
  EXPECT_EQ(review.publisher.display_name, "Example Checks");
  EXPECT_EQ(review.publisher.home_url, "https://checks.example/");
  const v1::Claim& claim = review.claim;
  EXPECT_EQ(claim.statement(), "The moon is cheese.");
  EXPECT_EQ(claim.language(), "en");
  ASSERT_EQ(claim.claimants_size(), 1);
  EXPECT_EQ(claim.claimants(0).name(), "Bob");
  EXPECT_EQ(claim.claimants(0).kind(), v1::Claimant::KIND_PERSON);
  EXPECT_EQ(claim.claimants(0).role(), "Miller");
  EXPECT_EQ(claim.claimants(0).same_as(), "https://bob.example");
  EXPECT_EQ(Date(claim.claim_date()), "2019-12-0");
  EXPECT_EQ(claim.claim_place(), "a speech in Exampleton");
  EXPECT_THAT(claim.topics(), ElementsAre("moon", "cheese"));
  ASSERT_EQ(claim.appearances_size(), 1);
  EXPECT_EQ(claim.appearances(0).platform_id(), "12");
  EXPECT_EQ(claim.import_source(), "https://checks.example/moon");
  EXPECT_EQ(review.revision.title(), "Is the moon cheese?");
  EXPECT_EQ(Date(review.revision.article_date()), "2020-1-3");
  EXPECT_THAT(review.revision.authors(), ElementsAre("Ann Writer"));
  EXPECT_EQ(review.revision.url(), "https://checks.example/moon");
  ASSERT_TRUE(review.rating.has_value());
  EXPECT_EQ(review.rating->label, "False");
  EXPECT_EQ(review.rating->normal, v1::NORMAL_RATING_FALSE);
  ASSERT_EQ(review.evidence.size(), 1u);
  EXPECT_EQ(review.evidence[0].evidence.url(), "https://nasa.example/moon");
  EXPECT_EQ(review.evidence[0].evidence.kind(), v1::Evidence::KIND_SECONDARY);
  EXPECT_EQ(review.evidence[0].evidence.stance(), v1::Evidence::STANCE_CONTEXT);
  EXPECT_TRUE(IsId(review.record_id));
  EXPECT_TRUE(IsId(review.shared_claim_id));
  EXPECT_EQ(Warnings(review), "");
}

void CheckRefused(std::string_view json, std::string_view reason) {
  const ParsedRecord record = ParseClaimReviews(json, Options());
  EXPECT_THAT(record.reviews, IsEmpty()) << json;
  ASSERT_EQ(record.refusals.size(), 1u) << json;
  EXPECT_THAT(record.refusals[0], HasSubstr(std::string(reason))) << json;
}

TEST(ParseClaimReview, RefusesOnlyWhatHasNoClaimOrNoAddress) {
  CheckRefused("nonsense", "is no JSON");
  CheckRefused("[]", "is no JSON object");
  CheckRefused("3", "is no JSON object");
  CheckRefused("null", "is no JSON object");
  CheckRefused("{}", "is no ClaimReview");
  CheckRefused(R"({"@type":"Article","url":"https://a.example"})", "is no ClaimReview");
  CheckRefused(R"({"@type":"ClaimReview","url":"https://a.example"})", "has no claimReviewed");
  CheckRefused(R"({"@type":"ClaimReview","url":"https://a.example","claimReviewed":" "})",
               "has no claimReviewed");
  CheckRefused(R"({"@type":"ClaimReview","url":"https://a.example","claimReviewed":[null,{}]})",
               "has no claimReviewed");
  CheckRefused(R"({"@type":"ClaimReview","claimReviewed":"x"})", "has no url");
  CheckRefused(R"({"@type":"ClaimReview","claimReviewed":"x","url":null})", "has no url");
  CheckRefused(R"({"@type":"ClaimReview","claimReviewed":"x","url":"javascript:alert"
})",
               "has no usable url");
  CheckRefused(R"({"@type":"ClaimReview","claimReviewed":"x","url":"ftp://a.example/"})",
               "has no usable url");
  CheckRefused(R"({"@type":"ClaimReview","claimReviewed":"x","url":"https://u:p@a.example/"})",
               "has no usable url");
  CheckRefused(StrCat(R"({"@type":"ClaimReview","claimReviewed":"x","url":"https://a.example/)",
                      std::string(3000, 'a'), R"("})"),
               "has no usable url");
}

TEST(ParseClaimReview, TheLeastThatIsEnough) {
  const ParsedReview review = One(R"({"claimReviewed":"x","url":"https://www.a.example/b"})");
  EXPECT_EQ(review.publisher.display_name, "a.example");
  EXPECT_EQ(review.publisher.id, "a-example");
  EXPECT_EQ(review.claim.language(), "und");
  EXPECT_FALSE(review.rating.has_value());
  EXPECT_EQ(review.shared_claim_id, "");
  EXPECT_THAT(Warnings(review), HasSubstr("no reviewRating"));
}

TEST(ParseClaimReview, FindsReviewsInWrappers) {
  const std::string one = RecordWith("");
  for (const std::string& json :
       {StrCat("[", one, "]"), StrCat(R"({"@graph":[{"@type":"WebPage"},)", one, "]}"),
        StrCat(R"({"@type":"DataFeed","dataFeedElement":[{"@type":"DataFeedItem","item":[)", one,
               "]}]}"),
        StrCat(R"({"@type":"DataFeedItem","item":)", one, "}"),
        StrCat(R"({"@type":"WebPage","mainEntity":)", one, "}")}) {
    EXPECT_EQ(One(json).claim.statement(), "The moon is cheese.") << json;
  }
  const ParsedRecord two = ParseClaimReviews(
      StrCat("[", one, R"(,{"@type":"ClaimReview","url":"https://a.example"},)", one, "]"),
      Options());
  EXPECT_EQ(two.reviews.size(), 2u);
  EXPECT_THAT(two.refusals, ElementsAre("has no claimReviewed"));
  std::string many = one;
  for (size_t i = 0; i < kMaxReviewsInRecord; ++i) many += "," + one;
  CheckRefused("[" + many + "]", "holds 101 reviews");
}

TEST(ParseClaimReview, TakesOddTypes) {
  const ParsedReview review = One(
      R"({"@type":["Review","ClaimReview"],"url":["https://a.example/1",null],)"
      R"("claimReviewed":["","First","Second"],"author":["Example Checks"],)"
      R"("datePublished":20200103,"inLanguage":{"@type":"Language","name":"English"},)"
      R"("reviewRating":[{"alternateName":["Mostly false"]}],"itemReviewed":[null,)"
      R"({"@type":"CreativeWork","author":"Bob","url":"https://b.example/x"}],)"
      R"("citation":{"@id":"https://c.example"},"keywords":["One",{"name":"Two"},"one",3,null]})");
  EXPECT_EQ(review.claim.statement(), "First");
  EXPECT_EQ(review.publisher.display_name, "Example Checks");
  EXPECT_EQ(Date(review.revision.article_date()), "2020-1-3");
  EXPECT_EQ(review.claim.language(), "en");
  EXPECT_EQ(review.rating->label, "Mostly false");
  ASSERT_EQ(review.claim.claimants_size(), 1);
  EXPECT_EQ(review.claim.claimants(0).name(), "Bob");
  EXPECT_EQ(review.claim.appearances(0).url(), "https://b.example/x");
  EXPECT_EQ(review.evidence[0].evidence.url(), "https://c.example");
  EXPECT_THAT(review.claim.topics(), ElementsAre("one", "two", "3"));
}

TEST(ParseClaimReview, TakesPrefixedKeys) {
  const ParsedReview review =
      One(R"({"@type":"schema:ClaimReview","schema:url":"https://a.example/1",)"
          R"("schema:claimReviewed":"x","schema:reviewRating":{"schema:alternateName":"True"}})");
  EXPECT_EQ(review.rating->normal, v1::NORMAL_RATING_TRUE);
}

TEST(ParseClaimReview, DecodesReferencesAndControls) {
  ParsedReview review = One(
      R"({"@type":"ClaimReview","url":"https://a.example/?a=1&amp;b=2",)"
      R"("claimReviewed":"Tom &amp; Jerry said &quot;no&#8217;&quot; &amp;#8211; &lt;b&gt; &bogus; & &#x1F600;"})");
  EXPECT_EQ(review.claim.statement(), "Tom & Jerry said \"no’\" – <b> &bogus; & 😀");
  EXPECT_EQ(review.revision.url(), "https://a.example/?a=1&b=2");
  review =
      One("{\"@type\":\"ClaimReview\",\"url\":\"https://a.example/\","
          "\"claimReviewed\":\"a\\u0000b\\u0092c\\ufffed\\r\\ne\\u202ef\"}");
  EXPECT_EQ(review.claim.statement(), "a b’c d\ne f");
  EXPECT_THAT(Warnings(review), HasSubstr("claimReviewed had control characters"));
}

TEST(ParseClaimReview, CutsWhatIsTooLong) {
  const ParsedReview review =
      One(StrCat(R"({"@type":"ClaimReview","url":"https://a.example/","claimReviewed":")",
                 std::string(9'999, 'a'), "é", std::string(5'000, 'b'), R"(","reviewRating":)",
                 R"({"alternateName":"False )", std::string(4'000, 'c'), R"("}})"));
  EXPECT_LE(review.claim.statement().size(), 10'000u);
  EXPECT_TRUE(review.claim.statement().ends_with("…"));
  EXPECT_LE(review.rating->label.size(), 2'000u);
  EXPECT_EQ(review.rating->normal, v1::NORMAL_RATING_FALSE);
  EXPECT_EQ(review.revision.explanation().size(), 4'006u);
  EXPECT_THAT(Warnings(review), HasSubstr("claimReviewed is longer than 10000 bytes and was cut"));
}

TEST(ParseClaimReview, BoundsEveryList) {
  std::string claimants, citations, keywords, creators, appearances;
  for (int i = 0; i < 300; ++i) {
    const std::string comma = i == 0 ? "" : ",";
    StrAppend(&claimants, comma, "\"Person ", i, "\"");
    StrAppend(&citations, comma, "\"https://c.example/", i, "\"");
    StrAppend(&keywords, comma, "\"Word ", i, "\"");
    StrAppend(&creators, comma, "{\"@type\":\"Person\",\"name\":\"Author ", i, "\"}");
    StrAppend(&appearances, comma, "\"https://d.example/", i, "\"");
  }
  const ParsedReview review =
      With(StrCat(R"("itemReviewed":{"@type":"Claim","author":[)", claimants, R"(],"appearance":[)",
                  appearances, R"(]},"citation":[)", citations, R"(],"keywords":[)", keywords,
                  R"(],"creator":[)", creators, "]"));
  EXPECT_EQ(review.claim.claimants_size(), 20);
  EXPECT_EQ(review.claim.appearances_size(), 200);
  EXPECT_EQ(review.appearance_ids.size(), 200u);
  EXPECT_EQ(review.claim.topics_size(), 50);
  EXPECT_EQ(review.evidence.size(), 200u);
  EXPECT_EQ(review.revision.authors_size(), 20);
  EXPECT_EQ(review.warnings.size(), 5u) << Warnings(review);
}

void CheckArticleDate(std::string_view value, std::string_view expected) {
  const ParsedReview review = One(
      StrCat(R"({"claimReviewed":"x","url":"https://a.example/","datePublished":)", value, "}"));
  EXPECT_EQ(review.revision.has_article_date() ? Date(review.revision.article_date()) : "",
            expected)
      << value;
  EXPECT_EQ(Warnings(review).find("datePublished") != std::string::npos,
            expected.empty() && value != "null" && value != "\"\"")
      << value << Warnings(review);
}

TEST(ParseClaimReview, OddDatesAreTakenOrLeftOutWithAWarning) {
  CheckArticleDate(R"("2020-1-3")", "2020-1-3");
  CheckArticleDate(R"("2020-01-03T10:00:00+01:00")", "2020-1-3");
  CheckArticleDate(R"(["January 3, 2020"])", "2020-1-3");
  CheckArticleDate("null", "");
  CheckArticleDate(R"("")", "");
  CheckArticleDate(R"("soon")", "");
  CheckArticleDate(R"("2020-02-31")", "");
  CheckArticleDate(R"("2999-01-01")", "");
  CheckArticleDate(R"("0000-00-00")", "");
}

void CheckRating(std::string_view rating, std::string_view label, v1::NormalRating normal,
                 std::string_view number) {
  const ParsedReview review = One(
      StrCat(R"({"claimReviewed":"x","url":"https://a.example/","reviewRating":)", rating, "}"));
  if (label.empty()) {
    EXPECT_FALSE(review.rating.has_value()) << rating;
    return;
  }
  ASSERT_TRUE(review.rating.has_value()) << rating;
  EXPECT_EQ(review.rating->label, label) << rating;
  EXPECT_EQ(v1::NormalRating_Name(review.rating->normal), v1::NormalRating_Name(normal)) << rating;
  std::string got;
  if (const auto& n = review.rating->number) got = StrCat(n->worst, "<", n->value, "<", n->best);
  EXPECT_EQ(got, number) << rating;
}

TEST(ParseClaimReview, RatingsOfEveryShape) {
  constexpr auto kTrue = v1::NORMAL_RATING_TRUE;
  constexpr auto kMixed = v1::NORMAL_RATING_MIXED;
  constexpr auto kFalse = v1::NORMAL_RATING_FALSE;
  constexpr auto kOther = v1::NORMAL_RATING_OTHER;
  CheckRating(R"({"alternateName":"False"})", "False", kFalse, "");
  CheckRating(R"("False")", "False", kFalse, "");
  CheckRating(R"({"ratingValue":"0","bestRating":"10","worstRating":"0"})", "0/10", kFalse,
              "0<0<10");
  CheckRating(R"({"ratingValue":"4","bestRating":"10","worstRating":"0"})", "4/10", kMixed,
              "0<4<10");
  CheckRating(R"({"ratingValue":10,"bestRating":10,"worstRating":0})", "10/10", kTrue, "0<10<10");
  CheckRating(R"({"ratingValue":"4,5"})", "4.5/5", kTrue, "1<4.5<5");
  CheckRating(R"({"alternateName":"False","ratingValue":1,"bestRating":5})", "False", kFalse,
              "1<1<5");
  CheckRating(R"({"alternateName":"False","ratingValue":5,"bestRating":5})", "False", kFalse, "");
  CheckRating(R"({"alternateName":"Blorp","ratingValue":5,"bestRating":5})", "Blorp", kTrue,
              "1<5<5");
  CheckRating(R"({"alternateName":"Satire","ratingValue":5,"bestRating":5})", "Satire", kOther,
              "1<5<5");
  CheckRating(R"({"alternateName":"False","ratingValue":-1})", "False", kFalse, "");
  CheckRating(R"({"alternateName":"False","ratingValue":1,"bestRating":1,"worstRating":5})",
              "False", kFalse, "");
  CheckRating(R"({"ratingValue":"Mostly true"})", "Mostly true", kTrue, "");
  CheckRating(R"({"alternateName":null,"name":"Mostly true"})", "Mostly true", kTrue, "");
  CheckRating(R"({"ratingExplanation":"This is false. It was a film."})",
              "This is false. It was a film.", kFalse, "");
  CheckRating(R"({"alternateName":"  Mostly\n  false&nbsp; "})", "Mostly false", kFalse, "");
  CheckRating(R"([{"ratingValue":3},{"alternateName":"True"}])", "True", kTrue, "");
  CheckRating(R"({"alternateName":{"@value":"Vrai","@language":"fr"}})", "Vrai", kTrue, "");
  CheckRating(R"({"alternateName":3})", "3", kOther, "");
  CheckRating(R"({"alternateName":""})", "", kOther, "");
  CheckRating(R"({"ratingValue":-1})", "", kOther, "");
  CheckRating("null", "", kOther, "");
  CheckRating("[]", "", kOther, "");
}

void CheckPublisher(std::string_view members, std::string_view key, std::string_view name,
                    std::string_view id) {
  const ParsedReview review = One(StrCat(R"({"claimReviewed":"x",)", members, "}"));
  EXPECT_EQ(review.publisher.key, key) << members;
  EXPECT_EQ(review.publisher.display_name, name) << members;
  EXPECT_EQ(review.publisher.id, id) << members;
}

TEST(ParseClaimReview, ThePublisherIsItsDomain) {
  CheckPublisher(R"("url":"https://www.a.example/x","author":{"@type":"Organization","name":"A"})",
                 "a.example", "A", "a-example");
  CheckPublisher(R"("url":"http://a.example:80/x","author":{"@type":"Organization","name":"A",)"
                 R"("url":"http://www.a.example"})",
                 "a.example", "A", "a-example");
  // The home above the article's host.
  CheckPublisher(R"("url":"https://facts.a.example/x","author":{"@type":"NewsMediaOrganization",)"
                 R"("name":"A","url":"https://a.example/"})",
                 "a.example", "A", "a-example");
  // A home elsewhere is no proof.
  CheckPublisher(R"("url":"https://a.example/x","author":{"@type":"Organization","name":"A",)"
                 R"("url":"https://network.example/"})",
                 "a.example", "A", "a-example");
  // Sites that many share.
  CheckPublisher(R"("url":"https://web.archive.org/x","author":{"@type":"Organization","name":"A",)"
                 R"("url":"https://a.example/"})",
                 "a.example", "A", "a-example");
  CheckPublisher(
      R"("url":"https://medium.com/a/x","author":{"@type":"Organization","name":"A Team"})",
      "name:a team", "A Team", "a-team");
  CheckPublisher(R"("url":"https://medium.com/a/x")", "medium.com", "medium.com", "medium-com");
  CheckPublisher(R"("url":"https://a.example/x","author":{"@type":"Person","name":"Ann"},)"
                 R"("publisher":{"@type":"Organization","name":"A"})",
                 "a.example", "A", "a-example");
  CheckPublisher(R"("url":"https://a.example/x","author":{"@type":"Person","name":"Ann"})",
                 "a.example", "a.example", "a-example");
  CheckPublisher(R"("url":"https://b\u00fccher.example/x","author":"B")", "xn--bcher-kva.example",
                 "B", "xn-bcher-kva-example");
}

TEST(ParseClaimReview, PersonsAreAuthors) {
  const ParsedReview review =
      One(R"({"claimReviewed":"x","url":"https://a.example/","author":[{"@type":"Person",)"
          R"("name":"Ann"},{"@type":"Organization","name":"A"},{"@type":"Person","name":"Ann"}],)"
          R"("creator":"Ben"})");
  EXPECT_THAT(review.revision.authors(), ElementsAre("Ben", "Ann"));
}

TEST(ParseClaimReview, ClaimantsOfEveryShape) {
  const ParsedReview review = With(
      R"("itemReviewed":{"@type":"Claim","author":["Viral post",{"@type":"Organization",)"
      R"("name":"Org"},{"@type":"Person","givenName":"Ann","familyName":"Bee"},{"name":"unknown"},)"
      R"({"@type":"Person","name":["Cy","Other"],"sameAs":["ftp://x","https://c.example"]},"Org"]})");
  std::vector<std::string> got;
  for (const v1::Claimant& claimant : review.claim.claimants()) {
    got.push_back(StrCat(claimant.name(), ":", v1::Claimant::Kind_Name(claimant.kind()).substr(5)));
  }
  EXPECT_THAT(got,
              ElementsAre("Viral post:CROWD", "Org:ORGANIZATION", "Ann Bee:PERSON", "Cy:PERSON"));
  EXPECT_EQ(review.claim.claimants(3).same_as(), "");
}

TEST(ParseClaimReview, KeywordsOfEveryShape) {
  const auto topics = [](std::string_view keywords) {
    const ParsedReview review = With(StrCat(R"("keywords":)", keywords));
    return absl::StrJoin(review.claim.topics(), "|");
  };
  EXPECT_EQ(topics(R"("Economy")"), "economy");
  EXPECT_EQ(topics(R"("Economy, Health ,health,,")"), "economy|health");
  EXPECT_EQ(topics(R"("a, b; c")"), "a, b|c");
  EXPECT_EQ(topics(R"("['Law-and-order', \"people's\"]")"), "law-and-order|people's");
  EXPECT_EQ(topics(R"(["A, B","C"])"), "a|b|c");
  EXPECT_EQ(topics(R"([{"@type":"DefinedTerm","name":"A, B"}])"), "a, b");
}

TEST(ParseClaimReview, CitationsOfEveryShape) {
  const ParsedReview review = With(
      R"("citation":["https://a.example/1","https://www.a.example/1/#x","A book, page 3",)"
      R"({"@type":"CreativeWork","url":"https://b.example","name":"Title","author":{"name":"Ann"},)"
      R"("publisher":"Pub","datePublished":"2019","archivedAt":"https://archive.example/1",)"
      R"("sha256":"ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789"},)"
      R"("http://x y.example/",null,{"name":"Only a name"},{},7,"javascript:alert"])");
  std::vector<std::string> got;
  for (const ParsedEvidence& parsed : review.evidence) {
    got.push_back(StrCat(parsed.evidence.url(), " ", parsed.evidence.citation()));
    EXPECT_TRUE(IsId(parsed.id));
  }
  EXPECT_THAT(got,
              ElementsAre("https://a.example/1 ", " A book, page 3", "https://b.example Ann: Title",
                          " http://x y.example/", " Only a name", " javascript:alert"));
  const v1::Evidence& work = review.evidence[2].evidence;
  EXPECT_EQ(work.publisher(), "Pub");
  EXPECT_EQ(work.publish_date().year(), 2019);
  ASSERT_EQ(work.captures_size(), 1);
  EXPECT_EQ(work.captures(0).archive_url(), "https://archive.example/1");
  EXPECT_EQ(work.captures(0).sha256().substr(0, 6), "abcdef");
}

TEST(ParseClaimReview, IdentityIsPublisherArticleAndStatement) {
  const ParsedReview first = With("");
  EXPECT_EQ(With(R"("datePublished":"2021-01-01")").record_id, first.record_id);
  EXPECT_NE(With(R"("datePublished":"2021-01-01")").content_sha256, first.content_sha256);
  EXPECT_EQ(With(R"("claimReviewed":"the  moon is CHEESE")").record_id, first.record_id);
  EXPECT_EQ(With(R"("url":"http://www.checks.example/moon?utm_source=x")").record_id,
            first.record_id);
  EXPECT_NE(With(R"("claimReviewed":"The moon is not cheese.")").record_id, first.record_id);
  EXPECT_NE(With(R"("url":"https://checks.example/moon2")").record_id, first.record_id);
  EXPECT_EQ(With(R"("image":"https://checks.example/a.png")").content_sha256, first.content_sha256);
}

TEST(ParseClaimReview, TheSameSentenceByTwoClaimantsIsTwoClaims) {
  const auto shared = [](std::string_view name, std::string_view statement) {
    return With(StrCat(R"("claimReviewed":")", statement,
                       R"(","itemReviewed":{"@type":"Claim","author":{"name":")", name, R"("}})"))
        .shared_claim_id;
  };
  EXPECT_EQ(shared("Bob", "It rains."), shared("bob", "it rains"));
  EXPECT_NE(shared("Bob", "It rains."), shared("Ann", "It rains."));
  EXPECT_NE(shared("Bob", "It rains."), shared("Bob", "It rained."));
  EXPECT_EQ(shared("unknown", "It rains."), "");
}

TEST(ParseClaimReview, RecordsOfOursKeepTheirNamesAndTheirText) {
  const ParsedReview review = With(
      R"("claimReviewed":"write &amp;amp; for &amp;","identifier":{"@type":"PropertyValue",)"
      R"("propertyID":"factcheck.v1","value":"claims/c1/verdicts/p1"},)"
      R"("author":{"@type":"Organization","name":"A","identifier":[{"@type":"PropertyValue",)"
      R"("propertyID":"factcheck.v1","value":"publishers/p1"}]},"creativeWorkStatus":"Retracted",)"
      R"("reviewRating":{"alternateName":"Blorp","identifier":[{"propertyID":)"
      R"("factcheck.v1.Rating.code","value":"blorp"},)"
      R"({"propertyID":"factcheck.v1.NormalRating","value":"MIXED"}]},"citation":{"url":)"
      R"("https://b.example","identifier":[{"propertyID":"factcheck.v1","value":)"
      R"("claims/c1/evidence/e1"},{"propertyID":"factcheck.v1.Evidence.Kind","value":"PRIMARY"},)"
      R"({"propertyID":"factcheck.v1.Evidence.Stance","value":"REFUTES"}]})");
  EXPECT_EQ(review.claim.statement(), "write &amp;amp; for &amp;");
  EXPECT_EQ(review.our_claim_id, "c1");
  EXPECT_EQ(review.publisher.our_id, "p1");
  EXPECT_TRUE(review.retracted);
  EXPECT_EQ(review.rating->our_code, "blorp");
  EXPECT_EQ(review.rating->normal, v1::NORMAL_RATING_MIXED);
  EXPECT_EQ(review.evidence[0].id, "e1");
  EXPECT_EQ(review.evidence[0].evidence.kind(), v1::Evidence::KIND_PRIMARY);
  EXPECT_EQ(review.evidence[0].evidence.stance(), v1::Evidence::STANCE_REFUTES);
}

// Whatever is done to a record: it is taken or refused, and what is taken is within bounds.
TEST(ParseClaimReview, MutatedRecordsNeverBreakIt) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(StrCat("seed ", seed));
  std::mt19937 random(seed);
  const std::string record = RecordWith(
      R"("itemReviewed":{"@type":"Claim","author":{"name":"Bob"},"appearance":["https://d.example"]},)"
      R"("citation":[{"url":"https://c.example","archivedAt":["https://e.example"]}],"keywords":"a,b")");
  const std::vector<std::string> pieces = {
      "null", "[]", "{}", "\"",      "\\", "\\ud800", "[[[[",      "1e99",          "&amp;",
      "\xff", ",",  ":",  "\\u0000", "-1", "true",    "\"@type\"", "[\"a\",null,3]"};
  for (int round = 0; round < 4000; ++round) {
    std::string mutated = record;
    for (unsigned n = random() % 6 + 1; n > 0; --n) {
      const size_t at = random() % mutated.size();
      switch (random() % 4) {
        case 0:
          mutated.erase(at, random() % 20);
          break;
        case 1:
          mutated.insert(at, pieces[random() % pieces.size()]);
          break;
        case 2:
          mutated[at] = static_cast<char>(random());
          break;
        default:
          mutated.insert(at, mutated.substr(random() % mutated.size(), random() % 60));
      }
    }
    const ParsedRecord parsed = ParseClaimReviews(mutated, Options());
    EXPECT_FALSE(parsed.reviews.empty() && parsed.refusals.empty());
    for (const ParsedReview& review : parsed.reviews) {
      EXPECT_FALSE(review.claim.statement().empty());
      EXPECT_TRUE(IsId(review.record_id));
      EXPECT_TRUE(IsId(review.publisher.id)) << review.publisher.id;
      EXPECT_EQ(review.appearance_ids.size(), static_cast<size_t>(review.claim.appearances_size()));
    }
  }
}

}  // namespace
}  // namespace factcheck::domain
