// How rows are kept, whatever they are of.
#include "server/domain/tables/followed_table.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "server/base/absl_strings.h"
#include "server/base/chunk_file.h"
#include "server/storage/memory/memory_engine.h"
#include "tests/support/storage_fixture.h"

namespace factcheck::testing {
namespace {

// Keys, and what was asked of them.
struct KeyRows {
  std::vector<std::string> keys;
  int settled = 0;
  int loaded = 0;
  storage::Version frozen;

  size_t size() const { return keys.size(); }
  size_t memory_bytes() const { return 0; }
  storage::Version version() const { return frozen; }
  KeyRows Freeze(storage::Version version) {
    frozen = version;
    return *this;
  }
};

struct KeyKind {
  using Rows = KeyRows;
  using View = KeyRows;
  using Changes = std::vector<std::string>;
  static constexpr std::string_view kWhat = "keys";
  static constexpr std::array<std::string_view, 2> kPrefixes = {"b/", "a/"};
  static bool Watches(std::string_view key) {
    return key.starts_with("a/") || key.starts_with("b/");
  }
  static void Add(std::string_view key, std::string_view /*value*/, Changes& changes) {
    changes.emplace_back(key);
  }
  static void Apply(const Changes& changes, const std::unique_ptr<Rows>& rows) {
    rows->keys.insert(rows->keys.end(), changes.begin(), changes.end());
  }
  static void Settle(const std::unique_ptr<Rows>& rows) { ++rows->settled; }
  static void Loaded(const std::unique_ptr<Rows>& rows) { ++rows->loaded; }
  static constexpr domain::TableFormat kFormat = {"FCTKEYS ", 1};
  static absl::Status Write(const View& view, ChunkWriter& writer) {
    AppendFixed32(static_cast<uint32_t>(view.keys.size()), writer.buffer());
    for (const std::string& key : view.keys) AppendBytes(key, writer.buffer());
    return writer.EndRecord();
  }
  static absl::Status Read(ChunkReader& reader, Rows& rows) {
    uint32_t count = 0;
    absl::Status read = reader.NextRecord();
    if (read.ok()) read = reader.Fixed32(count);
    for (uint32_t i = 0; i < count && read.ok(); ++i) {
      std::string_view key;
      read = reader.Bytes(key);
      rows.keys.emplace_back(key);
    }
    return read;
  }
  static std::vector<storage::KeyRange> RangesOf(std::string_view claim) {
    return {storage::OneKey(StrCat("a/", claim))};
  }
};

// What puts all rows in order would take the square of their number if each record had it done.
TEST(FollowedTableTest, RowsAreSettledOnceAfterALoadAndAfterEachCommit) {
  StorageClock clock;
  const std::unique_ptr<storage::Engine> engine = storage::NewMemoryEngine(clock.AsClock());
  std::vector<std::string> expected;
  for (int i = 0; i < 50; ++i) {
    const std::string key = StrCat("a/", 100 + i);
    ASSERT_TRUE(Put(*engine, key, "value").ok());
    expected.push_back(key);
  }
  ASSERT_TRUE(Put(*engine, "b/first", "value").ok());
  expected.insert(expected.begin(), "b/first");
  ASSERT_TRUE(Put(*engine, "c/other", "value").ok());
  domain::FollowedTable<KeyKind> table;
  ASSERT_TRUE(table.Attach(engine.get()).ok());
  auto view = table.View();
  ASSERT_TRUE(view.ok()) << view.status();
  EXPECT_EQ((*view)->keys, expected);
  EXPECT_EQ((*view)->settled, 0);
  EXPECT_EQ((*view)->loaded, 1);

  ASSERT_TRUE(Put(*engine, "a/later", "value").ok());
  ASSERT_TRUE(Put(*engine, "c/later", "value").ok());
  view = table.View(engine->LatestVersion());
  ASSERT_TRUE(view.ok()) << view.status();
  expected.push_back("a/later");
  EXPECT_EQ((*view)->keys, expected);
  EXPECT_EQ((*view)->settled, 1);
  EXPECT_EQ((*view)->loaded, 1);
}

// What is in a file is in order already.
TEST(FollowedTableTest, RowsOfAFileAreSettledOnlyWhereSomethingWasWrittenSince) {
  const TempDirectory directory;
  const domain::TableFile file = {.path = directory.path() + "/keys", .on_note = {}};
  StorageClock clock;
  const std::unique_ptr<storage::Engine> engine = storage::NewMemoryEngine(clock.AsClock());
  const auto put = [&](std::string_view claim) {
    storage::v1::LogRecord record;
    record.add_other_claims(std::string(claim));
    return Write(*engine, {PutOf(StrCat("a/", claim), "value")}, record.SerializeAsString());
  };
  ASSERT_TRUE(put("first").ok());
  domain::FollowedTable<KeyKind> table;
  ASSERT_TRUE(table.Attach(engine.get(), file).ok());
  ASSERT_TRUE(table.Save(file.path).ok());
  ASSERT_TRUE(table.Attach(engine.get(), file).ok());
  EXPECT_EQ((*table.View())->keys, std::vector<std::string>{"a/first"});
  EXPECT_EQ((*table.View())->settled + (*table.View())->loaded, 0);
  ASSERT_TRUE(put("second").ok());
  ASSERT_TRUE(table.Attach(engine.get(), file).ok());
  EXPECT_EQ((*table.View())->keys, (std::vector<std::string>{"a/first", "a/second"}));
  EXPECT_EQ((*table.View())->settled, 1);
  EXPECT_EQ((*table.View())->loaded, 0);
}

}  // namespace
}  // namespace factcheck::testing
