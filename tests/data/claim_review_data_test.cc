// The real ClaimReview file through the domain and the embedded store: in, again, out,
// and in again.
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/transfers/claim_review_parse.h"
#include "server/domain/transfers/portable.h"
#include "server/domain/transfers/transfers.h"
#include "server/storage/rocksdb/rocks_engine.h"
#include "tests/data/real_data.h"

namespace factcheck::domain {
namespace {

constexpr std::string_view kFile = "claimreviews.jsonl.gz";

TEST(RealClaimReviews, AreAllTakenAndToldApart) {
  const auto lines = testing::RealLines(kFile);
  if (!lines) GTEST_SKIP() << kFile << " is not in FACTCHECK_DATA";
  ParseOptions options;
  options.rules = &RatingRules::Builtin();
  options.now = absl::Now();
  std::set<std::string> records, publishers;
  std::map<v1::NormalRating, size_t> normals;
  for (const std::string& line : *lines) {
    ParsedRecord parsed = ParseClaimReviews(line, options);
    ASSERT_EQ(parsed.reviews.size(), 1u) << line << parsed.refusals.at(0);
    const ParsedReview& review = parsed.reviews.front();
    EXPECT_TRUE(records.insert(review.record_id).second) << line;
    publishers.insert(review.publisher.key);
    ASSERT_TRUE(review.rating.has_value()) << line;
    ++normals[review.rating->normal];
  }
  EXPECT_GT(publishers.size(), 60u);
  for (const auto& [normal, count] : normals) {
    std::cout << v1::NormalRating_Name(normal) << " " << count << "\n";
  }
  // Most of what is OTHER is so by a rule: promises, satire, unproven claims.
  EXPECT_LT(normals[v1::NORMAL_RATING_OTHER], lines->size() / 8);
}

absl::Duration CpuTime() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  return absl::DurationFromTimeval(used.ru_utime) + absl::DurationFromTimeval(used.ru_stime);
}

// By the clock, and by the processor, which other work on the machine does not sway.
void PrintRate(std::string_view what, size_t count, absl::Time start, absl::Duration cpu) {
  const auto per = [&](absl::Duration d) {
    return static_cast<int>(static_cast<double>(count) / absl::ToDoubleSeconds(d));
  };
  std::cout << what << ": " << per(absl::Now() - start) << " a second, " << per(CpuTime() - cpu)
            << " a second of the processor\n";
}

// A store in a directory of its own.
class Server {
 public:
  explicit Server(std::string_view name)
      : directory_(std::filesystem::temp_directory_path() /
                   StrCat("factcheck-data-", name, "-", ::getpid())) {
    std::filesystem::remove_all(directory_);
    auto opened = storage::OpenRocksEngine({.directory = directory_.string(), .clock = &absl::Now});
    if (opened.ok()) {
      engine_ = *std::move(opened);
      book_ = std::make_unique<ClaimBook>(engine_.get(), &absl::Now);
      transfers_ = std::make_unique<Transfers>(book_.get(), nullptr);
    }
  }
  ~Server() {
    transfers_.reset();
    book_.reset();
    engine_.reset();
    std::filesystem::remove_all(directory_);
  }

