// Power loss: only what was synced is left of each file.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "tests/unit/storage/rocksdb/rocks_fixture.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::PutOf;
using ::factcheck::testing::TestSeed;
using ::factcheck::testing::ValueOf;
using ::factcheck::testing::WholeLog;
using ::factcheck::testing::Write;

namespace fs = std::filesystem;

// Remembers how much of each file is known to be on the disk.
class SyncedSizes {
 public:
  absl::Status Before(const FileOperation& operation) {
    absl::MutexLock lock(&mutex_);
    uint64_t& synced = synced_[fs::path(operation.path).filename()];
    if (operation.kind == FileOperation::Kind::kCreate) synced = 0;
    // Counted although the sync is yet to be done: it is acknowledged only after that,
    // and the copy is made under the same lock.
    if (operation.kind == FileOperation::Kind::kSync) synced = std::max(synced, operation.offset);
    return absl::OkStatus();
  }
  // Copies the store as a power loss at this moment would leave it, with none, some or
  // all of what was written and not synced.
  void CopyAsAfterPowerLoss(const std::string& from, const std::string& to,
                            std::mt19937_64& random) {
    absl::MutexLock lock(&mutex_);
    fs::create_directory(to);
    for (const auto& entry : fs::directory_iterator(from)) {
      const std::string name = entry.path().filename();
      std::string content = ReadFile(entry.path());
      const auto synced = synced_.find(name);
      if (synced != synced_.end() && content.size() > synced->second) {
        const uint64_t unsynced = content.size() - synced->second;
        content.resize(synced->second + (random() % 3 == 0 ? random() % (unsynced + 1) : 0));
      }
      WriteFile(to + "/" + name, content);
    }
  }

 private:
  absl::Mutex mutex_;
  std::map<std::string, uint64_t> synced_;
};

class PowerLossTest : public RocksTest {
 protected:
  // All of `promised` is in the store, and what is in it is there with all its parts.
  void CheckWhole(const std::string& directory, const std::set<int>& promised) {
    auto engine = OpenRocksEngine({.directory = directory, .clock = clock_.AsClock()});
    ASSERT_TRUE(engine.ok()) << engine.status();
    std::set<int> logged;
    for (const LogEntry& entry : WholeLog(**engine)) {
      logged.insert(std::stoi(entry.record));
      ASSERT_EQ(testing::Newest(**engine, "k" + entry.record)->version, entry.version);
      ASSERT_EQ(ValueOf(**engine, "h" + entry.record), entry.record);
    }
    EXPECT_EQ(testing::AllOf(**(*engine)->NewSnapshot()).size(), 2 * logged.size());
    for (int i : promised) ASSERT_TRUE(logged.contains(i)) << i << " was acknowledged and is lost";
  }
};

TEST_F(PowerLossTest, NoAcknowledgedCommitIsLostAndNoneIsHalfThere) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  auto sizes = std::make_shared<SyncedSizes>();
  disk_.Set([sizes](const FileOperation& operation) { return sizes->Before(operation); });
  options_.write_buffer_bytes = size_t{256} << 10;  // So that sorted files are made, too.
  Open();
  absl::Mutex mutex;
  std::set<int> acknowledged;
  std::atomic<bool> stop = false;
  std::atomic<int> next = 0;
  std::vector<std::thread> writers;
  for (int thread = 0; thread < 3; ++thread) {
    writers.emplace_back([&] {
      while (!stop) {
        const int i = next++;
        const std::string n = std::to_string(i);
        ASSERT_TRUE(
            Write(engine(), {PutOf("k" + n, std::string(500, 'v')), PutOf("h" + n, n)}, n).ok());
        absl::MutexLock lock(&mutex);
        acknowledged.insert(i);
      }
    });
  }
  for (int loss = 0; loss < 15 && !HasFailure(); ++loss) {
    const Version until{engine().LatestVersion().value + 50 + random() % 100};
    EXPECT_TRUE(engine().NewSnapshot(until, absl::InfiniteFuture()).ok());
    std::set<int> promised;
    {
      absl::MutexLock lock(&mutex);
      promised = acknowledged;
    }
    const std::string copy = Path("lost" + std::to_string(loss));
    sizes->CopyAsAfterPowerLoss(store(), copy, random);
    CheckWhole(copy, promised);
    fs::remove_all(copy);
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();
}

}  // namespace
}  // namespace factcheck::storage
