#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/domain/values/check.h"
#include "tests/unit/domain/values/violations_of.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr TextRule kLine = {.max_bytes = 100};
constexpr TextRule kLines = {.max_bytes = 100, .lines = true};

// A good text: what it becomes.
void CheckBecomes(std::string text, const std::string& expected, const TextRule& rule = kLine) {
  const std::string given = text;
  Violations violations;
  CheckText("f", rule, &text, violations);
  EXPECT_THAT(testing::Described(violations), IsEmpty()) << ::testing::PrintToString(given);
  EXPECT_EQ(text, expected) << ::testing::PrintToString(given);
}

// A bad text: what is said of it.
void CheckRefused(std::string text, const std::string& why, const TextRule& rule = kLine) {
  Violations violations;
  CheckText("f", rule, &text, violations);
  EXPECT_THAT(testing::Described(violations), ElementsAre(HasSubstr(why)))
      << ::testing::PrintToString(text);
}

TEST(CheckTextTest, ComposesDecomposedAccents) {
  CheckBecomes("Cafe\u0301", "Caf\u00E9");
  CheckBecomes("Vie\u0323\u0302t", "Vi\u1EC7t");
  CheckBecomes("\u1112\u1161\u11AB", "\uD55C");  // Conjoining jamo.
  CheckBecomes("\u212B", "\u00C5");              // Ångström sign.
  CheckBecomes("\u0958", "\u0915\u093C");        // Excluded from composition: grows apart.
}

TEST(CheckTextTest, KeepsWhatIsWrittenInTheWorld) {
  for (const char* text :
       {"plain", "\u05E9\u05DC\u05D5\u05DD \u200Fabc\u200F", "\u0645\u06CC\u200C\u062E\u0648\u0627",
        "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\u2764\uFE0F", "a\u200Bb", "a\u00ADb",
        "\u202A+1 202\u202C", "\u2068name\u2069", "\uE000", "\U0010FFFD", "\u00A0x\u00A0y"}) {
    std::string stripped = text;
    if (stripped.rfind("\u00A0", 0) == 0) stripped = stripped.substr(2);
    CheckBecomes(text, stripped);
  }
}

TEST(CheckTextTest, RefusesOverridesOfDirection) {
  CheckRefused("abc\u202Egpj.exe", "overrides the direction of text at byte 3");
  CheckRefused("\u202Dabc", "overrides the direction of text at byte 0");
}

TEST(CheckTextTest, RefusesControlCharacters) {
  for (int c = 0; c < 0x20; ++c) {
    if (c == '\n' || c == '\t') continue;
    CheckRefused(std::string("a") + static_cast<char>(c) + "b", "control character at byte 1",
                 kLines);
  }
  CheckRefused(std::string("a\0b", 3), "control character at byte 1");
  CheckRefused("\x7F", "control character at byte 0");
  CheckRefused("a\u0085b", "control character at byte 1", kLines);
  CheckRefused("\u009F", "control character at byte 0");
}

TEST(CheckTextTest, RefusesWhatIsNotUtf8) {
  for (const char* text : {"a\xC0\x80", "a\xE0\x80\xAF", "a\xF0\x80\x80\xAF",  // Overlong.
                           "a\xED\xA0\x80", "a\xED\xBF\xBF",                   // Surrogates.
                           "a\xF4\x90\x80\x80", "a\xF8\x88\x80\x80\x80",       // Beyond U+10FFFF.
                           "a\x80", "a\xFF", "a\xC3", "a\xE2\x82", "a\xC3(", "a\xE9t\xE9"}) {
    CheckRefused(text, "not valid UTF-8 at byte 1", kLines);
  }
}

TEST(CheckTextTest, RefusesNoncharacters) {
  for (const char* text : {"\uFDD0", "\uFDEF", "\uFFFE", "\uFFFF", "\U0001FFFE", "\U0010FFFF"}) {
    CheckRefused(text, "no character at byte 0");
  }
}

TEST(CheckTextTest, LineBreaksOnlyWhereAllowed) {
  CheckRefused("a\nb", "line break or tab at byte 1");
  CheckRefused("a\tb", "line break or tab at byte 1");
  CheckRefused("a\u2028b", "line break at byte 1");
  CheckRefused("a\r\nb", "control character at byte 1");
  CheckBecomes("a\r\nb\n\tc", "a\nb\n\tc", kLines);
  CheckBecomes("a\u2028b\u2029c", "a\nb\nc", kLines);
  CheckRefused("a\rb", "control character at byte 1", kLines);
  CheckRefused("a\r", "control character at byte 1", kLines);
}