  // Sums of the answers; counts rejections by reason.
  struct Sums {
    int created = 0, updated = 0, unchanged = 0, rejected = 0;
  };
  Sums Import(const std::vector<std::string>& records) {
    Sums sums;
    const absl::Time start = absl::Now();
    const absl::Duration cpu = CpuTime();
    for (size_t at = 0; at < records.size(); at += kMaxImportRecords) {
      v1::ImportBatch batch;
      for (size_t i = at; i < std::min(at + kMaxImportRecords, records.size()); ++i) {
        v1::ImportRecord& record = *batch.add_records();
        record.set_position(static_cast<int64_t>(i));
        record.set_json(records[i]);
      }
      auto response = transfers_->ImportBatch(Call{admin_, "test"}, {}, batch);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) break;
      sums.created += response->created();
      sums.updated += response->updated();
      sums.unchanged += response->unchanged();
      sums.rejected += response->rejections_size();
    }
    PrintRate("records in", records.size(), start, cpu);
    return sums;
  }
  std::vector<std::string> Export() {
    std::vector<std::string> records;
    const absl::Time start = absl::Now();
    const absl::Duration cpu = CpuTime();
    const absl::Status status = transfers_->ExportClaimReviews(
        Call{admin_, "test"}, {}, [&](const v1::ExportClaimReviewsResponse& response) {
          for (const v1::ExportRecord& record : response.records()) {
            EXPECT_FALSE(record.json().empty()) << record.ShortDebugString();
            records.push_back(record.json());
          }
          return true;
        });
    EXPECT_TRUE(status.ok()) << status;
    PrintRate("records out", records.size(), start, cpu);
    return records;
  }
  // The whole database, from another server.
  v1::ImportAllResponse TakeAll(Server& from) {
    std::vector<std::string> chunks;
    Portable out(from.book_.get(), nullptr);
    absl::Status status = out.ExportAll(Call{admin_, "test"}, [&](std::string chunk) {
      chunks.push_back(std::move(chunk));
      return true;
    });
    EXPECT_TRUE(status.ok()) << status;
    size_t next = 0;
    Portable in(book_.get(), [] { return absl::OkStatus(); });
    auto response =
        in.ImportAll(Call{admin_, "test"}, [&]() -> absl::StatusOr<std::optional<std::string>> {
          if (next == chunks.size()) return std::optional<std::string>();
          return std::optional<std::string>(std::move(chunks[next++]));
        });
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::ImportAllResponse());
  }
  storage::Version LatestVersion() const { return engine_->LatestVersion(); }
  bool ok() const { return transfers_ != nullptr; }

 private:
  static Principal Admin() {
    Principal admin;
    admin.actor = "admin";
    admin.roles = {v1::ROLE_ADMIN};
    return admin;
  }
  const Principal admin_ = Admin();
  const std::filesystem::path directory_;
  std::unique_ptr<storage::Engine> engine_;
  std::unique_ptr<ClaimBook> book_;
  std::unique_ptr<Transfers> transfers_;
};

TEST(RealClaimReviews, GoInAgainOutAndInAgain) {
  const auto lines = testing::RealLines(kFile);
  if (!lines) GTEST_SKIP() << kFile << " is not in FACTCHECK_DATA";
  Server first("first");
  ASSERT_TRUE(first.ok());
  const auto all = static_cast<int>(lines->size());
  Server::Sums sums = first.Import(*lines);
  EXPECT_EQ(sums.created, all);
  EXPECT_EQ(sums.rejected, 0);
  const storage::Version before = first.LatestVersion();
  sums = first.Import(*lines);
  EXPECT_EQ(sums.unchanged, all);
  EXPECT_EQ(first.LatestVersion(), before);

  const std::vector<std::string> out = first.Export();
  ASSERT_EQ(out.size(), lines->size());
  Server second("second");
  ASSERT_TRUE(second.ok());
  sums = second.Import(out);
  EXPECT_EQ(sums.created, all);
  const std::vector<std::string> back = second.Export();
  ASSERT_EQ(back.size(), out.size());
  for (size_t i = 0; i < out.size(); ++i) ASSERT_EQ(out[i], back[i]);

  Server third("third");
  ASSERT_TRUE(third.ok());
  EXPECT_GT(third.TakeAll(first).entries(), all);
  EXPECT_EQ(third.LatestVersion(), first.LatestVersion());
  EXPECT_EQ(third.Export(), out);
  EXPECT_EQ(third.Import(*lines).unchanged, all);
}

TEST(RealClaimReviews, AnImportThatWasCutOffGoesOn) {
  const auto lines = testing::RealLines(kFile);
  if (!lines) GTEST_SKIP() << kFile << " is not in FACTCHECK_DATA";
  Server server("resumed");
  ASSERT_TRUE(server.ok());
  const std::vector<std::string> some(lines->begin(), lines->begin() + 6'000);
  const std::vector<std::string> half(some.begin(), some.begin() + 2'750);
  EXPECT_EQ(server.Import(half).created, 2'750);
  const Server::Sums sums = server.Import(some);
  EXPECT_EQ(sums.created, 3'250);
  EXPECT_EQ(sums.unchanged, 2'750);
}

}  // namespace
}  // namespace factcheck::domain
