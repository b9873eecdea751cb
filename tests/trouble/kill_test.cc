// kill -9 at any moment of a loop of writers loses no acknowledged write, leaves
// nothing half done, and a write that is tried again happens once.
#include <poll.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/trouble/newsroom.h"

namespace factcheck::testing {
namespace {

constexpr int kKills = 50;
constexpr int kWriters = 6;
constexpr int kLongestRunMillis = 250;
constexpr int kKillsOfSaves = 9;
constexpr absl::Duration kMostWaitForSave = absl::Seconds(20);

// One writer: tells stories until the server dies under it.
class Writer {
 public:
  explicit Writer(int number) : number_(number) {}

  void WriteUntilCutOff(Stubs& stubs, const Keys& keys) {
    for (;;) {
      if (stories_.empty() || stories_.back().finished()) {
        stories_.emplace_back("w" + std::to_string(number_) + "-" +
                              std::to_string(stories_.size()));
      }
      const grpc::Status status = stories_.back().Step(stubs, keys);
      if (status.ok()) {
        ++acknowledged_;
        continue;
      }
      if (status.error_code() != grpc::StatusCode::UNAVAILABLE) {
        refusal_ = stories_.back().claim() + ": " + status.error_message();
      }
      return;
    }
  }

  // Takes the step again whose answer the kill cut off, then holds everything
  // against the server, from `first_story` on.
  std::string Resolve(Stubs& stubs, const Keys& keys) {
    if (!refusal_.empty()) return refusal_;
    if (!stories_.empty() && !stories_.back().finished()) {
      const grpc::Status status = stories_.back().Step(stubs, keys);
      if (!status.ok()) return stories_.back().claim() + " again: " + status.error_message();
    }
    return CheckFrom(checked_, stubs, keys);
  }
  std::string CheckFrom(size_t first_story, Stubs& stubs, const Keys& keys) {
    for (size_t i = first_story; i < stories_.size(); ++i) {
      std::string wrong = stories_[i].Check(stubs, keys);
      if (!wrong.empty()) return wrong;
    }
    if (!stories_.empty()) checked_ = stories_.size() - 1;
    return "";
  }
  void AddClaims(std::set<std::string>& names) const {
    for (const Story& story : stories_) {
      if (story.done() > 0) names.insert(story.claim());
    }
  }
  uint64_t acknowledged() const { return acknowledged_; }
  int64_t published() const {
    int64_t published = 0;
    for (const Story& story : stories_) published += story.published();
    return published;
  }

 private:
  const int number_;
  std::vector<Story> stories_;
  size_t checked_ = 0;
  uint64_t acknowledged_ = 0;
  std::string refusal_;
};

// The ledger over all the kills: it grows, is rewritten nowhere, and has what was published.
class LedgerWatch {
 public:
  // Call when every writer has been resolved.
  void Check(Stubs& stubs, const Keys& keys, int64_t published) {
    v1::GetCheckpointRequest request;
    v1::Checkpoint checkpoint;
    if (size_ > 0) {
      request.set_tree_size(size_);
      ASSERT_TRUE(Get(stubs, keys, request, &checkpoint));
      EXPECT_EQ(checkpoint.root_sha256(), root_) << "the ledger was rewritten";
    }
    request.set_tree_size(0);
    ASSERT_TRUE(Get(stubs, keys, request, &checkpoint));
    EXPECT_EQ(checkpoint.tree_size(), published);
    EXPECT_GE(checkpoint.tree_size(), size_);
    size_ = checkpoint.tree_size();
    root_ = checkpoint.root_sha256();
    Audit(stubs, keys);
  }
  int64_t size() const { return size_; }

