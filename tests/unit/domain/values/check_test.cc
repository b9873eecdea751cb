#include "server/domain/values/check.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/domain/values/violations_of.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using testing::FieldsOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'676'808'000);  // 2023-02-19T12:00:00Z

void CheckTag(std::string tag, const std::string& expected) {
  const std::string given = tag;
  Violations violations;
  CheckLanguage("language", false, &tag, violations);
  EXPECT_THAT(testing::Described(violations), IsEmpty()) << given;
  EXPECT_EQ(tag, expected) << given;
}

void CheckNoTag(std::string tag) {
  Violations violations;
  CheckLanguage("language", true, &tag, violations);
  EXPECT_THAT(FieldsOf(violations), ElementsAre("language")) << tag;
}

TEST(CheckLanguageTest, BringsTagsToCanonicalForm) {
  CheckTag("en", "en");
  CheckTag("EN-us", "en-US");
  CheckTag("zh-hant-tw", "zh-Hant-TW");
  CheckTag("sr-LATN", "sr-Latn");
  CheckTag("es-419", "es-419");
  CheckTag("iw", "he");
  CheckTag("in-ID", "id-ID");
  CheckTag("no", "no");
  CheckTag("haw", "haw");
  CheckTag("und", "und");
  CheckTag("UND", "und");
  CheckTag("de-1996", "de-1996");
  CheckTag("", "");
}

TEST(CheckLanguageTest, RefusesWhatIsNoTag) {
  for (const char* tag : {"", "english", "e", "en_US", "en-", "-en", "en--US", "x-private", "xx",
                          "1234", "en US", "\xC3\xA9n", "undefined", "en-USA-extra-long-subtag1",
                          "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd"}) {
    CheckNoTag(tag);
  }
  CheckNoTag(std::string("en\0us", 5));
}

