// The rules of publishers and scales, table by table.
#include "server/domain/publishers/rules.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> FieldsOf(const Violations& violations) {
  return testing::ViolatedFields(violations.ToStatus());
}

v1::RatingScale Scale() {
  v1::RatingScale scale;
  scale.set_display_name("Truth-O-Meter");
  const auto add = [&](const char* code, v1::NormalRating normal, int ordinal) {
    v1::Rating* rating = scale.add_ratings();
    rating->set_code(code);
    rating->set_normal(normal);
    if (ordinal >= 0) rating->set_ordinal(ordinal);
    v1::LocalizedText* label = rating->add_labels();
    label->set_language("en");
    label->set_text(code);
  };
  add("false", v1::NORMAL_RATING_FALSE, 0);
  add("mostly-false", v1::NORMAL_RATING_FALSE, 1);
  add("half-true", v1::NORMAL_RATING_MIXED, 2);
  add("true", v1::NORMAL_RATING_TRUE, 3);
  add("satire", v1::NORMAL_RATING_OTHER, -1);
  return scale;
}

struct ScaleCase {
  const char* name;
  std::function<void(v1::RatingScale&)> change;
  std::vector<std::string> fields;
};

void CheckScales(const std::vector<ScaleCase>& cases) {
  for (const ScaleCase& c : cases) {
    SCOPED_TRACE(c.name);
    v1::RatingScale scale = Scale();
    c.change(scale);
    Violations violations;
    ValidateScale("s", &scale, violations);
    EXPECT_EQ(FieldsOf(violations), c.fields);
  }
}

TEST(ScaleRules, TakeOrderedAndUnorderedRatings) {
  CheckScales({
      {"as it is", [](auto&) {}, {}},
      {"no order at all",
       [](auto& s) {
         for (auto& r : *s.mutable_ratings()) r.clear_ordinal();
       },
       {}},
      {"one rating", [](auto& s) { s.mutable_ratings()->DeleteSubrange(1, 4); }, {}},
      {"labels in two languages",
       [](auto& s) {
         auto* label = s.mutable_ratings(0)->add_labels();
         label->set_language("de");
         label->set_text("Falsch");
       },
       {}},
      {"the same label twice",
       [](auto& s) { s.mutable_ratings(1)->mutable_labels(0)->set_text("false"); },
       {}},
      {"bounds of ordinals", [](auto& s) { s.mutable_ratings(3)->set_ordinal(1000); }, {}},
  });
}

TEST(ScaleRules, RefuseInvertedScales) {
  CheckScales({
      {"wholly inverted",
       [](auto& s) {
         for (int i = 0; i < 4; ++i) s.mutable_ratings(i)->set_ordinal(3 - i);
       },
       {"s.ratings[0].ordinal", "s.ratings[1].ordinal", "s.ratings[2].ordinal"}},
      {"FALSE above MIXED",
       [](auto& s) {
         s.mutable_ratings(1)->set_ordinal(2);
         s.mutable_ratings(2)->set_ordinal(1);
       },
       {"s.ratings[1].ordinal"}},
      {"FALSE above TRUE without MIXED",
       [](auto& s) {
         s.mutable_ratings(2)->clear_ordinal();
         s.mutable_ratings(1)->set_ordinal(9);
       },
       {"s.ratings[1].ordinal"}},
      {"MIXED above TRUE",
       [](auto& s) { s.mutable_ratings(2)->set_ordinal(4); },
       {"s.ratings[2].ordinal"}},
  });
}

TEST(ScaleRules, RefuseWhatIsNotDistinctOrOutOfBounds) {
  CheckScales({
      {"code twice",
       [](auto& s) { s.mutable_ratings(1)->set_code("false"); },
       {"s.ratings[1].code"}},
      {"ordinal twice",
       [](auto& s) { s.mutable_ratings(1)->set_ordinal(0); },
       {"s.ratings[1].ordinal"}},
      {"language twice",
       [](auto& s) { *s.mutable_ratings(0)->add_labels() = s.ratings(0).labels(0); },
       {"s.ratings[0].labels[1].language"}},
      {"language twice in other case",
       [](auto& s) {
         *s.mutable_ratings(0)->add_labels() = s.ratings(0).labels(0);
         s.mutable_ratings(0)->mutable_labels(1)->set_language("EN");
       },
       {"s.ratings[0].labels[1].language"}},
      {"language of a definition twice",
       [](auto& s) {
         *s.mutable_ratings(0)->add_definitions() = s.ratings(0).labels(0);
         *s.mutable_ratings(0)->add_definitions() = s.ratings(0).labels(0);
       },
       {"s.ratings[0].definitions[1].language"}},
      {"bad code",
       [](auto& s) { s.mutable_ratings(0)->set_code("Pants on fire"); },
       {"s.ratings[0].code"}},
      {"code of 64",
       [](auto& s) { s.mutable_ratings(0)->set_code(std::string(64, 'a')); },
       {"s.ratings[0].code"}},
      {"no label", [](auto& s) { s.mutable_ratings(0)->clear_labels(); }, {"s.ratings[0].labels"}},
      {"empty label",
       [](auto& s) { s.mutable_ratings(0)->mutable_labels(0)->clear_text(); },
       {"s.ratings[0].labels[0].text"}},
      {"no language",
       [](auto& s) { s.mutable_ratings(0)->mutable_labels(0)->clear_language(); },
       {"s.ratings[0].labels[0].language"}},
      {"no normal form",
       [](auto& s) { s.mutable_ratings(4)->clear_normal(); },
       {"s.ratings[4].normal"}},
      {"ordinal below 0",
       [](auto& s) { s.mutable_ratings(0)->set_ordinal(-1); },
       {"s.ratings[0].ordinal"}},
      {"ordinal above 1000",
       [](auto& s) { s.mutable_ratings(3)->set_ordinal(1001); },
       {"s.ratings[3].ordinal"}},
      {"ordinal of OTHER",
       [](auto& s) { s.mutable_ratings(4)->set_ordinal(7); },
       {"s.ratings[4].ordinal"}},
      {"no name", [](auto& s) { s.clear_display_name(); }, {"s.display_name"}},
      {"no ratings", [](auto& s) { s.clear_ratings(); }, {"s.ratings"}},
      {"too many ratings",
       [](auto& s) {
         while (s.ratings_size() <= kMaxRatings) s.add_ratings();
       },
       {"s.ratings"}},
      {"too large",
       [](auto& s) {
         auto* text = s.mutable_ratings(0)->add_definitions();
         text->set_language("en");
         text->set_text(std::string(kMaxScaleBytes, 'x'));
       },
       {"s"}},
  });
}

