#include <optional>
#include <utility>

#include "server/domain/core/keys.h"
#include "server/domain/transfers/claim_review_write.h"
#include "server/domain/transfers/review_store.h"
#include "server/domain/transfers/transfers.h"
#include "server/domain/values/names.h"

namespace factcheck::domain {
namespace {

constexpr storage::ScanOptions kPage{.max_entries = 500, .max_bytes = 1 << 20};

// Gathers records into messages of a good size.
class MessageWriter {
 public:
  MessageWriter(int64_t estimated_total, Transfers::ExportSink sink) : sink_(sink) {
    message_.set_estimated_total(estimated_total);
  }

  // False where the sink does not want more.
  bool Add(v1::ExportRecord record) {
    bytes_ += record.ByteSizeLong();
    *message_.add_records() = std::move(record);
    if (bytes_ < kExportMessageBytes && message_.records_size() < kExportMessageRecords)
      return true;
    return Send();
  }
  // The last message, and the first, even where it is empty.
  bool Finish() { return sent_ && message_.records().empty() ? true : Send(); }

 private:
  bool Send() {
    const bool more = sink_(message_);
    message_.Clear();
    bytes_ = 0;
    sent_ = true;
    return more;
  }

  Transfers::ExportSink sink_;
  v1::ExportClaimReviewsResponse message_;
  size_t bytes_ = 0;
  bool sent_ = false;
};

struct Selection {
  std::string publisher;  // Id; "": all.
  std::string claim;      // Id; "": all.
  bool published_only = false;
};

// nullopt where the selection leaves it out.
absl::StatusOr<std::optional<v1::ExportRecord>> RecordOf(View& view, const Selection& selection,
                                                         const storage::Entry& entry) {
  if (!selection.publisher.empty() && keys::LastId(entry.key) != selection.publisher) {
    return std::optional<v1::ExportRecord>();
  }
  absl::StatusOr<std::optional<ReviewToWrite>> review =
      GatherReview(entry, [&view](const std::string& key) { return view.Get(key); });
  if (!review.ok()) return review.status();
  if (!*review ||
      (selection.published_only && (*review)->verdict.state() != v1::Verdict::STATE_PUBLISHED)) {
    return std::optional<v1::ExportRecord>();
  }
  WrittenReview written = WriteClaimReview(**review);
  v1::ExportRecord record;
  record.set_verdict((*review)->verdict.name());
  record.set_json(std::move(written.json));
  for (std::string& missing : written.missing) record.add_missing(std::move(missing));
  for (std::string& warning : written.warnings) record.add_warnings(std::move(warning));
  return std::optional<v1::ExportRecord>(std::move(record));
}

}  // namespace

absl::Status Transfers::ExportClaimReviews(const Call& call,
                                           const v1::ExportClaimReviewsRequest& request,
                                           ExportSink sink) {
  Violations violations(request);
  Selection selection{.publisher = {}, .claim = {}, .published_only = request.published_only()};
  if (!request.publisher().empty()) {
    selection.publisher =
        ReadName("publisher", kPublisherPattern, request.publisher(), violations)[0];
  }
  if (!request.claim().empty()) {
    selection.claim = ReadName("claim", kClaimPattern, request.claim(), violations)[0];
  }
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<View> view = book_->Read(request.read_options(), call.deadline);
  if (!view.ok()) return view.status();

  storage::KeyRange range = storage::PrefixRange(
      selection.claim.empty() ? keys::kPublicVerdicts : keys::PublicVerdictPrefix(selection.claim));
  const bool all = selection.claim.empty() && selection.publisher.empty();
  MessageWriter writer(all && count_verdicts_ ? count_verdicts_() : 0, sink);
  while (true) {
    absl::StatusOr<storage::ScanResult> page = view->snapshot().Scan(range, kPage);
    if (!page.ok()) return page.status();
    const std::string last = page->entries.empty() ? "" : page->entries.back().key;
    for (storage::Entry& newest : page->entries) {
      std::optional<storage::Entry> entry = std::move(newest);
      if (view->as_of()) {
        absl::StatusOr<std::optional<storage::Entry>> then = view->Get(entry->key);
        if (!then.ok()) return then.status();
        entry = *std::move(then);
      }
      if (!entry) continue;
      absl::StatusOr<std::optional<v1::ExportRecord>> record = RecordOf(*view, selection, *entry);
      if (!record.ok()) return record.status();
      if (*record && !writer.Add(**std::move(record))) return absl::OkStatus();
    }
    if (!page->more || last.empty()) break;
    range.start = last + '\0';
  }
  writer.Finish();
  return absl::OkStatus();
}

}  // namespace factcheck::domain