v1::PartialDate Date(int year, int month = 0, int day = 0) {
  v1::PartialDate date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

void CheckDate(const v1::PartialDate& date, std::vector<std::string> violated, bool past = true) {
  Violations violations;
  CheckPartialDate("d", past, kNow, date, violations);
  EXPECT_EQ(FieldsOf(violations), violated) << date.ShortDebugString();
}

TEST(CheckPartialDateTest, RealDatesPass) {
  CheckDate(Date(1), {});
  CheckDate(Date(9999, 12, 31), {}, false);
  CheckDate(Date(2000, 2, 29), {});
  CheckDate(Date(2020, 2, 29), {});
  CheckDate(Date(2023), {});
  CheckDate(Date(2023, 2), {});
}

TEST(CheckPartialDateTest, ImpossibleOnesDoNot) {
  CheckDate(Date(0), {"d.year"});
  CheckDate(Date(-1), {"d.year"});
  CheckDate(Date(10'000), {"d.year"}, false);
  CheckDate(Date(2022, 13), {"d.month"});
  CheckDate(Date(2022, -1, 1), {"d.month"});
  CheckDate(Date(2022, 2, 30), {"d.day"});
  CheckDate(Date(2022, 2, 29), {"d.day"});
  CheckDate(Date(1900, 2, 29), {"d.day"});
  CheckDate(Date(2022, 4, 31), {"d.day"});
  CheckDate(Date(2022, 4, -1), {"d.day"});
  CheckDate(Date(2022, 0, 1), {"d.day"});
  CheckDate(Date(0, 13, 1), {"d.year", "d.month"});
  CheckDate(Date(std::numeric_limits<int>::max(), std::numeric_limits<int>::min(), 1),
            {"d.year", "d.month"});
}

TEST(CheckPartialDateTest, TheFutureBeginsTheDayAfterTomorrow) {
  CheckDate(Date(2023, 2, 20), {});
  CheckDate(Date(2023, 2, 21), {"d"});
  CheckDate(Date(2023, 2, 21), {}, false);
  CheckDate(Date(2023, 3), {"d"});
  CheckDate(Date(2024), {"d"});
}

TEST(CheckPartialDateTest, TheTimeFallsOnTheDateGiveOrTakeADay) {
  v1::PartialDate date = Date(2023, 2, 18);
  const int64_t start = 1'676'678'400;  // 2023-02-18T00:00:00Z
  date.mutable_time()->set_seconds(start - 86'400);
  CheckDate(date, {});
  date.mutable_time()->set_seconds(start - 86'401);
  CheckDate(date, {"d.time"});
  date.mutable_time()->set_seconds(start + 2 * 86'400 - 1);
  CheckDate(date, {});
  date.mutable_time()->set_seconds(start + 2 * 86'400);
  CheckDate(date, {"d.time"});
  date.mutable_time()->set_seconds(start);
  date.mutable_time()->set_nanos(-1);
  CheckDate(date, {"d.time"});
}

TEST(CheckPartialDateTest, TheTimeOfAYearIsWithinIt) {
  v1::PartialDate date = Date(2022);
  date.mutable_time()->set_seconds(1'650'000'000);
  CheckDate(date, {});
  date.mutable_time()->set_seconds(1'600'000'000);
  CheckDate(date, {"d.time"});
}

void CheckTime(int64_t seconds, int32_t nanos, bool good) {
  google::protobuf::Timestamp time;
  time.set_seconds(seconds);
  time.set_nanos(nanos);
  Violations violations;
  CheckTimestamp("t", time, violations);
  EXPECT_THAT(FieldsOf(violations), SizeIs(good ? 0 : 1)) << time.ShortDebugString();
}

TEST(CheckTimestampTest, YearsOneTo9999) {
  CheckTime(-62'135'596'800, 0, true);
  CheckTime(-62'135'596'801, 999'999'999, false);
  CheckTime(253'402'300'799, 999'999'999, true);
  CheckTime(253'402'300'800, 0, false);
  CheckTime(std::numeric_limits<int64_t>::max(), 0, false);
  CheckTime(std::numeric_limits<int64_t>::min(), 0, false);
  CheckTime(0, -1, false);
  CheckTime(0, 1'000'000'000, false);
}

TEST(CheckTimestampTest, PastHasADayOfSlack) {
  google::protobuf::Timestamp time;
  time.set_seconds(absl::ToUnixSeconds(kNow) + 86'400);
  Violations violations;
  CheckPastTimestamp("t", kNow, time, violations);
  EXPECT_TRUE(violations.empty());
  time.set_nanos(1);
  CheckPastTimestamp("t", kNow, time, violations);
  EXPECT_EQ(violations.count(), 1u);
  time.set_nanos(-1);  // One fault, one violation.
  CheckPastTimestamp("t", kNow, time, violations);
  EXPECT_EQ(violations.count(), 2u);
}

TEST(CheckRangeTest, BothEndsAreIn) {
  Violations violations;
  CheckRange("a", 0, 0, 5, violations);
  CheckRange("b", 5, 0, 5, violations);
  CheckRange("c", 6, 0, 5, violations);
  CheckRange("d", -1, 0, 5, violations);
  EXPECT_THAT(FieldsOf(violations), ElementsAre("c", "d"));
}

TEST(CheckSetTest, ZeroIsNotSet) {
  Violations violations;
  CheckSet("a", 1, violations);
  CheckSet("b", 0, violations);
  EXPECT_THAT(FieldsOf(violations), ElementsAre("b"));
}

TEST(CheckPageTest, NegativeSizesAndEndlessTokens) {
  Violations violations;
  CheckPage(0, "", violations);
  CheckPage(1'000'000, std::string(2048, 'a'), violations);
  EXPECT_TRUE(violations.empty());
  CheckPage(-1, std::string(2049, 'a'), violations);
  EXPECT_THAT(FieldsOf(violations), ElementsAre("page_size", "page_token"));
}

TEST(CheckEtagTest, ThirteenOfBase32Hex) {
  Violations violations;
  CheckEtag("a", "", violations);
  CheckEtag("b", "0123456789abv", violations);
  EXPECT_TRUE(violations.empty());
  for (const char* etag :
       {"0123456789abw", "0123456789ab", "0123456789abcd", "0123456789abV", "\"123456789ab\""}) {
    CheckEtag(etag, etag, violations);
  }
  EXPECT_EQ(violations.count(), 5u);
}

}  // namespace
}  // namespace factcheck::domain
