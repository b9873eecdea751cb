#include "server/domain/values/field_mask.h"

#include "factcheck/v1/claim.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/domain/values/violations_of.h"

namespace factcheck::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kUpdatable[] = {"statement", "claimants", "claim_date"};

struct Outcome {
  std::vector<std::string> fields;
  std::vector<std::string> violated;
};

Outcome FieldsFor(std::vector<std::string> paths) {
  v1::Claim claim;
  claim.set_statement("There was no apology.");
  claim.mutable_claim_date();
  claim.set_claim_place("NBC");  // Set, but not updatable.
  google::protobuf::FieldMask mask;
  for (std::string& path : paths) mask.add_paths(std::move(path));
  Violations violations;
  Outcome outcome;
  outcome.fields = FieldsToUpdate("update_mask", mask, claim, kUpdatable, violations);
  outcome.violated = testing::FieldsOf(violations);
  return outcome;
}

TEST(FieldMaskTest, EmptyMeansWhatIsSet) {
  const Outcome outcome = FieldsFor({});
  EXPECT_THAT(outcome.fields, ElementsAre("statement", "claim_date"));
  EXPECT_THAT(outcome.violated, IsEmpty());
}

TEST(FieldMaskTest, StarMeansAll) {
  EXPECT_THAT(FieldsFor({"*"}).fields, ElementsAre("statement", "claimants", "claim_date"));
}

TEST(FieldMaskTest, NamedOnesOnceAndInOrder) {
  EXPECT_THAT(FieldsFor({"claimants", "statement", "claimants"}).fields,
              ElementsAre("statement", "claimants"));
}

TEST(FieldMaskTest, RefusesWhatCannotBeUpdated) {
  EXPECT_THAT(
      FieldsFor({"statement", "state", "nonsense", "claim_date.year", "", "Statement"}).violated,
      ElementsAre("update_mask.paths[1]", "update_mask.paths[2]", "update_mask.paths[3]",
                  "update_mask.paths[4]", "update_mask.paths[5]"));
}

TEST(FieldMaskTest, RefusesStarBesideOthers) {
  EXPECT_THAT(FieldsFor({"*", "statement"}).violated, ElementsAre("update_mask"));
}

TEST(FieldMaskTest, RefusesEndlessMasks) {
  EXPECT_THAT(FieldsFor(std::vector<std::string>(10'000, "x")).violated,
              ElementsAre("update_mask"));
}

TEST(CopyFieldsTest, CopiesAndClears) {
  v1::Claim from;
  from.set_statement("new");
  from.set_context("new");
  v1::Claim to;
  to.set_statement("old");
  to.set_context("old");
  to.add_claimants()->set_name("old");
  to.set_claim_place("old");
  const std::string fields[] = {"statement", "claimants"};
  CopyFields(fields, from, &to);
  EXPECT_EQ(to.statement(), "new");
  EXPECT_EQ(to.claimants_size(), 0);
  EXPECT_EQ(to.context(), "old");
  EXPECT_EQ(to.claim_place(), "old");
  EXPECT_EQ(from.statement(), "new");
}

}  // namespace
}  // namespace factcheck::domain
