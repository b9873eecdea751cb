// One record into the store: its claim, evidence and verdict.
#ifndef FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_RECORD_H_
#define FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_RECORD_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/txn.h"
#include "server/domain/transfers/import_batch.h"
#include "server/domain/transfers/import_publishers.h"

namespace factcheck::domain {

// A record that is new or changed.
struct RecordChange {
  const PreparedReview* prepared = nullptr;
  std::optional<storage::v1::Original> before;  // As it was imported last.
  PublisherInImport* publisher = nullptr;       // Stored, with the rating in its scale.
  bool rated = false;                           // Whether the scale has the rating.
};

struct RecordOutcome {
  enum class Kind { kCreated, kUpdated, kUnchanged, kRefused };
  Kind kind = Kind::kCreated;
  std::string refusal;  // Of kRefused: why, for people.
  std::vector<std::string> warnings;
};

// `options`: those that the record was read with.
absl::StatusOr<RecordOutcome> ImportRecord(Txn& txn, const RecordChange& change,
                                           const ParseOptions& options);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TRANSFERS_IMPORT_RECORD_H_
