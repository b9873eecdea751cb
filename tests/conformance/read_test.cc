// Snapshots: visibility, isolation, byte order, scans and their limits.
#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/conformance/engine_test.h"

namespace factcheck::storage {
namespace {

using ::factcheck::testing::AllOf;
using ::factcheck::testing::DeleteOf;
using ::factcheck::testing::Newest;
using ::factcheck::testing::Put;
using ::factcheck::testing::PutOf;
using ::factcheck::testing::ValueOf;
using ::factcheck::testing::Write;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> KeysOf(const absl::StatusOr<ScanResult>& result) {
  EXPECT_TRUE(result.ok()) << result.status();
  std::vector<std::string> keys;
  if (!result.ok()) return keys;
  for (const Entry& entry : result->entries) keys.push_back(entry.key);
  return keys;
}

class ReadTest : public EngineTest {
 protected:
  std::vector<std::string> Scan(const KeyRange& range, bool reverse = false) {
    return KeysOf(View()->Scan(range, {.reverse = reverse}));
  }
  void PutAll(const std::vector<std::string>& keys) {
    for (const std::string& key : keys) ASSERT_TRUE(Put(engine(), key, "v").ok());
  }
};
FACTCHECK_FOR_EVERY_ENGINE(ReadTest);

TEST_P(ReadTest, AnEmptyStoreIsAtVersionZeroAndAbsenceIsAValue) {
  auto view = View();
  EXPECT_EQ(view->version(), Version{});
  EXPECT_EQ(engine().LatestVersion(), Version{});
  EXPECT_FALSE(Newest(engine(), "missing"));
  auto several = view->MultiGet(std::vector<std::string>{"a", "b"});
  ASSERT_TRUE(several.ok());
  ASSERT_EQ(several->size(), 2u);
  EXPECT_FALSE((*several)[0] || (*several)[1]);
  EXPECT_THAT(Scan({}), IsEmpty());
  EXPECT_EQ(engine().store_id().size(), 16u);
}

TEST_P(ReadTest, ACommitIsVisibleWithItsVersionOnceItIsReported) {
  auto version = Put(engine(), "k", "value");
  ASSERT_TRUE(version.ok());
  auto entry = Newest(engine(), "k");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->key, "k");
  EXPECT_EQ(entry->value, "value");
  EXPECT_EQ(entry->version, *version);
  EXPECT_EQ(engine().LatestVersion(), *version);
  EXPECT_EQ(View()->version(), *version);
}

TEST_P(ReadTest, ASnapshotShowsNothingOfLaterCommits) {
  ASSERT_TRUE(
      Write(engine(), {PutOf("kept", "1"), PutOf("changed", "1"), PutOf("gone", "1")}).ok());
  auto before = View();
  const Version version = before->version();
  ASSERT_TRUE(Write(engine(), {PutOf("changed", "2"), DeleteOf("gone"), PutOf("new", "2")}).ok());
  ASSERT_TRUE(engine().Compact().ok());
  EXPECT_EQ(before->version(), version);
  EXPECT_THAT(AllOf(*before), ElementsAre(std::pair("changed", "1"), std::pair("gone", "1"),
                                          std::pair("kept", "1")));
  auto changed = before->Get("changed");
  ASSERT_TRUE(changed.ok() && changed->has_value());
  EXPECT_EQ((*changed)->version, version);
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("changed", "2"), std::pair("kept", "1"),
                                          std::pair("new", "2")));
}

