#include "server/domain/tables/claim_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/storage/memory/memory_engine.h"
#include "server/storage/rocksdb/rocks_engine.h"
#include "tests/support/storage_fixture.h"

namespace factcheck::testing {
namespace {

using domain::ClaimCache;
namespace keys = domain::keys;

constexpr size_t kRoomy = size_t{1} << 20;

std::optional<std::string> Cached(ClaimCache& cache, std::string_view id) {
  std::optional<std::string> seen;
  const absl::StatusOr<bool> found =
      cache.Read(id, [&](std::string_view stored) { seen.emplace(stored); });
  EXPECT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found.value_or(false), seen.has_value());
  return seen;
}

class ClaimCacheTest : public ::testing::Test {
 protected:
  void PutClaim(std::string_view id, std::string_view stored) {
    ASSERT_TRUE(Put(*engine_, keys::Claim(id), stored).ok());
  }

  StorageClock clock_;
  const std::unique_ptr<storage::Engine> engine_ = storage::NewMemoryEngine(clock_.AsClock());
};

TEST_F(ClaimCacheTest, TheSecondReadIsFromMemory) {
  PutClaim("a", "one");
  ClaimCache cache(kRoomy);
  ASSERT_TRUE(cache.Attach(engine_.get()).ok());
  EXPECT_EQ(Cached(cache, "a"), "one");
  EXPECT_EQ(cache.hits(), 0u);
  EXPECT_EQ(Cached(cache, "a"), "one");
  EXPECT_EQ(cache.hits(), 1u);
  EXPECT_EQ(cache.misses(), 1u);
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_GT(cache.memory_bytes(), 4u);
}

TEST_F(ClaimCacheTest, AbsentClaimsAreFoundOnceTheyAreThere) {
  ClaimCache cache(kRoomy);
  ASSERT_TRUE(cache.Attach(engine_.get()).ok());
  EXPECT_EQ(Cached(cache, "a"), std::nullopt);
  PutClaim("a", "one");
  EXPECT_EQ(Cached(cache, "a"), "one");
}

TEST_F(ClaimCacheTest, ChangedAndDeletedClaimsAreReadAfresh) {
  ClaimCache cache(kRoomy);
  ASSERT_TRUE(cache.Attach(engine_.get()).ok());
  PutClaim("a", "one");
  PutClaim("b", "other");
  EXPECT_EQ(Cached(cache, "a"), "one");
  EXPECT_EQ(Cached(cache, "b"), "other");
  PutClaim("a", "two");
  EXPECT_EQ(cache.size(), 1u);
  EXPECT_EQ(Cached(cache, "a"), "two");
  EXPECT_EQ(Cached(cache, "b"), "other");
  EXPECT_EQ(cache.hits(), 1u) << "what was not changed stays";
  ASSERT_TRUE(Write(*engine_, {DeleteOf(keys::Claim("a"))}).ok());
  EXPECT_EQ(Cached(cache, "a"), std::nullopt);
}

TEST_F(ClaimCacheTest, KeepsToItsBudgetAndWhatIsReadMost) {
  constexpr size_t kBudget = size_t{256} << 10;
  ClaimCache cache(kBudget);
  ASSERT_TRUE(cache.Attach(engine_.get()).ok());
  PutClaim("hot", std::string(500, 'h'));
  EXPECT_TRUE(Cached(cache, "hot"));
  for (int i = 0; i < 2000; ++i) {
    const std::string id = StrCat("c", i);
    PutClaim(id, std::string(500, 'x'));
    EXPECT_EQ(Cached(cache, id), std::string(500, 'x'));
    const uint64_t hits = cache.hits();
    EXPECT_EQ(Cached(cache, "hot"), std::string(500, 'h'));
    EXPECT_EQ(cache.hits(), hits + 1) << i;
    ASSERT_LE(cache.memory_bytes(), kBudget);
  }
  EXPECT_GT(cache.memory_bytes(), kBudget / 2);
}

TEST_F(ClaimCacheTest, WithoutABudgetNothingIsKept) {
  PutClaim("a", "one");
  ClaimCache cache(0);
  ASSERT_TRUE(cache.Attach(engine_.get()).ok());
  EXPECT_EQ(Cached(cache, "a"), "one");
  EXPECT_EQ(Cached(cache, "a"), "one");
  EXPECT_EQ(cache.size(), 0u);
  EXPECT_EQ(cache.memory_bytes(), 0u);
}

TEST_F(ClaimCacheTest, AnotherStoreIsReadAfterAttachingAnew) {
  PutClaim("a", "one");
  ClaimCache cache(kRoomy);
  EXPECT_EQ(cache.Read("a", [](std::string_view) {}).status().code(),
            absl::StatusCode::kUnavailable)
      << "not attached";
  ASSERT_TRUE(cache.Attach(engine_.get()).ok());
  EXPECT_EQ(Cached(cache, "a"), "one");
  const storage::Version latest = engine_->LatestVersion();
  ASSERT_TRUE(engine_->Clear(latest).ok());
  EXPECT_EQ(Cached(cache, "a"), std::nullopt) << "no observer is told, and yet";
  const std::vector<storage::Entry> entries = {{keys::Claim("a"), "loaded", latest}};
  ASSERT_TRUE(engine_->Load(entries, {}).ok());
  ASSERT_TRUE(engine_->FinishLoad(latest, {}).ok());
  ASSERT_TRUE(cache.Attach(engine_.get()).ok());
  EXPECT_EQ(Cached(cache, "a"), "loaded");
  PutClaim("a", "two");
  EXPECT_EQ(Cached(cache, "a"), "two");
}

// Writers count claims up; readers ask cache and store in turn and must never see a
// claim step back, nor less than was acknowledged before they asked.
void ReadWhileWriting(storage::Engine& engine, int writes) {
  constexpr int kClaims = 8;
  constexpr int kWriters = 2;
  constexpr int kReaders = 3;
  // Room for half of the claims at most: entries come and go.
  ClaimCache cache(size_t{32} * 4 * 300);
  ASSERT_TRUE(cache.Attach(&engine).ok());
  std::atomic<int> acknowledged[kClaims] = {};
  std::atomic<int> writing = kWriters;
  const auto id = [](int claim) { return StrCat("c", claim); };
  const auto number = [](std::string_view stored) {
    int n = -1;
    EXPECT_TRUE(absl::SimpleAtoi(ToAbsl(stored.substr(0, stored.find(' '))), &n));
    return n;
  };
  const uint64_t seed = TestSeed();
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (int n = 1; n <= writes; ++n) {
        for (int claim = writer; claim < kClaims; claim += kWriters) {
          const std::string stored = StrCat(n, " ", std::string(40, 'x'));
          EXPECT_TRUE(Put(engine, keys::Claim(id(claim)), stored).ok());
          acknowledged[claim] = n;
        }
      }
      --writing;
    });
  }
  for (int reader = 0; reader < kReaders; ++reader) {
    threads.emplace_back([&, reader] {
      std::mt19937_64 random(seed + static_cast<uint64_t>(reader));
      int seen[kClaims] = {};
      while (writing > 0) {
        const auto claim = static_cast<int>(random() % kClaims);
        const int least = std::max(seen[claim], acknowledged[claim].load());
        std::optional<std::string> stored;
        if (random() % 4 == 0) {
          stored = ValueOf(engine, keys::Claim(id(claim)));
        } else {
          stored = Cached(cache, id(claim));
        }
        const int now = stored ? number(*stored) : 0;
        ASSERT_GE(now, least) << "claim " << claim;
        seen[claim] = now;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int claim = 0; claim < kClaims; ++claim) {
    for (int again = 0; again < 2; ++again) {
      EXPECT_EQ(number(*Cached(cache, id(claim))), writes);
    }
  }
  EXPECT_GT(cache.hits(), 0u);
}

TEST_F(ClaimCacheTest, IsExactWhileWritersWrite) { ReadWhileWriting(*engine_, 3000); }

TEST_F(ClaimCacheTest, IsExactWhileCommitsAreMadeInGroups) {
  const TempDirectory directory;
  auto engine =
      storage::OpenRocksEngine({.directory = directory.path(), .clock = clock_.AsClock()});
  ASSERT_TRUE(engine.ok()) << engine.status();
  ReadWhileWriting(**engine, 150);
}

}  // namespace
}  // namespace factcheck::testing
