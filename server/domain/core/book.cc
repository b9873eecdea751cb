#include "server/domain/core/book.h"

#include <algorithm>
#include <utility>

#include "absl/synchronization/notification.h"
#include "factcheck/storage/v1/records.pb.h"
#include "google/protobuf/descriptor.h"
#include "server/domain/core/keys.h"
#include "server/domain/values/crypto.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

constexpr size_t kMaxRequestIdBytes = 64;

bool IsRequestId(std::string_view id) {
  return id.size() <= kMaxRequestIdBytes && std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-';
         });
}

// What a request asks for, apart from how it is retried.
std::string HashOf(const google::protobuf::Message& request) {
  std::unique_ptr<google::protobuf::Message> plain(request.New());
  plain->MergeFrom(request);
  const auto* field = plain->GetDescriptor()->FindFieldByName("request_id");
  if (field != nullptr) plain->GetReflection()->ClearField(plain.get(), field);
  return Sha256(plain->SerializeAsString());
}

// Errors of the engine as callers are told of them. Statuses that a decision
// returned carry their details already and pass unchanged.
absl::Status FromEngine(absl::Status status) {
  if (status.ok() || HasErrorDetails(status)) return status;
  switch (status.code()) {
    case absl::StatusCode::kUnknown:
      return Error(absl::StatusCode::kUnknown, v1::ERROR_REASON_OUTCOME_UNKNOWN,
                   "the write may or may not have happened; retry it with the same request_id");
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
      return Error(absl::StatusCode::kUnavailable, v1::ERROR_REASON_UNAVAILABLE,
                   "nothing was written; try again");
    case absl::StatusCode::kDeadlineExceeded:
      return Error(absl::StatusCode::kDeadlineExceeded, v1::ERROR_REASON_DEADLINE_EXCEEDED,
                   "the deadline passed; nothing was written");
    case absl::StatusCode::kResourceExhausted:
      return Error(absl::StatusCode::kResourceExhausted, v1::ERROR_REASON_STORAGE_FULL,
                   "the disk is full; nothing was written");
    default:
      return status;
  }
}

}  // namespace

absl::StatusOr<std::optional<storage::Entry>> View::AsOf(const std::string& key,
                                                         std::optional<storage::Entry> newest,
                                                         storage::Version version) {
  if (newest && newest->version <= version) return newest;
  // The newest value is of a later time; history has the earlier ones under the
  // version from which each held.
  storage::KeyRange range;
  range.start = keys::HistoryPrefix(key);
  range.limit = keys::History(key, storage::Version{version.value + 1});
  absl::StatusOr<storage::ScanResult> found =
      snapshot_->Scan(range, {.max_entries = 1, .reverse = true});
  if (!found.ok()) return found.status();
  if (found->entries.empty()) return std::optional<storage::Entry>();
  storage::Entry& entry = found->entries.front();
  return std::optional<storage::Entry>(
      storage::Entry{key, std::move(entry.value), keys::HistoryVersion(entry.key)});
}

absl::StatusOr<std::optional<storage::Entry>> View::Get(const std::string& key) {
  absl::StatusOr<std::optional<storage::Entry>> newest = snapshot_->Get(key);
  if (!newest.ok() || !as_of_) return newest;
  return AsOf(key, *std::move(newest), *as_of_);
}

absl::StatusOr<std::optional<storage::Entry>> View::GetAt(const std::string& key,
                                                          storage::Version version) {
  absl::StatusOr<std::optional<storage::Entry>> newest = snapshot_->Get(key);
  if (!newest.ok()) return newest.status();
  return AsOf(key, *std::move(newest), version);
}

absl::StatusOr<storage::ScanResult> View::Scan(const storage::KeyRange& range,
                                               const storage::ScanOptions& options) {
  if (!as_of_) return snapshot_->Scan(range, options);
  // What came later is passed over, so that a page is as full, and its end as certain, as it
  // would have been then.
  storage::ScanResult then;
  storage::KeyRange rest = range;
  size_t bytes = 0;
  for (;;) {
    absl::StatusOr<storage::ScanResult> page = snapshot_->Scan(rest, options);
    if (!page.ok()) return page.status();
    if (page->entries.empty()) return then;
    std::string last = page->entries.back().key;
    for (storage::Entry& entry : page->entries) {
      std::string key = entry.key;
      absl::StatusOr<std::optional<storage::Entry>> old = AsOf(key, std::move(entry), *as_of_);
      if (!old.ok()) return old.status();
      if (!*old) continue;
      if (then.entries.size() == options.max_entries || bytes >= options.max_bytes) {
        then.more = true;
        return then;
      }
      bytes += (*old)->key.size() + (*old)->value.size();
      then.entries.push_back(std::move(**old));
    }
    if (!page->more) return then;
    if (options.reverse) {
      rest.limit = std::move(last);
    } else {
      rest.start = std::move(last);
      rest.start.push_back('\0');
    }
  }
}

WriteOptions WriteOptionsOf(const google::protobuf::Message& request) {
  WriteOptions options;
  const auto* descriptor = request.GetDescriptor();
  const auto* reflection = request.GetReflection();
  if (const auto* id = descriptor->FindFieldByName("request_id")) {
    options.request_id = reflection->GetString(request, id);
  }
  if (const auto* validate = descriptor->FindFieldByName("validate_only")) {
    options.validate_only = reflection->GetBool(request, validate);
  }
  return options;
}

