#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <thread>

#include "absl/synchronization/barrier.h"
#include "server/domain/values/check.h"
#include "tests/unit/domain/claims/claims_fixture.h"

namespace factcheck::testing {
namespace {

namespace keys = domain::keys;

class ClaimRaceTest : public ClaimsTest {
 protected:
  static constexpr int kThreads = 8;

  // Runs `body` with the numbers of the threads, all begun together.
  void AtOnce(const std::function<void(int)>& body) {
    auto* const barrier = new absl::Barrier(kThreads);
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        if (barrier->Block()) delete barrier;
        body(i);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  // How often each reason ("OK" among them) came.
  std::map<std::string, int> Outcomes(const std::function<absl::Status(int)>& body) {
    absl::Mutex mutex;
    std::map<std::string, int> outcomes;
    AtOnce([&](int i) {
      const std::string reason = ReasonName(body(i));
      absl::MutexLock lock(&mutex);
      ++outcomes[reason];
    });
    return outcomes;
  }
};

TEST_F(ClaimRaceTest, AllAppearancesOfManyWritersAreThereAndIndexed) {
  Create("c1");
  constexpr int kEach = 20;
  AtOnce([&](int thread) {
    for (int i = 0; i < kEach; ++i) {
      const auto added = AddAppearance("c1", StrCat("https://example.org/", thread, "-", i));
      EXPECT_TRUE(added.ok()) << added.status();
    }
  });
  const v1::Claim claim = Stored("c1");
  EXPECT_EQ(claim.appearances_size(), kThreads * kEach);
  std::set<std::string> names;
  for (const v1::Appearance& appearance : claim.appearances()) {
    names.insert(appearance.name());
    EXPECT_TRUE(HasKey(keys::UrlIndex(appearance.canonical_url(), "c1")));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(claim.appearances_size()));
}

TEST_F(ClaimRaceTest, OneAddressIsAddedOnce) {
  Create("c1");
  const auto outcomes =
      Outcomes([&](int) { return AddAppearance("c1", "https://example.org/a").status(); });
  EXPECT_EQ(outcomes, (std::map<std::string, int>{{"OK", 1}, {"ALREADY_EXISTS", kThreads - 1}}));
}

TEST_F(ClaimRaceTest, OneIdIsGivenOnce) {
  const auto outcomes =
      Outcomes([&](int) { return TryCreate(contributor_, GoodClaim(), "c1").status(); });
  EXPECT_EQ(outcomes, (std::map<std::string, int>{{"OK", 1}, {"ALREADY_EXISTS", kThreads - 1}}));
}

TEST_F(ClaimRaceTest, OneOfManyAccepts) {
  Create("c1");
  const auto outcomes = Outcomes([&](int) { return Accept("c1").status(); });
  EXPECT_EQ(outcomes,
            (std::map<std::string, int>{{"OK", 1}, {"ILLEGAL_TRANSITION", kThreads - 1}}));
  EXPECT_EQ(StatusOf("c1").state(), v1::ClaimStatus::STATE_IN_PROGRESS);
}

TEST_F(ClaimRaceTest, WithoutAnEtagEveryWriterWinsInTurn) {
  Create("c1");
  const auto outcomes = Outcomes([&](int i) {
    v1::Claim patch;
    patch.set_name("claims/c1");
    patch.set_statement(StrCat("Statement ", i));
    return Update(patch, {"statement"}).status();
  });
  EXPECT_EQ(outcomes, (std::map<std::string, int>{{"OK", kThreads}}));
  const std::string statement = Stored("c1").statement();
  EXPECT_TRUE(HasKey(keys::TextIndex(domain::ExactForm(statement), "c1")));
}

TEST_F(ClaimRaceTest, WithAnEtagOneWriterWins) {
  const std::string etag = Create("c1").etag();
  const auto outcomes = Outcomes([&](int i) {
    v1::Claim patch;
    patch.set_name("claims/c1");
    patch.set_etag(etag);
    patch.set_context(StrCat("Context ", i));
    return Update(patch, {"context"}).status();
  });
  EXPECT_EQ(outcomes, (std::map<std::string, int>{{"OK", 1}, {"ETAG_MISMATCH", kThreads - 1}}));
}

TEST_F(ClaimRaceTest, MergesInARingLeaveOneClaimStanding) {
  for (int round = 0; round < 10; ++round) {
    const auto id = [round](int i) { return StrCat("r", round, "-", i % kThreads); };
    for (int i = 0; i < kThreads; ++i) Create(id(i));
    const auto outcomes = Outcomes([&](int i) { return Merge(id(i), id(i + 1)).status(); });
    EXPECT_GE(outcomes.at("OK"), 1);
    EXPECT_LT(outcomes.at("OK"), kThreads);
    for (int i = 0; i < kThreads; ++i) {
      const v1::Claim claim = Stored(id(i));
      if (claim.state() != v1::Claim::STATE_MERGED) continue;
      const v1::Claim target = Stored(IdOf(claim.merged_into()));
      EXPECT_EQ(target.state(), v1::Claim::STATE_RECEIVED);
      EXPECT_THAT(target.merged_from(), ::testing::Contains(claim.name()));
      EXPECT_EQ(StatusOf(id(i)).claim(), target.name());
    }
  }
}

TEST_F(ClaimRaceTest, NothingIsDeletedOnceItIsPublished) {
  for (int round = 0; round < 20; ++round) {
    const std::string id = StrCat("c", round);
    Create(id);
    absl::Status deleted;
    AtOnce([&](int i) {
      if (i == 0) deleted = Delete(id).status();
      if (i == 1) Publish(id, "reuters");
    });
    // Either order is right; the status follows the claim and the verdict.
    const v1::ClaimStatus status = StatusOf(id);
    EXPECT_EQ(status.verdicts_size(), 1);
    EXPECT_EQ(status.state(),
              deleted.ok() ? v1::ClaimStatus::STATE_UNKNOWN : v1::ClaimStatus::STATE_CHECKED);
  }
}

}  // namespace
}  // namespace factcheck::testing
