// Random operations against a plain map.
#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/conformance/engine_test.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::DeleteOf;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::TestSeed;

// What the store should hold at one version.
using State = std::map<std::string, std::pair<std::string, Version>>;

class RandomTest : public EngineTest {
 protected:
  size_t Below(size_t n) { return random_() % n; }
  bool OneIn(size_t n) { return Below(n) == 0; }
  std::string Key() {
    static constexpr std::string_view kBytes(
        "\0\xff\x7f"
        "gghhhiaz",
        11);
    std::string key;
    for (size_t size = Below(4); size > 0; --size) key += kBytes[Below(kBytes.size())];
    return key;
  }
  std::string Value() { return std::string(Below(OneIn(20) ? 5000 : 40), "xyz"[Below(3)]); }

  Batch RandomBatch(const State& state, bool* holds);
  void Commit();
  void CheckReads(Snapshot& snapshot, const State& state);
  void CheckScan(Snapshot& snapshot, const State& state);
  void CheckLog();
  void Step();

  std::mt19937_64 random_;
  State state_;
  Version latest_;
  std::map<Version, std::string> log_;
  Version trimmed_;
  std::deque<std::pair<std::unique_ptr<Snapshot>, State>> snapshots_;
};
FACTCHECK_FOR_EVERY_ENGINE(RandomTest);

Batch RandomTest::RandomBatch(const State& state, bool* holds) {
  Batch batch;
  *holds = true;
  for (size_t i = Below(4); i > 0; --i) {
    const std::string key = Key();
    const auto found = state.find(key);
    std::optional<Version> version;
    if (found != state.end()) version = found->second.second;
    if (OneIn(10)) {
      version = version ? std::nullopt : std::optional(Version{1});
      *holds = false;
    }
    batch.preconditions.push_back({key, version});
  }
  std::set<std::string> keys;
  for (size_t i = Below(6); i > 0; --i) {
    const std::string key = Key();
    if (!keys.insert(key).second) continue;
    batch.mutations.push_back(OneIn(3) ? DeleteOf(key) : PutOf(key, Value()));
  }
  if (!OneIn(3)) batch.log_record = Value();
  return batch;
}

void RandomTest::Commit() {
  bool holds = true;
  CommitRequest request;
  request.batch = RandomBatch(state_, &holds);
  Batch expected = request.batch;
  if (!holds && OneIn(2)) {
    bool ignored;
    expected = RandomBatch(state_, &ignored);
    request.decide_again = [&](Snapshot& newest) -> absl::StatusOr<Batch> {
      EXPECT_EQ(newest.version(), latest_);
      CheckReads(newest, state_);
      return expected;
    };
    holds = true;
  }
  clock().Advance(absl::Microseconds(static_cast<int64_t>(Below(5)) - 2));
  const absl::StatusOr<Version> version = engine().Commit(std::move(request));
  if (!holds) {
    ASSERT_EQ(version.status().code(), absl::StatusCode::kAborted);
    return;
  }
  ASSERT_TRUE(version.ok()) << version.status();
  if (expected.mutations.empty() && expected.log_record.empty()) {
    ASSERT_EQ(*version, latest_);
    return;
  }
  ASSERT_GT(*version, latest_);
  latest_ = *version;
  for (const Mutation& mutation : expected.mutations) {
    if (mutation.value) {
      state_[mutation.key] = {*mutation.value, latest_};
    } else {
      state_.erase(mutation.key);
    }
  }
  if (!expected.log_record.empty()) log_[latest_] = expected.log_record;
}

void RandomTest::CheckReads(Snapshot& snapshot, const State& state) {
  std::vector<std::string> keys;
  for (size_t i = Below(5); i > 0; --i) keys.push_back(Key());
  auto entries = snapshot.MultiGet(keys);
  ASSERT_TRUE(entries.ok());
  for (size_t i = 0; i < keys.size(); ++i) {
    auto entry = snapshot.Get(keys[i]);
    ASSERT_TRUE(entry.ok());
    const auto found = state.find(keys[i]);
    for (const std::optional<Entry>& each : {*entry, (*entries)[i]}) {
      ASSERT_EQ(each.has_value(), found != state.end());
      if (!each) continue;
      ASSERT_EQ(each->key, keys[i]);
      ASSERT_EQ(each->value, found->second.first);
      ASSERT_EQ(each->version, found->second.second);
    }
  }
  CheckScan(snapshot, state);
}