ClaimBook::ClaimBook(storage::Engine* engine, Clock clock)
    : engine_(engine), clock_(std::move(clock)), stamps_(engine->store_id()) {}

absl::Time ClaimBook::Now() const {
  return std::max(clock_(), storage::CommitTime(engine_->LatestVersion()));
}

absl::StatusOr<View> ClaimBook::ReadNewest() {
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = engine_->NewSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  return View(*std::move(snapshot), std::nullopt);
}

absl::StatusOr<View> ClaimBook::Read(const v1::ReadOptions& options, absl::Time deadline) {
  storage::Version at_least;
  if (!options.at_least_as_fresh().empty()) {
    absl::StatusOr<storage::Version> version = stamps_.VersionOf(options.at_least_as_fresh());
    if (!version.ok()) return version.status();
    at_least = *version;
  }
  std::optional<storage::Version> as_of;
  if (options.has_time()) {
    const absl::Time time = FromTimestamp(options.time());
    // What will be known at a time to come is not known yet: an answer would change.
    if (time > Now()) return InvalidField("read_options.time", "must not be in the future");
    as_of = storage::VersionAt(time);
  } else if (!options.token().empty()) {
    absl::StatusOr<storage::Version> version = stamps_.VersionOf(options.token());
    if (!version.ok()) return version.status();
    as_of = *version;
    at_least = std::max(at_least, *version);
  }
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot =
      engine_->NewSnapshot(at_least, deadline);
  if (!snapshot.ok()) return FromEngine(snapshot.status());
  return View(*std::move(snapshot), as_of);
}

absl::StatusOr<std::string> ClaimBook::Run(Txn& txn, const WriteOptions& options,
                                           const std::string& request_sha256,
                                           std::string_view method, const Decide& decide) const {
  if (options.request_id.empty() || options.validate_only) return decide(txn);
  const std::string key = keys::Request(txn.who().actor, options.request_id);
  absl::StatusOr<std::optional<storage::Entry>> earlier = txn.Get(key);
  if (!earlier.ok()) return earlier.status();
  storage::v1::RequestOutcome outcome;
  if (*earlier) {
    if (!outcome.ParseFromString((*earlier)->value)) {
      return absl::DataLossError("a stored request outcome can't be parsed");
    }
    if (outcome.method() != method || outcome.request_sha256() != request_sha256) {
      return Error(absl::StatusCode::kInvalidArgument, v1::ERROR_REASON_REQUEST_ID_REUSED,
                   "request_id was used with another request; give each request an id of its own");
    }
    return std::move(*outcome.mutable_response());
  }
  absl::StatusOr<std::string> response = decide(txn);
  if (!response.ok()) return response;
  outcome.set_method(std::string(method));
  outcome.set_request_sha256(request_sha256);
  outcome.set_response(txn.kept_response().value_or(*response));
  txn.Put(key, outcome.SerializeAsString());
  return response;
}

void ClaimBook::Write(const Call& call, const google::protobuf::Message& request, Decide decide,
                      Done done) {
  WriteOptions options = WriteOptionsOf(request);
  if (!IsRequestId(options.request_id)) {
    return done(InvalidField("request_id", "must be at most 64 characters of [A-Za-z0-9-]"));
  }
  std::string sha = options.request_id.empty() ? std::string() : HashOf(request);
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = engine_->NewSnapshot();
  if (!snapshot.ok()) return done(FromEngine(snapshot.status()));

  // The first run is on the caller's thread, where runs of many callers go side
  // by side; only where another commit came between is it run again, by the engine.
  Txn txn(**snapshot, stamps_, call.who, call.method, Now());
  absl::StatusOr<std::string> response = Run(txn, options, sha, call.method, decide);
  if (!response.ok()) return done(FromEngine(response.status()));
  if (options.validate_only || !txn.has_writes()) {
    stamps_.Apply((*snapshot)->version(), *response);
    return done(std::move(response));
  }
  snapshot->reset();

  auto answer = std::make_shared<std::string>(*std::move(response));
  storage::CommitRequest commit;
  commit.deadline = call.deadline;
  commit.batch = txn.Take();
  commit.decide_again =
      [this, &call, answer, options = std::move(options), sha = std::move(sha),
       decide = std::move(decide)](storage::Snapshot& newest) -> absl::StatusOr<storage::Batch> {
    const absl::Time now = std::max(clock_(), storage::CommitTime(newest.version()));
    Txn again(newest, stamps_, call.who, call.method, now);
    absl::StatusOr<std::string> response = Run(again, options, sha, call.method, decide);
    if (!response.ok()) return response.status();
    *answer = *std::move(response);
    return again.Take();
  };
  engine_->CommitAsync(std::move(commit), [this, answer, done = std::move(done)](
                                              absl::StatusOr<storage::Version> version) mutable {
    if (!version.ok()) return done(FromEngine(version.status()));
    stamps_.Apply(*version, *answer);
    done(std::move(*answer));
  });
}

absl::StatusOr<std::string> ClaimBook::WriteAndWait(const Call& call,
                                                    const google::protobuf::Message& request,
                                                    Decide decide) {
  absl::Notification ready;
  absl::StatusOr<std::string> answer;
  Write(call, request, std::move(decide), [&](absl::StatusOr<std::string> response) {
    answer = std::move(response);
    ready.Notify();
  });
  ready.WaitForNotification();
  return answer;
}

}  // namespace factcheck::domain
