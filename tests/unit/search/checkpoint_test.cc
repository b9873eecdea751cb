#include "server/search/checkpoint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/search/index.h"
#include "tests/support/storage_fixture.h"
#include "tests/unit/search/random_text.h"

namespace factcheck::search {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::unique_ptr<Index> RandomIndex(Random& random, int documents) {
  auto index = std::make_unique<Index>();
  for (int i = 0; i < documents; ++i) {
    Change change{AnalyzeDocument(RandomDocument(random, 200))};
    change.removes = Below(random, 5) == 0;
    index->Apply({&change, 1}, static_cast<uint64_t>(i) << 33);
  }
  return index;
}

class CheckpointTest : public ::testing::Test {
 protected:
  CheckpointTest() : seed_(testing::TestSeed()), random_(seed_) {}

  void CheckSame(const Index& a, const Index& b) {
    EXPECT_EQ(a.position(), b.position());
    EXPECT_EQ(a.stats().documents, b.stats().documents);
    EXPECT_EQ(a.stats().terms, b.stats().terms);
    for (int i = 0; i < 50; ++i) {
      const Analysis text = Analyze(RandomText(random_, 1 + Below(random_, 8)), "en");
      EXPECT_EQ(a.FindTop(text, 20), b.FindTop(text, 20));
      const std::vector<Match> x = a.FindMatches(text, {}), y = b.FindMatches(text, {});
      ASSERT_EQ(x.size(), y.size());
      for (size_t m = 0; m < x.size(); ++m) {
        EXPECT_EQ(x[m].key, y[m].key);
        EXPECT_EQ(x[m].score, y[m].score);
      }
    }
  }

  const uint64_t seed_;
  Random random_;
  testing::TempDirectory directory_;
  const std::string path_ = directory_.path() + "/index";
};

TEST_F(CheckpointTest, HoldsTheWholeIndex) {
  const std::unique_ptr<Index> index = RandomIndex(random_, 600);
  ASSERT_TRUE(index->Save(path_).ok());
  absl::StatusOr<std::unique_ptr<Index>> loaded = Index::Load(path_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  CheckSame(*index, **loaded);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));

  // And goes on as the index that was saved.
  for (int i = 0; i < 300; ++i) {
    Change change{AnalyzeDocument(RandomDocument(random_, 200))};
    change.removes = Below(random_, 5) == 0;
    index->Apply({&change, 1}, 7);
    (*loaded)->Apply({&change, 1}, 7);
  }
  CheckSame(*index, **loaded);
}

TEST_F(CheckpointTest, AnImageIsSavedAsItWasHoweverTheIndexGoesOn) {
  const std::unique_ptr<Index> index = RandomIndex(random_, 600);
  const IndexImage image = index->Image();
  ASSERT_TRUE(index->Save(image, path_).ok());
  const std::string then = ReadFile(path_);
  size_t most_removed = 0;
  for (int i = 0; i < 3000; ++i) {
    Change change{AnalyzeDocument(RandomDocument(random_, 200))};
    change.removes = Below(random_, 5) == 0;
    index->Apply({&change, 1}, 7);
    most_removed = std::max(most_removed, index->stats().removed);
    if (i == 2200) index->Compact([] { return true; });
    if (i % 500 != 499) continue;
    ASSERT_TRUE(index->Save(image, path_).ok());
    ASSERT_EQ(ReadFile(path_), then) << "after " << i + 1 << " changes";
  }
  EXPECT_LT(index->stats().removed, most_removed) << "nothing was compacted";
  ASSERT_TRUE(index->Save(path_).ok());
  absl::StatusOr<std::unique_ptr<Index>> loaded = Index::Load(path_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  CheckSame(*index, **loaded);
}

TEST_F(CheckpointTest, AnEmptyIndexIsOneToo) {
  ASSERT_TRUE(Index().Save(path_).ok());
  absl::StatusOr<std::unique_ptr<Index>> loaded = Index::Load(path_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ((*loaded)->stats().documents, 0U);
}

TEST_F(CheckpointTest, NoFileIsNotFound) {
  EXPECT_EQ(Index::Load(path_).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(CheckpointTest, ASecondSaveReplacesTheFirst) {
  ASSERT_TRUE(RandomIndex(random_, 50)->Save(path_).ok());
  const std::unique_ptr<Index> second = RandomIndex(random_, 80);
  ASSERT_TRUE(second->Save(path_).ok());
  absl::StatusOr<std::unique_ptr<Index>> loaded = Index::Load(path_);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  CheckSame(*second, **loaded);
}

TEST_F(CheckpointTest, ADirectoryThatIsNotThereIsAnError) {
  EXPECT_FALSE(Index().Save(directory_.path() + "/none/index").ok());
}

TEST_F(CheckpointTest, EveryChangedByteIsFound) {
  ASSERT_TRUE(RandomIndex(random_, 8)->Save(path_).ok());
  const std::string whole = ReadFile(path_);
  ASSERT_GT(whole.size(), 100U);
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    WriteFile(path_, damaged);
    const absl::StatusCode code = Index::Load(path_).status().code();
    const bool version = at >= 8 && at < 16;
    EXPECT_EQ(code, version ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kDataLoss)
        << "byte " << at;
  }
}

TEST_F(CheckpointTest, EveryCutAndEveryTailIsFound) {
  ASSERT_TRUE(RandomIndex(random_, 8)->Save(path_).ok());
  const std::string whole = ReadFile(path_);
  for (size_t size = 0; size < whole.size(); ++size) {
    WriteFile(path_, whole.substr(0, size));
    EXPECT_EQ(Index::Load(path_).status().code(), absl::StatusCode::kDataLoss) << size << " bytes";
  }
  WriteFile(path_, whole + '\0');
  EXPECT_EQ(Index::Load(path_).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(CheckpointTest, AnalysisVersionIsOfThisAnalysis) {
  // Where this fails, what is indexed has changed: raise kAnalysisVersion (where only the file is
  // written otherwise, kCheckpointFormat), and put the new figure here.
  Document document;
  document.key = "a";
  document[Field::kStatement] =
      "More than forty countries haven't seen Angela Merkel's 3,5 Mio. balloons on 5 May 2020";
  document[Field::kTitle] = "Die Kanzlerin hat nie Flüchtlinge eingeladen";
  document[Field::kContext] = "Вакцина не вызывает бесплодие. 疫苗不会导致不孕";
  document[Field::kTopics] = "health covid-19";
  Index index;
  const Change change{AnalyzeDocument(document)};
  index.Apply({&change, 1}, 1);
  ASSERT_TRUE(index.Save(path_).ok());
  uint64_t hash = 1469598103934665603U;  // FNV-1a.
  for (const char c : ReadFile(path_)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  EXPECT_EQ(kCheckpointFormat, 4U);
  EXPECT_EQ(kAnalysisVersion, 3U);
  EXPECT_EQ(hash, 9448034419790788838U);
}

}  // namespace
}  // namespace factcheck::search
