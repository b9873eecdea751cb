#include "server/search/service/projection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "server/base/absl_strings.h"
#include "server/base/thread_priority.h"
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
  clock().Advance(absl::Seconds(1));
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

TEST_F(ProjectionTest, ADamagedClaimIsPassedOver) {
  Create("a", "The bridge was closed");
  Create("b", "The bridge was open");
  Damage("a", /*logged=*/false);
  std::vector<std::string> damaged;
  search::Projection projection(
      &engine(), {.on_damaged = [&](const auto& status) { damaged.push_back(status.ToString()); }});
  projection.Start();
  EXPECT_THAT(Top(projection, "bridge"), ::testing::ElementsAre("b"));
  EXPECT_EQ(projection.state().damaged, 1);
  EXPECT_THAT(damaged, ::testing::ElementsAre(::testing::HasSubstr("damaged")));
  // Also in what is followed.
  Damage("b", /*logged=*/true);
  Create("c", "The bridge is wide");
  EXPECT_THAT(Top(projection, "bridge"), ::testing::ElementsAre("c"));
  EXPECT_EQ(projection.state().damaged, 2);
}

TEST_F(ProjectionTest, IsCompactedByItself) {
  constexpr int kClaims = 1100;
  for (int i = 0; i < kClaims; ++i) Create(StrCat("c-", i), "The bridge was closed");
  EXPECT_EQ(Search("bridge").total_size(), kClaims);
  for (int i = 0; i < kClaims; ++i) {
    v1::UpdateClaimRequest update;
    update.mutable_claim()->set_name(StrCat("claims/c-", i));
    update.mutable_claim()->set_statement("The tunnel was closed");
    update.mutable_update_mask()->add_paths("statement");
    Do(&domain::Claims::UpdateClaim, update);
  }
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  int more = 0;
  do {
    Create(StrCat("d-", more++), "The tunnel was closed");
    EXPECT_EQ(Search("tunnel").total_size(), kClaims + more);
  } while (projection_.state().stats.removed > kClaims / 2 && absl::Now() < deadline);
  EXPECT_LE(projection_.state().stats.removed, kClaims / 2);
  EXPECT_EQ(Search("bridge").total_size(), 0);
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

TEST_F(ProjectionTest, GivesWayToOthersOnlyWhereAnotherIndexAnswers) {
  Create("a", "The bridge was closed");
  Create("b", "The bridge was open");
  Damage("a", /*logged=*/false);
  const auto nice = [] { return getpriority(PRIO_PROCESS, 0); };
  // Of the thread that reads the damaged claim, which is the one that builds.
  std::vector<int> builders;
  search::Projection projection(
      &engine(), {.on_damaged = [&](const absl::Status&) { builders.push_back(nice()); }});
  projection.Start();
  EXPECT_THAT(Top(projection, "bridge"), ::testing::ElementsAre("b"));
  ASSERT_TRUE(projection.Rebuild(absl::InfiniteFuture()).ok());
  // Nobody can search until this one is there.
  projection.StoreReplaced();
  EXPECT_THAT(Top(projection, "bridge"), ::testing::ElementsAre("b"));
  EXPECT_THAT(builders, ::testing::ElementsAre(nice(), nice() + kBackgroundNice, nice()));
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

// Lets who opens the file to write it go on, and takes what is written.
class Fifo {
 public:
  explicit Fifo(std::string path) : path_(std::move(path)) {
    EXPECT_EQ(mkfifo(path_.c_str(), 0600), 0);
  }
  ~Fifo() {
    if (reader_.joinable()) reader_.join();
  }
  void Open() {
    reader_ = std::thread([this] {
      std::ifstream file(path_, std::ios::binary);
      std::string all((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    });
  }

 private:
  const std::string path_;
  std::thread reader_;
};

TEST_F(ProjectionTest, ASaveThatTakesLongKeepsNobodyFromSearching) {
  Create("a", "The bridge was closed");
  Fifo disk(file_ + ".new");  // A save waits until somebody reads from it.
  absl::Notification failed;
  search::Projection projection(
      &engine(),
      {.file = file_, .save_every = absl::ZeroDuration(), .on_error = [&](const absl::Status&) {
         if (!failed.HasBeenNotified()) failed.Notify();
       }});
  projection.Start();
  for (int i = 0; i < 100; ++i) {
    Create(StrCat("c-", i), StrCat("The tunnel was closed for day ", i));
    EXPECT_THAT(Top(projection, "tunnel"), ::testing::Not(IsEmpty()));
  }
  EXPECT_TRUE(projection.Rebuild(absl::InfiniteFuture()).ok());
  EXPECT_FALSE(failed.HasBeenNotified());
  disk.Open();
  // Such a file can't be synced: the save did wait for it.
  failed.WaitForNotification();
  projection.Stop();
}

}  // namespace
}  // namespace factcheck::testing
