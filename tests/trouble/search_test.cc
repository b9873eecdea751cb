// kill -9 of the server while it saves the index of search: what was acknowledged is found right
// after the next start.
#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

#include "absl/time/clock.h"
#include "factcheck/v1/search_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/trouble/newsroom.h"

namespace factcheck::testing {
namespace {

constexpr int kKills = 6;
constexpr absl::Duration kMostWaitForSave = absl::Seconds(20);

// A word of its own for each claim.
std::string Word(int number) {
  std::string word = "quarry";
  for (int n = number; word.size() < 10; n /= 20) word += static_cast<char>('b' + n % 20);
  return word;
}

bool Create(Stubs& stubs, const Keys& keys, int number) {
  v1::CreateClaimRequest request;
  request.set_claim_id("k" + std::to_string(number));
  request.set_request_id(request.claim_id());
  request.mutable_claim()->set_statement("They closed the " + Word(number));
  request.mutable_claim()->set_language("en");
  v1::Claim claim;
  return Call(*stubs.claims, &v1::Claims::Stub::CreateClaim, keys.checker, request, &claim).ok();
}

int64_t Found(Stubs& stubs, const Keys& keys, const std::string& query) {
  v1::SearchClaimsRequest request;
  request.set_query(query);
  request.set_page_size(1);
  v1::SearchClaimsResponse response;
  const auto search = v1::Search::NewStub(stubs.channel);
  const grpc::Status status =
      Call(*search, &v1::Search::Stub::SearchClaims, keys.checker, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.total_size();
}

TEST(SearchKillTest, FindsWhatWasAcknowledgedAfterAKillWhileTheIndexIsSaved) {
  TemporaryDirectory directory;
  const auto start = [&] {
    return ServerProcess::Start(FACTCHECKD, directory.path(),
                                {"--search-save-seconds", "1", "--no-suggest-duplicates"});
  };
  auto server = start();
  ASSERT_TRUE(server.ok()) << server.status();
  auto stubs = std::make_unique<Stubs>((*server)->address());
  const Keys keys = OpenNewsroom(*stubs, (*server)->admin_key());
  const std::filesystem::path saved = (*server)->data() / "search.index";
  const std::filesystem::path saving = (*server)->data() / "search.index.new";
  int number = 0;  // Of the claim that is not acknowledged yet.
  int while_saving = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    std::thread writer([&] {
      while (Create(*stubs, keys, number)) ++number;
    });
    // Within a save, or right behind one.
    const absl::Time deadline = absl::Now() + kMostWaitForSave;
    std::error_code ignored;
    while (!std::filesystem::exists(saving, ignored) && absl::Now() < deadline) {
      poll(nullptr, 0, 0);
    }
    EXPECT_LT(absl::Now(), deadline) << "nothing was saved";
    if (kill % 2 == 1) {
      while (std::filesystem::exists(saving, ignored) && absl::Now() < deadline) {
      }
    }
    (*server)->Kill();
    writer.join();
    if (std::filesystem::remove(saving, ignored)) ++while_saving;
    server = start();
    ASSERT_TRUE(server.ok()) << "after kill " << kill << ": " << server.status();
    stubs = std::make_unique<Stubs>((*server)->address());
    ASSERT_TRUE(Create(*stubs, keys, number));
    ++number;
    EXPECT_EQ(Found(*stubs, keys, "closed"), number) << "after kill " << kill;
    for (int i = std::max(0, number - 20); i < number; ++i) {
      EXPECT_EQ(Found(*stubs, keys, Word(i)), 1) << i << " after kill " << kill;
    }
    EXPECT_TRUE(std::filesystem::exists(saved, ignored) || kill == 0);
  }
  RecordProperty("claims", number);
  RecordProperty("killed_while_saving", while_saving);
  EXPECT_EQ((*server)->Stop(), 0);
}

}  // namespace
}  // namespace factcheck::testing