TEST(CheckTextTest, StripsWhiteSpaceOfAnyKindAtBothEnds) {
  CheckBecomes("  a b  ", "a b");
  CheckBecomes("\u3000\u00A0a\u2003\u2009", "a");
  CheckBecomes("\n\na\n", "a", kLines);
  CheckBecomes("   ", "");
  CheckBecomes("\u3000", "");
}

TEST(CheckTextTest, RequiredMeansSomethingToSee) {
  const TextRule required = {.max_bytes = 100, .required = true};
  for (const char* text : {"", "  ", "\u3000", "\u200B", "\u200D\u2060", "\uFEFF", "\u00AD"}) {
    CheckRefused(text, "is required", required);
  }
  CheckBecomes("0", "0", required);
}

TEST(CheckTextTest, BoundsBytesBeforeAndAfterNormalisation) {
  CheckBecomes(std::string(100, 'a'), std::string(100, 'a'));
  CheckRefused(std::string(101, 'a'), "at most 100 bytes, not 101");
  std::string grows;  // Each of three bytes becomes six.
  for (int i = 0; i < 33; ++i) grows += "\u0958";
  CheckRefused(grows, "at most 100 bytes, not 198");
}

TEST(CheckTextsTest, ChecksEachAndRefusesRepeats) {
  google::protobuf::RepeatedPtrField<std::string> texts;
  for (const char* text : {"caf\u00E9", "cafe\u0301", "", "ok", "a\x01"}) *texts.Add() = text;
  Violations violations;
  CheckTexts("topics", 5, kLine, &texts, violations);
  EXPECT_THAT(testing::Described(violations),
              ElementsAre("topics[1]: is there already", "topics[2]: is required",
                          HasSubstr("topics[4]: has a control character")));
  EXPECT_EQ(texts[1], "caf\u00E9");
}

TEST(CheckTextsTest, LooksAtNoneOfTooMany) {
  google::protobuf::RepeatedPtrField<std::string> texts;
  for (int i = 0; i < 10'000; ++i) *texts.Add() = "\x01";
  Violations violations;
  CheckTexts("topics", 50, kLine, &texts, violations);
  EXPECT_THAT(testing::Described(violations),
              ElementsAre("topics: must have at most 50 entries, not 10000"));
}

void CheckSame(const std::string& a, const std::string& b) {
  EXPECT_EQ(ExactForm(a), ExactForm(b)) << ::testing::PrintToString(a);
}

TEST(ExactFormTest, IgnoresWhatIsNoDifferenceInWords) {
  const std::string form = "there was no apology";
  for (const char* text :
       {"There was no apology.", "THERE WAS NO APOLOGY", "  there  was\n no\tapology ... ",
        "There was no apology!?", "There\u00A0was no apology\u2026", "There was no apology\u3002",
        "\uFF34here was no apology", "There was\u200B no apo\u00ADlogy",
        "There was no apology \u06D4"}) {
    EXPECT_EQ(ExactForm(text), form) << text;
  }
  CheckSame("\u201CYes\u201D, it\u2019s \u2018so\u2019", "\"yes\", it's 'so'");
  CheckSame("\u00ABoui\u00BB \u2014 non", "\"Oui\" - non");
  CheckSame("Stra\u00DFe", "STRASSE");
  CheckSame("cafe\u0301", "CAF\u00C9");
  CheckSame("\uFB01ne", "fine");
  CheckSame("\u03A3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2",
            "\u03C3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C3");
}

TEST(ExactFormTest, KeepsWhatIsADifference) {
  EXPECT_NE(ExactForm("There was an apology"), ExactForm("There was no apology"));
  EXPECT_NE(ExactForm("40 countries"), ExactForm("41 countries"));
  EXPECT_NE(ExactForm("40%"), ExactForm("40"));
  EXPECT_NE(ExactForm("caf\u00E9"), ExactForm("cafe"));
  EXPECT_NE(ExactForm("Is. It"), ExactForm("Is It"));
}

TEST(ExactFormTest, OfPunctuationAloneIsThePunctuation) {
  EXPECT_EQ(ExactForm("?!"), "?!");
  EXPECT_EQ(ExactForm(""), "");
}

TEST(ExactFormTest, TakesAnyBytes) {
  EXPECT_EQ(ExactForm("a\xFFz"), "a\uFFFDz");
  EXPECT_EQ(ExactForm(std::string("a\0z", 3)), "a z");
}

TEST(ExactFormTest, IsItsOwnExactForm) {
  for (const char* text : {"There was no apology.", "\u00B4\u00A8 x", "\u0130stanbul", "\u1E9E",
                           "a . b . ", "\u2033", "\uFDFA"}) {
    EXPECT_EQ(ExactForm(ExactForm(text)), ExactForm(text)) << text;
  }
}

}  // namespace
}  // namespace factcheck::domain