TEST_P(ReadTest, KeysAreOrderedBytewise) {
  using namespace std::string_literals;
  // Among them the ends of the region that an engine may keep apart.
  const std::vector<std::string> ordered = {
      ""s,      "\0"s,   "\0\0"s,  "\0\xff"s, "a"s,      "a\0"s,     "a\0b"s,  "aa"s,
      "a\xff"s, "b"s,    "g\xff"s, "h"s,      "h\0"s,    "hz"s,      "h\xff"s, "i"s,
      "z"s,     "\x7f"s, "\x80"s,  "\xff"s,   "\xff\0"s, "\xff\xff"s};
  std::vector<std::string> shuffled = ordered;
  std::reverse(shuffled.begin(), shuffled.end());
  std::swap(shuffled[2], shuffled[9]);
  PutAll(shuffled);
  EXPECT_THAT(Scan({}), ::testing::ElementsAreArray(ordered));
  EXPECT_THAT(Scan({}, true), ::testing::ElementsAreArray(ordered.rbegin(), ordered.rend()));
  // Every range between two of the keys.
  for (size_t from = 0; from < ordered.size(); ++from) {
    for (size_t to = from; to < ordered.size(); ++to) {
      if (ordered[to].empty()) continue;
      const std::vector<std::string> expected(ordered.begin() + from, ordered.begin() + to);
      EXPECT_EQ(Scan({ordered[from], ordered[to]}), expected);
      EXPECT_EQ(Scan({ordered[from], ordered[to]}, true),
                std::vector<std::string>(expected.rbegin(), expected.rend()));
    }
  }
}

TEST_P(ReadTest, APrefixRangeHoldsWhatBeginsWithThePrefixAndNothingElse) {
  using namespace std::string_literals;
  PutAll({"o"s, "p"s, "p\0"s, "p/"s, "p/x"s, "p\xff"s, "p\xff\xff"s, "q"s, "\xff"s, "\xff\xff"s});
  EXPECT_THAT(Scan(PrefixRange("p")),
              ElementsAre("p"s, "p\0"s, "p/"s, "p/x"s, "p\xff"s, "p\xff\xff"s));
  EXPECT_THAT(Scan(PrefixRange("p/")), ElementsAre("p/", "p/x"));
  EXPECT_THAT(Scan(PrefixRange("p\xff")), ElementsAre("p\xff", "p\xff\xff"));
  EXPECT_THAT(Scan(PrefixRange("\xff")), ElementsAre("\xff", "\xff\xff"));
  EXPECT_THAT(Scan(PrefixRange("r")), IsEmpty());
  EXPECT_EQ(Scan(PrefixRange("")).size(), 10u);
}

TEST_P(ReadTest, EmptyValuesAndValuesOfAnyBytesComeBackAsTheyWere) {
  using namespace std::string_literals;
  const std::string binary = "\0\xff\0"s;
  ASSERT_TRUE(Write(engine(), {PutOf("empty", ""), PutOf("binary", binary)}).ok());
  EXPECT_EQ(ValueOf(engine(), "empty"), "");
  EXPECT_EQ(ValueOf(engine(), "binary"), binary);
  EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("binary", binary), std::pair("empty", "")));
}

TEST_P(ReadTest, MultiGetAnswersInTheOrderAskedAndForRepeatedKeys) {
  ASSERT_TRUE(Write(engine(), {PutOf("a", "1"), PutOf("h", "2"), PutOf("z", "3")}).ok());
  auto entries =
      View()->MultiGet(std::vector<std::string>{"z", "none", "h", "a", "z", "none", "h"});
  ASSERT_TRUE(entries.ok()) << entries.status();
  std::string seen;
  for (const auto& entry : *entries) seen += entry ? entry->key + entry->value + " " : "- ";
  EXPECT_EQ(seen, "z3 - h2 a1 z3 - h2 ");
  entries = View()->MultiGet({});
  ASSERT_TRUE(entries.ok());
  EXPECT_TRUE(entries->empty());
}

TEST_P(ReadTest, MultiGetOfManyKeysFindsEachOfThem) {
  std::vector<Mutation> puts;
  std::vector<std::string> keys;
  for (int i = 0; i < 1000; ++i) {
    keys.push_back("k" + std::to_string(i));
    if (i % 3 != 0) puts.push_back(PutOf(keys.back(), std::to_string(i)));
  }
  ASSERT_TRUE(Write(engine(), puts).ok());
  auto entries = View()->MultiGet(keys);
  ASSERT_TRUE(entries.ok());
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ((*entries)[i].has_value(), i % 3 != 0) << i;
    if (i % 3 != 0) {
      EXPECT_EQ((*entries)[i]->value, std::to_string(i));
    }
  }
}

