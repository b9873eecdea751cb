#include "server/domain/values/filter.h"

#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/relationship.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/domain/values/violations_of.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const FilterField kFields[] = {
    {"statement", FilterField::Type::kText},
    {"topics", FilterField::Type::kTexts},
    {"state", FilterField::Type::kEnum, v1::Claim::State_descriptor()},
    {"stale", FilterField::Type::kBool},
    {"count", FilterField::Type::kNumber},
    {"create_time", FilterField::Type::kTime},
    {"nothing", FilterField::Type::kText},
    {"types", FilterField::Type::kTexts, v1::Relationship::Type_descriptor()},
    {"publisher", FilterField::Type::kName},
};

FilterValue Row(size_t index) {
  switch (index) {
    case 0:
      return "There was no \u00C9clat.";
    case 1:
      return std::vector<std::string_view>{"china", "balloon"};
    case 2:
      return int64_t{v1::Claim::STATE_ACCEPTED};
    case 3:
      return int64_t{1};
    case 4:
      return int64_t{5};
    case 5:
      return absl::FromUnixSeconds(1'676'808'000);  // 2023-02-19T12:00:00Z
    case 7:
      return std::vector<std::string_view>{"BACKGROUND"};
    case 8:
      return std::vector<std::string_view>{"publishers/wire", "wire"};
    default:
      return std::monostate();
  }
}

void CheckMatch(std::string_view text, bool expected) {
  Violations violations;
  const Filter filter = Filter::Parse("filter", text, kFields, violations);
  EXPECT_THAT(testing::Described(violations), ::testing::IsEmpty()) << text;
  EXPECT_EQ(filter.Matches(Row), expected) << text;
}

void CheckFault(std::string_view text, const std::string& fault) {
  Violations violations;
  const Filter filter = Filter::Parse("filter", text, kFields, violations);
  EXPECT_THAT(testing::Described(violations), ElementsAre(HasSubstr("filter: " + fault))) << text;
}

TEST(FilterTest, NamesMatchHoweverTheyAreWritten) {
  CheckMatch("publisher = wire", true);
  CheckMatch("publisher = \"publishers/wire\"", true);
  CheckMatch("publisher:wire", true);
  CheckMatch("publisher = wir", false);
  CheckMatch("publisher != wire", false);
  CheckMatch("publisher != desk", true);
  CheckMatch("NOT publisher = desk", true);
}

TEST(FilterTest, EmptyMatchesAll) {
  for (const char* text : {"", "  ", "\n"}) {
    Violations violations;
    const Filter filter = Filter::Parse("filter", text, kFields, violations);
    EXPECT_TRUE(filter.MatchesAll());
    EXPECT_TRUE(filter.Matches(Row));
    EXPECT_TRUE(violations.empty());
  }
}

TEST(FilterTest, ComparesEachType) {
  for (const char* text : {"state = ACCEPTED",
                           "state != RECEIVED",
                           "stale = true",
                           "stale != false",
                           "count = 5",
                           "count >= 5",
                           "count < 6",
                           "count > -1",
                           "topics:china",
                           "topics : \"balloon\"",
                           "types:BACKGROUND",
                           "statement:\"was NO \u00E9CLAT\"",
                           "create_time > 2023-02-19",
                           "create_time <= 2023-02-19T12:00:00Z",
                           "create_time = 2023-02-19T13:00:00+01:00",
                           "create_time < 2023-02-19T12:00:00.5Z",
                           "statement = \"There was no \u00C9clat.\"",
                           "statement != \"there was no \u00C9clat.\"",
                           "nothing != x",
                           "NOT nothing = x",
                           "NOT nothing:x",
                           "-nothing=x"}) {
    CheckMatch(text, true);
  }
  for (const char* text : {"state=RECEIVED", "stale=false", "count>5", "topics:chin",
                           "topics:CHINA", "types:PARAPHRASE_OF", "statement:yes",
                           "create_time<2023-02-19", "nothing=x", "nothing:x", "nothing = \"\""}) {
    CheckMatch(text, false);
  }
}

TEST(FilterTest, OrBindsTighterThanAnd) {
  // false AND (false OR true); the other way round it would be true.
  CheckMatch("count=0 AND count=0 OR count=5", false);
  CheckMatch("count=5 OR count=0 AND count=0", false);
  CheckMatch("count=5 OR count=0 AND count=5", true);
  CheckMatch("(count=0 AND count=0) OR count=5", true);
}

TEST(FilterTest, SideBySideIsAnd) {
  CheckMatch("count=5 stale=true", true);
  CheckMatch("count=5 stale=false", false);
  CheckMatch("count=0 count=0 OR count=5", false);
  CheckMatch("count=5 (stale=false OR stale=true) -count=6", true);
}

TEST(FilterTest, NegatesWhatFollows) {
  CheckMatch("NOT count=5", false);
  CheckMatch("NOT (count=5 stale=false)", true);
  CheckMatch("-(count=5)", false);
  CheckMatch("NOT count=0 AND NOT count=1 OR NOT count=5", true);
}

TEST(FilterTest, QuotedTextMayHoldAnything) {
  CheckMatch(R"text(nothing != "a \"quoted\" \\ AND (b)")text", true);
  CheckMatch("nothing!=\"\"", true);
}

TEST(FilterTest, FaultsSayWhatAndWhere) {
  CheckFault("colour = red", "expected one of the fields statement, topics, state");
  CheckFault("colour = red",
             "expected one of the fields statement, topics, state, stale, count, "
             "create_time, nothing, types, publisher at position 1");
  CheckFault("state", "expected one of = != after state at position 6");
  CheckFault("state > RECEIVED", "expected one of = != after state at position 7");
  CheckFault("topics = a", "expected one of : after topics at position 8");
  CheckFault("state = accepted", "expected one of RECEIVED, ACCEPTED");
  CheckFault("state = STATE_ACCEPTED", "expected one of RECEIVED, ACCEPTED");
  CheckFault("types:NONSENSE", "expected one of DUPLICATE_OF");
  CheckFault("stale = yes", "expected true or false at position 9");
  CheckFault("count = 1.5", "expected a whole number at position 9");
  CheckFault("count = 99999999999999999999", "expected a whole number");
  CheckFault("create_time > yesterday", "expected a time such as");
  CheckFault("create_time > infinite-past", "expected a time such as");
  CheckFault("create_time > 2023-02-30", "expected a time such as");
  CheckFault("count =", "expected a value at position 8");
  CheckFault("(count = 1", "expected ) at position 11");
  CheckFault("count = 1)", "unexpected text at position 10");
  CheckFault("()", "expected one of the fields");
  CheckFault("count = 1 AND", "expected a restriction after AND at position 14");
  CheckFault("count = 1 OR", "expected one of the fields");
  CheckFault("AND count = 1", "expected one of the fields");
  CheckFault("NOT", "expected one of the fields");
  CheckFault("NOT NOT count = 1", "expected one of the fields");
  CheckFault("statement = \"open", "expected a closing quotation mark");
  CheckFault(R"(statement = "\x")", "expected \\\" or \\\\ at position 14");
  CheckFault("\"just text\"", "expected one of the fields");
  CheckFault("count = 1 & stale = true", "expected one of the fields");
}

TEST(FilterTest, IsBounded) {
  CheckFault(std::string(2001, 'a'), "must have at most 2000 bytes");
  CheckMatch(std::string(20, '(') + "count=5" + std::string(20, ')'), true);
  CheckFault(std::string(21, '(') + "count=5" + std::string(21, ')'),
             "more than 20 levels of parentheses");
  CheckFault(std::string(1990, '('), "more than 20 levels of parentheses");
  std::string many;
  for (int i = 0; i < 100; ++i) many += "count=5 ";
  CheckMatch(many, true);
  CheckFault(many + "count=5", "more than 100 restrictions");
}

TEST(FilterTest, KnowsWhichFieldsItUses) {
  Violations violations;
  const Filter filter = Filter::Parse("filter", "NOT (stale=true OR count=1)", kFields, violations);
  EXPECT_TRUE(filter.Uses(3));
  EXPECT_TRUE(filter.Uses(4));
  EXPECT_FALSE(filter.Uses(2));
  EXPECT_FALSE(Filter().Uses(0));
}

void CheckOrder(std::string_view text, const std::string& field, bool descending) {
  constexpr std::string_view kAllowed[] = {"create_time", "update_time"};
  Violations violations;
  const Order order = ParseOrder("order_by", text, kAllowed, violations);
  EXPECT_TRUE(violations.empty()) << text;
  EXPECT_EQ(order.field, field) << text;
  EXPECT_EQ(order.descending, descending) << text;
}

TEST(ParseOrderTest, FieldAndDirection) {
  CheckOrder("", "create_time", true);
  CheckOrder("update_time", "update_time", false);
  CheckOrder("  update_time   desc ", "update_time", true);
  CheckOrder("create_time asc", "create_time", false);
}

TEST(ParseOrderTest, RefusesAnythingElse) {
  constexpr std::string_view kAllowed[] = {"create_time"};
  for (const char* text : {"state", "create_time DESC", "create_time desc desc", "desc",
                           "create_time, state", "create_time,"}) {
    Violations violations;
    ParseOrder("order_by", text, kAllowed, violations);
    EXPECT_THAT(testing::FieldsOf(violations), ElementsAre("order_by")) << text;
  }
}

}  // namespace
}  // namespace factcheck::domain
