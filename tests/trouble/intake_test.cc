// kill -9 of the server at any moment while claims come in: each new claim gets its suggestions,
// and gets them once.
#include <poll.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/trouble/newsroom.h"

namespace factcheck::testing {
namespace {

constexpr int kKills = 12;
constexpr int kLongestRunMillis = 400;
// So many claims in a row say the same.
constexpr int kOfAKind = 6;
constexpr size_t kMostSuggestions = 3;

std::string Id(int number) { return "k" + std::to_string(number); }

std::string Statement(int number) {
  std::string kind;
  for (int n = number / kOfAKind; kind.size() < 3; n /= 20) {
    kind += static_cast<char>('b' + n % 20);
  }
  std::string statement;
  for (const char* word : {"alder", "birch", "cedar", "elder", "maple", "willow"}) {
    statement += word + kind + " ";
  }
  return statement;
}

bool Create(Stubs& stubs, const Keys& keys, int number) {
  v1::CreateClaimRequest request;
  request.set_claim_id(Id(number));
  request.set_request_id(Id(number));
  request.mutable_claim()->set_statement(Statement(number));
  request.mutable_claim()->set_language("en");
  v1::Claim claim;
  return Call(*stubs.claims, &v1::Claims::Stub::CreateClaim, keys.checker, request, &claim).ok();
}

// The claims that the claim itself is suggested to say the same as.
std::vector<std::string> Targets(Stubs& stubs, const Keys& keys, int number) {
  v1::ListRelationshipsRequest request;
  request.set_parent("claims/" + Id(number));
  v1::ListRelationshipsResponse list;
  const grpc::Status status =
      Call(*stubs.claims, &v1::Claims::Stub::ListRelationships, keys.checker, request, &list);
  EXPECT_TRUE(status.ok()) << status.error_message();
  std::vector<std::string> targets;
  for (const v1::Relationship& each : list.relationships()) {
    if (each.name().starts_with(request.parent() + "/")) targets.push_back(each.target());
  }
  return targets;
}

TEST(IntakeKillTest, EachNewClaimGetsItsSuggestionsOnce) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TemporaryDirectory directory;
  auto server = ServerProcess::Start(FACTCHECKD, directory.path());
  ASSERT_TRUE(server.ok()) << server.status();
  auto stubs = std::make_unique<Stubs>((*server)->address());
  const Keys keys = OpenNewsroom(*stubs, (*server)->admin_key());
  int number = 0;  // Of the claim that is not acknowledged yet.
  for (int kill = 0; kill < kKills; ++kill) {
    std::thread writer([&] {
      while (Create(*stubs, keys, number)) ++number;
    });
    poll(nullptr, 0, static_cast<int>(random() % kLongestRunMillis));
    (*server)->Kill();
    writer.join();
    server = ServerProcess::Start(FACTCHECKD, directory.path());
    ASSERT_TRUE(server.ok()) << "after kill " << kill << ": " << server.status();
    stubs = std::make_unique<Stubs>((*server)->address());
  }
  // Up to the end of a kind: the last is looked at last.
  do {
    ASSERT_TRUE(Create(*stubs, keys, number));
  } while (++number % kOfAKind != 0);
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (Targets(*stubs, keys, number - 1).empty() && absl::Now() < deadline) poll(nullptr, 0, 20);
  for (int i = 0; i < number; ++i) {
    std::set<std::string> earlier;
    for (int j = i - i % kOfAKind; j < i; ++j) earlier.insert("claims/" + Id(j));
    const std::vector<std::string> targets = Targets(*stubs, keys, i);
    EXPECT_EQ(targets.size(), std::min<size_t>(kMostSuggestions, earlier.size())) << Id(i);
    // No target twice, and none that isn't like it.
    for (const std::string& target : targets) EXPECT_EQ(earlier.erase(target), 1) << Id(i);
  }
  RecordProperty("claims", number);
  EXPECT_EQ((*server)->Stop(), 0);
}

}  // namespace
}  // namespace factcheck::testing