void RandomTest::CheckScan(Snapshot& snapshot, const State& state) {
  KeyRange range{Key(), OneIn(3) ? "" : Key()};
  if (OneIn(4)) range = PrefixRange(Key());
  if (!range.limit.empty() && range.start > range.limit) std::swap(range.start, range.limit);
  const ScanOptions options{.max_entries = 1 + Below(OneIn(2) ? 3 : 1000), .reverse = OneIn(2)};
  auto result = snapshot.Scan(range, options);
  ASSERT_TRUE(result.ok()) << result.status();
  const auto begin = state.lower_bound(range.start);
  const auto end = range.limit.empty() ? state.end() : state.lower_bound(range.limit);
  std::vector<std::pair<std::string, std::pair<std::string, Version>>> expected(begin, end);
  if (options.reverse) std::reverse(expected.begin(), expected.end());
  const bool more = expected.size() > options.max_entries;
  if (more) expected.resize(options.max_entries);
  ASSERT_EQ(result->more, more);
  ASSERT_EQ(result->entries.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    ASSERT_EQ(result->entries[i].key, expected[i].first);
    ASSERT_EQ(result->entries[i].value, expected[i].second.first);
    ASSERT_EQ(result->entries[i].version, expected[i].second.second);
  }
}

void RandomTest::CheckLog() {
  Version after = trimmed_;
  if (!log_.empty() && OneIn(2)) {
    after = std::max(after, std::next(log_.begin(), static_cast<long>(Below(log_.size())))->first);
  }
  auto entries = engine().ReadLog(after, {.max_entries = 1 + Below(20)});
  ASSERT_TRUE(entries.ok()) << entries.status();
  auto expected = log_.upper_bound(after);
  for (const LogEntry& entry : *entries) {
    ASSERT_NE(expected, log_.end());
    ASSERT_EQ(entry.version, expected->first);
    ASSERT_EQ(entry.record, expected->second);
    ++expected;
  }
  if (entries->empty()) {
    ASSERT_EQ(expected, log_.end());
  }
  if (trimmed_ > Version{}) {
    ASSERT_EQ(engine().ReadLog({trimmed_.value - 1}, {}).status().code(),
              absl::StatusCode::kOutOfRange);
  }
}

void RandomTest::Step() {
  const size_t choice = Below(1000);
  if (choice < 500) {
    Commit();
  } else if (choice < 800) {
    if (snapshots_.empty() || OneIn(3)) {
      CheckReads(*View(), state_);
    } else {
      auto& [snapshot, state] = snapshots_[Below(snapshots_.size())];
      CheckReads(*snapshot, state);
    }
  } else if (choice < 850) {
    snapshots_.emplace_back(View(), state_);
    ASSERT_EQ(snapshots_.back().first->version(), latest_);
    if (snapshots_.size() > 5) snapshots_.pop_front();
  } else if (choice < 980) {
    CheckLog();
  } else if (choice < 990) {
    const Version upto{trimmed_.value + Below(latest_.value - trimmed_.value + 1)};
    ASSERT_TRUE(engine().TrimLog(upto).ok());
    trimmed_ = std::max(trimmed_, upto);
    log_.erase(log_.begin(), log_.upper_bound(upto));
  } else if (choice < 995) {
    ASSERT_TRUE(engine().Compact().ok());
  } else if (keeps()) {
    snapshots_.clear();
    Reopen();
    ASSERT_EQ(engine().LatestVersion(), latest_);
  }
}

TEST_P(RandomTest, BehavesLikeAMap) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  random_.seed(seed);
  for (int step = 0; step < 2500; ++step) {
    SCOPED_TRACE(step);
    Step();
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}

}  // namespace
}  // namespace factcheck::storage
