#include "server/domain/tables/past_rows.h"

#include "absl/time/clock.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {

absl::Status PastTakesTooLong() {
  return Error(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
               "the deadline passed while the past was read; a list as of the past reads every "
               "record, so give it more time");
}

absl::Status ForEachThen(View& view, std::string_view prefix, absl::Time deadline,
                         absl::FunctionRef<void(const storage::Entry&)> visit) {
  storage::KeyRange range = storage::PrefixRange(prefix);
  for (bool more = true; more;) {
    if (absl::Now() > deadline) return PastTakesTooLong();
    absl::StatusOr<storage::ScanResult> page = view.Scan(range, {});
    if (!page.ok()) return page.status();
    for (const storage::Entry& entry : page->entries) visit(entry);
    more = page->more && !page->entries.empty();
    if (more) range.start = page->entries.back().key + '\0';
  }
  return absl::OkStatus();
}

}  // namespace factcheck::domain
