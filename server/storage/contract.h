// The parts of the storage contract that every engine keeps in the same way.
// For engines only.
#ifndef FACTCHECK_SERVER_STORAGE_CONTRACT_H_
#define FACTCHECK_SERVER_STORAGE_CONTRACT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/storage/engine.h"

namespace factcheck::storage {

// kInvalidArgument for what no caller may ask of an engine.
absl::Status CheckBatch(const Batch& batch);
absl::Status CheckRange(const KeyRange& range, const ScanOptions& options);
absl::Status CheckLogRead(const LogReadOptions& options);
absl::Status CheckLoad(std::span<const Entry> entries, std::span<const LogEntry> log);

// Collects what a scan answers, as far as its limits go.
class ScanPage {
 public:
  explicit ScanPage(const ScanOptions& options) : options_(options) {}
  // False, and no longer taking, once the limits are reached.
  bool Take(std::string_view key, std::string_view value, Version version);
  ScanResult Finish() { return std::move(result_); }

 private:
  const ScanOptions& options_;
  ScanResult result_;
  size_t bytes_ = 0;
};

// Nothing to write: neither a mutation nor a log record.
inline bool IsEmpty(const Batch& batch) {
  return batch.mutations.empty() && batch.log_record.empty();
}

// The version of a commit at `now` that follows `last`.
Version NextVersion(Version last, absl::Time now);

// Lets a checked batch append what depends on its place, and checks it again.
absl::Status CompleteInOrder(Version version, Snapshot& newest, Batch& batch);

// Gives checked mutations their final keys and values. kInvalidArgument where
// two keys became the same.
absl::Status StampMutations(Version version, std::vector<Mutation>& mutations);

// Big-endian, so that byte order is numeric order.
std::string EncodeVersion(Version version);
// Of the first eight bytes, which must be there.
Version DecodeVersion(std::string_view bytes);

std::string NewStoreId();

}  // namespace factcheck::storage

#endif  // FACTCHECK_SERVER_STORAGE_CONTRACT_H_
