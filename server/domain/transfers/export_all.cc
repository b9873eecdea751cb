#include <utility>

#include "factcheck/storage/v1/records.pb.h"
#include "server/domain/core/keys.h"
#include "server/domain/transfers/portable.h"
#include "server/domain/transfers/portable_hash.h"
#include "server/domain/values/error.h"

namespace factcheck::domain {
namespace {

constexpr storage::ScanOptions kPage{.max_entries = 1000, .max_bytes = kPortableChunkBytes};
constexpr storage::LogReadOptions kLogPage{.max_entries = 1000, .max_bytes = kPortableChunkBytes};

// Sends what it is given in chunks, and counts and hashes it.
class ChunkWriter {
 public:
  explicit ChunkWriter(Portable::ChunkSink sink) : sink_(sink) {}

  bool Begin(storage::Version latest, storage::Version trimmed, const std::string& store_id) {
    storage::v1::PortableHeader& header = *chunk_.mutable_header();
    header.set_format(kPortableFormat);
    header.set_latest_version(latest.value);
    header.set_store_id(store_id);
    header.set_trimmed_version(trimmed.value);
    return Send();
  }
  void Add(storage::Entry entry) {
    storage::v1::PortableEntry& added = *chunk_.add_entries();
    added.set_key(std::move(entry.key));
    added.set_value(std::move(entry.value));
    added.set_version(entry.version.value);
    hash_.Add(added.SerializeAsString());
    ++entries_;
  }
  void Add(storage::LogEntry entry) {
    storage::v1::PortableLogEntry& added = *chunk_.add_log();
    added.set_version(entry.version.value);
    added.set_record(std::move(entry.record));
    hash_.Add(added.SerializeAsString());
    ++log_entries_;
  }
  // What was added since.
  bool Send() {
    const bool more = sink_(chunk_.SerializeAsString());
    chunk_.Clear();
    return more;
  }
  bool End() {
    storage::v1::PortableTrailer& trailer = *chunk_.mutable_trailer();
    trailer.set_entries(entries_);
    trailer.set_log_entries(log_entries_);
    trailer.set_sha256(hash_.Finish());
    return Send();
  }

 private:
  Portable::ChunkSink sink_;
  storage::v1::PortableChunk chunk_;
  PortableHash hash_;
  uint64_t entries_ = 0;
  uint64_t log_entries_ = 0;
};

// False where the sink does not want more.
absl::StatusOr<bool> SendEntries(storage::Snapshot& snapshot, ChunkWriter& writer) {
  storage::KeyRange range;
  while (true) {
    absl::StatusOr<storage::ScanResult> page = snapshot.Scan(range, kPage);
    if (!page.ok()) return page.status();
    if (page->entries.empty()) return true;
    range.start = page->entries.back().key + '\0';
    for (storage::Entry& entry : page->entries) {
      if (!entry.key.starts_with(keys::kSettings)) writer.Add(std::move(entry));
    }
    if (!writer.Send()) return false;
    if (!page->more) return true;
  }
}

absl::StatusOr<bool> SendLog(storage::Engine& engine, storage::Version after, storage::Version upto,
                             ChunkWriter& writer) {
  while (after < upto) {
    absl::StatusOr<std::vector<storage::LogEntry>> page = engine.ReadLog(after, kLogPage);
    if (absl::IsOutOfRange(page.status())) {
      return Error(absl::StatusCode::kOutOfRange, v1::ERROR_REASON_POSITION_TRIMMED,
                   "the commit log was trimmed while it was being exported: export again");
    }
    if (!page.ok()) return page.status();
    if (page->empty()) return true;
    after = page->back().version;
    for (storage::LogEntry& entry : *page) {
      if (entry.version <= upto) writer.Add(std::move(entry));
    }
    if (!writer.Send()) return false;
  }
  return true;
}

}  // namespace

absl::Status Portable::ExportAll(const Call& call, ChunkSink sink) {
  if (!call.who.IsAdmin()) return MissingRole("ADMIN");
  storage::Engine& engine = book_->engine();
  absl::StatusOr<std::unique_ptr<storage::Snapshot>> snapshot = engine.NewSnapshot();
  if (!snapshot.ok()) return snapshot.status();
  const storage::Version moment = (*snapshot)->version();
  absl::StatusOr<storage::Version> trimmed = engine.OldestLogPosition();
  if (!trimmed.ok()) return trimmed.status();
  ChunkWriter writer(sink);
  if (!writer.Begin(moment, *trimmed, engine.store_id())) return absl::OkStatus();
  absl::StatusOr<bool> more = SendEntries(**snapshot, writer);
  if (more.ok() && *more) more = SendLog(engine, *trimmed, moment, writer);
  if (!more.ok()) return more.status();
  if (*more) writer.End();
  return absl::OkStatus();
}

}  // namespace factcheck::domain
