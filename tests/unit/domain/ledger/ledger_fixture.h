// The ledger over a claim book in which verdicts are published.
#ifndef FACTCHECK_TESTS_UNIT_DOMAIN_LEDGER_LEDGER_FIXTURE_H_
#define FACTCHECK_TESTS_UNIT_DOMAIN_LEDGER_LEDGER_FIXTURE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "factcheck/v1/ledger_service.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/ledger/ledger.h"
#include "server/ledger/key_ring.h"
#include "tests/unit/domain/verdicts/verdicts_fixture.h"

namespace factcheck::testing {

class LedgerTest : public VerdictsTest {
 protected:
  static constexpr char kOrigin[] = "ledger.example/facts";

  // Publishes `count` verdicts, each on a claim of its own: claims/l0 and so on.
  void PublishMany(int count) {
    for (int i = 0; i < count; ++i) {
      const std::string claim = StrCat("l", i);
      PutClaim(claim, v1::Claim::STATE_ACCEPTED);
      PublishOn(claim, StrCat("summary ", i));
    }
  }
  void PublishOn(std::string_view claim, std::string_view summary) {
    const std::string verdict = StrCat("claims/", claim, "/verdicts/wire");
    Must(Draft(author_, Text(summary), claim));
    Must(Submit(author_, verdict));
    Must(Approve(reviewer_, verdict));
    Must(Publish(publisher_, std::nullopt, "", verdict));
  }

  absl::StatusOr<v1::Checkpoint> Checkpoint(int64_t size = 0) {
    v1::GetCheckpointRequest request;
    request.set_tree_size(size);
    return Read<v1::Checkpoint>(ledger_, &domain::Ledger::GetCheckpoint, consumer_, request);
  }
  absl::StatusOr<v1::GetEntriesResponse> Entries(int64_t start = 0, int page_size = 1000) {
    v1::GetEntriesRequest request;
    request.set_start_index(start);
    request.set_page_size(page_size);
    return Read<v1::GetEntriesResponse>(ledger_, &domain::Ledger::GetEntries, consumer_, request);
  }
  // All of them, parsed.
  std::vector<v1::LedgerEntry> Parsed() {
    std::vector<v1::LedgerEntry> entries;
    const absl::StatusOr<v1::GetEntriesResponse> response = Entries();
    EXPECT_TRUE(response.ok()) << response.status();
    for (const v1::LedgerRecord& record : response->records()) {
      EXPECT_TRUE(entries.emplace_back().ParseFromString(record.entry()));
    }
    return entries;
  }
  absl::StatusOr<v1::InclusionProof> Inclusion(std::string_view revision, int64_t size = 0) {
    v1::GetInclusionProofRequest request;
    request.set_revision(std::string(revision));
    request.set_tree_size(size);
    return Read<v1::InclusionProof>(ledger_, &domain::Ledger::GetInclusionProof, consumer_,
                                    request);
  }
  absl::StatusOr<v1::InclusionProof> InclusionAt(int64_t index, int64_t size = 0) {
    v1::GetInclusionProofRequest request;
    request.set_index(index);
    request.set_tree_size(size);
    return Read<v1::InclusionProof>(ledger_, &domain::Ledger::GetInclusionProof, consumer_,
                                    request);
  }
  absl::StatusOr<v1::ConsistencyProof> Consistency(int64_t old_size, int64_t new_size = 0) {
    v1::GetConsistencyProofRequest request;
    request.set_old_size(old_size);
    request.set_new_size(new_size);
    return Read<v1::ConsistencyProof>(ledger_, &domain::Ledger::GetConsistencyProof, consumer_,
                                      request);
  }
  absl::StatusOr<v1::AuditLedgerResponse> AuditFrom(int64_t start, int page_size) {
    v1::AuditLedgerRequest request;
    request.set_start_index(start);
    request.set_page_size(page_size);
    return Read<v1::AuditLedgerResponse>(ledger_, &domain::Ledger::AuditLedger, auditor_, request);
  }
  // Faults of the whole, found page by page.
  std::vector<std::string> Faults(int page_size = 3) {
    std::vector<std::string> faults;
    for (int64_t next = 0;;) {
      const absl::StatusOr<v1::AuditLedgerResponse> page = AuditFrom(next, page_size);
      if (!page.ok()) return {std::string(page.status().message())};
      faults.insert(faults.end(), page->faults().begin(), page->faults().end());
      next = page->next_index();
      if (next == page->tree_size()) return faults;
    }
  }

  // Every key of the ledger with its value.
  std::map<std::string, std::string> Stored() {
    std::map<std::string, std::string> stored;
    auto view = book().ReadNewest();
    for (std::string_view prefix : {domain::keys::kLedgerEntries, domain::keys::kLedgerTree}) {
      auto page = view->Scan(storage::PrefixRange(prefix), {.max_entries = 100'000});
      EXPECT_TRUE(page.ok() && !page->more);
      for (const storage::Entry& entry : page->entries) stored[entry.key] = entry.value;
    }
    return stored;
  }
  void Write(const std::string& key, std::optional<std::string> value) {
    storage::CommitRequest request;
    request.batch.mutations = {
        {.key = key, .value = std::move(value), .version_at = {}, .stamp = {}}};
    ASSERT_TRUE(engine().Commit(std::move(request)).ok());
  }
  // As a release without a ledger left the store.
  void RemoveLedger() {
    for (const auto& [key, value] : Stored()) Write(key, std::nullopt);
  }

  const ledger::KeyRing keys_ = ledger::KeyRing::New(kOrigin);
  domain::Ledger ledger_{&book(), keys_};
};

}  // namespace factcheck::testing

#endif  // FACTCHECK_TESTS_UNIT_DOMAIN_LEDGER_LEDGER_FIXTURE_H_
