// The claim book: reads, decides and commits. Everything that changes the store
// goes through Write; everything that is answered from it begins with View.
#ifndef FACTCHECK_SERVER_DOMAIN_CORE_BOOK_H_
#define FACTCHECK_SERVER_DOMAIN_CORE_BOOK_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "factcheck/v1/common.pb.h"
#include "google/protobuf/message.h"
#include "server/domain/core/call.h"
#include "server/domain/core/record.h"
#include "server/domain/core/stamp.h"
#include "server/domain/core/txn.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

using Clock = std::function<absl::Time()>;

// Reads of one request: of the newest state, or of one in the past. Not thread-safe.
class View {
 public:
  View(std::unique_ptr<storage::Snapshot> snapshot, std::optional<storage::Version> as_of)
      : snapshot_(std::move(snapshot)), as_of_(as_of) {}

  // The stored record at `key`, as of the view's version.
  absl::StatusOr<std::optional<storage::Entry>> Get(const std::string& key);
  // The same as of `version`, whatever the view's own is; not after the snapshot.
  absl::StatusOr<std::optional<storage::Entry>> GetAt(const std::string& key,
                                                      storage::Version version);
  // Entries in key order. As of the past, too, for what is written once or kept when it is
  // replaced (resources): a page is what it would have been then.
  absl::StatusOr<storage::ScanResult> Scan(const storage::KeyRange& range,
                                           const storage::ScanOptions& options);
  template <typename M>
  absl::StatusOr<std::optional<Loaded<M>>> Load(const std::string& key) {
    absl::StatusOr<std::optional<storage::Entry>> entry = Get(key);
    if (!entry.ok()) return entry.status();
    if (!entry->has_value()) return std::optional<Loaded<M>>();
    return Txn::LoadFrom<M>(**entry);
  }
  storage::Snapshot& snapshot() { return *snapshot_; }
  std::optional<storage::Version> as_of() const { return as_of_; }

 private:
  absl::StatusOr<std::optional<storage::Entry>> AsOf(const std::string& key,
                                                     std::optional<storage::Entry> newest,
                                                     storage::Version version);
  std::unique_ptr<storage::Snapshot> snapshot_;
  std::optional<storage::Version> as_of_;
};

// What a request says of how it is written. Bounds are checked by Write.
struct WriteOptions {
  std::string request_id;
  bool validate_only = false;
};
// Reads `request_id` and `validate_only` of any request message (fields 14, 15).
WriteOptions WriteOptionsOf(const google::protobuf::Message& request);

// Decides on what `txn` shows and returns the serialised response (placeholders
// in it are stamped with the commit's Version).
using Decide = std::function<absl::StatusOr<std::string>(Txn& txn)>;

// Thread-safe.
class ClaimBook {
 public:
  // `engine` must outlive the book.
  ClaimBook(storage::Engine* engine, Clock clock);

  storage::Engine& engine() { return *engine_; }
  const Stamps& stamps() const { return stamps_; }
  // The clock, but never before the newest commit.
  absl::Time Now() const;

  // A view as `options` asks. Errors: INVALID_CONSISTENCY_TOKEN, a time in the
  // future (INVALID_FIELDS), DEADLINE_EXCEEDED.
  absl::StatusOr<View> Read(const v1::ReadOptions& options, absl::Time deadline);
  absl::StatusOr<View> ReadNewest();

  // Runs `decide`, commits what it wants and answers. With a request id the
  // outcome is kept in the same commit, and a retry is answered from it;
  // the same id with another request is REQUEST_ID_REUSED. `decide` may be run
  // several times, also on an engine thread: it must not block, and must
  // hold what it needs of the request by value or keep it alive with the call.
  // `call` must live until `done` is called.
  void Write(const Call& call, const google::protobuf::Message& request, Decide decide, Done done);
  // The same for callers that may wait (the scheduler, start-up, imports).
  absl::StatusOr<std::string> WriteAndWait(const Call& call,
                                           const google::protobuf::Message& request, Decide decide);

 private:
  absl::StatusOr<std::string> Run(Txn& txn, const WriteOptions& options,
                                  const std::string& request_sha256, std::string_view method,
                                  const Decide& decide) const;
  storage::Engine* const engine_;
  const Clock clock_;
  const Stamps stamps_;
};

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_CORE_BOOK_H_