TEST_P(ReadTest, AScanEndsAtItsLimitsAndSaysWhetherThereIsMore) {
  PutAll({"a", "b", "c"});
  const auto check = [&](ScanOptions options, std::vector<std::string> keys, bool more) {
    auto result = View()->Scan({}, options);
    EXPECT_EQ(KeysOf(result), keys);
    EXPECT_EQ(result->more, more);
  };
  check({.max_entries = 2}, {"a", "b"}, true);
  check({.max_entries = 3}, {"a", "b", "c"}, false);
  check({.max_entries = 2, .reverse = true}, {"c", "b"}, true);
  // A scan always advances, however small its limit of bytes.
  check({.max_bytes = 0}, {"a"}, true);
  check({.max_bytes = 3}, {"a", "b"}, true);
  check({.max_bytes = 1000}, {"a", "b", "c"}, false);
}

TEST_P(ReadTest, PagingBySmallScansVisitsEverythingOnce) {
  std::vector<std::string> keys;
  for (int i = 0; i < 57; ++i) keys.push_back("k" + std::to_string(100 + i));
  PutAll(keys);
  auto view = View();
  std::vector<std::string> seen;
  KeyRange range;
  while (true) {
    auto page = view->Scan(range, {.max_entries = 10});
    ASSERT_TRUE(page.ok());
    for (const Entry& entry : page->entries) seen.push_back(entry.key);
    if (!page->more) break;
    range.start = page->entries.back().key + '\0';
  }
  EXPECT_EQ(seen, keys);
}

TEST_P(ReadTest, ARangeThatStartsAfterItsLimitIsTheCallersBug) {
  const auto check = [&](const KeyRange& range, const ScanOptions& options, bool valid) {
    const absl::Status status = View()->Scan(range, options).status();
    EXPECT_EQ(status.code(), valid ? absl::StatusCode::kOk : absl::StatusCode::kInvalidArgument)
        << status;
  };
  check({"b", "a"}, {}, false);
  check({"a", "b"}, {.max_entries = 0}, false);
  check({"a", "a"}, {}, true);
  check({"a", ""}, {}, true);
}

TEST_P(ReadTest, ASnapshotOfAVersionToComeIsWaitedForUntilItsDeadline) {
  ASSERT_TRUE(Put(engine(), "k", "1").ok());
  const Version next{engine().LatestVersion().value + 1};
  EXPECT_EQ(engine().NewSnapshot(next, absl::InfinitePast()).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(engine().NewSnapshot(engine().LatestVersion(), absl::InfinitePast()).ok());
  std::thread writer([&] { ASSERT_TRUE(Put(engine(), "k", "2").ok()); });
  auto snapshot = engine().NewSnapshot(next, absl::InfiniteFuture());
  ASSERT_TRUE(snapshot.ok());
  EXPECT_GE((*snapshot)->version(), next);
  writer.join();
}

TEST_P(ReadTest, EverythingIsThereAfterReopening) {
  if (!keeps()) GTEST_SKIP() << "keeps nothing";
  ASSERT_TRUE(Write(engine(), {PutOf("a", "1"), PutOf("h", "2"), PutOf("z", "")}, "log").ok());
  auto deleted = Write(engine(), {DeleteOf("a")});
  ASSERT_TRUE(deleted.ok());
  const std::string id = engine().store_id();
  for (int i = 0; i < 3; ++i) {
    Reopen();
    EXPECT_EQ(engine().store_id(), id);
    EXPECT_EQ(engine().LatestVersion(), *deleted);
    EXPECT_THAT(AllOf(*View()), ElementsAre(std::pair("h", "2"), std::pair("z", "")));
    EXPECT_EQ(testing::WholeLog(engine()).size(), 1u);
  }
}

}  // namespace
}  // namespace factcheck::storage
