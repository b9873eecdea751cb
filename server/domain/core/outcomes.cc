#include "server/domain/core/outcomes.h"

#include <string>
#include <utility>
#include <vector>

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/core/principal.h"

namespace factcheck::domain {
namespace {

constexpr size_t kAtATime = 500;

// An outcome is written once and never changed, so that what was old in a
// snapshot is old: nothing needs to be read again in the commit.
absl::Status Forget(ClaimBook& book, const std::vector<std::string>& keys) {
  if (keys.empty()) return absl::OkStatus();
  const Call call{ServerPrincipal(), "scheduler/outcomes"};
  return book
      .WriteAndWait(call, storage::v1::RequestOutcome(),
                    [&keys](Txn& txn) -> absl::StatusOr<std::string> {
                      for (const std::string& key : keys) txn.Delete(key);
                      return std::string();
                    })
      .status();
}

}  // namespace

absl::StatusOr<size_t> ForgetOutcomes(ClaimBook& book) {
  const storage::Version kept_from = storage::VersionAt(book.Now() - kOutcomesKept);
  storage::KeyRange range = storage::PrefixRange(keys::kRequests);
  size_t forgotten = 0;
  for (;;) {
    absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = book.engine().NewSnapshot();
    if (!snapshot.ok()) return snapshot.status();
    absl::StatusOr<storage::ScanResult> page = (*snapshot)->Scan(range, {.max_entries = kAtATime});
    if (!page.ok()) return page.status();
    snapshot->reset();
    std::vector<std::string> old;
    for (storage::Entry& entry : page->entries) {
      if (entry.version < kept_from) old.push_back(entry.key);
    }
    absl::Status status = Forget(book, old);
    if (!status.ok()) return status;
    forgotten += old.size();
    if (!page->more || page->entries.empty()) return forgotten;
    range.start = page->entries.back().key + '\0';
  }
}

}  // namespace factcheck::domain