 private:
  static bool Get(Stubs& stubs, const Keys& keys, const v1::GetCheckpointRequest& request,
                  v1::Checkpoint* checkpoint) {
    const grpc::Status status =
        Call(*stubs.ledger, &v1::Ledger::Stub::GetCheckpoint, keys.checker, request, checkpoint);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return status.ok();
  }
  static void Audit(Stubs& stubs, const Keys& keys) {
    v1::AuditLedgerRequest request;
    request.set_page_size(10'000);
    v1::AuditLedgerResponse response;
    do {
      const grpc::Status status =
          Call(*stubs.ledger, &v1::Ledger::Stub::AuditLedger, keys.admin, request, &response);
      ASSERT_TRUE(status.ok()) << status.error_message();
      EXPECT_EQ(response.faults_size(), 0) << response.faults(0);
      request.set_start_index(response.next_index());
    } while (response.next_index() < response.tree_size());
  }

  int64_t size_ = 0;
  std::string root_;
};

// Of all claims, as a list has them; each once.
std::set<std::string> Listed(Stubs& stubs, const Keys& keys) {
  std::set<std::string> names;
  v1::ListClaimsRequest request;
  request.set_page_size(1000);
  do {
    v1::ListClaimsResponse response;
    const grpc::Status status =
        Call(*stubs.claims, &v1::Claims::Stub::ListClaims, keys.checker, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    for (const v1::Claim& claim : response.claims()) {
      EXPECT_TRUE(names.insert(claim.name()).second) << claim.name();
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return names;
}

// Kills the server so often, each time once `run` returns. Its argument is the data directory.
void KillAgainAndAgain(int kills, const std::vector<std::string>& options,
                       const std::function<void(const std::filesystem::path&)>& run) {
  TemporaryDirectory directory;
  const auto start = [&] { return ServerProcess::Start(FACTCHECKD, directory.path(), options); };
  auto server = start();
  ASSERT_TRUE(server.ok()) << server.status();
  auto stubs = std::make_unique<Stubs>((*server)->address());
  const Keys keys = OpenNewsroom(*stubs, (*server)->admin_key());
  std::vector<std::unique_ptr<Writer>> writers;
  for (int i = 0; i < kWriters; ++i) writers.push_back(std::make_unique<Writer>(i));

  LedgerWatch ledger;
  for (int kill = 0; kill < kills; ++kill) {
    std::vector<std::thread> threads;
    for (auto& writer : writers) {
      threads.emplace_back([&] { writer->WriteUntilCutOff(*stubs, keys); });
    }
    run((*server)->data());
    (*server)->Kill();
    for (std::thread& thread : threads) thread.join();
    server = start();
    ASSERT_TRUE(server.ok()) << "after kill " << kill << ": " << server.status();
    stubs = std::make_unique<Stubs>((*server)->address());
    std::set<std::string> told;
    for (auto& writer : writers) {
      ASSERT_EQ(writer->Resolve(*stubs, keys), "") << "after kill " << kill;
      writer->AddClaims(told);
    }
    ASSERT_EQ(Listed(*stubs, keys), told) << "after kill " << kill;
    int64_t published = 0;
    for (auto& writer : writers) published += writer->published();
    ASSERT_NO_FATAL_FAILURE(ledger.Check(*stubs, keys, published)) << "after kill " << kill;
    ASSERT_FALSE(::testing::Test::HasFailure()) << "after kill " << kill;
  }
  uint64_t acknowledged = 0;
  for (auto& writer : writers) {
    EXPECT_EQ(writer->CheckFrom(0, *stubs, keys), "");
    acknowledged += writer->acknowledged();
  }
  EXPECT_GT(acknowledged, static_cast<uint64_t>(kills));
  EXPECT_GT(ledger.size(), 0);
  ::testing::Test::RecordProperty("acknowledged", static_cast<int>(acknowledged));
  EXPECT_EQ((*server)->Stop(), 0);
}

TEST(KillTest, LosesNothingAcknowledgedAndLeavesNothingHalfDone) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  KillAgainAndAgain(kKills, {}, [&](const std::filesystem::path&) {
    poll(nullptr, 0, static_cast<int>(random() % kLongestRunMillis));
  });
}

// Starts begin with tables that were saved and what was written since.
TEST(KillTest, LosesNothingWhereTablesAreBeingSaved) {
  KillAgainAndAgain(kKillsOfSaves, {"--table-save-seconds", "1"},
                    [](const std::filesystem::path& data) {
                      const absl::Time deadline = absl::Now() + kMostWaitForSave;
                      // Each table in its turn.
                      static int turn = 0;
                      constexpr const char* kTables[] = {"claims.table.new", "verdicts.table.new",
                                                         "statuses.table.new"};
                      const std::filesystem::path saving = data / kTables[turn++ % 3];
                      std::error_code ignored;
                      while (!std::filesystem::exists(saving, ignored) && absl::Now() < deadline) {
                        poll(nullptr, 0, 0);
                      }
                      EXPECT_LT(absl::Now(), deadline) << "nothing was saved";
                      // Within the save, or behind it.
                      if (turn % 2 == 0) poll(nullptr, 0, 100);
                    });
}

}  // namespace
}  // namespace factcheck::testing
