#include "server/storage/memory/version_map.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace factcheck::storage {
namespace {

std::string At(const VersionMap& map, const std::string& key, uint64_t version) {
  const std::optional<Entry> entry = map.Get(key, {version});
  return entry ? entry->value : "(absent)";
}

TEST(VersionMapTest, ShowsWhatHeldAtAVersion) {
  VersionMap map;
  map.Put("k", "one", {1});
  map.Put("k", "three", {3});
  map.Put("k", std::nullopt, {5});
  EXPECT_EQ(At(map, "k", 0), "(absent)");
  EXPECT_EQ(At(map, "k", 1), "one");
  EXPECT_EQ(At(map, "k", 2), "one");
  EXPECT_EQ(At(map, "k", 4), "three");
  EXPECT_EQ(At(map, "k", 5), "(absent)");
}

TEST(VersionMapTest, PruningKeepsWhatTheOldestReaderSees) {
  VersionMap map;
  map.Put("k", "one", {1});
  map.Put("k", "three", {3});
  map.Put("k", "five", {5});
  map.Prune({4});
  EXPECT_EQ(At(map, "k", 4), "three");
  EXPECT_EQ(At(map, "k", 5), "five");
  EXPECT_EQ(At(map, "k", 2), "(absent)");
}

TEST(VersionMapTest, PruningFreesWhatNobodyCanSee) {
  VersionMap map;
  for (uint64_t version = 1; version <= 100; ++version) {
    map.Put("k", std::string(1000, 'v'), {version});
    map.Prune({version});
  }
  EXPECT_EQ(map.bytes(), 1001u);
  map.Put("k", std::nullopt, {101});
  map.Prune({101});
  EXPECT_EQ(map.bytes(), 0u);
  EXPECT_EQ(map.keys(), 0u);
  // Deleting what never was leaves nothing either.
  map.Put("none", std::nullopt, {102});
  EXPECT_EQ(map.keys(), 0u);
}

}  // namespace
}  // namespace factcheck::storage
