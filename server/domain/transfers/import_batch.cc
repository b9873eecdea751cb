#include "server/domain/transfers/import_batch.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "factcheck/storage/v1/records.pb.h"
#include "server/base/absl_strings.h"
#include "server/domain/core/keys.h"
#include "server/domain/transfers/import_record.h"

namespace factcheck::domain {
namespace {

// Reviews that wrappers may unfold to, beside one for each record.
constexpr size_t kMaxReviewsInBatch = 1000;
// Records from which on it pays to share them between two threads.
constexpr int kShareFrom = 64;

void Refuse(int64_t position, std::string reason, v1::ImportClaimReviewsResponse& response) {
  v1::ImportRejection& rejection = *response.add_rejections();
  rejection.set_position(position);
  rejection.set_reason(std::move(reason));
}

void Warn(int64_t position, std::string message, v1::ImportClaimReviewsResponse& response) {
  v1::ImportWarning& warning = *response.add_warnings();
  warning.set_position(position);
  warning.set_message(std::move(message));
}

// The batch while it is decided.
class BatchDecision {
 public:
  BatchDecision(Txn& txn, const PreparedBatch& batch)
      : txn_(txn), batch_(batch), publishers_(txn), response_(batch.response) {}

  absl::StatusOr<v1::ImportClaimReviewsResponse> Run() {
    absl::Status status = FindChanged();
    if (!status.ok()) return status;
    for (RecordChange& change : changes_) {
      absl::StatusOr<PublisherInImport*> publisher = publishers_.Resolve(
          change.prepared->review, change.before ? change.before->publisher() : "");
      if (!publisher.ok()) return publisher.status();
      change.publisher = *publisher;
      const std::optional<ParsedRating>& rating = change.prepared->review.rating;
      change.rated = rating && change.publisher->scale.Add(*rating);
    }
    status = publishers_.Store();
    if (!status.ok()) return status;
    for (const RecordChange& change : changes_) {
      absl::StatusOr<RecordOutcome> outcome = ImportRecord(txn_, change, batch_.options);
      if (!outcome.ok()) return outcome.status();
      Count(change, *std::move(outcome));
    }
    return std::move(response_);
  }

 private:
  // Leaves out what is there already as it is.
  absl::Status FindChanged() {
    absl::flat_hash_map<std::string_view, size_t> last;
    for (size_t i = 0; i < batch_.reviews.size(); ++i) {
      last[batch_.reviews[i].review.record_id] = i;
    }
    for (size_t i = 0; i < batch_.reviews.size(); ++i) {
      const PreparedReview& prepared = batch_.reviews[i];
      const PreparedReview& newest = batch_.reviews[last[prepared.review.record_id]];
      if (&newest != &prepared) {
        response_.set_unchanged(response_.unchanged() + 1);
        if (newest.review.content_sha256 != prepared.review.content_sha256) {
          Warn(prepared.position,
               StrCat("the record at ", newest.position,
                      " is of the same article and statement; that one was taken"),
               response_);
        }
        continue;
      }
      absl::StatusOr<std::optional<storage::Entry>> stored =
          txn_.Get(keys::Original(prepared.review.record_id));
      if (!stored.ok()) return stored.status();
      RecordChange change{.prepared = &prepared, .before = {}, .publisher = nullptr};
      if (*stored) {
        if (!change.before.emplace().ParseFromString((*stored)->value)) {
          return absl::DataLossError("a stored original can't be parsed");
        }
        if (change.before->content_sha256() == prepared.review.content_sha256) {
          response_.set_unchanged(response_.unchanged() + 1);
          continue;
        }
      }
      changes_.push_back(std::move(change));
    }
    return absl::OkStatus();
  }

  void Count(const RecordChange& change, RecordOutcome outcome) {
    const int64_t position = change.prepared->position;
    switch (outcome.kind) {
      case RecordOutcome::Kind::kCreated:
        response_.set_created(response_.created() + 1);
        break;
      case RecordOutcome::Kind::kUpdated:
        response_.set_updated(response_.updated() + 1);
        break;
      case RecordOutcome::Kind::kUnchanged:
        response_.set_unchanged(response_.unchanged() + 1);
        break;
      case RecordOutcome::Kind::kRefused:
        return Refuse(position, std::move(outcome.refusal), response_);
    }
    for (std::string& warning : outcome.warnings) Warn(position, std::move(warning), response_);
  }

  Txn& txn_;
  const PreparedBatch& batch_;
  PublishersInImport publishers_;
  std::vector<RecordChange> changes_;
  v1::ImportClaimReviewsResponse response_;
};

void TakeParsed(const v1::ImportRecord& record, ParsedRecord parsed, PreparedBatch& prepared) {
  for (std::string& refusal : parsed.refusals) {
    Refuse(record.position(), std::move(refusal), prepared.response);
  }
  if (parsed.reviews.size() > 1 &&
      prepared.reviews.size() + parsed.reviews.size() > kMaxReviewsInBatch) {
    Refuse(record.position(), "holds too many reviews for its batch: send them one by one",
           prepared.response);
    return;
  }
  for (ParsedReview& review : parsed.reviews) {
    for (std::string& warning : review.warnings) {
      Warn(record.position(), std::move(warning), prepared.response);
    }
    std::string original = review.own_json.empty() ? record.json() : std::move(review.own_json);
    prepared.reviews.push_back({record.position(), std::move(review), std::move(original)});
  }
}

// Reads each record by itself; `parsed` has room for all.
void ParseRecords(const v1::ImportBatch& batch, int from, int step, const ParseOptions& options,
                  std::vector<ParsedRecord>& parsed) {
  for (int i = from; i < batch.records_size(); i += step) {
    parsed[static_cast<size_t>(i)] = ParseClaimReviews(batch.records(i).json(), options);
  }
}

}  // namespace

PreparedBatch PrepareBatch(const v1::ImportBatch& batch, const ParseOptions& options) {
  PreparedBatch prepared;
  prepared.options = options;
  std::vector<ParsedRecord> all(static_cast<size_t>(batch.records_size()));
  // Half of what stands between two commits is reading: two do it side by side.
  if (batch.records_size() >= kShareFrom) {
    std::thread other([&] { ParseRecords(batch, 1, 2, options, all); });
    ParseRecords(batch, 0, 2, options, all);
    other.join();
  } else {
    ParseRecords(batch, 0, 1, options, all);
  }
  prepared.reviews.reserve(all.size());
  for (int i = 0; i < batch.records_size(); ++i) {
    TakeParsed(batch.records(i), std::move(all[static_cast<size_t>(i)]), prepared);
  }
  return prepared;
}

absl::StatusOr<v1::ImportClaimReviewsResponse> DecideBatch(Txn& txn, const PreparedBatch& batch) {
  return BatchDecision(txn, batch).Run();
}

}  // namespace factcheck::domain
