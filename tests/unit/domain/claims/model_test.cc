// Random operations against a model that is written another way: each claim knows
// only into which it was merged directly; all else follows.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <set>

#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

using Claim = v1::Claim;

struct ModelClaim {
  Claim::State state = Claim::STATE_RECEIVED;  // Before a merge or deletion, while that lasts.
  Claim::DeclineReason decline_reason = Claim::DECLINE_REASON_UNSPECIFIED;
  bool deleted = false;
  std::optional<std::string> parent;  // Merged into, directly.
  std::string statement;
  std::set<std::string> urls;
  std::set<std::string> publishers;
};

class Model {
 public:
  std::map<std::string, ModelClaim> claims;

  std::string Root(const std::string& id) const {
    const ModelClaim& claim = claims.at(id);
    return claim.parent ? Root(*claim.parent) : id;
  }
  std::set<std::string> Below(const std::string& id) const {
    std::set<std::string> below;
    for (const auto& [other, claim] : claims) {
      if (claim.parent != id) continue;
      below.insert(other);
      below.merge(Below(other));
    }
    return below;
  }
  bool Published(const std::string& id) const {
    if (!claims.at(id).publishers.empty()) return true;
    for (const std::string& other : Below(id)) {
      if (!claims.at(other).publishers.empty()) return true;
    }
    return false;
  }
  Claim::State StateOf(const std::string& id) const {
    const ModelClaim& claim = claims.at(id);
    if (claim.parent) return Claim::STATE_MERGED;
    return claim.deleted ? Claim::STATE_DELETED : claim.state;
  }
  std::string Reject(const std::string& id) const {
    return StateOf(id) == Claim::STATE_MERGED ? "CLAIM_MERGED" : "ILLEGAL_TRANSITION";
  }
  bool Editable(const std::string& id) const {
    return StateOf(id) != Claim::STATE_MERGED && StateOf(id) != Claim::STATE_DELETED;
  }
};

class ClaimModelTest : public ClaimsTest {
 protected:
  static constexpr int kIds = 12;
  static constexpr int kSteps = 4000;

  std::string AnyId() { return StrCat("c", random_() % kIds); }

  // One random operation on the service and the model; the reason of each.
  std::pair<std::string, std::string> Step();
  std::string Expect(int operation, const std::string& id, const std::string& other);
  void CheckClaim(const std::string& id);
  void CheckLists();

  std::mt19937 random_;
  Model model_;
  int url_ = 0;
};

// What the model says of an operation; does it where it is allowed.
std::string ClaimModelTest::Expect(int operation, const std::string& id, const std::string& other) {
  auto found = model_.claims.find(id);
  if (operation == 0) {
    if (found != model_.claims.end()) return "ALREADY_EXISTS";
    model_.claims[id].statement = StrCat("Statement of ", id);
    return "OK";
  }
  if (found == model_.claims.end()) return "RESOURCE_NOT_FOUND";
  ModelClaim& claim = found->second;
  const Claim::State state = model_.StateOf(id);
  switch (operation) {
    case 1:
      if (state != Claim::STATE_RECEIVED) return model_.Reject(id);
      claim.state = Claim::STATE_ACCEPTED;
      return "OK";
    case 2:
      if (state != Claim::STATE_RECEIVED && state != Claim::STATE_ACCEPTED) {
        return model_.Reject(id);
      }
      if (model_.Published(id)) return "ILLEGAL_TRANSITION";
      claim.state = Claim::STATE_DECLINED;
      claim.decline_reason = Claim::DECLINE_REASON_NOT_CHECKABLE;
      return "OK";
    case 3:
      if (state == Claim::STATE_MERGED) {
        claim.parent.reset();
        return "OK";
      }
      if (state != Claim::STATE_DECLINED) return "ILLEGAL_TRANSITION";
      claim.state = Claim::STATE_RECEIVED;
      claim.decline_reason = Claim::DECLINE_REASON_UNSPECIFIED;
      return "OK";
    case 4: {
      if (id == other) return "INVALID_FIELDS";
      if (!model_.claims.contains(other)) return "RESOURCE_NOT_FOUND";
      if (!model_.Editable(id)) return model_.Reject(id);
      const Claim::State target = model_.StateOf(other);
      if (target != Claim::STATE_RECEIVED && target != Claim::STATE_ACCEPTED) {
        return model_.Reject(other);
      }
      claim.parent = other;
      return "OK";
    }
    case 5:
      if (!model_.Editable(id)) return model_.Reject(id);
      if (model_.Published(id)) return "ILLEGAL_TRANSITION";
      claim.deleted = true;
      return "OK";
    case 6:
      if (state != Claim::STATE_DELETED) return "ILLEGAL_TRANSITION";
      claim.deleted = false;
      return "OK";
    case 7:
      if (!model_.Editable(id)) return model_.Reject(id);
      claim.urls.insert(StrCat("https://example.org/", url_));
      return "OK";
    default:
      if (!model_.Editable(id)) return model_.Reject(id);
      claim.statement = StrCat("Statement ", url_);
      return "OK";
  }
}

