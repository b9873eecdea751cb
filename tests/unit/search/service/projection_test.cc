#include "server/search/service/projection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/synchronization/mutex.h"
#include "tests/support/storage_fixture.h"
#include "tests/unit/search/service/searches_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::IsEmpty;

class ProjectionTest : public SearchesTest {
 protected:
  // One that keeps its index in a file; `why` becomes why it was built.
  std::unique_ptr<search::Projection> Started() {
    why_.clear();
    auto projection = std::make_unique<search::Projection>(
        &engine(), search::ProjectionOptions{
                       .file = file_, .on_note = [this](std::string_view why) { why_ = why; }});
    projection->Start();
    // Once there is an index, the file was looked at.
    EXPECT_TRUE(projection->Get(engine().LatestVersion(), absl::InfiniteFuture()).ok());
    return projection;
  }
  std::vector<std::string> Top(search::Projection& projection, std::string_view text) {
    auto index = projection.Get(engine().LatestVersion(), absl::InfiniteFuture());
    EXPECT_TRUE(index.ok()) << index.status();
    return (*index)->FindTop(search::Analyze(text, "en"), 10);
  }

  TempDirectory directory_;
  const std::string file_ = directory_.path() + "/search.index";
  std::string why_;
};

TEST_F(ProjectionTest, GoesOnFromItsFile) {
  Create("a", "The bridge was closed");
  Started()->Stop();
  EXPECT_EQ(why_, "there is no saved index");
  Create("b", "The tunnel was closed");
  const auto again = Started();
  EXPECT_THAT(why_, IsEmpty());
  EXPECT_THAT(Top(*again, "bridge"), ::testing::ElementsAre("a"));
  EXPECT_THAT(Top(*again, "tunnel"), ::testing::ElementsAre("b"));
}

TEST_F(ProjectionTest, AnIndexThatWasBuiltOfAQuietStoreIsTakenToo) {
  Create("a", "The bridge was closed");
  Started()->Stop();
  const auto again = Started();
  EXPECT_THAT(why_, IsEmpty());
  EXPECT_THAT(Top(*again, "bridge"), ::testing::ElementsAre("a"));
}

TEST_F(ProjectionTest, ADamagedFileIsBuiltAnew) {
  Create("a", "The bridge was closed");
  Started()->Stop();
  std::fstream(file_, std::ios::in | std::ios::out | std::ios::binary).seekp(40).put('\x7f');
  const auto again = Started();
  EXPECT_THAT(why_, ::testing::HasSubstr("damaged"));
  EXPECT_THAT(Top(*again, "bridge"), ::testing::ElementsAre("a"));
}

TEST_F(ProjectionTest, AFileOfAnotherVersionIsBuiltAnew) {
  Create("a", "The bridge was closed");
  Started()->Stop();
  std::fstream(file_, std::ios::in | std::ios::out | std::ios::binary).seekp(12).put('\x7f');
  const auto again = Started();
  EXPECT_THAT(why_, ::testing::HasSubstr("another version"));
  EXPECT_THAT(Top(*again, "bridge"), ::testing::ElementsAre("a"));
}

TEST_F(ProjectionTest, AFileOfAStateThatTheStoreDoesNotHaveIsBuiltAnew) {
  Create("a", "The bridge was closed");
  Started()->Stop();
  search::Index other;
  const search::Change change{search::AnalyzeDocument({.key = "liar", .language = "en"})};
  other.Apply({&change, 1}, engine().LatestVersion().value - 1);
  ASSERT_TRUE(other.Save(file_).ok());
  const auto again = Started();
  EXPECT_THAT(why_, ::testing::HasSubstr("doesn't have"));
  EXPECT_THAT(Top(*again, "bridge"), ::testing::ElementsAre("a"));
}

TEST_F(ProjectionTest, IsBuiltAnewWhileItAnswers) {
  Create("a", "The bridge was closed");
  EXPECT_THAT(Found("bridge"), ::testing::ElementsAre("a"));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(projection_.Rebuild(absl::InfiniteFuture()).ok());
    EXPECT_THAT(Found("bridge"), ::testing::ElementsAre("a"));
    EXPECT_FALSE(projection_.state().building);
  }
  Create("b", "The tunnel was closed");
  EXPECT_THAT(Found("tunnel"), ::testing::ElementsAre("b"));
}

TEST_F(ProjectionTest, AStateThatDoesNotComeIsNotWaitedForForever) {
  Create("a", "The bridge was closed");
  EXPECT_THAT(Found("bridge"), ::testing::ElementsAre("a"));
  const auto index = projection_.Get({engine().LatestVersion().value + 1'000'000'000}, absl::Now());
  EXPECT_EQ(ReasonName(index.status()), "DEADLINE_EXCEEDED");
}

TEST_F(ProjectionTest, BeginsAgainWhereTheStoreIsReplaced) {
  Create("a", "The bridge was closed");
  EXPECT_THAT(Found("bridge"), ::testing::ElementsAre("a"));
  projection_.StoreReplaced();
  EXPECT_THAT(Found("bridge"), ::testing::ElementsAre("a"));
}

}  // namespace
}  // namespace factcheck::testing
