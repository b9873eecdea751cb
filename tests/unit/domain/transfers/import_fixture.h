// A Transfers service over the memory engine, and made-up records for it.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_TRANSFERS_IMPORT_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_TRANSFERS_IMPORT_FIXTURE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "factcheck/v1/claim.pb.h"
#include "factcheck/v1/evidence.pb.h"
#include "factcheck/v1/publisher.pb.h"
#include "factcheck/v1/status.pb.h"
#include "factcheck/v1/verdict.pb.h"
#include "nlohmann/json.hpp"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/transfers/transfers.h"
#include "tests/support/domain_fixture.h"

namespace factcheck::testing {

// A record as a publisher would write it; change its members at will.
inline nlohmann::json Record(std::string_view url, std::string_view statement,
                             std::string_view rating, std::string_view claimant = "Bob") {
  nlohmann::json record = {
      {"@context", "https://schema.org"},
      {"@type", "ClaimReview"},
      {"url", url},
      {"claimReviewed", statement},
      {"author", {{"@type", "Organization"}, {"name", "Example Checks"}}},
      {"datePublished", "2020-01-03"},
      {"inLanguage", "en"},
      {"reviewRating", {{"@type", "Rating"}, {"alternateName", rating}}},
  };
  if (!claimant.empty()) {
    record["itemReviewed"] = {{"@type", "Claim"},
                              {"author", {{"@type", "Person"}, {"name", claimant}}}};
  }
  return record;
}

class ImportTest : public DomainTest {
 protected:
  // Position of a record: its index.
  static v1::ImportBatch BatchOf(const std::vector<std::string>& records) {
    v1::ImportBatch batch;
    for (size_t i = 0; i < records.size(); ++i) {
      v1::ImportRecord& record = *batch.add_records();
      record.set_position(static_cast<int64_t>(i));
      record.set_json(records[i]);
    }
    return batch;
  }
  static v1::ImportBatch BatchOf(const std::vector<nlohmann::json>& records) {
    std::vector<std::string> texts;
    for (const nlohmann::json& record : records) texts.push_back(record.dump());
    return BatchOf(texts);
  }

  absl::StatusOr<v1::ImportClaimReviewsResponse> TryImport(const v1::ImportBatch& batch,
                                                           const v1::ImportOptions& options = {}) {
    return transfers_.ImportBatch(Call(admin_), options, batch);
  }
  v1::ImportClaimReviewsResponse Import(const v1::ImportBatch& batch,
                                        const v1::ImportOptions& options = {}) {
    absl::StatusOr<v1::ImportClaimReviewsResponse> response = TryImport(batch, options);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.value_or(v1::ImportClaimReviewsResponse());
  }
  v1::ImportClaimReviewsResponse Import(const std::vector<nlohmann::json>& records) {
    return Import(BatchOf(records));
  }
  // "created/updated/unchanged/rejected".
  static std::string Counts(const v1::ImportClaimReviewsResponse& response) {
    return StrCat(response.created(), "/", response.updated(), "/", response.unchanged(), "/",
                  response.rejections_size());
  }

  std::vector<v1::ExportRecord> Export(const v1::ExportClaimReviewsRequest& request = {}) {
    std::vector<v1::ExportRecord> records;
    const absl::Status status = transfers_.ExportClaimReviews(
        Call(consumer_), request, [&](const v1::ExportClaimReviewsResponse& response) {
          records.insert(records.end(), response.records().begin(), response.records().end());
          return true;
        });
    EXPECT_TRUE(status.ok()) << status;
    return records;
  }
  nlohmann::json ExportOne() {
    const std::vector<v1::ExportRecord> records = Export();
    EXPECT_EQ(records.size(), 1u);
    return records.empty() ? nlohmann::json() : nlohmann::json::parse(records[0].json());
  }

  domain::Call Call(const domain::Principal& who) {
    return {who, "factcheck.v1.Transfers/ImportClaimReviews"};
  }

  // Everything of a kind, as colleagues see it, by key.
  template <typename M>
  std::vector<M> All(std::string_view prefix) {
    std::vector<M> all;
    auto view = book().ReadNewest();
    EXPECT_TRUE(view.ok());
    auto page = view->Scan(storage::PrefixRange(prefix),
                           {.max_entries = 100'000, .max_bytes = size_t{1} << 30});
    EXPECT_TRUE(page.ok());
    for (const storage::Entry& entry : page->entries) {
      auto loaded = domain::Txn::LoadFrom<M>(entry);
      EXPECT_TRUE(loaded.ok()) << entry.key;
      all.push_back((*loaded)->message);
    }
    return all;
  }
  std::vector<v1::Claim> Claims() { return All<v1::Claim>(domain::keys::kClaims); }
  std::vector<v1::Verdict> Verdicts() { return All<v1::Verdict>(domain::keys::kPublicVerdicts); }
  std::vector<v1::Publisher> Publishers() { return All<v1::Publisher>(domain::keys::kPublishers); }
  std::vector<v1::ClaimStatus> Statuses() { return All<v1::ClaimStatus>(domain::keys::kStatuses); }

  domain::Transfers transfers_{&book(), [] { return int64_t{7}; }};
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_TRANSFERS_IMPORT_FIXTURE_H_