TEST(ScaleRules, ClearWhatOnlyTheStoreSets) {
  v1::RatingScale scale = Scale();
  scale.set_name("publishers/p/ratingScales/s/versions/9");
  scale.set_etag("0000000000001");
  scale.mutable_create_time()->set_seconds(1);
  Violations violations;
  ValidateScale("s", &scale, violations);
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(scale.name(), "");
  EXPECT_EQ(scale.etag(), "");
  EXPECT_FALSE(scale.has_create_time());
}

struct PublisherCase {
  const char* name;
  std::function<void(v1::Publisher&)> change;
  std::vector<std::string> fields;
};

void CheckPublishers(const std::vector<PublisherCase>& cases) {
  for (const PublisherCase& c : cases) {
    SCOPED_TRACE(c.name);
    v1::Publisher publisher;
    publisher.set_display_name("Reuters");
    c.change(publisher);
    Violations violations;
    ValidatePublisher("p", "reuters", &publisher, violations);
    EXPECT_EQ(FieldsOf(violations), c.fields);
  }
}

TEST(PublisherRules, NameEveryBrokenField) {
  CheckPublishers({
      {"least", [](auto&) {}, {}},
      {"no name", [](auto& p) { p.clear_display_name(); }, {"p.display_name"}},
      {"long name", [](auto& p) { p.set_display_name(std::string(501, 'n')); }, {"p.display_name"}},
      {"home of another scheme",
       [](auto& p) { p.set_home_url("ftp://reuters.com/"); },
       {"p.home_url"}},
      {"logo that is no address", [](auto& p) { p.set_logo_url("logo.png"); }, {"p.logo_url"}},
      {"bad language",
       [](auto& p) { p.set_default_language("english please"); },
       {"p.default_language"}},
      {"domain with a scheme",
       [](auto& p) { p.add_domains("https://reuters.com"); },
       {"p.domains[0]"}},
      {"domain with a path",
       [](auto& p) {
         p.add_domains("a.org");
         p.add_domains("reuters.com/x");
       },
       {"p.domains[1]"}},
      {"too many domains",
       [](auto& p) {
         for (int i = 0; i <= kMaxDomains; ++i) p.add_domains("d" + std::to_string(i) + ".org");
       },
       {"p.domains"}},
      {"quorum below", [](auto& p) { p.mutable_policy()->set_quorum(-1); }, {"p.policy.quorum"}},
      {"quorum above", [](auto& p) { p.mutable_policy()->set_quorum(21); }, {"p.policy.quorum"}},
      {"origins below",
       [](auto& p) { p.mutable_policy()->set_minimum_origins(-1); },
       {"p.policy.minimum_origins"}},
      {"origins above",
       [](auto& p) { p.mutable_policy()->set_minimum_origins(51); },
       {"p.policy.minimum_origins"}},
      {"bounds of the policy",
       [](auto& p) {
         p.mutable_policy()->set_quorum(20);
         p.mutable_policy()->set_minimum_origins(50);
       },
       {}},
      {"scale that is no name",
       [](auto& p) { p.set_default_rating_scale("truth"); },
       {"p.default_rating_scale"}},
      {"scale of another house",
       [](auto& p) { p.set_default_rating_scale("publishers/ap/ratingScales/truth"); },
       {"p.default_rating_scale"}},
      {"several at once",
       [](auto& p) {
         p.clear_display_name();
         p.set_home_url("x");
         p.mutable_policy()->set_quorum(99);
       },
       {"p.display_name", "p.home_url", "p.policy.quorum"}},
  });
}

TEST(PublisherRules, BringDomainsToOneForm) {
  v1::Publisher publisher;
  publisher.set_display_name("Beispiel");
  publisher.add_domains("Reuters.COM");
  publisher.add_domains("reuters.com");
  publisher.add_domains("bücher.example");
  Violations violations;
  ValidatePublisher("p", "b", &publisher, violations);
  EXPECT_THAT(FieldsOf(violations), IsEmpty());
  EXPECT_THAT(publisher.domains(), ElementsAre("reuters.com", "xn--bcher-kva.example"));
}

TEST(PublisherRules, OneApprovalIsTheLeast) {
  v1::Publisher publisher;
  publisher.set_display_name("Reuters");
  Violations violations;
  ValidatePublisher("p", "reuters", &publisher, violations);
  EXPECT_EQ(publisher.policy().quorum(), 1);
  EXPECT_EQ(publisher.name(), "publishers/reuters");
}

}  // namespace
}  // namespace factcheck::domain
