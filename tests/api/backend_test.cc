// The start of everything below the API: what it begins with, and what it does where a part fails.
#include "server/api/backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/storage/memory/memory_engine.h"
#include "tests/support/domain_fixture.h"
#include "tests/support/forwarding_engine.h"
#include "tests/support/storage_fixture.h"

namespace factcheck::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace keys = domain::keys;

// Whose scans of one range fail.
class Unreadable : public ForwardingEngine {
 public:
  Unreadable(storage::Engine* engine, std::string_view prefix)
      : ForwardingEngine(engine), prefix_(prefix) {}

  absl::StatusOr<std::unique_ptr<storage::Snapshot>> AddObserver(
      storage::CommitObserver* observer) override {
    auto view = ForwardingEngine::AddObserver(observer);
    if (!view.ok()) return view;
    return std::make_unique<View>(*std::move(view), prefix_);
  }

 private:
  class View : public storage::Snapshot {
   public:
    View(std::unique_ptr<storage::Snapshot> view, std::string_view prefix)
        : view_(std::move(view)), prefix_(prefix) {}
    storage::Version version() const override { return view_->version(); }
    absl::StatusOr<std::optional<storage::Entry>> Get(std::string_view key) override {
      return view_->Get(key);
    }
    absl::StatusOr<std::vector<std::optional<storage::Entry>>> MultiGet(
        std::span<const std::string> keys) override {
      return view_->MultiGet(keys);
    }
    absl::StatusOr<storage::ScanResult> Scan(const storage::KeyRange& range,
                                             const storage::ScanOptions& options) override {
      if (range.start.starts_with(prefix_)) return absl::DataLossError("a block is damaged");
      return view_->Scan(range, options);
    }

   private:
    const std::unique_ptr<storage::Snapshot> view_;
    const std::string prefix_;
  };

  const std::string prefix_;
};

class BackendTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<api::Backend>> Open(storage::Engine& engine) {
    api::BackendOptions options;
    options.key_file = directory_.path() + "/admin.key";
    options.engine_name = "memory";
    options.search_file = directory_.path() + "/search.index";
    options.table_directory = directory_.path();
    return api::Backend::Open(&engine, clock_.AsClock(), &log_, options);
  }
  // A claim with what tables read of it.
  void Write() {
    ASSERT_TRUE(
        testing::Write(*engine_,
                       {PutOf(keys::Claim("c"), "claim"), PutOf(keys::Status("c"), "status"),
                        PutOf(keys::PublicVerdict("c", "p"), "verdict")},
                       "")
            .ok());
  }
  bool Has(std::string_view file) const {
    return std::filesystem::exists(StrCat(directory_.path(), "/", file));
  }

  const TempDirectory directory_;
  StorageClock clock_;
  std::ostringstream lines_;
  observability::Log log_{observability::Level::kInfo, lines_};
  const std::unique_ptr<storage::Engine> engine_ = storage::NewMemoryEngine(clock_.AsClock());
};

TEST_F(BackendTest, ATableThatCannotBeReadIsSaidAndNothingIsSaved) {
  ASSERT_TRUE(Open(*engine_).ok());
  for (const char* table : {"claims.table", "verdicts.table", "statuses.table"}) {
    EXPECT_TRUE(std::filesystem::remove(StrCat(directory_.path(), "/", table))) << table;
  }
  Write();
  for (const std::string_view prefix :
       {keys::kClaims, keys::kStatuses, keys::kPublicVerdicts, keys::kWorkVerdicts}) {
    Unreadable engine(engine_.get(), prefix);
    EXPECT_EQ(Open(engine).status().code(), absl::StatusCode::kDataLoss) << prefix;
    EXPECT_FALSE(Has("claims.table") || Has("verdicts.table") || Has("statuses.table")) << prefix;
    // Whoever was told of commits no longer is.
    Write();
  }
  EXPECT_TRUE(Open(*engine_).ok());
  EXPECT_TRUE(Has("claims.table") && Has("verdicts.table") && Has("statuses.table"));
}

TEST_F(BackendTest, ItsFilesSpareItTheRecords) {
  ASSERT_TRUE(Open(*engine_).ok());
  EXPECT_THAT(lines_.str(), HasSubstr("claims.table"));
  lines_.str("");
  Unreadable engine(engine_.get(), keys::kStatuses);
  EXPECT_TRUE(Open(engine).ok());
  EXPECT_THAT(lines_.str(), Not(HasSubstr("every record")));
}

}  // namespace
}  // namespace factcheck::testing
