// Rows in memory as a file beside the store, so that a start need not read every record.
//
// file    := magic format:u32 chunk*      see server/base/chunk_file.h
// records := store:bytes position:u64 rows    the store's identity; the rows are their table's
//
// Such a file is never the only place of anything: one that is missing, damaged, of another format
// or of a state that the store doesn't have is passed over, and the records are read.
#ifndef FACTCHECK_SERVER_DOMAIN_TABLES_TABLE_FILE_H_
#define FACTCHECK_SERVER_DOMAIN_TABLES_TABLE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/chunk_file.h"
#include "server/storage/engine.h"

namespace factcheck::domain {

struct TableFile {
  std::string path;  // Empty: there is none, every start reads the records.
  // Told why the records are read instead, for the log. May be empty.
  std::function<void(std::string_view)> on_note;
};

struct TableFormat {
  std::string_view magic;  // Of one table's files: eight bytes.
  // To be raised whenever the same records would make other rows, or rows be written otherwise.
  uint32_t version;
};

// Writes a file with everything up to `position`, the version of a commit that has a record in the
// log; rows of later commits may be among them.
absl::Status SaveTableFile(const std::string& path, const TableFormat& format,
                           storage::Engine& engine, storage::Version position,
                           absl::FunctionRef<absl::Status(ChunkWriter&)> write_rows);

// Has the rows of everything up to `position` read, if this store has such a state; the position.
// What `read_rows` took is worth nothing where this fails. NOT_FOUND: there is no file; DATA_LOSS;
// FAILED_PRECONDITION: it is of another format or state.
absl::StatusOr<storage::Version> LoadTableFile(
    const std::string& path, const TableFormat& format, storage::Engine& engine,
    absl::FunctionRef<absl::Status(storage::Version position, ChunkReader&)> read_rows);

// Claims whose records, status or verdicts were written after `after`, up to `upto`; each once, in
// order. RESOURCE_EXHAUSTED: more than `most`.
absl::StatusOr<std::vector<std::string>> ClaimsWritten(storage::Engine& engine,
                                                       storage::Version after,
                                                       storage::Version upto, size_t most);

// So many written claims are looked up one by one, where a table has `rows`; where there are more,
// all records are read in order.
size_t MostLookedUp(size_t rows);

// Shows `take` what the view has within the ranges of each claim, some claims at a time; entries
// are valid during the call.
absl::Status ReadClaims(storage::Snapshot& view, std::span<const std::string> claims,
                        absl::FunctionRef<std::vector<storage::KeyRange>(std::string_view)> ranges,
                        absl::FunctionRef<void(std::span<const storage::Entry>)> take);

}  // namespace factcheck::domain

#endif  // FACTCHECK_SERVER_DOMAIN_TABLES_TABLE_FILE_H_
