// kill -9 at any moment of a loop of writers loses no acknowledged write, leaves
// nothing half done, and a write that is tried again happens once.
#include <poll.h>

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/server_process.h"
#include "tests/trouble/newsroom.h"

namespace factcheck::testing {
namespace {

constexpr int kKills = 50;
constexpr int kWriters = 6;
constexpr int kLongestRunMillis = 250;

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

TEST(KillTest, LosesNothingAcknowledgedAndLeavesNothingHalfDone) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TemporaryDirectory directory;
  auto server = ServerProcess::Start(FACTCHECKD, directory.path());
  ASSERT_TRUE(server.ok()) << server.status();
  auto stubs = std::make_unique<Stubs>((*server)->address());
  const Keys keys = OpenNewsroom(*stubs, (*server)->admin_key());
  std::vector<std::unique_ptr<Writer>> writers;
  for (int i = 0; i < kWriters; ++i) writers.push_back(std::make_unique<Writer>(i));

  LedgerWatch ledger;
  for (int kill = 0; kill < kKills; ++kill) {
    std::vector<std::thread> threads;
    for (auto& writer : writers) {
      threads.emplace_back([&] { writer->WriteUntilCutOff(*stubs, keys); });
    }
    poll(nullptr, 0, static_cast<int>(random() % kLongestRunMillis));
    (*server)->Kill();
    for (std::thread& thread : threads) thread.join();
    server = ServerProcess::Start(FACTCHECKD, directory.path());
    ASSERT_TRUE(server.ok()) << "after kill " << kill << ": " << server.status();
    stubs = std::make_unique<Stubs>((*server)->address());
    for (auto& writer : writers) {
      ASSERT_EQ(writer->Resolve(*stubs, keys), "") << "after kill " << kill;
    }
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
  EXPECT_GT(acknowledged, static_cast<uint64_t>(kKills));
  EXPECT_GT(ledger.size(), 0);
  RecordProperty("acknowledged", static_cast<int>(acknowledged));
  EXPECT_EQ((*server)->Stop(), 0);
}

}  // namespace
}  // namespace factcheck::testing