std::pair<std::string, std::string> ClaimModelTest::Step() {
  const std::string id = AnyId();
  const std::string other = AnyId();
  const int operation = static_cast<int>(random_() % 10);
  ++url_;
  if (operation == 9) {
    // Somebody publishes, where that can be: on an accepted claim.
    if (model_.claims.contains(id) && model_.StateOf(id) == Claim::STATE_ACCEPTED &&
        random_() % 4 == 0) {
      const std::string publisher = StrCat("p", random_() % 3);
      Publish(id, publisher);
      model_.claims[id].publishers.insert(publisher);
    }
    return {};
  }
  if (operation == 4 && id == other) return {};
  const std::string expected = Expect(operation, id, other);
  absl::Status status;
  switch (operation) {
    case 0:
      status = TryCreate(contributor_, GoodClaim(StrCat("Statement of ", id)), id).status();
      break;
    case 1:
      status = Accept(id).status();
      break;
    case 2:
      status = Decline(id).status();
      break;
    case 3:
      status = Reopen(id).status();
      break;
    case 4:
      status = Merge(id, other).status();
      break;
    case 5:
      status = Delete(id).status();
      break;
    case 6:
      status = Undelete(id).status();
      break;
    case 7:
      status = AddAppearance(id, StrCat("https://example.org/", url_)).status();
      break;
    default: {
      Claim patch;
      patch.set_name(NameOf(id));
      patch.set_statement(StrCat("Statement ", url_));
      status = Update(patch, {"statement"}).status();
    }
  }
  return {StrCat(operation, " ", id, " ", other, ": ", ReasonName(status)),
          StrCat(operation, " ", id, " ", other, ": ", expected)};
}

void ClaimModelTest::CheckClaim(const std::string& id) {
  SCOPED_TRACE(id);
  const ModelClaim& expected = model_.claims.at(id);
  const Claim claim = Stored(id);
  const std::string root = model_.Root(id);
  EXPECT_EQ(claim.state(), model_.StateOf(id));
  EXPECT_EQ(claim.merged_into(), root == id ? "" : NameOf(root));
  std::set<std::string> merged_from;
  for (const std::string& name : claim.merged_from()) merged_from.insert(IdOf(name));
  EXPECT_EQ(merged_from, model_.Below(id));
  EXPECT_EQ(claim.statement(), expected.statement);
  std::set<std::string> urls;
  for (const v1::Appearance& appearance : claim.appearances()) urls.insert(appearance.url());
  EXPECT_EQ(urls, expected.urls);
  const bool standing = model_.StateOf(id) == expected.state;
  EXPECT_EQ(claim.decline_reason(),
            standing ? expected.decline_reason : Claim::DECLINE_REASON_UNSPECIFIED);

  const v1::ClaimStatus status = StatusOf(id);
  EXPECT_EQ(status.claim(), NameOf(root));
  if (root != id) return;
  size_t verdicts = expected.publishers.size();
  for (const std::string& other : model_.Below(id)) {
    verdicts += model_.claims.at(other).publishers.size();
  }
  EXPECT_EQ(static_cast<size_t>(status.verdicts_size()), verdicts);
  EXPECT_EQ(status.state() == v1::ClaimStatus::STATE_UNKNOWN, expected.deleted);
  if (!expected.deleted) {
    EXPECT_EQ(status.state() == v1::ClaimStatus::STATE_CHECKED, verdicts > 0);
  }
}

void ClaimModelTest::CheckLists() {
  std::map<std::string, int64_t> states;
  int64_t visible = 0;
  for (const auto& [id, claim] : model_.claims) {
    if (claim.deleted) continue;
    ++visible;
    ++states[Claim::State_Name(model_.StateOf(id)).substr(6)];
  }
  v1::ListClaimsRequest request;
  request.add_facets("state");
  for (const char* order : {"create_time", "update_time desc"}) {
    request.set_order_by(order);
    const v1::ListClaimsResponse listed = *List(consumer_, request);
    EXPECT_EQ(listed.total_size(), visible);
    EXPECT_EQ(listed.claims_size(), visible);
    std::map<std::string, int64_t> counted;
    for (const v1::FacetCount& count : listed.facets(0).counts()) {
      counted[count.value()] = count.count();
    }
    EXPECT_EQ(counted, states);
  }
}

TEST_F(ClaimModelTest, RandomOperationsAgreeWithTheModel) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  random_.seed(seed);
  for (int step = 0; step < kSteps; ++step) {
    const auto [got, expected] = Step();
    ASSERT_EQ(got, expected) << "step " << step;
    if (step % 10 != 0) continue;
    for (const auto& [id, claim] : model_.claims) CheckClaim(id);
    CheckLists();
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace factcheck::testing
