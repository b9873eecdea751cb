// kill -9 at any moment of several writers: nothing acknowledged is lost, nothing
// is half done.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/storage/engine.h"
#include "server/storage/rocksdb/rocks_engine.h"
#include "tests/crash/accounts.h"
#include "tests/support/storage_fixture.h"

extern char** environ;

namespace factcheck::storage {
namespace {

constexpr int kThreads = 4;
constexpr int kKills = 60;
constexpr int kReportDescriptor = 3;

// A writer and what it reports.
class WriterProcess {
 public:
  explicit WriterProcess(const std::string& directory) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    reports_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], kReportDescriptor);
    std::string program = FACTCHECK_CRASH_WRITER;
    std::string store = directory;
    std::string threads = std::to_string(kThreads);
    char* arguments[] = {program.data(), store.data(), threads.data(), nullptr};
    EXPECT_EQ(posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
  }
  ~WriterProcess() { close(reports_); }

  // Reads reports until there are `lines` of them, or there were none for a while.
  void AwaitReports(size_t lines, int timeout_ms) {
    while (Lines() < lines) {
      pollfd waiting = {.fd = reports_, .events = POLLIN, .revents = 0};
      if (poll(&waiting, 1, timeout_ms) <= 0 || !ReadSome()) return;
    }
  }
  // Kills it, and returns everything it had reported.
  std::string Kill() {
    EXPECT_EQ(kill(pid_, SIGKILL), 0);
    while (ReadSome()) {
    }
    int status = 0;
    EXPECT_EQ(waitpid(pid_, &status, 0), pid_);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself, with " << status;
    return text_;
  }

 private:
  size_t Lines() const { return static_cast<size_t>(std::count(text_.begin(), text_.end(), '\n')); }
  bool ReadSome() {
    char buffer[4096];
    const ssize_t size = read(reports_, buffer, sizeof(buffer));
    if (size <= 0) return false;
    text_.append(buffer, static_cast<size_t>(size));
    return true;
  }

  pid_t pid_ = -1;
  int reports_ = -1;
  std::string text_;
};

class CrashEngineTest : public ::testing::Test {
 protected:
  std::string store() const { return directory_.path() + "/store"; }

  // Takes in what was acknowledged, and checks that versions go up.
  void Acknowledge(const std::string& reports) {
    std::istringstream lines(reports);
    int thread;
    int i;
    uint64_t version;
    while (lines >> thread >> i >> version) {
      ASSERT_GT(Version{version}, latest_) << "a version from before the last crash";
      const std::string name = std::to_string(thread) + "/" + std::to_string(i);
      ASSERT_TRUE(acknowledged_.emplace(name, Version{version}).second) << name;
    }
  }

  void Check() {
    RocksOptions options;
    options.directory = store();
    options.clock = [] { return absl::Now(); };
    options.reserved_bytes = 0;
    auto engine = OpenRocksEngine(std::move(options));
    ASSERT_TRUE(engine.ok()) << engine.status();
    ASSERT_GE((*engine)->LatestVersion(), latest_);
    latest_ = (*engine)->LatestVersion();
    const std::map<std::string, Version> logged = Logged(**engine);
    for (const auto& [name, version] : acknowledged_) {
      const auto found = logged.find(name);
      ASSERT_NE(found, logged.end()) << name << " was acknowledged and is lost";
      ASSERT_EQ(found->second, version);
    }
    auto view = *(*engine)->NewSnapshot();
    CheckWhole(*view, logged);
    CheckThreads(*view, logged);
    CheckSum(*view);
  }

  std::map<std::string, Version> Logged(Engine& engine) {
    std::map<std::string, Version> logged;
    for (const LogEntry& entry : testing::WholeLog(engine)) {
      EXPECT_TRUE(logged.emplace(entry.record, entry.version).second) << entry.record;
      EXPECT_LE(entry.version, latest_);
    }
    return logged;
  }

  // Both keys of each logged commit are there at its version, and no others.
  void CheckWhole(Snapshot& view, const std::map<std::string, Version>& logged) {
    for (const char* prefix : {"t/", "h/"}) {
      auto found =
          view.Scan(PrefixRange(prefix), {.max_entries = 1'000'000, .max_bytes = size_t{1} << 30});
      ASSERT_TRUE(found.ok()) << found.status();
      size_t commits = 0;
      for (const Entry& entry : found->entries) {
        if (entry.key.starts_with("h/account/")) continue;
        ++commits;
        const auto expected = logged.find(entry.key.substr(2));
        ASSERT_NE(expected, logged.end()) << entry.key << " is there without its log record";
        ASSERT_EQ(entry.version, expected->second);
      }
      ASSERT_EQ(commits, logged.size());
    }
  }

  // Each thread's commits have no gap, and at most one that was not acknowledged.
  void CheckThreads(Snapshot& view, const std::map<std::string, Version>& logged) {
    size_t expected = 0;
    for (int thread = 0; thread < kThreads; ++thread) {
      const std::string name = std::to_string(thread);
      auto last = view.Get("last/" + name);
      ASSERT_TRUE(last.ok());
      if (!*last) continue;
      const int count = std::stoi((*last)->value) + 1;
      const auto newest = logged.find(name + "/" + (*last)->value);
      ASSERT_NE(newest, logged.end());
      ASSERT_EQ(newest->second, (*last)->version);
      expected += static_cast<size_t>(count);
    }
    ASSERT_EQ(logged.size(), expected);
    int unacknowledged = 0;
    for (const auto& [name, version] : logged) unacknowledged += !acknowledged_.contains(name);
    ASSERT_LE(unacknowledged, kThreads);
    // From now on they count as acknowledged: whoever reads them may rely on them.
    acknowledged_ = logged;
  }

  void CheckSum(Snapshot& view) {
    int sum = 0;
    for (size_t i = 0; i < kAccounts; ++i) {
      auto entry = view.Get(Account(i));
      ASSERT_TRUE(entry.ok());
      sum += *entry ? std::stoi((*entry)->value) : kOpeningBalance;
    }
    ASSERT_EQ(sum, static_cast<int>(kAccounts) * kOpeningBalance);
  }

  const testing::TempDirectory directory_;
  std::map<std::string, Version> acknowledged_;
  Version latest_;
};

TEST_F(CrashEngineTest, NothingAcknowledgedIsLostAndNothingIsHalfDone) {
  const uint64_t seed = testing::TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  int killed_while_writing = 0;
  for (int round = 0; round < kKills; ++round) {
    SCOPED_TRACE(round);
    WriterProcess writer(store());
    if (random() % 5 == 0) {
      // While it opens the store, or soon after.
      writer.AwaitReports(1, static_cast<int>(random() % 100));
    } else {
      writer.AwaitReports(1 + random() % 200, 10'000);
    }
    const std::string reports = writer.Kill();
    killed_while_writing += reports.empty() ? 0 : 1;
    Acknowledge(reports);
    if (HasFatalFailure()) return;
    Check();
    if (HasFatalFailure()) return;
  }
  // Else the test has not tested anything.
  EXPECT_GE(killed_while_writing, kKills / 2);
  EXPECT_GE(acknowledged_.size(), size_t{kKills});
  RecordProperty("commits", static_cast<int>(acknowledged_.size()));
}

}  // namespace
}  // namespace factcheck::storage
