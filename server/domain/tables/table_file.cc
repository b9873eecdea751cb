#include "server/domain/tables/table_file.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "factcheck/storage/v1/records.pb.h"
#include "server/base/absl_strings.h"
#include "server/storage/log_position.h"

namespace factcheck::domain {
namespace {

// Of those that are read at once.
constexpr size_t kClaimsAtATime = 200;

std::string HeaderOf(const TableFormat& format) {
  std::vector<uint8_t> version;
  AppendFixed32(format.version, version);
  return StrCat(format.magic, std::string(version.begin(), version.end()));
}

absl::Status AddRange(storage::Snapshot& view, storage::KeyRange range,
                      std::vector<storage::Entry>& entries) {
  for (bool more = true; more;) {
    absl::StatusOr<storage::ScanResult> page = view.Scan(range, {});
    if (!page.ok()) return page.status();
    more = page->more && !page->entries.empty();
    if (more) range.start = page->entries.back().key + '\0';
    std::move(page->entries.begin(), page->entries.end(), std::back_inserter(entries));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status SaveTableFile(const std::string& path, const TableFormat& format,
                           storage::Engine& engine, storage::Version position,
                           absl::FunctionRef<absl::Status(ChunkWriter&)> write_rows) {
  ChunkWriter writer(path);
  absl::Status status = writer.Open(HeaderOf(format));
  if (!status.ok()) return status;
  AppendBytes(engine.store_id(), writer.buffer());
  AppendFixed64(position.value, writer.buffer());
  status = writer.EndChunk();
  if (status.ok()) status = write_rows(writer);
  return status.ok() ? writer.Commit() : status;
}

absl::StatusOr<storage::Version> LoadTableFile(
    const std::string& path, const TableFormat& format, storage::Engine& engine,
    absl::FunctionRef<absl::Status(storage::Version, ChunkReader&)> read_rows) {
  ChunkReader reader(path);
  absl::StatusOr<std::string> header = reader.Open(HeaderOf(format).size());
  if (!header.ok()) return header.status();
  if (!header->starts_with(format.magic)) return reader.Damaged("it has another table's rows");
  if (*header != HeaderOf(format)) {
    return absl::FailedPreconditionError(
        StrCat(path, " was written by another version of this program"));
  }
  std::string_view store;
  storage::Version position;
  absl::Status status = reader.NextChunk();
  if (status.ok()) status = reader.Bytes(store);
  if (status.ok()) status = reader.Fixed64(position.value);
  if (status.ok() && store != engine.store_id()) {
    return absl::FailedPreconditionError(StrCat(path, " is of another store"));
  }
  if (status.ok()) status = storage::ExpectLogged(engine, position);
  if (status.ok()) status = read_rows(position, reader);
  if (status.ok()) status = reader.ExpectEnd();
  if (!status.ok()) return status;
  return position;
}

absl::StatusOr<std::vector<std::string>> ClaimsWritten(storage::Engine& engine,
                                                       storage::Version after,
                                                       storage::Version upto, size_t most) {
  absl::flat_hash_set<std::string> ids;
  while (after < upto) {
    absl::StatusOr<std::vector<storage::LogEntry>> entries = engine.ReadLog(after, {});
    if (!entries.ok()) return entries.status();
    if (entries->empty()) break;
    for (const storage::LogEntry& entry : *entries) {
      after = entry.version;
      if (after > upto) break;
      storage::v1::LogRecord record;
      if (!record.ParseFromString(entry.record)) {
        return absl::DataLossError(StrCat("the log's record of ", after.value, " is damaged"));
      }
      for (const storage::v1::Change& change : record.changes()) {
        if (!change.claim().empty()) ids.insert(change.claim());
      }
      ids.insert(record.other_claims().begin(), record.other_claims().end());
    }
    if (ids.size() > most) {
      return absl::ResourceExhaustedError(
          StrCat("more than ", most, " claims were written since it was saved"));
    }
  }
  std::vector<std::string> sorted(ids.begin(), ids.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

size_t MostLookedUp(size_t rows) {
  constexpr size_t kFew = 10'000, kTimesAsSlow = 8;
  return std::max(kFew, rows / kTimesAsSlow);
}

absl::Status ReadClaims(storage::Snapshot& view, std::span<const std::string> claims,
                        absl::FunctionRef<std::vector<storage::KeyRange>(std::string_view)> ranges,
                        absl::FunctionRef<void(std::span<const storage::Entry>)> take) {
  std::vector<storage::Entry> entries;
  while (!claims.empty()) {
    const auto some = claims.first(std::min(claims.size(), kClaimsAtATime));
    claims = claims.subspan(some.size());
    entries.clear();
    for (const std::string& claim : some) {
      for (storage::KeyRange& range : ranges(claim)) {
        if (absl::Status read = AddRange(view, std::move(range), entries); !read.ok()) return read;
      }
    }
    take(entries);
  }
  return absl::OkStatus();
}

}  // namespace factcheck::domain
