// One decision in the making: what it read, what it wants written. A decision
// is a function of what it reads through the Txn and may be run again, on a
// newer state, until its commit holds; so it has no effect but through the Txn.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_TXN_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_TXN_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/storage/v1/records.pb.h"
#include "google/protobuf/message_lite.h"
#include "server/domain/core/ledger_append.h"
#include "server/domain/core/principal.h"
#include "server/domain/core/record.h"
#include "server/domain/core/stamp.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

// A message in the two parts of a record.
struct SplitBytes {
  std::string public_bytes;
  std::string staff_bytes;
};
// What everybody and what only colleagues see: top-level fields numbered 60 to
// 89 are the latter. Fields of sub-messages stay where their parent is, so what
// holds a revision of a verdict shows it whole; what the public sees of a verdict
// is a record of its own.
SplitBytes Split(const google::protobuf::Message& message);

// A resource as it is stored.
template <typename M>
struct Loaded {
  M message;  // Public and staff fields.
  storage::Version version;
  uint8_t flags = 0;
  bool deleted() const { return flags & kRecordDeleted; }
  std::string etag() const { return EtagOf(version); }
};

class Txn {
 public:
  // All must outlive the Txn. `now` is the time of the decision; the commit's
  // own time is stamped later and is never before it by more than a clock step.
  Txn(storage::Snapshot& view, const Stamps& stamps, const Principal& who, std::string_view method,
      absl::Time now);

  const Principal& who() const { return who_; }
  absl::Time now() const { return now_; }
  const Stamps& stamps() const { return stamps_; }
  // For the history of the resources that are put after it.
  void set_reason(std::string_view reason) { meta_.set_reason(std::string(reason)); }

  // Reads become preconditions of the commit. A key that this Txn wrote reads
  // as written (with the version it had before).
  absl::StatusOr<std::optional<storage::Entry>> Get(const std::string& key);
  // `key` is known not to be there, as a key that guards it (a claim's, of all that
  // belongs to the claim) was read through this Txn as absent: it reads so without a
  // look, and is no precondition of its own.
  void KnowAbsent(const std::string& key);
  // Forward scans only; shows this Txn's own writes. Not protected against entries
  // that appear meanwhile: read a key that every writer of the range writes, too
  // (for example the claim's status).
  absl::StatusOr<storage::ScanResult> Scan(const storage::KeyRange& range,
                                           const storage::ScanOptions& options = {});

  // The resource at `key`; nullopt where there is none. Soft-deleted ones are
  // returned with their flag.
  template <typename M>
  absl::StatusOr<std::optional<Loaded<M>>> Load(const std::string& key) {
    const absl::StatusOr<Seen> seen = See(key);
    if (!seen.ok()) return seen.status();
    if (seen->value == nullptr) return std::optional<Loaded<M>>();
    return LoadFrom<M>(*seen->value, seen->version);
  }
  template <typename M>
  static absl::StatusOr<std::optional<Loaded<M>>> LoadFrom(const storage::Entry& entry) {
    return LoadFrom<M>(entry.value, entry.version);
  }
  template <typename M>
  static absl::StatusOr<std::optional<Loaded<M>>> LoadFrom(std::string_view stored,
                                                           storage::Version version) {
    absl::StatusOr<Record> record = ParseRecord(stored);
    if (!record.ok()) return record.status();
    Loaded<M> loaded;
    if (!loaded.message.ParseFromArray(record->all_bytes.data(),
                                       static_cast<int>(record->all_bytes.size()))) {
      return absl::DataLossError("a stored message can't be parsed");
    }
    loaded.version = version;
    loaded.flags = record->flags;
    return std::optional<Loaded<M>>(std::move(loaded));
  }

  // Stores a resource whose key was read through this Txn: marks its stamped fields, keeps the
  // version it replaces readable as of its time, and returns the bytes that a colleague is answered
  // with (placeholders still in them). Fields with numbers 60 to 89 of the top
  // level go to the record's staff part.
  std::string PutResource(const std::string& key, google::protobuf::Message* message,
                          uint8_t flags = 0);

  // The same for what has no stamped fields, with its parts already split and
  // serialised. Placeholders in them (Stamps::CommitTime) are filled in.
  void PutRecord(const std::string& key, const SplitBytes& parts, uint8_t flags = 0);

  // Plain values: no envelope, no history.
  void Put(const std::string& key, std::string value);
  void Delete(const std::string& key);

  void Log(storage::v1::Change change);
  // Enters it in the ledger, at the place that the commit gets.
  void Enter(LedgerDraft draft) { entered_.push_back(std::move(draft)); }

  // What a retry with the same request id is answered, where it must differ from
  // the first answer (a secret that is shown once).
  void set_kept_response(std::string response) { kept_response_ = std::move(response); }
  const std::optional<std::string>& kept_response() const { return kept_response_; }

  // The batch of everything above. The Txn is spent.
  storage::Batch Take();
  bool has_writes() const { return !writes_.empty(); }

 private:
  struct Write {
    std::optional<std::string> value;
    bool stamped = false;
  };
  // What Get gives, without a copy: until the next read or write.
  struct Seen {
    const std::string* value = nullptr;  // Null: there is none.
    storage::Version version;
  };
  absl::StatusOr<Seen> See(const std::string& key);
  void SetWrite(const std::string& key, Write write);

  storage::Snapshot& view_;
  const Stamps& stamps_;
  const Principal& who_;
  const absl::Time now_;
  storage::v1::ChangeMeta meta_;
  storage::v1::LogRecord log_;
  std::vector<LedgerDraft> entered_;
  std::optional<std::string> kept_response_;
  absl::flat_hash_map<std::string, std::optional<storage::Entry>> reads_;
  absl::flat_hash_set<std::string> known_absent_;
  std::vector<std::pair<std::string, Write>> writes_;  // In order of first write.
  absl::flat_hash_map<std::string, size_t> write_at_;  // Key -> index in writes_.
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_TXN_H_
